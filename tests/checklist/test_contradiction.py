"""Clauses that contradict one another, and items that contradict the standards; what only looks alike is left alone."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from conformance.checklist.contradiction import clause_contradictions, item_contradictions
from conformance.clauses.clause import ClauseDraft
from conformance.clauses.document import DocumentDraft, HeadingDraft
from conformance.clauses.reader import read_standards
from conformance.clauses.table import ClauseTable, make_table
from conformance.items.folder import load_items
from conformance.items.item import Fee, LicensingItem, TimeLimit

ROOT = Path(__file__).parents[2]
FRONT_MATTER = """
code: FJXK {number}—2017
title: {slug}
title_en: Standard
slot: {slug}
rules: "2009"
status: 现行
issued_on: 2017-08-15
effective_on: 2017-09-01
proposed_by: 奉节县委编办
managed_by: 奉节县质量技术监督局
drafted_by: [奉节县行政服务中心]
"""


def table_of(*texts: str, apart: bool = True) -> ClauseTable:
    """A clause a text; each in a standard of its own, or all in one."""
    drafts = []
    for number, group in enumerate([[one] for one in texts] if apart else [list(texts)], 201):
        clauses = (ClauseDraft(f"s{number}-c{place}", (), (text,), 20 + place) for place, text in enumerate(group, 1))
        front_matter = FRONT_MATTER.format(number=number, slug=f"s{number}")
        marks = (HeadingDraft(1, "受理", 18), *clauses)
        drafts.append(DocumentDraft(f"standards/provision/s{number}.md", front_matter, marks))
    table, faults = make_table(drafts)
    assert faults == ()
    return table


def codes(*texts: str, apart: bool = True) -> list[str]:
    return [one.code for one in clause_contradictions(table_of(*texts, apart=apart))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "材料不齐全的，窗口受理岗应当场或自收件之日起 5 个工作日内出具补正通知书。",
            "窗口受理岗应自收件之日起 7 个工作日内出具补正通知书。",
        ),
        ("部门应自作出决定之日起 10 个工作日内颁发许可证件。", "制证岗应在作出决定之日起 10 日内颁发许可证件。"),
        ("受理单存根应由窗口受理岗保存 2 年。", "受理单存根应保存 3 年。"),
        ("听证公告期应不少于 5 个工作日。", "听证公告期应不少于 10 个工作日。"),
    ],
)
def test_two_standards_give_different_numbers_for_the_same(one: str, other: str) -> None:
    assert codes(one, other) == ["clause-number-contradicts"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("审查岗应自送达之日起 30 个工作日内移交案卷。", "审查岗应自送达之日起 20 个工作日内移交案卷。"),
        ("登记簿副本应保存 5 年。", "登记簿副本应保存 10 年。"),
        ("同一办件的延期不应超过 1 次。", "同一办件的延期不应超过 2 次。"),
    ],
)
def test_one_standard_gives_different_numbers_for_the_same(one: str, other: str) -> None:
    assert codes(one, other, apart=False) == ["clause-number-contradicts"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("应自收件之日起 5 个工作日内出具补正通知书。", "应自收件之日起 5 个工作日内出具补正通知书。"),
        ("应自收件之日起 5 个工作日内出具补正通知书。", "应自收件之日起 7 个工作日内出具不予受理通知书。"),
        ("应自收件之日起 5 个工作日内出具补正通知书。", "自收件之日起 6 个工作日内没有出具补正通知书的，应视为受理。"),
        ("应自收到之日起 5 个工作日内提出书面意见。", "应自收到之日起 3 个工作日内提出书面意见。"),
        ("检查表应由业务股保存 5 年。", "检查表应由档案岗保存 3 年。"),
        ("回收率应不低于 80%。", "回收率应不低于 90%。"),
        ("公告期应不少于 5 个工作日。", "公告期应不超过 30 个工作日。"),
    ],
)
def test_different_things_in_two_standards_do_not_contradict(one: str, other: str) -> None:
    assert codes(one, other) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "投诉应自受理之日起 15 个工作日内办结并答复投诉人。",
            "情况复杂的，应自受理之日起 25 个工作日内办结并答复投诉人。",
        ),
        ("一般问题的，应自发出通知后 10 个工作日内完成整改。", "涉及系统的，应自发出通知后 20 个工作日内完成整改。"),
        ("案卷应保存 10 年。", "涉诉的案卷应永久保存。"),
    ],
)
def test_an_exception_within_a_standard_does_not_contradict_the_rule(one: str, other: str) -> None:
    assert codes(one, other, apart=False) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("窗口受理岗应收取身份证明复印件存入案卷。", "窗口受理岗不应收取身份证明复印件存入案卷。"),
        ("代收员不应更改收件日和补齐日的记录。", "代收员应更改收件日和补齐日的记录。"),
        ("审查岗应当面向申请人说明理由和依据。", "审查岗不应当面向申请人说明理由和依据。"),
    ],
)
def test_one_demands_what_the_other_forbids(one: str, other: str) -> None:
    assert codes(one, other) == ["clause-verb-contradicts"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("窗口受理岗应收取身份证明复印件存入案卷。", "出件岗不应收取身份证明复印件存入案卷。"),
        ("窗口受理岗应收取申请材料。", "窗口受理岗不应收取目录以外的材料。"),
        ("窗口受理岗不应要求申请人提交目录以外的材料。", "窗口受理岗不应要求申请人提交目录以外的材料。"),
        ("窗口受理岗可收取身份证明复印件存入案卷。", "窗口受理岗不应收取身份证明复印件。"),
    ],
)
def test_other_subjects_and_other_acts_are_left_alone(one: str, other: str) -> None:
    assert codes(one, other) == []


def test_the_message_names_both_places() -> None:
    table = table_of("应自收件之日起 5 个工作日内出具补正通知书。", "应自收件之日起 7 个工作日内出具补正通知书。")
    assert [one.sentence for one in clause_contradictions(table)] == [
        "standards/provision/s202.md:21：条款 s202-c1 写“收件后 7 个工作日内出具补正通知书”，与 FJXK 201—2017 的 1"
        "（standards/provision/s201.md:21）写的“收件后 5 个工作日内出具补正通知书”矛盾；"
        "请改正其中一处，或者写明各自适用的情形。"
    ]


def test_the_shipped_standards_and_items_do_not_contradict() -> None:
    table = shipped()
    assert list(clause_contradictions(table)) == []
    assert list(item_contradictions(ROOT, load_items(ROOT), table)) == []


@cache
def shipped() -> ClauseTable:
    return read_standards(ROOT)[0]


@cache
def item(item_id: str) -> LicensingItem:
    return next(one for one in load_items(ROOT) if one.id == item_id)


def told(changed: LicensingItem) -> list[tuple[str, str]]:
    """The line in the item's file, and the limit that it should keep."""
    faults = item_contradictions(ROOT, [changed], shipped())
    return [(one.place.rpartition("/")[2], one.expected) for one in faults if one.code == "item-limit-contradicts"]


def line_of(item_id: str, words: str) -> int:
    lines = (ROOT / f"standards/items/{item_id.lower()}.yaml").read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if words in line)


def with_step(one: LicensingItem, name: str, **changes: object) -> LicensingItem:
    steps = tuple(replace(step, **changes) if step.name == name else step for step in one.steps)  # type: ignore[arg-type]
    return replace(one, steps=steps)


@pytest.mark.parametrize("days", [11, 15, 20])
def test_an_item_that_delivers_later_than_the_standard_says(days: int) -> None:
    changed = with_step(item("SW01"), "送达", days=days)
    assert told(changed) == [(f"sw01.yaml:{line_of('SW01', 'name: 送达')}", "不超过 10 个工作日")]


@pytest.mark.parametrize("days", [7, 10, 15])
def test_an_item_that_asks_for_corrections_later_than_the_standard_says(days: int) -> None:
    branch = f"材料不齐全→补正：当场或者 {days} 个工作日内一次告知"
    assert told(with_step(item("SW01"), "受理", branch=branch)) == [
        (f"sw01.yaml:{line_of('SW01', 'name: 受理')}", "不超过 5 个工作日")
    ]


@pytest.mark.parametrize("days", [2, 3, 5])
def test_an_item_that_accepts_later_than_the_standard_says(days: int) -> None:
    assert [expected for _, expected in told(with_step(item("SW01"), "受理", days=days))] == ["不超过 1 个工作日"]


@pytest.mark.parametrize("days", [0, 5, 10])
def test_an_item_within_the_limits_of_the_standards(days: int) -> None:
    changed = with_step(with_step(item("SW01"), "送达", days=days), "受理", days=min(days, 1))
    assert told(changed) == []


def said_of_item(tmp_path: Path, text: str, **changes: object) -> list[str]:
    """The codes for one standard with this text and the item of the pet shop."""
    table = table_of("应受理。")
    page = tmp_path / table.documents[0].file
    page.parent.mkdir(parents=True)
    page.write_text(f"# 受理\n\n{text}\n", encoding="utf-8")
    changed = replace(item("SW01"), title="宠物商店经营许可", sub_title="", **changes)  # type: ignore[arg-type]
    return [one.code for one in item_contradictions(tmp_path, [changed], table)]


FREE = Fee(charged=False, items=(), standard="", basis="", basis_level="")
CHARGED = Fee(charged=True, items=("工本费",), standard="每证 10 元", basis="条例", basis_level="行政法规")
TEN_DAYS = TimeLimit(10, "工作日", "")
TABLE = "| 事项 | 时限 | 收费 |\n| --- | --- | --- |\n| 宠物商店经营许可 | {} | {} |"


@pytest.mark.parametrize(
    ("text", "fee", "code"),
    [
        ("宠物商店经营许可应在 15 个工作日内作出决定。", FREE, "item-limit-contradicts"),
        ("宠物商店经营许可应在 10 日内办结。", FREE, "item-limit-contradicts"),
        (TABLE.format("7 个工作日内办结", "不收费"), FREE, "item-limit-contradicts"),
        ("宠物商店经营许可不收费。", CHARGED, "item-fee-contradicts"),
        ("宠物商店经营许可按证收费，每证收费 25 元。", CHARGED, "item-fee-contradicts"),
        ("宠物商店经营许可每证收费 10 元。", FREE, "item-fee-contradicts"),
        (TABLE.format("10 个工作日内办结", "收费 10 元"), FREE, "item-fee-contradicts"),
    ],
)
def test_a_standard_says_otherwise_of_an_item_by_its_name(tmp_path: Path, text: str, fee: Fee, code: str) -> None:
    assert said_of_item(tmp_path, text, committed_limit=TEN_DAYS, fee=fee) == [code]


@pytest.mark.parametrize(
    ("text", "fee"),
    [
        ("宠物商店经营许可应在 10 个工作日内作出决定。", FREE),
        ("宠物商店经营许可的法定期限为 45 个工作日，应在 45 个工作日内作出决定。", FREE),
        ("宠物商店经营许可每证收费 10 元。", CHARGED),
        ("宠物商店经营许可不收费。\n\n其他许可应在 3 个工作日内办结。", FREE),
        (TABLE.format("10 个工作日内办结", "不收费"), FREE),
    ],
)
def test_a_standard_says_the_same_of_an_item_by_its_name(tmp_path: Path, text: str, fee: Fee) -> None:
    assert said_of_item(tmp_path, text, committed_limit=TEN_DAYS, fee=fee) == []
