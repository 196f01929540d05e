"""``conformance volume`` asks Sphinx again when, and only when, something that the text rests on has changed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from conformance.cli import volume
from conformance.cli.main import main


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """As much of a project as is looked at."""
    for name in ("standards", "checklists"):
        (tmp_path / "project" / name).mkdir(parents=True)
    (tmp_path / "project" / "standards" / "a.md").write_text("甲", encoding="utf-8")
    return tmp_path / "project"


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What Sphinx was asked to do; in its stead an empty folder is made."""
    asked: list[str] = []

    def note(module: str, folders: list[Path], as_of: date | None) -> None:
        asked.append(module)
        for folder in folders[1:]:
            folder.mkdir(parents=True, exist_ok=True)

    monkeypatch.setattr(volume, "_run_sphinx", note)
    return asked


def test_unchanged_sources_are_not_read_again(project: Path, tmp_path: Path, runs: list[str]) -> None:
    first = volume.find_fragments(project, tmp_path / "cache", None)
    assert volume.find_fragments(project, tmp_path / "cache", None) == first
    assert runs == ["fragment_build"]


def test_an_edit_a_new_file_and_another_day_are_seen(project: Path, tmp_path: Path, runs: list[str]) -> None:
    cache = tmp_path / "cache"
    seen = {volume.find_fragments(project, cache, None)}
    (project / "standards" / "a.md").write_text("乙", encoding="utf-8")
    seen.add(volume.find_fragments(project, cache, None))
    (project / "checklists" / "b.yaml").write_text("", encoding="utf-8")
    seen.add(volume.find_fragments(project, cache, None))
    seen.add(volume.find_fragments(project, cache, date(2017, 10, 1)))
    assert len(seen) == len(runs) == 4


def test_what_was_used_longest_ago_is_removed(project: Path, tmp_path: Path, runs: list[str]) -> None:
    for text in "甲乙丙丁":
        (project / "standards" / "a.md").write_text(text, encoding="utf-8")
        last = volume.find_fragments(project, tmp_path / "cache", None)
    assert len(list((tmp_path / "cache" / "fragments").iterdir())) == 2
    assert last.is_dir()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--jobs", "0"], "进程数应为 1 或者更大的整数"),
        (["--paper", "9"], "纸厚应大于 0、不大于 2.0 毫米"),
        (["--signature", "3"], "“3”不能用"),
        (["--copies", "0"], "印数应为 1 或者更大的整数"),
        (["--part-pages", "3"], "每册的页数应不小于 16"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["volume", *arguments])
    assert ended.value.code == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--parts", "subsystem"], "请同时写 --press"),
        (["--press", "--part-pages", "64"], "请同时写 --parts thickness"),
        (["--against", "HEAD"], "请同时写 --proof"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(
    arguments: list[str], words: str, runs: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["volume", *arguments]) == 2
    assert words in capsys.readouterr().err
    assert runs == []
