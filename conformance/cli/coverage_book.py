"""The coverage as a workbook (xlsx): gaps, matrix, the Guide by standard, checks, figures; the same bytes each time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from conformance.checklist.check import Check
from conformance.cli.coverage_facts import CoverageFacts
from conformance.evidence.drawing import (
    BODY,
    BOLD,
    BOX,
    USUAL_FILL,
    lines_of,
    print_setup,
    put,
    set_height,
    set_widths,
    title,
)
from conformance.evidence.package import workbook_bytes

_Row = Sequence[str | int]
_HEADING_ROW = 3
"""Below the title and an empty row, so that the print titles of ``print_setup`` hold."""
_MATRIX = {
    "本项目编号": 12,
    "来源": 26,
    "条目": 26,
    "力度": 6,
    "适用": 16,
    "标准条款": 24,
    "核查程序": 40,
    "核查程序标识": 30,
    "判定": 20,
    "有核查或者判定": 10,
}
"""Headings and widths of the columns."""
_CHECKS = {"标识": 30, "核查程序": 36, "性质": 8, "《指引》和法律条目": 24, "标准条款": 24}
_CHAPTERS = {
    "章": 40,
    "条目": 10,
    "标准落实": 10,
    "“应”类": 10,
    "“应”类落实": 12,
    "有核查程序": 12,
    "本轮有核查或者判定": 20,
}


def coverage_book(facts: CoverageFacts) -> bytes:
    """The workbook."""
    book = Workbook()
    del book[book.sheetnames[0]]
    _write(book.create_sheet("缺口"), "缺口", {"种类": 22, "位置": 34, "情况": 60, "处理": 50}, _gaps(facts))
    _write(book.create_sheet("对照"), "《指引》条目、标准条款和核查对照", _MATRIX, _matrix(facts))
    by_standard = {"本项目编号": 12.0, "条目": 26.0, **{one.code: 9.0 for one in facts.table.documents}}
    _write(book.create_sheet("矩阵"), "《指引》条目和各项标准的条款号", by_standard, _by_standard(facts), frozen="C4")
    _write(book.create_sheet("核查程序"), "核查程序和标准条款", _CHECKS, _checks(facts))
    _write(book.create_sheet("统计"), "统计", {"项目": 30, "数量": 40}, facts.figures())
    _write(book.create_sheet("各章"), "各章覆盖", _CHAPTERS, _chapters(facts))
    return workbook_bytes(book)


def _write(sheet: Worksheet, name: str, columns: Mapping[str, float], rows: Iterable[_Row], frozen: str = "A4") -> None:
    widths = tuple(columns.values())
    set_widths(sheet, widths)
    title(sheet, name, f"A1:{sheet.cell(1, min(len(columns), 10)).coordinate}")
    for column, head in enumerate(columns, 1):
        put(sheet, _HEADING_ROW, column, head, font=BOLD, fill=USUAL_FILL, border=BOX)
    for number, row in enumerate(rows, _HEADING_ROW + 1):
        for column, value in enumerate(row, 1):
            put(sheet, number, column, value, font=BODY, border=BOX)
        set_height(sheet, number, max(lines_of(str(value), width) for value, width in zip(row, widths, strict=True)))
    sheet.freeze_panes = frozen
    sheet.auto_filter.ref = f"A{_HEADING_ROW}:{sheet.cell(max(sheet.max_row, _HEADING_ROW), len(columns)).coordinate}"
    print_setup(sheet, "landscape")


def _gaps(facts: CoverageFacts) -> Iterable[_Row]:
    for kind, gaps in facts.gaps:
        for gap in gaps:
            yield kind.label, gap.place, gap.found, gap.mend


def _matrix(facts: CoverageFacts) -> Iterable[_Row]:
    for row in facts.coverage.rows:
        checks = facts.checks(row)
        yield (
            row.clause.id,
            facts.source(row),
            row.clause.title,
            row.clause.force.label,
            facts.kinds(row),
            "\n".join(map(facts.place, row.implemented_by)),
            "\n".join(check.title for check in checks),
            "\n".join(check.id for check in checks),
            row.decision,
            "是" if row.decided else "否",
        )


def _by_standard(facts: CoverageFacts) -> Iterable[_Row]:
    for row in facts.coverage.rows:
        numbers = (
            "\n".join(clause.number for clause in row.implemented_by if clause.document == document.slug)
            for document in facts.table.documents
        )
        yield (row.clause.id, row.clause.title, *numbers)


def _checks(facts: CoverageFacts) -> Iterable[_Row]:
    for check in facts.project.checks.values():
        yield check.id, check.title, check.severity.label, "、".join(check.clauses), _standards(facts, check)


def _standards(facts: CoverageFacts, check: Check) -> str:
    own = facts.table.checked_by(check.id)
    through = [clause for one in check.clauses for clause in facts.table.implementing(one)]
    return "\n".join(dict.fromkeys(map(facts.place, (*own, *through))))


def _chapters(facts: CoverageFacts) -> Iterable[_Row]:
    for one in facts.chapters:
        yield one.title, one.clauses, one.implemented, one.shall, one.shall_implemented, one.checked, one.decided
