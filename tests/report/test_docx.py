"""The document for editing has Word's own headings, contents and tables, in the layout of an official document."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from docx.document import Document as Written
from docx.oxml.ns import qn
from docx.shared import Mm

from conformance.report.body import CHAPTERS
from conformance.report.docx import page_docx, report_docx
from tests.report.builders import make_county

MADE = report_docx(make_county())


@pytest.fixture(scope="module")
def document() -> Written:
    """Read back."""
    return Document(io.BytesIO(MADE))


def test_it_works(document: Written) -> None:
    assert document.paragraphs[0].text == "奉节县行政许可标准化验收报告（终期）"
    assert document.paragraphs[0].style is not None
    assert document.paragraphs[0].style.name == "Title"


def test_the_same_report_gives_the_same_bytes_without_the_clock() -> None:
    assert report_docx(make_county()) == MADE
    package = zipfile.ZipFile(io.BytesIO(MADE))
    assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    core = package.read("docProps/core.xml").decode()
    assert "<dc:title>奉节县行政许可标准化验收报告（终期）</dc:title>" in core
    assert "created" not in core
    assert "modified" not in core


def test_chapters_are_headings(document: Written) -> None:
    headings = [one.text for one in document.paragraphs if one.style is not None and one.style.name == "Heading 1"]
    assert headings == [title for _, title in CHAPTERS[1:]]


def test_the_contents_are_a_field_with_its_result(document: Written) -> None:
    codes = [one.text for one in document.element.body.iter(qn("w:instrText"))]
    assert codes == [' TOC \\o "1-2" \\h \\z \\u ']
    listed = [one.text for one in document.paragraphs if one.style is not None and one.style.name == "toc 1"]
    assert listed == [title for _, title in CHAPTERS]


def test_where_a_picture_stands_in_print_it_says_so(document: Written) -> None:
    said = [one.text for one in document.paragraphs if one.text.endswith("见印制版和网页版，数字在表中）")]
    assert said[0] == "（图1 部门总分分布：见印制版和网页版，数字在表中）"
    assert len(said) == 4 + len(make_county().processes)


def test_tables_repeat_their_head_and_keep_rows_whole(document: Written) -> None:
    assert len(document.tables) > 10
    for table in document.tables:
        rows = [row._tr.trPr for row in table.rows]
        assert rows[0].find(qn("w:tblHeader")) is not None
        assert all(row.find(qn("w:cantSplit")) is not None for row in rows)


def test_the_type_area_is_that_of_an_official_document(document: Written) -> None:
    first = document.sections[0]
    assert (round(first.page_width.mm), round(first.page_height.mm)) == (210, 297)  # type: ignore[union-attr]
    area = first.page_width - first.left_margin - first.right_margin  # type: ignore[operator]
    assert round(area / Mm(1)) == 156
    assert round((first.page_height - first.top_margin - first.bottom_margin) / Mm(1)) == 225  # type: ignore[operator]
    grid = first._sectPr.find(qn("w:docGrid"))
    assert round(225 / 25.4 * 72 * 20 / 22) == int(grid.get(qn("w:linePitch")))


def test_fonts_have_the_names_of_offices_and_others_to_fall_back_on() -> None:
    table = zipfile.ZipFile(io.BytesIO(MADE)).read("word/fontTable.xml").decode()
    assert '<w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋"/>' in table
    assert '<w:font w:name="方正小标宋简体"><w:altName w:val="宋体"/>' in table


def test_numbers_stand_at_the_outer_side(document: Written) -> None:
    section = document.sections[0]
    styles = [one.paragraphs[0].style for one in (section.footer, section.even_page_footer)]
    assert [one.name for one in styles if one is not None] == ["Folio Right", "Folio Left"]
    assert section.footer.paragraphs[0].text == "— 1 —"


def test_a_page_that_lies_across_has_no_blank_page_before_or_after_it() -> None:
    page = '<section class="landscape"><h1>现场检查记录表</h1><p>一名检查人填一份。</p></section>'
    written = Document(io.BytesIO(page_docx(page, "现场检查记录表")))
    (section,) = written.sections
    assert section.page_width is not None and section.page_height is not None
    assert section.page_width > section.page_height
    assert [one.text for one in written.paragraphs] == ["现场检查记录表", "一名检查人填一份。"]
