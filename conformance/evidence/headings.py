"""Which column of a sheet is which: by the template's hidden ids and by the headings a person sees, never by position.

Where both are there and disagree, the heading holds, since the person who filled the column went by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from conformance.checklist.table import EvidenceTable
from conformance.errors import Severity
from conformance.evidence import layout
from conformance.evidence.address import column_letter
from conformance.evidence.book import Problem
from conformance.evidence.problems import at_cell, at_sheet
from conformance.evidence.reading import Raw, RawSheet
from conformance.evidence.value import Fault, compact, display, quoted

_SEARCHED = 10
"""Rows from the top among which the headings are looked for."""
_ENOUGH = 2
"""Known names in a row that make it the row of headings."""


@dataclass(frozen=True)
class TableNames:
    """All that may stand over the columns of a table, folded as ``compact`` does it; made once for many workbooks."""

    table: EvidenceTable

    @cached_property
    def by_name(self) -> dict[str, list[str]]:
        """Columns by each of their headings; the column whose own title it is comes first."""
        names: dict[str, list[str]] = {compact(column.title): [column.id] for column in self.table.columns}
        for column in self.table.columns:
            for synonym in column.synonyms:
                names.setdefault(compact(synonym), []).append(column.id)
        return names

    @cached_property
    def of_columns(self) -> dict[str, frozenset[str]]:
        """For each column its title, its other names and its id."""
        return {
            column.id: frozenset(compact(name) for name in (column.title, *column.synonyms, column.id))
            for column in self.table.columns
        }

    @cached_property
    def as_issued(self) -> dict[tuple[tuple[Raw, ...], ...], Headings]:
        """What was found under the top rows of a template that nobody changed."""
        return {}

    @cached_property
    def ids(self) -> frozenset[str]:
        """The template's hidden ids."""
        return frozenset(column.id for column in self.table.columns)


@dataclass(frozen=True)
class Headings:
    """The columns of a table's sheet."""

    row: int
    """Row of the headings; 0 where there are none."""
    numbers: Mapping[str, int]
    """Column id to its number from 1, in the order of the table."""
    missing: tuple[str, ...]
    problems: tuple[Problem, ...]


def find_headings(names: TableNames, sheet: RawSheet) -> Headings:
    """The columns of the table on this sheet, and every heading that is renamed, repeated, unknown or gone."""
    top = sheet.rows[: layout.HEADING_ROW]
    if top in names.as_issued and _width(sheet) <= len(names.table.columns):
        return names.as_issued[top]
    found = _find_headings(names, sheet)
    if not names.as_issued and _is_as_issued(names, sheet, found):
        names.as_issued[top] = found
    return found


def _is_as_issued(names: TableNames, sheet: RawSheet, found: Headings) -> bool:
    """Whether the top rows say all, whatever stands below: each column stands there once by its id and its heading."""
    if found.row != layout.HEADING_ROW or found.problems or not names.ids.issubset(sheet.rows[layout.ID_ROW - 1]):
        return False
    return len(found.numbers) == len(names.table.columns) == _width(sheet)


def _width(sheet: RawSheet) -> int:
    return max(map(len, sheet.rows[layout.ID_ROW - 1 :]), default=0)


def _find_headings(names: TableNames, sheet: RawSheet) -> Headings:
    table = names.table
    id_row = _best_row(sheet, names.ids)
    row = _heading_row(sheet, names.by_name, id_row)
    if not row:
        gone = Fault("headings_missing", "找不到列标题", "", "请用模板中的工作表填写")
        missing = tuple(column.id for column in table.columns if not column.optional)
        return Headings(0, {}, missing, (at_sheet(gone, sheet.name, table=table.id),))
    numbers: dict[str, int] = {}
    problems = list(_lines_between(table, sheet, id_row or row, row))
    if row == id_row:
        gone = Fault("heading_row_gone", "列标题行被删去了，已按模板隐藏的列编号读取", severity=Severity.NOTE)
        problems.append(at_cell(gone, sheet.name, row, 1, table=table.id))
    width = max(len(cells) for cells in sheet.rows[(id_row or row) - 1 :])
    for number in range(1, width + 1):
        heading = compact(display(sheet.cell(row, number))).rstrip("*:") if row != id_row else ""
        by_id = compact(display(sheet.cell(id_row, number))) if id_row else ""
        column = _column(table, names.by_name.get(heading, []), by_id)
        fault = _fault(table, column, heading, is_repeated=column in numbers) if row != id_row else None
        if column and column not in numbers:
            numbers[column] = number
        if fault and (column or heading or _has_cells(sheet, row, number)):
            problems.append(at_cell(fault, sheet.name, row, number, table=table.id))
    missing = tuple(column.id for column in table.columns if not column.optional and column.id not in numbers)
    problems.extend(_missing_columns(table, sheet, missing))
    ordered = {column.id: numbers[column.id] for column in table.columns if column.id in numbers}
    return Headings(row, ordered, missing, tuple(problems))


def holds_table(names: TableNames, sheet: RawSheet) -> bool:
    """Whether the template's hidden ids on this sheet are this table's."""
    row = _best_row(sheet, names.ids)
    if not row:
        return False
    found = {compact(display(cell)) for cell in sheet.rows[row - 1]}
    return set(names.table.key) <= found and len(found & names.ids) * 2 > len(names.ids)


def _heading_row(sheet: RawSheet, names: Mapping[str, list[str]], id_row: int) -> int:
    """The row below the ids, unless a line was put between: then the row that the names tell, as without ids.

    Where neither is there, the row of ids itself: what stands below it are data already.
    """
    if not id_row:
        return _best_row(sheet, names.keys())
    below = sheet.rows[id_row : id_row + 1]
    known = len(_folded(below[0]) & names.keys()) if below else 0
    if known < _ENOUGH and (best := _best_row(sheet, names.keys())) > id_row + 1:
        return best
    return id_row + 1 if known else id_row


def _lines_between(table: EvidenceTable, sheet: RawSheet, id_row: int, row: int) -> Iterator[Problem]:
    for line in range(id_row + 1, row):
        if any(compact(display(cell)) for cell in sheet.rows[line - 1]):
            fault = Fault("row_remark", "这一行像是备注，没有作为列标题读取", severity=Severity.NOTE)
            yield at_cell(fault, sheet.name, line, 1, table=table.id)


def _best_row(sheet: RawSheet, names: Set[str]) -> int:
    """The first of the top rows with the most of the names; 0 where none has enough."""
    best = most = 0
    for row, cells in enumerate(sheet.rows[:_SEARCHED], 1):
        count = len(_folded(cells) & names)
        if count > most:
            best, most = row, count
        if count == len(names):
            break  # there cannot be more below
    return best if most >= min(_ENOUGH, len(names)) else 0


def _folded(cells: Sequence[Raw]) -> set[str]:
    """What stands in a row, as headings are compared."""
    return {compact(display(cell)).rstrip("*:") for cell in cells}


def _column(table: EvidenceTable, by_name: list[str], by_id: str) -> str:
    if by_id in table.by_id and (not by_name or by_id in by_name):
        return by_id
    return by_name[0] if by_name else ""


def _fault(table: EvidenceTable, column: str, heading: str, *, is_repeated: bool) -> Fault | None:
    if not column:
        said = f"列标题{quoted(heading)}不是本表的列" if heading else "该列没有标题"
        return Fault("column_unknown", f"{said}，没有读取", severity=Severity.NOTE)
    title = table.by_id[column].title
    if is_repeated:
        return Fault("heading_repeated", f"有两列都是“{title}”，只读左边的一列", "", "请删去多余的一列")
    if heading == compact(title):
        return None
    said = f"列标题写的是{quoted(heading)}" if heading else "列标题是空的"
    return Fault("heading_renamed", f"{said}，已按“{title}”读取", severity=Severity.NOTE)


def _missing_columns(table: EvidenceTable, sheet: RawSheet, missing: tuple[str, ...]) -> Iterator[Problem]:
    for column in missing:
        found = f"没有“{table.by_id[column].title}”一列"
        fault = Fault("column_missing", found, "", "请恢复该列并填写，或者把数据复制到新领的模板中")
        yield at_sheet(fault, sheet.name, table=table.id, column=column)


def _has_cells(sheet: RawSheet, row: int, number: int) -> bool:
    return any(compact(display(sheet.cell(below, number))) for below in range(row + 1, len(sheet.rows) + 1))


def letters(headings: Headings) -> dict[str, str]:
    """Column id to the letter it stands under."""
    return {column: column_letter(number) for column, number in headings.numbers.items()}
