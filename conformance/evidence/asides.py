"""Rows that stand among the data of a sheet and are none: totals (合计), remarks (备注), 无, headings once more.

Each is left out and told; a row of which more is filled in than such a line has is data, whatever it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain

from conformance.checklist.table import Column
from conformance.errors import Severity
from conformance.evidence.headings import Headings, TableNames
from conformance.evidence.reading import Raw, RawSheet
from conformance.evidence.value import Fault, compact, display, plain, quoted

TOTALS = ("合计", "小计", "总计")
"""Begin a row that is none of the data."""
_NONE = re.compile(r"无|没有|无数据|[-/\\—–]+")
_WORDS = "注(?![册销])|备注|说明|填[表报]|制表|审核|单位负责人|联系电话|日期|第?[一二三四1-4]?季度|小节"
_LABEL = re.compile(rf"(?:{_WORDS})人?[0-9]*(?:[:、.]|$)|[^:0-9]{{1,12}}:(?!//)")
_LONE_REMARK = re.compile(_WORDS)
"""Enough where nothing else stands in the row; with a second cell filled the word must stand as a label."""
_CODE = re.compile("[0-9A-Za-z][-0-9A-Za-z]*")
_REMARK_CELLS = 2
_HEADING_CELLS = 3
_REMEMBERED = 20_000
"""Cells that are known to be no headings."""


class KnownHeadings:
    """The headings of all tables; remembers what is none, from one sheet to the next."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names
        self._others: set[Raw] = set()

    def among(self, cells: Iterable[Raw]) -> set[Raw]:
        """Those of the cells that are headings, as written."""
        unknown = set(cells) - self._others
        met: set[Raw] = {cell for cell in unknown if isinstance(cell, str) and compact(cell) in self.names}
        if len(self._others) > _REMEMBERED:
            self._others.clear()
        self._others |= unknown - met
        return met


class AsideReader:
    """Tells the rows of one sheet that are no data."""

    def __init__(self, names: TableNames, sheet: RawSheet, headings: Headings, known: KnownHeadings) -> None:
        self._known = known.names
        self._table, self._sheet, self._numbers = names.table, sheet, headings.numbers
        self._headings = {number: names.of_columns[column] for column, number in headings.numbers.items()}
        self._begins_with_key = 1 in {headings.numbers.get(column) for column in names.table.key}
        self._met = known.among(chain.from_iterable(sheet.rows[headings.row :]))
        """Headings that stand among the data, as written: in nearly every sheet none."""

    def are_data(self, cells: Sequence[Raw]) -> bool:
        """Whether the cells of a row are plainly data, as in nearly every row: no heading stands in the sheet, a code
        stands for the key, and more is filled in than beside a remark.
        """
        if self._met or not self._begins_with_key or not cells:
            return False
        first = cells[0]
        if first.__class__ is not str or not _CODE.fullmatch(first):
            return False
        filled = 0
        for cell in cells:
            filled += cell != "" and has_content(cell)
            if filled > _REMARK_CELLS:
                return True
        return False

    def read(self, row: int) -> Fault | None:
        """Why the row is no data, None where it is; the row is not blank."""
        cells = [(number, cell) for number, cell in enumerate(self._sheet.rows[row - 1], 1) if has_content(cell)]
        if self._is_totals(row, next((cell for _, cell in cells if isinstance(cell, str)), "")):
            return Fault("totals_row", "这一行是合计，没有作为数据读取", severity=Severity.NOTE)
        if self._repeats_headings(cells):
            found = "这一行是重复的列标题，没有作为数据读取"
            return Fault("row_heading_repeated", found, severity=Severity.NOTE)
        if cells and all(_NONE.fullmatch(compact(display(cell))) for _, cell in cells):
            found = f"这一行只写了{quoted(display(cells[0][1]))}，没有作为数据读取"
            return Fault("row_none", found, "", "本期确无数据的，请在封面“无数据声明”中填写", Severity.NOTE)
        if _is_remark([cell for _, cell in cells]):
            return Fault("row_remark", "这一行像是备注，没有作为数据读取", severity=Severity.NOTE)
        return None

    def begins_other_table(self, row: int) -> Fault | None:
        """Why nothing is read from this row on: it holds the headings of another table."""
        if not self._met or self._met.isdisjoint(self._sheet.rows[row - 1]):
            return None
        texts = [compact(cell) for cell in self._sheet.rows[row - 1] if isinstance(cell, str) and cell]
        headings = [text for text in texts if text in self._known]
        if len(headings) < _HEADING_CELLS or len(headings) * 2 <= len(texts):
            return None
        named = "".join(f"“{heading}”" for heading in headings[:_HEADING_CELLS])
        found = f"这一行像是另一张表的列标题（{named}），从这一行起没有读取"
        return Fault("table_repeated", found, "", "一张工作表只放一张表，请把下面的内容移到对应的工作表")

    def _is_totals(self, row: int, first_text: str) -> bool:
        """The first text is 合计, 小计 or 总计, or the key is blank and there is nothing but numbers."""
        if compact(first_text).rstrip(":") in TOTALS:
            return True
        keys = (self._numbers[column] for column in self._table.key if column in self._numbers)
        if any(has_content(self._sheet.cell(row, number)) for number in keys):
            return False
        cells = {column: self._sheet.cell(row, number) for column, number in self._numbers.items()}
        filled = {column: cell for column, cell in cells.items() if has_content(cell)}
        return bool(filled) and all(_is_count(self._table.by_id[column], cell) for column, cell in filled.items())

    def _repeats_headings(self, cells: Sequence[tuple[int, Raw]]) -> bool:
        if not any(self._is_heading(*cell) for cell in cells[:_HEADING_CELLS]):
            return False  # nearly every row of a sheet: spares looking at the other cells
        return sum(self._is_heading(*cell) for cell in cells) >= _HEADING_CELLS

    def _is_heading(self, number: int, cell: Raw) -> bool:
        return number in self._headings and compact(display(cell)) in self._headings[number]


def has_content(raw: Raw) -> bool:
    """Whether anything but blanks stands in the cell."""
    if not isinstance(raw, str):
        return True
    return raw != "" and ("!" <= raw[0] <= "~" or "\u4e00" <= raw[0] <= "\u9fff" or plain(raw) != "")


def _is_count(column: Column, raw: Raw) -> bool:
    return column.type in ("integer", "number") and isinstance(raw, float | int)


def _is_remark(cells: Sequence[Raw]) -> bool:
    if not 0 < len(cells) <= _REMARK_CELLS:
        return False
    text = compact(display(cells[0]))
    return _LABEL.match(text) is not None or (len(cells) == 1 and _LONE_REMARK.match(text) is not None)
