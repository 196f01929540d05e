"""Run the SQL of checks (核查程序) in a process of its own, with limits, so that no check can take the rest along.

The parent hands over the views and the statements; the child answers a line of JSON a check, in order, so that the
first check without an answer names the culprit of a killed child.
"""

from __future__ import annotations

import json
import os
import pickle
import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import IO, Any

from conformance.checklist.check import Check
from conformance.checklist.query import violations_statement
from conformance.errors import CannotProceed


class CheckFailed(CannotProceed):
    """A check's own fault: it cannot run, or finds violations outside its population."""

    def __init__(self, check: str, reason: str) -> None:
        super().__init__(f"核查程序 {check} 不能得出结果（{reason}），请检查该核查程序的页面。")
        self.check = check


@dataclass(frozen=True)
class Limits:
    """What one check may use."""

    seconds: float = 20.0
    """After this the statement is interrupted; after three times as long the process is killed."""
    memory: int = 1 << 30
    """Bytes of data segment (RLIMIT_DATA) of the process."""


@dataclass(frozen=True)
class Rows:
    """What the two statements of a check gave, by department."""

    population: Mapping[str, frozenset[int]]
    violations: Mapping[str, Mapping[int, tuple[str, str]]]
    """Row to (observed, expected)."""


def run_statements(views: Mapping[str, Any], checks: Sequence[Check], limits: Limits) -> dict[str, Rows]:
    """The rows of each check; CheckFailed names the first that cannot be run."""
    queries = [(check.id, check.population_sql, check.violations_sql) for check in checks]
    job = pickle.dumps((views, queries, limits))
    root = str(Path(__file__).parents[2])
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([root, os.environ.get("PYTHONPATH", "")]).rstrip(":")}
    with subprocess.Popen(
        [sys.executable, "-m", "conformance.findings.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        try:
            _send(process.stdin, job)
            return {check.id: _receive(process, process.stdout, check.id, limits) for check in checks}
        finally:
            process.kill()


def _send(pipe: IO[bytes], job: bytes) -> None:
    try:
        pipe.write(job)
        pipe.close()
    except BrokenPipeError:
        return  # the child died; what it did not answer tells which check is without a result


def _receive(process: subprocess.Popen[bytes], pipe: IO[bytes], check: str, limits: Limits) -> Rows:
    timer = Timer(3 * limits.seconds + 10, process.kill)
    timer.start()
    try:
        line = pipe.readline()
    finally:
        timer.cancel()
    if not line:
        raise CheckFailed(check, "核查进程被终止，用时或者内存超出限度")
    answer = json.loads(line)
    if answer["error"]:
        raise CheckFailed(check, answer["error"])
    violations: dict[str, dict[int, tuple[str, str]]] = {}
    for department, row, observed, expected in answer["violations"]:
        violations.setdefault(department, {}).setdefault(row, (observed, expected))
    return Rows({one: frozenset(rows) for one, rows in answer["population"].items()}, violations)


def _work() -> None:
    """The child: read the job, lock down, answer a line a check."""
    views, queries, limits = pickle.load(sys.stdin.buffer)
    from conformance.findings.database import open_database

    resource.setrlimit(resource.RLIMIT_DATA, (limits.memory, limits.memory))
    connection = open_database(views)
    for check, population, violations in queries:
        answer = _answer(connection, check, population, violations, limits.seconds)
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()


def _answer(connection: Any, check: str, population: str, violations: str, seconds: float) -> dict[str, Any]:
    import duckdb

    from conformance.findings.database import fetch

    answer: dict[str, Any] = {"check": check, "error": "", "population": {}, "violations": []}
    try:
        rows = fetch(
            connection,
            f"select distinct department, row from (\n{population}\n) order by department, row",
            seconds=seconds,
        )
        for department, row in rows:
            answer["population"].setdefault(department, []).append(row)
        found = fetch(connection, violations_statement(population, violations), seconds=seconds)
        answer["violations"] = sorted([one[0], one[1], *_texts(one[2:])] for one in found)
    except (duckdb.Error, MemoryError) as error:
        answer["error"] = str(error).splitlines()[0] if str(error) else type(error).__name__
    return answer


def _texts(values: Sequence[object]) -> tuple[str, str]:
    """Observed and expected as text; empty where the statement gives none."""
    given = ["" if value is None else str(value) for value in values]
    observed, expected = (*given, "", "")[:2]
    return observed, expected


if __name__ == "__main__":
    _work()
