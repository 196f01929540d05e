"""Values into cells as a department would type them: dates as dates, codes as text, nothing as a formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from conformance.evidence.layout import FIRST_ROW, SEPARATOR

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

CellValue = str | int | float | date | Sequence[str] | None
"""Several choices of one cell come as a sequence."""
RowValues = Mapping[str, CellValue]
"""A row by column id."""


def write_row(sheet: Worksheet, number: int, values: Sequence[CellValue], models: Sequence[Any]) -> None:
    """Write one row, each cell in the look of its model; a blank cell is not made, its column has the look."""
    for column, (value, model) in enumerate(zip(values, models, strict=True), 1):
        if value is None or value == "":
            if number == FIRST_ROW:  # stays, since it shows the style of its column
                sheet.cell(number, column).value = None
            continue
        cell: Any = sheet.cell(number, column)
        write_value(cell, value)
        cell._style = model._style


def write_value(cell: Any, value: CellValue) -> None:
    """Write one value; a text that begins with ``=`` stays a text."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        value = SEPARATOR.join(value)
    from openpyxl.cell import Cell  # what a row is made of is wanted by many who write none

    cell.value = None if value == "" else value
    if isinstance(value, str) and value and isinstance(cell, Cell):
        cell.data_type = "s"
