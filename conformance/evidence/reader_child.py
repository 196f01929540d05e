"""Reads workbooks from standard input and writes their cells as JSON to standard output; run as a process of its own.

A file may kill it (calamine aborts its process on some files of 2 kB); whoever asked then starts another. Imports
calamine, the standard library and the modules of facts alone. Cells are JSON's own values; a date is an object with its
``seconds``, counted from the day before 0001-01-01, any other time has zero. A question has ``form``, and of an .xlsx
``parts``, the sheets whose facts are wanted; of text the same for the sheet that each file of text is.
"""

from __future__ import annotations

import csv
import datetime
import gc
import io
import json
import resource
import struct
import sys
import time
import zipfile
from collections.abc import Iterator
from itertools import islice
from math import ceil
from typing import Any
from xml.parsers import expat

import python_calamine

from conformance.evidence.facts import SheetFacts, xlsx_facts
from conformance.evidence.ods_facts import ods_facts
from conformance.evidence.xls_facts import xls_facts

MEMORY = 320 << 20
"""Bytes of data; RLIMIT_AS would count address space that is only reserved."""
CPU_SECONDS = 8
SECONDS = 30
"""By the clock: a machine that does other work is slow without fault of the file."""
CELLS = 4_000_000
"""Cells of the rectangles of all sheets; 20,000 cases have one million."""
MERGED = 200_000
TEXT = 32_767
"""Characters of one cell, as in Excel."""
TEXTS = 24 << 20
"""Characters of all cells."""
_ROWS_AT_ONCE = 1000
DAY = 86_400
CANNOT_READ, TOO_LARGE, TOO_MUCH_TEXT, LONG_TEXT, MERGE_FLOOD = (
    "cannot_read", "too_large", "too_much_text", "long_text", "merge_flood",
)  # fmt: skip
PASSWORD, MACRO, DDE, NO_TEXT = "password", "macro", "dde", "no_text"

ENDED = b'{"ended":true}'
_Told = dict[str, object] | list[list[Any]]
"""A sheet, or some of its rows."""
_DAMAGE = (
    python_calamine.CalamineError, expat.ExpatError, zipfile.BadZipFile, ValueError, KeyError, IndexError, OSError,
    EOFError, csv.Error, struct.error,
)  # fmt: skip
"""What a file that is no whole workbook makes its readers raise."""


class _Refused(Exception):
    """The file is not read further; says why by one of the words above."""


def main() -> None:
    """Answer one question after another, until nobody asks any more.

    A question is a line of JSON with the ``size`` of the workbook after it. The answer is a line of JSON for each
    sheet, an object, and after it lines of its rows, arrays; ``fault`` where reading ends early, and last ``ended``.
    """
    asking, answering = sys.stdin.buffer, sys.stdout.buffer
    gc.disable()  # nothing here makes cycles
    _limit(resource.RLIMIT_DATA, MEMORY)
    _limit(resource.RLIMIT_CORE, 0)
    while line := asking.readline():
        asked = json.loads(line)
        content = asking.read(asked["size"])
        _limit(resource.RLIMIT_CPU, ceil(time.process_time()) + CPU_SECONDS)
        for told in _answer(content, asked):
            answering.write(_ENCODER.encode(told).encode() + b"\n")
        answering.write(ENDED + b"\n")
        answering.flush()


def _limit(resource_: int, value: int) -> None:
    """Of the hard limit there is no way back, and the time of the processor grows with every file."""
    _, hard = resource.getrlimit(resource_)
    resource.setrlimit(resource_, (value, hard))


def _answer(content: bytes, asked: dict[str, Any]) -> Iterator[_Told]:
    try:
        yield from _READERS[asked["form"]](content, asked)
    except _Refused as refused:
        yield {"fault": str(refused)}
    except UnicodeDecodeError:
        yield {"fault": NO_TEXT}
    except _DAMAGE:
        yield {"fault": CANNOT_READ}


def _xlsx(content: bytes, asked: dict[str, Any]) -> Iterator[_Told]:
    facts = {}
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name, part in asked["parts"].items():
            facts[name] = xlsx_facts(package, part)
    yield from _sheets(content, facts)


def _xls(content: bytes, asked: dict[str, Any]) -> Iterator[_Told]:
    found = xls_facts(content)
    for is_so, word in ((found.has_password, PASSWORD), (found.has_macro_sheet, MACRO), (found.has_dde, DDE)):
        if is_so:
            raise _Refused(word)
    yield {"epoch_1904": found.epoch_1904, "has_external_links": found.has_external_links}
    yield from _sheets(content, found.sheets)


def _ods(content: bytes, asked: dict[str, Any]) -> Iterator[_Told]:
    found = ods_facts(content)
    if found.area > CELLS:
        raise _Refused(TOO_LARGE)
    yield from _sheets(content, found.sheets)


def _csv(content: bytes, asked: dict[str, Any]) -> Iterator[_Told]:
    csv.field_size_limit(TEXT)
    budget = _Budget()
    for name, text in _texts(content, asked["parts"]):
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
        rows = []
        for line in lines:
            budget.rectangle(len(line))
            rows.extend(budget.take([line]))
        facts = _facts(SheetFacts())
        yield {"name": name, "hidden": False, "merges": [], "facts": facts}
        yield rows


def _texts(content: bytes, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Each sheet's name and its text: of the one file, or of those in the zip."""
    if "" in names:
        yield names[""], decoded(content)
        return
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for part, name in names.items():
            yield name, decoded(package.read(part))


def decoded(content: bytes) -> str:
    """Text in UTF-8, in UTF-16 with its mark, else in GB 18030; UnicodeDecodeError where it is none of these."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _delimiter(text: str) -> str:
    """The sign that stands most often in the first lines."""
    head = text[:4096]
    return max((",", "\t", ";"), key=head.count)


_READERS = {"xlsx": _xlsx, "xls": _xls, "ods": _ods, "csv": _csv}


def _sheets(content: bytes, facts: dict[str, SheetFacts]) -> Iterator[_Told]:
    workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    budget = _Budget()
    for known in workbook.sheets_metadata:
        if known.typ is python_calamine.SheetTypeEnum.WorkSheet:
            hidden = known.visible is not python_calamine.SheetVisibleEnum.Visible
            sheet = workbook.get_sheet_by_name(known.name)
            found = facts.get(known.name, SheetFacts())
            yield {
                "name": known.name,
                "hidden": hidden,
                "merges": _merges(sheet, found, budget),
                "facts": _facts(found),
            }
            yield from _rows(sheet, budget)


class _Budget:
    """What all sheets of a workbook may hold together."""

    def __init__(self) -> None:
        self._cells, self._texts = CELLS, TEXTS

    def rectangle(self, cells: int) -> None:
        """Count the cells of a sheet, blank ones too."""
        self._cells -= cells
        if self._cells < 0:
            raise _Refused(TOO_LARGE)

    def take(self, rows: list[list[Any]]) -> list[list[Any]]:
        """The rows without the blanks at their ends, their texts counted."""
        for row in rows:
            while row and row[-1] == "":
                row.pop()
        lengths = [len(cell) for row in rows for cell in row if cell.__class__ is str]
        if lengths and max(lengths) > TEXT:
            raise _Refused(LONG_TEXT)
        self._texts -= sum(lengths)
        if self._texts < 0:
            raise _Refused(TOO_MUCH_TEXT)
        return rows


def _merges(sheet: python_calamine.CalamineSheet, facts: SheetFacts, budget: _Budget) -> list[list[int]]:
    height, width = (sheet.end[0] + 1, sheet.end[1] + 1) if sheet.end is not None else (0, 0)
    budget.rectangle(height * width)
    ranges = sheet.merged_cell_ranges or facts.merges
    merges = [[top + 1, left + 1, end + 1, right + 1] for (top, left), (end, right) in ranges]
    if sum(_area(merge, height, width) for merge in merges) > MERGED:
        raise _Refused(MERGE_FLOOD)
    return merges


def _rows(sheet: python_calamine.CalamineSheet, budget: _Budget) -> Iterator[_Told]:
    """The rows, not many at a time, since Python and JSON take several times the memory of calamine."""
    before = [""] * (sheet.start[1] if sheet.start is not None else 0)
    rows = sheet.iter_rows() if sheet.end is not None else iter(())
    while part := list(islice(rows, _ROWS_AT_ONCE)):
        taken = budget.take(part)
        yield [before + row for row in taken] if before else taken


def _area(merge: list[int], height: int, width: int) -> int:
    """Cells of a merged range that lie among the data."""
    top, left, end, right = merge
    return max(0, min(end, height) + 1 - top) * max(0, min(right, width) + 1 - left)


def _facts(facts: SheetFacts) -> dict[str, object]:
    return {
        "formulas": [[*place, has_value] for place, has_value in facts.formulas.items()],
        "errors": [[*place, error] for place, error in facts.errors.items()],
        "hidden_rows": sorted(facts.hidden_rows),
        "hidden_columns": facts.hidden_columns,
    }


def _moment(value: object) -> dict[str, int]:
    if isinstance(value, datetime.datetime):
        seconds = value.hour * 3600 + value.minute * 60 + value.second
        return {"seconds": value.toordinal() * DAY + seconds}
    return {"seconds": value.toordinal() * DAY if isinstance(value, datetime.date) else 0}


_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"), default=_moment)


if __name__ == "__main__":
    main()
