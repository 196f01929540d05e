"""The cache keeps what the last builds used, and removes nothing that a build under way may need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from conformance.errors import CannotProceed
from conformance.volume.cache import KEPT, building, note_used

OTHER_BUILD = """
import sys
from pathlib import Path
from conformance.volume.cache import building

with building(Path(sys.argv[1])):
    print("begun", flush=True)
    sys.stdin.readline()
"""


def build(cache: Path, *keys: str) -> None:
    """A build that uses these chunks."""
    with building(cache):
        for key in keys:
            for ending in ("json", "pdf"):
                (cache / f"{key}.{ending}").touch()
        note_used(cache, keys)


def kept(cache: Path) -> set[str]:
    """The chunks that are there."""
    return {path.stem for path in cache.iterdir() if path.suffix in (".json", ".pdf")}


def test_it_works(tmp_path: Path) -> None:
    build(tmp_path, "a", "b")
    assert {path.name for path in tmp_path.iterdir()} == {
        "a.json", "a.pdf", "b.json", "b.pdf", "builds.list", "lock",
    }  # fmt: skip


def test_what_the_last_builds_did_not_use_is_removed(tmp_path: Path) -> None:
    for number in range(KEPT + 2):
        build(tmp_path, "always", f"edit-{number}")
    assert kept(tmp_path) == {"always", *(f"edit-{number}" for number in range(2, KEPT + 2))}


def test_the_same_build_again_and_again_drives_nothing_out(tmp_path: Path) -> None:
    build(tmp_path, "a4")
    for _ in range(KEPT + 2):
        build(tmp_path, "16k")
    assert kept(tmp_path) == {"a4", "16k"}


def test_a_build_that_fails_removes_nothing_and_leaves_what_it_made(tmp_path: Path) -> None:
    build(tmp_path, "a")
    before = (tmp_path / "builds.list").read_bytes()
    with pytest.raises(CannotProceed), building(tmp_path):
        (tmp_path / "b.json").touch()
        note_used(tmp_path, ["b"])
        raise CannotProceed("没有做成。")
    assert kept(tmp_path) == {"a", "b"}
    assert (tmp_path / "builds.list").read_bytes() == before


def test_what_a_killed_build_left_is_removed(tmp_path: Path) -> None:
    build(tmp_path, "a")
    for name in ("c.123.part", "c.123.pdf-part", "used-123", "c.pdf"):
        (tmp_path / name).touch()
    build(tmp_path, "a")
    assert {path.name for path in tmp_path.iterdir()} == {"a.json", "a.pdf", "builds.list", "lock"}


def test_nothing_is_removed_while_another_build_is_under_way(tmp_path: Path) -> None:
    build(tmp_path, "a")
    (tmp_path / "of-the-other.json").touch()
    command = [sys.executable, "-c", OTHER_BUILD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "begun\n"
        build(tmp_path, "a", "b")
        assert kept(tmp_path) == {"a", "b", "of-the-other"}
        other.communicate("end\n")
    build(tmp_path, "a", "b")
    assert kept(tmp_path) == {"a", "b"}


def test_a_list_of_builds_that_is_not_whole_is_begun_anew(tmp_path: Path) -> None:
    build(tmp_path, "a")
    (tmp_path / "builds.list").write_text('[["a"', encoding="utf-8")
    build(tmp_path, "b")
    assert kept(tmp_path) == {"b"}
