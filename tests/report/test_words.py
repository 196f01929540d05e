"""What figures, rules and verdicts are called in Chinese."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from conformance.report import words
from conformance.report.model import Report
from conformance.terms import Aspect
from tests.report.builders import CLAUSES, make_basis, make_county, make_guide, make_rules
from tests.scores.builders import make_clause, make_judgement, make_rule


def verdict(report: Report, code: str) -> str:
    """The verdict on one department."""
    card = next(part.card for part in report.departments if part.code == code)
    return words.verdict(card, report.basis.acceptance)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("坏 表", "未评：填报表无法读取，没有评分。整个文件：文件不完整，不能打开；请重新导出后提交。"),
        ("DA", "优秀：总分 100.00 分，达到优秀线 90 分，没有否决项，没有得零分的“应”类条款。"),
        (
            "WJ",
            "待定：按现状 61.00 分，低于合格线 80 分，为不合格；搁置的单元格更正后都符合的，100.00 分，"
            "达到优秀线 90 分，没有否决项，没有得零分的“应”类条款，为优秀。更正单元格或者由检查人员判定后定级。",
        ),
        ("YC", "不合格：总分 40.00 分，触及否决项 1 条（L-42.1 法定时限），低于合格线 80 分。"),
    ],
)
def test_a_verdict_gives_its_reasons(code: str, sentence: str) -> None:
    assert verdict(make_county(), code) == sentence


def test_a_closed_round_says_that_the_verdict_is_as_it_stands() -> None:
    assert verdict(make_county(round_closed=True), "WJ") == (
        "不合格：总分 61.00 分（更正后最高 100.00 分），低于合格线 80 分。本轮已截止，按现状评定。"
    )


def test_excellence_without_a_grade_names_the_clauses_that_stand_in_the_way() -> None:
    report = make_county(pass_mark=Fraction(20), excellence_mark=Fraction(30), round_closed=True)
    assert verdict(report, "WJ") == (
        "合格：总分 61.00 分（更正后最高 100.00 分），达到优秀线，但有“应”类条款得零分（L-42.1），不评优秀。"
        "本轮已截止，按现状评定。"
    )


def test_a_pending_verdict_says_why_either_grade_is_not_better() -> None:
    report = make_county(pass_mark=Fraction(20), excellence_mark=Fraction(30))
    assert verdict(report, "WJ") == (
        "待定：按现状 61.00 分，达到优秀线，但有“应”类条款得零分（L-42.1），不评优秀，为合格；"
        "搁置的单元格更正后都符合的，100.00 分，达到优秀线 30 分，没有否决项，没有得零分的“应”类条款，为优秀。"
        "更正单元格或者由检查人员判定后定级。"
    )


def test_an_aspect_below_its_floor_is_a_reason() -> None:
    aspects = make_county().basis.acceptance.aspects
    floors = {aspect: type(rule)(rule.points, Fraction(30)) for aspect, rule in aspects.items()}
    report = make_county(aspects=floors, pass_mark=Fraction(10), round_closed=True)
    assert Aspect.PROCESS.label in verdict(report, "WJ")


def test_the_means_say_how_many_they_leave_out() -> None:
    report = make_county()
    assert words.mean_words(report.summary, [part.title for part in report.unrated_departments]) == (
        "4 个部门平均 50.25 分（更正后最高 60.00 分），按事项数加权平均 60.00 分，不含 1 个部门（未评：坏 表.xlsx）"
    )


@pytest.mark.parametrize(
    ("clause", "source"),
    [
        ("G-3.5.2", "对应《指引》第三章"),
        ("L-42.1", "《行政许可法》第四十二条第一款"),
        ("L-43", "《行政许可法》第四十三条"),
    ],
)
def test_our_numbers_never_stand_as_the_numbers_of_the_guide(clause: str, source: str) -> None:
    guide = make_guide(*CLAUSES)
    assert words.source_of(guide.by_id[clause], guide) == source


@pytest.mark.parametrize(
    ("grading", "changes", "phrase"),
    [
        ("strict", {}, "全部符合才得分"),
        ("proportional", {}, "按比例得分"),
        ("per_occurrence", {"deduct": "0.5"}, "每处扣 0.5 分，扣至 0 分为止"),
        (
            "steps",
            {"steps": (("0.8", "0.5"), ("0.95", "1"))},
            "分档：95.0% 以上得 100.0%，80.0% 以上得 50.0%，不足不得分",
        ),
    ],
)
def test_a_grading_in_words(grading: str, changes: dict[str, object], phrase: str) -> None:
    assert words.grading_words(make_rule("G-2.1.1", "4", grading, **changes).grading) == phrase


@pytest.mark.parametrize(
    ("title", "text", "shown"),
    [
        ("承诺时限", "承诺时限不长于法定时限", "承诺时限不长于法定时限"),
        ("信息公开制度", "建立信息公开制度", "建立信息公开制度"),
        ("统一制定清单", "统一制定行政许可事项清单", "统一制定行政许可事项清单"),
        ("收费事项写清", "收费项写清：是否收费、项目、标准、依据", "收费项写清：是否收费、项目、标准、依据"),
        ("承诺时限", "按期办结", "承诺时限：按期办结"),
        ("指南免费取阅、可下载", "免费取阅、网上可下载", "指南免费取阅、可下载：免费取阅、网上可下载"),
        ("流程图与数据一致", "图与数据一致", "流程图与数据一致：图与数据一致"),
    ],
)
def test_what_the_title_says_is_not_said_twice_and_nothing_is_lost(title: str, text: str, shown: str) -> None:
    assert words.requirement(make_clause("G-3.5.2", title=title, text=text)) == shown


@pytest.mark.parametrize(
    ("author", "organisation", "shown"),
    [
        ("县政府督查室督查岗", "DC", "县政府督查室督查岗"),
        ("督查岗", "DC", "奉节县人民政府督查室督查岗"),
        ("审批科", "YC", "奉节县烟草专卖局审批科"),
        ("县委编办审改岗", "BB", "县委编办审改岗"),
        ("质量监督科", "ZJ", "奉节县质量技术监督局质量监督科"),
    ],
)
def test_a_judge_is_told_once(author: str, organisation: str, shown: str) -> None:
    titles = {
        "DC": "奉节县人民政府督查室",
        "YC": "奉节县烟草专卖局",
        "BB": "中共奉节县委机构编制委员会办公室",
        "ZJ": "奉节县质量技术监督局",
    }
    judgement = make_judgement("G-2.1.1", author=author, organisation=organisation)
    assert words.judge(judgement, replace(make_basis(), organs=titles)) == shown


def test_the_title_of_the_rules_names_the_round_once() -> None:
    assert words.round_title(make_rules(title="奉节县验收评分规则")) == "奉节县验收评分规则（终期）"
    assert words.round_title(make_rules(title="奉节县终期验收评分规则")) == "奉节县终期验收评分规则"


def test_numerals_and_dates() -> None:
    assert [words.numeral(number) for number in (0, 7, 10, 13, 20, 42)] == ["〇", "七", "十", "十三", "二十", "四十二"]
    assert (words.chinese_date(date(2017, 8, 3)), words.chinese_date(None)) == ("2017年8月3日", "")


def test_any_file_name_makes_an_anchor() -> None:
    assert words.anchor("YC") == "YC"
    assert words.anchor("坏 表") == "xe59d8f20e8a1a8"
