"""Keep lines as far apart as the style sheet says (行距), which WeasyPrint 70 does not where faces are mixed.

By CSS 2.1, 10.8, a fixed line height is centred on the first face of the family, whatever other faces supply the
characters. WeasyPrint centres it on the faces that a piece of text happens to hold; where Latin and Chinese come from
two faces, lines then drift apart by up to 1.5 of 29 points and a page of 22 lines holds 21. This patch takes the base
line from the first face. It replaces a private part of WeasyPrint and therefore holds for 70 alone.
"""

from __future__ import annotations

from typing import Any

import weasyprint
from weasyprint.layout import inline

from conformance.typeset.justify import require_supported

_split_text_box_unpatched = inline.split_text_box


def install() -> None:
    """Put the patch in place, once or again; CannotProceed with any other WeasyPrint."""
    require_supported(weasyprint.__version__)
    inline.split_text_box = _split_text_box


def _split_text_box(context: Any, box: Any, available_width: Any, skip: Any, is_line_start: bool = True) -> Any:
    """Split as before; text of a fixed line height stands on the base line of its first face."""
    split, resume_at, preserved_break = _split_text_box_unpatched(context, box, available_width, skip, is_line_start)
    if split is not None and split.style["line_height"] != "normal":
        _, split.baseline = inline.strut(split.style)
    return split, resume_at, preserved_break
