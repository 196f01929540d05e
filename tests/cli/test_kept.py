"""What was read of the rules is used again only where reading anew would give the same."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from conformance.cli import kept as module
from conformance.cli.kept import kept


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "conformance"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one file of rules."""
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "rules.txt").write_text("一", encoding="utf-8")
    return tmp_path / "project"


class Reader:
    """Counts how often it is asked."""

    __name__ = "read_rules"

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, project: Path) -> list[str]:
        self.count += 1
        return [path.read_text(encoding="utf-8") for path in sorted(project.glob("*.txt"))]


@pytest.mark.usefixtures("cache")
def test_reads_once_until_a_file_changes(project: Path) -> None:
    read = Reader()
    assert [kept(read, project, ["*.txt"]) for _ in range(2)] == [["一"], ["一"]]
    assert read.count == 1
    (project / "rules.txt").write_text("二", encoding="utf-8")
    assert kept(read, project, ["*.txt"]) == ["二"]
    (project / "more.txt").write_text("三", encoding="utf-8")
    assert kept(read, project, ["*.txt"]) == ["三", "二"]
    (project / "more.txt").unlink()
    assert kept(read, project, ["*.txt"]) == ["二"]
    assert read.count == 4


@pytest.mark.usefixtures("cache")
def test_another_program_reads_anew(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = Reader()
    kept(read, project, ["*.txt"])
    monkeypatch.setattr("sys.version", "3.99")
    kept(read, project, ["*.txt"])
    assert read.count == 2


def test_what_was_cut_off_is_read_anew(project: Path, cache: Path) -> None:
    read = Reader()
    kept(read, project, ["*.txt"])
    (file,) = cache.iterdir()
    file.write_bytes(file.read_bytes()[:-3])
    assert kept(read, project, ["*.txt"]) == ["一"]
    assert kept(read, project, ["*.txt"]) == ["一"]
    assert read.count == 2


def test_nothing_is_kept_where_nothing_can_be_written(project: Path, tmp_path: Path, cache: Path) -> None:
    (tmp_path / "cache").write_text("在此处不能建文件夹", encoding="utf-8")
    read = Reader()
    assert [kept(read, project, ["*.txt"]) for _ in range(2)] == [["一"], ["一"]]
    assert read.count == 2
    assert not cache.exists()


@pytest.mark.usefixtures("project")
def test_what_raises_is_not_kept(project: Path, cache: Path) -> None:
    def read_rules(project: Path) -> None:
        raise LookupError(project.name)

    for _ in range(2):
        with pytest.raises(LookupError, match="project"):
            kept(read_rules, project, ["*.txt"])
    assert not cache.exists()


def test_few_are_kept_and_for_this_user_alone(tmp_path: Path, cache: Path) -> None:
    for number in range(module._FILES + 3):
        project = tmp_path / f"project{number}"
        project.mkdir()
        kept(Reader(), project, ["*.txt"])
    assert len(list(cache.iterdir())) == module._FILES
    assert cache.stat().st_mode & 0o077 == 0
    assert pickle.loads(next(cache.iterdir()).read_bytes()[64:]) == []
