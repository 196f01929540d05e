"""A volume from a cache that has seen other volumes has the bytes of one made from nothing, whatever was edited."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conformance.errors import CannotProceed
from conformance.typeset.fonts import read_font_folder
from conformance.volume.assemble import VolumeSummary, Workshop, assemble_volume
from conformance.volume.cache import building
from conformance.volume.chunk import Chunk
from conformance.volume.format import FORMATS
from conformance.volume.render import Style, render_chunks
from conformance.volume.worker import Limits
from tests.volume.fragments import article, slot, standard, volume, write_folder

CELLS = "".join(f"<tr><td>{number}</td></tr>" for number in range(4000))


def assemble(folder: Path, out: Path, cache: Path, size: str = "a4") -> VolumeSummary:
    """Make the volume as the command does."""
    with building(cache):
        return assemble_volume(folder, out, Workshop(read_font_folder(), cache, 1, FORMATS[size]))


def grown(folder: Path) -> Path:
    """The first standard is longer by pages, so that all behind it have other numbers."""
    return write_folder(folder, terms=article("terms", clauses=60, link="acceptance-c2"))


def added(folder: Path) -> Path:
    """A standard more, between the two."""
    data = volume()
    data["subsystems"][0]["standards"].append(standard("forms", "FJXK 103—2017", "行政许可文书"))
    data["slots"].append(slot("103", "行政许可文书", "basis", "forms"))
    write_folder(folder, data)
    (folder / "forms.html").write_text(article("forms"), encoding="utf-8")
    return folder


def removed(folder: Path) -> Path:
    """The first standard, its subsystem and an item are gone."""
    data = volume()
    del data["subsystems"][0], data["slots"][0], data["guides"][0]
    clauses: list[dict[str, Any]] = data["guide_clauses"][0]["clauses"]
    clauses[:] = [clause for clause in clauses if clause["id"] != "terms-c1"]
    return write_folder(folder, data)


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with the volume as it was before the edit."""
    folder = tmp_path_factory.mktemp("used")
    assemble(write_folder(folder / "folder"), folder / "volume.pdf", folder / "cache")
    return folder / "cache"


@pytest.mark.parametrize("edited", [write_folder, grown, added, removed])
def test_an_edit_gives_the_bytes_of_a_cold_build(tmp_path: Path, used: Path, edited: Callable[[Path], Path]) -> None:
    folder = edited(tmp_path / "folder")
    assert assemble(folder, tmp_path / "warm.pdf", used) == assemble(folder, tmp_path / "cold.pdf", tmp_path / "cold")


def test_another_style_gives_the_bytes_of_a_cold_build(tmp_path: Path, used: Path) -> None:
    folder = write_folder(tmp_path / "folder")
    warm = assemble(folder, tmp_path / "warm.pdf", used, "16k")
    assert warm == assemble(folder, tmp_path / "cold.pdf", tmp_path / "cold", "16k")
    assert warm != assemble(folder, tmp_path / "a4.pdf", used)


def test_an_edit_undone_gives_the_bytes_of_before_and_sets_nothing_anew(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    before = assemble(write_folder(tmp_path / "folder"), tmp_path / "a.pdf", cache)
    assemble(grown(tmp_path / "folder"), tmp_path / "b.pdf", cache)
    chunks = set(cache.glob("*.json"))
    assert assemble(write_folder(tmp_path / "folder"), tmp_path / "c.pdf", cache) == before
    assert set(cache.glob("*.json")) == chunks


def test_a_chunk_that_runs_away_is_named_and_the_others_are_kept(tmp_path: Path) -> None:
    style = Style((), read_font_folder())
    endless = Chunk("b", "FJXK 202—2017《行政许可受理规范》", f"<table>{CELLS}</table>")
    chunks = [Chunk("a", "甲", "<p>甲</p>"), endless, Chunk("c", "丙", "<p>丙</p>")]
    with pytest.raises(CannotProceed) as stopped:
        render_chunks(chunks, style, tmp_path, 2, Limits(seconds=1))
    assert str(stopped.value) == (
        "FJXK 202—2017《行政许可受理规范》：用了 1 秒还没有排完，已经停下，请检查内容是否过大，或者拆成几项。"
    )
    assert len(list(tmp_path.glob("*.json"))) == 2


def test_every_chunk_with_a_fault_is_named(tmp_path: Path) -> None:
    chunks = [Chunk(name, label, "<p>\ue000</p>") for name, label in (("b", "乙"), ("a", "甲"))]
    with pytest.raises(CannotProceed, match=r"^甲：字体目录里没有下列字符的字形.*\n乙：字体目录里没有"):
        render_chunks(chunks, Style((), read_font_folder()), tmp_path, 2)
