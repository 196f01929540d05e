"""How the sheets of a blank workbook look: fonts, fills, borders, paper."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
from typing import Any, Literal

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from conformance.evidence import layout
from conformance.evidence.annotation.mark import MarkKind
from conformance.evidence.writing import CellValue, write_value

FONT = "宋体"
_LINE = 14.0
"""Points of a line of the body."""
_MOST_LINES = 29
"""A row is at most 409 points high."""

BODY = Font(name=FONT, size=10)
BOLD = Font(name=FONT, size=10, bold=True)
HEAD = Font(name=FONT, size=16, bold=True)
TITLE = Font(name=FONT, size=12, bold=True)
KEY_FONT = Font(name=FONT, size=10, bold=True, color="FFFFFF")
KEY_FILL = PatternFill("solid", fgColor="1F4E78")
USUAL_FILL = PatternFill("solid", fgColor="D9E2F3")
OURS_FILL = PatternFill("solid", fgColor="E2EFDA")
FIXED_FILL = PatternFill("solid", fgColor="F2F2F2")
THIN = Side(style="thin", color="A6A6A6")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
WRAPPED = Alignment(wrap_text=True, vertical="center")
CENTRED = Alignment(wrap_text=True, vertical="center", horizontal="center")
LEFT = Alignment(wrap_text=True, vertical="center", horizontal="left")
UNREADABLE_LOOK, BREACH_LOOK = (
    DifferentialStyle(fill=PatternFill(bgColor=f"FF{kind.colour}")) for kind in (MarkKind.FAULT, MarkKind.FINDING)
)
"""The colours of a workbook that is given back, so that both say the same."""
ON_ONE_LINE = Alignment(shrink_to_fit=True, vertical="center")
"""For codes and dates, which must not be broken."""


def lines_of(text: str, width: float) -> int:
    """Lines that a text needs in a column of this width; a Han character is two wide, as it is two bytes here."""
    if 2 * len(text) <= width and "\n" not in text:
        return 1
    return sum(max(1, ceil(len(line.encode("gb18030")) / width)) for line in text.split("\n"))


def set_height(sheet: Worksheet, row: int, lines: int) -> None:
    """The height of a row of so many lines; a single line keeps what the spreadsheet gives it."""
    if lines > 1:
        sheet.row_dimensions[row].height = _LINE * min(lines, _MOST_LINES)


def put(
    sheet: Worksheet,
    row: int,
    column: int,
    value: CellValue,
    *,
    font: Font = BODY,
    fill: PatternFill | None = None,
    border: Border | None = None,
    alignment: Alignment = WRAPPED,
) -> None:
    """Write a value with its look; None leaves what is there."""
    cell = sheet.cell(row, column)
    if value is not None:
        write_value(cell, value)
    cell.font, cell.alignment = font, alignment
    if fill is not None:
        cell.fill = fill
    if border is not None:
        cell.border = border


def title(sheet: Worksheet, text: str, area: str) -> None:
    """A large heading over merged cells."""
    sheet.merge_cells(area)
    put(sheet, 1, 1, text, font=HEAD, alignment=CENTRED)
    sheet.row_dimensions[1].height = 36


def set_widths(sheet: Worksheet, widths: Iterable[float]) -> None:
    """Widths of the columns from A on, in characters."""
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def print_setup(sheet: Worksheet, orientation: Literal["portrait", "landscape"], pages: int = 1) -> None:
    """A4, so many pages wide; a landscape sheet is a table and repeats its headings."""
    sheet.page_setup.orientation = orientation
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.6, 0.8, 0.4
    footer: Any = sheet.oddFooter
    footer.left.text, footer.center.text = "&A", "第 &P 页，共 &N 页"
    if orientation == "landscape":
        sheet.print_title_rows = f"{layout.TITLE_ROW}:{layout.HEADING_ROW}"
