"""What calamine does not tell of a sheet: formulas, error values, hidden rows and columns; from .xlsx here.

Runs in the disposable reader: standard library alone. Places are row and column from 1.
"""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass, field
from xml.parsers import expat

Place = tuple[int, int]
"""Row and column, from 1."""


@dataclass
class SheetFacts:
    """The facts of one sheet; empty where nobody looked, since the guard saw no sign of any."""

    formulas: dict[Place, bool] = field(default_factory=dict)
    """Whether the formula carries the value that was shown when the file was saved."""
    errors: dict[Place, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[Place] = field(default_factory=list)
    """First and last column of each hidden range."""
    merges: list[tuple[Place, Place]] = field(default_factory=list)
    """First and last cell of each merged range, from 0; only where calamine does not tell them."""


def xlsx_facts(package: zipfile.ZipFile, part: str) -> SheetFacts:
    """The facts of one worksheet; ValueError, KeyError or ExpatError where it is none."""
    found = _WorksheetParser()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = found.start, found.end
    parser.CharacterDataHandler = found.text
    with package.open(part) as sheet:
        parser.ParseFile(sheet)
    return found.facts


def part_of(target: str) -> str:
    """The part of the package that a relation of the workbook leads to."""
    joined = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return posixpath.normpath(joined)


class _WorksheetParser:
    """Collects the facts of one worksheet; cells and rows without an address follow one another."""

    def __init__(self) -> None:
        self.facts = SheetFacts()
        self._row = self._column = 0
        self._is_error = self._is_text = self._has_formula = self._has_value = False
        self._in_value = False
        self._buffer: list[str] = []

    def start(self, name: str, values: dict[str, str]) -> None:
        """An element begins."""
        match name.rpartition(":")[2]:
            case "row":
                self._row, self._column = int(values.get("r", self._row + 1)), 0
                if _is_hidden(values):
                    self.facts.hidden_rows.add(self._row)
            case "c":
                self._row, self._column = _place(values["r"]) if "r" in values else (self._row, self._column + 1)
                self._is_error, self._is_text = values.get("t") == "e", values.get("t") == "str"
                self._has_formula = self._has_value = False
            case "f":
                self._has_formula = True
            case "v" | "is":
                self._in_value, self._buffer = True, []
            case "col" if _is_hidden(values):
                self.facts.hidden_columns.append((int(values["min"]), int(values["max"])))

    def end(self, name: str) -> None:
        """An element ends."""
        match name.rpartition(":")[2]:
            case "v" | "is":
                # the empty text is a value; openpyxl writes an empty <v> where it knows none
                self._in_value, self._has_value = False, self._is_text or bool("".join(self._buffer))
            case "c":
                place = (self._row, self._column)
                if self._is_error:
                    self.facts.errors[place] = "".join(self._buffer)
                elif self._has_formula:
                    self.facts.formulas[place] = self._has_value

    def text(self, data: str) -> None:
        """Text between elements."""
        if self._in_value:
            self._buffer.append(data)


def _place(address: str) -> Place:
    """``C12`` as (12, 3)."""
    letters = address.rstrip("0123456789")
    if not letters.isalpha() or not letters.isascii() or len(letters) > 3 or letters == address:
        raise ValueError(address)
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return int(address[len(letters) :]), column


def _is_hidden(values: dict[str, str]) -> bool:
    return values.get("hidden") in ("1", "true")
