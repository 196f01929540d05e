"""Say which violating row costs points at which check: one fact costs points once (同一问题不重复扣分).

Where a check's page lists another under ``implies``, a row that violates both is charged at the implying check, if that
one is scored, and is shown without cost at the other. Rows that a judgement lifted have left V before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from conformance.findings.result import CheckResult, RowRef
from conformance.terms import CheckState


@dataclass(frozen=True)
class Charges:
    """For each check of a department: the rows that violate it, and where each costs points."""

    violating: Mapping[str, tuple[RowRef, ...]]
    """Check to its rows, without those lifted."""
    elsewhere: Mapping[str, Mapping[RowRef, str]]
    """Check to rows that are charged at another, with that other check."""
    lifted: Mapping[str, tuple[str, ...]]
    """Check to the finding keys that judgements lifted."""


def charge(
    scored: frozenset[str],
    results: Mapping[str, CheckResult],
    implies: Mapping[str, Sequence[str]],
    lifted: frozenset[str],
) -> Charges:
    """Charge every violating row once.

    ``scored`` are the checks that cost points at all, ``implies`` gives for a check those that the same row may light
    too, ``lifted`` are finding keys.
    """
    standing: dict[str, tuple[RowRef, ...]] = {}
    taken: dict[str, tuple[str, ...]] = {}
    for check_id, result in results.items():
        if result.state is not CheckState.COUNTED:
            continue
        keys = {finding.where: finding.finding_key for finding in result.findings}
        standing[check_id] = tuple(row for row in result.violating if keys.get(row) not in lifted)
        taken[check_id] = tuple(sorted(key for row in result.violating if (key := keys.get(row)) in lifted and key))
    elsewhere: dict[str, dict[RowRef, str]] = {check_id: {} for check_id in standing}
    for check_id in sorted(standing):
        if check_id not in scored:
            continue
        for implied in implies.get(check_id, ()):
            both = set(standing.get(implied, ())).intersection(standing[check_id])
            for row in sorted(both):
                elsewhere[implied].setdefault(row, check_id)
    return Charges(standing, elsewhere, taken)
