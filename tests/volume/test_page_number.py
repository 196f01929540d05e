"""Room for a page number is filled when chunks are merged: nothing is set again, and a column of numbers ends alike."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pikepdf import Pdf, parse_content_stream

from conformance.typeset.fonts import FontFolder, read_font_folder
from conformance.typeset.pdf import StyleFault
from conformance.volume.assemble import Workshop, volume_style
from conformance.volume.book import bind
from conformance.volume.chunk import Chunk
from conformance.volume.folio import FolioType
from conformance.volume.format import FORMATS
from conformance.volume.merge import merge
from conformance.volume.page_number import page_number
from conformance.volume.render import render_chunks

TRIM = FORMATS["a4"].trim
BLACK = "0 0 0 rg"


@pytest.fixture(scope="module")
def fonts() -> FontFolder:
    """The shipped faces."""
    return read_font_folder()


def merged(html: str, pages: dict[str, int], fonts: FontFolder, cache: Path) -> Pdf:
    """One chunk of this text with its numbers written in."""
    chunk = Chunk("front", "前件", html)
    rendered = render_chunks([chunk], volume_style(Workshop(fonts, cache, 1)), cache, 1)
    return merge(bind([("front", None)], rendered, None), fonts, TRIM, pages=pages, black=BLACK)


def numbers(pdf: Pdf, fonts: FontFolder) -> list[tuple[str, float, float]]:
    """The numbers of the first page in its order: digits, right edge and base line, in units of the page's own."""
    signs = FolioType(fonts).signs
    digits = {sign.glyph: character for character, sign in signs.items() if character.isdigit()}
    found, at, size = [], (0.0, 0.0), 0.0
    for operands, operator in parse_content_stream(pdf.pages[0]):
        if str(operator) == "Tm":
            at = float(operands[4]), float(operands[5])
        elif str(operator) == "Tf":
            size = float(operands[1])
        elif str(operator) == "TJ":
            parts = list(operands[0])
            moved = -sum(float(part) for part in parts if not hasattr(part, "__bytes__"))
            codes = b"".join(bytes(part) for part in parts if hasattr(part, "__bytes__"))
            text = "".join(digits.get(codes[at] << 8 | codes[at + 1], "?") for at in range(0, len(codes), 2))
            if text.isdigit():
                width = moved + sum(signs[digit].width for digit in text)
                found.append((text, at[0] + width * size / 1000, at[1]))
    return found


def lines(*targets: str) -> str:
    """A page of contents."""
    entries = "".join(f"<li><a>标准{page_number(target)}</a></li>" for target in targets)
    return f'<div class="front-matter"><ul class="entries">{entries}</ul></div>'


def test_each_number_is_that_of_its_id_and_all_end_at_one_edge(fonts: FontFolder, tmp_path: Path) -> None:
    pages = {"a": 7, "b": 1024, "c": 88}
    shown = numbers(merged(lines("b", "a", "c", "a"), pages, fonts, tmp_path), fonts)
    assert [text for text, _, _ in shown] == ["1024", "7", "88", "7"]
    assert max(right for _, right, _ in shown) - min(right for _, right, _ in shown) < 0.01
    assert len({low for _, _, low in shown}) == len(shown)


def test_a_number_within_a_text_has_no_gap_before_it(fonts: FontFolder, tmp_path: Path) -> None:
    html = f"<p>见第{page_number('a', 2)}页，第{page_number('b', 3)}页。</p>"
    pdf = merged(html, {"a": 41, "b": 305}, fonts, tmp_path)
    assert [text for text, _, _ in numbers(pdf, fonts)] == ["41", "305"]
    assert len(re.findall(rb"\[0 <", pdf.pages[0].Contents.read_bytes())) == 2


def test_other_pages_need_no_other_chunk(fonts: FontFolder, tmp_path: Path) -> None:
    first = numbers(merged(lines("a"), {"a": 9}, fonts, tmp_path), fonts)
    kept = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.pdf")}
    second = numbers(merged(lines("a"), {"a": 1000}, fonts, tmp_path), fonts)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.pdf")} == kept
    assert [first[0][0], second[0][0]] == ["9", "1000"]
    assert first[0][1:] == pytest.approx(second[0][1:])


def test_the_colour_that_marks_room_is_not_left(fonts: FontFolder, tmp_path: Path) -> None:
    pdf = merged(lines("a", "b"), {"a": 1, "b": 2}, fonts, tmp_path)
    assert b"0.003922" not in pdf.pages[0].Contents.read_bytes()


def test_a_number_that_is_asked_for_and_not_set_is_our_mistake(fonts: FontFolder, tmp_path: Path) -> None:
    with pytest.raises(StyleFault, match="2 page numbers are asked for, 1 are set"):
        merged(f'{lines("a")}<p style="display: none">{page_number("b")}</p>', {"a": 1, "b": 2}, fonts, tmp_path)


def test_text_in_the_colour_that_marks_room_is_our_mistake(fonts: FontFolder, tmp_path: Path) -> None:
    with pytest.raises(StyleFault, match="1 page numbers are asked for, 2 are set"):
        merged(f'<p style="color: #000001">7</p>{lines("a")}', {"a": 1}, fonts, tmp_path)
