"""A workbook as clerks hand it in (填得乱的填报表), and one that cannot be opened.

Everything done to the messy one has one reading: nothing that it says changes.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from conformance.evidence.layout import FIRST_ROW, HEADING_ROW, ID_ROW
from conformance.evidence.package import workbook_bytes

_RENAMED = {"收件日": "收件时间", "受理日": "受理时间", "决定日": "决定时间", "送达日": "送达时间"}
_SWAPPED = ("材料名称", "来源渠道")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_FORMULA = re.compile(rb"<f>1\+0</f><v\s*/>|<f>1\+0</f><v></v>")


def messy(content: bytes) -> bytes:
    """Headings renamed, columns swapped, dates as text, full-width digits, rows hidden, a total, a formula, a sheet."""
    workbook = load_workbook(io.BytesIO(content))
    ledger = workbook["办件台账"]
    _write_dates_as_text(ledger)
    _rename_headings(ledger)
    _swap_columns(workbook["申请材料"])
    _number_the_windows(workbook["窗口"])
    for row in range(FIRST_ROW + 20, FIRST_ROW + 26):
        ledger.row_dimensions[row].hidden = True
    last = ledger.max_row + 1
    ledger.cell(last, 1).value = "合计"
    ledger.cell(last, 2).value = f"{last - FIRST_ROW}件"
    notes = workbook.create_sheet("备注")
    notes["A1"] = "三月的办件由两人补录，日期写法不一，请谅解。"
    return _with_cached_value(workbook_bytes(workbook))


def unreadable(content: bytes) -> bytes:
    """The first half of the file, as a broken copy from a stick leaves it."""
    return content[: len(content) // 2]


def _column(sheet: Worksheet, heading: str) -> int:
    return next(cell.column for cell in sheet[HEADING_ROW] if cell.value == heading)


def _rename_headings(sheet: Worksheet) -> None:
    for heading, other in _RENAMED.items():
        column = _column(sheet, heading)
        _set(sheet, HEADING_ROW, column, other)
        _set(sheet, ID_ROW, column, None)


def _write_dates_as_text(sheet: Worksheet) -> None:
    received, accepted = _column(sheet, "收件日"), _column(sheet, "受理日")
    number = _column(sheet, "补正次数")
    for row in range(FIRST_ROW, sheet.max_row + 1):
        day = sheet.cell(row, received).value
        if isinstance(day, date | datetime) and day.month == 3:
            _set(sheet, row, received, f"{day.year}.{day.month}.{day.day}")
            _set(sheet, row, accepted, _chinese(sheet.cell(row, accepted).value))
            _set(sheet, row, number, str(sheet.cell(row, number).value).translate(_FULL_WIDTH))


def _chinese(day: Any) -> Any:
    if not isinstance(day, date | datetime):
        return day
    return f" {day.year}年{day.month}月{day.day}日".translate(_FULL_WIDTH)


def _swap_columns(sheet: Worksheet) -> None:
    left, right = (_column(sheet, heading) for heading in _SWAPPED)
    for row in range(ID_ROW, sheet.max_row + 1):
        one, other = sheet.cell(row, left).value, sheet.cell(row, right).value
        _set(sheet, row, left, other)
        _set(sheet, row, right, one)


def _number_the_windows(sheet: Worksheet) -> None:
    _set(sheet, FIRST_ROW, _column(sheet, "办理事项数"), "=1+0")


def _set(sheet: Worksheet, row: int, column: int, value: object) -> None:
    cell: Any = sheet.cell(row, column)
    cell.value = value


def _with_cached_value(content: bytes) -> bytes:
    """openpyxl writes a formula without its value; a spreadsheet program saves both."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(fixed, "w") as target:
        for part in source.infolist():
            data = _FORMULA.sub(b"<f>1+0</f><v>1</v>", source.read(part))
            target.writestr(part, data, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
