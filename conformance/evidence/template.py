"""The workbook that a department fills in (填报表): blank, prefilled, or filled by a program.

Made from the tables of the checklist, the same that the reader goes by; deterministic. A department works in it with
Excel or WPS: dropdowns, formats and notes prevent what the reader would otherwise have to report.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from conformance.checklist.check import Check
from conformance.checklist.table import EvidenceTable, tables_of
from conformance.evidence import layout
from conformance.evidence.cell_rules import RuleContext, cell_rules, column_name, named_columns
from conformance.evidence.drawing import lines_of, set_height
from conformance.evidence.instructions import write_instructions
from conformance.evidence.package import workbook_bytes
from conformance.evidence.sheets import (
    Lists,
    name_column,
    write_cell_rules,
    write_claims_sheet,
    write_cover,
    write_meta,
    write_table_sheet,
)
from conformance.evidence.writing import CellValue, RowValues, write_row, write_value
from conformance.terms import BookKind


@dataclass(frozen=True)
class TemplateClause:
    """A clause as the sheet 自评 shows it."""

    id: str
    aspect_title: str
    text: str
    points: str
    """The points it can give, as a decimal."""


@dataclass(frozen=True)
class TemplateRequest:
    """Whose workbook is wanted."""

    kind: BookKind
    department: str
    """Department code, which is also the file's name."""
    department_title: str
    round: str
    period_from: date
    period_to: date
    tables: Mapping[str, EvidenceTable]
    """All tables of the project; those of this kind become sheets."""
    clauses: Sequence[TemplateClause]
    """The clauses that this kind of body is assessed on."""
    checks: Sequence[Check] = ()
    """Those whose formulas colour the cells that break them."""
    calendar: tuple[date, date] | None = None
    """First and last day of the calendar of working days."""


def blank_workbook(request: TemplateRequest, prefill: Mapping[str, Sequence[RowValues]]) -> bytes:
    """The workbook for one department as .xlsx, with the rows of ``prefill`` by table and column id already in it."""
    workbook = Workbook()
    tables = tables_of(request.tables, request.kind)
    cover = workbook.worksheets[0]
    cover.title = layout.COVER_SHEET
    guide = workbook.create_sheet(layout.GUIDE_SHEET)
    sheets = [workbook.create_sheet(table.title) for table in tables]
    claims = workbook.create_sheet(layout.CLAIMS_SHEET)
    meta = workbook.create_sheet(layout.META_SHEET)
    lists = Lists(workbook.create_sheet(layout.LISTS_SHEET))
    write_cover(cover, _cover_values(request), tables=tables, kind=request.kind, lists=lists)
    write_instructions(guide, tables, request.kind)
    for sheet, table in zip(sheets, tables, strict=True):
        write_table_sheet(sheet, table, lists)
        _write_rows(sheet, prefill.get(table.id, ()))
    _write_rules(dict(zip((table.id for table in tables), sheets, strict=True)), request, lists)
    write_claims_sheet(
        claims, [(clause.id, clause.aspect_title, clause.text, clause.points) for clause in request.clauses], lists
    )
    write_meta(meta, _meta_values(request, tables))
    return workbook_bytes(workbook)


def fill_workbook(
    template: bytes,
    *,
    cover: Mapping[str, CellValue],
    declarations: Mapping[str, tuple[str, str]],
    rows: Mapping[str, Sequence[RowValues]],
    claims: Mapping[str, tuple[str, str, str]],
) -> bytes:
    """The template filled in, as .xlsx.

    ``cover`` goes by label (a key or a value of ``layout.LABELS``), ``declarations`` by table id to (有无数据, 原因),
    ``rows`` by table id (rows there before are replaced), ``claims`` by clause id to (自评结果, 自评得分, 自评说明).
    ValueError names what the template lacks.
    """
    workbook = load_workbook(io.BytesIO(template))
    sheet_of = {
        str(key.value).removeprefix(layout.TABLE_KEY): str(value.value)
        for key, value in workbook[layout.META_SHEET].iter_rows(max_col=2)
        if str(key.value).startswith(layout.TABLE_KEY)
    }
    _fill_cover(workbook[layout.COVER_SHEET], cover)
    _fill_declarations(
        workbook[layout.COVER_SHEET], {_known(sheet_of, table): said for table, said in declarations.items()}
    )
    for table, values in rows.items():
        _write_rows(workbook[_known(sheet_of, table)], values)
    _fill_claims(workbook[layout.CLAIMS_SHEET], claims)
    return workbook_bytes(workbook)


def _write_rules(sheets: Mapping[str, Worksheet], request: TemplateRequest, lists: Lists) -> None:
    """Let the workbook check itself: a colour on cells that are wrong, while they are typed."""
    own = {table: request.tables[table] for table in sheets}
    for table, column in named_columns(request.checks, own):
        number = 1 + list(own[table].by_id).index(column)
        name_column(sheets[table], column_name(table, column), number)
    context = RuleContext(own, request.checks, request.calendar, lists.name)
    for table, sheet in sheets.items():
        write_cell_rules(sheet, own[table], cell_rules(own[table], context))


def _cover_values(request: TemplateRequest) -> dict[str, CellValue]:
    return {
        "department_title": request.department_title,
        "department": request.department,
        "kind": request.kind.label,
        "round": request.round,
        "period_from": request.period_from,
        "period_to": request.period_to,
        "template_edition": layout.TEMPLATE_EDITION,
    }


def _meta_values(request: TemplateRequest, tables: Sequence[EvidenceTable]) -> dict[str, str]:
    return {
        "template_edition": layout.TEMPLATE_EDITION,
        "kind": request.kind.value,
        "department": request.department,
        "round": request.round,
        "tables_digest": layout.tables_digest(request.tables, request.kind),
        **{f"{layout.TABLE_KEY}{table.id}": table.title for table in tables},
    }


def _write_rows(sheet: Worksheet, rows: Sequence[RowValues]) -> None:
    if not rows:
        return
    ids = [str(cell.value) for cell in sheet[layout.ID_ROW]]
    models: list[Any] = [sheet.cell(layout.FIRST_ROW, number) for number in range(1, len(ids) + 1)]
    widths = [
        sheet.column_dimensions[model.column_letter].width if model.alignment.wrap_text else inf for model in models
    ]
    if sheet.max_row > layout.FIRST_ROW:
        sheet.delete_rows(layout.FIRST_ROW + 1, sheet.max_row - layout.FIRST_ROW)
    for number, values in enumerate(rows, layout.FIRST_ROW):
        unknown = sorted(set(values) - set(ids))
        if unknown:
            raise ValueError(f"sheet {sheet.title} has no column {unknown[0]}")
        cells = [values.get(name) for name in ids]
        write_row(sheet, number, cells, models)
        set_height(sheet, number, max(map(_lines, cells, widths)))


def _lines(value: CellValue, width: float) -> int:
    return lines_of(value, width) if isinstance(value, str) else 1


def _fill_cover(sheet: Worksheet, cover: Mapping[str, CellValue]) -> None:
    wanted = {layout.LABELS.get(label, label): value for label, value in cover.items()}
    for label, value in wanted.items():
        write_value(sheet.cell(_row_of(sheet, label), 2), value)


def _fill_declarations(sheet: Worksheet, declarations: Mapping[str, tuple[str, str]]) -> None:
    first = _row_of(sheet, layout.DECLARATIONS)
    for title, (has_data, reason) in declarations.items():
        row = _row_of(sheet, title, first)
        write_value(sheet.cell(row, 2), has_data)
        write_value(sheet.cell(row, 3), reason)


def _fill_claims(sheet: Worksheet, claims: Mapping[str, tuple[str, str, str]]) -> None:
    for clause, (outcome, points, statement) in claims.items():
        row = _row_of(sheet, clause, layout.FIRST_ROW)
        for column, text in enumerate((outcome, points, statement), len(layout.CLAIM_COLUMNS) - 2):
            write_value(sheet.cell(row, column), text)


def _row_of(sheet: Worksheet, label: str, first: int = 1) -> int:
    for row in range(first, sheet.max_row + 1):
        if sheet.cell(row, 1).value == label:
            return row
    raise ValueError(f"sheet {sheet.title} has no row {label}")


def _known(sheet_of: Mapping[str, str], table: str) -> str:
    if table not in sheet_of:
        raise ValueError(f"the template has no table {table}")
    return sheet_of[table]
