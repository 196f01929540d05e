"""The proof: every line numbered as it is counted elsewhere, bars beside what is new, the text itself as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from pikepdf import Pdf
from pypdf import PdfReader

from conformance.typeset.fonts import read_font_folder
from conformance.volume.assemble import Workshop, assemble_volume, write_pdf
from conformance.volume.merge import MM
from conformance.volume.printed_volume import PrintedVolume
from conformance.volume.proof import Mark, ProofSummary, make_proof
from tests.volume.fragments import TEXT, write_folder


@pytest.fixture(scope="module")
def volume(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("volume")
    fragments = write_folder(folder / "fragments")
    assemble_volume(fragments, folder / "volume.pdf", Workshop(read_font_folder(), folder / "chunks", 1))
    return folder / "volume.pdf"


def proof(volume: Path, out: Path, *marks: Mark) -> ProofSummary:
    with Pdf.open(volume) as pdf:
        made = make_proof(pdf, marks, read_font_folder())
        write_pdf(pdf, out)
    return made


def stamps(out: Path, page: int) -> str:
    """What was drawn on a page (from 0) last."""
    with Pdf.open(out) as pdf:
        content = pdf.pages[page].obj.Contents
        return str(list(content)[-1].read_bytes().decode("ascii"))


def bars(out: Path, page: int) -> list[float]:
    """The middle of each bar, from the top."""
    rows = [line.split() for line in stamps(out, page).splitlines() if "1.5 w" in line]
    return [float(row[row.index("m") - 1]) + 5.8 for row in rows]


def test_a_bar_stands_beside_the_line_that_is_new_and_beside_no_other(volume: Path, tmp_path: Path) -> None:
    start = TEXT.index("5个工作日")
    made = proof(volume, tmp_path / "proof.pdf", Mark("terms-c2", TEXT, start, start + 1))
    assert made == ProofSummary(pages=1, lines=1, lost=0)
    with Pdf.open(volume) as pdf:
        printed = PrintedVolume(pdf)
        (line,) = printed.find("terms-c2", TEXT, start, start + 1)
        pages = len(pdf.pages)
    assert bars(tmp_path / "proof.pdf", line.page) == [pytest.approx(line.line.y, abs=0.02)]
    assert sum(len(bars(tmp_path / "proof.pdf", page)) for page in range(pages)) == 1


def test_every_line_bears_the_number_by_which_it_is_found(volume: Path, tmp_path: Path) -> None:
    proof(volume, tmp_path / "proof.pdf")
    with Pdf.open(volume) as pdf:
        printed = PrintedVolume(pdf)
        for page in range(len(pdf.pages)):
            lines = printed.lines(page)
            stamped = [float(row.split(" ")[5]) for row in stamps(tmp_path / "proof.pdf", page).split(" Tf ")[1:]]
            # The last two are the signs of the label at the head, of one face.
            assert [one for one in stamped if one < 780] == [pytest.approx(line.y, abs=0.01) for line in lines]
    number = next(n for n, page in enumerate(PdfReader(volume).pages) if "2.1" in page.extract_text())
    words = PdfReader(tmp_path / "proof.pdf").pages[number].extract_text()
    assert "校样" in words.replace(" ", "").replace("\n", "")


def test_pages_are_widened_at_the_outer_edge_and_say_the_same(volume: Path, tmp_path: Path) -> None:
    proof(volume, tmp_path / "proof.pdf")
    with Pdf.open(volume) as before, Pdf.open(tmp_path / "proof.pdf") as after:
        assert len(before.pages) == len(after.pages)
        for number, page in enumerate(after.pages):
            left, _, right, _ = (round(float(edge) / MM) for edge in page.mediabox)
            assert (left, right) == ((0, 270) if number % 2 == 0 else (-60, 210))
        assert str(after.docinfo["/Title"]).endswith("（校样）")
        assert after.check_pdf_syntax() == []
        with after.open_outline() as outline:
            assert len(outline.root) > 3
    for old, new in zip(PdfReader(volume).pages, PdfReader(tmp_path / "proof.pdf").pages, strict=True):
        for word in old.extract_text().split():
            assert word in new.extract_text()


def test_a_new_standard_has_bars_throughout_and_what_is_not_found_is_counted(volume: Path, tmp_path: Path) -> None:
    made = proof(volume, tmp_path / "proof.pdf", Mark("cover-terms", "", 0, 0), Mark("terms-c1", "没有的话", 0, 4))
    with Pdf.open(volume) as pdf:
        whole = PrintedVolume(pdf).all_from("cover-terms")
    assert made == ProofSummary(pages=len({one.page for one in whole}), lines=len(whole), lost=1)


def test_a_working_copy_is_not_called_one_for_the_archive(volume: Path, tmp_path: Path) -> None:
    proof(volume, tmp_path / "proof.pdf")
    for path, part in ((volume, "2"), (tmp_path / "proof.pdf", None)):
        with Pdf.open(path) as pdf, pdf.open_metadata() as metadata:
            assert metadata.get("{http://www.aiim.org/pdfa/ns/id/}part") == part


def test_two_runs_give_the_same_bytes(volume: Path, tmp_path: Path) -> None:
    for name in ("one.pdf", "other.pdf"):
        proof(volume, tmp_path / name, Mark("terms-c1", TEXT, 0, 4))
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "other.pdf").read_bytes()
