"""Cells that the spreadsheet itself has no value for: error values, formulas without a result, merged cells.

What happened once is told once: the cells of a column that share a fault, and those of a merged range, have one message
that names them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.checklist.table import EvidenceTable
from conformance.evidence.address import column_letter
from conformance.evidence.asides import has_content
from conformance.evidence.book import Problem
from conformance.evidence.facts import Place
from conformance.evidence.headings import Headings
from conformance.evidence.problems import at_cell, spans
from conformance.evidence.reading import Raw, RawSheet
from conformance.evidence.value import Fault, quoted

Merge = tuple[int, int, int, int]


@dataclass(frozen=True)
class _Cause:
    """What cells have in common that are told together."""

    code: str
    column: str = ""
    error: str = ""
    merge: Merge = (0, 0, 0, 0)


class SpoiltCells:
    """Tells the spoilt cells of one table as they are met, and afterwards what is said of them."""

    def __init__(self, table: EvidenceTable, sheet: RawSheet, headings: Headings) -> None:
        self._table, self._sheet = table, sheet
        self._merged = dict(_merged_cells(sheet, headings))
        self._found: dict[_Cause, list[tuple[Place, str]]] = {}
        without_value = [place for place, has_value in sheet.facts.formulas.items() if not has_value]
        self.rows = frozenset(row for row, _ in (*sheet.facts.errors, *without_value, *self._merged))
        """Rows with such cells: in nearly every sheet none."""

    def shown(self, column: str, place: Place, raw: Raw) -> str | None:
        """What the spoilt cell shows; None where the cell has a value of its own."""
        cause = self._cause(column, place, raw)
        if cause is None:
            return None
        self._found.setdefault(cause, []).append((place, column))
        return cause.error

    def problems(self) -> Iterator[Problem]:
        """A problem for each cause, at its first cell."""
        for cause, cells in self._found.items():
            (row, number), column = cells[0]
            also = [(row, column) for (row, _), column in cells[1:]]
            fault = self._fault(cause, cells)
            yield at_cell(fault, self._sheet.name, row, number, table=self._table.id, column=column, also=also)

    def _cause(self, column: str, place: Place, raw: Raw) -> _Cause | None:
        facts = self._sheet.facts
        if place in facts.errors:
            return _Cause("error_cell", column, facts.errors[place])
        if facts.formulas.get(place) is False:
            return _Cause("formula_without_value", column)
        if place in self._merged and not has_content(raw):
            return _Cause("merged_cell", merge=self._merged[place])
        return None

    def _fault(self, cause: _Cause, cells: list[tuple[Place, str]]) -> Fault:
        titles = "".join(f"“{self._table.by_id[column].title}”" for column in dict.fromkeys(name for _, name in cells))
        if cause.code == "merged_cell":
            top, left, end, right = cause.merge
            first, last = f"{column_letter(left)}{top}", f"{column_letter(right)}{end}"
            found = f"{titles}的{first}:{last}合并成一格，只有{first}有值"
            return Fault("merged_cell", found, "", "请取消合并，逐格填写")
        rows = [row for (row, _), _ in cells]
        where = f"有{len(rows)}格（{spans(column_letter(cells[0][0][1]), rows)}）" if len(rows) > 1 else ""
        if cause.code == "error_cell":
            found = f"{titles}{where}写的是{quoted(cause.error)}，是公式的错误值"
            return Fault("error_cell", found, "", "请改正公式，或者直接填写内容")
        found = f"{titles}{where}是公式，文件中没有它的结果"
        return Fault("formula_without_value", found, "", "请用 Excel 打开并保存，或者粘贴为数值")


def _merged_cells(sheet: RawSheet, headings: Headings) -> Iterator[tuple[Place, Merge]]:
    """Cells of the table that a merge hides, where it shows a value: a merged blank is a blank."""
    numbers = set(headings.numbers.values())
    for merge in sheet.merges:
        top, left, end, right = merge
        if not has_content(sheet.cell(top, left)):
            continue
        for row in range(max(top, headings.row + 1), min(end, len(sheet.rows)) + 1):
            for number in numbers.intersection(range(left, right + 1)):
                if (row, number) != (top, left):
                    yield (row, number), merge
