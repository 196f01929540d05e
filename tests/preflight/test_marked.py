"""The marked copy shows each finding at its place and in the list, and leaves what it is a copy of as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from pikepdf import Encryption, Name, Pdf
from pypdf import PdfReader

from conformance.cli.main import main
from conformance.preflight.inspect import Preflight, inspect_pdf
from conformance.preflight.marked import mark_pdf
from conformance.preflight.profile import Profile
from conformance.typeset.fonts import read_font_folder
from tests.preflight.broken import FAULTS, HEIGHT, MM, NOTES, Break, draw, no_title, odd_pages, sound, write


def mark(source: Path, out: Path) -> Preflight:
    """Inspect and mark."""
    result = inspect_pdf(source, Profile())
    mark_pdf(source, result, out, read_font_folder())
    return result


def listed(path: Path) -> str:
    """The words of the first page, without blanks."""
    return "".join(PdfReader(path).pages[0].extract_text().split())


def boxes(path: Path) -> list[tuple[int, str, list[float]]]:
    """The page (from 1, the list left out), text and place of each mark."""
    with Pdf.open(path) as pdf:
        return [
            (number, str(one.Contents), [float(edge) for edge in one.Rect])
            for number, page in enumerate(pdf.pages)
            for one in page.obj.get("/Annots", [])
            if one.Subtype == Name.Square
        ]


@pytest.mark.parametrize(("broken", "rule", "words"), (*FAULTS, *NOTES))
def test_each_finding_of_the_corpus_is_listed_and_marked_on_its_pages(
    tmp_path: Path, broken: Break, rule: str, words: str
) -> None:
    source, out = write(tmp_path / "a.pdf", broken), tmp_path / "marked.pdf"
    before = source.read_bytes()
    result = mark(source, out)
    marks = boxes(out)
    for number, one in enumerate(result.findings, start=1):
        assert "".join(one.found.split()) in listed(out)
        assert "".join(one.mend.split()) in listed(out)
        shown = {page for page, text, _ in marks if text.startswith(f"{number}　") and one.sentence in text}
        assert shown == set(one.pages)
    with Pdf.open(out) as marked, Pdf.open(source) as plain:
        assert len(marked.pages) == len(plain.pages) + 1
        assert marked.check_pdf_syntax() == []
    assert source.read_bytes() == before


def test_a_mark_stands_where_the_fault_is(tmp_path: Path) -> None:
    def red_square(pdf: Pdf) -> None:
        draw(pdf, pdf.pages[1].obj, b"/Over gs 1 0 0 rg q 2 0 0 2 0 0 cm 50 100 30 20 re f Q")

    mark(write(tmp_path / "a.pdf", red_square), tmp_path / "marked.pdf")
    [(page, text, place)] = boxes(tmp_path / "marked.pdf")
    assert page == 2
    assert text.startswith("1　问题［颜色］第 2 页：有 RGB 颜色，应为CMYK、灰度或者专色；请按印刷条件转换为 CMYK。")
    assert [round(edge) for edge in place] == pytest.approx([100, 200, 160, 240], abs=12)


def test_what_has_no_place_of_its_own_is_marked_around_the_page(tmp_path: Path) -> None:
    def no_trim(pdf: Pdf) -> None:
        del pdf.pages[0].obj["/TrimBox"]

    mark(write(tmp_path / "a.pdf", no_trim), tmp_path / "marked.pdf")
    place = boxes(tmp_path / "marked.pdf")[0][2]
    assert place[3] - place[1] > HEIGHT - 20 * MM


def test_numbers_of_one_place_stand_side_by_side(tmp_path: Path) -> None:
    def thin_and_red(pdf: Pdf) -> None:
        draw(pdf, pdf.pages[0].obj, b"/Over gs 1 0 0 RG 0.1 w 100 100 50 50 re S")

    mark(write(tmp_path / "a.pdf", thin_and_red), tmp_path / "marked.pdf")
    with Pdf.open(tmp_path / "marked.pdf") as pdf:
        looks = [one.AP.N.read_bytes().decode() for one in pdf.pages[1].obj.Annots]
    tags = [float(look.splitlines()[1].split()[4]) for look in looks]
    assert len(tags) == 2
    assert tags[1] > tags[0] + 5


def test_a_sound_file_gets_a_list_that_says_so(tmp_path: Path) -> None:
    mark(write(tmp_path / "a.pdf"), tmp_path / "marked.pdf")
    assert listed(tmp_path / "marked.pdf").endswith("没有发现问题。1/1")
    assert boxes(tmp_path / "marked.pdf") == []


@pytest.mark.parametrize(("user", "pages"), [("", 5), ("secret", 1)])
def test_an_encrypted_file_is_marked_if_it_opens_and_listed_in_any_case(tmp_path: Path, user: str, pages: int) -> None:
    with sound() as pdf:
        pdf.save(tmp_path / "a.pdf", encryption=Encryption(owner="owner", user=user))
    mark(tmp_path / "a.pdf", tmp_path / "marked.pdf")
    with Pdf.open(tmp_path / "marked.pdf") as pdf:
        assert len(pdf.pages) == pages
        assert not pdf.is_encrypted
    assert "不加密" in listed(tmp_path / "marked.pdf")


def test_what_is_no_pdf_gets_a_list(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"PK not at all")
    mark(tmp_path / "a.pdf", tmp_path / "marked.pdf")
    assert "不是完整的PDF文件" in listed(tmp_path / "marked.pdf")


def test_a_name_that_our_faces_cannot_show_is_listed_all_the_same(tmp_path: Path) -> None:
    source = write(tmp_path / "ไทย.pdf", no_title)
    mark(source, tmp_path / "marked.pdf")
    assert "文件：〓" in listed(tmp_path / "marked.pdf")


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    source = write(tmp_path / "a.pdf", odd_pages)
    mark(source, tmp_path / "b.pdf")
    mark(source, tmp_path / "c.pdf")
    assert (tmp_path / "b.pdf").read_bytes() == (tmp_path / "c.pdf").read_bytes()


def test_the_command_writes_the_copy_and_never_over_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = write(tmp_path / "a.pdf", odd_pages), tmp_path / "new" / "marked.pdf"
    assert main(["preflight", str(source), "--marked", str(out)]) == 1
    assert "共3页" in listed(out)
    assert main(["preflight", str(source), "--marked", str(source)]) == 2
    assert "请换一个文件名" in capsys.readouterr().err
    assert main(["preflight", str(source), str(source), "--marked", str(out)]) == 2
    assert "一次标注一个文件" in capsys.readouterr().err
