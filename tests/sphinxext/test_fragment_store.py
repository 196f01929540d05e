"""The store of fragments gives what was made before, and nothing that has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.sphinxext.fragment_store import FragmentStore


def refuse() -> str:
    raise AssertionError("made again")


def test_it_works(tmp_path: Path) -> None:
    store = FragmentStore(tmp_path / "f.json")
    assert store.take("a", "text", lambda: "piece") == "piece"
    store.save()
    assert FragmentStore(tmp_path / "f.json").take("a", "text", refuse) == "piece"


def test_what_is_made_of_something_else_is_made_again(tmp_path: Path) -> None:
    store = FragmentStore(tmp_path / "f.json")
    store.take("a", "text", lambda: "piece")
    store.save()
    assert FragmentStore(tmp_path / "f.json").take("a", "other", lambda: "new") == "new"


def test_what_was_not_taken_is_forgotten(tmp_path: Path) -> None:
    for name in "ab":
        store = FragmentStore(tmp_path / "f.json")
        store.take(name, "text", lambda: "piece")
        store.save()
    assert FragmentStore(tmp_path / "f.json").take("a", "text", lambda: "new") == "new"


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"a": 1}'])
def test_a_damaged_file_keeps_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "f.json").write_text(text, encoding="utf-8")
    assert FragmentStore(tmp_path / "f.json").take("a", "text", lambda: "new") == "new"
