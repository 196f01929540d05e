"""A table that goes on over the page says so above its repeated heads (表1（续）), and nowhere else."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader

from conformance.typeset.continued import CLASS
from conformance.typeset.fonts import read_font_folder
from conformance.typeset.pdf import render_pdf

CSS = "@page { size: 100mm 80mm; margin: 10mm } caption, .continued th { font-size: 9pt }"
LINE = f'<tr class="{CLASS}"><th colspan="2"><div>表1（续）</div></th></tr>'


def table(rows: int, line: str = LINE) -> str:
    """A table of so many rows."""
    body = "".join(f"<tr><td>第{row}行</td><td>受理单号</td></tr>" for row in range(1, rows + 1))
    head = f"<thead>{line}<tr><th>序号</th><th>要素名称</th></tr></thead>"
    return f"<table><caption>表1　受理单</caption>{head}<tbody>{body}</tbody></table>"


def pages(html: str) -> list[str]:
    """The words of each page, without blanks."""
    made = render_pdf(html, [CSS], title="a", fonts=read_font_folder()).pdf
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(made)).pages]


def test_it_works() -> None:
    first, *later = pages(table(30))
    assert first.startswith("表1受理单序号要素名称第1行")
    assert "（续）" not in first
    assert len(later) > 1
    assert all(text.startswith("表1（续）序号要素名称第") for text in later)
    assert all(text.count("（续）") == 1 for text in later)


def test_each_row_stands_on_one_page_alone() -> None:
    shown = "".join(pages(table(30)))
    assert [shown.count(f"第{row}行") for row in range(1, 31)] == [1] * 30


def test_a_table_that_is_pushed_to_the_next_page_as_a_whole_begins_there() -> None:
    filled = "<p>前文</p>" * 10
    shown = pages(f"{filled}{table(4)}")
    assert len(shown) == 2
    assert shown[1].startswith("表1受理单序号")


def test_a_second_table_begins_anew() -> None:
    shown = pages(table(12) + table(3).replace("表1", "表2"))
    assert sum(text.count("表1（续）") for text in shown) == 1
    assert "表2（续）" not in "".join(shown)


def test_where_the_table_begins_the_line_takes_no_room() -> None:
    rows = [len(pages(table(30, line))[0].split("行")) for line in (LINE, "")]
    assert rows[0] == rows[1]


def test_a_table_without_the_line_repeats_its_heads_as_before() -> None:
    assert all("序号要素名称" in text and "（续）" not in text for text in pages(table(30, line="")))
