"""The process that reads workbooks, kept from one to the next: it forks for each, and is started anew once killed.

Starting Python and importing calamine takes longer than reading an ordinary workbook.
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
from pathlib import Path
from threading import Event, Lock, Timer

_ROOT = str(Path(__file__).parents[2])
_START = "import sys; sys.path.append(sys.argv.pop(1)); from conformance.evidence.reader_child import main; main()"
_ENDED = b'{"ended"'
_GONE = -signal.SIGABRT
"""How a file ended with which the whole process ended."""


@dataclass(frozen=True)
class Answer:
    """What came back for one workbook."""

    lines: tuple[bytes, ...]
    """Each a JSON object; whole only where the fork ended well."""
    ended: int
    """Exit status of the fork, or minus the signal that ended it."""
    is_late: bool
    """Whether it was stopped by the clock."""


class ReaderProcess:
    """Asks the process, one workbook at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, content: bytes, question: Mapping[str, object], seconds: float) -> Answer:
        """What the reader says of this workbook within so many seconds."""
        with self._lock:
            process = self._started()
            late = Event()
            timer = Timer(seconds, _stop, [process, late])
            timer.start()
            try:
                lines = tuple(_exchange(process, content, question))
            finally:
                timer.cancel()
                timer.join()
            if lines and lines[-1].startswith(_ENDED) and not late.is_set():
                return Answer(lines[:-1], json.loads(lines[-1])["ended"], is_late=False)
            self._close()
            return Answer(lines, _GONE, is_late=late.is_set())

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
                stderr=subprocess.DEVNULL,
                env={**os.environ, "RUST_BACKTRACE": "0"},
                start_new_session=True,
            )
            atexit.register(self._close)
        return self._process

    def _close(self) -> None:
        atexit.unregister(self._close)
        process, self._process = self._process, None
        if process is not None:
            _kill(process)
            with process:
                pass


def _exchange(process: subprocess.Popen[bytes], content: bytes, question: Mapping[str, object]) -> Iterator[bytes]:
    """The lines of the answer, the last of which says how it ended; without that one where the process died."""
    assert process.stdin is not None and process.stdout is not None
    with suppress(BrokenPipeError):
        process.stdin.write(json.dumps({**question, "size": len(content)}).encode() + b"\n")
        process.stdin.write(content)
        process.stdin.flush()
    for line in process.stdout:
        if line != b"\n":
            yield line
        if line.startswith(_ENDED):
            return


def _stop(process: subprocess.Popen[bytes], late: Event) -> None:
    late.set()
    _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """The process and its fork."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
