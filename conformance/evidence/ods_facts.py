"""What calamine does not tell of an .ods: formulas, errors, hidden rows and columns, and how far each sheet reaches.

Runs in the disposable reader: standard library alone.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from conformance.evidence.facts import SheetFacts

_ROWS, _COLUMNS = "table:number-rows-repeated", "table:number-columns-repeated"
_CELLS = ("table:table-cell", "table:covered-table-cell")
_REPEATS_TOLD = 10_000
"""Repeats of one formula or hidden row that are told one by one."""


@dataclass
class OdsFacts:
    """The facts of a whole workbook."""

    sheets: dict[str, SheetFacts] = field(default_factory=dict)
    area: int = 0
    """Cells of the rectangles that hold all content, together."""


def ods_facts(content: bytes) -> OdsFacts:
    """The facts of every sheet; ExpatError, KeyError or ValueError where the content is no spreadsheet."""
    found = _ContentParser()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = found.start, found.end
    parser.CharacterDataHandler = found.text
    with zipfile.ZipFile(io.BytesIO(content)) as package, package.open("content.xml") as part:
        parser.ParseFile(part)
    return found.book


class _ContentParser:
    """Follows tables, rows and cells; a repeated one counts as often as it is repeated."""

    def __init__(self) -> None:
        self.book = OdsFacts()
        self._facts = SheetFacts()
        self._depth = 0
        self._row = self._column = self._rows = self._columns = self._last_row = self._last_column = 0
        self._cell: dict[str, str] = {}
        self._shown: list[str] = []
        self._is_hidden_row = False

    def start(self, name: str, values: dict[str, str]) -> None:
        """An element begins."""
        match name:
            case "table:table":
                self._depth += 1
                if self._depth == 1:
                    self._facts = self.book.sheets[values.get("table:name", "")] = SheetFacts()
                    self._row = self._column = self._last_row = self._last_column = 0
            case "table:table-column":
                first, count = self._column + 1, int(values.get(_COLUMNS, 1))
                self._column += count
                if _is_hidden(values):
                    self._facts.hidden_columns.append((first, self._column))
            case "table:table-row":
                self._row += 1
                self._rows, self._column, self._is_hidden_row = int(values.get(_ROWS, 1)), 0, _is_hidden(values)
            case _ if name in _CELLS:
                self._column += 1
                self._cell, self._shown = values, []
                self._columns = int(values.get(_COLUMNS, 1))

    def end(self, name: str) -> None:
        """An element ends."""
        if name in _CELLS:
            self._end_cell()
        elif name == "table:table-row":
            if self._is_hidden_row:
                self._facts.hidden_rows.update(range(self._row, self._row + min(self._rows, _REPEATS_TOLD)))
            self._row += self._rows - 1
        elif name == "table:table":
            self._depth -= 1
            self.book.area += self._last_row * self._last_column

    def text(self, data: str) -> None:
        """Text between elements."""
        self._shown.append(data)

    def _end_cell(self) -> None:
        self._merge()
        shown = "".join(self._shown).strip()
        formula = "table:formula" in self._cell
        if shown or formula or "office:value-type" in self._cell:
            self._last_row = max(self._last_row, self._row + self._rows - 1)
            self._last_column = max(self._last_column, self._column + self._columns - 1)
        if self._cell.get("calcext:value-type") == "error":
            self._mark(self._facts.errors, shown or "#N/A")
        elif formula:
            self._mark(self._facts.formulas, "office:value-type" in self._cell)
        self._column += self._columns - 1
        self._cell = {}

    def _merge(self) -> None:
        rows, columns = (int(self._cell.get(f"table:number-{what}-spanned", 1)) for what in ("rows", "columns"))
        if rows * columns > 1:
            first = (self._row - 1, self._column - 1)
            self._facts.merges.append((first, (first[0] + rows - 1, first[1] + columns - 1)))

    def _mark(self, facts: dict[tuple[int, int], Any], fact: object) -> None:
        rows = range(self._row, self._row + min(self._rows, _REPEATS_TOLD))
        columns = range(self._column, self._column + min(self._columns, _REPEATS_TOLD // len(rows)))
        facts.update({(row, column): fact for row in rows for column in columns})


def _is_hidden(values: dict[str, str]) -> bool:
    return values.get("table:visibility") in ("collapse", "filter")
