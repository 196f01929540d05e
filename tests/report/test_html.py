"""The page is whole in itself, says the verdict first and leads from every figure to its rows."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from html.parser import HTMLParser

import pytest

from conformance.checklist.acceptance import Mandate
from conformance.report.body import CHAPTERS, PRINTED, WHOLE, report_body
from conformance.report.html import report_html
from tests.report.builders import make_county


class Page(HTMLParser):
    """The ids, links and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.links: set[str] = set()
        self.addresses: list[str] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(html)
        self.text = re.sub(r"\s+", " ", self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag not in ("meta", "br"):
            self.open.append(tag)
        if "id" in values:
            self.ids[values["id"]] += 1
        if tag == "a":
            self.links.add(values["href"])
        self.addresses.extend(values[name] for name in ("src", "srcset") if name in values)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.text += data


def test_it_works() -> None:
    page = Page(report_html(make_county()))
    assert page.open == []
    assert page.text.strip().startswith("奉节县行政许可标准化验收报告（终期）")


def test_the_verdict_and_those_not_rated_come_first() -> None:
    text = Page(report_html(make_county())).text
    first = text[: text.index("目录")]
    for words in (
        "结论（建议）：不合格",
        "部门平均 50.25 分",
        "平均分不含 1 个部门（未评：坏 表.xlsx）",
        "坏 表.xlsx：未评：填报表无法读取",
    ):
        assert words in first
    assert text.index("（一）坏 表.xlsx") < text.index("（二）奉节县档案局")


@pytest.mark.parametrize("extent", [WHOLE, PRINTED])
def test_every_link_has_its_target_and_every_target_is_one(extent) -> None:
    page = Page(report_body(make_county(), extent))
    assert {link for link in page.links if not link.startswith("#")} == set()
    assert {link[1:] for link in page.links} - set(page.ids) == set()
    assert [name for name, number in page.ids.items() if number > 1] == []


def test_a_score_leads_to_its_clause_check_and_rows() -> None:
    page = Page(report_html(make_county()))
    steps = ("d-YC-aspects", "d-YC-process", "clause-G-3.5.2", "check-late-committed")
    assert {f"#{step}" for step in steps} <= page.links
    assert page.ids["d-YC-G-3.5.2"] == 1
    assert page.ids["d-YC-G-3.5.2-late-committed"] == 1


def test_every_clause_of_every_department_is_shown() -> None:
    report = make_county()
    ids = Page(report_html(report)).ids
    for part in report.departments:
        for result in part.card.clauses:
            assert ids[f"d-{part.code}-{result.item.clause.id}"] == 1


def test_the_page_needs_nothing_else() -> None:
    html = report_html(make_county())
    assert Page(html).addresses == []
    assert "<script" not in html
    assert "@import" not in html
    assert "url(" not in html


def test_long_lists_are_cut_and_say_so() -> None:
    text = Page(report_html(make_county())).text
    assert "表“办件台账”M23：超过时限。" in text
    assert "表“办件台账”M24：超过时限。" not in text
    assert "其余 6 行见 acceptance-report.json" in text


def test_a_missing_table_is_said_once() -> None:
    page = report_body(make_county(), PRINTED)
    section = page[page.index("奉节县农业委员会</h3>") : page.index('id="vetoes"')]
    assert section.count("未提交“办件台账”") == 1
    assert "扣 60.00 分，涉及 3 条" in section


def test_what_is_not_charged_says_why() -> None:
    text = Page(report_html(make_county())).text
    for words in (
        "（已由人工判定撤销，不扣分）",
        "（在办结不晚于法定时限计分，此处不扣分）",
        "判定人属于被评单位，应当回避，未采信",
        "自评“不适用”未采信：“应”类否决项不得不适用，照常核查",
        "办件台账：本年无办件",
        "不适用：清单由市里统一管理",
        "加分 1 分，单列，不计入总分：获市级表彰",
        "总分所依据的条款占本轮权重的 25.0%",
    ):
        assert words in text


def test_faults_and_notes_are_counted_apart_and_alike_in_table_and_section() -> None:
    text = Page(report_html(make_county())).text
    section = text[text.index("（三）奉节县卫生和计划生育委员会") : text.index("（四）")]
    assert "填表问题：须改正 1 处，提请注意 1 处" in section
    assert section.index("“2017-13-05”不是日期") < section.index("（已理解，提请注意）表“办件台账”：有2行数据是隐藏的")
    assert section.count("隐藏") == 2
    assert "隐藏的是第 9、10 行。" in section
    row = text[text.index("卫生和计划生育委员会 待定 61.00") :]
    assert row[: row.index("烟草专卖局")].split()[-1] == "1／1"


def test_the_county_s_own_plan_comes_first_where_there_is_one() -> None:
    plan = Mandate("奉节县实施方案", "奉节府办〔2017〕207号", date(2017, 7, 24))
    cited = "根据《奉节县实施方案》（奉节府办〔2017〕207号，2017年7月24日印发），本次验收依据"
    assert cited in Page(report_html(make_county(mandate=plan))).text
    assert "印发），本次验收依据" not in Page(report_html(make_county())).text


def test_what_is_signed_names_who_is_not_graded_and_leaves_lines_to_fill() -> None:
    page = Page(report_html(make_county()))
    signed = page.text[page.text.rindex("签名页") : page.text.rindex("附件1")]
    assert "等级待定的 1 个（奉节县卫生和计划生育委员会）" in signed
    assert "未评的 1 个（坏 表.xlsx），没有评分" in signed
    assert "报告编号：" in signed
    assert "报告日期：" in signed
    receipts = page.text[page.text.rindex("附件3") :]
    assert [part.title for part in make_county().departments if part.title not in receipts] == []


def test_each_entry_of_the_rectification_list_names_who_is_responsible() -> None:
    text = Page(report_html(make_county())).text
    chapter = text[text.rindex("十一、整改清单") : text.rindex("十二、")]
    assert "责任部门条款事实和所在要求可得分期限" in chapter
    assert "7烟草专卖局L-42.1" in chapter


def test_clauses_without_occurrence_are_told_by_title_with_the_departments() -> None:
    text = Page(report_html(make_county())).text
    chapter = text[text.rindex("八、不适用") : text.rindex("九、")]
    assert "G-3.5.2 承诺时限1 档案局" in chapter
    assert "G-3.5.3 延长期限2 档案局、烟草专卖局" in chapter


def test_what_people_typed_is_never_markup() -> None:
    report = make_county(title="<b>规则</b>&")
    assert "&lt;b&gt;规则&lt;/b&gt;&amp;" in report_html(report)


def test_the_contents_name_every_chapter() -> None:
    page = Page(report_html(make_county()))
    assert [name for name, _ in CHAPTERS if not page.ids[name]] == []
    for _, title in CHAPTERS[1:]:
        assert page.text.count(title) == 2


def test_the_same_report_gives_the_same_page() -> None:
    assert report_html(make_county()) == report_html(make_county())
