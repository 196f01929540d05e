"""The process that reads workbooks, kept from one to the next: it is started anew once killed.

Starting Python and importing calamine takes longer than reading an ordinary workbook. Nothing depends on what was read
before: a workbook that ends a process which had read others is asked of a new one, and its answer there holds.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event, Lock

from conformance.evidence import reader_child
from conformance.watchdog import watchdog

_ROOT = str(Path(__file__).parents[2])
_START = "import sys; sys.path.append(sys.argv.pop(1)); from conformance.evidence.reader_child import main; main()"
_ENDED = reader_child.ENDED + b"\n"
_PIPE = 1 << 20
"""Bytes under way at most: an ordinary workbook at once."""


@dataclass(frozen=True)
class Answer:
    """What came back for one workbook."""

    lines: tuple[bytes, ...]
    """Each JSON; whole only where the process did not end."""
    ended: int
    """Zero, or how the process ended: exit status, or minus the signal."""
    is_late: bool
    """Whether it was stopped by the clock."""


class ReaderProcess:
    """Asks the process, one workbook at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._is_used = False

    def ask(self, content: bytes, question: Mapping[str, object], seconds: float) -> Answer:
        """What the reader says of this workbook within so many seconds."""
        with self._lock:
            was_used = self._is_used
            answer = self._ask(content, question, seconds)
            if was_used and answer.ended not in (0, -signal.SIGXCPU) and not answer.is_late:
                answer = self._ask(content, question, seconds)  # memory may have been short because of others
            return answer

    def _ask(self, content: bytes, question: Mapping[str, object], seconds: float) -> Answer:
        process = self._started()
        self._is_used = True
        late = Event()
        with watchdog().limit(seconds, partial(_stop, process, late)):
            lines = tuple(_exchange(process, content, question))
        if lines and lines[-1] == _ENDED and not late.is_set():
            return Answer(lines[:-1], 0, is_late=False)
        return Answer(lines, self._close(), is_late=late.is_set())

    def start(self) -> None:
        """Have the process ready, so that it gets so far while something else is done."""
        with self._lock:
            self._started()

    def stop(self) -> None:
        """End the process; the next question starts it anew."""
        with self._lock:
            self._close()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            # where memory is out, Rust's backtrace waits for ever for memory of its own
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-X", "utf8", "-c", _START, _ROOT],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                pipesize=_PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "RUST_BACKTRACE": "0"},
                start_new_session=True,
            )
            atexit.register(self._close)
        return self._process

    def _close(self) -> int:
        """How the process ended."""
        atexit.unregister(self._close)
        process, self._process, self._is_used = self._process, None, False
        if process is None:
            return 0
        _kill(process)
        with suppress(BrokenPipeError), process:
            pass
        return process.returncode


def _exchange(process: subprocess.Popen[bytes], content: bytes, question: Mapping[str, object]) -> Iterator[bytes]:
    """The lines of the answer, the last of which says how it ended; without that one where the process died."""
    assert process.stdin is not None and process.stdout is not None
    with suppress(BrokenPipeError):
        process.stdin.write(json.dumps({**question, "size": len(content)}).encode() + b"\n")
        process.stdin.write(content)
        process.stdin.flush()
    for line in process.stdout:
        yield line
        if line == _ENDED:
            return


def _stop(process: subprocess.Popen[bytes], late: Event) -> None:
    late.set()
    _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End it; where it has ended by itself, that remains how it ended."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
