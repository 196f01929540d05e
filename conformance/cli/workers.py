"""Work spread over several processes (并行), where a process that is killed costs the one task that it was at.

The processes are forked: they have at once all that was read before, and only results travel. Each is given a task
only when it is done with the one before, so that it is known what a killed one was doing; another takes its place.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Killed(Generic[Task]):
    """Stands for the result of the task whose process was killed."""

    task: Task


def spread(
    work: Callable[[Task], Result], tasks: Sequence[Task], processes: int, finish: Callable[[], None] = lambda: None
) -> tuple[Result | Killed[Task], ...]:
    """The results in the order of the tasks, by so many processes; each calls ``finish`` before it ends.

    What the work raises is raised here.
    """
    results: dict[int, Result | Killed[Task]] = {}
    waiting = iter(range(len(tasks)))
    workers: dict[Connection, _Worker[Task, Result]] = {}
    try:
        for _ in range(min(processes, len(tasks))):
            _give(_Worker(work, tasks, finish), waiting, workers)
        while workers:
            ready = wait(list(workers))
            for pipe in [one for one in workers if one in ready]:
                worker = workers.pop(pipe)
                answer = worker.receive()
                if isinstance(answer, BaseException):
                    worker.end()
                    raise answer
                if answer is None:
                    results[worker.at] = Killed(tasks[worker.at])
                    worker.end()
                    worker = _Worker(work, tasks, finish)
                else:
                    (results[worker.at],) = answer
                _give(worker, waiting, workers)
    finally:
        for worker in workers.values():
            worker.kill()
    return tuple(results[at] for at in range(len(tasks)))


def _give(
    worker: _Worker[Task, Result], waiting: Iterator[int], workers: dict[Connection, _Worker[Task, Result]]
) -> None:
    """Let the worker do the next task, or end it where there is none."""
    at = next(waiting, None)
    if at is None:
        worker.end()
    else:
        worker.start(at)
        workers[worker.pipe] = worker


class _Worker(Generic[Task, Result]):
    """One process, and the task that it is at."""

    def __init__(self, work: Callable[[Task], Result], tasks: Sequence[Task], finish: Callable[[], None]) -> None:
        context = get_context("fork")
        self.pipe, other = context.Pipe()
        self.at = -1
        self._process: BaseProcess = context.Process(target=_serve, args=(work, tasks, finish, self.pipe, other))
        self._process.start()
        other.close()

    def start(self, at: int) -> None:
        """Begin a task; one that was killed while idle is noticed when its answer is waited for."""
        self.at = at
        with suppress(OSError):
            self.pipe.send(at)

    def receive(self) -> tuple[Result] | BaseException | None:
        """What came of the task; None where the process was killed."""
        try:
            answer: tuple[Result] | BaseException = self.pipe.recv()
        except (EOFError, OSError):
            return None
        return answer

    def end(self) -> None:
        """Let the process finish. Closing the pipe would not do: a later fork has a copy of it."""
        with suppress(OSError):
            self.pipe.send(None)
        self.pipe.close()
        self._process.join()

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()
        self.end()


def _serve(
    work: Callable[[Task], Result],
    tasks: Sequence[Task],
    finish: Callable[[], None],
    parent: Connection,
    pipe: Connection,
) -> None:
    parent.close()
    with suppress(EOFError):
        while (at := pipe.recv()) is not None:
            try:
                pipe.send((work(tasks[at]),))
            except Exception as error:  # whatever it is, it belongs to whoever asked for the work
                pipe.send(error)
    finish()
    os._exit(0)  # nothing that the parent would do at its end
