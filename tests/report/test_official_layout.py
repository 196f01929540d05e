"""The printed report is laid out as GB/T 9704—2012 has it: measured on the finished PDF, in millimetres and points."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PageObject, PdfReader
from pypdf.generic import DictionaryObject, NameObject

from conformance.report.body import style
from conformance.report.pdf import report_pdf
from conformance.typeset.fonts import read_font_folder
from conformance.typeset.pdf import render_pdf
from tests.report.builders import make_county
from tools.measure_report import BINDING, FOOT, HEAD, LINE, MM, OUTER, lines, measures, pieces

HAN = "为贯彻落实国务院关于推进行政审批制度改革部署规范行政许可行为提高审批效率优化政务服务环境根据标准化指引"


def pages_of(pdf: bytes) -> list[PageObject]:
    """The pages of a PDF."""
    return list(PdfReader(BytesIO(pdf)).pages)


@pytest.fixture(scope="module")
def report() -> list[PageObject]:
    """The pages of the small county's report."""
    return pages_of(report_pdf(make_county(), read_font_folder()).pdf)


@pytest.fixture(scope="module")
def method(report: list[PageObject]) -> int:
    """Where the page stands, counted from 0, on which the method is told: text alone, and no heading."""
    (found,) = (at for at, page in enumerate(report) if any(one[4].startswith("计分方法如下") for one in pieces(page)))
    return found


@pytest.mark.parametrize(("characters", "pages"), [(616, 1), (617, 2)])
def test_a_page_holds_22_lines_of_28_characters(characters: int, pages: int) -> None:
    text = (HAN * 13)[:characters]
    body = f'<p style="text-indent: 0">{text}</p>'
    made = pages_of(render_pdf(body, [style("print.css")], title="版心", fonts=read_font_folder()).pdf)
    assert len(made) == pages
    rows = [text for text in lines(made[0]).values() if "—" not in text]
    assert [len(row) for row in rows] == [28] * 22


def test_lines_stand_at_a_225th_part_of_22_millimetres(report: list[PageObject], method: int) -> None:
    """Chapters without tables: every base line is a whole number of lines below the first."""
    heights = [height for height, text in lines(report[method]).items() if "—" not in text]
    assert len(heights) == 22
    steps = [(height - heights[0]) / LINE for height in heights]
    assert steps == pytest.approx(list(range(22)), abs=0.02)


def test_the_text_lies_within_the_type_area() -> None:
    for number, page in enumerate(pages_of(report_pdf(make_county(), read_font_folder()).pdf), 1):
        # Forms have coordinates of their own; pictures are some.
        page["/Resources"][NameObject("/XObject")] = DictionaryObject()  # type: ignore[index]
        if page.mediabox.width > page.mediabox.height:
            continue
        left = BINDING if number % 2 else OUTER
        body = [one for one in pieces(page) if one[1] <= (297 - FOOT) * MM]  # what stands lower is the folio, see below
        assert min(x for x, *_ in body) >= left * MM - 0.1
        assert max(x for x, *_ in body) <= (left + 156) * MM
        assert min(y for _, y, *_ in body) >= HEAD * MM


def test_the_first_characters_of_a_page_stand_at_the_binding_margin(report: list[PageObject], method: int) -> None:
    for at in (method - 1, method):
        margin = OUTER if at % 2 else BINDING
        assert min(x for x, *_ in pieces(report[at])) / MM == pytest.approx(margin, abs=0.1)


def test_faces_and_sizes_are_those_of_the_standard(report: list[PageObject], method: int) -> None:
    def look(page: int, start: str) -> tuple[str, float]:
        (found,) = {(name, round(size, 2)) for _, _, size, name, text in pieces(report[page]) if text.startswith(start)}
        return found

    assert look(0, "奉节县行政许可标准化验收报告") == ("Noto-Serif-CJK-SC", 21)
    assert look(method - 1, "一、任务来源") == ("Noto-Sans-CJK-SC", 15.75)
    heads = [any(one[4].startswith("五、各部门") for one in pieces(page)) for page in report]
    chapter = max(at for at, there in enumerate(heads) if there)
    assert look(chapter, "（一）") == ("FandolKai", 15.75)
    assert look(method, "计分方法如下") == ("FandolFang", 15.75)


def test_folios_stand_seven_millimetres_below_at_the_outer_side_one_character_in(report: list[PageObject]) -> None:
    for number, page in enumerate(report, 1):
        if page.mediabox.width > page.mediabox.height:
            continue
        low = [one for one in pieces(page) if one[1] > (297 - FOOT) * MM]
        folio = [one for one in low if one[3] != "Noto-Sans-CJK-SC"]  # pictures have coordinates of their own
        assert "".join(one[4].replace(" ", "") for one in folio) == f"—{number}—"
        assert {round(one[2]) for one in folio} == {14}
        below = min(one[1] for one in folio) / MM - (297 - FOOT)
        assert 7 < below < 7 + 14 / MM
        if number % 2 == 0:
            assert min(one[0] for one in folio) == pytest.approx(OUTER * MM + 14, abs=0.5)


def test_wide_tables_lie_across_with_the_folio_at_the_short_side(report: list[PageObject]) -> None:
    across = [(number, page) for number, page in enumerate(report, 1) if page.mediabox.width > page.mediabox.height]
    titles = ["".join(text for *_, text in pieces(page)) for _, page in across]
    for title in ("十一、整改清单", "附件1", "附件2"):
        assert any(title in one for one in titles)
    for number, page in across:
        folio = [one for one in pieces(page) if one[0] < FOOT * MM - 1]
        assert "".join(one[4].replace(" ", "") for one in folio) == f"—{number}—"
        middle = 210 * MM / 2
        assert all((one[1] > middle) == (number % 2 == 1) for one in folio)


def test_the_chapter_after_a_table_across_begins_an_upright_page(report: list[PageObject]) -> None:
    (page,) = [page for page in report if any(text.startswith("十二、同一问题") for *_, text in pieces(page))][-1:]
    assert page.mediabox.height > page.mediabox.width


def test_the_whole_is_measured_against_the_standard(report: list[PageObject]) -> None:
    assert [one for one in measures(report, [pieces(page) for page in report]) if not one.good] == []


@pytest.mark.parametrize(
    ("css", "what"),
    [
        ("html { line-height: 26pt }", "每页行数"),
        ("html { line-height: 28pt }", "行距（毫米）"),
        ("html { letter-spacing: 1pt }", "每行字数"),
        ("html { font-family: kai }", "正文字体、字号"),
        ("@page { margin-left: 30mm }", "左边距（毫米）"),
        ("@page { size: B5 }", "纸张"),
    ],
)
def test_what_is_not_as_the_standard_asks_is_named(css: str, what: str) -> None:
    body = f'<p style="text-indent: 0">{HAN * 40}</p>'
    made = pages_of(render_pdf(body, [style("print.css"), css], title="版心", fonts=read_font_folder()).pdf)
    assert what in [one.what for one in measures(made, [pieces(page) for page in made]) if not one.good]
