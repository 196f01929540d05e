"""A small county, and what a batch makes of it: for tests of dividing, killing and going on."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from conformance.cli.batch import make_county, reckon, reckon_counties
from conformance.cli.chunk import workbook_file
from conformance.cli.county import County, CountyAnswer
from conformance.cli.pinned import PinnedProject, pin_project
from conformance.cli.progress import Remaining
from conformance.cli.project import load_project
from conformance.cli.workers import Executor, WorkerPool
from conformance.evidence.reading import stop_reader
from tests.builders import make_workbook

ROOT = Path(__file__).parents[2]
CODES = ("CZ", "GH", "HB", "YC")
JUDGEMENT = """department: GH
round: 2017-final
judgements:
  - clause: G-2.1.6
    outcome: nonconforming
    reason: 与现场不符
    author: 检查员
    organisation: DC
    on: "2017-12-01"
bonuses: []
"""


def shipped_project() -> PinnedProject:
    """The county project of the repository."""
    return pin_project(load_project(ROOT), None, None)


def small_county(folder: Path) -> list[Path]:
    """Four departments, one of which handed in twice, and a file that cannot be read."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [make_workbook(folder / f"{code}.xlsx") for code in CODES]
    twin = folder / "GH-copy.xlsx"
    twin.write_bytes(paths[1].read_bytes())
    broken = folder / "ZZ.xlsx"
    broken.write_bytes(b"no workbook")
    return sorted([*paths, twin, broken])


def divided(
    pinned: PinnedProject, workbooks: list[Path], out: Path, size: int, judgements: Path | None = None
) -> County:
    """The county in chunks of this size."""
    return make_county("", pinned, [workbook_file(path) for path in workbooks], judgements, out, size=size)


def reckoned(county: County, executor: Executor) -> CountyAnswer:
    """Its answer, by this executor."""
    (answer,) = reckon_counties([county], executor, Remaining(1, "份", work=1))
    return answer


def reckoned_here(county: County, processes: int = 2, work: Callable[[Any], Any] = reckon) -> CountyAnswer:
    """Its answer, by so many processes here."""
    with WorkerPool(work, processes, finish=stop_reader) as pool:
        return reckoned(county, pool)


def reckoned_by_who_lives(mark: Path, task: Any) -> Any:
    """What ``reckon`` gives, but for whoever is asked first, who is killed; the mark says that it happened.

    Of this module, so that the workers of a cluster can import it.
    """
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return reckon(task)


def written(folder: Path) -> dict[str, bytes]:
    """Every file of results by its path."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".score.lock"
    }
