"""Every check page is its own test: its cases run through the real engine (核查程序的例)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from conformance.checklist.calendar import load_calendar
from conformance.checklist.check import Check, load_checks
from conformance.checklist.guide import load_guide
from conformance.checklist.query import DEPARTMENT
from conformance.evidence.book import EvidenceBook
from conformance.findings.engine import kinds_of_checks, run_checks
from conformance.findings.result import CheckResult, RowRef
from conformance.terms import BookKind, Scope
from tests.findings.books import PROJECT, TABLES, make_book

CHECKS = load_checks(PROJECT)
GUIDE = load_guide(PROJECT)
KINDS = kinds_of_checks(CHECKS, GUIDE)
CALENDAR = load_calendar(PROJECT / "checklists/calendar")


@pytest.fixture(scope="module")
def results() -> dict[str, dict[str, CheckResult]]:
    """Every case of department scope, a book each, in one run; the results by department and check."""
    checks = {check.id: check for check in CHECKS.values() if check.scope is Scope.DEPARTMENT}
    books = [book for check in checks.values() for case in range(len(check.cases)) for book in books_of(check, case)]
    return run(checks, books, chunk=len(books))


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_the_cases_of_the_page_hold(check: Check, results: dict[str, dict[str, CheckResult]]) -> None:
    for number, case in enumerate(check.cases):
        books = list(books_of(check, number))
        found = run({check.id: check}, books) if check.scope is Scope.COUNTY else results
        mine = [found[book.department][check.id] for book in books if check.id in found[book.department]]
        assert mine, case.title
        assert _named(mine, "violating") == sorted(case.violating), case.title
        assert _named(mine, "set_aside") == sorted(case.set_aside), case.title
        assert _named(mine, "unclassified") == sorted(case.unclassified), case.title


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_a_case_shows_each_read_column_empty(check: Check) -> None:
    rows = [row for case in check.cases for row in case.tables.get(check.primary, ())]
    never_empty = [column for column in check.reads if all(row.get(column) is not None for row in rows)]
    assert never_empty == []


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_the_check_names_clauses_of_the_guide_of_which_one_scores(check: Check) -> None:
    first, *others = [GUIDE.by_id[clause] for clause in check.clauses]
    assert not first.counted_at
    assert [other.counted_at for other in others] == [first.id] * len(others)


def run(checks: dict[str, Check], books: list[EvidenceBook], *, chunk: int = 1) -> dict[str, dict[str, CheckResult]]:
    found = run_checks(books, checks, TABLES, CALENDAR, kinds=KINDS, county=True, chunk=chunk)
    return {department: {result.check: result for result in results} for department, results in found.items()}


def books_of(check: Check, number: int) -> Iterator[EvidenceBook]:
    """One book a case; in a county check one for each department that the rows name, and one more."""
    case = check.cases[number]
    if check.scope is Scope.DEPARTMENT:
        yield make_book(f"{check.id}.{number}", case.tables, kind=_kind(check))
        return
    named = {row["department"] for rows in case.tables.values() for row in rows}
    for name in sorted(named | {"Y"}):
        own = {
            table: [
                {column: cell for column, cell in row.items() if column != "department"}
                for row in rows
                if row["department"] == name
            ]
            for table, rows in case.tables.items()
        }
        kind = BookKind.COUNTY_BODY if name == "BB" else BookKind.DEPARTMENT
        yield make_book(name, {table: rows for table, rows in own.items() if rows}, kind=kind)


def _kind(check: Check) -> BookKind:
    """The first kind that the check concerns and that holds its tables."""
    tables = [table for table in check.tables if table != DEPARTMENT]
    return next(
        kind for kind in BookKind if kind in KINDS[check.id] and all(kind in TABLES[table].duties for table in tables)
    )


def _named(results: Iterable[CheckResult], field: str) -> list[str]:
    return sorted(_name(result, ref) for result in results for ref in getattr(result, field))


def _name(result: CheckResult, ref: RowRef) -> str:
    if ref.table == DEPARTMENT:
        return "本单位"
    return f"{result.department}:{ref.key}" if CHECKS[result.check].scope is Scope.COUNTY else ref.key
