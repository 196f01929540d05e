"""The rows of one sheet as a typed table, with every fault at its cell (读表).

A row stays even where some of its cells cannot be read: those cells are None and have a problem, which sets the row
aside for the checks that read them. Blank rows are no data, nor are those that ``asides`` tells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from operator import itemgetter

from conformance.checklist.calendar import Calendar
from conformance.checklist.table import EvidenceTable
from conformance.errors import Severity
from conformance.evidence.address import column_letter
from conformance.evidence.asides import AsideReader, KnownHeadings, has_content
from conformance.evidence.book import Problem, TableRows, TableState, Value
from conformance.evidence.facts import Place
from conformance.evidence.headings import Headings, TableNames, letters
from conformance.evidence.problems import at_cell, at_sheet, spans
from conformance.evidence.reading import Raw, RawSheet
from conformance.evidence.spoilt import SpoiltCells
from conformance.evidence.validation import ColumnReader
from conformance.evidence.value import Fault, Reading, value_text

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


def column_readers(table: EvidenceTable, calendar: Calendar, *, epoch_1904: bool) -> dict[str, ColumnReader]:
    """A reader for each column; each remembers what it has read."""
    return {
        column.id: ColumnReader(
            column,
            epoch_1904=epoch_1904,
            calendar=calendar if column.type == "date" and counts_days(table.id, column.id) else None,
        )
        for column in table.columns
    }


@dataclass(frozen=True)
class TableRead:
    """A table and what was met while reading it; its state is not settled before the cover's declarations are known."""

    table: TableRows
    problems: tuple[Problem, ...]


@dataclass
class _Reading:
    """What is gathered while a sheet is read: first its rows from top to bottom, then its columns."""

    table: str
    rows: list[int] = field(default_factory=list)
    values: dict[str, tuple[Value, ...]] = field(default_factory=dict)
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
    names: TableNames,
    sheet: RawSheet,
    headings: Headings,
    readers: Mapping[str, ColumnReader],
    known: KnownHeadings,
) -> TableRead:
    """The table's rows under the headings found, down to where another table begins; ``known`` are all headings."""
    table = names.table
    asides = AsideReader(names, sheet, headings, known)
    spoilt = SpoiltCells(table, sheet, headings)
    found = _Reading(table.id)
    _find_rows(found, sheet, headings, asides)
    _read_columns(found, sheet, headings, readers, spoilt)
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
        rows=tuple(found.rows), keys=keys, values=found.values,
        texts=found.texts, totals_rows=totals, hidden_rows=hidden, hidden_sheet=sheet.hidden,
    )  # fmt: skip
    return TableRead(rows, problems)


def _find_rows(found: _Reading, sheet: RawSheet, headings: Headings, asides: AsideReader) -> None:
    """The rows that are data, and those that stand among them and are none."""
    for row, cells in enumerate(sheet.rows[headings.row :], headings.row + 1) if headings.row else ():
        if asides.are_data(cells):
            found.rows.append(row)
            continue
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


def _is_blank(sheet: RawSheet, headings: Headings, row: int) -> bool:
    """No cell of the table's columns has anything in it; an error that calamine shows as blank is something."""
    facts = sheet.facts
    for number in headings.numbers.values():
        place = (row, number)
        if has_content(sheet.cell(*place)) or place in facts.errors or facts.formulas.get(place) is False:
            return False
    return True


def _read_columns(
    found: _Reading, sheet: RawSheet, headings: Headings, readers: Mapping[str, ColumnReader], spoilt: SpoiltCells
) -> None:
    """The cells of the rows found, column by column, each distinct one read once."""
    cells = list(zip_longest(*(sheet.rows[row - 1] for row in found.rows), fillvalue=""))
    blank: Sequence[Raw] = ("",) * len(found.rows)
    instead = _spoilt_readings(found.rows, sheet, headings, spoilt)
    for column, number in headings.numbers.items():
        values, odd = readers[column].read_column(cells[number - 1] if number <= len(cells) else blank)
        if column in instead:
            odd = sorted((dict(odd) | instead[column]).items(), key=itemgetter(0))
            for at in instead[column]:
                values[at] = None
        found.values[column] = tuple(values)
        for at, reading in odd:
            _take(found, sheet, column, (found.rows[at], number), reading)
    _note_formulas(found, sheet, headings)


def _spoilt_readings(
    rows: Sequence[int], sheet: RawSheet, headings: Headings, spoilt: SpoiltCells
) -> dict[str, dict[int, Reading]]:
    """By column and position of the row: what is read where the spreadsheet itself has no value."""
    instead: dict[str, dict[int, Reading]] = {}
    for at, row in enumerate(rows) if spoilt.rows else ():
        for column, number in headings.numbers.items() if row in spoilt.rows else ():
            shown = spoilt.shown(column, (row, number), sheet.cell(row, number))
            if shown is not None:
                instead.setdefault(column, {})[at] = Reading(None, shown)
    return instead


def _take(found: _Reading, sheet: RawSheet, column: str, place: Place, reading: Reading) -> None:
    row, number = place
    if reading.text:
        found.texts[row, column] = reading.text
    if reading.fault is not None and reading.fault.severity is Severity.FAULT:
        found.problems.append(at_cell(reading.fault, sheet.name, row, number, table=found.table, column=column))
    elif reading.fault is not None:
        found.notes.setdefault((reading.fault.code, column), []).append(place)


def _note_formulas(found: _Reading, sheet: RawSheet, headings: Headings) -> None:
    """Cells whose value a formula gave when the file was saved."""
    formulas = sheet.facts.formulas
    for column, number in headings.numbers.items() if formulas else ():
        places = [(row, number) for row in found.rows if formulas.get((row, number))]
        if places:
            found.notes["formula_value", column] = places


def _keys(
    table: EvidenceTable, sheet: RawSheet, headings: Headings, found: _Reading
) -> tuple[tuple[str, ...], list[Problem]]:
    """A key a row, and a problem where a key cell is blank or the whole key stood in a row above."""
    told = {cell for problem in found.problems for cell in problem.cells}
    seen: Counter[str] = Counter()
    first_rows: dict[str, int] = {}
    keys, problems = [], []
    present = [column for column in table.key if column in headings.numbers]
    if len(present) == len(table.key) and (plain := _plain_keys([found.values[column] for column in present])):
        return plain, []
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


def _plain_keys(columns: Sequence[Sequence[Value]]) -> tuple[str, ...]:
    """The keys where none is blank nor stands twice, as in nearly every sheet; else empty."""
    if not columns or any(None in column for column in columns):
        return ()
    keys = tuple("/".join(map(value_text, parts)) for parts in zip(*columns, strict=True))
    return keys if len(set(keys)) == len(keys) else ()


def _key_repeated(table: EvidenceTable, first_row: int) -> Fault:
    """Told alone: which of the two rows is meant cannot be known, and what it costs is for the checks to say."""
    titles = "".join(f"“{table.by_id[column].title}”" for column in table.key)
    found = f"{titles}与第{first_row}行相同"
    return Fault("key_repeated", found, "", "同一张表中不得重复，请核对后改正", Severity.NOTE)


def _notes(table: EvidenceTable, sheet: RawSheet, notes: Mapping[tuple[str, str], list[Place]]) -> Iterator[Problem]:
    for (code, column), places in notes.items():
        row, number = places[0]
        rows = [row for row, _ in places]
        where = f"有{len(rows)}格（{spans(column_letter(number), rows)}）" if len(rows) > 1 else ""
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
    ranges = sheet.facts.hidden_columns
    for column, number in headings.numbers.items() if ranges else ():
        if any(first <= number <= last for first, last in ranges):
            said = f"“{table.by_id[column].title}”一列是隐藏的，照样读取"
            fault = Fault("columns_hidden", said, severity=Severity.NOTE)
            yield at_cell(fault, sheet.name, headings.row, number, table=table.id)
