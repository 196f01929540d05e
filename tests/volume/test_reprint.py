"""Which signatures an amendment changes: the one in which a word stands, or all behind a page that came."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pikepdf import Array, Dictionary, Name, Pdf
from pypdf import PdfReader

from conformance.cli.main import main
from conformance.volume.assemble import Workshop, set_volume
from conformance.volume.assemble_press import BINDINGS, PressOrder, assemble_press
from conformance.volume.folder import read_volume_folder
from conformance.volume.job_ticket import Commission, make_ticket, write_ticket
from conformance.volume.reprint import compare_blocks, signature_pages
from tests.volume.fragments import article, write_folder

ORDER = PressOrder(BINDINGS["perfect"], signature=4, marks=True, sheet=0.1, cover=0.25, profile=None)
LONG = 24
"""Clauses of a standard that runs over several pages."""


def press(folder: Path, workshop: Workshop, **articles: str) -> Path:
    """The press folder of a volume with these standards."""
    volume = set_volume(read_volume_folder(write_folder(folder / "fragments", **articles)), workshop)
    made = assemble_press(volume, folder / "press", workshop, ORDER)
    commission = Commission(100, "", "")
    ticket = make_ticket(volume.content, ORDER, workshop.format, commission, [made], folder / "press")
    write_ticket(ticket, folder / "press", workshop.fonts)
    return folder / "press"


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory, workshop: Workshop) -> Path:
    """The last printing."""
    return press(tmp_path_factory.mktemp("printed"), workshop, acceptance=article("acceptance", clauses=LONG))


def texts(path: Path) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(path).pages]


def page_of(path: Path, words: str) -> int:
    """The page, from 1, on which the words stand."""
    return next(number for number, text in enumerate(texts(path), start=1) if words in text)


def test_an_edit_within_its_page_changes_its_signature_and_the_one_that_tells_digests(
    printed: Path, tmp_path: Path, workshop: Workshop
) -> None:
    # The new sign is one that the face was not cut to before: the file of the font is another, other pages are not.
    edited = article("acceptance", clauses=LONG).replace("受理单由窗口受理岗填写。", "受理单由窗口受理岗填冩。")
    amended = press(tmp_path, workshop, acceptance=edited)
    assert len(texts(amended / "block.pdf")) == len(texts(printed / "block.pdf"))
    reprint = compare_blocks(printed / "block.pdf", amended / "block.pdf", 4, nested=False)
    changed = [page for one in reprint.reprinted for page in one.changed]
    assert changed == [page_of(amended / "block.pdf", "文本的数字摘要"), page_of(amended / "block.pdf", "填冩")]
    assert [one.number for one in reprint.reprinted] == [(page - 1) // 4 + 1 for page in changed]
    assert len(reprint.unchanged) == len(reprint.signatures) - 2
    assert reprint.dropped == ()


def test_a_page_that_comes_changes_every_signature_behind_it(printed: Path, tmp_path: Path, workshop: Workshop) -> None:
    grown = press(
        tmp_path, workshop, terms=article("terms", clauses=4 * LONG), acceptance=article("acceptance", clauses=LONG)
    )
    reprint = compare_blocks(printed / "block.pdf", grown / "block.pdf", 4, nested=False)
    assert len(texts(grown / "block.pdf")) > len(texts(printed / "block.pdf"))
    first = (page_of(grown / "block.pdf", "2.3") - 1) // 4 + 1
    behind = [one for one in reprint.signatures if one.number > first]
    assert behind
    assert [one.number for one in behind if not one.is_reprinted] == []


def test_the_same_sources_leave_every_signature_unchanged(printed: Path, tmp_path: Path, workshop: Workshop) -> None:
    again = press(tmp_path, workshop, acceptance=article("acceptance", clauses=LONG))
    assert compare_blocks(printed / "block.pdf", again / "block.pdf", 4, nested=False).reprinted == ()


def test_numbers_and_names_of_objects_do_not_matter(printed: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.pdf"
    with Pdf.open(printed / "block.pdf") as pdf:
        shared = pdf.pages[4].obj.Resources
        states = shared.ExtGState
        states["/Renamed"] = states["/KOver"]
        del states["/KOver"]
        for page in pdf.pages:
            if page.obj.get("/Resources", Dictionary()).objgen == shared.objgen != (0, 0):
                for stream in page.obj.Contents:
                    stream.write(stream.read_bytes().replace(b"/KOver ", b"/Renamed "))
        assert b"/Renamed " in b"".join(stream.read_bytes() for stream in pdf.pages[4].obj.Contents)
        pdf.save(copy, linearize=True)
    assert compare_blocks(printed / "block.pdf", copy, 4, nested=False).reprinted == ()


@pytest.mark.parametrize("change", ["state", "box", "glyph", "picture"])
def test_what_a_page_names_counts_as_the_page_does(printed: Path, tmp_path: Path, change: str) -> None:
    before, after = tmp_path / "before.pdf", tmp_path / "after.pdf"
    for path, is_changed in ((before, False), (after, True)):
        with Pdf.open(printed / "block.pdf") as pdf:
            page = pdf.pages[4].obj
            if change == "state":
                page.Resources.ExtGState["/KOver"].OPM = 0 if is_changed else 1
            elif change == "box":
                page.TrimBox = Array([0, 0, 595, 841 + is_changed])
            elif change == "glyph" and is_changed:
                for font in page.Resources.Font.values():
                    font.DescendantFonts[0].W = Array([*list(font.DescendantFonts[0].W)[:-1], Array([1234])])
            elif change == "picture":
                picture = pdf.make_stream(b"\x00\xff" if is_changed else b"\x00\x00")
                for key, value in (("Width", 2), ("Height", 1), ("BitsPerComponent", 8)):
                    picture[f"/{key}"] = value
                picture["/Subtype"], picture["/ColorSpace"] = Name.Image, Name.DeviceGray
                page.Resources.XObject = Dictionary(Shown=picture)
                page.Contents.append(pdf.make_stream(b"q 9 0 0 9 0 0 cm /Shown Do Q"))
            pdf.save(path)
    assert 5 in {page for one in compare_blocks(before, after, 4, nested=False).reprinted for page in one.changed}


def test_stitched_signatures_lie_within_one_another() -> None:
    assert signature_pages(12, 4, nested=True) == [(1, 2, 11, 12), (3, 4, 9, 10), (5, 6, 7, 8)]
    assert signature_pages(10, 4, nested=False) == [(1, 2, 3, 4), (5, 6, 7, 8), (9, 10)]


def test_the_command_tells_signatures_and_pages(
    printed: Path, tmp_path: Path, workshop: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    edited = article("acceptance", clauses=LONG).replace("受理单由窗口受理岗填写。", "受理单由窗口填写。")
    amended = press(tmp_path, workshop, acceptance=edited)
    assert main(["reprint", str(printed), str(amended)]) == 1
    told = capsys.readouterr().out.splitlines()
    pages = len(texts(amended / "block.pdf"))
    assert told[0] == f"全一册：书芯 {pages // 4} 帖（每帖 4 页）中，2 帖须重印，{pages // 4 - 2} 帖不变；封面不变。"
    assert main(["reprint", str(printed), str(amended), "--format", "json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert [one["number"] for one in data["books"][0]["reprinted"]] == [
        int(line.split()[2]) for line in told if line.startswith("  重印 第")
    ]
    assert main(["reprint", str(printed), str(printed)]) == 0
    assert "没有要重印的" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nowhere", "既不是印刷版目录，也不是 PDF 文件"),
        ("empty", "没有 job-ticket.json"),
        ("text.pdf", "不能作为 PDF 打开"),
    ],
)
def test_what_cannot_be_compared_is_said(
    printed: Path, tmp_path: Path, name: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.pdf").write_text("文字", encoding="utf-8")
    assert main(["reprint", str(tmp_path / name), str(printed / "block.pdf")]) == 2
    assert words in capsys.readouterr().err


def test_files_that_are_not_those_of_the_ticket_are_refused(
    printed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in printed.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "block.pdf").write_bytes((printed / "cover.pdf").read_bytes())
    assert main(["reprint", str(tmp_path), str(printed)]) == 2
    assert "block.pdf”与印刷委托单所列的摘要不符" in capsys.readouterr().err
