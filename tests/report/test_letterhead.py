"""Red head and imprint of a report that is issued (GB/T 9704—2012), measured on the finished PDF."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO

import pikepdf
import pytest
from pypdf import PageObject

from conformance.checklist.acceptance import Letterhead
from conformance.report.body import style
from conformance.report.letterhead import with_letterhead
from conformance.report.pdf import report_pdf
from conformance.typeset.fonts import read_font_folder
from conformance.typeset.pdf import render_pdf
from tests.report.builders import make_county
from tests.report.test_official_layout import pages_of
from tools.measure_report import BINDING, FOOT, HEAD, LINE, MM, OUTER, pieces

ISSUER = "奉节县行政许可标准化建设工作领导小组办公室"
LETTERHEAD = Letterhead(ISSUER, "奉许标办〔2018〕3号", ("县委办公室", "县政协办公室"), ISSUER, date(2018, 2, 8))
RED = (1.0, 0.2, 0.2)


@cache
def issued(text_pages: int, letterhead: Letterhead = LETTERHEAD) -> bytes:
    """A document of so many pages before its imprint."""
    body = '<p style="break-after: page">前文</p>' * (text_pages - 1) + "<p>末段</p>"
    sheets = [style("print.css")]
    return render_pdf(with_letterhead(body, letterhead), sheets, title="公文", fonts=read_font_folder()).pdf


def folio(page: PageObject) -> str:
    """What stands below the type area."""
    return "".join(one[4].replace(" ", "") for one in pieces(page) if one[1] > (297 - FOOT) * MM)


def rules(pdf: bytes, number: int) -> list[tuple[float, float, float, float, tuple[float, ...]]]:
    """Borders of a page from the top: left, top, width and thickness in millimetres, and colour.

    A border is painted through a clip of its four corners, in CSS pixels from the upper left corner.
    """
    found: list[tuple[float, float, float, float, tuple[float, ...]]] = []
    corners: list[tuple[float, float]] = []
    with pikepdf.open(BytesIO(pdf)) as opened:
        for operands, operator in pikepdf.parse_content_stream(opened.pages[number]):
            name = str(operator)
            if name in ("m", "l"):
                corners = [*(corners if name == "l" else []), (float(operands[0]), float(operands[1]))]
            elif name == "rg" and corners:
                across, down = ([one[at] * 25.4 / 96 for one in corners] for at in (0, 1))
                colour = tuple(float(one) for one in operands)
                found.append((min(across), min(down), max(across) - min(across), max(down) - min(down), colour))
                corners = []
    return sorted(found, key=lambda one: one[1])


def test_it_works() -> None:
    county = make_county()
    basis = county.basis
    with_head = replace(county, basis=replace(basis, acceptance=replace(basis.acceptance, letterhead=LETTERHEAD)))
    plain, made = report_pdf(county, read_font_folder()), report_pdf(with_head, read_font_folder())
    assert "".join(one[4] for one in pieces(pages_of(made.pdf)[0])).startswith(ISSUER)
    assert ISSUER not in "".join(one[4] for page in pages_of(plain.pdf) for one in pieces(page))
    assert made.pages % 2 == 0


def test_the_name_stands_in_red_35_millimetres_below_the_edge_and_on_one_line() -> None:
    page = pages_of(issued(1))[0]
    name = [one for one in pieces(page) if one[4] in ISSUER and one[1] < (HEAD + 60) * MM and "〔" not in one[4]]
    assert {round(one[1], 1) for one in name} == {round(name[0][1], 1)}
    size = name[0][2]
    assert size * len(ISSUER) <= 156 * MM + 0.1
    assert name[0][1] - (HEAD + 35) * MM == pytest.approx(0.85 * size, abs=0.15 * size)
    assert name[0][0] >= BINDING * MM - 0.1


def test_a_short_name_is_no_larger_than_the_largest() -> None:
    page = pages_of(issued(1, replace(LETTERHEAD, issuer="奉节县人民政府办公室")))[0]
    assert {round(one[2], 1) for one in pieces(page) if "人民政府" in one[4]} == {40.0}


def test_the_number_stands_two_lines_below_and_4_millimetres_over_a_red_line_as_wide_as_the_type_area() -> None:
    pdf = issued(1)
    (number,) = {one[1] for one in pieces(pages_of(pdf)[0]) if "〔" in one[4]}
    (red,) = rules(pdf, 0)
    assert red[4] == RED
    assert red[0] == pytest.approx(BINDING, abs=0.1)
    assert red[2] == pytest.approx(156, abs=0.1)
    assert red[1] - number / MM == pytest.approx(4 + 0.35 * LINE / MM, abs=1)  # below the base line of its text


@pytest.mark.parametrize(("before", "pages", "folios"), [(1, 2, ["—1—", "—2—"]), (2, 4, ["—1—", "—2—", "", ""])])
def test_the_imprint_closes_an_even_page_without_folio_after_a_blank_one(
    before: int, pages: int, folios: list[str]
) -> None:
    made = pages_of(issued(before))
    assert len(made) == pages
    assert [folio(page) for page in made] == folios
    last = [one for one in pieces(made[-1]) if one[1] <= (297 - FOOT) * MM]
    assert {round(one[2], 1) for one in last} == {14.0}
    assert max(one[1] for one in last) > (297 - FOOT) * MM - LINE


def test_the_lines_of_the_imprint_are_035_and_025_millimetres_at_the_foot_of_the_type_area() -> None:
    lines = rules(issued(1), 1)
    assert [round(one[3], 2) for one in lines] == [0.35, 0.25, 0.35]
    assert lines[-1][1] + lines[-1][3] == pytest.approx(297 - FOOT, abs=0.5)
    assert [(round(one[0]), round(one[2])) for one in lines] == [(OUTER, 156)] * 3


def test_what_is_written_in_the_rules_is_printed_as_text() -> None:
    assert "&lt;b&gt;" in with_letterhead("", replace(LETTERHEAD, issuer="<b>"))
    assert with_letterhead("<p></p>", None) == "<p></p>"
