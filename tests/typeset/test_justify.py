"""Lines of Chinese end where the measure ends; read back from the PDF."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise

import pytest
from pypdf import PdfReader
from weasyprint import HTML
from weasyprint.formatting_structure.boxes import LineBox, TextBox

from conformance.errors import CannotProceed
from conformance.typeset import justify
from conformance.typeset.fonts import read_font_folder
from conformance.typeset.pdf import base_css, render_pdf
from conformance.typeset.punctuation import mend_html

OFFICIAL = (
    "验收组认为，“县级标准体系”基本完整（含通用基础、服务提供、服务保障、岗位工作四类）；《行政许可标准化指引》（2016版）"
    "的要求，得到落实。共抽查36个事项、128件办件，合格率96.88%，检查<b>对照《评价细则》</b>，逐项核验——按时办结。"
)
MIXED = "窗口应当场核对 application form 与身份证件（ID card），核对无误的，出具受理凭证 No.2017 并<b>告知</b>期限……"
MEASURE_PT = 400.0
PX_PER_PT = 96 / 72


def lines_of(paragraph: str, style: str = "") -> list[LineBox]:
    """The line boxes of one paragraph set on a page that is MEASURE_PT wide."""
    justify.install()
    read_font_folder().activate()
    page = (
        f'<html lang="zh-CN"><style>{base_css()} @page {{ size: {MEASURE_PT}pt 800pt; margin: 0 }}</style>'
        f'<body><p style="{style}">{mend_html(paragraph)}</p></body></html>'
    )
    return [line for page_ in HTML(string=page).render().pages for line in find(page_._page_box, LineBox)]


def find(box: object, kind: type) -> list:
    """All boxes of a kind below a box, in order."""
    found = [box] if isinstance(box, kind) else []
    for child in getattr(box, "children", ()):
        found.extend(find(child, kind))
    return found


def right_edge_pt(line: LineBox) -> float:
    """Where the last text of a line ends, in points from the left edge of the page."""
    last = find(line, TextBox)[-1]
    return (last.position_x + last.width) / PX_PER_PT


@pytest.mark.parametrize("size", ["10.5pt", "15.75pt", "9pt"])
@pytest.mark.parametrize("paragraph", [OFFICIAL * 4, MIXED * 5, "标准" * 200])
@pytest.mark.parametrize("role", ["song", "fang", "kai", "hei"])
def test_every_full_line_ends_at_the_measure(paragraph: str, size: str, role: str) -> None:
    lines = lines_of(paragraph, f"font-family: {role}; font-size: {size}; text-indent: 2em")
    assert len(lines) > 3
    assert [round(right_edge_pt(line) - MEASURE_PT, 2) for line in lines[:-1]] == pytest.approx(
        [0.0] * (len(lines) - 1), abs=0.02
    )


def test_the_last_line_of_a_paragraph_is_not_stretched() -> None:
    last = lines_of("行政许可" * 20 + "完")[-1]
    assert right_edge_pt(last) < MEASURE_PT - 10


def test_boxes_of_a_line_neither_overlap_nor_leave_a_double_gap() -> None:
    for line in lines_of(MIXED * 5)[:-1]:
        texts = find(line, TextBox)
        gaps = [after.position_x - before.position_x - before.width for before, after in pairwise(texts)]
        assert all(-0.01 <= gap <= texts[0].justification_spacing + 0.01 for gap in gaps)


def test_a_dash_of_two_characters_stays_whole() -> None:
    assert justify.STRETCHED.findall("——……，“一”（a）") == ["，", "“", "一", "”", "（", "）"]


def test_glyphs_in_the_pdf_end_within_half_a_point_of_the_measure() -> None:
    """The layout could say one thing and the drawing another: here the ends are read from the file."""
    rendered = render_pdf(
        f"<p>{'标准化指引要求办件应' * 60}</p>",
        [f"@page {{ size: {MEASURE_PT}pt 800pt; margin: 0 }} p {{ font-family: song; font-size: 10.5pt }}"],
        title="尺寸",
        fonts=read_font_folder(),
    )
    widths = drawn_widths(rendered.pdf)
    assert len(widths) > 10
    assert all(abs(width - MEASURE_PT) < 0.5 for width in widths[:-1]), widths


def drawn_widths(pdf: bytes) -> list[float]:
    """How far each shown string of a page reaches, by its glyphs (one em each here) and its TJ adjustments."""
    stream = PdfReader(BytesIO(pdf)).pages[0].get_contents()
    assert stream is not None
    widths = []
    size = 0.0
    for operands, operator in stream.operations:
        if operator == b"Tf":
            size = float(operands[1])
        if operator == b"TJ":
            ems = sum(
                len(part.original_bytes) / 2 if hasattr(part, "original_bytes") else -float(part) / 1000
                for part in operands[0]
            )
            widths.append(ems * size / PX_PER_PT)
    return widths


def test_another_weasyprint_is_refused_in_words() -> None:
    with pytest.raises(CannotProceed, match=r"排版要求 WeasyPrint 70\.x，现为 71\.0"):
        justify.require_supported("71.0")
