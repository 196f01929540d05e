"""Time and memory over the hostile and odd files of the tests: ``python -m tools.bench.hostile [--all]``.

Each file is read in a forked process, so that its peak is its own. Limits: 2 s in the guard, 10 s and 500 MB in all.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from conformance.evidence.container import Refused
from conformance.evidence.guard import open_package
from conformance.evidence.reader import read_book
from tests.builders import read_context
from tests.evidence.corpus import CORPUS, Specimen, old_sheets

GUARD_SECONDS, SECONDS, MEGABYTES = 2.0, 10.0, 500.0


@dataclass(frozen=True)
class Cost:
    """What one file costs."""

    name: str
    guard: float
    """Seconds before anything is parsed."""
    whole: float
    """Seconds from the path to the book."""
    memory: float
    """Peak of the process and of its disposable reader together, in megabytes (10**6)."""
    codes: tuple[str, ...]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure every file; gives 1 where one passes a limit."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench.hostile", description=__doc__)
    parser.add_argument("--all", action="store_true", help="print a line a file, not only the ten that cost most")
    told = parser.parse_args(arguments)
    read_context(), old_sheets()  # made once, as for a whole folder
    with tempfile.TemporaryDirectory() as folder:
        costs = [measure(specimen, Path(folder)) for specimen in CORPUS]
    costs.sort(key=lambda cost: cost.whole, reverse=True)
    for cost in costs if told.all else costs[:10]:
        print(f"{cost.guard:6.2f} s {cost.whole:6.2f} s {cost.memory:6.0f} MB  {cost.name}: {' '.join(cost.codes[:3])}")
    return _sum_up(costs)


def measure(specimen: Specimen, folder: Path) -> Cost:
    """Read one file in a process of its own."""
    path = folder / specimen.file
    _forked(lambda: str(path.write_bytes(specimen.make())))  # what making it takes is nobody's cost
    told = json.loads(_forked(lambda: _read(path)))
    path.unlink()
    return Cost(specimen.name, told["guard"], told["whole"], told["memory"], tuple(told["codes"]))


def _sum_up(costs: Sequence[Cost]) -> int:
    print(f"{len(costs)} files; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    passed = 0
    for name, limit, unit in (("guard", GUARD_SECONDS, "s"), ("whole", SECONDS, "s"), ("memory", MEGABYTES, "MB")):
        most = max(costs, key=lambda cost: getattr(cost, name))
        value = getattr(most, name)
        passed |= value > limit
        print(f"most {name}: {value:.2f} {unit} (limit {limit:g}), {most.name}")
    return int(passed)


def _read(path: Path) -> str:
    content = path.read_bytes()
    begun = time.perf_counter()
    with suppress(Refused):
        open_package(content, path.name)
    guarded = time.perf_counter()
    book = read_book(path, read_context())
    whole = time.perf_counter() - guarded
    peaks = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return json.dumps(
        {
            "guard": guarded - begun,
            "whole": whole,
            "memory": sum(peaks) * 1024 / 1e6,
            "codes": [problem.code for problem in book.problems],
        }
    )


def _forked(work: Callable[[], str]) -> str:
    """What the work gives, done in a fork."""
    receiver, sender = os.pipe()
    child = os.fork()
    if not child:
        os.close(receiver)
        os.write(sender, work().encode())
        os._exit(0)
    os.close(sender)
    with os.fdopen(receiver) as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return told


if __name__ == "__main__":
    sys.exit(main())
