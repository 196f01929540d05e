"""Progress (进度) on standard error: a line that counts on a terminal, one line a stage in a pipe."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TextIO, TypeVar

Thing = TypeVar("Thing")


class Progress:
    """Says which stage runs and how far it is."""

    def __init__(self, stages: int, stream: TextIO | None = None) -> None:
        self._stages = stages
        self._stage = 0
        self._title = ""
        self._stream = stream if stream is not None else sys.stderr
        self._terminal = self._stream.isatty()

    def begin(self, title: str) -> None:
        """Begin the next stage."""
        self._end_line()
        self._stage += 1
        self._title = title
        self._show(f"[{self._stage}/{self._stages}] {title}")
        if not self._terminal:
            self._stream.write("\n")
            self._stream.flush()

    def each(self, things: Iterable[Thing], total: int) -> Iterator[Thing]:
        """Pass things through, counting them."""
        for number, thing in enumerate(things, 1):
            yield thing
            if self._terminal:
                self._show(f"[{self._stage}/{self._stages}] {self._title} {number}/{total}")

    def end(self) -> None:
        """All stages are done."""
        self._end_line()

    def _show(self, text: str) -> None:
        self._stream.write(f"\r\033[K{text}" if self._terminal else text)
        self._stream.flush()

    def _end_line(self) -> None:
        if self._terminal and self._stage:
            self._stream.write("\n")
            self._stream.flush()


class Remaining:
    """On a terminal, how much of one long job is done and how long the rest will take; nothing in a pipe."""

    def __init__(
        self,
        total: int,
        unit: str,
        *,
        work: int,
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """So many things are to be done, which are so many steps of work."""
        self._total, self._unit, self._work = total, unit, work
        self._done = self._spared = 0
        self._stream = stream if stream is not None else sys.stderr
        self._clock, self._start = clock, clock()

    def advance(self, steps: int) -> None:
        """So many steps more are done."""
        self._done += steps
        self._show()

    def spare(self, steps: int) -> None:
        """So many steps were done by an earlier run: they tell nothing about how fast this one is."""
        self._spared += steps
        if steps:
            self._show()

    def end(self) -> None:
        """The job is done: take the line away."""
        if self._stream.isatty():
            self._stream.write("\r\033[K")
            self._stream.flush()

    def _show(self) -> None:
        if not self._stream.isatty():
            return
        share = (self._done + self._spared) / self._work
        bar = "█" * int(share * _BAR) + "░" * (_BAR - int(share * _BAR))
        done = int(share * self._total)
        left = self._work - self._done - self._spared
        seconds = (self._clock() - self._start) * left / self._done if self._done else None
        rest = f"，大约还要 {duration(seconds)}" if seconds is not None and left else ""
        self._stream.write(f"\r\033[K{bar} {done}/{self._total} {self._unit}{rest}")
        self._stream.flush()


_BAR = 20


def duration(seconds: float) -> str:
    """A length of time for people, the larger the rounder."""
    if seconds < 60:
        return f"{max(1, round(seconds))} 秒"
    if seconds < 3600:
        return f"{round(seconds / 60)} 分钟"
    return f"{round(seconds / 3600, 1):g} 小时"
