"""The pages of a standard measured: type area, faces, sizes, lines, indents and folios as GB/T 1.1—2009 has them.

Measured with pypdf, which shares nothing with what set the pages; lengths in points from the lower left corner.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from pypdf import PdfReader

from conformance.typeset.fonts import read_font_folder
from conformance.volume.assemble import Workshop, assemble_volume
from tests.volume.fragments import TEXT, article, write_folder

MM = 72 / 25.4
EM = 10.5
TERMS = (
    '<section class="chapter" id="terms-t"><h2><span class="number">3</span> 术语和定义</h2>'
    '<section id="terms-t1"><h3><span class="number">3.1</span> 受理单 acceptance slip</h3><p>载明受理的文书。</p>'
    f'<p class="note">注1：{TEXT}</p><p class="example">示例：编号“001”。</p></section></section>'
    '<section class="chapter" id="terms-l"><h2><span class="number">4</span> 列项</h2><p>包括：</p>'
    '<ul class="dashes"><li><p>第一项；</p></li><li><p>第二项。</p></li></ul></section>'
    '<section class="bibliography"><h2>参考文献</h2><ul class="dashes"><li><p>行政许可法</p></li></ul></section>'
)


@dataclass(frozen=True)
class Piece:
    """A piece of text where it stands."""

    x: float
    y: float
    size: float
    face: str
    text: str


def pieces(page: object) -> Iterator[Piece]:
    """The text of a page, piece by piece."""
    found: list[Piece] = []

    def note(text: str, matrix: list[float], position: list[float], font: dict | None, size: float) -> None:
        if text.strip():
            x = matrix[0] * position[4] + matrix[2] * position[5] + matrix[4]
            y = matrix[1] * position[4] + matrix[3] * position[5] + matrix[5]
            face = str((font or {}).get("/BaseFont", "")).partition("+")[2]
            found.append(Piece(x, y, abs(matrix[3] * position[3] * size), face, text.strip()))

    page.extract_text(visitor_text=note)  # type: ignore[attr-defined]  # a page of pypdf
    yield from found


@pytest.fixture(scope="module")
def standard(tmp_path_factory: pytest.TempPathFactory) -> list[list[Piece]]:
    """The pages of one standard, from its contents on."""
    text = article("terms", clauses=30).replace('<section class="annex"', f'{TERMS}<section class="annex"')
    folder = write_folder(tmp_path_factory.mktemp("volume"), terms=text)
    assemble_volume(folder, folder / "volume.pdf", Workshop(read_font_folder(), folder / "chunks", 1))
    pages = [list(pieces(page)) for page in PdfReader(folder / "volume.pdf").pages]
    first = next(number for number, page in enumerate(pages) if whole(page).startswith("目次"))
    last = next(number for number, page in enumerate(pages) if whole(page).startswith("第二编"))
    return pages[first:last]


def whole(page: list[Piece]) -> str:
    """All words of a page."""
    return "".join(one.text for one in page).replace(" ", "")


def find(standard: list[list[Piece]], start: str) -> Piece:
    """The first piece that begins so."""
    return next(one for page in standard for one in page if one.text.startswith(start))


def body(page: list[Piece]) -> list[Piece]:
    """What stands in the type area."""
    return [one for one in page if 20 * MM < one.y < (297 - 25) * MM]


def test_text_stands_in_the_type_area_wide_margin_at_the_spine(standard: list[list[Piece]]) -> None:
    for number, page in enumerate(standard):
        if body(page):
            left = min(one.x for one in body(page))
            assert left >= (25 if number % 2 == 0 else 20) * MM - 0.1, number


def test_text_is_of_size_five_in_song_and_numbers_and_headings_in_hei(standard: list[list[Piece]]) -> None:
    text, number, heading = find(standard, "窗口受理岗"), find(standard, "2.1"), find(standard, "1  范围")
    assert (round(text.size, 1), text.face) == (10.5, "NotoSerifCJKsc-Regular")
    assert (round(number.size, 1), number.face) == (10.5, "NotoSansCJKsc-Regular")
    assert (round(heading.size, 1), heading.face) == (10.5, "NotoSansCJKsc-Regular")


@pytest.mark.parametrize("title", ["目", "前", "参考文献"])
def test_titles_of_contents_foreword_and_references_are_of_size_three(standard: list[list[Piece]], title: str) -> None:
    shown = [one for page in standard for one in page if one.text.startswith(title) and one.size > 15]
    assert {(round(one.size), one.face) for one in shown} == {(16, "NotoSansCJKsc-Regular")}


def test_lines_stand_on_a_grid_of_fifteen_and_a_half_points(standard: list[list[Piece]]) -> None:
    page = next(page for page in standard if whole(page).count("窗口受理岗") > 10)
    lines = sorted({round(one.y, 1) for one in body(page) if one.size > 10}, reverse=True)
    gaps = {round(upper - lower, 1) for upper, lower in pairwise(lines[4:])}
    assert gaps == {15.6}


def test_a_term_stands_below_its_number_two_characters_in(standard: list[list[Piece]]) -> None:
    number, term = find(standard, "3.1"), find(standard, "受理单　acceptance")
    assert term.face == "NotoSansCJKsc-Regular"
    assert term.y == pytest.approx(number.y - 15.6, abs=0.5)
    assert term.x == pytest.approx(number.x + 2 * EM, abs=0.2)


def test_a_note_is_of_small_size_five_with_its_mark_in_hei(standard: list[list[Piece]]) -> None:
    mark = find(standard, "注1：")
    page = next(page for page in standard if mark in page)
    words = [one for one in page if one.size == pytest.approx(9, abs=0.1) and mark.y - 20 < one.y <= mark.y + 0.1]
    margin = min(one.x for one in body(page))
    assert mark.face == "NotoSansCJKsc-Regular"
    assert {round(one.size, 1) for one in words} == {9.0}
    assert mark.x == pytest.approx(margin + 2 * EM, abs=0.2)
    assert min(one.x for one in words if one.y < mark.y - 1) == pytest.approx(mark.x + 22.5, abs=0.2)


def test_list_items_begin_two_characters_in_and_go_on_at_the_fifth(standard: list[list[Piece]]) -> None:
    item = find(standard, "第一项")
    page = next(page for page in standard if item in page)
    margin = min(one.x for one in body(page))
    dash = next(one for one in page if one.text.startswith("——") and abs(one.y - item.y) < 1)
    assert dash.x == pytest.approx(margin + 2 * EM, abs=0.2)
    assert item.x == pytest.approx(margin + 4 * EM, abs=0.2)


def test_references_are_numbered_in_brackets(standard: list[list[Piece]]) -> None:
    assert any("[1]行政许可法" in whole(page) for page in standard)


def test_both_folios_stand_on_one_line_the_standards_own_outside(standard: list[list[Piece]]) -> None:
    seen = 0
    for number, page in enumerate(standard):
        feet = [one for one in page if one.y < 20 * MM]
        if len(feet) >= 4:
            seen += 1
            assert {round(one.y, 1) for one in feet} == {round(feet[0].y, 1)}
            own = min(feet, key=lambda one: one.x) if number % 2 else max(feet, key=lambda one: one.x)
            assert own.x == pytest.approx(20 * MM, abs=0.2) if number % 2 else own.x > (210 - 20 - 6) * MM
    assert seen > 3


NOTED = (
    '<section class="chapter" id="terms-n"><h2><span class="number">3</span> 脚注</h2>'
    '<p>受理单<span class="footnote">载明受理日期的文书，由窗口受理岗当场出具给申请人。</span>由窗口出具'
    '<span class="footnote">含网上出具。</span>，见受理单<sup class="footnote-again">1)</sup>。</p></section>'
)


def test_footnotes_stand_at_the_foot_below_a_rule_of_a_quarter_of_the_measure(tmp_path: Path) -> None:
    text = article("terms", clauses=2).replace('<section class="annex"', f'{NOTED}<section class="annex"')
    folder = write_folder(tmp_path, terms=text)
    assemble_volume(folder, folder / "volume.pdf", Workshop(read_font_folder(), folder / "chunks", 1))
    reader = PdfReader(folder / "volume.pdf")
    (number,) = [at for at, page in enumerate(reader.pages) if "载明受理日期" in page.extract_text().replace(" ", "")]
    page = sorted(pieces(reader.pages[number]), key=lambda one: (-one.y, one.x))
    first = next(one for one in page if one.text.startswith("载明受理日期"))
    second = next(one for one in page if one.text.startswith("含网上出具"))
    above = [one for one in page if one.y > first.y + 1]
    assert min(one.y for one in above) > first.y + 40  # the text ends far above
    assert first.size == second.size == pytest.approx(9)
    assert first.x == second.x == pytest.approx(25 * MM + 39, abs=0.5)
    assert 20 * MM < second.y < first.y < 40 * MM
    calls = [one for one in above if re.fullmatch(r"[12]\)", one.text.replace(" ", ""))]
    assert [one.text.replace(" ", "") for one in calls] == ["1)", "2)", "1)"]
    assert {round(one.size, 1) for one in calls} == {6.5}
    drawn = re.findall(rb"([\d.]+) [\d.]+ re\b", reader.pages[number].get_contents().get_data())
    quarter = (210 - 25 - 20) / 4 * MM / 0.75  # in the units of the page's own
    assert any(float(width) == pytest.approx(quarter, abs=0.1) for width in drawn)
