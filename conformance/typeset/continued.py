"""Show a table's line of continuation (续表, GB/T 1.1—2009, 7.4.6) on every page but the one where the table begins.

CSS has no selector for what a table repeats after a page break, and WeasyPrint lays out the same head on every page. A
head whose first row bears the class ``continued`` holds what stands above the repeated heads; this patch leaves that
row empty where the table begins. It replaces a private part of WeasyPrint and therefore holds for 70 alone.
"""

from __future__ import annotations

from typing import Any

import weasyprint
from weasyprint.layout import block, table

from conformance.typeset.justify import require_supported

CLASS = "continued"
"""Of the row of a table's head that stands on later pages alone."""

_table_layout_unpatched = table.table_layout


def install() -> None:
    """Put the patch in place, once or again; CannotProceed with any other WeasyPrint."""
    require_supported(weasyprint.__version__)
    table.table_layout = block.table_layout = _table_layout


def _table_layout(context: Any, whole: Any, bottom_space: Any, skip_stack: Any, *rest: Any, **named: Any) -> Any:
    """Lay out as before; what begins here does so without its line of continuation."""
    begins = skip_stack is None
    part = _without_continuation(whole) if begins and _is_continuable(whole) else whole
    return _table_layout_unpatched(context, part, bottom_space, skip_stack, *rest, **named)


def _is_continuable(whole: Any) -> bool:
    head = whole.children[0] if whole.children else None
    if head is None or not head.is_header or not head.children or head.children[0].element is None:
        return False
    return CLASS in (head.children[0].element.get("class") or "").split()


def _without_continuation(whole: Any) -> Any:
    """The row stays, since borders are counted by rows, but its cells are empty."""
    head, *body = whole.children
    row, *heads = head.children
    empty = row.copy_with_children([cell.copy_with_children([]) for cell in row.children])
    return whole.copy_with_children([head.copy_with_children([empty, *heads]), *body])
