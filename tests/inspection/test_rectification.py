"""The rectification list: issued with a due date, answered, closed by another, each fault told at its cell."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import load_workbook

from conformance.checklist.calendar import load_calendar
from conformance.checklist.guide import load_guide
from conformance.evidence.problem_codes import PROBLEM_CODES
from conformance.inspection.rectification import Nonconformity, Rectification, order_rectification, unjudged
from conformance.inspection.rectification_book import CODES, read_rectification, rectification_book
from conformance.inspection.results import CheckFacts
from conformance.terms import CheckState, Outcome, RectificationState
from tests.inspection.builders import CHECK, CLAUSE, make_clause, make_department, make_finding, make_round

ROOT = Path(__file__).parents[2]
ORGANS = {"GH": "奉节县规划局", "DC": "奉节县人民政府督查室"}
DONE = {"I": "补发受理单", "J": "窗口受理岗", "K": date(2017, 9, 20), "L": "受理单存根"}
CLOSED = {**DONE, "M": "通过", "N": "DC", "O": "督查岗"}
LAST = {"P": date(2017, 9, 25)}


def issue() -> tuple[Nonconformity, ...]:
    """One nonconformity, issued on 1 September 2017 with 20 working days."""
    clause = make_clause(points=Fraction(3), outcome=Outcome.PARTIALLY_CONFORMING)
    department = make_department([make_finding("A")], {CLAUSE: clause})
    round_ = make_round("2017年中期", department)
    calendar = load_calendar(ROOT / "checklists" / "calendar")
    return order_rectification(round_, load_guide(ROOT), calendar, issued_on=date(2017, 9, 1), working_days=20)


def test_what_nobody_has_judged_is_no_matter_of_the_department_but_a_missing_table_is() -> None:
    nothing = {"outcome": Outcome.NOT_CHECKED, "points": Fraction(0)}
    missing = CheckFacts(CheckState.TABLE_MISSING, None, frozenset())
    clauses = {
        "G-5.3.1": make_clause(**nothing, checks={}),
        "G-3.5.2": make_clause(**nothing, checks={CHECK: missing}),
    }
    round_ = make_round("2017年中期", make_department((), clauses))
    calendar = load_calendar(ROOT / "checklists" / "calendar")
    (line,) = order_rectification(round_, load_guide(ROOT), calendar, issued_on=date(2017, 9, 1), working_days=20)
    assert (line.clause, line.facts) == ("G-3.5.2", "没有提交要核查的表，因缺表未能核查")
    assert unjudged(round_) == {"GH": 1}


def filled(cells: Mapping[str, object]) -> bytes:
    """The list with something written into its one line; I to P are the columns to fill in."""
    book = load_workbook(io.BytesIO(rectification_book(issue(), round_title="2017年中期")))
    for letter, value in cells.items():
        book["整改清单"][f"{letter}4"] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(content: bytes) -> tuple[Rectification, list[tuple[str, str]]]:
    """The line, and the problems by cell."""
    (line,), problems = read_rectification(content, issue(), ORGANS)
    assert all(problem.code in CODES or problem.code in PROBLEM_CODES for problem in problems)
    return line, [(problem.cell, problem.sentence) for problem in problems]


def test_a_line_says_what_by_when_and_what_is_asked() -> None:
    (line,) = issue()
    assert line.number == "ZG-GH-G-3.5.2"
    assert line.facts == "表“办件台账”C12：A超过承诺时限。"
    assert line.points_lost == "1.00"
    # 20 working days after 1 September 2017, of which 30 September is one and 1 to 8 October are none
    assert line.due_on == date(2017, 9, 29)


def test_a_blank_list_reads_back_as_open_and_is_overdue_the_day_after() -> None:
    line, problems = read(rectification_book(issue(), round_title="2017年中期"))
    assert problems == []
    assert line.state_on(date(2017, 9, 29)) is RectificationState.OPEN
    assert line.state_on(date(2017, 9, 30)) is RectificationState.OVERDUE


def test_the_same_lines_give_the_same_bytes() -> None:
    assert rectification_book(issue(), round_title="x") == rectification_book(issue(), round_title="x")


def test_an_answer_waits_for_another_person_and_is_closed_by_that_one() -> None:
    line, problems = read(filled(DONE))
    assert problems == []
    assert line.state_on(date(2018, 1, 1)) is RectificationState.ANSWERED
    line, problems = read(filled({**CLOSED, **LAST}))
    assert problems == []
    assert line.state_on(date(2018, 1, 1)) is RectificationState.CLOSED


def test_a_line_sent_back_is_open_again_and_overdue() -> None:
    line, problems = read(filled({**CLOSED, **LAST, "M": "退回"}))
    assert problems == []
    assert line.state_on(date(2017, 9, 28)) is RectificationState.OPEN
    assert line.state_on(date(2017, 10, 9)) is RectificationState.OVERDUE


@pytest.mark.parametrize(
    ("cells", "cell", "message"),
    [
        ({**DONE, "L": None}, "L4", "写了完成日而没有佐证"),
        ({**DONE, "J": None}, "J4", "写了完成日而没有责任岗位"),
        ({**CLOSED}, "P4", "复查结论和复查日只写了一样"),
        ({**CLOSED, **LAST, "N": "GH"}, "N4", "由被查部门自己销号"),
        ({**CLOSED, **LAST, "N": "奉节县规划局"}, "N4", "由被查部门自己销号"),
        ({**CLOSED, **LAST, "O": "窗口受理岗"}, "O4", "复查岗位与答复岗位相同"),
        ({**CLOSED, **LAST, "O": None}, "O4", "没有写明复查的单位和岗位"),
        ({**CLOSED, "P": date(2017, 9, 19)}, "P4", "复查日早于完成日"),
        ({**CLOSED, **LAST, "M": "差不多"}, "M4", "复查结论写的是“差不多”，应为通过或者退回"),
        ({**DONE, "K": "2017-13-05"}, "K4", "2017-13-05"),
    ],
)
def test_each_fault_is_told_at_its_cell(cells: Mapping[str, object], cell: str, message: str) -> None:
    _, problems = read(filled(cells))
    assert [(at, message in sentence) for at, sentence in problems][:1] == [(cell, True)]


def test_a_line_that_was_removed_or_invented_is_told() -> None:
    book = load_workbook(io.BytesIO(filled({})))
    book["整改清单"]["A4"] = "ZG-GH-G-9.9.9"
    out = io.BytesIO()
    book.save(out)
    line, problems = read(out.getvalue())
    assert line.answer.rectified_on is None
    assert [sentence for _, sentence in problems] == [
        "表“整改清单”A4：编号“ZG-GH-G-9.9.9”不在下达的清单中；请不要增加或者改动编号。",
        "表“整改清单”：编号“ZG-GH-G-3.5.2”的一行不见了；请从下达的清单中补回。",
    ]


def test_a_file_that_is_no_workbook_leaves_every_line_open() -> None:
    line, problems = read(b"not a workbook")
    assert line.state_on(date(2017, 9, 2)) is RectificationState.OPEN
    assert len(problems) == 1
