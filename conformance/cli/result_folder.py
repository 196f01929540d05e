"""The result folder of ``score`` (结果目录): one run at a time writes into it."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conformance.errors import CannotProceed

COUNTIES = "counties"
"""Folder of the counties, where several are scored."""
_HELD = ".score.lock"


@contextmanager
def hold_folder(folder: Path) -> Iterator[None]:
    """Keep others from writing into the folder; CannotProceed where another run does.

    The hold ends with this process, however it ends; forks do not share it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _HELD).open("w") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            raise CannotProceed(
                f"另一个 conformance score 正在写“{folder}”，请等它结束，或者用 --out 另选目录。"
            ) from fault
        yield
