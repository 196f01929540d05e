"""The rows of one sheet as a typed table, with every fault at its cell (读表).

A row stays even where some of its cells cannot be read: those cells are None and have a problem, which sets the row
aside for the checks that read them. Blank rows are no data, nor are those that ``asides`` tells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from conformance.checklist.calendar import Calendar
from conformance.checklist.table import Column, EvidenceTable
from conformance.errors import Severity
from conformance.evidence.asides import AsideReader, has_content
from conformance.evidence.book import Problem, TableRows, TableState, Value
from conformance.evidence.facts import Place
from conformance.evidence.headings import Headings, letters
from conformance.evidence.problems import at_cell, at_sheet, spans
from conformance.evidence.reading import Raw, RawSheet
from conformance.evidence.spoilt import SpoiltCells
from conformance.evidence.validation import ColumnReader
from conformance.evidence.value import Fault, Reading, value_text, wrote

_COUNTED_TABLES = ("ledger", "hearing", "circulation", "consultation", "complaint")
"""Tables whose dates are counted over the calendar of working days; dates of laws and postings may be older."""
_NOT_COUNTED = {("ledger", "valid_until")}
"""The end of a license's validity may lie in any year."""

_KEYS_CHECKED = ("item_register",)
"""Tables whose repeated keys a check finds."""


def counts_days(table: str, column: str) -> bool:
    """Whether a column's dates must lie in the calendar of working days."""
    return table in _COUNTED_TABLES and (table, column) not in _NOT_COUNTED


def key_is_checked(table: str) -> bool:
    """Whether a check finds the repeated keys of a table, and reading does not tell them."""
    return table in _KEYS_CHECKED


@dataclass(frozen=True)
class TableRead:
    """A table and what was met while reading it; its state is not settled before the cover's declarations are known."""

    table: TableRows
    problems: tuple[Problem, ...]


@dataclass
class _Reading:
    """What is gathered while a sheet is read from top to bottom."""

    rows: list[int] = field(default_factory=list)
    values: dict[str, list[Value]] = field(default_factory=dict)
    texts: dict[tuple[int, str], str] = field(default_factory=dict)
    asides: list[tuple[int, Fault]] = field(default_factory=list)
    """Rows that are no data, and why."""
    problems: list[Problem] = field(default_factory=list)
    notes: dict[tuple[str, str], list[Place]] = field(default_factory=dict)
    """Cells read all the same, by problem code and column: told once a column."""


def absent_table(table: EvidenceTable) -> TableRows:
    """The table where the workbook has no sheet for it."""
    return TableRows(
        table=table.id, sheet=table.title, state=TableState.MISSING, columns=(), missing_columns=(), letters={},
        rows=(), keys=(), values={}, texts={}, totals_rows=(), hidden_rows=(), hidden_sheet=False,
    )  # fmt: skip


def read_rows(
    table: EvidenceTable,
    sheet: RawSheet,
    headings: Headings,
    *,
    calendar: Calendar,
    epoch_1904: bool,
    known: frozenset[str] = frozenset(),
) -> TableRead:
    """The table's rows under the headings found, down to where another table begins; ``known`` are all headings."""
    readers = {
        column: ColumnReader(table.by_id[column], epoch_1904=epoch_1904) for column in headings.numbers
    }  # a reader remembers what it has read
    asides = AsideReader(table, sheet, headings, known)
    spoilt = SpoiltCells(table, sheet, headings)
    found = _Reading(values={column: [] for column in headings.numbers})
    for row in range(headings.row + 1, len(sheet.rows) + 1) if headings.row else ():
        if _is_blank(sheet, headings, row):
            continue
        aside = asides.read(row)
        if aside is not None:
            found.asides.append((row, aside))
            continue
        if other := asides.begins_other_table(row):
            found.asides.append((row, other))
            break
        found.rows.append(row)
        for column, number in headings.numbers.items():
            place, raw = (row, number), sheet.cell(row, number)
            shown = spoilt.shown(column, place, raw)
            spoilt_cell = None if shown is None else Reading(None, shown)
            cell = spoilt_cell or _read_cell(table, raw, readers[column], column=column, calendar=calendar)
            _take(found, table, sheet, column, place, cell)
    found.problems.extend(spoilt.problems())
    keys, key_problems = _keys(table, sheet, headings, found)
    hidden = tuple(row for row in found.rows if row in sheet.facts.hidden_rows)
    totals = tuple(row for row, fault in found.asides if fault.code == "totals_row")
    problems = (
        *headings.problems,
        *found.problems,
        *key_problems,
        *_notes(table, sheet, found.notes),
        *(at_cell(fault, sheet.name, row, 1, table=table.id) for row, fault in found.asides),
        *_hidden_problems(table, sheet, headings, hidden),
    )
    rows = TableRows(
        table=table.id, sheet=sheet.name, state=TableState.FILLED if found.rows else TableState.MISSING,
        columns=tuple(headings.numbers), missing_columns=headings.missing, letters=letters(headings),
        rows=tuple(found.rows), keys=keys, values={column: tuple(cells) for column, cells in found.values.items()},
        texts=found.texts, totals_rows=totals, hidden_rows=hidden, hidden_sheet=sheet.hidden,
    )  # fmt: skip
    return TableRead(rows, problems)


def _is_blank(sheet: RawSheet, headings: Headings, row: int) -> bool:
    """No cell of the table's columns has anything in it; an error that calamine shows as blank is something."""
    facts = sheet.facts
    for number in headings.numbers.values():
        place = (row, number)
        if has_content(sheet.cell(*place)) or place in facts.errors or facts.formulas.get(place) is False:
            return False
    return True


def _read_cell(table: EvidenceTable, raw: Raw, reader: ColumnReader, *, column: str, calendar: Calendar) -> Reading:
    reading = reader.read(raw)
    counted = table.by_id[column].type == "date" and counts_days(table.id, column)
    if counted and reading.value is not None:
        return _counted(table.by_id[column], reading, calendar)
    return reading


def _counted(column: Column, reading: Reading, calendar: Calendar) -> Reading:
    """A date that working days are counted from must lie in the calendar: elsewhere it would be lost without a word."""
    day = reading.value
    assert not isinstance(day, str | int | float | None), "the column holds dates"
    if calendar.covers(day):
        return reading
    span = f"{calendar.first_day.isoformat()}至{calendar.last_day.isoformat()}"
    found = f"{wrote(column, reading.text or str(day))}，不在工作日历范围（{span}）之内"
    mend = "请核对，日期无误的，请检查组补充该年的工作日历"
    return Reading(None, reading.text or str(day), Fault("date_outside_calendar", found, "", mend))


def _take(found: _Reading, table: EvidenceTable, sheet: RawSheet, column: str, place: Place, reading: Reading) -> None:
    row, number = place
    found.values[column].append(reading.value)
    if reading.text:
        found.texts[row, column] = reading.text
    if reading.fault is not None and reading.fault.severity is Severity.FAULT:
        found.problems.append(at_cell(reading.fault, sheet.name, row, number, table=table.id, column=column))
    elif reading.fault is not None:
        found.notes.setdefault((reading.fault.code, column), []).append(place)
    if sheet.facts.formulas.get(place):
        found.notes.setdefault(("formula_value", column), []).append(place)


def _keys(
    table: EvidenceTable, sheet: RawSheet, headings: Headings, found: _Reading
) -> tuple[tuple[str, ...], list[Problem]]:
    """A key a row, and a problem where a key cell is blank or the whole key stood in a row above."""
    told = {cell for problem in found.problems for cell in problem.cells}
    seen: Counter[str] = Counter()
    first_rows: dict[str, int] = {}
    keys, problems = [], []
    present = [column for column in table.key if column in headings.numbers]
    for position, row in enumerate(found.rows):
        parts = [found.values[column][position] for column in present]
        for column, part in zip(present, parts, strict=True):
            if part is None and (row, column) not in told:
                fault = Fault("key_empty", f"“{table.by_id[column].title}”是主键，没有填写", "", "请补填")
                number = headings.numbers[column]
                problems.append(at_cell(fault, sheet.name, row, number, table=table.id, column=column))
        is_whole = len(present) == len(table.key) and None not in parts
        key = "/".join(value_text(part) for part in parts) if is_whole else f"行{row}"
        seen[key] += 1
        if first_rows.setdefault(key, row) != row and not key_is_checked(table.id):
            fault = _key_repeated(table, first_rows[key])
            number = headings.numbers[present[0]]
            problems.append(at_cell(fault, sheet.name, row, number, table=table.id, column=present[0]))
        keys.append(key if seen[key] == 1 else f"{key}#{seen[key]}")
    return tuple(keys), problems


def _key_repeated(table: EvidenceTable, first_row: int) -> Fault:
    """Told alone: which of the two rows is meant cannot be known, and what it costs is for the checks to say."""
    titles = "".join(f"“{table.by_id[column].title}”" for column in table.key)
    found = f"{titles}与第{first_row}行相同"
    return Fault("key_repeated", found, "", "同一张表中不得重复，请核对后改正", Severity.NOTE)


def _notes(table: EvidenceTable, sheet: RawSheet, notes: Mapping[tuple[str, str], list[Place]]) -> Iterator[Problem]:
    for (code, column), places in notes.items():
        row, number = places[0]
        rows = [row for row, _ in places]
        where = f"有{len(rows)}格（{spans(get_column_letter(number), rows)}）" if len(rows) > 1 else ""
        said = f"{where}写了时刻，只读年月日" if code == "time_dropped" else f"{where or '这一格'}是公式，已按结果读取"
        fault = Fault(code, f"“{table.by_id[column].title}”{said}", severity=Severity.NOTE)
        yield at_cell(fault, sheet.name, row, number, table=table.id, column=column)


def _hidden_problems(
    table: EvidenceTable, sheet: RawSheet, headings: Headings, hidden: tuple[int, ...]
) -> Iterator[Problem]:
    if sheet.hidden:
        fault = Fault("sheet_hidden", "工作表是隐藏的，照样读取", severity=Severity.NOTE)
        yield at_sheet(fault, sheet.name, table=table.id)
    if hidden:
        fault = Fault("rows_hidden", f"有{len(hidden)}行数据是隐藏的，照样读取", severity=Severity.NOTE)
        yield at_cell(fault, sheet.name, hidden[0], 1, table=table.id)
    for column, number in headings.numbers.items():
        if any(first <= number <= last for first, last in sheet.facts.hidden_columns):
            said = f"“{table.by_id[column].title}”一列是隐藏的，照样读取"
            fault = Fault("columns_hidden", said, severity=Severity.NOTE)
            yield at_cell(fault, sheet.name, headings.row, number, table=table.id)
