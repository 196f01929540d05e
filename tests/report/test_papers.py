"""Papers beside the report: a few pages for one department, one page for the head of the county."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from conformance.report.body import brief_body, department_body
from conformance.report.pdf import brief_pdf, department_pdf
from conformance.report.words import distribution_words, unqualified_words
from conformance.scores.grading import shown
from conformance.terms import Grade
from conformance.typeset.fonts import read_font_folder
from tests.report.builders import make_county

REPORT = make_county()


def text_of(pdf: bytes) -> str:
    """The text without blanks."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)


@pytest.mark.parametrize("part", REPORT.departments, ids=lambda part: part.code)
def test_a_department_is_told_its_own_results_and_nobody_elses(part) -> None:
    made = department_pdf(REPORT, part, read_font_folder())
    text = text_of(made.pdf)
    assert made.pages <= 4
    assert part.card.grade.label in text
    if part.card.grade is not Grade.UNRATED:
        assert shown(part.card.total.as_it_stands) in text
    for other in REPORT.departments:
        assert other is part or "".join(other.title.split()) not in text


def test_its_part_of_the_rectification_list_keeps_the_numbers_of_the_whole() -> None:
    (part,) = [one for one in REPORT.departments if one.code == "NY"]
    body = department_body(REPORT, part)
    table = body[body.index("<h2>二、整改</h2>") : body.index("<h2>三、签收</h2>")]
    wanted = [str(one.number) for one in REPORT.rectification if one.department == "NY"]
    assert re.findall(r'<tr><td class="center">(\d+)</td>', table) == wanted


def test_the_county_stands_on_one_page() -> None:
    made = brief_pdf(REPORT, read_font_folder())
    text = text_of(made.pdf)
    assert made.pages == 1
    reason = "".join(REPORT.summary.proposal_reason.split())
    assert f"建议结论：不合格。{reason}。1个部门未评，没有计入平均分。" in text
    assert f"整改清单共{len(REPORT.rectification)}项" in text


def test_the_head_of_the_county_reads_why_a_department_does_not_qualify() -> None:
    assert unqualified_words(REPORT, 5) == (
        "烟草专卖局触及否决项 1 条（L-42.1 法定时限），低于合格线 80 分；"
        "农业委员会触及否决项 1 条（L-42.1 法定时限），低于合格线 80 分。"
    )
    assert unqualified_words(REPORT, 1).endswith("；其余 1 个见验收报告。")


def test_what_was_declared_empty_is_told_once_with_those_that_said_so() -> None:
    assert [(one.table, one.reason, one.counts, one.departments) for one in REPORT.declared_empty] == [
        ("ledger", "本年无办件", True, ("档案局",))
    ]


def test_grades_that_nobody_has_are_left_out() -> None:
    assert distribution_words(REPORT) == (
        "5 个部门中，优秀 1 个，不合格 2 个（烟草专卖局、农业委员会），待定 1 个（卫生和计划生育委员会），"
        "未评 1 个（坏 表.xlsx）。"
    )


def test_clauses_are_in_the_order_of_how_many_lost_points_on_them() -> None:
    problems = REPORT.clause_problems
    counts = [len(one.departments) for one in problems]
    assert counts == sorted(counts, reverse=True)
    whole = sum(one.max_points - one.points.as_it_stands for part in REPORT.departments for one in part.card.clauses)
    unjudged = sum(one.max_points - one.points.as_it_stands for part in REPORT.departments for one in part.unchecked)
    assert unjudged > 0
    assert sum(one.lost for one in problems) == whole - unjudged


def test_what_nobody_has_judged_is_no_clause_on_which_departments_lost_points() -> None:
    unjudged = {one.item.clause.id for part in REPORT.departments for one in part.unchecked}
    assert unjudged == {"G-2.1.2"}
    assert unjudged.isdisjoint(one.item.clause.id for one in REPORT.clause_problems)


def test_links_into_the_report_are_left_out() -> None:
    for body in (brief_body(REPORT), department_body(REPORT, REPORT.departments[1])):
        there = set(re.findall(r' id="([^"]+)"', body))
        assert set(re.findall(r' href="#([^"]+)"', body)) <= there
