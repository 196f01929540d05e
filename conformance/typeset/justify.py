"""Justify lines of Chinese (两端对齐), which WeasyPrint 70 leaves ragged: it stretches nothing but spaces.

This patch also opens the gaps beside Han characters and full-width punctuation. Pango gives a letter-spaced character
half of the space on each side and drops the outer half at both ends of a text box; the count below reckons with that,
so the last character of a line ends where the measure ends. It replaces private parts of WeasyPrint and therefore
holds for 70 alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import weasyprint
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text import line_break
from weasyprint.text.ffi import TO_UNITS, ffi, pango

from conformance.errors import CannotProceed

STRETCHED = re.compile(
    "[\u2018\u2019\u201c\u201d\u2e80-\u303f\u3105-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\U00020000-\U0003ffff]"
)
"""Characters beside which a gap may open. Not — and …: a dash (——) and an ellipsis (……) of two stay whole."""

SUPPORTED = "70."

_set_text_unpatched = line_break.Layout.set_text


def install() -> None:
    """Put the patch in place, once or again; CannotProceed with any other WeasyPrint."""
    require_supported(weasyprint.__version__)
    line_break.Layout.set_text = _set_text
    inline.justify_line = _justify_line


def require_supported(version: str) -> None:
    """Refuse a WeasyPrint whose insides the patch was not written for."""
    if not version.startswith(SUPPORTED):
        raise CannotProceed(
            f"排版要求 WeasyPrint {SUPPORTED}x，现为 {version}，请删除 .venv 后运行 sh tools/run.sh 重新安装。"
        )


def _set_text(layout: Any, text: str, justify: bool = False) -> None:
    """Set a layout's text as before and, when it is drawn, space out its stretched characters."""
    _set_text_unpatched(layout, text, justify)
    if not (justify and layout.justification_spacing):
        return
    own = layout.style["letter_spacing"]
    spacing = int((layout.justification_spacing + (0 if own == "normal" else own)) * TO_UNITS)
    attributes = pango.pango_layout_get_attributes(layout.layout)
    if attributes == ffi.NULL:
        attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
    for match in STRETCHED.finditer(layout.text):
        attribute = pango.pango_attr_letter_spacing_new(spacing)
        attribute.start_index = len(layout.text[: match.start()].encode())
        attribute.end_index = attribute.start_index + len(match[0].encode())
        pango.pango_attr_list_change(attributes, attribute)
    pango.pango_layout_set_attributes(layout.layout, attributes)


def _justify_line(context: Any, line: Any, extra_width: float) -> None:
    """Share the missing width among the gaps of a line."""
    leaves = [leaf for leaf in _leaves(line) if not isinstance(leaf, boxes.TextBox) or leaf.text]
    if not leaves:
        return
    gaps = sum(map(_gaps, leaves)) - (_starts_stretched(leaves[0]) + _ends_stretched(leaves[-1])) / 2
    if gaps > 0:
        _spread(context, line, extra_width / gaps, 0.0, (leaves[0], leaves[-1]))


def _leaves(box: Any) -> Iterator[Any]:
    """Text and atomic boxes of a line, in order."""
    if isinstance(box, (boxes.LineBox, boxes.InlineBox)):
        for child in box.children:
            if child.is_in_normal_flow():
                yield from _leaves(child)
    else:
        yield box


def _gaps(leaf: Any) -> int:
    """How many whole gaps a leaf brings: half a gap on each side of a stretched character, one for a space."""
    if not isinstance(leaf, boxes.TextBox):
        return 0
    return sum(1 for character in leaf.text if character in " \u00a0" or STRETCHED.match(character))


def _starts_stretched(leaf: Any) -> bool:
    return isinstance(leaf, boxes.TextBox) and bool(STRETCHED.match(leaf.text))


def _ends_stretched(leaf: Any) -> bool:
    return isinstance(leaf, boxes.TextBox) and bool(STRETCHED.match(leaf.text[-1:]))


def _spread(context: Any, box: Any, gap: float, advance: float, ends: tuple[Any, Any]) -> float:
    """Move and widen the boxes below `box`; gives how far what follows has to move."""
    if isinstance(box, boxes.TextBox):
        first, last = ends
        half_before = gap / 2 * _starts_stretched(box)
        half_after = gap / 2 * _ends_stretched(box)
        indent = 0.0 if box is first else half_before
        layout = line_break.create_layout(box.text, box.style, context, max_width=None, justification_spacing=gap)
        layout.deactivate()
        box.pango_layout, box.justification_spacing = layout, gap
        box.position_x += advance + indent
        drawn = gap * _gaps(box) - half_before - half_after
        box.width += drawn
        return advance + indent + drawn + (0.0 if box is last else half_after)
    if isinstance(box, (boxes.LineBox, boxes.InlineBox)):
        box.position_x += advance
        before = advance
        for child in box.children:
            if child.is_in_normal_flow():
                advance = _spread(context, child, gap, advance, ends)
        box.width += advance - before
        return advance
    box.translate(advance, 0)
    return advance
