"""Say which violating row costs points at which check: one fact costs points once (同一问题不重复扣分).

Where a check's page lists another under ``implies``, a row that violates both is charged at the implying check, if that
one is scored, and is shown without cost at the other. Rows that a judgement lifted have left V before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from conformance.checklist.acceptance import ClauseRule
from conformance.evidence.book import EvidenceBook
from conformance.findings.result import CheckResult, RowRef
from conformance.scores.grading import ONE, Counts, factor
from conformance.terms import CheckState

KNOWN_ROWS = (CheckState.COUNTED, CheckState.BLOCKED)
"""States in which the rows of a check are known, of a blocked one those that could be told in."""


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
    rules: Mapping[str, ClauseRule],
    results: Mapping[str, CheckResult],
    implies: Mapping[str, Sequence[str]],
    lifted: frozenset[str],
) -> Charges:
    """Charge every violating row once.

    ``rules`` are those of the checks that cost points at all, ``implies`` gives for a check those that the same row may
    light too, ``lifted`` are finding keys. A check whose rows lie within a tolerance takes nothing, and so leaves them
    to be charged at the other: breaking the law must not be cheaper than breaking the promise.
    """
    standing: dict[str, tuple[RowRef, ...]] = {}
    taken: dict[str, tuple[str, ...]] = {}
    for check_id, result in results.items():
        if result.state not in KNOWN_ROWS:
            continue
        if not result.violating:
            standing[check_id] = taken[check_id] = ()
            continue
        keys = {finding.where: finding.finding_key for finding in result.findings}
        standing[check_id] = tuple(row for row in result.violating if keys.get(row) not in lifted)
        taken[check_id] = tuple(sorted(key for row in result.violating if (key := keys.get(row)) in lifted and key))
    elsewhere: dict[str, dict[RowRef, str]] = {check_id: {} for check_id in standing}
    for check_id in sorted(standing):
        if (
            not standing[check_id]
            or check_id not in rules
            or not _takes(rules[check_id], results[check_id], standing[check_id])
        ):
            continue
        for implied in implies.get(check_id, ()):
            if not standing.get(implied):
                continue
            both = set(standing[implied]).intersection(standing[check_id])
            for row in sorted(both):
                elsewhere[implied].setdefault(row, check_id)
    return Charges(standing, elsewhere, taken)


def rows_of_items(book: EvidenceBook, codes: frozenset[str]) -> frozenset[tuple[str, int]]:
    """Table and row of everything in a book that is about these items, by their codes."""
    return frozenset(
        (table.table, row)
        for table in book.tables.values()
        for row, code in zip(table.rows, table.values.get("item_code", ()), strict=False)
        if code in codes
    )


def _takes(rule: ClauseRule, result: CheckResult, violating: Sequence[RowRef]) -> bool:
    """Whether the rows of a check cost points there."""
    if result.state is CheckState.BLOCKED:
        return True
    if not result.population:
        return False
    counts = Counts(result.population, len(violating), len(violating), len(result.set_aside))
    return factor(rule.grading, rule.weight, counts) < ONE
