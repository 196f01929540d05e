"""What reading the rules gave, kept from one run to the next, as Python keeps its compiled files: only a copy.

One file for each project and reader in the user's cache folder. It is used where the files read, the program and
Python are the same to the byte, and made anew otherwise; where it cannot be written, nothing is kept.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

Read = TypeVar("Read")

_PROGRAM = Path(__file__).resolve().parents[1]
_READERS = ("checklist", "items", "sources")
"""The packages whose code decides what is read."""
_LIBRARIES = ("duckdb", "yaml")
_KEY_LENGTH = 64
_FILES = 12
"""Kept at most, the last that were written: of a few projects."""


def kept(read: Callable[[Path], Read], project: Path, patterns: Iterable[str]) -> Read:
    """What ``read`` gives of a project, whose files these patterns name; whatever it raises is raised.

    The result must be the same for the same files, and nobody may change it.
    """
    file = _folder() / f"{read.__name__}-{hashlib.sha256(str(project.resolve()).encode()).hexdigest()[:16]}.pickle"
    key = _key(project, patterns)
    with suppress(Exception):  # absent, of other files, cut off: read anew
        content = file.read_bytes()
        if content[:_KEY_LENGTH] == key:
            known: Read = pickle.loads(content[_KEY_LENGTH:])
            return known
    made = read(project)
    with suppress(OSError):
        _write(file, key + pickle.dumps(made, pickle.HIGHEST_PROTOCOL))
    return made


def _folder() -> Path:
    """Of this user alone: what is unpickled must come from nobody else."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "conformance"


def _key(project: Path, patterns: Iterable[str]) -> bytes:
    digest = hashlib.sha256(sys.version.encode())
    for library in _LIBRARIES:
        spec = find_spec(library)
        assert spec is not None and spec.origin is not None
        digest.update(f"{spec.origin} {Path(spec.origin).stat().st_mtime_ns}\n".encode())
    code = [path for package in _READERS for path in sorted((_PROGRAM / package).glob("*.py"))]
    for path in (*code, *(path for pattern in patterns for path in sorted(project.glob(pattern)))):
        content = path.read_bytes()
        digest.update(f"{path} {len(content)}\n".encode() + content)
    return digest.hexdigest().encode()


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all, also where two commands write at once."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = file.with_suffix(f".{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.replace(file)
    others = sorted(file.parent.glob("*.pickle"), key=lambda other: other.stat().st_mtime_ns)
    for other in others[:-_FILES]:
        other.unlink(missing_ok=True)
