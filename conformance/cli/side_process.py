"""One piece of work done in a process beside this one, so that a command has the use of a second processor.

The process is forked: it has at once all that was read before, and only its result travels.
"""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Generic, TypeVar

Result = TypeVar("Result")


class SideProcess(Generic[Result]):
    """Work that has been started, and whose result is fetched later."""

    def __init__(self, work: Callable[[], Result]) -> None:
        context = get_context("fork")
        self._answer, answer = context.Pipe(duplex=False)
        self._process = context.Process(target=_send, args=(work, answer), daemon=True)
        self._process.start()
        answer.close()

    def result(self) -> Result:
        """What the work gave; what it raised is raised here. EOFError where its process was killed."""
        made: Result | BaseException = self._answer.recv()
        self._process.join()
        if isinstance(made, BaseException):
            raise made
        return made


def _send(work: Callable[[], object], answer: Connection) -> None:
    made: object
    try:
        made = work()
    except Exception as error:  # whatever it is, it belongs to whoever asked for the result
        made = error
    answer.send(made)
