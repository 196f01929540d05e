"""The rectification list as a workbook (整改清单): the group issues it, departments answer, the group closes.

Blue headings are the group's and are not changed; green ones are filled in. Read back, each fault is a Problem at its
cell; a line that was removed or that nobody issued is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from conformance.evidence.book import Problem
from conformance.evidence.drawing import (
    BODY,
    BOLD,
    BOX,
    OURS_FILL,
    USUAL_FILL,
    lines_of,
    print_setup,
    put,
    set_height,
    set_widths,
    title,
)
from conformance.evidence.package import workbook_bytes
from conformance.evidence.problems import at_sheet
from conformance.evidence.value import Fault
from conformance.inspection.filled_sheet import FilledSheet, find_columns, read_filled
from conformance.inspection.rectification import Answer, Nonconformity, Rectification, faults_of

SHEET = "整改清单"
CODES = {
    "rectification_sheet": "没有整改清单工作表",
    "rectification_heading": "整改清单的表头不全",
    "rectification_line": "整改清单的一行对不上",
    "rectification_answer": "整改清单填写不合要求",
}
"""Every kind of problem of the list itself, beside those of the file and of single cells."""
VERDICTS = ("通过", "退回")
_HEADING_ROW = 3
_ISSUED = {
    "number": ("编号", 20), "department_title": ("部门", 16), "clause": ("条目", 9), "clause_title": ("要求", 18),
    "facts": ("事实", 46), "points_lost": ("失分", 7), "evidence": ("应交佐证", 18), "due_on": ("期限", 11),
}  # fmt: skip
_FILLED = {
    "measures": ("整改措施", 28), "answered_by": ("责任岗位", 12), "rectified_on": ("完成日", 11),
    "proof": ("佐证", 20), "verdict": ("复查结论", 9), "closed_organisation": ("复查单位", 12),
    "closed_by": ("复查岗位", 12), "closed_on": ("复查日", 11),
}  # fmt: skip
_COLUMNS = {**_ISSUED, **_FILLED}
_HEADINGS = {column: _COLUMNS[column][0] for column in ("number", *_FILLED)}


def rectification_book(lines: Sequence[Nonconformity], *, round_title: str) -> bytes:
    """A blank list, to be filled in; the same lines give the same bytes."""
    book = Workbook()
    del book[book.sheetnames[0]]
    sheet = book.create_sheet(SHEET)
    widths = [width for _, width in _COLUMNS.values()]
    set_widths(sheet, widths)
    title(sheet, f"{SHEET}（{round_title}）", "A1:P1")
    for number, (column, (heading, _)) in enumerate(_COLUMNS.items(), 1):
        fill = USUAL_FILL if column in _ISSUED else OURS_FILL
        put(sheet, _HEADING_ROW, number, heading, font=BOLD, fill=fill, border=BOX)
    for row, line in enumerate(lines, _HEADING_ROW + 1):
        values = [getattr(line, column, None) for column in _COLUMNS]
        for number, value in enumerate(values, 1):
            put(sheet, row, number, value, font=BODY, border=BOX)
        for column in ("due_on", "rectified_on", "closed_on"):
            sheet.cell(row, _place(column)).number_format = "yyyy-mm-dd"
        texts = zip(values, widths, strict=True)
        set_height(sheet, row, max(lines_of(str(value or ""), width) for value, width in texts))
    choice = DataValidation(type="list", formula1=f'"{",".join(VERDICTS)}"', allow_blank=True)
    letter = get_column_letter(_place("verdict"))
    choice.add(f"{letter}{_HEADING_ROW + 1}:{letter}{_HEADING_ROW + max(len(lines), 1)}")
    sheet.add_data_validation(choice)
    sheet.freeze_panes = "B4"
    print_setup(sheet, "landscape")
    return workbook_bytes(book)


def _place(column: str) -> int:
    return list(_COLUMNS).index(column) + 1


def read_rectification(
    content: bytes, issued: Sequence[Nonconformity], organs: Mapping[str, str]
) -> tuple[tuple[Rectification, ...], tuple[Problem, ...]]:
    """The answers to the lines that were issued, in their order, and every fault; never raises for what is in the file.

    ``organs`` gives the names of organs by code, so that a department cannot close its own lines under either.
    """
    sheets, problems = read_filled(content, f"{SHEET}.xlsx")
    raw = sheets.get(SHEET)
    if raw is None:
        if not problems:
            fault = Fault("rectification_sheet", "没有“整改清单”工作表", "", "请在发给你的整改清单中填写")
            problems = [at_sheet(fault, SHEET)]
        return tuple(_unanswered(issued)), tuple(problems)
    sheet, problems = find_columns(raw, _HEADINGS, "rectification_heading")
    by_number = {line.number: line for line in issued}
    answers: dict[str, Rectification] = {}
    for row in sheet.rows:
        number = sheet.text(row, "number")
        if not number:
            continue
        if number not in by_number or number in answers:
            word = "写了两次" if number in answers else "不在下达的清单中"
            fault = Fault("rectification_line", f"编号“{number}”{word}", "", "请不要增加或者改动编号")
            problems.append(sheet.fault(fault, row, "number"))
            continue
        line, faults = _read_line(sheet, row, by_number[number])
        answers[number] = line
        problems.extend(faults)
        for column, found, mend in faults_of(line, organs):
            fault = Fault("rectification_answer", found, "", mend)
            problems.append(sheet.fault(fault, row, column))
    for line_gone in (line for line in issued if line.number not in answers):
        fault = Fault("rectification_line", f"编号“{line_gone.number}”的一行不见了", "", "请从下达的清单中补回")
        problems.append(at_sheet(fault, raw.name))
    return tuple(answers.get(line.number) or Rectification(line, _NOTHING) for line in issued), tuple(problems)


_NOTHING = Answer("", "", None, "", "", "", "", None)


def _unanswered(issued: Iterable[Nonconformity]) -> Iterator[Rectification]:
    return (Rectification(line, _NOTHING) for line in issued)


def _read_line(sheet: FilledSheet, row: int, line: Nonconformity) -> tuple[Rectification, list[Problem]]:
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for column in _FILLED:
        if column in ("rectified_on", "closed_on"):
            values[column], faults = sheet.day(row, column)
            problems.extend(faults)
        else:
            values[column] = sheet.text(row, column)
    if values["verdict"] and values["verdict"] not in VERDICTS:
        fault = Fault(
            "rectification_answer", f"复查结论写的是“{values['verdict']}”", "通过或者退回", "请从下拉列表中选择"
        )
        problems.append(sheet.fault(fault, row, "verdict"))
        values["verdict"] = ""
    return Rectification(line, Answer(**values)), problems
