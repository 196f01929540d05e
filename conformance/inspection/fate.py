"""What became of each finding between rounds (问题去向): mended, still there, back again, new, or not to be told.

Findings are matched by check and row key, so that a resorted or renumbered sheet makes nothing new. What the last round
could not look at (a book that cannot be opened, a check that could not run, a row set aside) is never called mended.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from conformance.inspection.results import CheckFacts, DepartmentResult, KnownFinding, RoundResults
from conformance.terms import CheckState, FindingFate

_RAN = (CheckState.COUNTED, CheckState.NO_OCCURRENCE)


@dataclass(frozen=True)
class TracedFinding:
    """A finding with what became of it in the last round."""

    finding: KnownFinding
    """As the last round that knows it tells it."""
    fate: FindingFate
    first_seen: str
    """The name of the first of the rounds given in which it stood."""
    fewer: tuple[int, int] | None = None
    """Of a mended one: how many rows its check looked at before and now, where they are fewer. The row may be gone."""


def trace_findings(rounds: Sequence[RoundResults]) -> tuple[TracedFinding, ...]:
    """Every finding of the last two rounds, in the order of department, clause and key; two rounds or more."""
    *earlier, before, now = rounds
    traced = []
    for code in sorted(before.departments.keys() | now.departments.keys()):
        old, new = _findings(before, code), _findings(now, code)
        for key in old.keys() | new.keys():
            first = next(one.name for one in rounds if key in _findings(one, code))
            if key in new:
                was = any(key in _findings(one, code) for one in earlier)
                fate = FindingFate.STILL if key in old else FindingFate.BACK if was else FindingFate.NEW
                traced.append(TracedFinding(new[key], fate, first))
            else:
                checks = _looked_at(now.departments.get(code), old[key])
                fate = FindingFate.MENDED if checks else FindingFate.UNVERIFIED
                fewer = _fewer(_checks(before.departments.get(code), old[key]), checks)
                traced.append(TracedFinding(old[key], fate, first, fewer))
    return tuple(sorted(traced, key=lambda one: (one.finding.department, one.finding.clause, one.finding.key)))


def _findings(results: RoundResults, code: str) -> dict[str, KnownFinding]:
    department = results.departments.get(code)
    return dict(department.findings) if department is not None else {}


def _looked_at(department: DepartmentResult | None, finding: KnownFinding) -> Sequence[CheckFacts]:
    """The check where the round could have seen the finding, had it still been there; else nothing."""
    if department is None or not department.readable:
        return ()
    checks = _checks(department, finding)
    return checks if all(one.state in _RAN and finding.key not in one.set_aside for one in checks) else ()


def _checks(department: DepartmentResult | None, finding: KnownFinding) -> Sequence[CheckFacts]:
    """What a round says of the finding's check: once a clause that it stands under."""
    clauses = department.clauses.values() if department is not None else ()
    return [clause.checks[finding.check] for clause in clauses if finding.check in clause.checks]


def _fewer(before: Sequence[CheckFacts], now: Sequence[CheckFacts]) -> tuple[int, int] | None:
    """The rows that the check looked at in either round, where it looked at fewer now."""
    if not before or not now:
        return None
    was, is_now = (one[0].counts[0] if one[0].counts is not None else 0 for one in (before, now))
    return (was, is_now) if is_now < was else None
