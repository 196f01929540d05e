"""How fast the engine is and what memory it takes, against a clerk's script and against mere parsing (引擎基准).

    python tools/bench/engine.py --clerk-python PATH

makes the workbooks of 80 departments out of the sample county's, some with faults, then lets fresh processes take
turns: ours with all checks (guard, read, validate, check, score; the project's own files included), with the processes
that a command takes and with one, the clerk's script with thirty checks (tools/bench/clerk.py; needs pandas), calamine
alone. Prints medians, ratios of time and of processor time, memory, sizes and the load of the machine. Exit status 1
where findings differ or a goal is missed.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))  # run as a script, Python looks for modules in tools/bench alone

_PARSE = """
import sys, pathlib, python_calamine
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.xlsx")):
    workbook = python_calamine.CalamineWorkbook.from_path(str(path))
    for name in workbook.sheet_names:
        workbook.get_sheet_by_name(name).to_python()
"""
_LOAD = "import sys, openpyxl; openpyxl.load_workbook(sys.argv[1])"


@dataclass(frozen=True)
class Run:
    """What one process took."""

    seconds: float
    cpu: float
    """Of the process and of those it started."""
    peak: int
    """Bytes resident at most, of any one of these processes."""
    output: str


def take(command: list[str]) -> Run:
    """Run a command in a fresh process; RuntimeError where it fails, which ``check`` with findings does not."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    before = time.perf_counter()
    with (
        tempfile.TemporaryFile("w+") as output,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output) as process,
    ):
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - before
        output.seek(0)
        if process.returncode not in ((0, 1) if "check" in command else (0,)):
            raise RuntimeError(f"{command} ended with {process.returncode}")
        return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, output.read())


def make_departments(folder: Path, count: int) -> int:
    """So many workbooks of departments, copies of the sample's under other codes; gives their bytes."""
    from tools.plant_defects import load_defects, plant
    from tools.sample.county import CENTRE, COUNTY_BODY, MESSY, UNREADABLE
    from tools.sample_county import make_county

    with tempfile.TemporaryDirectory() as aside:
        workbooks = make_county(ROOT, Path(aside), 2017).workbooks
        plant(workbooks, [defect for defect in load_defects() if not defect.problems])
        left_out = {CENTRE, COUNTY_BODY, MESSY, UNREADABLE}
        sources = [path for path in sorted(workbooks.glob("*.xlsx")) if path.stem not in left_out]
        for number in range(count):
            source = sources[number % len(sources)]
            _renamed(source, folder / f"{source.stem}{number:03d}.xlsx")
    return sum(path.stat().st_size for path in folder.iterdir())


def _renamed(source: Path, target: Path) -> None:
    """The workbook under another code: the cover and the template's mark say so too."""
    old, new = f"<t>{source.stem}</t>".encode(), f"<t>{target.stem}</t>".encode()
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.infolist():
            after.writestr(part.filename, before.read(part).replace(old, new))


def ours(folder: Path, processes: int) -> None:
    """Score the folder; print the findings of the clerk's checks as the clerk's script does."""
    from conformance.cli.main import COLLECT_EVERY
    from conformance.cli.project import load_project
    from conformance.cli.scoring import find_workbooks, score_workbooks

    gc.set_threshold(COLLECT_EVERY)  # as every command does
    project = load_project(ROOT)
    scoring = score_workbooks(project, find_workbooks([folder]), None, processes=processes)
    findings = sorted(
        (finding.check, finding.department, finding.where.row)
        for results in scoring.results.values()
        for result in results
        for finding in result.findings
    )
    totals = [[card.book.department, str(card.total.as_it_stands)] for card in scoring.cards]
    json.dump({"findings": findings, "totals": totals, "checks": len(project.checks)}, sys.stdout)


def main() -> int:
    """Take turns, print what came out."""
    parser = argparse.ArgumentParser(description="引擎的快慢和内存，对照标准做法的程序")
    parser.add_argument("--departments", type=int, default=80)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--clerk-python", default=sys.executable, help="装有 pandas 的 Python（缺省：本身）")
    parser.add_argument("--child", type=Path, metavar="文件夹", help=argparse.SUPPRESS)
    parser.add_argument("--processes", type=int, default=1, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        ours(arguments.child, arguments.processes)
        return 0
    with tempfile.TemporaryDirectory() as aside:
        return _compare(Path(aside), arguments)


def _compare(folder: Path, arguments: argparse.Namespace) -> int:
    from conformance.cli.scoring import PROCESSES

    size = make_departments(folder, arguments.departments)
    one = str(sorted(folder.glob("*.xlsx"))[0])
    engine = [sys.executable, str(Path(__file__)), "--child", str(folder)]
    commands = {
        "ours": [*engine, "--processes", str(PROCESSES)],
        "ours, one process": engine,
        "calamine alone": [sys.executable, "-c", _PARSE, str(folder)],
        "clerk's script": [arguments.clerk_python, str(ROOT / "tools/bench/clerk.py"), str(folder)],
        "one book, check": [sys.executable, "-m", "conformance.cli.main", "check", one],
        "one book, openpyxl": [sys.executable, "-c", _LOAD, one],
    }
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(arguments.rounds):
        for name, command in commands.items():
            runs[name].append(take(command))
    load = os.getloadavg()
    print(f"{arguments.departments} workbooks, {size / 1e6:.1f} MB, {arguments.rounds} rounds, load {load[0]:.1f}")
    for name, several in runs.items():
        seconds, cpu = (statistics.median(getattr(run, what) for run in several) for what in ("seconds", "cpu"))
        print(f"{name:<20} {seconds:8.2f} s  {cpu:8.2f} s of processor  {max(run.peak for run in several) >> 20:5d} MB")
    return _judge(runs)


def _judge(runs: dict[str, list[Run]]) -> int:
    def ratio(of: str, to: str, what: str) -> float:
        return statistics.median(getattr(run, what) for run in runs[of]) / statistics.median(
            getattr(run, what) for run in runs[to]
        )

    goals = [
        ("clerk ÷ ours", ratio("clerk's script", "ours", "seconds"), 20.0, True),
        ("ours ÷ calamine", ratio("ours", "calamine alone", "seconds"), 3.5, False),
        ("one ÷ ours", ratio("ours, one process", "ours", "seconds"), 1.7, True),
        ("check ÷ openpyxl", ratio("one book, check", "one book, openpyxl", "seconds"), 1.5, False),
    ]
    missed = 0
    for name, value, goal, at_least in goals:
        met = value >= goal if at_least else value <= goal
        missed += not met
        print(f"{name:<20} {value:8.2f}  goal {'≥' if at_least else '≤'} {goal}  {'met' if met else 'MISSED'}")
    mine, theirs = (json.loads(runs[name][0].output) for name in ("ours", "clerk's script"))
    checks = {check for check, *_ in theirs["findings"]}
    same = [one for one in mine["findings"] if one[0] in checks] == theirs["findings"]
    print(f"{len(theirs['findings'])} findings of {len(checks)} checks: {'the same' if same else 'NOT THE SAME'}")
    one, clerk = "ours, one process", "clerk's script"
    of_processor = ratio(clerk, one, "cpu"), ratio(one, "calamine alone", "cpu")
    print("the first two of processor time, one process: {:.2f}, {:.2f}".format(*of_processor))
    alike = len({run.output for run in (*runs["ours"], *runs[one])}) == 1
    print(f"every run of ours: {'the same bytes' if alike else 'NOT THE SAME'}")
    print(f"this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB")
    return 1 if missed or not same or not alike else 0


if __name__ == "__main__":
    sys.exit(main())
