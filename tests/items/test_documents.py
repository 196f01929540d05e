"""Guide, brief guide, flowchart, rules and slip: each says what the item says, as of a day, and changes with it."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest

from conformance.items.documents import DOCUMENTS, chinese_number, documents_css, rule_groups
from conformance.items.flowchart import flowchart_svg
from conformance.items.folder import load_items
from conformance.items.guide import SHORT_GUIDE, brief_elements, guide_elements
from conformance.items.item_on_day import ItemOnDay
from conformance.items.organ import load_organs
from conformance.items.rows import prefill
from conformance.items.slip import slip_fields
from conformance.typeset.fonts import read_font_folder
from conformance.typeset.pdf import render_pdf

PROJECT = Path(__file__).parents[2]
ORGANS = load_organs(PROJECT)
ITEMS = {item.id: item for item in load_items(PROJECT)}
LAST_DAY = date(2017, 12, 31)


def on_day(item: str, day: date = LAST_DAY) -> ItemOnDay:
    return ItemOnDay(ITEMS[item], ORGANS, day)


def made(view: ItemOnDay) -> dict[str, str]:
    """All five outputs of an item, by name."""
    return {document.id: document.html(view) for document in DOCUMENTS} | {"flowchart": flowchart_svg(view.item)}


def words(html: str) -> str:
    """The text of a page without tags, blanks and line breaks."""
    return "".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def standard_table(page: str, caption: str) -> list[list[str]]:
    """The rows of a list-table of a county standard, heads left out."""
    text = (PROJECT / "standards" / "provision" / page).read_text(encoding="utf-8")
    table = text.partition(f"{{list-table}} {caption}\n")[2].partition("```")[0]
    rows = re.split(r"^\* - ", table, flags=re.MULTILINE)[2:]
    return [[cell.strip() for cell in row.split("\n  - ")] for row in rows]


def test_the_elements_are_those_of_the_countys_standard_in_its_order() -> None:
    rows = standard_table("service-guide.md", "服务指南要素")
    listed = [title for number, title, _ in rows if number.isdigit() and number != "0"]
    assert [element.title for element in guide_elements(on_day("SY01"))] == listed
    assert len(listed) == 21


def test_the_slip_has_the_fields_of_the_countys_standard_in_its_order() -> None:
    listed = [title for _, title, _ in standard_table("acceptance.md", "受理单栏目")]
    assert [field.title for field in slip_fields(on_day("SY01"))] == listed
    assert len(listed) == 15


@pytest.mark.parametrize("item", ITEMS)
def test_the_complete_guide_leaves_no_element_empty_and_has_its_attachments(item: str) -> None:
    view = on_day(item)
    assert all(element.points for element in guide_elements(view))
    text = words(DOCUMENTS[0].html(view))
    for number, element in enumerate(guide_elements(view), start=1):
        assert f"{chinese_number(number)}、{element.title}" in text
        if element.column != "materials":
            assert all(words(point) in text for point in element.points)
    for material in view.item.materials:
        for fact in (material.name, material.basis, material.source, material.note):
            assert words(fact) in text
    for attachment in ("附件1办理流程图", "附件2空表和示范文本目录", "附件3常见错误示例", "附件4常见问题解答"):
        assert attachment in text
    guide = view.item.guide
    told = (*guide.common_mistakes, *(one.question for one in guide.faq), *(one.answer for one in guide.faq))
    assert all(words(one) in text for one in told)


@pytest.mark.parametrize("item", ITEMS)
def test_the_brief_guide_repeats_the_complete_one(item: str) -> None:
    view = on_day(item)
    complete = guide_elements(view)
    assert set(brief_elements(view)) < set(complete)
    assert {element.column for element in brief_elements(view)} == {one.column for one in complete} & set(SHORT_GUIDE)
    text = words(DOCUMENTS[1].html(view))
    for element in brief_elements(view):
        assert element.title in text
        assert all(words(point) in text for point in element.points)


@pytest.mark.parametrize("item", ITEMS)
def test_the_workbook_holds_the_same_texts_as_the_guide(item: str) -> None:
    view = on_day(item)
    row = prefill([view.item], ORGANS, day=LAST_DAY)["service_guide"][0]
    for element in guide_elements(view):
        assert row[element.column] == element.text


@pytest.mark.parametrize("item", ITEMS)
def test_the_examination_rules_have_all_seven_elements_of_every_line(item: str) -> None:
    view = on_day(item)
    text = words(DOCUMENTS[2].html(view))
    heads = ("工作环节", "审查内容", "审查要求", "审查方式", "判定标准", "注意事项", "不当行为须承担的后果")
    assert all(head in text for head in heads)
    assert [rule for group in rule_groups(view.item) for rule in group.rules] == list(view.item.examination_rules)
    for rule in view.item.examination_rules:
        line = "".join((rule.content, rule.requirement, rule.method, rule.criterion, rule.caution))
        assert words(line) in text
        assert words(rule.liability) in text


def test_the_slip_is_filled_with_what_the_item_knows_and_blank_elsewhere() -> None:
    fields = {field.title: "".join(field.parts) for field in slip_fields(on_day("SW01"))}
    assert fields["受理单号"].startswith("XK500118001001")
    assert (
        fields["法定时限与承诺时限"]
        == "法定时限：45个工作日（取水许可和水资源费征收管理条例第十九条）承诺时限：20个工作日"
    )
    assert "□专家评审15个工作日（水资源论证报告书专家审查）" in fields["特别程序及所需天数"]
    assert "以上时间不计入办理期限" in fields["特别程序及所需天数"]
    assert "023-56501018" in fields["咨询与投诉电话"] and "023-56509018" in fields["咨询与投诉电话"]
    assert fields["申请人"] == "姓名或者名称：法定代表人："
    page = words(DOCUMENTS[3].html(on_day("SW01")))
    assert all(words(material.name) in page for material in ITEMS["SW01"].materials)


@pytest.mark.parametrize(
    ("day", "shown", "not_shown"),
    [
        (date(2017, 8, 31), "第十一条至第十七条", "第十二条至第十八条"),
        (date(2017, 9, 1), "第十二条至第十八条", "第十一条至第十七条"),
    ],
)
def test_the_guide_shows_the_provision_in_force_on_its_day(day: date, shown: str, not_shown: str) -> None:
    view = on_day("JY01", day)
    basis = next(element for element in guide_elements(view) if element.column == "legal_basis")
    assert shown in basis.text and not_shown not in basis.text
    page = DOCUMENTS[0].html(view)
    section = page[page.index("三、设定依据") :].partition("</section>")[0]
    assert shown in section and not_shown not in section
    assert f"{day.year}年{day.month}月{day.day}日有效的文本" in page
    row = prefill([view.item], ORGANS, day=day)["service_guide"][0]
    assert row["legal_basis"] == basis.text


def test_the_guide_of_a_cancelled_item_says_so_and_keeps_the_last_provision() -> None:
    page = DOCUMENTS[0].html(on_day("CZ01"))
    assert "本事项自2017年11月5日起取消，不再受理申请" in page
    assert "第三十八条" in page
    assert "不再受理申请" not in DOCUMENTS[0].html(on_day("CZ01", date(2017, 11, 4)))


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        (
            "sub_title: 食品经营许可新办",
            "sub_title: 食品经营许可首次申请",
            {"guide", "brief", "rules", "slip", "flowchart"},
        ),
        ("committed_limit: {days: 12,", "committed_limit: {days: 13,", {"guide", "brief", "slip"}),
        ("{name: 制证, days: 2}", "{name: 制证, days: 2, post: 证照岗}", {"guide", "flowchart", "rules"}),
        ("examined: 主体资格有效，", "examined: 主体资格在有效期内，", {"rules"}),
    ],
)
def test_one_change_of_an_item_changes_everything_that_shows_it(
    tmp_path: Path, old: str, new: str, changed: set[str]
) -> None:
    shutil.copytree(PROJECT / "standards" / "items", tmp_path / "standards" / "items")
    for name in ("organs.yaml", "organs.schema.json"):
        shutil.copyfile(PROJECT / "standards" / name, tmp_path / "standards" / name)
    path = tmp_path / "standards" / "items" / "sy01.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    item = next(item for item in load_items(tmp_path) if item.id == "SY01")
    before, after = made(on_day("SY01")), made(ItemOnDay(item, ORGANS, LAST_DAY))
    assert {name for name in before if before[name] != after[name]} == changed


@pytest.mark.parametrize("kind", ["brief", "slip"])
def test_brief_guides_and_slips_take_one_page_each(kind: str) -> None:
    document = next(document for document in DOCUMENTS if document.id == kind)
    parted = f"{documents_css()} article {{ break-before: page; }}"
    body = "".join(document.html(on_day(item)) for item in ITEMS)
    assert render_pdf(body, [parted], title=kind, fonts=read_font_folder()).pages == len(ITEMS)


def test_what_an_item_says_is_never_taken_for_markup() -> None:
    item = replace(ITEMS["SY01"], sub_title="<b>甲&乙</b>")
    for html in made(ItemOnDay(item, ORGANS, LAST_DAY)).values():
        assert "<b>甲" not in html
        assert "&lt;b&gt;甲&amp;乙" in html


@pytest.mark.parametrize(("number", "chinese"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一")])
def test_chapters_are_counted_in_chinese(number: int, chinese: str) -> None:
    assert chinese_number(number) == chinese
