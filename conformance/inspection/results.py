"""The results of one round (一轮结果) as the scorecards tell them: findings by key, clauses by id, what they rest on.

Read from ``scorecards/*.json``, so that rounds can be compared years later without the workbooks.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from conformance.errors import CannotProceed
from conformance.terms import BookKind, CheckState, Grade, Outcome


@dataclass(frozen=True)
class KnownFinding:
    """A row that broke a check, as the scorecard keeps it."""

    department: str
    clause: str
    check: str
    key: str
    """Check, table and the row's own key: the same in every round, however the rows are renumbered."""
    place: str
    """Sheet and cell."""
    message: str
    charged: bool
    """Whether it cost points in its round; those charged elsewhere or lifted did not."""


@dataclass(frozen=True)
class CheckFacts:
    """The counts of one check."""

    state: CheckState
    counts: tuple[int, int, int, int] | None
    """N, V, C, U; None where nothing was counted."""
    set_aside: frozenset[str]
    """Keys of findings that the set-aside rows would have, had they been one."""


@dataclass(frozen=True)
class ClauseFacts:
    """One clause of a scorecard."""

    title: str
    weight: Fraction
    grading: str
    """The grading with its numbers, as one text to compare."""
    in_round: bool
    outcome: Outcome
    points: Fraction
    max_points: Fraction
    judged: str
    """What a person decided, as one text to compare; empty where nobody did."""
    judge: tuple[str, str]
    """Organisation and post of that person."""
    checks: Mapping[str, CheckFacts]


@dataclass(frozen=True)
class DepartmentResult:
    """One department in one round."""

    code: str
    title: str
    kind: BookKind
    workbook_sha256: str
    readable: bool
    grade: Grade
    total: Fraction
    clauses: Mapping[str, ClauseFacts]
    findings: Mapping[str, KnownFinding]
    prompts: Mapping[str, tuple[KnownFinding, ...]]
    """Check to the rows that a person should look at; they belong to no clause here."""


@dataclass(frozen=True)
class RoundResults:
    """All departments in one round."""

    name: str
    departments: Mapping[str, DepartmentResult]
    editions: Mapping[str, str]
    """SHA-256 of what the figures rest on, by name."""


def read_results(folder: Path) -> RoundResults:
    """The results in a folder that ``score`` or ``report`` wrote; CannotProceed where there are none."""
    files = sorted((folder / "scorecards").glob("*.json")) or sorted(folder.glob("*.json"))
    records = [_record(path) for path in files]
    if not records:
        raise CannotProceed(f"“{folder}”中没有记分卡，请指定 conformance score 的结果目录。")
    return results_of(records, str(folder))


def results_of(records: Sequence[Mapping[str, Any]], place: str) -> RoundResults:
    """The results that these scorecards tell; ``place`` is where a message says that they stand."""
    editions = [record["inputs"]["editions"] for record in records]
    if any(one != editions[0] for one in editions):
        raise CannotProceed(f"“{place}”中的记分卡依据的不是同一版核查表或者标准，请重新评分。")
    departments = {record["department"]: _department(record) for record in records}
    return RoundResults(records[0]["round"], departments, editions[0])


def _record(path: Path) -> dict[str, Any]:
    try:
        record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        whole = {"department", "clauses", "inputs"} <= record.keys()
    except (OSError, ValueError, AttributeError) as fault:
        raise CannotProceed(f"“{path}”不是完整的记分卡，请重新评分。") from fault
    if not whole:
        raise CannotProceed(f"“{path}”不是记分卡，请指定 conformance score 的结果目录。")
    return record


def _department(record: Mapping[str, Any]) -> DepartmentResult:
    code = record["department"]
    clauses = {clause["id"]: _clause(clause) for clause in record["clauses"]}
    findings = [_finding(code, clause["id"], check, one) for clause, check, one in _found(record)]
    return DepartmentResult(
        code=code,
        title=record["title"],
        kind=BookKind(record["kind"]),
        workbook_sha256=record["inputs"]["workbook"]["sha256"],
        readable=record["readable"],
        grade=Grade(record["grade"]),
        total=_fraction(record["total"]),
        clauses=clauses,
        findings={finding.key: finding for finding in reversed(findings)},
        prompts={one["id"]: tuple(_finding(code, "", one, row) for row in one["rows"]) for one in record["prompts"]},
    )


def _found(record: Mapping[str, Any]) -> list[tuple[Any, Any, Any]]:
    return [
        (clause, check, one) for clause in record["clauses"] for check in clause["checks"] for one in check["findings"]
    ]


def _finding(code: str, clause: str, check: Mapping[str, Any], one: Mapping[str, Any]) -> KnownFinding:
    return KnownFinding(
        department=code,
        clause=clause,
        check=check["id"],
        key=one["key"],
        place=f"表“{one['sheet']}”{one['cell']}",
        message=one["message"],
        charged=not one["charged_at"] and not one["lifted"],
    )


def _clause(clause: Mapping[str, Any]) -> ClauseFacts:
    judgement = clause["judgement"]
    return ClauseFacts(
        title=clause["title"],
        weight=Fraction(clause["weight"]),
        grading=json.dumps(clause["grading"], sort_keys=True),
        in_round=clause["in_round"],
        outcome=Outcome(clause["outcome"]),
        points=_fraction(clause["points"]),
        max_points=_fraction(clause["max_points"]),
        judged=json.dumps(judgement, ensure_ascii=False, sort_keys=True) if judgement is not None else "",
        judge=(judgement["organisation"], judgement["author"]) if judgement is not None else ("", ""),
        checks={check["id"]: _check(check) for check in clause["checks"]},
    )


def _check(check: Mapping[str, Any]) -> CheckFacts:
    counted = check["N"] is not None
    return CheckFacts(
        state=CheckState(check["state"]),
        counts=(check["N"], check["V"], check["C"], check["U"]) if counted else None,
        set_aside=frozenset(f"{check['id']}:{row['table']}:{row['row_key']}" for row in check["set_aside"]),
    )


def _fraction(value: Mapping[str, Any] | None) -> Fraction:
    return Fraction(value["n"], value["d"]) if value is not None else Fraction(0)
