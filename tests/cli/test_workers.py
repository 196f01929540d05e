"""Work over several processes gives what it would give here; one that is killed costs its own task alone."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.cli import scoring
from conformance.cli.workers import Killed, spread
from conformance.errors import CannotProceed
from conformance.evidence.book import EvidenceBook
from conformance.evidence.reader import ReadContext, read_book
from conformance.findings.worker import CheckFailed
from tests.builders import make_workbook, read_context


@pytest.mark.parametrize("processes", [1, 2, 5])
def test_results_come_in_the_order_of_the_tasks(processes: int) -> None:
    tasks = list(range(20))
    assert spread(lambda task: (task * task, "文" * task), tasks, processes) == tuple((n * n, "文" * n) for n in tasks)
    assert spread(lambda _: os.getpid(), [1], processes) != (os.getpid(),)


@pytest.mark.parametrize("culprits", [{3}, {0, 1}, set(range(8))])
def test_a_killed_process_costs_the_task_that_it_was_at(culprits: set[int]) -> None:
    def work(task: int) -> int:
        if task in culprits:
            os.kill(os.getpid(), signal.SIGKILL)
        return task

    expected = tuple(Killed(task) if task in culprits else task for task in range(8))
    assert spread(work, range(8), 2) == expected


def test_what_the_work_raises_is_raised_here() -> None:
    def refuse(task: int) -> int:
        raise CannotProceed(f"第{task}项不能做")

    with pytest.raises(CannotProceed, match="第7项不能做"):
        spread(refuse, [7], 2)


def test_each_process_finishes_before_it_ends(tmp_path: Path) -> None:
    finish: Callable[[], None] = lambda: (tmp_path / str(os.getpid())).touch()  # noqa: E731
    processes = spread(lambda _: os.getpid(), range(6), 2, finish)
    assert {path.name for path in tmp_path.iterdir()} >= {str(one) for one in processes}


def test_a_reader_killed_among_several_costs_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [make_workbook(tmp_path / f"{code}.xlsx") for code in ("GH", "HB", "YC")]

    def read(path: Path, context: ReadContext) -> EvidenceBook:
        if path.stem == "HB":
            os.kill(os.getpid(), signal.SIGKILL)
        return read_book(path, context)

    expected = [read_book(path, read_context()) for path in paths]
    monkeypatch.setattr(scoring, "read_book", read)
    first, killed, last = scoring._read(paths, read_context(), 2)
    assert (first, last) == (expected[0], expected[2])
    assert (killed.readable, killed.department, killed.sha256) == (False, "HB", expected[1].sha256)
    assert [problem.sentence for problem in killed.problems] == [
        "整个文件：读取它的程序被终止，没有读出内容；请把填报内容复制到新领的模板中，保存后重新提交。"
    ]


def test_a_faulty_check_is_named_across_processes() -> None:
    def refuse(task: int) -> int:
        raise CheckFailed("accepted-has-slip", f"第{task}项")

    with pytest.raises(CheckFailed, match="核查程序 accepted-has-slip 不能得出结果（第7项）"):
        spread(refuse, [7], 2)
    with pytest.raises(CheckFailed):
        spread(refuse, [7, 8], 1)
