"""The model joins scorecards with what they rest on, and loses no point on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from conformance.findings.result import Finding
from conformance.report.body import PRINTED, report_body
from conformance.report.department import DepartmentPart, make_department
from conformance.report.model import NoOccurrence, Report, make_report
from conformance.report.words import unchecked_words, why_no_cost
from conformance.scores.county import summarise
from conformance.scores.judgement import Judgement
from conformance.terms import BookKind, Grade, Outcome
from tests.report.builders import make_basis, make_county, make_result, make_table, score
from tests.scores.builders import make_book, make_judgement


def part(report: Report, code: str) -> DepartmentPart:
    """One department of the report."""
    return next(one for one in report.departments if one.code == code)


def test_it_works() -> None:
    report = make_county()
    assert report.title == "奉节县行政许可标准化验收报告（终期）"
    assert [(one.code, one.card.grade) for one in report.departments] == [
        ("坏 表", Grade.UNRATED),
        ("DA", Grade.EXCELLENT),
        ("WJ", Grade.PENDING),
        ("YC", Grade.UNQUALIFIED),
        ("NY", Grade.UNQUALIFIED),
    ]
    assert (report.statistics.books, report.statistics.unreadable, report.statistics.cases) == (5, 1, 70)


def test_every_point_lost_is_told_once() -> None:
    for one in make_county().departments:
        lost = sum((loss.lost.as_it_stands for loss in one.losses), Fraction(0))
        lost += sum((table.lost for table in one.missing), Fraction(0))
        lost += sum((clause.max_points for clause in one.unchecked), Fraction(0))
        whole = sum((aspect.max_points for aspect in one.card.aspects), Fraction(0))
        assert lost == whole - one.card.total.as_it_stands


def test_a_missing_table_is_told_once_with_its_clauses() -> None:
    missing = part(make_county(), "NY").missing
    assert [(one.table, one.clauses, one.lost) for one in missing] == [
        ("item_register", ("G-2.1.1",), Fraction(80, 3)),
        ("ledger", ("G-3.5.2", "G-3.5.3", "L-42.1"), Fraction(60)),
    ]
    assert part(make_county(), "NY").losses == ()


def test_rows_lifted_or_charged_elsewhere_are_not_behind_the_loss() -> None:
    (loss,) = [one for one in part(make_county(), "YC").losses if one.result.item.clause.id == "G-3.5.2"]
    assert [finding.cell for finding in loss.findings] == [f"M{row}" for row in range(7, 30)]


def test_findings_on_a_clause_without_weight_are_listed_apart() -> None:
    unscored = part(make_county(), "YC").unscored
    assert [(result.item.clause.id, score.result.check) for result, score in unscored] == [
        ("G-3.2.1", "one-time-notice")
    ]


def test_what_waits_is_told_with_what_it_waits_for() -> None:
    waiting = part(make_county(), "WJ").waiting
    assert [(score.result.check, len(score.result.set_aside), score.result.blocked_by) for _, score in waiting] == [
        ("late-committed", 1, ()),
        ("extension-approved", 0, ("缺少“延期批准日”列。",)),
        ("late-statutory", 1, ()),
    ]


def test_each_reason_to_wait_is_told_once_with_the_checks_it_holds() -> None:
    holds = part(make_county(), "WJ").holds
    assert [(hold.reason, hold.checks) for hold in holds] == [
        ("表“办件台账”M8读不出，等它改正后再核查的有：办件台账 1 行", ("late-committed",)),
        ("缺少“延期批准日”列", ("extension-approved",)),
    ]


def test_the_claimed_total_stands_on_the_scale_of_the_total() -> None:
    one = part(make_county(), "YC")
    assert one.claimed_total == 30
    assert [(line.result.item.clause.id, line.claimed, line.found, line.difference) for line in one.claims] == [
        ("G-3.5.2", 4, 0, 4)
    ]
    assert one.claims_blank == 3


def test_only_judgements_to_be_noted_are_overrides() -> None:
    assert [(use.judgement.clause, use.note) for use in part(make_county(), "YC").overrides] == [
        ("G-2.1.1", "判定人属于被评单位，应当回避，未采信"),
        ("G-3.5.2", ""),
    ]
    assert part(make_county(), "WJ").overrides == ()


def test_the_rectification_list_begins_with_what_cannot_be_read() -> None:
    entries = [(one.number, one.title, one.clause, one.fact, one.gain) for one in make_county().rectification]
    assert entries == [
        (1, "坏 表.xlsx", "", "填报表无法读取", 0),
        (2, "奉节县卫生和计划生育委员会", "", "填报表有 1 处不能按填写内容读取", 0),
        (3, "奉节县卫生和计划生育委员会", "L-42.1", "办结不晚于法定时限：1 行搁置，待更正单元格", 24),
        (4, "奉节县卫生和计划生育委员会", "G-3.5.3", "核查extension-approved：无法核查", 12),
        (5, "奉节县卫生和计划生育委员会", "G-3.5.2", "办结不晚于承诺时限：1 行搁置，待更正单元格", 3),
        (6, "奉节县烟草专卖局", "G-3.5.2", "办结不晚于承诺时限：60 行中 23 行不符合", 30),
        (7, "奉节县烟草专卖局", "L-42.1", "办结不晚于法定时限：60 行中 2 行不符合", 30),
        (8, "奉节县农业委员会", "", "未提交“事项清单”，涉及 1 条", Fraction(80, 3)),
        (9, "奉节县农业委员会", "", "未提交“办件台账”，涉及 3 条", 60),
    ]


def test_what_only_waits_for_a_cell_is_asked_to_be_read_first() -> None:
    asked = {one.clause: (one.places, one.requirement) for one in make_county().rectification if one.department == "WJ"}
    places, requirement = asked["L-42.1"]
    assert places == ("办件台账!第 8 行",)
    assert requirement.startswith("更正所列单元格后重新提交，再按本条核查：")
    assert asked["G-3.5.3"][1].startswith("按“搁置和无法核查”所列补齐后重新提交，再按本条核查：")
    assert all("再按本条核查" not in one.requirement for one in make_county().rectification if one.department == "YC")


def test_what_no_cell_shows_is_told_in_words() -> None:
    report = _report_on(
        "late-committed", lambda one: replace(one, cell="", message="表“制度文件”：施行日不明（核查项 G-1）。")
    )
    assert [one.fact for one in report.rectification] == ["施行日不明"]


def test_one_wrong_row_is_told_in_words() -> None:
    basis = make_basis()
    results = [make_result("YC", "late-committed", 10, [4])]
    card = score(basis, make_book("YC", tables={"ledger": make_table("ledger", "办件台账", 10)}), results)
    (line,) = make_report([card], summarise([card], basis.acceptance.conclusion), basis, results={}).rectification
    assert (line.fact, line.places) == ("超过时限", ("办件台账!M4",))


def test_a_clause_without_a_verdict_is_no_matter_of_the_department() -> None:
    lifting = make_judgement("G-2.1.2", outcome=None, lifts=("late-committed:ledger:YC-2017-00004",))
    report = _report_on("late-committed", lambda one: one, lifting)
    judged = _report_on("late-committed", lambda one: one)
    left = [{result.item.clause.id for result in one.departments[0].unchecked} for one in (report, judged)]
    assert left[0] - left[1] == {"G-2.1.2"}
    for one, number in ((report, len(left[0])), (judged, len(left[1]))):
        assert [line.clause for line in one.rectification] == ["G-3.5.2"]
        assert f"未检查的条款由检查组补判，不列入整改：烟草专卖局 {number} 条。" in report_body(one, PRINTED)
    assert unchecked_words(replace(report, departments=())) == ""


def _report_on(check: str, change: Callable[[Finding], Finding], judgement: Judgement | None = None) -> Report:
    """The report on one department with one finding, changed; ``judgement`` stands for the one that conforms."""
    basis = make_basis()
    made = make_result("YC", check, 10, [4, 5])
    results = [replace(made, findings=tuple(map(change, made.findings)))]
    tables = {"ledger": make_table("ledger", "办件台账", 10)}
    card = score(basis, make_book("YC", tables=tables), results, judgement or make_judgement("G-2.1.2"))
    return make_report([card], summarise([card], basis.acceptance.conclusion), basis, results={"YC": results})


def test_points_by_certainty_add_up_to_the_whole() -> None:
    certainty = make_county().certainty
    assert [(one.kind, one.certainty, one.clauses, one.points) for one in certainty] == [
        (BookKind.DEPARTMENT, "A", 4, Fraction(260, 3)),
        (BookKind.DEPARTMENT, "B", 1, Fraction(40, 3)),
    ]
    assert sum(one.points for one in certainty) == 100


def test_clauses_outside_the_round_and_without_weight_are_listed() -> None:
    report = make_county()
    assert [item.clause.id for item in report.outside] == ["G-2.1.3"]
    assert [item.clause.id for item in report.weightless] == ["G-3.2.1"]


def test_rows_charged_elsewhere_are_counted_by_check() -> None:
    assert [(one.department, one.shown_at, one.charged_at, one.rows) for one in make_county().references] == [
        ("YC", "late-committed", "late-statutory", 2)
    ]


@pytest.mark.parametrize(
    ("here", "others", "names"),
    [
        (("档案局",), ("烟草局", "教委"), "档案局"),
        (("档案局", "烟草局"), ("教委",), "除教委以外的全部"),
        (("档案局", "烟草局"), (), "全部"),
    ],
)
def test_those_without_occurrence_are_named_the_shorter_way(here, others, names) -> None:
    assert NoOccurrence(make_county().basis.checklist.items[0], here, others).departments == names


def test_the_rectification_list_runs_through_the_departments_in_the_order_of_the_report() -> None:
    entries = [(one.number, one.department) for one in make_county().rectification]
    departments = ["坏 表", "WJ", "WJ", "WJ", "WJ", "YC", "YC", "NY", "NY"]
    assert entries == list(enumerate(departments, 1))


@pytest.mark.parametrize(
    ("clause", "check", "rows", "judgement", "why"),
    [
        (
            "G-3.5.2",
            "late-committed",
            [4],
            make_judgement("G-3.5.2", outcome=None, lifts=("late-committed:ledger:YC-2017-00004",)),
            "人工判定撤销 1 处",
        ),
        (
            "G-3.5.2",
            "late-committed",
            [4],
            make_judgement("G-3.5.2", outcome=Outcome.CONFORMING, overrides=True),
            "人工判定：判为符合，以人工判定为准",
        ),
        (
            "G-3.5.3",
            "extension-told",
            [5],
            make_judgement("G-2.1.2"),
            "1 处在计分方式允许的范围内（分档：95.0% 以上得 100.0%，80.0% 以上得 50.0%，不足不得分）",
        ),
    ],
)
def test_what_cost_nothing_is_no_loss_and_says_why(clause, check, rows, judgement, why) -> None:
    basis = make_basis()
    results = [make_result("YC", check, 60, rows)]
    book = make_book("YC", tables={"ledger": make_table("ledger", "办件台账", 60)})
    one = make_department(score(basis, book, results, judgement), results, basis)
    assert one.losses == ()
    assert [(result.item.clause.id, why_no_cost(result, of, basis)) for result, of in one.unscored] == [(clause, why)]


def test_rows_charged_at_another_check_are_listed_with_its_name() -> None:
    basis = make_basis()
    results = [make_result("YC", "late-committed", 60, [4]), make_result("YC", "late-statutory", 60, [4])]
    book = make_book("YC", tables={"ledger": make_table("ledger", "办件台账", 60)})
    one = make_department(score(basis, book, results), results, basis)
    assert [loss.result.item.clause.id for loss in one.losses] == ["L-42.1"]
    ((result, of),) = one.unscored
    assert why_no_cost(result, of, basis) == "1 处已在“办结不晚于法定时限”计分"
