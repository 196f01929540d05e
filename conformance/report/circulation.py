"""Where the days of a late joint case went (部门流转): it is counted at the lead, the table says who kept it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from conformance.checklist.calendar import Calendar
from conformance.checklist.check import Check
from conformance.evidence.book import EvidenceBook, TableRows
from conformance.findings.result import CheckResult

LEDGER, CIRCULATION = "ledger", "circulation"
TIMED = frozenset({"accepted_on", "decided_on"})
"""A check that reads both judges how long a case took."""


@dataclass(frozen=True)
class CirculatedCase:
    """One case and the working days that it spent at each department."""

    case: str
    days: tuple[tuple[str, int], ...]
    """Department and days, the most first."""


def circulated_cases(
    book: EvidenceBook, results: Iterable[tuple[Check, CheckResult]], calendar: Calendar
) -> tuple[CirculatedCase, ...]:
    """The cases found to have taken too long that passed through several departments, in the order of their numbers."""
    table = book.tables.get(CIRCULATION)
    if table is None or not table.rows:
        return ()
    late = {
        finding.where.key
        for check, result in results
        if check.primary == LEDGER and set(check.reads) >= TIMED
        for finding in result.findings
    }
    spent: dict[str, dict[str, int]] = {}
    for case, department, into, out in _stays(table):
        if case in late and calendar.covers(into) and calendar.covers(out):
            days = spent.setdefault(case, {})
            days[department] = days.get(department, 0) + calendar.working_days_between(into, out)
    return tuple(
        CirculatedCase(case, tuple(sorted(days.items(), key=lambda one: (-one[1], one[0]))))
        for case, days in sorted(spent.items())
    )


def _stays(table: TableRows) -> Iterable[tuple[str, str, date, date]]:
    """Case, department, day in and day out of the rows that tell all four."""
    columns = (table.values.get(name, ()) for name in ("case_number", "department_title", "in_on", "out_on"))
    for case, department, into, out in zip(*columns, strict=False):
        if case and department and isinstance(into, date) and isinstance(out, date) and into <= out:
            yield str(case), str(department), into, out
