"""Builders that several parts of the tests share: a workbook on the shipped template, filled and then spoilt."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from openpyxl import Workbook, load_workbook

from conformance.checklist.calendar import load_calendar
from conformance.checklist.edition import load_editions
from conformance.checklist.table import EvidenceTable, load_tables
from conformance.evidence.reader import ReadContext
from conformance.evidence.template import TemplateClause, TemplateRequest, blank_workbook, fill_workbook
from conformance.evidence.writing import CellValue, RowValues
from conformance.terms import BookKind

ROOT = Path(__file__).parents[1]
CLAUSES = (
    TemplateClause("G-2.1.1", "行政许可事项管理", "编制并公布事项清单", "4"),
    TemplateClause("G-3.5.2", "行政许可流程管理", "在承诺时限内办结", "2.5"),
)


@cache
def shipped_tables() -> dict[str, EvidenceTable]:
    """The tables that ship."""
    return load_tables(ROOT)


@cache
def read_context() -> ReadContext:
    """The tables, the calendar and the past editions that ship."""
    calendar = load_calendar(ROOT / "checklists" / "calendar")
    return ReadContext(shipped_tables(), calendar, load_editions(ROOT, shipped_tables()))


def template_request(kind: BookKind = BookKind.DEPARTMENT, department: str = "GH") -> TemplateRequest:
    """What a department asks a template for, with two clauses to assess itself on."""
    year = (date(2017, 1, 1), date(2017, 12, 31))
    return TemplateRequest(kind, department, f"测试单位{department}", "2017年度", *year, shipped_tables(), CLAUSES)


@cache
def blank(kind: BookKind = BookKind.DEPARTMENT, department: str = "GH") -> bytes:
    """A blank workbook, made once."""
    return blank_workbook(template_request(kind, department), {})


def least_rows(kind: BookKind = BookKind.DEPARTMENT) -> dict[str, list[RowValues]]:
    """One row, key alone, in every table that this kind must fill in: a workbook without problems."""
    return {
        table.id: [{column: _example(table, column) for column in table.key}]
        for table in shipped_tables().values()
        if kind in table.duties and table.duties[kind].required
    }


def make_workbook(
    path: Path,
    *,
    kind: BookKind = BookKind.DEPARTMENT,
    rows: Mapping[str, Sequence[RowValues]] | None = None,
    declarations: Mapping[str, tuple[str, str]] | None = None,
    cover: Mapping[str, CellValue] | None = None,
    claims: Mapping[str, tuple[str, str, str]] | None = None,
    edit: Callable[[Workbook], object] | None = None,
) -> Path:
    """A workbook of the department that the file is named after: least rows, replaced by ``rows``, then edited."""
    content = fill_workbook(
        blank(kind, path.stem),
        cover=cover or {},
        declarations=declarations or {},
        rows={**least_rows(kind), **(rows or {})},
        claims=claims or {},
    )
    if edit is not None:
        workbook = load_workbook(io.BytesIO(content))
        edit(workbook)
        saved = io.BytesIO()
        workbook.save(saved)
        content = saved.getvalue()
    path.write_bytes(content)
    return path


def _example(table: EvidenceTable, column: str) -> CellValue:
    rules = table.by_id[column]
    if column == "item_code":
        return "500236001000"
    if rules.choices:
        return rules.choices[0]
    return 1 if rules.type == "integer" else f"{table.short}-1"
