"""What stays in the cache of rendered chunks (块的缓存): what the last builds used; all else is removed.

Builds share the cache. One that has ended well removes what is not wanted any more if no other is under way; otherwise
the next does. No clock is asked: builds are counted, and a build that uses what an earlier one did counts once.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, flock
from pathlib import Path
from typing import IO

KEPT = 5
"""Different builds whose chunks are kept: the last one, and some before it in case an edit is undone."""
_BUILDS, _LOCK = "builds.list", "lock"


@contextmanager
def building(cache: Path) -> Iterator[None]:
    """Hold the cache for a build; when it ends well, keep what it and the builds before it used and remove the rest."""
    cache.mkdir(parents=True, exist_ok=True)
    used = _used(cache)
    with (cache / _LOCK).open("w") as lock:
        flock(lock, LOCK_SH)
        used.write_text("", encoding="utf-8")
        try:
            yield
            if _is_alone(lock):
                _prune(cache, _remember(cache, sorted(set(used.read_text("utf-8").split()))))
        finally:
            used.unlink(missing_ok=True)


def note_used(cache: Path, keys: Iterable[str]) -> None:
    """Note the chunks that this process's build uses, where it is one."""
    if _used(cache).is_file():
        with _used(cache).open("a", encoding="utf-8") as file:
            file.writelines(f"{key}\n" for key in keys)


def _used(cache: Path) -> Path:
    return cache / f"used-{os.getpid()}"


def _is_alone(lock: IO[str]) -> bool:
    """Whether no other build is under way; from now on none begins."""
    try:
        flock(lock, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _remember(cache: Path, used: list[str]) -> set[str]:
    """Put this build last in the list of builds; gives what all that are kept used."""
    file = cache / _BUILDS
    try:
        before = [list(map(str, build)) for build in json.loads(file.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError):
        before = []
    builds = [*(build for build in before if build != used), used][-KEPT:]
    part = file.with_suffix(".part")
    part.write_text(json.dumps(builds), encoding="utf-8")
    os.replace(part, file)
    return {key for build in builds for key in build}


def _prune(cache: Path, kept: set[str]) -> None:
    for path in cache.iterdir():
        if path.name not in (_BUILDS, _LOCK) and path.name.partition(".")[0] not in kept:
            path.unlink(missing_ok=True)
