"""What the department says of each clause (自评): outcome, points and a statement, as typed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache, lru_cache

from conformance.checklist.table import Column
from conformance.errors import Severity
from conformance.evidence import layout
from conformance.evidence.book import Claim, Problem
from conformance.evidence.problems import at_cell, at_sheet
from conformance.evidence.reading import Raw, RawSheet
from conformance.evidence.validation import ColumnReader
from conformance.evidence.value import Fault, compact, display, plain, quoted, value_text

_CLAUSE, _MAX, _OUTCOME, _POINTS, _STATEMENT = 1, 4, 5, 6, 7
_NUMBER = Column("points", "自评得分", "number", (), "", (), True, False, {"type": "number", "minimum": 0})


def read_claims(sheet: RawSheet | None) -> tuple[tuple[Claim, ...], tuple[Problem, ...]]:
    """The claims in the order of the sheet; a clause of which nothing is said is left out."""
    if sheet is None:
        found = "没有“自评”工作表，按没有自评处理"
        return (), (at_sheet(Fault("claims_missing", found, severity=Severity.NOTE), layout.CLAIMS_SHEET),)
    claims: list[Claim] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for row in range(_first_row(sheet), len(sheet.rows) + 1):
        if len(sheet.rows[row - 1]) < _OUTCOME:
            continue  # nothing is said
        clause, outcome, statement = (_prose(sheet.cell(row, number)) for number in (_CLAUSE, _OUTCOME, _STATEMENT))
        points = _points_reader().read(sheet.cell(row, _POINTS))
        if not clause or not (outcome or statement or points.value is not None or points.text):
            continue
        if clause in seen:
            fault = Fault("claim_repeated", f"条款{quoted(clause)}自评了两次，只读前一次", "", "请删去多余的一行")
            problems.append(at_cell(fault, sheet.name, row, _CLAUSE))
            continue
        seen.add(clause)
        problems.extend(_problems(sheet, row, outcome, points.value, points.fault))
        known = outcome if outcome in layout.CLAIM_OUTCOMES else ""
        claims.append(Claim(clause, known, value_text(points.value), statement, f"E{row}"))
    return tuple(claims), tuple(problems)


@lru_cache(4096, typed=True)  # workbooks say the same of the same clauses
def _prose(raw: Raw) -> str:
    return plain(display(raw))


@cache
def _points_reader() -> ColumnReader:
    return ColumnReader(_NUMBER, epoch_1904=False)


def _first_row(sheet: RawSheet) -> int:
    for row in range(1, len(sheet.rows) + 1):
        if compact(display(sheet.cell(row, _CLAUSE))) == layout.CLAIM_COLUMNS["clause"]:
            return row + 1
    return layout.FIRST_ROW


def _problems(sheet: RawSheet, row: int, outcome: str, points: object, fault: Fault | None) -> Iterator[Problem]:
    if outcome and outcome not in layout.CLAIM_OUTCOMES:
        said = f"“自评结果”写的是{quoted(outcome)}"
        expected = f"下列之一：{'、'.join(layout.CLAIM_OUTCOMES)}"
        yield at_cell(Fault("claim_outcome", said, expected, "请从下拉列表中选择"), sheet.name, row, _OUTCOME)
    if fault is not None:
        yield at_cell(Fault("claim_points", fault.found, fault.expected, fault.mend), sheet.name, row, _POINTS)
    if not isinstance(points, int | float):
        return
    most = _decimal(display(sheet.cell(row, _MAX)))
    if most is not None and Decimal(str(points)) > most:
        found = f"“自评得分”{value_text(points)}大于本条分值{display(sheet.cell(row, _MAX))}"
        yield at_cell(Fault("claim_points", found, "", "请核对后改正"), sheet.name, row, _POINTS)


def _decimal(text: str) -> Decimal | None:
    digits = plain(text)
    return Decimal(digits) if digits.replace(".", "", 1).isdecimal() and digits.isascii() else None
