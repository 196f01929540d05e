"""The on-site form and the list of objections: issued, filled in, read back, each fault told at its cell."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from openpyxl import load_workbook

from conformance.checklist.checklist import ChecklistItem
from conformance.evidence.problem_codes import PROBLEM_CODES
from conformance.inspection import objection_book, site_form_book
from conformance.inspection.filled_sheet import read_filled
from conformance.inspection.judgement_text import judgement_text
from conformance.inspection.objection_book import Contested, contestable, read_objections
from conformance.inspection.population import Case
from conformance.inspection.results import DepartmentResult
from conformance.inspection.site_form import (
    RULING,
    SampledCase,
    SiteForm,
    find_disputes,
    make_ruling_form,
    make_site_form,
)
from conformance.inspection.site_form_book import CaseRemark, FilledForm, Recusal, read_site_form
from conformance.scores.judgement import Judgement, read_judgements
from conformance.terms import Method, Outcome
from tests.inspection.builders import CLAUSE, make_clause, make_department, make_finding
from tests.scores.builders import make_acceptance, make_item, make_rule
from tests.scores.builders import make_clause as make_guide_clause

ROOT = Path(__file__).parents[2]
ORGANS = {"GH": "奉节县规划局", "DC": "奉节县人民政府督查室", "ZBY": "重庆市质量和标准化研究院", "BB": "编办"}
RECUSAL = Recusal(refuse=True, organisations=ORGANS)
HEAD = {"B4": "奉节县人民政府督查室", "D4": "督查岗", "F4": date(2018, 1, 22), "H4": "规划局办公室主任"}
DONE = {"F7": "部分符合", "H7": "10 卷中 6 卷只有签名", "I7": "P-001；P-002"}
JUDGED = '{"author": "督查岗", "organisation": "DC", "reason": "未挂牌"}'


def items() -> list[ChecklistItem]:
    """A clause that a person decides, one that both do, one with a prompt, one for data alone."""
    person = make_guide_clause("G-3.3.5", method=Method.JUDGEMENT, title="意见齐全", look_for="抽 10 卷")
    both = make_guide_clause("G-5.4.6", method=Method.BOTH)
    prompted = make_guide_clause("L-42.1")
    machine = make_guide_clause(CLAUSE)
    return [
        make_item(person, make_rule("G-3.3.5", "2")),
        make_item(both, make_rule("G-5.4.6", "0", may_be_not_applicable=True), "case-file-complete"),
        replace(make_item(prompted, make_rule("L-42.1"), "late"), prompts=("decision-on-rest-day",)),
        make_item(machine, make_rule(CLAUSE), "committed-limit"),
    ]


def department() -> DepartmentResult:
    """Two findings, twelve prompted rows, a judgement."""
    rows = tuple(make_finding(f"GH-{number:02}") for number in range(12))
    judged = make_clause(title="挂牌", outcome=Outcome.NONCONFORMING, judged=JUDGED, judge=("DC", "督查岗"))
    clauses = {CLAUSE: make_clause(), "G-5.3.4": judged}
    findings = [make_finding("A"), make_finding("B", charged=False)]
    return make_department(findings, clauses, prompts={"decision-on-rest-day": rows})


def form() -> SiteForm:
    cases = [
        SampledCase(Case(code, f"{code}-1", "500", "准予", date(2017, 5, 1)), "选址意见书") for code in ("GH", "LY")
    ]
    return make_site_form(department(), items(), cases, round_title="2017年终期")


def edited(content: bytes, cells: Mapping[str, object], sheet: str) -> bytes:
    book = load_workbook(io.BytesIO(content))
    for address, value in cells.items():
        book[sheet][address] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(
    cells: Mapping[str, object], cases: Mapping[str, object] | None = None, *, recusal: Recusal = RECUSAL
) -> tuple[FilledForm | None, list[tuple[str, str]]]:
    """The form with something written into it, and the problems by cell."""
    content = edited(site_form_book.site_form_book(form()), cells, "现场检查记录")
    sheets, problems = read_filled(edited(content, cases or {}, "抽样案卷"), "GH.xlsx")
    assert problems == []
    filled, problems = read_site_form(sheets, {"GH": form()}, recusal)
    assert all(problem.code in {**site_form_book.CODES, **PROBLEM_CODES} for problem in problems)
    return filled, [(problem.cell, problem.sentence) for problem in problems]


def test_a_form_holds_what_a_person_decides_and_what_data_only_point_at() -> None:
    one = form()
    assert [line.clause for line in one.lines] == ["G-3.3.5", "G-5.4.6", "L-42.1"]
    assert one.lines[0].look_for == "抽 10 卷。备查：台账"
    assert len(one.lines[2].rows) == 9
    assert one.lines[2].rows[-1] == "另有 4 行，见部门报告的提示"
    assert [case.case.case_number for case in one.cases] == ["GH-1"]


def test_the_same_form_gives_the_same_bytes() -> None:
    assert site_form_book.site_form_book(form()) == site_form_book.site_form_book(form())


def test_a_filled_form_reads_back_as_judgements() -> None:
    filled, problems = read({**HEAD, **DONE, "G9": 3.5, "H9": "休息日的决定是补录的"}, {"E7": "有", "F7": "缺送达回证"})
    assert problems == []
    assert filled is not None
    first, second = filled.judgements
    assert first == Judgement(
        clause="G-3.3.5",
        outcome=Outcome.PARTIALLY_CONFORMING,
        points=None,
        lifts=(),
        overrides=False,
        reason="10 卷中 6 卷只有签名",
        author="督查岗",
        organisation="DC",
        on=date(2018, 1, 22),
        valid_until=None,
        workbook_sha256="a" * 64,
        photographs=("P-001", "P-002"),
    )
    assert (second.clause, second.points) == ("L-42.1", Fraction(7, 2))
    assert filled.witness == "规划局办公室主任"
    assert filled.cases == (CaseRemark("GH-1", True, "缺送达回证"),)


def test_a_blank_form_judges_nothing() -> None:
    filled, problems = read(HEAD)
    assert problems == []
    assert filled is not None and filled.judgements == ()


@pytest.mark.parametrize(
    ("cells", "cell", "message"),
    [
        ({"B4": None}, "B4", "没有写“检查人单位”"),
        ({"D4": None}, "D4", "没有写“检查人岗位”"),
        ({"F4": "2018-13-01"}, "F4", "2018-13-01"),
        ({"H4": None}, "H4", "没有写“被查部门在场人岗位”；请写明；部门不签的写“拒签”"),
        ({"B4": "县督查办"}, "B4", "没有叫“县督查办”的单位"),
        ({"B4": "GH"}, "B4", "检查人属于被查单位，应当回避"),
        ({"B4": "奉节县规划局"}, "B4", "检查人属于被查单位，应当回避"),
        ({"D3": "XX"}, "D3", "没有给这个部门发过记录表"),
    ],
)
def test_a_form_without_who_or_from_the_wrong_person_does_not_count(
    cells: Mapping[str, object], cell: str, message: str
) -> None:
    filled, problems = read({**HEAD, **DONE, **cells})
    assert filled is None
    assert [(at, message in sentence) for at, sentence in problems] == [(cell, True)]


def test_where_the_round_allows_it_a_judge_from_the_organisation_is_taken() -> None:
    filled, problems = read({**HEAD, **DONE, "B4": "GH"}, recusal=replace(RECUSAL, refuse=False))
    assert problems == []
    assert filled is not None and filled.judgements[0].organisation == "GH"


@pytest.mark.parametrize(
    ("cells", "cell", "message"),
    [
        ({"F7": "基本符合"}, "F7", "判定写的是“基本符合”，应为符合、部分符合、不符合、不适用"),
        ({"G7": 1}, "G7", "既写了判定又写了得分"),
        ({"F7": None}, "F7", "写了别的栏而没有判定"),
        ({"F7": None, "G7": 3}, "G7", "得分写的是“3”，应为0 到 2"),
        ({"F7": None, "G7": "满分"}, "G7", "得分写的是“满分”，应为数字"),
        ({"F7": "不适用"}, "F7", "不允许判为不适用"),
        ({"H7": None}, "H7", "没有写事实和理由"),
        ({"J7": "是"}, "J7", "没有数据核查，无从代替"),
        ({"A7": "G-9.9.9"}, "A7", "“G-9.9.9”不是本表的条目"),
        ({"A7": None}, "F7", "这一行写了判定而没有条目号"),
    ],
)
def test_a_fault_of_one_line_spares_the_others(cells: Mapping[str, object], cell: str, message: str) -> None:
    other = {"F8": "不适用", "H8": "本年没有归档的案卷"}
    filled, problems = read({**HEAD, **DONE, **other, **cells})
    assert [(at, message in sentence) for at, sentence in problems] == [(cell, True)]
    assert filled is not None
    assert [one.clause for one in filled.judgements] == ["G-5.4.6"]


@pytest.mark.parametrize(
    ("cases", "cell"),
    [({"E7": "有"}, "F7"), ({"E7": "还行", "F7": "x"}, "E7"), ({"A7": "GH-9", "E7": "无"}, "A7")],
)
def test_a_fault_at_a_sampled_case_is_told_at_its_cell(cases: Mapping[str, object], cell: str) -> None:
    _, problems = read(HEAD, cases)
    assert [at for at, _ in problems] == [cell]


def test_two_who_differ_stand_side_by_side_on_the_form_of_the_third() -> None:
    first, _ = read({**HEAD, **DONE})
    second, _ = read({**HEAD, "B4": "ZBY", "D4": "技术岗", "F7": "不符合", "H7": "8 卷没有日期"})
    assert first is not None and second is not None
    rules = [one.rule for one in items() if one.rule is not None]
    both = [*first.judgements, *second.judgements]
    (dispute,) = find_disputes(both, items(), make_acceptance(*rules))
    ruling = make_ruling_form(form(), [dispute], ORGANS)
    assert ruling.purpose == RULING
    assert [line.rows for line in ruling.lines] == [
        (
            "重庆市质量和标准化研究院技术岗（2018-01-22）：不符合，8 卷没有日期",
            "奉节县人民政府督查室督查岗（2018-01-22）：部分符合，10 卷中 6 卷只有签名",
        )
    ]
    content = edited(site_form_book.site_form_book(ruling), {**HEAD, "B4": "BB", **DONE}, "现场检查记录")
    filled, _ = read_site_form(read_filled(content, "GH.xlsx")[0], {"GH": form()}, RECUSAL)
    assert filled is not None and filled.judgements[0].decides
    assert find_disputes([*both, *filled.judgements], items(), make_acceptance(*rules)) == ()


OBJECTED = {"D4": "已公开，台账漏填", "E4": "窗口负责人", "F4": date(2018, 1, 25)}
ANSWERED = {"G4": "成立", "I4": "原件已核", "J4": "编办", "K4": "编办岗", "L4": date(2018, 1, 29)}


def objected(cells: Mapping[str, object]) -> tuple[tuple[Contested, ...], list[tuple[str, str]]]:
    """The list of objections with something written into it, and the problems by cell."""
    lines = contestable(department())
    content = objection_book.objection_book(lines, department(), round_title="2017年终期")
    sheets, _ = read_filled(edited(content, cells, "异议"), "GH-objections.xlsx")
    contested, problems = read_objections(sheets, lines, RECUSAL)
    assert all(problem.code in {**objection_book.CODES, **PROBLEM_CODES} for problem in problems)
    return contested, [(problem.cell, problem.sentence) for problem in problems]


def test_what_cost_points_and_what_was_judged_against_it_can_be_objected_to() -> None:
    lines = contestable(department())
    assert [(line.number, line.facts) for line in lines] == [
        ("YY-GH-committed-limit-A", "表“办件台账”C12：A超过承诺时限。"),
        ("YY-GH-G-5.3.4", "挂牌：检查人判定后为不符合，未挂牌"),
    ]


def test_an_objection_waits_for_its_answer_which_lifts_the_finding() -> None:
    (waiting,), problems = objected(OBJECTED)
    assert (problems, waiting.answer) == ([], None)
    (answered,), problems = objected({**OBJECTED, **ANSWERED})
    assert problems == []
    assert answered.answer is not None
    assert answered.answer.lifts == ("committed-limit:ledger:A",)
    assert answered.answer.answers == answered.objection.number


def test_a_dismissed_objection_changes_nothing() -> None:
    (one,), problems = objected({**OBJECTED, **ANSWERED, "G4": "不成立"})
    assert problems == []
    assert one.answer is not None and one.answer.lifts == () and one.answer.outcome is None


def down(cells: Mapping[str, object]) -> dict[str, object]:
    """The same cells in the next row, that of the judgement."""
    return {f"{address[0]}5": value for address, value in cells.items()}


@pytest.mark.parametrize(
    ("cells", "cell", "message"),
    [
        ({**OBJECTED, "E4": None}, "E4", "没有写“提出岗位”"),
        ({**OBJECTED, **ANSWERED, "G4": "同意"}, "G4", "答复写的是“同意”，应为成立或者不成立"),
        ({**OBJECTED, **ANSWERED, "I4": None}, "I4", "没有写“答复理由”"),
        ({**OBJECTED, **ANSWERED, "J4": "GH"}, "J4", "由被查部门自己答复"),
        ({**OBJECTED, **ANSWERED, "L4": date(2018, 1, 24)}, "L4", "答复日早于提出日"),
        ({**OBJECTED, **ANSWERED, "H4": "符合"}, "H4", "不需要改判"),
        ({**down(OBJECTED), **down(ANSWERED)}, "H5", "成立而没有写改判为什么"),
        (
            {**down(OBJECTED), **down(ANSWERED), "H5": "符合", "J5": "DC", "K5": "督查岗"},
            "K5",
            "由作出判定的人自己答复；请由另一名检查人答复",
        ),
        ({**OBJECTED, "A4": "YY-GH-9"}, "A4", "编号“YY-GH-9”不在本表发出时的清单中"),
    ],
)
def test_each_fault_of_an_objection_is_told_at_its_cell(cells: Mapping[str, object], cell: str, message: str) -> None:
    _, problems = objected(cells)
    assert [(at, message in sentence) for at, sentence in problems] == [(cell, True)]


def test_what_was_collected_is_what_score_reads(tmp_path: Path) -> None:
    filled, _ = read({**HEAD, **DONE})
    (contested,), _ = objected({**OBJECTED, **ANSWERED})
    assert filled is not None and contested.answer is not None
    judgements = (*filled.judgements, contested.answer)
    text = judgement_text("GH", "2017年终期", judgements, [contested.objection])
    (tmp_path / "GH.yaml").write_text(text, encoding="utf-8")
    file, faults = read_judgements(tmp_path, "GH", ROOT)
    assert faults == []
    assert (file.judgements, file.objections) == (judgements, (contested.objection,))
    assert yaml.safe_load(text)["round"] == "2017年终期"
