"""Rows that stand among the data of a sheet and are none: totals (合计), remarks (备注), 无, headings once more.

Each is left out and told; a row of which more is filled in than such a line has is data, whatever it says.
"""

from __future__ import annotations

import re

from conformance.checklist.table import Column, EvidenceTable
from conformance.errors import Severity
from conformance.evidence.headings import Headings, known_headings
from conformance.evidence.reading import Raw, RawSheet
from conformance.evidence.value import Fault, compact, display, plain, quoted

_TOTALS = ("合计", "小计", "总计")
_NONE = re.compile(r"无|没有|无数据|[-/\\—–]+")
_WORDS = "注(?![册销])|备注|说明|填[表报]|制表|审核|单位负责人|联系电话|日期|第?[一二三四1-4]?季度|小节"
_LABEL = re.compile(rf"(?:{_WORDS})人?[0-9]*(?:[:、.]|$)|[^:0-9]{{1,12}}:(?!//)")
_LONE_REMARK = re.compile(_WORDS)
"""Enough where nothing else stands in the row; with a second cell filled the word must stand as a label."""
_REMARK_CELLS = 2
_HEADING_CELLS = 3


class AsideReader:
    """Tells the rows of one sheet that are no data."""

    def __init__(self, table: EvidenceTable, sheet: RawSheet, headings: Headings) -> None:
        self._table, self._sheet, self._numbers = table, sheet, headings.numbers
        names = known_headings(table)
        self._headings = {number: names[column] for column, number in headings.numbers.items()}

    def read(self, row: int) -> Fault | None:
        """Why the row is no data, None where it is; the row is not blank."""
        cells = {number: cell for number, cell in enumerate(self._sheet.rows[row - 1], 1) if has_content(cell)}
        texts = [compact(display(cell)) for cell in cells.values()]
        if self._is_totals(row, [text for text, cell in zip(texts, cells.values(), strict=True) if _is_text(cell)]):
            return Fault("totals_row", "这一行是合计，没有作为数据读取", severity=Severity.NOTE)
        if self._repeats_headings(cells):
            found = "这一行是重复的列标题，没有作为数据读取"
            return Fault("row_heading_repeated", found, severity=Severity.NOTE)
        if texts and all(_NONE.fullmatch(text) for text in texts):
            found = f"这一行只写了{quoted(texts[0])}，没有作为数据读取"
            return Fault("row_none", found, "", "本期确无数据的，请在封面“无数据声明”中填写", Severity.NOTE)
        if _is_remark(texts):
            return Fault("row_remark", "这一行像是备注，没有作为数据读取", severity=Severity.NOTE)
        return None

    def _is_totals(self, row: int, texts: list[str]) -> bool:
        """The first text is 合计, 小计 or 总计, or the key is blank and there is nothing but numbers."""
        if texts and texts[0].rstrip(":") in _TOTALS:
            return True
        cells = {column: self._sheet.cell(row, number) for column, number in self._numbers.items()}
        if any(has_content(cells[column]) for column in self._table.key if column in cells):
            return False
        filled = {column: cell for column, cell in cells.items() if has_content(cell)}
        return bool(filled) and all(_is_count(self._table.by_id[column], cell) for column, cell in filled.items())

    def _repeats_headings(self, cells: dict[int, Raw]) -> bool:
        repeated = (
            number for number, cell in cells.items() if compact(display(cell)) in self._headings.get(number, ())
        )
        return sum(1 for _ in repeated) >= _HEADING_CELLS


def has_content(raw: Raw) -> bool:
    """Whether anything but blanks stands in the cell."""
    return not _is_text(raw) or plain(display(raw)) != ""


def _is_text(raw: Raw) -> bool:
    return isinstance(raw, str)


def _is_count(column: Column, raw: Raw) -> bool:
    return column.type in ("integer", "number") and isinstance(raw, float | int)


def _is_remark(texts: list[str]) -> bool:
    if not texts:
        return False
    if len(texts) == 1 and _LONE_REMARK.match(texts[0]):
        return True
    return len(texts) <= _REMARK_CELLS and _LABEL.match(texts[0]) is not None
