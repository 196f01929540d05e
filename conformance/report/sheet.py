"""Draw one sheet of the report's workbook: title, note, headings, and entries of which some are formulas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from conformance.evidence.drawing import (
    BODY,
    BOLD,
    BOX,
    HEAD,
    USUAL_FILL,
    lines_of,
    print_setup,
    put,
    set_height,
    set_widths,
)
from conformance.report import words

_TITLE_ROW, _NOTE_ROW, _HEADING_ROW, FIRST_ROW = 1, 2, 3, 4
EXACT = "0.0000"
POINTS = "0.00"
SHARE = "0.0%"
_ACROSS = Alignment(vertical="center")
"""For a line that runs on over the cells beside it."""


@dataclass(frozen=True)
class Formula:
    """A formula and what it comes out at."""

    text: str
    value: Fraction | int


Entry = str | int | Fraction | date | Formula | None


@dataclass(frozen=True)
class Column:
    """A column of a sheet."""

    heading: str
    width: float
    number_format: str = "General"


@dataclass(frozen=True)
class Table:
    """A sheet to be drawn: columns, and rows of as many entries."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Entry, ...], ...]


def draw(sheet: Worksheet, table: Table, report: str, cached: dict[tuple[str, str], int | float | str]) -> None:
    """Write a table below the report's title; results of formulas go into ``cached`` by sheet and cell."""
    widths = [column.width for column in table.columns]
    set_widths(sheet, widths)
    put(sheet, _TITLE_ROW, 1, f"{report}　{table.title}", font=HEAD, alignment=_ACROSS)
    put(sheet, _NOTE_ROW, 1, words.SHEETS[table.title], alignment=_ACROSS)
    for number, column in enumerate(table.columns, 1):
        put(sheet, _HEADING_ROW, number, column.heading, font=BOLD, fill=USUAL_FILL, border=BOX)
    for row, entries in enumerate(table.rows, FIRST_ROW):
        for number, entry in enumerate(entries, 1):
            _enter(sheet, row, number, entry, table.columns[number - 1], cached)
        _fit(sheet, row, entries, widths)
    last = get_column_letter(len(table.columns))
    sheet.auto_filter.ref = f"A{_HEADING_ROW}:{last}{_HEADING_ROW + len(table.rows)}"
    sheet.freeze_panes = f"C{FIRST_ROW}"
    print_setup(sheet, "landscape")


def _enter(
    sheet: Worksheet,
    row: int,
    number: int,
    entry: Entry,
    column: Column,
    cached: dict[tuple[str, str], int | float | str],
) -> None:
    if isinstance(entry, Formula):
        put(sheet, row, number, None, font=BODY, border=BOX)
        sheet.cell(row, number).value = f"={entry.text}"
        cached[sheet.title, f"{get_column_letter(number)}{row}"] = _number(Fraction(entry.value))
    else:
        value = _number(entry) if isinstance(entry, Fraction) else entry
        put(sheet, row, number, value, font=BODY, border=BOX)
    if not isinstance(entry, str):
        sheet.cell(row, number).number_format = column.number_format


def _number(value: Fraction) -> int | float:
    return value.numerator if value.denominator == 1 else float(value)


def _fit(sheet: Worksheet, row: int, entries: Sequence[Entry], widths: Sequence[float]) -> None:
    texts = ((entry, width) for entry, width in zip(entries, widths, strict=True) if isinstance(entry, str))
    set_height(sheet, row, max((lines_of(text, width) for text, width in texts), default=1))
