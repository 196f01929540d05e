"""Where a fault stands: line and column in the source, in every kind of block, and what a suppression covers."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.clauses.drafting.passage import Kind
from conformance.clauses.drafting.reading import read_drafting_page
from conformance.clauses.drafting.report import drafting_hits, read_pages

PAGE = """\
# 范围

# 窗口必须整洁

窗口必须开放，受理人员
必须核对，复印件必
须盖章。

受理单应载明：

- 编码必须填写；
  1. 日期必须填写；

     必须另起一段；
- 签名必须清楚。

| 必须之栏 | 说明 |
|---|---|
| 必须留存 | 必须归档 |

```{list-table} 必须填写的栏目
:header-rows: 1

* - 栏目
  - 要求
* - 编码
  - 必须填写
```

:::{clause} window-open
:implements: G-1.1.1

窗口`必须`开放，{clause}`必须`之外[必须](必须.md)如此。

% lint: allow V002 — 原文照录办法第八条
必须照录。

注：必须如此。
:::

> 引文必须照录。

窗口出具受理单。[^a]

[^a]: 受理单必须编号。
"""
FOUND = [
    (5, 3),
    (6, 1),
    (6, 9),
    (11, 5),
    (12, 8),
    (14, 6),
    (15, 5),
    (19, 3),
    (19, 10),
    (27, 5),
    (33, 25),
]


def test_each_fault_stands_where_it_is_written() -> None:
    found = [one for one in drafting_hits(read_pages([("a.md", PAGE)])[0]) if one.rule.code == "V002"]
    assert [(one.line, one.column) for one in found] == FOUND
    lines = PAGE.split("\n")
    for one in found:
        assert lines[one.line - 1][one.column - 1] == "必"


def test_a_note_and_a_footnote_are_judged_as_notes() -> None:
    found = [one for one in drafting_hits(read_pages([("a.md", PAGE)])[0]) if one.rule.code == "N001"]
    assert [(one.line, one.column) for one in found] == [(38, 3), (45, 10)]


def test_a_suppression_covers_the_next_block_only() -> None:
    source = "# 范围\n\n# 窗口\n\n% lint: allow V002 — 原文照录办法第八条\n必须照录。\n\n必须改写。\n"
    found = [one for one in drafting_hits(read_pages([("a.md", source)])[0]) if one.rule.code[0] in "VM"]
    assert [(one.rule.code, one.line) for one in found] == [("V002", 8)]


def test_a_suppression_before_a_directive_covers_all_of_it() -> None:
    source = (
        "# 范围\n\n# 窗口\n\n% lint: allow V002 — 原文照录办法第八条\n"
        ":::{clause} a\n必须照录。\n\n- 必须照录。\n:::\n\n必须改写。\n"
    )
    found = [one for one in drafting_hits(read_pages([("a.md", source)])[0]) if one.rule.code == "V002"]
    assert [one.line for one in found] == [12]


@pytest.mark.parametrize("comment", ["% lint: allow S005 — 本章只有一条内容", "% lint: allow X999 — 没有这样一条规则"])
def test_a_rule_of_structure_or_an_unknown_one_is_not_suppressed(comment: str) -> None:
    source = f"# 范围\n\n# 窗口\n\n{comment}\n## 公示\n\n文字。\n"
    codes = {one.rule.code for one in drafting_hits(read_pages([("a.md", source)])[0])}
    assert {"M007", "S005"} <= codes


def test_a_body_of_paragraphs_alone_reads_as_the_same_before_a_list() -> None:
    body = "窗口应开放，\n“当日”登记。\n\n\n（见附录）照办。\n"
    alone = read_drafting_page(f":::{{clause}} a\n:implements: G-1.1.1\n\n{body}:::\n", "a.md")
    before = read_drafting_page(f":::{{clause}} a\n:implements: G-1.1.1\n\n{body}\n- 列项\n:::\n", "a.md")
    assert [one.text for one in alone.passages] == ["窗口应开放，“当日”登记。", "（见附录）照办。"]
    assert alone.passages == before.passages[:2]
    assert [(one.start, one.end) for one in alone.blocks[:2]] == [(0, 66), (36, 51)]


BLOCKS = st.sampled_from(
    [
        "窗口应当\n当场登记。",
        "- 甲；\n- 乙不得\n  拒收。",
        "```{list-table} 处理\n* - 甲\n  - 必须乙\n```",
        "| 甲 | 甲 |\n|---|---|\n| 甲 | 应当 |",
        ":::{clause} x\n须甲,乙\n:::",
        "> 引",
        "% 注释",
        "注: 甲",
        "# 附录 A（规范性）乙",
        "`x` “甲",
        "",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(BLOCKS, max_size=8), st.sampled_from(["\n", "\r\n"]))
def test_every_passage_is_the_source_at_its_place(blocks: list[str], end: str) -> None:
    source = "\n\n".join(blocks).replace("\n", end)
    page = read_drafting_page(source, "a.md")
    for passage in page.passages:
        first, last = passage.start, passage.at(max(len(passage.text) - 1, 0)) + 1
        written = re.sub(r"\s", "", source[first:last])
        assert re.sub(r"\s", "", passage.text) == written or passage.kind is Kind.CELL
    for one in drafting_hits(page):
        assert 0 <= one.hit.start <= one.hit.end <= len(source)
