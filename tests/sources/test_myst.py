"""A page of MyST is read without Sphinx."""

from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.sources.myst import (
    CodeBlock,
    Directive,
    Heading,
    front_matter_of,
    make_parser,
    plain_texts,
    read_blocks,
    read_page,
)
from conformance.sources.text import unwrap, wide_breaks

PAGE = """---
code: FJXK 101—2017
---

# 受理

% a comment

:::{clause} accept-slip
:implements: G-3.2.2 L-32.6

窗口受理岗应当场出具受理单。
:::

```{clause} accept-list
应列明材料。
```

```sql population
select 1
```
"""


def test_it_works() -> None:
    page = read_page(PAGE)
    assert page.front_matter == "code: FJXK 101—2017"
    assert page.blocks == (
        Heading(1, "受理", 5),
        Directive(
            "clause", "accept-slip", (("implements", "G-3.2.2 L-32.6"),), "\n窗口受理岗应当场出具受理单。", 9, False
        ),
        Directive("clause", "accept-list", (), "应列明材料。", 15, False),
        CodeBlock("sql population", "select 1\n", 19),
    )


def test_front_matter_is_read_alone() -> None:
    assert front_matter_of(PAGE) == "code: FJXK 101—2017"
    assert front_matter_of("# 受理\n\n---\n\n甲\n\n---\n") == ""


def test_a_directive_inside_a_list_or_another_directive_is_nested() -> None:
    page = read_page("- 甲\n\n  :::{clause} a\n  应。\n  :::\n\n::::{note}\n:::{clause} b\n应。\n:::\n::::\n")
    assert [(one.argument, one.line, one.nested) for one in page.blocks if isinstance(one, Directive)] == [
        ("a", 3, True),
        ("", 7, False),
        ("b", 7, True),
    ]


def test_plain_texts_are_those_of_paragraphs_items_cells_and_table_titles() -> None:
    body = """受理岗**应**核对[原件](http://a.example)，见 {clause}`accept-slip`
和 `表单`[^1]。

- 身份证；
- 委托书。

| 栏目 | 要求 |
| --- | --- |
| 编号 | |

```{list-table} 受理单
:header-rows: 1

* - 栏目
  - 要求
* - 日期
  - 应填
```

[^1]: 脚注不计入。
"""
    assert plain_texts(body) == (
        "受理岗应核对原件，见 {clause}`accept-slip` 和 表单。",
        "身份证；",
        "委托书。",
        "栏目",
        "要求",
        "编号",
        "受理单",
        "栏目",
        "要求",
        "日期",
        "应填",
    )


def test_a_soft_break_between_wide_characters_is_removed() -> None:
    assert unwrap("申请人\n应提交，\n“原件”\n和 GB/T\n1.1") == "申请人应提交，“原件”和 GB/T 1.1"
    assert unwrap("按照\nGB/T 1.1") == "按照 GB/T 1.1"
    assert wide_breaks("申请\n人 a\nb") == {2}


LINES = st.sampled_from(
    [
        "窗口应登记，", "3 个", "2017.", "2017",
        "# 受理", "- 甲", "  - 乙", "* - 丙", "1. 丁", "> 引", "| 甲 | 乙 |", "|---|---|",
        "```sql", "```",
        ":::{clause} a", ":::", "% 注", "---", "===", "+++", "(target)=", "[^1]: 注", "[a]: b",
        "<div>", "    code", "\tcode", "***", "", "（见 `x`）",
    ]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(LINES, max_size=10), st.sampled_from(["\n", "\r\n"]))
def test_rules_of_blocks_that_are_left_out_would_have_found_nothing(lines: list[str], end: str) -> None:
    source = end.join(lines)
    whole = make_parser().disable(["inline", "text_join"]).parse(source)
    read = [(one.type, one.content, one.map) for one in read_blocks(source).tokens if one.type != "paragraph_close"]
    assert read == [(one.type, one.content, one.map) for one in whole if one.type != "paragraph_close"]


CELLS = st.sampled_from(
    [
        "* - 栏目", "  - 要求", "  -", "* -", "  - ", "  - “原件”", "  - （见 `x`）", "  - 3 个", "  - 3. 个",
        "  - a|b", "  - [甲](b)", "  - - 甲", "  - # 甲", "  - 甲  ", "    续行", "", "* 甲", "  - ---",
        "  - {clause}`a`", "* - 乙\t丙",
    ]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(CELLS, max_size=8))
def test_a_table_of_one_line_cells_reads_as_the_parser_reads_it(lines: list[str]) -> None:
    source = "\n".join(["", "* - 栏目", *lines])
    whole = make_parser().disable(["inline", "text_join"]).parse(source)
    read = [(one.type, one.tag, one.content, one.map, one.level) for one in read_blocks(source).tokens]
    assert read == [(one.type, one.tag, one.content, one.map, one.level) for one in whole]
