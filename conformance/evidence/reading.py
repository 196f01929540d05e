"""Cells out of a workbook: calamine in a disposable process, then the facts that it does not tell.

Gives raw cells by sheet; what they mean is the concern of ``value`` and ``rows``.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from xml.parsers import expat

from openpyxl.utils.cell import coordinate_to_tuple

from conformance.evidence import reader_child
from conformance.evidence.guard import Package, Refused

_CHILD = Path(__file__).with_name("reader_child.py")

Raw = str | float | int | bool | datetime | timedelta
"""A cell as read; ``timedelta`` stands for a time without a date."""
Place = tuple[int, int]
"""Row and column, from 1."""


@dataclass(frozen=True)
class SheetFacts:
    """What calamine does not tell of a sheet."""

    formulas: Mapping[Place, bool] = field(default_factory=dict)
    """Whether the formula carries the value that was shown when the file was saved."""
    errors: Mapping[Place, str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: tuple[Place, ...] = ()
    """First and last column of each hidden range."""


@dataclass(frozen=True)
class RawSheet:
    """One worksheet."""

    name: str
    hidden: bool
    rows: tuple[tuple[Raw, ...], ...]
    """From row 1 and column A; blank cells are empty texts, blanks at the end of a row are left out."""
    merges: tuple[tuple[int, int, int, int], ...]
    """First row, first column, last row, last column; from 1."""
    facts: SheetFacts

    def cell(self, row: int, column: int) -> Raw:
        """The cell, or an empty text where there is none."""
        if 1 <= row <= len(self.rows) and 1 <= column <= len(self.rows[row - 1]):
            return self.rows[row - 1][column - 1]
        return ""


def read_sheets(content: bytes, package: Package, seconds: float = reader_child.SECONDS) -> tuple[RawSheet, ...]:
    """Every worksheet in its order; Refused where the reader was stopped or gave up."""
    by_name = {sheet["name"]: sheet for sheet in _ask_child(content, seconds)}
    sheets = []
    for part in package.sheets:
        read = by_name.get(part.name)
        if read is not None:  # a chart sheet holds no cells
            facts = _facts(content, part.part) if part.has_facts else SheetFacts()
            merges = tuple((top + 1, left + 1, end + 1, right + 1) for top, left, end, right in read["merges"])
            rows = tuple(tuple(_raw(cell) for cell in row) for row in read["rows"])
            sheets.append(RawSheet(part.name, part.hidden, rows, merges, facts))
    return tuple(sheets)


def _ask_child(content: bytes, seconds: float) -> list[Any]:
    command = [sys.executable, "-I", str(_CHILD)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as fault:
        raise Refused("reader_too_slow", f"读取超过{seconds:g}秒，已停止", _SMALLER) from fault
    if done.returncode != 0:
        raise Refused("reader_stopped", "读取时内存超限或者程序异常退出，没有读出内容", _SMALLER)
    sheets = [json.loads(line) for line in done.stdout.splitlines()]
    faults = [sheet["fault"] for sheet in sheets if "fault" in sheet]
    if reader_child.TOO_LARGE in faults:
        raise Refused("file_far_cell", "有工作表的范围大得不正常", "请删除表格以外的单元格后重新提交")
    if faults:
        raise Refused("file_damaged", "工作簿的内容不完整或者不合规范，不能读出")
    return sheets


_SMALLER = "请把填报内容复制到新领的模板中，保存后重新提交"


def _raw(cell: Any) -> Raw:
    if not isinstance(cell, list):
        return cell  # type: ignore[no-any-return]  # JSON's own values
    ordinal, seconds = cell
    if not ordinal:
        return timedelta()
    return datetime.combine(date.fromordinal(ordinal), time()) + timedelta(seconds=seconds)


def _facts(content: bytes, part: str) -> SheetFacts:
    found = _FactParser()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = found.start, found.end
    parser.CharacterDataHandler = found.text
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package, package.open(part) as sheet:
            parser.ParseFile(sheet)
    except (expat.ExpatError, KeyError, ValueError) as fault:  # no XML, or an address that is none
        raise Refused("file_damaged", "工作表的内容不合规范") from fault
    return SheetFacts(found.formulas, found.errors, frozenset(found.hidden_rows), tuple(found.hidden_columns))


class _FactParser:
    """Collects the facts of one worksheet; cells and rows without an address follow one another."""

    def __init__(self) -> None:
        self.formulas: dict[Place, bool] = {}
        self.errors: dict[Place, str] = {}
        self.hidden_rows: set[int] = set()
        self.hidden_columns: list[Place] = []
        self._row = self._column = 0
        self._is_error = self._is_text = self._has_formula = self._has_value = False
        self._in_value = False
        self._buffer: list[str] = []

    def start(self, name: str, values: dict[str, str]) -> None:
        """An element begins."""
        match name.rpartition(":")[2]:
            case "row":
                self._row, self._column = int(values.get("r", self._row + 1)), 0
                if _is_true(values):
                    self.hidden_rows.add(self._row)
            case "c":
                self._row, self._column = coordinate_to_tuple(values["r"]) if "r" in values else self._next()
                self._is_error, self._is_text = values.get("t") == "e", values.get("t") == "str"
                self._has_formula = self._has_value = False
            case "f":
                self._has_formula = True
            case "v" | "is":
                self._in_value, self._buffer = True, []
            case "col" if _is_true(values):
                self.hidden_columns.append((int(values["min"]), int(values["max"])))

    def end(self, name: str) -> None:
        """An element ends."""
        match name.rpartition(":")[2]:
            case "v" | "is":
                # the empty text is a value; openpyxl writes an empty <v> where it knows none
                self._in_value, self._has_value = False, self._is_text or bool("".join(self._buffer))
            case "c":
                place = (self._row, self._column)
                if self._is_error:
                    self.errors[place] = "".join(self._buffer)
                elif self._has_formula:
                    self.formulas[place] = self._has_value

    def text(self, data: str) -> None:
        """Text between elements."""
        if self._in_value:
            self._buffer.append(data)

    def _next(self) -> Place:
        return self._row, self._column + 1


def _is_true(values: dict[str, str]) -> bool:
    return values.get("hidden") in ("1", "true")
