"""What a city's batch costs (规模基准): 800 workbooks as ten counties, by one process, by two, by a cluster of two.

    python -m tools.bench.scale [--workbooks FOLDER] [--first "chrt -r 10"]

Each of ten counties is the same 80 workbooks (made out of the sample county, or those of a folder) with the same codes;
nothing is shared between counties, so that ten cost ten times one. Every run is ``conformance score --counties`` in a
fresh process, prefixed with ``--first`` so that others on the machine do not disturb the ratios. Prints seconds, memory
and sizes, whether the bytes are the same, what a kill -9 in the middle costs, how long questions over a thousand
counties take, and from the measured run an extrapolation to the country. Exit status 1 where a goal is missed.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

from tools.bench.engine import ROOT, make_departments
from tools.bench.store import slowest_question
from tools.local_cluster import local_cluster

COUNTIES = 10
COUNTRY = 2850
WORKBOOKS_A_COUNTY = 40
"""About as many departments, centres and bodies of a county as hand in a workbook."""


@dataclass(frozen=True)
class Run:
    """What a run took."""

    seconds: float
    memory: tuple[int, ...]
    """Bytes of the whole tree of processes (PSS), a sample every half second."""

    @property
    def growth(self) -> float:
        """The largest sample of the last third, by that of the middle third: 1 where memory is flat."""
        third = max(1, len(self.memory) // 3)
        return max(self.memory[-third:]) / max(self.memory[third : 2 * third])


def score(books: Path, out: Path, first: Sequence[str], *more: str) -> subprocess.Popen[bytes]:
    """Start ``conformance score`` over the counties in a fresh process."""
    command = [*first, sys.executable, "-m", "conformance.cli.main", "score", str(books), "--counties"]
    command += ["--project", str(ROOT), "--out", str(out), *more]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)


def whole(books: Path, out: Path, first: Sequence[str], *more: str, others: int = 0) -> Run:
    """Run to the end; ``others`` is a process whose tree does the work beside. RuntimeError where it fails."""
    start = time.perf_counter()
    process = score(books, out, first, *more)
    samples: list[int] = []
    ended = Event()
    watcher = Thread(target=_watch, args=((process.pid, *([others] if others else [])), samples, ended))
    watcher.start()
    status = process.wait()
    seconds = time.perf_counter() - start
    ended.set()
    watcher.join()
    if status not in (0, 1):
        raise RuntimeError(f"score ended with {status}")
    return Run(seconds, tuple(samples))


def _watch(roots: Sequence[int], samples: list[int], ended: Event) -> None:
    while not ended.wait(0.5):
        samples.append(sum(_held(process) for process in _tree(roots)))


def _tree(roots: Sequence[int]) -> set[int]:
    parents = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found = set(roots)
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {os.getpid()}


def _held(process: int) -> int:
    """Bytes that a process holds, those that it shares by its share."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) << 10 for line in lines if line.startswith("Pss:"))


def digest(out: Path) -> str:
    """Of every file of results with its path."""
    files = sorted(path for path in out.rglob("*") if path.is_file() and not path.name.startswith("."))
    lines = "".join(f"{path.relative_to(out)} {hashlib.sha256(path.read_bytes()).hexdigest()}\n" for path in files)
    return hashlib.sha256(lines.encode()).hexdigest()


def size(folder: Path, pattern: str = "*") -> int:
    """Bytes of the files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob(pattern) if path.is_file())


def make_counties(folder: Path, workbooks: Path | None) -> None:
    """Ten counties of the same workbooks."""
    source = workbooks or folder / "source"
    if workbooks is None:
        source.mkdir()
        make_departments(source, 80)
    for number in range(COUNTIES):
        shutil.copytree(source, folder / "books" / f"county-{number:02}")


def interrupted(books: Path, out: Path, first: Sequence[str], after: float, *more: str) -> float:
    """Kill a run after so many seconds; gives how many there were."""
    start = time.perf_counter()
    process = score(books, out, first, *more)
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.wait()
    return time.perf_counter() - start


def main() -> int:
    """Run, compare, print."""
    parser = argparse.ArgumentParser(description="批量评分的快慢、内存和磁盘：十个县、800 份填报表")
    parser.add_argument("--workbooks", type=Path, metavar="目录", help="每个县用这些填报表（缺省：由样例县生成 80 份）")
    parser.add_argument("--first", default="", metavar="命令", help="放在计时命令前面，如 chrt -r 10（缺省：没有）")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as aside:
        folder = Path(aside)
        make_counties(folder, arguments.workbooks)
        return _compare(folder, arguments.first.split())


def _compare(folder: Path, first: list[str]) -> int:
    books = folder / "books"
    count = len(list(books.rglob("*.xlsx")))
    print(f"{count} workbooks, {size(books) / 1e6:.1f} MB, load {os.getloadavg()[0]:.1f}", flush=True)
    runs = {"one process": whole(books, folder / "one", first, "--jobs", "1")}
    runs["two processes"] = whole(books, folder / "two", first, "--jobs", "2")
    with local_cluster(folder, 2, first) as address:
        runs["cluster of two"] = whole(books, folder / "cluster", first, "--cluster", address, others=os.getpid())
    killed = interrupted(books, folder / "killed", first, runs["two processes"].seconds * 0.4, "--jobs", "2")
    runs["after a kill"] = whole(books, folder / "killed", first, "--jobs", "2")
    for name, run in runs.items():
        rate = count / run.seconds
        print(
            f"{name:<15} {run.seconds:7.1f} s  {rate:5.1f} a second  {max(run.memory) >> 20:5d} MB  ×{run.growth:.2f}"
        )
    digests = {digest(folder / name) for name in ("one", "two", "cluster", "killed")}
    print("the same bytes from all" if len(digests) == 1 else "NOT THE SAME BYTES")
    one, two, cluster, after = runs.values()
    lost = killed + after.seconds - two.seconds
    # a chunk, or a county to be put together, is at most a twentieth of the work; two were under way
    in_flight = 2 * one.seconds / 20
    share = size(folder / "two/counties/county-00/results") / size(books / "county-00")
    slowest = slowest_question(folder / "two/counties/county-00/scorecards")
    missed = _judge(
        [
            ("one ÷ two", one.seconds / two.seconds, 1.7, True),
            ("cluster ÷ two", cluster.seconds / two.seconds, 1.25, False),
            ("kill: s lost", lost, in_flight, False),
            ("memory, growth", two.growth, 1.1, False),
            ("store ÷ workbooks", share, 0.1, False),
            ("question, s", slowest, 2.0, False),
        ]
    )
    _extrapolate(folder, count, two)
    return 1 if missed or len(digests) > 1 else 0


def _judge(goals: Sequence[tuple[str, float, float, bool]]) -> int:
    missed = 0
    for name, value, goal, at_least in goals:
        met = value >= goal if at_least else value <= goal
        missed += not met
        print(f"{name:<18} {value:8.3f}  goal {'≥' if at_least else '≤'} {goal:.2f}  {'met' if met else 'MISSED'}")
    return missed


def _extrapolate(folder: Path, count: int, two: Run) -> None:
    """Time, memory and disk for the country, in proportion to the workbooks of the measured run."""
    workbooks = COUNTRY * WORKBOOKS_A_COUNTY
    times = workbooks / count
    hours = two.seconds * times / 3600
    print(f"{COUNTRY} counties of {WORKBOOKS_A_COUNTY} workbooks, {times:.1f} times the measured run:")
    print(f"  {hours:.1f} h with 2 processes, {max(two.memory) >> 20} MB; {hours / 8:.1f} h with 16, were they as fast")
    county = size(folder / "two/counties") * times
    gathered = size(folder / "two/results") * times
    stores = size(folder / "two/counties", "*.parquet") * times
    print(f"  workbooks {size(folder / 'books') * times / 1e9:.1f} GB, scorecards and problems {county / 1e9:.1f} GB,")
    print(f"  of which result stores {stores / 1e9:.2f} GB, gathered {gathered / 1e9:.2f} GB")


if __name__ == "__main__":
    raise SystemExit(main())
