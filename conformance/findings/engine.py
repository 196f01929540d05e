"""Run the checks over the books (填报表) and say what each found in each book.

A conductor: decides which checks concern which book, hands the rest to the worker, and has the answers accounted for.
A check of department scope runs once over a chunk of books; one of county scope runs once over all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from conformance.checklist.calendar import Calendar
from conformance.checklist.check import Check, LookUp
from conformance.checklist.guide import Guide
from conformance.checklist.query import DEPARTMENT
from conformance.checklist.table import EvidenceTable
from conformance.errors import CannotProceed
from conformance.evidence.book import EvidenceBook, TableState
from conformance.findings.account import UNCLASSIFIED_LIMIT, account
from conformance.findings.result import CheckResult
from conformance.findings.stack import reference_views, stack_books
from conformance.findings.worker import Limits, run_statements
from conformance.terms import BookKind, CheckState, Scope

CHUNK = 80
"""Books stacked for one run; the answers do not depend on it (engine.md §3.1)."""


def kinds_of_checks(checks: Mapping[str, Check], guide: Guide) -> dict[str, frozenset[BookKind]]:
    """The kinds of workbook that each check concerns: those its clauses apply to."""
    return {
        check.id: frozenset(kind for clause in check.clauses for kind in guide.by_id[clause].applies_to)
        for check in checks.values()
    }


def run_checks(
    books: Sequence[EvidenceBook],
    checks: Mapping[str, Check],
    tables: Mapping[str, EvidenceTable],
    calendar: Calendar,
    *,
    kinds: Mapping[str, frozenset[BookKind]],
    county: bool,
    unclassified_limit: Fraction = UNCLASSIFIED_LIMIT,
    limits: Limits | None = None,
    chunk: int = CHUNK,
    scopes: Collection[Scope] = tuple(Scope),
) -> dict[str, tuple[CheckResult, ...]]:
    """The results by department, in the order of check ids; books that cannot be read are left out.

    ``county`` says whether the books are all of the county's: otherwise county checks are NOT_RUN. Only checks of these
    scopes run. CheckFailed where a check itself is wrong.
    """
    readable = sorted((book for book in books if book.readable), key=lambda book: book.department)
    _refuse_twins(readable)
    limits = limits or Limits()
    found: dict[str, dict[str, CheckResult]] = {book.department: {} for book in readable}
    evidence: tuple[Sequence[EvidenceBook], Mapping[str, Any]] = (), {}
    for scope, size in ((Scope.DEPARTMENT, chunk), (Scope.COUNTY, max(len(readable), 1))):
        if scope not in scopes:
            continue
        for start in range(0, len(readable), size):
            stacked = readable[start : start + size]
            concerned = _settle(stacked, checks, scope, tables, kinds, county and len(readable) > 1, found)
            running = [checks[check] for check in sorted(concerned)]
            if not running:
                continue
            references = [reference for check in running for reference in check.references]
            if stacked != evidence[0]:
                evidence = stacked, stack_books(stacked, tables, calendar)
            answers = run_statements({**evidence[1], **reference_views(references)}, running, limits)
            for check in running:
                for book in concerned[check.id]:
                    found[book.department][check.id] = account(
                        check,
                        book,
                        answers[check.id],
                        tables=tables,
                        books=stacked if scope is Scope.COUNTY else [book],
                        unclassified_limit=unclassified_limit,
                    )
    return {department: tuple(results[check] for check in sorted(results)) for department, results in found.items()}


def _refuse_twins(books: Sequence[EvidenceBook]) -> None:
    for before, after in pairwise(books):
        if before.department == after.department:
            raise CannotProceed(
                f"部门 {after.department} 有两份填报表（{before.file_name}、{after.file_name}），请只留一份。"
            )


def _settle(
    books: Sequence[EvidenceBook],
    checks: Mapping[str, Check],
    scope: Scope,
    tables: Mapping[str, EvidenceTable],
    kinds: Mapping[str, frozenset[BookKind]],
    county: bool,
    found: dict[str, dict[str, CheckResult]],
) -> dict[str, list[EvidenceBook]]:
    """Record the results that need no run; the books that each remaining check must run on."""
    concerned: dict[str, list[EvidenceBook]] = {}
    for check in checks.values():
        if check.scope is not scope:
            continue
        for book in books:
            if not _concerns(check, book, kinds):
                continue
            result = _without_running(check, book, books, tables, county)
            if result is None:
                concerned.setdefault(check.id, []).append(book)
            else:
                found[book.department][check.id] = result
    return concerned


def _concerns(check: Check, book: EvidenceBook, kinds: Mapping[str, frozenset[BookKind]]) -> bool:
    if book.kind not in kinds[check.id]:
        return False
    if check.primary != DEPARTMENT:
        return check.primary in book.tables
    return check.scope is Scope.COUNTY or all(one.table in book.tables for one in check.looks_up)


def _without_running(
    check: Check,
    book: EvidenceBook,
    books: Sequence[EvidenceBook],
    tables: Mapping[str, EvidenceTable],
    county: bool,
) -> CheckResult | None:
    if check.scope is Scope.COUNTY and not county:
        return _settled(check, book, CheckState.NOT_RUN, ("只有一份填报表，县级核查没有运行",))
    if check.primary != DEPARTMENT:
        state = book.tables[check.primary].state
        if state is TableState.MISSING:
            return _settled(check, book, CheckState.TABLE_MISSING, table=check.primary)
        if state in (TableState.DECLARED_EMPTY, TableState.NOT_REQUIRED) and not book.tables[check.primary].rows:
            return _settled(check, book, CheckState.TABLE_LEFT_OUT, table=check.primary)
    for look_up in check.looks_up:
        if look_up.table in book.tables:
            looked_up = book.tables[look_up.table]
            if looked_up.state is TableState.MISSING:
                return _settled(check, book, CheckState.TABLE_MISSING, table=look_up.table)
            if check.primary == DEPARTMENT and not looked_up.rows:
                return _settled(check, book, CheckState.TABLE_LEFT_OUT, table=look_up.table)
        elif absent := _absent_elsewhere(look_up, books, tables):
            return _settled(check, book, CheckState.NOT_RUN, (absent,), look_up.table)
    missing = tuple(_missing_columns(check, book, tables))
    return _settled(check, book, CheckState.BLOCKED, missing) if missing else None


def _absent_elsewhere(look_up: LookUp, books: Sequence[EvidenceBook], tables: Mapping[str, EvidenceTable]) -> str:
    """Why a table of somebody else's book cannot be consulted: nobody is scored on another's duty."""
    title = tables[look_up.table].title
    holders = [book.tables[look_up.table] for book in books if look_up.table in book.tables]
    if not any(table.rows for table in holders):
        return f"没有收到“{title}”（由别的单位填报），本项核查没有运行"
    wanted = {look_up.key, *look_up.reads, *look_up.selects}
    if any(wanted & set(table.missing_columns) for table in holders):
        return f"收到的“{title}”（由别的单位填报）缺列，本项核查没有运行"
    return ""


def _missing_columns(check: Check, book: EvidenceBook, tables: Mapping[str, EvidenceTable]) -> Iterable[str]:
    needed = [(check.primary, (*check.selects, *check.reads))] if check.primary != DEPARTMENT else []
    needed += [(one.table, (one.key, *one.selects, *one.reads)) for one in check.looks_up]
    for table_id, columns in needed:
        table = book.tables.get(table_id)
        if table is None or not table.rows:
            continue
        for column in columns:
            if column in table.missing_columns:
                yield f"表“{table.sheet}”缺少“{tables[table_id].by_id[column].title}”一列"


def _settled(
    check: Check, book: EvidenceBook, state: CheckState, blocked_by: tuple[str, ...] = (), table: str = ""
) -> CheckResult:
    return CheckResult(
        check=check.id,
        department=book.department,
        state=state,
        population=0,
        violating=(),
        set_aside=(),
        unclassified=(),
        findings=(),
        waiting=(),
        blocked_by=blocked_by,
        table=table,
    )
