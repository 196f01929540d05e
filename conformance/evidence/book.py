"""What one department handed in (填报表), as read: typed tables, declarations, claims, and the problems met on the way.

The pivot between reading and checking: ``reader`` makes it, checks see its tables, scores its declarations and claims,
the report its problems. Nothing here is changed after it is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from conformance.errors import Severity
from conformance.terms import BookKind

Value = str | int | float | date | None
"""A typed cell; several choices of a ``list`` column are one text with ；between them, in the order written."""


class TableState(StrEnum):
    """What became of a table that the workbook should hold."""

    FILLED = "filled"
    MISSING = "missing"
    """Neither rows nor a declaration that counts, or no sheet at all."""
    DECLARED_EMPTY = "declared_empty"
    """The cover says 无 with a reason, allowed here, and there are no rows."""
    NOT_REQUIRED = "not_required"
    """Empty, and nobody asked for it."""


@dataclass(frozen=True)
class Problem:
    """A cell, row, sheet or file that cannot be read as filled in (填表问题); never scored."""

    code: str
    """Registered in ``evidence.problem_codes``."""
    sheet: str
    """The sheet's name; empty where the whole file is meant."""
    cell: str
    """``C12``; empty where a whole sheet or the file is meant."""
    table: str
    column: str
    row: int
    """Row of the sheet, from 1; 0 where no single row is meant."""
    found: str
    expected: str
    mend: str
    severity: Severity = Severity.FAULT
    also: tuple[tuple[int, str], ...] = ()
    """Further cells that the one message is about, by row and column id: those of a merged range, of a formula."""

    @property
    def cells(self) -> tuple[tuple[int, str], ...]:
        """Every cell that the message is about, by row and column id."""
        return (self.row, self.column), *self.also

    @property
    def place(self) -> str:
        """Sheet and cell for people."""
        if not self.sheet:
            return "整个文件"
        return f"表“{self.sheet}”{self.cell}"

    @property
    def sentence(self) -> str:
        """The whole message, one Chinese sentence."""
        expected = f"，应为{self.expected}" if self.expected else ""
        mend = f"；{self.mend}" if self.mend else ""
        return f"{self.place}：{self.found}{expected}{mend}。"


@dataclass(frozen=True)
class TableRows:
    """The rows of one table, by column."""

    table: str
    sheet: str
    """The sheet's name as found."""
    state: TableState
    columns: tuple[str, ...]
    """Columns whose heading was found."""
    missing_columns: tuple[str, ...]
    """Columns that the table needs and whose heading was not found."""
    letters: Mapping[str, str]
    """Column id to the letter it stands under."""
    rows: tuple[int, ...]
    """Row numbers of the sheet, ascending; blank rows and rows that are no data (totals, remarks) are left out."""
    keys: tuple[str, ...]
    """A stable key a row: the key columns joined with ``/``; ``行12`` where the key cannot be read; ``#2`` is added to
    the second row of the same key."""
    values: Mapping[str, tuple[Value, ...]]
    """A tuple a found column, as long as ``rows``; None where blank or where a problem sits in the cell."""
    texts: Mapping[tuple[int, str], str]
    """What the cell shows where that differs from the value, by row number and column."""
    totals_rows: tuple[int, ...]
    hidden_rows: tuple[int, ...]
    hidden_sheet: bool

    @cached_property
    def key_of(self) -> Mapping[int, str]:
        """The key of each row, by row number."""
        return dict(zip(self.rows, self.keys, strict=True))


@dataclass(frozen=True)
class Declaration:
    """A line of the cover that says whether a table has anything in it (无数据声明)."""

    table: str
    has_data: bool
    reason: str
    cell: str
    counts: bool
    """Whether it is allowed, gives a reason and agrees with the table."""


@dataclass(frozen=True)
class Claim:
    """What the department says of one clause (自评)."""

    clause: str
    outcome: str
    """符合, 部分符合, 不符合, 不适用 or empty."""
    points: str
    """Claimed points as a decimal; empty where none are claimed."""
    statement: str
    cell: str


@dataclass(frozen=True)
class EvidenceBook:
    """One workbook as read."""

    department: str
    """Department code; taken from the file's name where the book cannot be read."""
    department_title: str
    kind: BookKind
    round: str
    template_edition: str
    period_from: date | None
    period_to: date | None
    secret_items: int
    """Number of classified items, told on the cover; nothing else about them is taken in."""
    tables: Mapping[str, TableRows]
    """Every table of this kind of book, also those that are missing."""
    declarations: tuple[Declaration, ...]
    claims: tuple[Claim, ...]
    problems: tuple[Problem, ...]
    """In the order of sheet, row, column."""
    file_name: str
    sha256: str
    readable: bool
    """Whether the book could be opened and is taken in; otherwise ``problems`` says why and nothing else is filled."""

    @cached_property
    def faults(self) -> Mapping[str, tuple[Problem, ...]]:
        """The problems that keep cells from being read, by table."""
        found: dict[str, list[Problem]] = {}
        for problem in self.problems:
            if problem.severity is Severity.FAULT:
                found.setdefault(problem.table, []).append(problem)
        return {table: tuple(problems) for table, problems in found.items()}
