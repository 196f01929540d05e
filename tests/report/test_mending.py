"""What to mend first: the dearest step leads, and the totals are those of a book that has been mended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest

from conformance.evidence.annotation.front import Look
from conformance.evidence.annotation.mark import MarkKind
from conformance.evidence.book import Problem
from conformance.findings.result import CheckResult
from conformance.report.annotated import front_lines, marks_of
from conformance.report.mending import MendPlan, Place, plan_mending
from conformance.scores.scorecard import Scorecard
from conformance.terms import CheckState
from tests.report.builders import make_basis, make_county, score


def results_of(card: Scorecard) -> list[CheckResult]:
    """The results behind a scorecard, which is all of them but the prompts."""
    return list({one.result.check: one.result for clause in card.clauses for one in clause.checks}.values())


def card_of(code: str) -> Scorecard:
    return next(one.card for one in make_county().departments if one.code == code)


def plan(code: str) -> MendPlan:
    card, basis = card_of(code), make_basis()
    return plan_mending(card, results_of(card), checks=basis.checks, tables=basis.tables, acceptance=basis.acceptance)


def mended(results: Sequence[CheckResult], cells: set[str]) -> list[CheckResult]:
    """The results had these cells been mended: their rows conform."""
    done = []
    for one in results:
        if one.state is CheckState.NO_OCCURRENCE:
            done.append(one)
            continue
        gone = {finding.where for finding in one.findings if finding.cell in cells}
        done.append(
            replace(
                one,
                violating=tuple(row for row in one.violating if row not in gone),
                findings=tuple(finding for finding in one.findings if finding.where not in gone),
                set_aside=(),
                blocked_by=(),
                population=one.population or 1,
                state=CheckState.COUNTED,
            )
        )
    return done


def rescored(card: Scorecard, results: Sequence[CheckResult]) -> Fraction:
    judgements = [use.judgement for use in card.judgements]
    return score(make_basis(), card.book, results, *judgements).total.as_it_stands


@pytest.mark.parametrize("code", ["YC", "WJ", "NY"])
def test_the_last_total_is_that_of_a_book_without_faults(code: str) -> None:
    found = plan(code)
    cells = {place.cell for place in found.places}
    assert found.steps
    assert rescored(found.card, mended(results_of(found.card), cells)) == found.total


def test_each_total_is_that_of_a_book_mended_so_far() -> None:
    found = plan("YC")
    cells: set[str] = set()
    for step in found.steps:
        cells |= {place.cell for place in step.places}
        assert rescored(found.card, mended(results_of(found.card), cells)) == step.total


def test_the_dearest_step_comes_first_and_brings_along_what_it_completes() -> None:
    steps = [
        (str(step.gain), [one.item.clause.id for one in step.results], [place.cell for place in step.places], step.told)
        for step in plan("YC").steps
    ]
    assert steps == [
        ("30", ["L-42.1"], ["M4", "M5"], 0),
        ("30", ["G-3.5.2"], [f"M{row}" for row in range(4, 30) if row != 6], 0),
    ]


def test_a_place_is_told_once() -> None:
    for code in ("YC", "WJ", "NY"):
        places = plan(code).places
        assert len(set(places)) == len(places)


def test_what_costs_nothing_is_listed_apart() -> None:
    """A clause of weight 0, and a finding that a person lifted."""
    assert [place.cell for place in plan("YC").without_points] == ["M5", "M6"]


def test_an_unreadable_cell_leads_to_all_clauses_that_wait_for_it() -> None:
    first, second = plan("WJ").steps
    assert [one.item.clause.id for one in first.results] == ["L-42.1", "G-3.5.2"]
    assert [place.message for place in first.places] == ["表“办件台账”M8：“2017-13-05”不是日期，应为日期；请更正。"]
    assert [place.message for place in second.places] == ["缺少“延期批准日”列。"]


def test_a_missing_table_is_one_step_for_all_its_clauses() -> None:
    first, second = plan("NY").steps
    assert [one.item.clause.id for one in first.results] == ["G-3.5.2", "L-42.1", "G-3.5.3"]
    assert [place.message for place in first.places] == ["应填的表“办件台账”没有填报。"]
    assert (first.gain, second.gain) == (60, Fraction(80, 3))


def test_nothing_is_to_be_mended_in_a_book_without_faults() -> None:
    found = plan("DA")
    assert (found.steps, found.places, found.total) == ((), (), found.card.total.as_it_stands)


def test_the_sheet_in_front_says_what_a_clerk_needs() -> None:
    lines = [line.texts for line in front_lines(plan("WJ"), make_basis().acceptance)]
    assert lines == [
        ("需要修改：奉节县卫生和计划生育委员会",),
        ("现在 61.00 分，下列各处都改正后最高 100.00 分（合格线 80 分，优秀线 90 分）。",),
        ("下面按改正后多得的分从多到少排列，“改后总分”是这一条和以上各条都改正以后的总分。先改排在前面的。",),
        ("日期、数量等确属事实的，不要改成合格的数：保留原数据，说明原因，完成整改，由检查组判定。",),
        (
            "单元格的底色：红色是读不出的（须改正），黄色是不符合条款的（问题），蓝色是请核对的（提示）；"
            "鼠标停在单元格上可以看到说明。改好以后原样提交本文件即可：本表和底色、批注不影响读取，"
            "再次核查时自动更新，不必删除。",
        ),
        ("序号", "位置（点击前往）", "哪里要改，怎样改", "可多得分", "改后总分"),
        ("1", "1 处", "L-42.1 法定时限（G-3.5.2 同时得分）", "27.00", "88.00"),
        ("", "办件台账!M8", "〔须改正〕“2017-13-05”不是日期，应为日期；请更正。", "", ""),
        ("2", "1 处", "G-3.5.3 延长期限", "12.00", "100.00"),
        ("", "整个文件", "〔须改正〕缺少“延期批准日”列。", "", ""),
        ("", "1 处", "请看一看（不一定有错，核对后无误的不必改）", "", ""),
        ("", "表“办件台账”", "〔提示〕有2行数据是隐藏的。", "", ""),
    ]


def test_the_way_points_come_in_is_told_where_there_are_several_places() -> None:
    titles = [line.texts[2] for line in front_lines(plan("YC"), make_basis().acceptance) if line.look is Look.STEP]
    assert titles == [
        "L-42.1 法定时限：须全部改正才得分",
        "G-3.5.2 承诺时限：每处扣 0.5 分，扣至 0 分为止",
        "不扣分，也请改正（本轮不计分，或者已在别处计分）",
    ]


def test_a_message_about_several_cells_is_told_once_and_colours_all() -> None:
    """Those of a merged range, or of formulas whose result was not saved."""
    found = plan("WJ")
    table = replace(found.card.book.tables["ledger"], letters={"decided_on": "M", "accepted_on": "L"})
    book = replace(found.card.book, tables={"ledger": table})
    fault = found.steps[0].places[0].source
    assert isinstance(fault, Problem)
    spoilt = replace(fault, also=((9, "decided_on"), (9, "accepted_on"), (9, "gone")))
    place = Place("办件台账", "M8", spoilt.sentence, spoilt)
    meant = MendPlan(replace(found.card, book=book), (), (place,), ())
    assert [(mark.cell, mark.kind, mark.message) for mark in marks_of(meant)] == [
        ("M8", MarkKind.FAULT, "“2017-13-05”不是日期，应为日期；请更正。"),
        ("M9", MarkKind.FAULT, ""),
        ("L9", MarkKind.FAULT, ""),
    ]
