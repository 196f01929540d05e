"""Two runs of ``report`` on the same input give the same bytes, wherever, whenever and on however many cores."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.builders import make_workbook
from tests.cli.reported import JUDGEMENT

ROOT = Path(__file__).parents[2]
HERE = {"TZ": "Asia/Shanghai", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1", "CLOCK_IS_FAST_BY": "0"}
ELSEWHERE = {"TZ": "America/Los_Angeles", "LC_ALL": "POSIX", "PYTHONHASHSEED": "4711", "CLOCK_IS_FAST_BY": "20000000"}
"""More than seven months and some hours later; another order of sets; no locale."""
CLOCK = """
import ctypes, datetime, gc, os, time

FAST = float(os.environ["CLOCK_IS_FAST_BY"])
seconds, nanoseconds, shaped = time.time, time.time_ns, time.strftime

def later(read):
    return lambda moment=None: read(time.time() if moment is None else moment)

def put(kind, **methods):  # the types themselves stay, so that nothing notices but by the time of day
    gc.get_referents(kind.__dict__)[0].update({name: classmethod(method) for name, method in methods.items()})
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(kind))

time.time, time.time_ns = lambda: seconds() + FAST, lambda: nanoseconds() + int(FAST * 10**9)
for name in ("gmtime", "localtime", "ctime"):
    setattr(time, name, later(getattr(time, name)))
time.strftime = lambda form, moment=None: shaped(form, moment or time.localtime())
put(datetime.date, today=lambda kind: kind.fromtimestamp(time.time()))
put(
    datetime.datetime,
    now=lambda kind, tz=None: kind.fromtimestamp(time.time(), tz),
    today=lambda kind: kind.fromtimestamp(time.time()),
    utcnow=lambda kind: kind.fromtimestamp(time.time(), datetime.UTC).replace(tzinfo=None),
)
"""
"""What a ``sitecustomize`` does in every process of a run: it puts the clock forward before all else."""


def report_in(folder: Path, inputs: Path, environment: Mapping[str, str], cores: int) -> dict[str, str]:
    """Digests of all files that a fresh process writes, by name."""
    command = [sys.executable, "-m", "conformance.cli.main", "report", str(inputs / "workbooks")]
    command += [
        "--judgements",
        str(inputs / "judgements"),
        "--project",
        str(ROOT),
        "--out",
        str(folder),
        "--departments",
        "--closing",
    ]
    clock = folder.parent / "clock"
    clock.mkdir(exist_ok=True)
    (clock / "sitecustomize.py").write_text(CLOCK, encoding="utf-8")
    chosen = sorted(os.sched_getaffinity(0))[:cores]
    done = subprocess.run(
        command,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(clock), str(ROOT))), **environment},
        cwd=ROOT,
        capture_output=True,
        check=False,
        preexec_fn=lambda: os.sched_setaffinity(0, chosen),
    )
    assert done.returncode in (0, 1), done.stderr.decode("utf-8", "replace")
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_it_works(tmp_path: Path) -> None:
    (tmp_path / "workbooks").mkdir()
    (tmp_path / "judgements").mkdir()
    for code in ("GH", "YC"):
        make_workbook(tmp_path / "workbooks" / f"{code}.xlsx")
    (tmp_path / "judgements" / "YC.yaml").write_text(JUDGEMENT, encoding="utf-8")
    first = report_in(tmp_path / "first", tmp_path, HERE, cores=1)
    second = report_in(tmp_path / "second", tmp_path, ELSEWHERE, cores=2)
    assert first == second
    assert {f"report/acceptance-report.{ending}" for ending in ("pdf", "docx", "xlsx", "html", "json")} <= first.keys()


def test_the_clock_of_the_second_run_is_another(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(CLOCK, encoding="utf-8")
    asked = "import datetime, time; print(time.time(), datetime.datetime.now().timestamp(), datetime.date.today())"
    told = [
        subprocess.run(
            [sys.executable, "-c", asked],
            env={**os.environ, "PYTHONPATH": str(tmp_path), **place},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        for place in (HERE, ELSEWHERE)
    ]
    (here, _, today), (elsewhere, by_date, later) = told
    assert float(elsewhere) - float(here) > 2e7
    assert abs(float(by_date) - float(elsewhere)) < 5
    assert today != later
