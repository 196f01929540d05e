"""Edits to a finished workbook, as somebody at a department would make them: by sheet, row and heading."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

LEDGER = "办件台账"
REGISTER = "事项清单"
COVER = "封面"
CLAIMS = "自评"
SPOILT = "YC-2017-00007"
"""The case that most situations spoil."""
ID_ROW, HEADING_ROW, FIRST_ROW = 2, 3, 4

Value = str | int | float | date | None


@dataclass(frozen=True)
class Edit:
    """A workbook open in the spreadsheet program."""

    workbook: Workbook

    @classmethod
    def open(cls, content: bytes) -> Edit:
        """Open a finished workbook."""
        return cls(load_workbook(io.BytesIO(content)))

    def save(self, path: Path) -> Path:
        """Save it under the department's name."""
        self.workbook.save(path)
        return path

    def sheet(self, title: str) -> Worksheet:
        """A sheet by its name."""
        return self.workbook[title]

    def column(self, title: str, heading: str) -> int:
        """The number of a column."""
        headings = [cell.value for cell in self.sheet(title)[HEADING_ROW]]
        return headings.index(heading) + 1

    def row(self, title: str, key: str) -> int:
        """The row whose first cell reads ``key``."""
        for (cell,) in self.sheet(title).iter_rows(max_col=1, min_row=1):
            if cell.value == key:
                return int(cell.row)
        raise AssertionError(f"no row {key} in {title}")

    def address(self, title: str, key: str, heading: str) -> str:
        """Where a cell stands, such as C12."""
        return str(self.sheet(title).cell(self.row(title, key), self.column(title, heading)).coordinate)

    def put(self, title: str, key: str, values: Mapping[str, Value]) -> None:
        """Type over cells of one row, by heading; None empties a cell."""
        row = self.row(title, key)
        for heading, value in values.items():
            self.sheet(title).cell(row, self.column(title, heading)).value = value

    def put_all(self, title: str, heading: str, value: Value) -> None:
        """Type the same value over a whole column."""
        column = self.column(title, heading)
        for row in range(FIRST_ROW, self.sheet(title).max_row + 1):
            if self.sheet(title).cell(row, 1).value is not None:
                self.sheet(title).cell(row, column).value = value

    def clear(self, title: str, *, keep: int = 0) -> None:
        """Empty the rows of a table, all but the first ``keep``."""
        sheet = self.sheet(title)
        for row in sheet.iter_rows(min_row=FIRST_ROW + keep):
            for cell in row:
                cell.value = None

    def drop_row(self, title: str, key: str) -> None:
        """Delete one row."""
        self.sheet(title).delete_rows(self.row(title, key))

    def declare(self, title: str, reason: str) -> None:
        """Say on the cover that a table has no data."""
        cover = self.sheet(COVER)
        row = self._declaration(title)
        cover.cell(row, 2).value = "无"
        cover.cell(row, 3).value = reason

    def withdraw(self, title: str) -> None:
        """Leave a declaration blank."""
        cover = self.sheet(COVER)
        row = self._declaration(title)
        cover.cell(row, 2).value = None
        cover.cell(row, 3).value = None

    def declaration(self, title: str) -> int:
        """The row of the cover on which a table is declared."""
        return self._declaration(title)

    def claim(self, clause: str, outcome: str, points: Value = None, statement: str | None = None) -> None:
        """Fill in the self-assessment of one clause."""
        self.put(CLAIMS, clause, {"自评结果": outcome, "自评得分": points, "自评说明": statement})

    def _declaration(self, title: str) -> int:
        cover = self.sheet(COVER)
        begun = False
        for (cell,) in cover.iter_rows(max_col=1):
            begun = begun or cell.value == "无数据声明"
            if begun and cell.value == title:
                return int(cell.row)
        raise AssertionError(f"{title} is not on the cover")


def limits(edit: Edit, *, committed: int, statutory: int | None = None, unit: str | None = None) -> None:
    """Write other limits into the register, and into what must agree with it."""
    edit.put_all(REGISTER, "承诺时限", committed)
    edit.put_all("服务指南", "承诺时限", committed)
    if statutory is not None:
        edit.put_all(REGISTER, "法定时限", statutory)
        edit.put_all("服务指南", "法定时限", statutory)
    if unit is not None:
        edit.put_all(REGISTER, "法定时限单位", unit)
    steps = edit.sheet("流程环节")
    for row in range(FIRST_ROW, steps.max_row + 1):
        if steps.cell(row, edit.column("流程环节", "是否计时")).value == "是":
            steps.cell(row, edit.column("流程环节", "时限")).value = 1


def handle(
    edit: Edit, accepted: date, decided: date | None, more: dict[str, Value] | None = None, *, case: str = SPOILT
) -> None:
    """Rewrite the days of a case; later days follow the decision at once."""
    values: dict[str, Value] = {
        "收件日": accepted,
        "受理日": accepted,
        "核查指派日": accepted,
        "核查日": accepted,
        "审查完成日": accepted,
        "决定日": decided,
        "送达日": decided,
        "公开日": decided,
        "归档日": decided,
    }
    if decided is None:
        for heading in ("决定结论", "决定人", "证件号", "送达方式", "档号", "评价", "审查完成日"):
            values[heading] = None
        edit.drop_row("案卷", case)
    edit.put(LEDGER, case, values | (more or {}))
