"""Turn the rows that a check found in one book into N, V and U (核查结果), with a finding for each violating row.

A cell that cannot be read is no breach (design.md §5): in a column that decides membership its row leaves the
population, in a column that is judged it is set aside, and so is a row that looks for something which a broken cell
elsewhere may be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from conformance.checklist.check import Check, LookUp
from conformance.checklist.query import DEPARTMENT
from conformance.checklist.table import EvidenceTable
from conformance.evidence.book import EvidenceBook, TableRows, Value
from conformance.findings.result import CheckResult, Finding, RowRef, Waiting
from conformance.findings.worker import CheckFailed, Rows
from conformance.terms import CheckState

UNCLASSIFIED_LIMIT = Fraction(1, 100)
"""Share of a table's rows that may stay unclassified before the check is blocked; a single row never blocks."""

_Cell = tuple[str, str, int]
"""Department, sheet's table.column joined by a dot, and row: one broken cell."""


@dataclass
class _Tally:
    population: frozenset[int]
    violations: Mapping[int, tuple[str, str]]
    unclassified: set[int] = field(default_factory=set)
    waiting_rows: set[int] = field(default_factory=set)
    """Unclassified because of a cell elsewhere: they do not block."""
    set_aside: set[int] = field(default_factory=set)
    waits: dict[_Cell, set[int]] = field(default_factory=dict)


def account(
    check: Check,
    book: EvidenceBook,
    rows: Rows,
    *,
    tables: Mapping[str, EvidenceTable],
    books: Sequence[EvidenceBook],
    unclassified_limit: Fraction,
) -> CheckResult:
    """What the check says of this book; ``books`` are those it may look things up in, itself among them.

    CheckFailed where violating or set-aside rows are not part of the population.
    """
    found = rows.violations.get(book.department, {})
    tally = _Tally(rows.population.get(book.department, frozenset()), found)
    if not tally.population.issuperset(found):
        raise CheckFailed(check.id, "有问题的行不在核查的总体之中")
    if check.primary != DEPARTMENT:
        _leave_out_unread(check, book, tally)
    blocked = _blocks(check, book, tally, unclassified_limit)
    _set_aside(check, book, tally, books)
    if blocked:  # rows known to be in breach stay in breach: typing errors elsewhere cannot hide them
        return _result(check, book, tally, CheckState.BLOCKED, (_too_many(check, book, tally, tables),), books, tables)
    state = CheckState.COUNTED if tally.population else CheckState.NO_OCCURRENCE
    return _result(check, book, tally, state, (), books, tables)


def broken_rows(book: EvidenceBook, table: str, columns: Sequence[str]) -> dict[int, str]:
    """Rows of a table in which one of these columns cannot be read, with the first such column."""
    if table not in book.tables:
        return {}
    faults = book.faults.get(table, ())
    if not faults:
        return {}
    present = book.tables[table].key_of
    broken: dict[int, str] = {}
    for problem in faults:
        for row, column in problem.cells:
            if row in present and (column in columns or (not column and columns)):
                broken.setdefault(row, column or columns[0])
    return broken


def _leave_out_unread(check: Check, book: EvidenceBook, tally: _Tally) -> None:
    tally.unclassified = set(broken_rows(book, check.primary, check.selects))
    if tally.unclassified:
        tally.population -= tally.unclassified


def _blocks(check: Check, book: EvidenceBook, tally: _Tally, limit: Fraction) -> bool:
    if len(tally.unclassified) <= 1:
        return False
    return Fraction(len(tally.unclassified), len(book.tables[check.primary].rows)) > limit


def _too_many(check: Check, book: EvidenceBook, tally: _Tally, tables: Mapping[str, EvidenceTable]) -> str:
    table = book.tables[check.primary]
    broken = broken_rows(book, check.primary, check.selects)
    columns = "、".join(
        f"“{tables[check.primary].by_id[column].title}”" for column in check.selects if column in broken.values()
    )
    first = min(broken)
    cell = f"{table.letters.get(broken[first], '')}{first}"
    return f"表“{table.sheet}”有 {len(broken)} 行的{columns}读不出（如 {cell}），不能判断是否属于核查范围，改正后再核查"


def _set_aside(check: Check, book: EvidenceBook, tally: _Tally, books: Sequence[EvidenceBook]) -> None:
    if check.primary != DEPARTMENT:
        tally.set_aside |= tally.population.intersection(broken_rows(book, check.primary, check.reads))
    for look_up in check.looks_up:
        if look_up.column:
            _wait_for_matches(check, look_up, book, tally, books)
        else:
            _wait_for_existence(look_up, book, tally)
    if tally.waiting_rows:
        tally.unclassified |= tally.waiting_rows
        tally.population -= tally.waiting_rows
        tally.set_aside -= tally.waiting_rows


def _wait_for_matches(
    check: Check, look_up: LookUp, book: EvidenceBook, tally: _Tally, books: Sequence[EvidenceBook]
) -> None:
    """Rows whose look-up found nothing while a key there is broken, or found a row whose judged cell is broken."""
    places = [one for one in books if look_up.table in one.tables]
    keys = _first_broken(places, look_up, (look_up.key,))
    broken = _broken_cells(places, look_up)
    if keys is None and not broken:
        return
    index = _index(places, look_up)
    primary = book.tables[check.primary]
    values = primary.values.get(look_up.column, ())
    for row, value in zip(primary.rows, values, strict=False):
        if value is None or row in tally.unclassified:
            continue
        matches = index.get(value, ())
        if not matches and keys is not None:
            _wait(tally, row, keys, own=keys[0] == book.department, selects=bool(look_up.selects))
        for place, matched in matches:
            for cell, selects in broken.get((place.department, matched), ()):
                _wait(tally, row, cell, own=place is book, selects=selects)


def _wait(tally: _Tally, row: int, cell: _Cell, *, own: bool, selects: bool) -> None:
    """Own cells that are judged set the row aside; a cell that decides membership, or another's cell, takes it out."""
    if selects or not own:
        tally.waiting_rows.add(row)
    elif row in tally.population:
        tally.set_aside.add(row)
    else:
        return
    tally.waits.setdefault(cell, set()).add(row)


def _wait_for_existence(look_up: LookUp, book: EvidenceBook, tally: _Tally) -> None:
    """A thing not found may be the one that a broken cell hides."""
    cell = _first_broken([book], look_up, (look_up.key, *look_up.reads))
    if cell is None:
        return
    for row in set(tally.violations) & tally.population:
        tally.set_aside.add(row)
        tally.waits.setdefault(cell, set()).add(row)


def _first_broken(places: Sequence[EvidenceBook], look_up: LookUp, columns: tuple[str, ...]) -> _Cell | None:
    for place in places:
        broken = broken_rows(place, look_up.table, columns)
        if broken:
            row = min(broken)
            return place.department, f"{look_up.table}.{broken[row]}", row
    return None


def _broken_cells(places: Sequence[EvidenceBook], look_up: LookUp) -> dict[tuple[str, int], list[tuple[_Cell, bool]]]:
    """By department and row: the broken cells there, and whether they decide membership."""
    cells: dict[tuple[str, int], list[tuple[_Cell, bool]]] = {}
    for place in places:
        for columns, selects in ((look_up.selects, True), (look_up.reads, False)):
            for row, column in broken_rows(place, look_up.table, columns).items():
                cell = (place.department, f"{look_up.table}.{column}", row)
                cells.setdefault((place.department, row), []).append((cell, selects))
    return cells


def _index(places: Sequence[EvidenceBook], look_up: LookUp) -> dict[Value, list[tuple[EvidenceBook, int]]]:
    index: dict[Value, list[tuple[EvidenceBook, int]]] = {}
    for place in places:
        table = place.tables[look_up.table]
        for row, value in zip(table.rows, table.values.get(look_up.key, ()), strict=False):
            if value is not None:
                index.setdefault(value, []).append((place, row))
    return index


def _result(
    check: Check,
    book: EvidenceBook,
    tally: _Tally,
    state: CheckState,
    blocked_by: tuple[str, ...],
    books: Sequence[EvidenceBook],
    tables: Mapping[str, EvidenceTable],
) -> CheckResult:
    violating = sorted(tally.population.intersection(tally.violations) - tally.set_aside)
    return CheckResult(
        check=check.id,
        department=book.department,
        state=state,
        population=len(tally.population),
        violating=tuple(_refs(check, book, violating)),
        set_aside=tuple(_refs(check, book, sorted(tally.set_aside))),
        unclassified=tuple(_refs(check, book, sorted(tally.unclassified))),
        findings=tuple(_finding(check, book, row, tally.violations[row]) for row in violating),
        waiting=tuple(_waitings(tally, books, tables)),
        blocked_by=blocked_by,
    )


def _refs(check: Check, book: EvidenceBook, rows: Sequence[int]) -> Iterator[RowRef]:
    if not rows:
        return
    if check.primary == DEPARTMENT:
        yield from (RowRef(DEPARTMENT, 0, book.department) for _ in rows)
        return
    table = book.tables[check.primary]
    yield from (RowRef(check.primary, row, table.key_of[row]) for row in rows)


def _waitings(tally: _Tally, books: Sequence[EvidenceBook], tables: Mapping[str, EvidenceTable]) -> Iterator[Waiting]:
    by_department = {book.department: book for book in books}
    for (department, column, row), rows in sorted(tally.waits.items()):
        table_id, _, column_id = column.partition(".")
        table = by_department[department].tables[table_id]
        cell = f"{table.letters.get(column_id, '')}{row}"
        title = tables[table_id].by_id[column_id].title
        message = f"表“{table.sheet}”{cell}：“{title}”读不出，有 {len(rows)} 行等它改正后再核查。"
        yield Waiting(table.sheet, cell, len(rows), message)


def _finding(check: Check, book: EvidenceBook, row: int, given: tuple[str, str]) -> Finding:
    table_id, _, column = check.at.partition(".")
    marked = book.tables.get(table_id)
    letter = marked.letters.get(column, "") if marked and row else ""
    cell = f"{letter}{row}" if letter else ""
    shown = _shown(book.tables[check.primary], row) if row else {}
    observed = given[0] or shown.get(column, "")
    sheet = marked.sheet if marked else ""
    words = check.message.format_map(
        shown | {"observed": observed, "expected": given[1], "department": book.department_title}
    )
    return Finding(
        check=check.id,
        department=book.department,
        where=next(_refs(check, book, [row])),
        sheet=sheet,
        column=column,
        cell=cell,
        message=f"表“{sheet}”{cell or (f'第{row}行' if row else '')}：{words}（核查项 {'、'.join(check.clauses)}）。",
        observed=observed,
        expected=given[1],
    )


class _Texts(dict[str, str]):
    """A column that the sheet lacks shows as empty."""

    def __missing__(self, column: str) -> str:
        return "（空）"

    def __or__(self, other: Mapping[str, str]) -> _Texts:  # type: ignore[override]
        return _Texts({**self, **other})


def _shown(table: TableRows, row: int) -> _Texts:
    at = table.rows.index(row)
    return _Texts(
        {column: table.texts.get((row, column)) or _text(values[at]) for column, values in table.values.items()}
    )


def _text(value: Value) -> str:
    if value is None:
        return "（空）"
    return value.isoformat() if isinstance(value, date) else str(value)
