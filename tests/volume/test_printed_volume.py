"""Finding a text in a printed volume: page and line as a reader would count them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pikepdf import Pdf

from conformance.typeset.fonts import read_font_folder
from conformance.volume.assemble import Workshop, assemble_volume
from conformance.volume.printed_volume import PrintedVolume
from tests.volume.fragments import TEXT, article, write_folder

LONG = 24
NOTED = '<p>收件单<span class="footnote">由窗口受理岗填写。</span>应编号。</p>'


@pytest.fixture(scope="module")
def volume(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrintedVolume]:
    folder = tmp_path_factory.mktemp("volume")
    fragments = write_folder(folder / "fragments", acceptance=article("acceptance", clauses=LONG, extra=NOTED))
    assemble_volume(fragments, folder / "volume.pdf", Workshop(read_font_folder(), folder / "chunks", 1))
    with Pdf.open(folder / "volume.pdf") as pdf:
        yield PrintedVolume(pdf)


def shown(volume: PrintedVolume, anchor: str, text: str, start: int, end: int) -> list[tuple[str, int, str]]:
    found = volume.find(anchor, text, start, end)
    return [(volume.label(one.page), one.line.number, one.line.text) for one in found]


def test_lines_are_counted_from_the_type_area_without_head_and_folio(volume: PrintedVolume) -> None:
    page = volume.places["terms-rules"][0]
    lines = [(line.number, line.text) for line in volume.lines(page)]
    assert lines[:4] == [(1, "行政许可术语"), (2, "1范围"), (3, "本标准规定了受理。"), (4, "2受理")]
    assert lines[4][1].startswith("2.1窗口受理岗应当场核对申请材料")
    assert lines[-2:] == [(lines[-2][0], "序号要素"), (lines[-1][0], "1受理单号")]


def test_a_text_is_found_behind_its_id_and_not_before(volume: PrintedVolume) -> None:
    start = TEXT.index("5个工作日")
    first = shown(volume, "acceptance-c1", TEXT, start, start + 1)
    second = shown(volume, "acceptance-c2", TEXT, start, start + 1)
    assert len(first) == len(second) == 1
    assert "5个工作日" in first[0][2]
    assert first[0][0] == second[0][0]
    assert second[0][1] > first[0][1]


def test_a_text_over_lines_and_pages_has_all_of_them(volume: PrintedVolume) -> None:
    found = shown(volume, "acceptance-c1", TEXT, 0, len(TEXT))
    assert [number for _, number, _ in found] == list(range(found[0][1], found[0][1] + len(found)))
    assert len(found) >= 2
    pages = {page for page, _, _ in shown(volume, f"acceptance-c{LONG}", TEXT, 0, len(TEXT))}
    assert pages
    assert pages != {found[0][0]}


def test_the_mark_of_a_footnote_does_not_hide_the_text_around_it(volume: PrintedVolume) -> None:
    ((page, number, text),) = shown(volume, "acceptance-rules", "收件单应编号。", 0, 7)
    assert text == "收件单1)应编号。"
    assert shown(volume, "acceptance-rules", "由窗口受理岗填写。", 0, 9)[0][:2] > (page, number)


def test_what_changed_around_it_does_not_hide_a_piece(volume: PrintedVolume) -> None:
    text = TEXT.replace("窗口受理岗", "别的岗位")
    start = text.index("书面形式")
    assert "书面形式" in shown(volume, "acceptance-c1", text, start, start + 4)[0][2]


def test_nothing_is_found_where_it_does_not_stand(volume: PrintedVolume) -> None:
    assert shown(volume, "terms-c1", "汇编中没有的话", 0, 7) == []
    assert shown(volume, "nowhere", TEXT, 0, 4) == []
    # The annex of the standard before it stands before the id, the next standard behind the end.
    assert shown(volume, "acceptance-c1", "本标准规定了受理。", 0, 9) == []
