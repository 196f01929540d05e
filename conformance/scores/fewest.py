"""Which few rows to mend first (先改哪几行): a smallest set of rows that lifts a department over the marks.

The set is proved smallest where the search ends within a fixed number of steps; otherwise it is one way among others
(一种方案). The number is fixed rather than the time, so that the same workbook gives the same advice everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from conformance.findings.result import RowRef
from conformance.scores.grading import ZERO
from conformance.scores.what_if import Outlook, State, WhatIf

STEPS = 3_000
"""States that the search reckons before it gives up proving; a few seconds."""


@dataclass(frozen=True)
class FewestRows:
    """Rows whose mending lifts the department over the marks."""

    rows: tuple[RowRef, ...]
    proved: bool
    """Whether no smaller set does it."""
    total: Fraction
    """Points as they stand once these rows are mended."""


def find_fewest_rows(what_if: WhatIf, *, pass_mark: Fraction, steps: int = STEPS) -> FewestRows | None:
    """A plan; None where the department qualifies already, or where mending all its rows would not be enough."""
    start = what_if.start
    if what_if.outlook(start).qualifies or not what_if.outlook(tuple(0 for _ in start)).qualifies:
        return None
    greedy = _greedy(what_if)
    search = _Search(what_if, pass_mark, steps)
    for size in range(1, sum(start) - sum(greedy)):
        found = search.find(start, 0, size)
        if search.steps < 0:
            return _plan(what_if, greedy, proved=False)
        if found is not None:
            return _plan(what_if, found, proved=True)
    return _plan(what_if, greedy, proved=True)


def _greedy(what_if: WhatIf) -> State:
    """Mend one row after another, each time the one that helps most; then take back what was not needed."""
    left = what_if.start
    while not what_if.outlook(left).qualifies:
        left = max(
            (_more(left, kind, -1) for kind, count in enumerate(left) if count), key=lambda one: _near(what_if, one)
        )
    for kind, whole in enumerate(what_if.start):
        while left[kind] < whole and what_if.outlook(_more(left, kind, 1)).qualifies:
            left = _more(left, kind, 1)
    return left


def _near(what_if: WhatIf, left: State) -> tuple[int, int, Fraction, Fraction]:
    """How near a state is to the marks; what stands in the way tells states apart that earn the same."""
    outlook: Outlook = what_if.outlook(left)
    return -outlook.vetoes, -outlook.short_floors, outlook.total, -what_if.in_the_way(left)


def _more(left: State, kind: int, count: int) -> State:
    return (*left[:kind], left[kind] + count, *left[kind + 1 :])


@dataclass
class _Search:
    """Tries every set of a size that an optimistic bound does not rule out."""

    what_if: WhatIf
    pass_mark: Fraction
    steps: int
    """States that may still be reckoned; below zero once the search has given up."""
    seen: dict[State, Outlook] = field(default_factory=dict)

    def find(self, left: State, first: int, size: int) -> State | None:
        """A qualifying state with exactly ``size`` more rows mended, of the kinds from ``first`` on."""
        outlook = self._outlook(left)
        if self.steps < 0 or outlook.qualifies or size == 0 or first == len(left):
            return left if outlook.qualifies and size == 0 else None
        gained = self.what_if.most_gained(left)
        rest = sorted((gained[kind] for kind in range(first, len(left)) for _ in range(left[kind])), reverse=True)
        if outlook.total + sum(rest[:size], ZERO) < self.pass_mark:
            return None
        for count in range(min(size, left[first]), -1, -1):
            found = self.find(_more(left, first, -count), first + 1, size - count)
            if found is not None:
                return found
        return None

    def _outlook(self, left: State) -> Outlook:
        if left not in self.seen:
            self.steps -= 1
            self.seen[left] = self.what_if.outlook(left)
        return self.seen[left]


def _plan(what_if: WhatIf, left: State, *, proved: bool) -> FewestRows:
    rows = [row for rows, count in zip(what_if.rows, left, strict=True) for row in rows[: len(rows) - count]]
    return FewestRows(tuple(sorted(rows)), proved, what_if.outlook(left).total)
