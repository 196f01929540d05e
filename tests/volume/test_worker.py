"""A task that runs away costs itself: the others are done, and the reason is told in words."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from conformance.errors import CannotProceed
from conformance.volume.worker import Limits, do_apart

SMALL = Limits(seconds=1, memory=200)
OTHERS = ("first", "second", "third", "last")


def work(task: tuple[Path, str]) -> None:
    """Leave a file, unless the task's name says to do something else."""
    folder, name = task
    match name:
        case "spin":
            while True:
                pass
        case "hoard":
            kept = [bytearray(1 << 20) for _ in range(1000)]
            raise AssertionError(len(kept))
        case "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "refused":
            raise CannotProceed("缺少字形。")
        case "mistaken":
            raise ValueError("a mistake of ours")
    (folder / name).write_text(str(os.getpid()), encoding="utf-8")


def done(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("processes", [1, 2, 9])
def test_all_tasks_are_done_each_in_a_process_of_its_own(tmp_path: Path, processes: int) -> None:
    assert do_apart(work, [(tmp_path, name) for name in OTHERS], processes, SMALL) == []
    assert done(tmp_path) == set(OTHERS)
    assert len({path.read_text() for path in tmp_path.iterdir()} - {str(os.getpid())}) == len(OTHERS)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("spin", "用了 1 秒还没有排完，已经停下，请检查内容是否过大，或者拆成几项。"),
        ("hoard", "所用内存超过 200 MiB，已经停下，请检查内容是否过大，或者拆成几项。"),
        ("killed", "排版进程意外终止（退出状态 -9），请检查内存是否够用后重试。"),
        ("refused", "缺少字形。"),
    ],
)
def test_one_that_runs_away_costs_itself_alone(tmp_path: Path, name: str, reason: str) -> None:
    tasks = [(tmp_path, one) for one in ("first", "second", name, "third", "last")]
    assert do_apart(work, tasks, 2, SMALL) == [((tmp_path, name), reason)]
    assert done(tmp_path) == set(OTHERS)


def test_a_mistake_of_ours_is_not_taken_for_a_fault_of_the_text(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="a mistake of ours"):
        do_apart(work, [(tmp_path, "mistaken"), (tmp_path, "spin")], 2, SMALL)


def test_what_the_parent_holds_is_not_counted(tmp_path: Path) -> None:
    held = bytearray(256 << 20)

    def fill(name: str) -> None:
        (tmp_path / name).write_bytes(bytearray(8 << 20))

    assert do_apart(fill, ["done"], 1, Limits(memory=64)) == []
    assert (tmp_path / "done").stat().st_size == 8 << 20
    assert len(held) == 256 << 20
