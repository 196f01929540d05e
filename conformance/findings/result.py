"""What one check found in one book (核查结果): whole numbers, and the rows behind them.

The pivot between checking and scoring. Nothing is divided here: N, V and U are counts, every ratio is made in
``scores``.
"""

from __future__ import annotations

from dataclasses import dataclass

from conformance.terms import CheckState


@dataclass(frozen=True, order=True)
class RowRef:
    """A row of an evidence table."""

    table: str
    row: int
    """Row number of the sheet; 0 for the department itself."""
    key: str


@dataclass(frozen=True, order=True)
class Finding:
    """A row that breaks a check (问题)."""

    check: str
    department: str
    where: RowRef
    sheet: str
    column: str
    cell: str
    """``C12``; empty where the row is the department itself."""
    message: str
    """One Chinese sentence with place, found and expected."""
    observed: str
    expected: str

    @property
    def finding_key(self) -> str:
        """By which a judgement names it: check, table and the row's own key, which survive a resorted sheet."""
        return f"{self.check}:{self.where.table}:{self.where.key}"


@dataclass(frozen=True)
class Waiting:
    """Rows set aside because one broken cell elsewhere may be what they look for."""

    sheet: str
    cell: str
    rows: int
    message: str


@dataclass(frozen=True)
class CheckResult:
    """One check on one book."""

    check: str
    department: str
    state: CheckState
    population: int
    """N; where the check is blocked, the rows that are known to belong to it."""
    violating: tuple[RowRef, ...]
    """V rows, sorted; never those set aside."""
    set_aside: tuple[RowRef, ...]
    """U rows, sorted: part of the population, not of the violating."""
    unclassified: tuple[RowRef, ...]
    """Rows left out of N: a problem sits in a column that decides membership."""
    findings: tuple[Finding, ...]
    """One for each violating row."""
    waiting: tuple[Waiting, ...]
    blocked_by: tuple[str, ...]
    """Why the check could not run: sentences that name sheet and column."""
    table: str = ""
    """The table that is missing or declared empty."""
