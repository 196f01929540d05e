"""Do each task in a process of its own (单独进程): one that runs away, or is killed, costs itself and no other.

A process is forked for a task and ends with it, so its memory is that of one task, however many there are.
"""

from __future__ import annotations

import os
import resource
import signal
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar

from conformance.errors import CannotProceed
from conformance.fork import data_held, die_with

Task = TypeVar("Task")

_MIB = 1024 * 1024
_OUT_OF_MEMORY, _DONE = "memory", "done"


@dataclass(frozen=True)
class Limits:
    """What one task may take."""

    seconds: int = 600
    """Of the processor, so that other work on the machine does not count."""
    memory: int = 1024
    """MiB of data, beside what its parent has: about six hundred pages, where a standard has a dozen."""


@dataclass
class _Worker(Generic[Task]):
    """A task under way."""

    task: Task
    process: BaseProcess


def do_apart(
    work: Callable[[Task], None], tasks: Sequence[Task], processes: int, limits: Limits
) -> list[tuple[Task, str]]:
    """Do the work on all tasks, so many at a time; gives those that were not done, each with the reason in Chinese.

    CannotProceed of the work is such a reason; what else it raises is raised here.
    """
    waiting, running = deque(tasks), dict[Connection, _Worker[Task]]()
    failed: list[tuple[Task, str]] = []
    try:
        while waiting or running:
            while waiting and len(running) < processes:
                pipe, worker = _start(work, waiting.popleft(), limits)
                running[pipe] = worker
            ready = wait(list(running))
            for pipe in [one for one in running if one in ready]:
                worker = running.pop(pipe)
                if reason := _reason(pipe, worker.process, limits):
                    failed.append((worker.task, reason))
    finally:
        for worker in running.values():
            worker.process.kill()
            worker.process.join()
    return failed


def _start(work: Callable[[Task], None], task: Task, limits: Limits) -> tuple[Connection, _Worker[Task]]:
    context = get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(work, task, theirs, limits, os.getpid()))
    process.start()
    theirs.close()
    return ours, _Worker(task, process)


def _reason(pipe: Connection, process: BaseProcess, limits: Limits) -> str:
    """Why the task is not done; nothing where it is. A process that is killed answers nothing."""
    answer: object = None
    with pipe, suppress(EOFError, OSError):
        answer = pipe.recv()
    process.join()
    if answer == _DONE:
        return ""
    if isinstance(answer, CannotProceed):
        return str(answer)
    if isinstance(answer, BaseException):
        raise answer
    if answer == _OUT_OF_MEMORY:
        return f"所用内存超过 {limits.memory} MiB，已经停下，请检查内容是否过大，或者拆成几项。"
    if process.exitcode == -signal.SIGXCPU:
        return f"用了 {limits.seconds} 秒还没有排完，已经停下，请检查内容是否过大，或者拆成几项。"
    return f"排版进程意外终止（退出状态 {process.exitcode}），请检查内存是否够用后重试。"


def _serve(work: Callable[[Task], None], task: Task, pipe: Connection, limits: Limits, parent: int) -> None:
    die_with(parent)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_CPU, limits.seconds)
    _limit(resource.RLIMIT_DATA, limits.memory * _MIB + data_held())
    answer: object = _DONE
    try:
        work(task)
    except MemoryError:
        answer = _OUT_OF_MEMORY
    except Exception as error:  # whatever it is, it belongs to whoever asked for the work
        answer = error
    with suppress(OSError):  # whoever asked is gone
        pipe.send(answer)
    os._exit(0)  # nothing that the parent would do at its end


def _limit(what: int, limit: int) -> None:
    """Set a limit that nothing above it is touched by; a stricter one that is there already stays."""
    _, hard = resource.getrlimit(what)
    if hard == resource.RLIM_INFINITY or limit < hard:
        resource.setrlimit(what, (limit, hard))
