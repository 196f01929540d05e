"""Problems put at their place in the workbook, and in its order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from conformance.evidence.address import column_letter, column_number
from conformance.evidence.book import Problem
from conformance.evidence.container import Refused
from conformance.evidence.value import Fault

_RUNS = 3
"""Runs of cells that a message names."""


def at_cell(
    fault: Fault,
    sheet: str,
    row: int,
    number: int,
    *,
    table: str = "",
    column: str = "",
    also: Sequence[tuple[int, str]] = (),
) -> Problem:
    """A fault at one cell, told there for further cells too."""
    problem = _problem(fault, sheet, f"{column_letter(number)}{row}", table, column, row)
    return replace(problem, also=tuple(also)) if also else problem


def at_sheet(fault: Fault, sheet: str, *, table: str = "", column: str = "") -> Problem:
    """A fault of a whole sheet."""
    return _problem(fault, sheet, "", table, column, 0)


def at_file(fault: Fault) -> Problem:
    """A fault of the whole file."""
    return _problem(fault, "", "", "", "", 0)


def refusal(refused: Refused) -> Problem:
    """Why the file is not taken in."""
    return at_file(Fault(refused.code, refused.found, "", refused.mend))


def spans(letter: str, rows: Sequence[int]) -> str:
    """Cells of a column for a message: what stands together as one, no more than a few."""
    starts = [row for row, before in zip(rows, (0, *rows), strict=False) if row != before + 1]
    ends = [row for row, after in zip(rows, (*rows[1:], 0), strict=True) if row != after - 1]
    spans = [
        f"{letter}{first}:{letter}{last}" if first != last else f"{letter}{first}"
        for first, last in zip(starts, ends, strict=True)
    ]
    return "、".join(spans[:_RUNS]) + ("等" if len(spans) > _RUNS else "")


def in_order(problems: Iterable[Problem], sheets: Sequence[str]) -> tuple[Problem, ...]:
    """By sheet, row, column; what concerns the whole comes first, and a sheet that is not there last."""
    order = {name: number for number, name in enumerate(sheets)}

    def place(problem: Problem) -> tuple[int, int, int]:
        number = column_number(problem.cell.rstrip("0123456789"))
        return -1 if not problem.sheet else order.get(problem.sheet, len(order)), problem.row, number

    return tuple(sorted(problems, key=place))


def _problem(fault: Fault, sheet: str, cell: str, table: str, column: str, row: int) -> Problem:
    return Problem(fault.code, sheet, cell, table, column, row, fault.found, fault.expected, fault.mend, fault.severity)
