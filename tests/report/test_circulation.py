"""Where the days of a late joint case went."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from conformance.checklist.calendar import load_calendar
from conformance.evidence.book import EvidenceBook, Value
from conformance.report.circulation import CirculatedCase, circulated_cases
from tests.report.builders import make_check, make_result, make_table
from tests.scores.builders import make_book

CALENDAR = load_calendar(Path(__file__).resolve().parents[2] / "checklists" / "calendar")
LEAD, OTHER = "奉节县文化委员会", "奉节县公安局"
TIMED = make_check("late-committed", "G-3.5.2", reads=("accepted_on", "decided_on"))
UNTIMED = make_check("slip", "G-3.5.2", reads=("slip_number",))


def circulated(rows: list[tuple[Value, ...]]) -> EvidenceBook:
    columns = ("case_number", "department_title", "in_on", "out_on")
    values = {name: tuple(row[place] for row in rows) for place, name in enumerate(columns)}
    return make_book(tables={"circulation": make_table("circulation", "部门流转", len(rows), values=values)})


def test_the_working_days_at_each_department_are_added_the_most_first() -> None:
    late = make_result("YC", "late-committed", 10, [4])
    case = late.findings[0].where.key
    book = circulated(
        [
            (case, LEAD, date(2017, 3, 1), date(2017, 3, 2)),
            (case, OTHER, date(2017, 3, 2), date(2017, 3, 21)),
            (case, LEAD, date(2017, 3, 21), date(2017, 3, 22)),
            ("another", OTHER, date(2017, 3, 1), date(2017, 3, 22)),
        ]
    )
    assert circulated_cases(book, [(TIMED, late)], CALENDAR) == (CirculatedCase(case, ((OTHER, 13), (LEAD, 2))),)


def test_rows_that_do_not_tell_both_days_are_passed_over() -> None:
    late = make_result("YC", "late-committed", 10, [4])
    case = late.findings[0].where.key
    book = circulated([(case, LEAD, date(2017, 3, 1), None), (case, OTHER, date(2030, 1, 1), date(2030, 1, 2))])
    assert circulated_cases(book, [(TIMED, late)], CALENDAR) == ()


def test_only_findings_on_time_ask_where_the_days_went() -> None:
    found = make_result("YC", "slip", 10, [4])
    book = circulated([(found.findings[0].where.key, LEAD, date(2017, 3, 1), date(2017, 3, 2))])
    assert circulated_cases(book, [(UNTIMED, found)], CALENDAR) == ()
