"""Small results of rounds for tests of comparing them, made without any scorecard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from conformance.inspection.results import CheckFacts, ClauseFacts, DepartmentResult, KnownFinding, RoundResults
from conformance.terms import BookKind, CheckState, Grade, Outcome

CLAUSE, CHECK = "G-3.5.2", "committed-limit"


def make_finding(key: str, place: str = "表“办件台账”C12", *, charged: bool = True) -> KnownFinding:
    """A late case of the planning bureau."""
    return KnownFinding("GH", CLAUSE, CHECK, f"{CHECK}:ledger:{key}", place, f"{place}：{key}超过承诺时限。", charged)


def make_clause(**changes: object) -> ClauseFacts:
    """A clause of weight 4 that is fully earned."""
    facts: dict[str, object] = {
        "title": "在承诺时限内办结",
        "weight": Fraction(4),
        "grading": '{"kind": "proportional"}',
        "in_round": True,
        "outcome": Outcome.CONFORMING,
        "points": Fraction(4),
        "max_points": Fraction(4),
        "judged": "",
        "judge": ("", ""),
        "checks": {CHECK: CheckFacts(CheckState.COUNTED, (30, 0, 0, 0), frozenset())},
    }
    return ClauseFacts(**{**facts, **changes})  # type: ignore[arg-type]  # a table of changes has no one type


def make_department(
    findings: Iterable[KnownFinding] = (),
    clauses: Mapping[str, ClauseFacts] | None = None,
    *,
    readable: bool = True,
    prompts: Mapping[str, tuple[KnownFinding, ...]] | None = None,
) -> DepartmentResult:
    """The planning bureau with these findings."""
    clauses = {CLAUSE: make_clause()} if clauses is None else clauses
    total = sum((one.points for one in clauses.values()), Fraction(0))
    known = {finding.key: finding for finding in findings}
    return DepartmentResult(
        code="GH",
        title="奉节县规划局",
        kind=BookKind.DEPARTMENT,
        workbook_sha256="a" * 64,
        readable=readable,
        grade=Grade.QUALIFIED,
        total=total,
        clauses=clauses,
        findings=known,
        prompts=prompts or {},
    )


def make_round(name: str, department: DepartmentResult | None) -> RoundResults:
    """A round of one department."""
    return RoundResults(name, {} if department is None else {"GH": department}, {"guide": "0" * 64})
