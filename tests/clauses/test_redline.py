"""Only what says something else is a change: clauses are the same by their ids, wherever they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.clauses.difference import PartKind
from conformance.clauses.edition import read_edition
from conformance.clauses.redline import ChangeKind, Redline, compare
from tests.sphinxext.small_county import make_project

ACCEPTANCE = "standards/provision/acceptance.md"
ARCHIVE = "standards/support/archive.md"
NEW_CLAUSE = ":::{clause} acceptance-new\n窗口应公布受理范围。\n:::\n\n"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return make_project(tmp_path / "old")


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return make_project(tmp_path / "new")


def replace(project: Path, file: str, before: str, after: str) -> None:
    text = (project / file).read_text(encoding="utf-8")
    assert text.count(before) == 1, before
    (project / file).write_text(text.replace(before, after), encoding="utf-8")


def redline(old: Path, new: Path) -> Redline:
    editions = []
    for project in (old, new):
        edition, faults = read_edition(project)
        assert faults == ()
        editions.append(edition)
    return compare(*editions)


def flat(found: Redline) -> list[tuple[str, str, str, str]]:
    return [
        (one.clause.id, one.kind.value, one.old.number if one.old else "", one.new.number if one.new else "")
        for one in found.clauses
    ]


def marked(found: Redline) -> list[str]:
    marks = {PartKind.SAME: "{}", PartKind.REMOVED: "[-{}-]", PartKind.ADDED: "[+{}+]"}
    texts = [one.parts for one in found.clauses] + [text.parts for one in found.documents for text in one.texts]
    return ["".join(marks[part.kind].format(part.text) for part in parts) for parts in texts if parts]


def test_it_works(old: Path, new: Path) -> None:
    replace(new, ACCEPTANCE, "受理岗可按", "受理岗宜按")
    found = redline(old, new)
    assert flat(found) == [("acceptance-online", "changed", "2.1.2", "2.1.2")]
    assert marked(found) == [
        "受理岗[-可-][+宜+]按 2.1.1 网上受理，内容另行登记。\n"
        "登记内容\n栏目\n要求\n日期\n应填写\n注：登记在平台内完成。"
    ]


def test_the_same_standards_differ_in_nothing(old: Path, new: Path) -> None:
    assert redline(old, new).documents == ()


def test_a_renumbered_standard_shows_only_the_real_change(old: Path, new: Path) -> None:
    """A chapter and a clause come first: all numbers change, also those that references show."""
    replace(new, ACCEPTANCE, "# 范围\n", "# 总则\n\n" + NEW_CLAUSE + "# 范围\n")
    replace(
        new,
        ACCEPTANCE,
        ":::{clause} acceptance-slip",
        NEW_CLAUSE.replace("-new", "-next") + ":::{clause} acceptance-slip",
    )
    found = redline(old, new)
    assert flat(found) == [
        ("acceptance-new", "added", "", "1"),
        ("acceptance-next", "added", "", "3.1.1"),
        ("acceptance-slip", "moved", "2.1.1", "3.1.2"),
        ("acceptance-online", "moved", "2.1.2", "3.1.3"),
        ("acceptance-register", "moved", "2.2", "3.2"),
    ]
    assert marked(found) == ["[+窗口应公布受理范围。+]", "[+窗口应公布受理范围。+]", "[+总则+]"]


def test_a_clause_that_moved_to_another_standard_is_not_changed(old: Path, new: Path) -> None:
    text = (new / ACCEPTANCE).read_text(encoding="utf-8")
    start = text.index(":::{clause} acceptance-slip")
    clause = text[start : text.index("\n:::\n", start) + len("\n:::\n")].replace("[^1]", "")
    for project in (old, new):
        replace(project, ACCEPTANCE, "受理单[^1]", "受理单")
    replace(new, ACCEPTANCE, clause, "")
    with (new / ARCHIVE).open("a", encoding="utf-8") as page:
        page.write(f"\n{clause}")
    assert flat(redline(old, new)) == [
        ("acceptance-online", "moved", "2.1.2", "2.1"),
        ("archive-copy", "moved", "1", "1.1"),
        ("acceptance-slip", "moved", "2.1.1", "1.2"),
    ]


def test_a_clause_that_moved_and_changed_is_changed(old: Path, new: Path) -> None:
    replace(new, ACCEPTANCE, ":::{clause} acceptance-slip", NEW_CLAUSE + ":::{clause} acceptance-slip")
    replace(new, ACCEPTANCE, "登记应在当日完成", "登记应在次日完成")
    replace(new, ACCEPTANCE, "受理岗可按", "受理岗不必按")
    found = redline(old, new)
    online = next(one for one in found.clauses if one.clause.id == "acceptance-online")
    assert (online.kind, online.moved, online.old and online.old.number) == (ChangeKind.CHANGED, True, "2.1.2")
    # The clause that it refers to has a new number; what is shown is the new one, and it is no change.
    assert marked(found)[1].startswith("受理岗[-可-][+不必+]按 2.1.2 网上受理")


def test_a_clause_that_implements_something_else_is_told_apart(old: Path, new: Path) -> None:
    replace(
        new,
        ACCEPTANCE,
        ":implements: G-3.2.2 L-32.6\n:checked_by: accepted-has-slip\n",
        ":implements: G-3.2.2 G-3.2.4\n",
    )
    (change,) = redline(old, new).clauses
    assert change.kind is ChangeKind.RELINKED
    assert change.links == (
        ("implements", "删", "L-32.6"),
        ("implements", "增", "G-3.2.4"),
        ("checked_by", "删", "accepted-has-slip"),
    )
    assert change.guide_clauses == ("G-3.2.2", "G-3.2.4", "L-32.6")
    assert change.checks == ("accepted-has-slip",)


def test_what_stands_outside_clauses_is_compared_and_its_place_does_not_matter(old: Path, new: Path) -> None:
    replace(new, ACCEPTANCE, "本标准适用于受理。", "本标准适用于受理和补正。")
    replace(new, ACCEPTANCE, "* - 编号\n  - 四段\n", "* - 编号\n  - 四段\n* - 受理岗签字\n  - 手签\n")
    replace(new, ACCEPTANCE, "\n# 范围\n\n本标准", "\n本标准")
    replace(new, ACCEPTANCE, "# 参考文献\n", "# 范围\n\n# 参考文献\n")
    found = redline(old, new)
    assert marked(found) == ["本标准适用于受理[+和补正+]。", "[+受理岗签字｜手签+]"]


def places(found: Redline) -> list[str]:
    return [text.place for one in found.documents for text in one.texts]


def test_a_changed_row_of_an_annex_is_shown_whole_and_with_its_place(old: Path, new: Path) -> None:
    replace(new, ACCEPTANCE, "* - 编号\n  - 四段\n", "* - 编号\n  - 五段\n")
    found = redline(old, new)
    assert marked(found) == ["编号｜[-四-][+五+]段"]
    assert places(found) == ["附录 A（规范性附录）受理单，表“受理单栏目”"]


def test_rows_that_only_got_another_serial_number_are_not_changed(old: Path, new: Path) -> None:
    table = "```{{list-table}} 期限\n:header-rows: 1\n\n* - 序号\n  - 事由\n{}```\n\n# 参考文献\n"
    row = "* - {}\n  - {}\n"
    for project, names in ((old, ("收件", "受理", "决定")), (new, ("收件", "补正", "受理", "决定"))):
        rows = "".join(row.format(number, name) for number, name in enumerate(names, 1))
        replace(project, ACCEPTANCE, "# 参考文献\n", table.format(rows))
    assert marked(redline(old, new)) == ["[+补正+]"]


def test_a_number_that_is_no_serial_number_is_part_of_its_row(old: Path, new: Path) -> None:
    for project, days in ((old, "5"), (new, "7")):
        replace(project, ACCEPTANCE, "* - 编号\n  - 四段\n", f"* - {days}\n  - 四段\n")
    assert marked(redline(old, new)) == ["[-5-][+7+]｜四段"]


@pytest.mark.parametrize(
    ("before", "after", "shown", "place"),
    [
        ("注：登记在平台内完成。", "注：登记在平台外完成。", "注：登记在平台[-内-][+外+]完成。", None),
        ("| 编号 | 宜用 12 位 |", "| 编号 | 宜用 14 位 |", "宜用 [-12-][+14+] 位", None),
        ("- 行政许可法", "- 行政许可法（2003 年）", "行政许可法[+（2003 年）+]", "参考文献"),
        ("* - 日期\n  - 应填写", "* - 日期\n  - 应逐件填写", "应[+逐件+]填写", None),
    ],
)
def test_notes_tables_and_lists_are_compared(
    old: Path, new: Path, before: str, after: str, shown: str, place: str | None
) -> None:
    replace(new, ACCEPTANCE, before, after)
    found = redline(old, new)
    (text,) = marked(found)
    assert shown in text
    assert places(found) == ([place] if place else [])


def test_dates_status_and_what_replaces_what_are_shown(old: Path, new: Path) -> None:
    replace(new, ACCEPTANCE, "status: 现行", "status: 废止\nwithdrawn_on: 2017-12-01\nreplaced_by: FJXK 202—2017")
    (document,) = redline(old, new).documents
    assert document.fields == (
        ("状态", "现行", "废止"),
        ("废止日期", "", "2017-12-01"),
        ("被代替", "", "FJXK 202—2017"),
    )


def test_front_matter_is_compared_field_by_field(old: Path, new: Path) -> None:
    replace(new, ARCHIVE, "code: FJXK 301—2017", "code: FJXK 301—2018")
    replace(new, ARCHIVE, "drafted_by: [奉节县行政服务中心]", "drafted_by: [奉节县行政服务中心, 奉节县档案局]")
    found = redline(old, new)
    assert [one.fields for one in found.documents] == [
        (
            ("标准编号", "FJXK 301—2017", "FJXK 301—2018"),
            ("起草单位", "奉节县行政服务中心", "奉节县行政服务中心、奉节县档案局"),
        )
    ]


def test_a_standard_that_is_gone_and_one_that_is_new_are_told_as_such(old: Path, new: Path) -> None:
    for project in (old, new):
        replace(project, ACCEPTANCE, "承诺时限，见 {clause}`archive-copy`", "承诺时限")
    (new / ARCHIVE).unlink()
    gone, come = redline(old, new), redline(new, old)
    assert [(one.document.code, one.new is None) for one in gone.documents] == [("FJXK 301—2017", True)]
    assert flat(gone) == [("archive-copy", "removed", "1", "")]
    assert [(one.document.code, one.old is None) for one in come.documents] == [("FJXK 301—2017", True)]
    assert flat(come) == [("archive-copy", "added", "", "1")]


def test_a_reference_to_another_clause_is_a_change_though_its_number_is_the_same(old: Path, new: Path) -> None:
    for project, target in ((old, "acceptance-slip"), (new, "acceptance-register")):
        replace(project, ARCHIVE, "{clause}`acceptance-slip`", f"{{clause}}`{target}`")
    assert marked(redline(old, new)) == ["中心宜保存 2 份，按 [-FJXK 201—2017的2.1.1-][+FJXK 201—2017的2.2+] 编号。"]
