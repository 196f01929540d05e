"""Classified matter (涉密) is never taken in: a row marked so keeps the whole file out."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.evidence.address import column_letter
from conformance.evidence.container import Refused
from conformance.evidence.headings import Headings
from conformance.evidence.reading import RawSheet
from conformance.evidence.value import compact, display

SECRET_COLUMN = "secret"
_MARKS = ("是", "Y", "YES", "TRUE", "√", "✓", "✔", "1", "涉密", "秘密", "机密", "绝密")
"""What people write for yes; a mark in doubt keeps the file out."""


def refuse_secret_rows(sheets: Sequence[tuple[RawSheet, Headings]]) -> None:
    """Refused at the first row marked 是否涉密, with its place and nothing of its content."""
    for sheet, headings in sheets:
        number = headings.numbers.get(SECRET_COLUMN)
        for row in range(headings.row + 1, len(sheet.rows) + 1) if number and headings.row else ():
            if compact(display(sheet.cell(row, number or 1))).upper() in _MARKS:
                place = f"表“{sheet.name}”{column_letter(number or 1)}{row}"
                raise Refused(
                    "secret_content",
                    f"{place}注明涉密，本系统不接收涉密内容，文件已隔离，内容没有保留",
                    "请立即停止以非涉密渠道传递该文件，并联系县保密部门和领导小组办公室",
                )
