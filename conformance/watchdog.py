"""Act when something takes too long (限时): one thread waits for all time limits of a process.

A thread for every limit takes longer to start and to stop than most of the work that is limited.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition, Thread
from time import monotonic


class Watchdog:
    """Calls what it was given once its time is over, unless the work is done before."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._limits: dict[object, tuple[float, Callable[[], None]]] = {}
        """By an object of its own, when each is over and what is called then."""
        self._wakes_at: float | None = None
        """When the thread looks again; None where there is none."""

    @contextmanager
    def limit(self, seconds: float, act: Callable[[], None]) -> Iterator[None]:
        """Call ``act`` from another thread if the block takes longer; never once the block is left."""
        limit, over = object(), monotonic() + seconds
        with self._changed:
            self._limits[limit] = (over, act)
            if self._wakes_at is None:
                self._wakes_at = over
                Thread(target=self._watch, daemon=True, name="watchdog").start()
            elif over < self._wakes_at:
                self._wakes_at = over
                self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                self._limits.pop(limit, None)

    def _watch(self) -> None:
        with self._changed:
            try:
                while True:
                    now = monotonic()
                    for limit, (over, act) in list(self._limits.items()):
                        if over <= now:
                            del self._limits[limit]
                            act()
                    # A limit that begins while the thread sleeps wakes it where it is over before this.
                    self._wakes_at = min((over for over, _ in self._limits.values()), default=now + _IDLE)
                    self._changed.wait(self._wakes_at - now)
            finally:
                self._wakes_at = None  # what was called raised; the next limit has a thread again


_IDLE = 3600.0
"""Seconds that the thread sleeps at a time while nothing is limited."""
_WATCHDOGS: dict[int, Watchdog] = {}


def watchdog() -> Watchdog:
    """The one of this process; a fork has none of its parent's threads and gets its own."""
    if os.getpid() not in _WATCHDOGS:
        _WATCHDOGS.clear()
        _WATCHDOGS[os.getpid()] = Watchdog()
    return _WATCHDOGS[os.getpid()]
