"""The files for the printer: block and cover as a print shop wants them, and nothing that its preflight sends back."""

from __future__ import annotations

from pathlib import Path

import pytest
from pikepdf import Dictionary, Name, Pdf
from pypdf import PdfReader

from conformance.errors import CannotProceed
from conformance.preflight.inspect import inspect_pdf
from conformance.preflight.profile import Profile
from conformance.volume.assemble import SetVolume, Workshop, set_volume
from conformance.volume.assemble_press import BINDINGS, PressOrder, PressSummary, assemble_press
from conformance.volume.cover_sheet import signs, spine_of
from conformance.volume.format import FORMATS
from conformance.volume.press import Press, make_press

MM = 72 / 25.4
PROFILE = bytes(16) + b"CMYK" + bytes(16) + b"acsp" + bytes(88)
"""As much of an ICC profile as is looked at."""


def order(**changes: object) -> PressOrder:
    """An order as most are."""
    usual = {"signature": 16, "marks": True, "sheet": 0.3, "cover": 0.25, "profile": PROFILE}
    return PressOrder(binding=BINDINGS["perfect"], **{**usual, **changes})


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory, volume: SetVolume, workshop: Workshop) -> Path:
    """The folder of both files."""
    folder = tmp_path_factory.mktemp("press")
    assemble_press(volume, folder, workshop, order())
    return folder


def texts(path: Path) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(path).pages]


def test_preflight_finds_nothing(press: Path) -> None:
    assert inspect_pdf(press / "block.pdf", Profile(signature=16, size=(210, 297))).findings == ()
    assert inspect_pdf(press / "cover.pdf", Profile(signature=1)).findings == ()


def test_qpdf_finds_nothing(press: Path) -> None:
    with Pdf.open(press / "block.pdf") as block, Pdf.open(press / "cover.pdf") as cover:
        assert block.check_pdf_syntax() == []
        assert cover.check_pdf_syntax() == []


def test_the_block_begins_with_the_title_page_and_bears_the_pages_of_the_screen_edition(
    press: Path, volume: SetVolume
) -> None:
    pages = texts(press / "block.pdf")
    assert pages[0].startswith("奉节县行政许可服务标准汇编（2017年版）")
    assert pages[1].startswith("内部资料免费交流")
    first = next(number for number, text in enumerate(pages) if text.startswith("第一编"))
    assert pages[first].endswith("—1—")
    assert first % 2 == 0
    assert len(pages) % 16 == 0
    assert len(pages) - volume.block().pages < 16


def test_text_moves_away_from_the_spine(press: Path, tmp_path: Path, volume: SetVolume, workshop: Workshop) -> None:
    assemble_press(volume, tmp_path, workshop, PressOrder(BINDINGS["saddle"], 16, False, 0.1, 0.25, None))
    moved = [
        left(press / "block.pdf", number) - left(tmp_path / "block.pdf", number)
        for number, text in enumerate(texts(press / "block.pdf"))
        if text.startswith(("目次", "前言本标准"))
    ]
    assert [round(shift / MM, 1) for shift in moved] == [2.0, -2.0, 2.0, -2.0]


def left(path: Path, number: int) -> float:
    """Where the first text of a page begins."""
    found: list[float] = []

    def note(text: str, matrix: list[float], position: list[float], *_: object) -> None:
        if text.strip():
            found.append(matrix[0] * position[4] + matrix[4])

    PdfReader(path).pages[number].extract_text(visitor_text=note)
    return found[0]


def test_pages_have_boxes_and_marks_outside_the_bleed(press: Path) -> None:
    with Pdf.open(press / "block.pdf") as block:
        for page in block.pages:
            assert [round(float(edge) / MM, 2) for edge in page.obj.TrimBox] == [0, 0, 210, 297]
            assert [round(float(edge) / MM, 2) for edge in page.obj.BleedBox] == [-3, -3, 213, 300]
            assert [round(float(edge) / MM, 2) for edge in page.obj.MediaBox] == [-10, -10, 220, 307]
            assert "/Annots" not in page.obj


def test_the_structure_of_pdfx_is_set_with_a_profile_alone(
    press: Path, tmp_path: Path, volume: SetVolume, workshop: Workshop
) -> None:
    with Pdf.open(press / "block.pdf") as block:
        assert Name("/GTS_PDFX") == block.Root.OutputIntents[0].S
        assert block.Root.OutputIntents[0].DestOutputProfile.read_bytes() == PROFILE
        assert str(block.docinfo["/Trapped"]) == "/False"
        assert block.pdf_version == "1.6"
    assemble_press(volume, tmp_path, workshop, order(profile=None))
    with Pdf.open(tmp_path / "block.pdf") as plain:
        assert "/OutputIntents" not in plain.Root
        assert "/GTS_PDFXVersion" not in plain.docinfo


def test_what_is_no_profile_of_a_press_is_refused(tmp_path: Path, volume: SetVolume, workshop: Workshop) -> None:
    with pytest.raises(CannotProceed, match="不是 CMYK 的色彩特性文件"):
        assemble_press(volume, tmp_path, workshop, order(profile=b"RGB"))


def test_two_runs_give_the_same_bytes(press: Path, tmp_path: Path, volume: SetVolume, workshop: Workshop) -> None:
    assemble_press(volume, tmp_path, workshop, order())
    for name in ("block.pdf", "cover.pdf"):
        assert (tmp_path / name).read_bytes() == (press / name).read_bytes()


def test_a_colour_is_refused_with_its_page() -> None:
    with Pdf.new() as pdf:
        pdf.add_blank_page()
        page = pdf.pages[0].obj
        page.Contents = pdf.make_stream(b"1 0 0 rg 0 0 9 9 re f")
        page.Resources = Dictionary(Font=Dictionary())
        with pytest.raises(CannotProceed, match="第 1 页有彩色（1 0 0 rg）"):
            make_press(pdf, Press(FORMATS["a4"].trim))


def test_greys_become_black_ink_and_white_knocks_out() -> None:
    with Pdf.new() as pdf:
        pdf.add_blank_page()
        page = pdf.pages[0].obj
        page.Contents = pdf.make_stream(b"0 0 0 rg 1 1 1 RG 0.25 0.25 0.25 rg 0 0 0 RG")
        page.Resources = Dictionary(Font=Dictionary())
        make_press(pdf, Press(FORMATS["a4"].trim))
        drawn = b"".join(part.read_bytes() for part in page.Contents).decode()
    assert "/KFillOver gs 0 0 0 1 k /KOut gs 0 0 0 0 K /KFillOut gs 0 0 0 0.75 k 0 0 0 1 K" in drawn


def test_the_cover_is_as_wide_as_its_spine_makes_it(press: Path, volume: SetVolume) -> None:
    with Pdf.open(press / "block.pdf") as block, Pdf.open(press / "cover.pdf") as cover:
        spine = spine_of(len(block.pages), 0.3, 0.25)
        assert len(cover.pages) == 1
        assert float(cover.pages[0].obj.TrimBox[2]) == pytest.approx(420 * MM + spine.points, abs=0.01)
    assert spine.has_text
    words = texts(press / "cover.pdf")[0]
    assert words.startswith("内部资料免费交流奉节县行政许可服务标准汇编2017奉节县质量技术监督局")


def test_a_spine_thinner_than_five_millimetres_stays_empty(
    tmp_path: Path, volume: SetVolume, workshop: Workshop
) -> None:
    made: PressSummary = assemble_press(volume, tmp_path, workshop, order(sheet=0.05))
    assert not made.spine.has_text
    assert texts(tmp_path / "cover.pdf")[0].count("奉节县行政许可服务标准汇编") == 1


def test_the_spine_is_half_the_pages_thick_and_both_covers() -> None:
    assert spine_of(960, 0.095, 0.25).width == 46.1


def test_digits_of_a_spine_stand_side_by_side() -> None:
    assert signs("汇编 2017 年") == ["汇", "编", "2017", "年"]


def test_the_other_size_is_set_anew(tmp_path: Path, volume: SetVolume, workshop: Workshop) -> None:
    small = Workshop(workshop.fonts, workshop.cache, 1, FORMATS["16k"])
    assemble_press(set_volume(volume.content, small), tmp_path, small, order())
    assert inspect_pdf(tmp_path / "block.pdf", Profile(signature=16, size=(210, 285))).findings == ()
