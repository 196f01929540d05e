"""A sheet that came back filled in (填回的表): its cells by heading, each fault at its cell.

Columns are found by their headings wherever they were moved, labels above them by their words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from conformance.checklist.table import Column
from conformance.evidence.book import Problem
from conformance.evidence.container import Refused
from conformance.evidence.guard import open_package
from conformance.evidence.problems import at_cell, at_sheet, refusal
from conformance.evidence.reading import RawSheet, read_sheets
from conformance.evidence.value import Fault, compact, display, plain, read_cell

_DAY = Column("day", "日期", "date", (), "", (), True, False, {"type": "string", "format": "date"})


@dataclass(frozen=True)
class FilledSheet:
    """One sheet with the places of its columns."""

    raw: RawSheet
    places: Mapping[str, int]
    """Column id to its number; a column whose heading is gone is not there."""
    heading_row: int

    @property
    def rows(self) -> range:
        """Numbers of the rows below the headings."""
        return range(self.heading_row + 1, len(self.raw.rows) + 1)

    def text(self, row: int, column: str) -> str:
        """What a cell says; empty where there is none."""
        return plain(display(self.raw.cell(row, self.places[column]))) if column in self.places else ""

    def day(self, row: int, column: str) -> tuple[date | None, list[Problem]]:
        """The date in a cell, and the problem where something else stands there."""
        return self._day(row, self.places[column]) if column in self.places else (None, [])

    def labelled(self, label: str) -> tuple[int, int] | None:
        """Row and column of the value right of this label, above the headings."""
        for row in range(1, self.heading_row):
            for column in range(1, len(self.raw.rows[row - 1]) + 1):
                if compact(display(self.raw.cell(row, column))) == label:
                    return row, column + 1
        return None

    def labelled_text(self, label: str) -> str:
        """What stands right of this label; empty where it is gone."""
        place = self.labelled(label)
        return plain(display(self.raw.cell(*place))) if place is not None else ""

    def labelled_day(self, label: str) -> tuple[date | None, list[Problem]]:
        """The date right of this label."""
        place = self.labelled(label)
        return self._day(*place) if place is not None else (None, [])

    def fault(self, fault: Fault, row: int, column: str) -> Problem:
        """A problem at a cell of the table."""
        return at_cell(fault, self.raw.name, row, self.places.get(column, 1), column=column)

    def labelled_fault(self, fault: Fault, label: str) -> Problem:
        """A problem at the value right of this label."""
        place = self.labelled(label)
        return at_cell(fault, self.raw.name, *place) if place is not None else at_sheet(fault, self.raw.name)

    def _day(self, row: int, number: int) -> tuple[date | None, list[Problem]]:
        reading = read_cell(_DAY, self.raw.cell(row, number))
        problems = [at_cell(reading.fault, self.raw.name, row, number)] if reading.fault is not None else []
        return (reading.value if isinstance(reading.value, date) else None), problems


def read_filled(content: bytes, name: str) -> tuple[Mapping[str, RawSheet], list[Problem]]:
    """The sheets of a workbook by name; none and the problem where it must not or cannot be opened."""
    try:
        sheets = read_sheets(content, open_package(content, name)).sheets
    except Refused as refused:
        return {}, [refusal(refused)]
    return {compact(sheet.name): sheet for sheet in sheets}, []


def find_columns(raw: RawSheet, headings: Mapping[str, str], code: str) -> tuple[FilledSheet, list[Problem]]:
    """The sheet with its columns, headings given by column id; a problem under this code names those that are gone."""
    row = max(range(1, len(raw.rows) + 1), key=lambda one: len(_found(raw, one, headings)), default=1)
    places = _found(raw, row, headings)
    filled = FilledSheet(raw, places, row)
    missing = [title for column, title in headings.items() if column not in places]
    if not missing:
        return filled, []
    fault = Fault(code, f"第 {row} 行缺少“{'、'.join(missing)}”", "", "请恢复表头")
    return filled, [at_sheet(fault, raw.name)]


def _found(raw: RawSheet, row: int, headings: Mapping[str, str]) -> dict[str, int]:
    shown = dict(_cells(raw, row))
    return {column: shown[title] for column, title in headings.items() if title in shown}


def _cells(raw: RawSheet, row: int) -> Iterator[tuple[str, int]]:
    """The texts of a row with their columns, the first of equal ones last, so that it stands."""
    for number in range(len(raw.rows[row - 1]) if row <= len(raw.rows) else 0, 0, -1):
        yield compact(display(raw.cell(row, number))), number
