"""What a forked process does first: tie its life to its parent's, and know what memory it has from it."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
from pathlib import Path

_DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of prctl(2)."""
_DATA = 5
"""Place of the pages of data in /proc/self/statm (proc(5))."""


def die_with(parent: int) -> None:
    """Let this process be killed with the one of this number, or it would go on writing beside the next run."""
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:  # it died before
        os._exit(1)


def data_held() -> int:
    """Bytes of data segment that this process has by now: a limit (RLIMIT_DATA) counts them too."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[_DATA]) * resource.getpagesize()
