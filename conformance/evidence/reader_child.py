"""Reads a workbook from standard input and writes its cells as JSON to standard output; run as a process of its own.

Imports calamine and the standard library alone, so that a file that kills it kills nothing else: calamine aborts its
process on some files of 2 kB. Cells are JSON's own values; a date is ``[ordinal, seconds]``, any other time ``[0, 0]``.
"""

from __future__ import annotations

import datetime
import io
import json
import resource
import sys
from typing import Any

import python_calamine

MEMORY = 512 << 20
"""Bytes of data; RLIMIT_AS would count address space that is only reserved."""
SECONDS = 30
CELLS = 5_000_000
"""Cells of the rectangle of one sheet."""
CANNOT_READ, TOO_LARGE = "cannot_read", "too_large"

_Cell = str | float | int | bool | list[int]


def main() -> None:
    """Write a JSON object a line: each sheet as it is read, and ``fault`` where reading ends early."""
    for limit, value in ((resource.RLIMIT_DATA, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(limit, (value, value))
    content = sys.stdin.buffer.read()
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in workbook.sheet_names:
            _write(_sheet(workbook, name))
    except _TooLarge:
        _write({"fault": TOO_LARGE})
    except (python_calamine.CalamineError, ValueError, OSError):
        _write({"fault": CANNOT_READ})


def _write(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line, separators=(",", ":")) + "\n")


class _TooLarge(Exception):
    """A sheet whose rectangle would not fit."""


def _sheet(workbook: python_calamine.CalamineWorkbook, name: str) -> dict[str, object]:
    sheet = workbook.get_sheet_by_name(name)
    height, width = (sheet.end[0] + 1, sheet.end[1] + 1) if sheet.end is not None else (0, 0)
    ranges = sheet.merged_cell_ranges or []
    merged = sum(
        max(0, min(end + 1, height) - top) * max(0, min(right + 1, width) - left)
        for (top, left), (end, right) in ranges
    )
    if height * width > CELLS or merged > CELLS:
        raise _TooLarge
    before: list[_Cell] = [""] * (sheet.start[1] if sheet.start is not None else 0)
    rows = [before + _row(row) for row in sheet.iter_rows()] if height else []
    merges = [[*first, *last] for first, last in ranges]
    return {"name": name, "rows": rows, "merges": merges}


def _row(row: list[Any]) -> list[_Cell]:
    while row and row[-1] == "":
        row.pop()
    return [value if isinstance(value, str | float | int) else _moment(value) for value in row]


def _moment(value: object) -> list[int]:
    if isinstance(value, datetime.datetime):
        return [value.toordinal(), value.hour * 3600 + value.minute * 60 + value.second]
    if isinstance(value, datetime.date):
        return [value.toordinal(), 0]
    return [0, 0]


if __name__ == "__main__":
    main()
