"""Run the SQL of checks (核查程序) in a process of its own, with limits, so that no check can take the rest along.

It is a fork, which has the views and the statements already; it answers a line of JSON a check, in order, so that the
first check without an answer names the culprit of a killed child.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from conformance.checklist.check import Check
from conformance.checklist.query import both_statement
from conformance.errors import CannotProceed
from conformance.fork import data_held
from conformance.watchdog import watchdog


class CheckFailed(CannotProceed):
    """A check's own fault: it cannot run, or finds violations outside its population."""

    def __init__(self, check: str, reason: str) -> None:
        super().__init__(f"核查程序 {check} 不能得出结果（{reason}），请检查该核查程序的页面。")
        self.check, self.reason = check, reason

    def __reduce__(self) -> tuple[type[CheckFailed], tuple[str, str]]:
        return CheckFailed, (self.check, self.reason)  # so that it travels between processes


@dataclass(frozen=True)
class Limits:
    """What one check may use."""

    seconds: float = 20.0
    """After this the statement is interrupted; after three times as long the process is killed."""
    memory: int = 1 << 30
    """Bytes of data segment (RLIMIT_DATA) of the process."""
    processes: int = 1
    """Among how many the checks are divided: for one workbook, whose statements take longer to plan than to run."""


@dataclass(frozen=True)
class Rows:
    """What the two statements of a check gave, by department."""

    population: Mapping[str, frozenset[int]]
    violations: Mapping[str, Mapping[int, tuple[str, str]]]
    """Row to (observed, expected)."""


def run_statements(views: Mapping[str, Any], checks: Sequence[Check], limits: Limits) -> dict[str, Rows]:
    """The rows of each check; CheckFailed names the first that cannot be run."""
    importlib.import_module("conformance.findings.database")  # DuckDB once, and not in every fork anew
    workers = [_Worker(views, checks[start :: limits.processes], limits) for start in range(limits.processes)]
    try:
        return {check.id: workers[at % len(workers)].receive(check.id) for at, check in enumerate(checks)}
    finally:
        for worker in workers:
            worker.end()


class _Worker:
    """A fork that runs some of the checks."""

    def __init__(self, views: Mapping[str, Any], checks: Sequence[Check], limits: Limits) -> None:
        reading, writing = os.pipe()
        self._limits = limits
        self._process = os.fork()
        if not self._process:
            os.close(reading)
            _work_and_exit(views, checks, limits, writing)
        os.close(writing)
        self._pipe = os.fdopen(reading, "rb")

    def receive(self, check: str) -> Rows:
        """What the check found, the next of this worker's."""
        with watchdog().limit(3 * self._limits.seconds + 10, self._kill):
            line = self._pipe.readline()
        if not line.endswith(b"\n"):
            raise CheckFailed(check, "核查进程被终止，用时或者内存超出限度")
        return _rows(check, json.loads(line))

    def end(self) -> None:
        """Whether it is done or not."""
        self._pipe.close()
        self._kill()
        os.waitpid(self._process, 0)

    def _kill(self) -> None:
        os.kill(self._process, signal.SIGKILL)  # not waited for yet, so that its number is nobody else's


def _rows(check: str, answer: Mapping[str, Any]) -> Rows:
    if answer["error"]:
        raise CheckFailed(check, answer["error"])
    violations: dict[str, dict[int, tuple[str, str]]] = {}
    for department, row, observed, expected in answer["violations"]:
        violations.setdefault(department, {}).setdefault(row, (observed, expected))
    return Rows({department: frozenset(rows) for department, rows in answer["population"].items()}, violations)


def _work_and_exit(views: Mapping[str, Any], checks: Sequence[Check], limits: Limits, writing: int) -> NoReturn:
    """The fork: lock down, answer a line a check."""
    status = 1
    try:
        from conformance.findings.database import open_database

        memory = limits.memory + data_held()
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
        connection = open_database(views)
        with os.fdopen(writing, "wb") as pipe:
            for check in checks:
                answer = _answer(connection, check, limits.seconds)
                pipe.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
                pipe.flush()
        status = 0
    finally:
        os._exit(status)


def _answer(connection: Any, check: Check, seconds: float) -> dict[str, Any]:
    import duckdb

    from conformance.findings.database import fetch

    answer: dict[str, Any] = {"error": "", "population": {}, "violations": []}
    try:
        found = fetch(connection, both_statement(check.population_sql, check.violations_sql), seconds=seconds)
        for kind, department, row, observed, expected, rows in found:
            if kind:
                answer["violations"].append([department, row, _text(observed), _text(expected)])
            else:
                answer["population"][department] = rows
        answer["violations"].sort()
    except (duckdb.Error, MemoryError) as error:
        answer["error"] = str(error).splitlines()[0] if str(error) else type(error).__name__
    return answer


def _text(value: object) -> str:
    """Observed or expected as text; empty where the statement gives none."""
    return "" if value is None else str(value)
