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
HERE = {"TZ": "Asia/Shanghai", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"}
ELSEWHERE = {"TZ": "America/Los_Angeles", "LC_ALL": "POSIX", "PYTHONHASHSEED": "4711"}
"""Another time of day, and for most of it another day; another order of sets; no locale."""


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
    ]
    chosen = sorted(os.sched_getaffinity(0))[:cores]
    done = subprocess.run(
        command,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
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
