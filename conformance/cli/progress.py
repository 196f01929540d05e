"""Progress (进度) on standard error: a line that counts on a terminal, one line a stage in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
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
