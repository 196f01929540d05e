"""What was made for the fragments before (片段存货): the next build takes what has not changed from here.

A piece is kept under its name with the digest of everything that it was made of. The folder of doctrees, beside which
the store lies, belongs to one edition of the software, so the software is no part of the digests.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

FILE = "fragments.json"


class FragmentStore:
    """Gives each piece as it was made before, or has it made; without a file nothing is kept."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._before = _read(file)
        self._used: dict[str, tuple[str, str]] = {}

    def take(self, name: str, made_of: str, make: Callable[[], str]) -> str:
        """The piece of this name, which is a function of ``made_of``."""
        digest = hashlib.sha256(made_of.encode()).hexdigest()
        before = self._before.get(name)
        piece = before[1] if before is not None and before[0] == digest else make()
        self._used[name] = (digest, piece)
        return piece

    def save(self) -> None:
        """Keep the pieces that were taken, in one move, and forget all others."""
        if self._file is not None and self._used != self._before:
            part = self._file.with_suffix(f".{os.getpid()}.part")
            part.write_text(json.dumps(self._used, ensure_ascii=False), encoding="utf-8")
            os.replace(part, self._file)


def _read(file: Path | None) -> dict[str, tuple[str, str]]:
    """What is kept; a file that is not there or not whole keeps nothing."""
    try:
        data = json.loads(file.read_text(encoding="utf-8")) if file is not None else {}
        return {name: (digest, piece) for name, (digest, piece) in data.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}
