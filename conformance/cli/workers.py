"""Work spread over several processes (并行), where a process that is killed costs the one task that it was at.

The processes are forked: they have at once all that was read before, and only tasks and results travel. Each is given
a task only when it is done with the one before, so that it is known what a killed one was doing; another takes its
place. ``WorkerPool`` has the ``submit`` and the futures of ``concurrent.futures``, as a cluster has (``cli.cluster``).
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, Protocol, TypeVar

from conformance.fork import die_with

Task = TypeVar("Task")
Result = TypeVar("Result")

_NO_MORE = None
"""Told to a process in place of a task."""


@dataclass(frozen=True)
class Killed(Generic[Task]):
    """Stands for the result of the task whose process was killed."""

    task: Task


class WorkerKilled(Exception):
    """The process that did the task was killed."""


class Executor(Protocol):
    """What does one kind of work on many tasks, here or elsewhere."""

    @property
    def count(self) -> int:
        """How many tasks it does at a time."""

    def submit(self, task: Any) -> Any:
        """A future of the task's result, which raises WorkerKilled where the process was killed."""

    def wait(self, futures: Sequence[Any]) -> Sequence[Any]:
        """Those of the futures that are done, once there is one."""


def completed(executor: Executor, waiting: deque[Task]) -> Iterator[tuple[Task, Any | Killed[Task]]]:
    """Each task with its result, as they are done; whoever takes them may add to ``waiting``.

    Never more tasks are under way than there are workers, so that no more is lost with them. What the work raises is
    raised here.
    """
    running: dict[Any, Task] = {}
    while waiting or running:
        while waiting and len(running) < executor.count:
            task = waiting.popleft()
            running[executor.submit(task)] = task
        for future in executor.wait(list(running)):
            task = running.pop(future)
            try:
                result = future.result()
            except WorkerKilled:
                result = Killed(task)
            yield task, result


def spread(
    work: Callable[[Task], Result], tasks: Sequence[Task], processes: int, finish: Callable[[], None] = lambda: None
) -> tuple[Result | Killed[Task], ...]:
    """The results in the order of the tasks, by so many processes; each calls ``finish`` before it ends.

    What the work raises is raised here.
    """
    results: dict[int, Result | Killed[Task]] = {}
    pool: WorkerPool[int, Result] = WorkerPool(lambda at: work(tasks[at]), min(processes, len(tasks)), finish)
    with pool:
        for at, result in completed(pool, deque(range(len(tasks)))):
            results[at] = Killed(tasks[at]) if isinstance(result, Killed) else result
    return tuple(results[at] for at in range(len(tasks)))


class WorkerPool(Generic[Task, Result]):
    """So many forked processes that do one kind of work, started as they are needed."""

    def __init__(self, work: Callable[[Task], Result], count: int, finish: Callable[[], None] = lambda: None) -> None:
        self.count = count
        self._work, self._finish = work, finish
        self._idle: list[_Worker[Task, Result]] = []
        self._busy: dict[Connection, tuple[_Worker[Task, Result], Future[Result]]] = {}

    def __enter__(self) -> WorkerPool[Task, Result]:
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        """Let the idle ones finish; those still at work are not needed any more."""
        for worker, _future in self._busy.values():
            worker.kill()
        for worker in self._idle:
            worker.end()

    def submit(self, task: Task) -> Future[Result]:
        """Begin a task; there must be a worker without one."""
        worker = self._idle.pop() if self._idle else _Worker(self._work, self._finish)
        future: Future[Result] = Future()
        self._busy[worker.pipe] = worker, future
        worker.start(task)
        return future

    def wait(self, futures: Sequence[Future[Result]]) -> Sequence[Future[Result]]:
        """Those that are done, once there is one."""
        ready = wait(list(self._busy))
        for pipe in [one for one in self._busy if one in ready]:
            worker, future = self._busy.pop(pipe)
            answer = worker.receive()
            if answer is None:
                worker.end()
                future.set_exception(WorkerKilled())
                continue
            self._idle.append(worker)
            if isinstance(answer, BaseException):
                future.set_exception(answer)
            else:
                future.set_result(answer[0])
        return [future for future in futures if future.done()]


class _Worker(Generic[Task, Result]):
    """One process, and the task that it is at."""

    def __init__(self, work: Callable[[Task], Result], finish: Callable[[], None]) -> None:
        context = get_context("fork")
        self.pipe, other = context.Pipe()
        self._process: BaseProcess = context.Process(target=_serve, args=(work, finish, self.pipe, other, os.getpid()))
        self._process.start()
        other.close()

    def start(self, task: Task) -> None:
        """Begin a task; one that was killed while idle is noticed when its answer is waited for."""
        with suppress(OSError):
            self.pipe.send(task)

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
            self.pipe.send(_NO_MORE)
        self.pipe.close()
        self._process.join()

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()
        self.end()


def _serve(
    work: Callable[[Task], Result], finish: Callable[[], None], parent: Connection, pipe: Connection, parent_id: int
) -> None:
    parent.close()
    die_with(parent_id)
    with suppress(EOFError, OSError):  # whoever asked is gone
        while (task := pipe.recv()) is not _NO_MORE:
            try:
                pipe.send((work(task),))
            except Exception as error:  # whatever it is, it belongs to whoever asked for the work
                pipe.send(error)
    finish()
    os._exit(0)  # nothing that the parent would do at its end
