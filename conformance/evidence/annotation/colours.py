"""Colour on marked cells, as conditional formats that always hold: the cells and their own looks stay as they are.

Ours are known by their formula, which Excel, WPS and LibreOffice keep when they save.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple

from conformance.evidence.annotation.element import Element, Splice, attribute_set, inserted, parse, spliced
from conformance.evidence.annotation.mark import Mark, MarkKind
from conformance.evidence.annotation.parts import Parts

SHEET_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems",
    "tableParts", "extLst",
)  # fmt: skip
"""The children of a worksheet in the order of the schema."""

_OURS = re.compile(r'LEN\("conformance\.\w+"\)>0')
_MOST = 400
"""Ranges of one conditional format."""


def replace_colours(parts: Parts, sheet: str, marks: Sequence[Mark], differences: Mapping[MarkKind, int]) -> None:
    """Take the colours of an earlier annotation off a sheet and put these on; ``differences`` are formats by kind."""
    content = parts.read(sheet)
    root = parse(content, without=("sheetData",))
    gone = [splice for one in root.each("conditionalFormatting") for splice in _ours(one)]
    if gone:
        content = spliced(content, gone)
        root = parse(content, without=("sheetData",))
    blocks = list(_blocks(marks, differences))
    if blocks:
        content = _with_room(content, root, len(blocks))
        root = parse(content, without=("sheetData",))
        new = "".join(_format(root.prefix, *block, number) for number, block in enumerate(blocks, 1))
        content = spliced(content, [_first_format(root, new.encode())])
    if content != parts.read(sheet):
        parts.write(sheet, content)


def _ours(one: Element) -> Iterator[Splice]:
    rules = [rule for rule in one.each("cfRule") if _is_ours(rule)]
    if rules and len(rules) == len(one.children):
        yield one.start, one.end, b""
    else:
        yield from ((rule.start, rule.end, b"") for rule in rules)


def _is_ours(rule: Element) -> bool:
    return any(_OURS.fullmatch(formula.text.strip()) for formula in rule.each("formula"))


def _with_room(content: bytes, root: Element, count: int) -> bytes:
    """Move the other formats down where their priorities are taken: the first of two colours is seen."""
    rules = [rule for one in root.each("conditionalFormatting") for rule in one.each("cfRule")]
    rules += list(_extended_rules(root))
    priorities = [int(rule.attributes.get("priority", 0)) for rule in rules]
    move = count - min(priorities, default=count + 1) + 1
    if move <= 0:
        return content
    numbered = [(rule, old) for rule, old in zip(rules, priorities, strict=True) if old]
    return spliced(content, [attribute_set(content, rule, "priority", str(old + move)) for rule, old in numbered])


def _extended_rules(element: Element) -> Iterator[Element]:
    for extension in element.each("extLst"):
        yield from _below(extension)


def _below(element: Element) -> Iterator[Element]:
    for child in element.children:
        if child.name == "cfRule" and "priority" in child.attributes:
            yield child
        yield from _below(child)


def _first_format(root: Element, new: bytes) -> Splice:
    first = root.child("conditionalFormatting")
    if first is not None:
        return first.start, first.start, new
    return inserted(root, SHEET_ORDER, "conditionalFormatting", new)


def _blocks(marks: Sequence[Mark], differences: Mapping[MarkKind, int]) -> Iterator[tuple[str, str, int]]:
    """Kind, cells and format; a cell has the colour of its worst mark."""
    kinds = list(MarkKind)
    worst: dict[str, MarkKind] = {}
    for mark in marks:
        worst[mark.cell] = min(worst.get(mark.cell, mark.kind), mark.kind, key=kinds.index)
    for kind in kinds:
        ranges = list(_ranges(cell for cell, found in worst.items() if found is kind))
        for first in range(0, len(ranges), _MOST):
            yield kind.value, " ".join(ranges[first : first + _MOST]), differences[kind]


def _ranges(cells: Iterable[str]) -> Iterator[str]:
    """Cells that stand below one another as one range."""
    places = sorted((column, row) for row, column in map(coordinate_to_tuple, cells))
    for (column, _), run in groupby(enumerate(places), key=lambda one: (one[1][0], one[1][1] - one[0])):
        rows = [row for _, (_, row) in run]
        letter = get_column_letter(column)
        yield f"{letter}{rows[0]}" if len(rows) == 1 else f"{letter}{rows[0]}:{letter}{rows[-1]}"


def _format(prefix: str, kind: str, cells: str, difference: int, priority: int) -> str:
    return (
        f'<{prefix}conditionalFormatting sqref="{cells}">'
        f'<{prefix}cfRule type="expression" dxfId="{difference}" priority="{priority}">'
        f'<{prefix}formula>LEN("conformance.{kind}")&gt;0</{prefix}formula>'
        f"</{prefix}cfRule></{prefix}conditionalFormatting>"
    )
