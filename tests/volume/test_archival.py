"""The edition for the screen is PDF/A-2b (ISO 19005-2), judged by a validator that shares nothing with its writer."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from pikepdf import pdfa
from pypdf import PdfReader

from conformance.typeset.fonts import read_font_folder
from conformance.volume.assemble import Workshop, assemble_volume
from tests.volume.fragments import article, write_folder

ROWS = "".join(f"<tr><td>{row}</td><td>受理单号</td></tr>" for row in range(1, 61))
LONG = (
    "<table><caption>表2　受理单的去向</caption><thead><tr><th>序号</th><th>去向</th></tr></thead>"
    f"<tbody>{ROWS}</tbody></table>"
)
"""A table that goes on over the page."""


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small volume, with flowcharts, a link between standards and a long table."""
    folder = write_folder(tmp_path_factory.mktemp("volume"), terms=article("terms", link="acceptance-c2", extra=LONG))
    assemble_volume(folder, folder / "volume.pdf", Workshop(read_font_folder(), folder / "chunks", 1))
    return folder / "volume.pdf"


def test_it_works(printed: Path) -> None:
    checked = pdfa.check(pikepdf.open(printed), "2b")
    assert checked.verdict == "pass"
    assert not checked.findings


def test_links_and_bookmarks_stay(printed: Path) -> None:
    pdf = PdfReader(printed)
    links = [link.get_object() for page in pdf.pages for link in page.get("/Annots", [])]
    assert pdf.outline
    assert len(links) > 20
    assert {str(link["/Dest"]) for link in links} <= set(pdf.named_destinations)


def test_the_validator_sees_a_link_without_its_flag(printed: Path, tmp_path: Path) -> None:
    with pikepdf.open(printed) as pdf:
        page = next(page for page in pdf.pages if "/Annots" in page.obj)
        del page.obj.Annots[0]["/F"]
        pdf.save(tmp_path / "a.pdf")
    assert pdfa.check(pikepdf.open(tmp_path / "a.pdf"), "2b").verdict == "fail"


def test_a_table_that_goes_on_over_the_page_says_so_above_its_heads(printed: Path) -> None:
    texts = ["".join(page.extract_text().split()) for page in PdfReader(printed).pages]
    assert sum("表2受理单的去向序号去向1受理单号" in text for text in texts) == 1
    assert sum(text.startswith("表2（续）序号去向") for text in texts) >= 1
    assert not any("表1（续）" in text for text in texts)
