"""The volume as a reader holds it: pages, folios, running heads, contents, bookmarks, links."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from conformance.errors import CannotProceed
from conformance.preflight.inspect import inspect_pdf
from conformance.preflight.profile import Profile
from conformance.typeset.fonts import read_font_folder
from conformance.volume.assemble import VolumeSummary, Workshop, assemble_volume
from tests.volume.fragments import article, volume, write_folder


def assemble(folder: Path, out: Path, cache: Path) -> VolumeSummary:
    """Make the volume in this process."""
    return assemble_volume(folder, out, Workshop(read_font_folder(), cache, 1))


@pytest.fixture(scope="module")
def chunks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache for the tests that do not ask what it does."""
    return tmp_path_factory.mktemp("chunks")


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory, chunks: Path) -> Path:
    """The small volume, made once."""
    folder = write_folder(tmp_path_factory.mktemp("volume"), terms=article("terms", clauses=20, link="acceptance-c2"))
    assemble(folder, folder / "volume.pdf", chunks)
    return folder / "volume.pdf"


@pytest.fixture(scope="module")
def pdf(printed: Path) -> PdfReader:
    """The same, read."""
    return PdfReader(printed)


def texts(pdf: PdfReader) -> list[str]:
    """The words of each page, without blanks."""
    return ["".join(page.extract_text().split()) for page in pdf.pages]


def page_with(pdf: PdfReader, *words: str) -> int:
    """The one page (from 0) that holds all the words."""
    found = [number for number, text in enumerate(texts(pdf)) if all(word in text for word in words)]
    assert len(found) == 1, (words, found)
    return found[0]


def test_it_works(tmp_path: Path, chunks: Path) -> None:
    out = tmp_path / "out" / "volume.pdf"
    summary = assemble(write_folder(tmp_path / "folder"), out, chunks)
    assert (summary.standards, summary.guides, summary.pages) == (2, 2, len(PdfReader(out).pages))
    assert summary.sha256 == hashlib.sha256(out.read_bytes()).hexdigest()


def test_two_builds_give_the_same_bytes_with_any_number_of_processes(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "folder")
    first = assemble(folder, tmp_path / "a.pdf", tmp_path / "a")
    second = assemble_volume(folder, tmp_path / "b.pdf", Workshop(read_font_folder(), tmp_path / "b", 2))
    assert first == second


def test_one_edit_remakes_what_it_touches_and_gives_the_bytes_of_a_cold_build(tmp_path: Path) -> None:
    assemble(write_folder(tmp_path / "folder"), tmp_path / "a.pdf", tmp_path / "warm")
    before = set((tmp_path / "warm").glob("*.pdf"))
    edited = write_folder(tmp_path / "folder", terms=article("terms", clauses=30))
    warm = assemble(edited, tmp_path / "a.pdf", tmp_path / "warm")
    # Contents, register and indexes hold room for pages, so they are not set again when pages shift.
    assert len(set((tmp_path / "warm").glob("*.pdf")) - before) == len(["the standard", "the notes with its digest"])
    assert warm == assemble(edited, tmp_path / "b.pdf", tmp_path / "cold")


def test_the_first_page_is_the_cover_and_bears_no_folio(pdf: PdfReader) -> None:
    assert texts(pdf)[0] == "奉节县行政许可服务标准汇编（2017年版）奉节县质量技术监督局2017年12月20日"


def test_each_standard_has_a_cover_on_a_right_hand_page(pdf: PdfReader) -> None:
    covers = [page_with(pdf, code, "2017-08-15发布", "2017-09-01实施") for code in ("FJXK102", "FJXK202")]
    assert [number % 2 for number in covers] == [0, 0]
    assert "代替" not in texts(pdf)[covers[0]]


def test_each_guide_starts_on_a_right_hand_page_after_the_standards(pdf: PdfReader) -> None:
    starts = [page_with(pdf, "一、适用范围", code) for code in ("500116001000", "500126001000")]
    assert [number % 2 for number in starts] == [0, 0]
    assert starts[0] > page_with(pdf, "FJXK202", "2017-08-15发布")
    assert page_with(pdf, "附编", "2个许可事项，2017年12月31日在办") == starts[0] - 2


def test_the_contents_give_the_page_of_each_guide(pdf: PdfReader) -> None:
    start = page_with(pdf, "一、适用范围", "500126001000")
    folio = folio_of(pdf, start)
    contents = texts(pdf)[page_with(pdf, "目录", "附编服务指南与审查工作细则")]
    assert re.search(rf"500126001000烟草专卖零售许可[.…]*{folio}(?!\d)", contents), contents


def test_a_flowchart_is_printed_whole_on_one_page_and_its_words_as_they_are(pdf: PdfReader) -> None:
    start = page_with(pdf, "一、适用范围", "500116001000")
    assert "附件1办理流程图" in texts(pdf)[start + 1]
    assert "受理（1个工作日）（窗口）" in texts(pdf)[start + 1]
    assert "审查工作细则" in texts(pdf)[start + 2]


def test_nothing_on_a_cover_stands_in_the_strip_that_a_printer_trims(pdf: PdfReader) -> None:
    cover = pdf.pages[page_with(pdf, "FJXK102", "2017-08-15发布", "2017-09-01实施")]
    heights: list[float] = []

    def note(text: str, page: list[float], line: list[float], *_: object) -> None:
        if text.strip():
            heights.append(page[1] * line[4] + page[3] * line[5] + page[5])

    cover.extract_text(visitor_text=note)
    assert heights
    assert min(heights) > 10 * 72 / 25.4
    assert max(heights) < (297 - 20) * 72 / 25.4


def test_the_standard_it_replaces_stands_on_the_cover(tmp_path: Path, chunks: Path) -> None:
    data = volume()
    data["subsystems"][0]["standards"][0]["replaces"] = "FJXK 102—2016"
    out = tmp_path / "volume.pdf"
    assemble(write_folder(tmp_path, data), out, chunks)
    assert "代替FJXK102—2016" in texts(PdfReader(out))[page_with(PdfReader(out), "FJXK102—2017", "2017-08-15发布")]


def test_a_volume_of_a_day_says_the_day_and_what_comes_later(tmp_path: Path, chunks: Path) -> None:
    data = volume() | {"as_of": "2017-10-01"}
    data["slots"][2] |= {"remark": "FJXK 203—2017 自 2017-11-01 起实施"}
    assemble(write_folder(tmp_path / "folder", data), tmp_path / "a.pdf", chunks)
    words = texts(PdfReader(tmp_path / "a.pdf"))
    assert any("有效日收录2017年10月1日有效的标准" in page for page in words)
    assert any("行政许可审查规范（FJXK203—2017自2017-11-01起实施）" in page for page in words)


def test_the_contents_give_the_page_on_which_a_standard_starts(pdf: PdfReader) -> None:
    contents = texts(pdf)[page_with(pdf, "目录", "服务提供标准")].replace(".", "")
    opening = page_with(pdf, "FJXK102—2017", "2017-08-15发布")
    second = page_with(pdf, "FJXK202—2017", "2017-08-15发布")
    assert f"FJXK102—2017行政许可术语{folio_of(pdf, opening)}" in contents
    assert f"FJXK202—2017行政许可受理规范{folio_of(pdf, second)}" in contents


def folio_of(pdf: PdfReader, number: int) -> int:
    """The page of the volume that a page says it is."""
    stamped = re.findall(r"—(\d+)—$", texts(pdf)[number])
    assert len(stamped) == 1, texts(pdf)[number]
    return int(stamped[0])


def test_every_page_that_is_not_empty_bears_the_page_of_the_volume(pdf: PdfReader) -> None:
    first = page_with(pdf, "第一编", "1项标准")
    shown = [number for number, text in enumerate(texts(pdf)) if number >= first and text]
    assert [folio_of(pdf, number) for number in shown] == [number - first + 1 for number in shown]
    assert not any(re.search(r"—\d+—$", text) for text in texts(pdf)[:first])


def test_the_front_matter_stands_in_the_order_of_a_compilation(pdf: PdfReader) -> None:
    opening = (
        "（2017年版）奉节县质量技术监督局", "准印证号渝奉内字第样例号", "编委会主任分管副县长委员质监局局长法制办主任",
        "前言", "说明", "目录",
        "标准体系结构图", "标准明细表", "标准统计表", "第一编",
    )  # fmt: skip
    pages = [text for text in texts(pdf)[1:] if text]
    assert all(words in text for words, text in zip(opening, pages, strict=False))
    assert pages[-1].startswith("书名奉节县行政许可服务标准汇编（2017年版）")


def test_front_pages_have_roman_folios(pdf: PdfReader) -> None:
    assert texts(pdf)[page_with(pdf, "本汇编供窗口人员使用")].endswith("日I")
    assert texts(pdf)[page_with(pdf, "本汇编收录")].endswith("III")
    assert texts(pdf)[page_with(pdf, "目录", "服务提供标准")].endswith("V")


def test_a_standard_keeps_its_own_folios_odd_ones_on_the_right(pdf: PdfReader) -> None:
    cover = page_with(pdf, "FJXK102—2017", "2017-08-15发布")
    own = [re.sub(r"—\d+—$", "", text)[-2:] for text in texts(pdf)[cover + 2 : cover + 6]]
    assert [folio[-1] for folio in own] == ["I", "I", "1", "2"]
    assert (cover + 4) % 2 == 0


def test_a_standards_own_contents_give_its_own_pages(pdf: PdfReader) -> None:
    contents = texts(pdf)[page_with(pdf, "目次", "FJXK102—2017")].replace(".", "")
    assert contents.startswith("目次前言II1范围12受理1附录A（规范性附录）受理单3")


def test_each_subsystem_has_a_title_page_on_the_right(pdf: PdfReader) -> None:
    starts = [page_with(pdf, "第一编", "服务通用基础标准"), page_with(pdf, "第二编", "服务提供标准")]
    assert [number % 2 for number in starts] == [0, 0]
    assert starts[1] + 2 == page_with(pdf, "FJXK202—2017", "2017-08-15发布")


def test_every_text_page_bears_the_code_of_its_standard(pdf: PdfReader) -> None:
    first = page_with(pdf, "FJXK102—2017", "2017-08-15发布")
    second = page_with(pdf, "FJXK202—2017", "2017-08-15发布")
    pages = texts(pdf)
    assert all("FJXK102—2017" in text and "FJXK202" not in text for text in pages[first : second - 2] if text)
    annexed = page_with(pdf, "附编", "2个许可事项，2017年12月31日在办")
    assert all("FJXK202—2017" in text and "FJXK102" not in text for text in pages[second:annexed] if text)


def test_every_page_of_a_guide_bears_the_code_and_title_of_its_item(pdf: PdfReader) -> None:
    first = page_with(pdf, "一、适用范围", "500116001000")
    second = page_with(pdf, "一、适用范围", "500126001000")
    pages = texts(pdf)
    assert all("500116001000道路货物运输经营许可" in text for text in pages[first:second] if text)
    assert all(
        "500126001000烟草专卖零售许可" in text for text in pages[second : page_with(pdf, "按标准编号索引")] if text
    )


def test_codes_and_folios_stand_at_the_outer_edge(pdf: PdfReader) -> None:
    start = page_with(pdf, "FJXK102—2017", "2017-08-15发布")
    left, right = head_position(pdf, start + 3), head_position(pdf, start + 2)
    assert left == pytest.approx(20 / 25.4 * 72, abs=1)
    assert right > 595 - (20 + 30) / 25.4 * 72


def head_position(pdf: PdfReader, number: int) -> float:
    """Where the running head of a page begins, in points from the left."""
    found: list[float] = []

    def note(text: str, matrix: list[float], position: list[float], *_: object) -> None:
        if "FJXK" in text:
            found.append(matrix[0] * position[4] + matrix[4])

    pdf.pages[number].extract_text(visitor_text=note)
    return found[0]


def test_a_blank_page_is_quite_blank_and_lies_before_a_standard_or_a_guide(pdf: PdfReader) -> None:
    pages = texts(pdf)
    blank = [number for number, text in enumerate(pages) if not text]
    after = (
        "2017-08-15发布",
        "2个许可事项",
        "一、适用范围",
        "目次",
        "第一编",
        "第二编",
        "（2017年版）",
        "1范围",
        "按标准编号索引",
        "前言本汇编",
        "说明",
        "目录",
        "标准体系结构图",
        "标准明细表",
        "标准统计表",
    )
    assert all(any(words in pages[number + 1] for words in after) for number in blank if number + 1 < len(pages))
    assert not any(re.search(r"[^ \nqQ]", page_content(pdf, number)) for number in blank)


def page_content(pdf: PdfReader, number: int) -> str:
    """What a page draws, without the set-up that every page has."""
    content = pdf.pages[number].get_contents()
    return "" if content is None else re.sub(r"[-\d. ]+ cm", "", content.get_data().decode("latin-1"))


def test_the_register_lists_places_still_empty_and_the_statistics_count_them(pdf: PdfReader) -> None:
    register = texts(pdf)[page_with(pdf, "标准明细表", "责任部门")]
    assert "3203行政许可审查规范县行政服务中心" in register
    statistics = texts(pdf)[page_with(pdf, "标准统计表", "应有数")]
    assert "服务通用基础标准11100.0服务提供标准2150.0合计3266.7" in statistics


def test_bookmarks_lead_from_subsystem_to_standard_to_chapter(pdf: PdfReader) -> None:
    titles = flat(pdf.outline)
    assert titles == [
        (0, "前言"),
        (0, "说明"),
        (0, "目录"),
        (0, "标准体系结构图"),
        (0, "标准明细表"),
        (0, "标准统计表"),
        (0, "服务通用基础标准"),
        (1, "FJXK 102—2017　行政许可术语"),
        (2, "前言"),
        (2, "1 范围"),
        (2, "2 受理"),
        (2, "附录A （规范性附录）受理单"),
        (0, "服务提供标准"),
        (1, "FJXK 202—2017　行政许可受理规范"),
        (2, "前言"),
        (2, "1 范围"),
        (2, "2 受理"),
        (2, "附录A （规范性附录）受理单"),
        (0, "附编　服务指南与审查工作细则"),
        (1, "500116001000　道路货物运输经营许可"),
        (1, "500126001000　烟草专卖零售许可"),
        (0, "索引"),
        (1, "按标准编号索引"),
        (1, "按标准名称汉语拼音索引"),
        (1, "按《指引》和法律条目索引"),
    ]


def flat(outline: list, depth: int = 0) -> list[tuple[int, str]]:
    """The outline as depth and title."""
    rows: list[tuple[int, str]] = []
    for entry in outline:
        rows.extend(flat(entry, depth + 1) if isinstance(entry, list) else [(depth, entry.title)])
    return rows


def test_a_reference_to_another_standard_leads_to_its_page(pdf: PdfReader) -> None:
    targets = {
        str(annotation.get_object()["/Dest"])
        for page in pdf.pages
        for annotation in page.get("/Annots", [])
        if "/Dest" in annotation.get_object()
    }
    assert "acceptance-c2" in targets
    destination = pdf.named_destinations["acceptance-c2"]
    assert pdf.get_destination_page_number(destination) == page_with(pdf, "2受理", "FJXK202", "受理单的要素")


def test_a_screen_edition_has_nothing_for_the_preflight_to_find(printed: Path) -> None:
    assert inspect_pdf(printed, Profile(press=False)).findings == ()


def test_text_holds_no_replacement_character(pdf: PdfReader) -> None:
    assert not any(sign in text for text in texts(pdf) for sign in ("\ufffd", "\x00", "□"))


def test_what_cannot_be_set_leaves_the_old_volume_alone(tmp_path: Path, chunks: Path) -> None:
    folder = write_folder(tmp_path / "folder", terms=article("terms", extra="<p>\ue000</p>"))
    out = tmp_path / "volume.pdf"
    out.write_bytes(b"old")
    with pytest.raises(CannotProceed, match="没有下列字符的字形"):
        assemble(folder, out, chunks)
    assert out.read_bytes() == b"old"


def test_a_standard_without_a_chapter_is_named(tmp_path: Path, chunks: Path) -> None:
    text = '<article class="standard" id="terms"><section class="preface" id="p"><h2>前言</h2></section></article>'
    with pytest.raises(CannotProceed, match="标准 FJXK 102—2017《行政许可术语》没有一章正文"):
        assemble(write_folder(tmp_path, terms=text), tmp_path / "volume.pdf", chunks)
