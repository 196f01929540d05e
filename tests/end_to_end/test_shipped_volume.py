"""The compiled volume of the shipped county, whole: what it says of its pages is so, and no printer would ask back."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from conformance.cli.main import main
from conformance.cli.volume import CACHE
from conformance.preflight.inspect import inspect_pdf
from conformance.preflight.profile import Profile
from conformance.volume.folder import VolumeContent, read_volume_folder
from conformance.volume.page import fragment_parts, own_contents
from tests.volume.landing import entries, missing_glyphs, wrong_bookmarks, wrong_entries, wrong_links
from tests.volume.read_back import ReadVolume, read_volume

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the command makes of the shipped county, from nothing."""
    folder = tmp_path_factory.mktemp("volume")
    assert main(["volume", "--project", str(ROOT), "--out", str(folder), "--jobs", "1"]) == 0
    return folder


@pytest.fixture(scope="module")
def volume(out: Path) -> ReadVolume:
    """The volume, read back."""
    return read_volume(out / "volume" / "volume.pdf")


@pytest.fixture(scope="module")
def content(out: Path) -> VolumeContent:
    """What was to be printed."""
    return read_volume_folder(next((out / CACHE / "fragments").iterdir()))


def test_every_standard_item_heading_and_clause_has_its_entries(volume: ReadVolume, content: VolumeContent) -> None:
    wanted = Counter(one.slug for one in content.guides)
    for standard in content.standards:
        wanted[f"cover-{standard.slug}"] = len(["contents", "register", "index by code", "index by sound"])
        wanted.update(entry.id for entry in own_contents("".join(fragment_parts(standard))))
    wanted.update(clause.id for one in content.guide_clauses for clause in one.clauses)
    found = Counter(one.link.name for one in entries(volume))
    assert wanted - found == Counter()
    assert wanted.total() > 1000


def test_every_entry_gives_the_page_on_which_its_heading_stands(volume: ReadVolume) -> None:
    assert wrong_entries(volume) == []


def test_every_link_and_every_bookmark_lands(volume: ReadVolume) -> None:
    assert wrong_links(volume) == []
    assert wrong_bookmarks(volume) == []


def test_no_sign_is_missing(volume: ReadVolume) -> None:
    assert missing_glyphs(volume) == []


def test_every_page_with_a_folio_bears_the_one_of_its_place(volume: ReadVolume) -> None:
    first = next(number for number, page in enumerate(volume.pages) if page.folio == 1)
    shown = [(number, page) for number, page in enumerate(volume.pages) if number >= first and page.text]
    assert [page.folio for _, page in shown] == [number - first + 1 for number, _ in shown]


def test_the_preflight_finds_nothing(out: Path) -> None:
    assert inspect_pdf(out / "volume" / "volume.pdf", Profile(press=False)).findings == ()
