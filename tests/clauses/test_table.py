"""The standards are read to one clause table, and each fault in them is told with its line."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from conformance.clauses.export import SCHEMA_FILE, clauses_json
from conformance.clauses.reader import read_standards
from conformance.clauses.table import ClauseTable, KnownIds

FRONT_MATTER = """---
code: {code}
title: 受理规范
title_en: Acceptance
slot: {slot}
rules: "2009"
status: 现行
issued_on: 2017-08-15
effective_on: 2017-09-01
proposed_by: 奉节县委编办
managed_by: 奉节县质量技术监督局
drafted_by: [奉节县行政服务中心]
---
"""
BODY = """
# 范围

本标准适用于受理。

# 受理

## 收件

:::{clause} accept-slip
:implements: G-3.2.2 L-32.6
:checked_by: accepted-has-slip

窗口受理岗应当场出具受理单，
载明：

- 受理日期；
- 承诺时限。
:::

:::{clause} accept-online
受理岗可按 {clause}`accept-slip` 网上受理，归档见 {clause}`archive-copy`。
:::
"""
ARCHIVE = """
# 归档

:::{clause} archive-copy
:implements: G-5.4.5
中心宜保存 2 份，按 {clause}`accept-slip` 编号。
:::
"""


def write(project: Path, path: str, body: str, *, code: str = "FJXK 201—2017", slot: str = "acceptance") -> None:
    page = project / "standards" / path
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(FRONT_MATTER.format(code=code, slot=slot) + body, encoding="utf-8")


def sentences(project: Path, known: KnownIds | None = None) -> list[str]:
    return [fault.sentence for fault in read_standards(project, known)[1]]


@pytest.fixture
def table(tmp_path: Path) -> ClauseTable:
    write(tmp_path, "provision/acceptance.md", BODY)
    write(tmp_path, "support/archive.md", ARCHIVE, code="FJXK 301—2017", slot="archive")
    read, faults = read_standards(tmp_path)
    assert faults == ()
    return read


def test_it_works(table: ClauseTable) -> None:
    assert [(one.id, one.number, one.type.value, one.keyword, one.line) for one in table.clauses] == [
        ("accept-slip", "2.1.1", "requirement", "应", 23),
        ("accept-online", "2.1.2", "permission", "可", 34),
        ("archive-copy", "1", "recommendation", "宜", 17),
    ]
    slip, online, copy = table.clauses
    assert slip.text == "窗口受理岗应当场出具受理单，载明：\n受理日期；\n承诺时限。"
    assert (slip.implements, slip.checked_by) == (("G-3.2.2", "L-32.6"), ("accepted-has-slip",))
    assert online.text == "受理岗可按 2.1.1 网上受理，归档见 FJXK 301—2017的第1章。"
    assert copy.text == "中心宜保存 2 份，按 FJXK 201—2017的2.1.1 编号。"


def test_the_table_is_indexed_by_guide_clause_check_and_document(table: ClauseTable) -> None:
    slip, online, copy = table.clauses
    assert table.implementing("L-32.6") == (slip,)
    assert table.implementing("G-9.9.9") == ()
    assert table.checked_by("accepted-has-slip") == (slip,)
    assert table.of_document("acceptance") == (slip, online)
    assert table.clause("archive-copy") is copy
    assert [document.code for document in table.documents] == ["FJXK 201—2017", "FJXK 301—2017"]
    assert table.label("archive-copy", seen_from="archive") == "第1章"
    assert table.label("archive-copy", seen_from="acceptance") == "FJXK 301—2017的第1章"


def test_clauses_json_is_valid_by_the_published_schema(table: ClauseTable) -> None:
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    content = clauses_json(table)
    data = json.loads(content)
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(data)
    assert content.decode().endswith("}\n")
    assert [clause["id"] for clause in data["clauses"]] == ["accept-slip", "accept-online", "archive-copy"]
    data["clauses"][0]["number"] = "第一条"
    assert not Draft202012Validator(schema).is_valid(data)


def test_an_id_that_is_used_twice_names_both_places(tmp_path: Path) -> None:
    write(
        tmp_path,
        "provision/acceptance.md",
        "# 受理\n\n:::{clause} a-b\n应登记。\n:::\n\n:::{clause} a-b\n应归档。\n:::\n",
    )
    assert sentences(tmp_path) == [
        "standards/provision/acceptance.md:20：条款编号“a-b”已用于 standards/provision/acceptance.md:16；"
        "请为其中一条另起编号。"
    ]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("# 受理\n:::{clause} A_b\n应。\n:::\n", "clause-malformed-id"),
        ("# 受理\n:::{clause} a\n:weight: 3\n应。\n:::\n", "clause-unknown-option"),
        ("# 受理\n:::{clause} a\n:implements: 3.2.2\n应。\n:::\n", "clause-unknown-guide-clause"),
        ("# 受理\n:::{clause} a\n:implements: G-9.9.9\n应。\n:::\n", "clause-unknown-guide-clause"),
        ("# 受理\n:::{clause} a\n:checked_by: none-such\n应。\n:::\n", "clause-unknown-check"),
        ("# 受理\n:::{clause} a\n应按 {clause}`b` 办。\n:::\n", "clause-unknown-reference"),
        ("# 受理\n:::{clause} a\n:::\n", "clause-empty"),
        ("# 受理\n- 甲\n\n  :::{clause} a\n  应。\n  :::\n", "clause-nested"),
        ("# 受理\n:::{clause} a\n应。\n:::\n## 收件\n", "outline-mixed-level"),
        ("# 前言\n:::{clause} a\n应。\n:::\n", "outline-no-chapter"),
    ],
)
def test_a_fault_is_told_by_its_code(tmp_path: Path, body: str, code: str) -> None:
    write(tmp_path, "provision/acceptance.md", body)
    known = KnownIds(frozenset({"G-3.2.2"}), frozenset({"accepted-has-slip"}), frozenset({"acceptance"}))
    assert [fault.code for fault in read_standards(tmp_path, known)[1]] == [code]


def test_front_matter_at_fault_does_not_hide_the_other_pages(tmp_path: Path) -> None:
    write(tmp_path, "provision/acceptance.md", BODY.replace("{clause}`archive-copy`", "档案"), code="DB50/T 1—2017")
    write(tmp_path, "support/archive.md", "# 归档\n", slot="none-such", code="FJXK 301—2017")
    write(tmp_path, "support/other.md", "# 归档\n", slot="archive", code="FJXK 301—2017")
    (tmp_path / "standards" / "support" / "zero.md").write_text("# 归档\n", encoding="utf-8")
    known = KnownIds(slots=frozenset({"archive"}))
    table, faults = read_standards(tmp_path, known)
    assert [(fault.place, fault.code) for fault in faults] == [
        ("standards/provision/acceptance.md:2", "file-schema"),
        ("standards/support/archive.md:5", "document-unknown-slot"),
        ("standards/support/other.md:2", "document-duplicate"),
        ("standards/support/zero.md:1", "file-schema"),
    ]
    assert [document.slug for document in table.documents] == ["archive"]
