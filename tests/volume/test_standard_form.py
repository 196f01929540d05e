"""What the source of a standard does not spell out gets the form of GB/T 1.1, and its words stay as they are."""

from __future__ import annotations

import re

import pytest

from conformance.volume.standard_form import continuable, formed


def chapter(title: str, body: str) -> str:
    """A chapter with that title."""
    return f'<section class="chapter" id="c"><h2><span class="number">2</span> {title}</h2>\n{body}</section>'


TERM = (
    '<section id="t"><h3><span class="number">2.1</span> 行政许可 administrative licensing</h3><p>行为。</p></section>'
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            chapter("术语和定义", TERM),
            '<h3 class="term-entry"><span class="number">2.1</span> '
            '<span class="term">行政许可　administrative licensing</span></h3>',
        ),
        (chapter("编号", TERM), '<h3><span class="number">2.1</span> 行政许可 administrative licensing</h3>'),
        (
            chapter("规范性引用文件", "<p>GB/T 1.1—2009 标准化工作导则 第1部分：标准的结构和编写</p>"),
            "<p>GB/T 1.1—2009　标准化工作导则　第1部分：标准的结构和编写</p>",
        ),
        (chapter("规范性引用文件", "<p>FJXK 102 行政许可术语</p>"), "<p>FJXK 102　行政许可术语</p>"),
        (chapter("范围", "<p>GB/T 1.1—2009 适用。</p>"), "<p>GB/T 1.1—2009 适用。</p>"),
        ('<p class="note">注：甲。</p>', '<p class="note"><span class="mark">注：</span>甲。</p>'),
        ('<p class="note">注2：乙。</p>', '<p class="note numbered"><span class="mark">注2：</span>乙。</p>'),
        ('<p class="example">示例：丙。</p>', '<p class="example"><span class="mark">示例：</span>丙。</p>'),
        (
            '<p class="example">示例：“丙”。</p>',
            '<p class="example"><span class="mark">示例<span class="halt">：</span></span>“丙”。</p>',
        ),
        ("<p>注意事项：丁。</p>", "<p>注意事项：丁。</p>"),
    ],
)
def test_it_works(before: str, after: str) -> None:
    made = formed(before)
    assert after in made
    words = [re.sub(r"<[^>]*>|\s", "", html) for html in (before, made)]
    assert words[0] == words[1]


def test_a_chapter_after_the_terms_is_left_alone() -> None:
    made = formed(chapter("术语和定义", TERM) + chapter("编号", TERM))
    assert made.count('class="term-entry"') == 1


def test_a_table_with_a_number_gets_the_line_of_its_later_pages() -> None:
    heads = "<thead>\n<tr><th>甲</th><th>乙</th></tr></thead>"
    line = '<tr class="continued"><th colspan="2"><div>表A.1（续）</div></th></tr>'
    table = f"<table><caption>表A.1　文书</caption><colgroup><col></colgroup>\n{heads}<tbody></tbody></table>"
    assert continuable(table) == table.replace("<thead>\n", f"<thead>\n{line}")
    assert continuable(f"<table>{heads}</table>") == f"<table>{heads}</table>"


@pytest.mark.parametrize(("rows", "opening"), [(6, '<table class="short">'), (7, "<table>")])
def test_a_short_table_stays_on_one_page(rows: int, opening: str) -> None:
    table = f"<table><thead><tr><th>甲</th></tr></thead><tbody>{'<tr><td>乙</td></tr>' * rows}</tbody></table>"
    assert formed(table) == table.replace("<table>", opening)
