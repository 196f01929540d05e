"""Entries, links, bookmarks and signs of a finished volume lead to and show what they say; a fault in them is found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from conformance.typeset.fonts import read_font_folder
from conformance.volume.assemble import Workshop, assemble_volume
from tests.volume.fragments import article, write_folder
from tests.volume.landing import entries, missing_glyphs, wrong_bookmarks, wrong_entries, wrong_links
from tests.volume.read_back import ReadPage, ReadVolume, read_volume


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small volume, with a reference from one standard to the other."""
    folder = write_folder(tmp_path_factory.mktemp("volume"), terms=article("terms", clauses=20, link="acceptance-c2"))
    assemble_volume(folder, folder / "volume.pdf", Workshop(read_font_folder(), folder / "cache", 1))
    return folder / "volume.pdf"


@pytest.fixture(scope="module")
def volume(printed: Path) -> ReadVolume:
    """The same, read back."""
    return read_volume(printed)


def test_every_entry_gives_the_page_on_which_its_heading_stands(volume: ReadVolume) -> None:
    # Contents of the volume, register, contents of the two standards, three indexes.
    assert len(list(entries(volume))) == front_entries(volume) + (2 + 2 + 1) + 2 + 2 * 4 + (2 + 2 + 2)
    assert front_entries(volume) >= len(["notes", "register", "statistics"])
    assert wrong_entries(volume) == []


def test_every_link_and_every_bookmark_lands(volume: ReadVolume) -> None:
    assert wrong_links(volume) == []
    assert wrong_bookmarks(volume) == []


def test_no_sign_is_missing(volume: ReadVolume) -> None:
    assert missing_glyphs(volume) == []


def test_pages_are_read_as_another_reader_reads_them(printed: Path, volume: ReadVolume) -> None:
    texts = ["".join(page.extract_text().split()) for page in PdfReader(printed).pages]
    assert [sorted(page.text) for page in volume.pages] == [sorted(text) for text in texts]


def test_an_entry_with_another_number_is_found(volume: ReadVolume) -> None:
    changed = _with_words(
        volume, lambda words: words[:-1] + str((int(words[-1]) + 1) % 10) if words[-1:].isdigit() else words
    )
    led = [one for one in entries(volume) if one.link.words[-1:].isdigit()]
    assert len(wrong_entries(changed)) == len(led) > 10


def test_headings_that_stand_a_page_further_on_are_found(volume: ReadVolume) -> None:
    last = len(volume.pages) - 1
    moved = {name: replace(one, page=min(one.page + 1, last)) for name, one in volume.targets.items()}
    changed = replace(volume, targets=moved)
    assert len(wrong_entries(changed)) == len(list(entries(volume)))
    assert len(wrong_links(changed)) == 2


def test_headings_that_stand_lower_on_their_page_are_found(volume: ReadVolume) -> None:
    lower = {name: replace(one, y=one.y - 60) if one.y < 800 else one for name, one in volume.targets.items()}
    assert len(wrong_entries(replace(volume, targets=lower))) == front_entries(volume) + 1 + 2 * 4 + 2
    assert len(wrong_links(replace(volume, targets=lower))) == 2


def test_a_link_to_nowhere_is_found(volume: ReadVolume) -> None:
    without = {name: one for name, one in volume.targets.items() if name != "acceptance-c2"}
    assert any("没有目标" in fault for fault in wrong_links(replace(volume, targets=without)))


def test_a_bookmark_that_leads_elsewhere_is_found(volume: ReadVolume) -> None:
    first, *others = volume.bookmarks
    astray = replace(first, target=others[-1].target)
    assert wrong_bookmarks(replace(volume, bookmarks=(astray, *others))) == [f"书签“{first.title}”"]


def test_the_empty_box_and_a_sign_that_the_face_does_not_hold_are_found(volume: ReadVolume) -> None:
    first, *others = volume.fonts
    unheld = next(code for code in range(1, 60000) if code not in first.used)
    spoilt = replace(first, used=first.used | {0, unheld})
    assert len(missing_glyphs(replace(volume, fonts=(spoilt, *others)))) == 2


def front_entries(volume: ReadVolume) -> int:
    """Entries of what stands before page 1."""
    return sum(volume.pages[volume.targets[one.link.name].page].folio is None for one in entries(volume))


def _with_words(volume: ReadVolume, change) -> ReadVolume:
    pages = [
        ReadPage(page.pieces, tuple(replace(link, words=change(link.words)) for link in page.links))
        for page in volume.pages
    ]
    return replace(volume, pages=tuple(pages))
