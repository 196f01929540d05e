"""What stood on a day, and what lint says where dates, statuses and replacements disagree."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from conformance.clauses.document import Document, Status
from conformance.clauses.reader import read_standards
from conformance.clauses.standing import edition_faults, standing_on
from conformance.clauses.system import StandardSystem, disagreements, load_system
from conformance.clauses.table import ClauseTable

ROOT = Path(__file__).parents[2]
SYSTEM = """county: 奉节县
publisher: 奉节县质量技术监督局
edition: 2017版
title: 奉节县行政许可服务标准汇编
compiled_on: 2017-12-20
subsystems:
  - {id: provision, title: 服务提供, groups: [{number: '201', title: 服务规范}]}
"""
SLOT = (
    "  - {{id: {0}, number: '201.{1}', title: {0}, subsystem: provision, department: ZX,"
    " document: standards/provision/{2}.md, level: 县}}\n"
)
PAGE = """---
code: {code}
title: {slug}
title_en: Acceptance
slot: {slot}
rules: "2009"
status: {status}
issued_on: {issued}
effective_on: {effective}
proposed_by: 奉节县委编办
managed_by: 奉节县质量技术监督局
drafted_by: [奉节县行政服务中心]
{more}---

# 受理

:::{{clause}} {slug}-first
应受理。
:::
"""


def write(
    root: Path,
    slug: str,
    code: str,
    issued: str = "2017-08-15",
    effective: str = "2017-09-01",
    status: str = "现行",
    slot: str = "",
    **more: str,
) -> None:
    """Write one standard."""
    page = root / "standards" / "provision" / f"{slug}.md"
    page.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(f"{name}: {value}\n" for name, value in more.items())
    text = PAGE.format(
        slug=slug, code=code, issued=issued, effective=effective, status=status, slot=slot or slug, more=lines
    )
    page.write_text(text, encoding="utf-8")


def read(root: Path, *, former: str = "", slots: dict[str, str] | None = None) -> tuple[StandardSystem, ClauseTable]:
    """The system and the standards of the project, one slot a page unless ``slots`` says which page is in which."""
    pages = sorted(path.stem for path in (root / "standards" / "provision").glob("*.md"))
    rows = slots or {slug: slug for slug in pages}
    text = SYSTEM + former + "slots:\n"
    for number, (slot, page) in enumerate(rows.items(), 1):
        text += SLOT.format(slot, number, page)
    (root / "standards" / "system.yaml").write_text(text, encoding="utf-8")
    system, faults = load_system(root)
    assert faults == ()
    assert system is not None
    table, faults = read_standards(root)
    assert faults == ()
    return system, table


def told(root: Path, **settings: object) -> list[tuple[str, str]]:
    """Line and code of each fault."""
    faults = edition_faults(root, *read(root, **settings))  # type: ignore[arg-type]  # as read takes them
    return [(one.place.removeprefix("standards/"), one.code) for one in faults]


@pytest.fixture
def document(tmp_path: Path) -> Document:
    """A standard in force from 2017-09-01."""
    write(tmp_path, "accept", "FJXK 201—2017")
    return read(tmp_path)[1].documents[0]


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2017-08-14", Status.DRAFT),
        ("2017-08-15", Status.PUBLISHED),
        ("2017-08-31", Status.PUBLISHED),
        ("2017-09-01", Status.EFFECTIVE),
        ("2018-12-31", Status.EFFECTIVE),
        ("2019-01-01", Status.WITHDRAWN),
        ("2030-01-01", Status.WITHDRAWN),
    ],
)
def test_the_status_on_a_day_comes_from_the_dates(document: Document, day: str, status: Status) -> None:
    withdrawn = replace(document, withdrawn_on=date(2019, 1, 1))
    assert withdrawn.status_on(date.fromisoformat(day)) is status


def test_a_standard_without_dates_is_a_draft_on_every_day(document: Document) -> None:
    draft = replace(document, issued_on=None, effective_on=None)
    assert {draft.status_on(date(year, 1, 1)) for year in (1990, 2017, 2100)} == {Status.DRAFT}


def replaced_pair(root: Path, **other: str) -> None:
    """A standard of 2015, and one of 2017 that replaces it in the same place of the system."""
    old = {"withdrawn_on": "2017-09-01", "replaced_by": "FJXK 201—2017", **other}
    write(root, "accept-old", "FJXK 201—2015", "2015-01-05", "2015-02-01", "废止", slot="accept", **old)
    write(root, "accept", "FJXK 201—2017", replaces="FJXK 201—2015")


def test_a_day_shows_what_was_in_force_and_lists_what_was_to_come(tmp_path: Path) -> None:
    replaced_pair(tmp_path)
    system, table = read(tmp_path, slots={"accept": "accept"})
    shown = {}
    for day in ("2015-01-31", "2015-02-01", "2017-08-14", "2017-08-31", "2017-09-01"):
        standing = standing_on(system, table, date.fromisoformat(day))
        (slot,) = standing.system.slots
        assert tuple(one.file for one in standing.table.documents) == ((slot.document,) if slot.document else ())
        assert {one.document for one in standing.table.clauses} == {one.slug for one in standing.table.documents}
        shown[day] = (Path(slot.document).stem, [one.code for one in standing.forthcoming])
    assert shown == {
        "2015-01-31": ("", ["FJXK 201—2015"]),
        "2015-02-01": ("accept-old", []),
        "2017-08-14": ("accept-old", []),
        "2017-08-31": ("accept-old", ["FJXK 201—2017"]),
        "2017-09-01": ("accept", []),
    }


def test_a_withdrawn_standard_may_leave_its_place_to_another(tmp_path: Path) -> None:
    replaced_pair(tmp_path)
    system, table = read(tmp_path, slots={"accept": "accept"})
    assert disagreements(system, table) == ()


def test_a_former_standard_without_a_page_is_listed_on_its_days(tmp_path: Path) -> None:
    write(tmp_path, "accept", "FJXK 201—2017", replaces="FJXK 201—2015")
    system, table = read(tmp_path, former=former("FJXK 201—2017"))
    days = (date(2015, 1, 31), date(2015, 2, 1), date(2017, 8, 31), date(2017, 9, 1))
    assert [len(standing_on(system, table, day).former) for day in days] == [0, 1, 1, 0]


def former(replaced_by: str, withdrawn: str = "2017-09-01") -> str:
    return (
        "former:\n  - {code: FJXK 201—2015, title: 受理, effective_on: 2015-02-01,"
        f" withdrawn_on: {withdrawn}, replaced_by: {replaced_by}}}\n"
    )


def test_good_dates_and_statuses_are_no_fault(tmp_path: Path) -> None:
    replaced_pair(tmp_path)
    write(tmp_path, "draft", "FJXK 202—2018", "null", "null", "草案")
    write(tmp_path, "announced", "FJXK 203—2018", "2017-12-20", "2018-02-01", "即将实施")
    write(tmp_path, "today", "FJXK 204—2017", "2017-12-20", "2017-12-20")
    slots = {"accept": "accept", "draft": "draft", "announced": "announced", "today": "today"}
    assert told(tmp_path, slots=slots) == []


@pytest.mark.parametrize("withdrawn", ["2017-09-01", "2017-08-01", "2016-01-01"])
def test_a_replaced_standard_may_end_when_the_other_begins_or_before(tmp_path: Path, withdrawn: str) -> None:
    write(tmp_path, "accept", "FJXK 201—2017", replaces="FJXK 201—2015")
    assert told(tmp_path, former=former("FJXK 201—2017", withdrawn)) == []


def test_the_shipped_standards_have_good_dates_and_statuses() -> None:
    system, _ = load_system(ROOT)
    assert system is not None
    assert edition_faults(ROOT, system, read_standards(ROOT)[0]) == ()


@pytest.mark.parametrize(
    ("issued", "effective", "status", "code"),
    [
        ("2017-08-15", "2018-02-01", "现行", "document-status-differs"),
        ("2017-08-15", "2017-09-01", "即将实施", "document-status-differs"),
        ("2017-08-15", "2017-09-01", "废止", "document-status-differs"),
        ("2017-08-15", "2017-09-01", "草案", "document-status-differs"),
    ],
)
def test_a_status_that_the_dates_belie(tmp_path: Path, issued: str, effective: str, status: str, code: str) -> None:
    write(tmp_path, "accept", "FJXK 201—2017", issued, effective, status)
    assert told(tmp_path) == [("provision/accept.md:7", code)]


@pytest.mark.parametrize(
    ("issued", "effective", "more", "line"),
    [
        ("2017-09-02", "2017-09-01", {}, 9),
        ("2017-08-15", "2017-09-01", {"withdrawn_on": "2017-09-01"}, 13),
        ("2017-08-15", "2017-09-01", {"withdrawn_on": "2016-01-01"}, 13),
    ],
)
def test_dates_out_of_order(tmp_path: Path, issued: str, effective: str, more: dict[str, str], line: int) -> None:
    write(tmp_path, "accept", "FJXK 201—2017", issued, effective, "废止" if more else "现行", **more)
    assert told(tmp_path) == [(f"provision/accept.md:{line}", "document-date-order")]


@pytest.mark.parametrize(("issued", "effective"), [("null", "2017-09-01"), ("2017-08-15", "null"), ("null", "null")])
def test_only_a_draft_may_lack_a_date(tmp_path: Path, issued: str, effective: str) -> None:
    write(tmp_path, "accept", "FJXK 201—2017", issued, effective)
    missing = [issued, effective].count("null")
    assert [code for _, code in told(tmp_path)].count("document-date-missing") == missing


@pytest.mark.parametrize(
    ("field", "code"),
    [("replaces", "FJXK 201—2014"), ("replaced_by", "FJXK 201—2019"), ("replaces", "GB/T 32169.1—2015")],
)
def test_an_unknown_code(tmp_path: Path, field: str, code: str) -> None:
    write(tmp_path, "accept", "FJXK 201—2017", **{field: code})
    assert told(tmp_path) == [("provision/accept.md:13", "document-replaces-unknown")]


@pytest.mark.parametrize("other", ["null", "FJXK 209—2017"])
def test_one_standard_says_that_it_replaces_and_the_other_does_not(tmp_path: Path, other: str) -> None:
    replaced_pair(tmp_path, replaced_by=other)
    codes = [code for _, code in told(tmp_path, slots={"accept": "accept"})]
    assert "document-replaces-one-way" in codes


def test_one_standard_says_that_it_is_replaced_and_the_other_does_not(tmp_path: Path) -> None:
    replaced_pair(tmp_path)
    write(tmp_path, "accept", "FJXK 201—2017")
    assert told(tmp_path, slots={"accept": "accept"}) == [("provision/accept-old.md:14", "document-replaces-one-way")]


@pytest.mark.parametrize("withdrawn", ["2017-09-02", "2017-12-01", "null"])
def test_a_replaced_standard_is_still_in_force(tmp_path: Path, withdrawn: str) -> None:
    replaced_pair(tmp_path, withdrawn_on=withdrawn)
    (message,) = [
        one.sentence
        for one in edition_faults(tmp_path, *read(tmp_path, slots={"accept": "accept"}))
        if one.code == "document-replaced-in-force"
    ]
    ending = "没有写废止日期" if withdrawn == "null" else f"到 {withdrawn} 才废止"
    assert message == (
        f"standards/provision/accept.md:13：本标准自 2017-09-01 起实施，所代替的 FJXK 201—2015 {ending}，两项同时有效；"
        "请把 FJXK 201—2015 的 withdrawn_on 写成不晚于 2017-09-01 的日期。"
    )


@pytest.mark.parametrize(
    ("replaced_by", "withdrawn", "code"),
    [
        ("FJXK 299—2017", "2017-09-01", "document-replaces-one-way"),
        ("FJXK 201—2017", "2015-02-01", "document-date-order"),
        ("FJXK 201—2017", "2017-10-01", "document-replaced-in-force"),
    ],
)
def test_faults_of_a_former_standard(tmp_path: Path, replaced_by: str, withdrawn: str, code: str) -> None:
    write(tmp_path, "accept", "FJXK 201—2017", replaces="FJXK 201—2015")
    assert [one for _, one in told(tmp_path, former=former(replaced_by, withdrawn))] == [code]
