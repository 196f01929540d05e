"""The cover (封面), the hidden ``_meta`` and the declarations of empty tables, as a department left them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from conformance.checklist.table import Column, ColumnType, EvidenceTable
from conformance.evidence import layout
from conformance.evidence.book import Declaration, Problem
from conformance.evidence.problems import at_cell, at_sheet
from conformance.evidence.reading import RawSheet
from conformance.evidence.validation import ColumnReader
from conformance.evidence.value import Fault, compact, display, plain, quoted
from conformance.terms import BookKind

_WIDTH = 6
"""Columns from A among which a value of the cover is looked for."""
_TYPES: dict[str, ColumnType] = {
    "period_from": "date",
    "period_to": "date",
    "secret_items": "integer",
    "department": "code",
}
_SCHEMAS = {"secret_items": {"type": "integer", "minimum": 0}}
_NEEDED = ("department_title", "department", "kind", "period_from", "period_to")


@dataclass(frozen=True)
class Cover:
    """What the cover says; a field is None or empty where it is blank or cannot be read."""

    sheet: str
    department: str
    department_title: str
    kind: BookKind | None
    round: str
    template_edition: str
    period_from: date | None
    period_to: date | None
    secret_items: int
    cells: Mapping[str, tuple[int, int]]
    """Where the value of each label stands."""
    declarations: tuple[Declaration, ...]
    """As written; whether they count is settled when the tables are known."""
    problems: tuple[Problem, ...]


def read_cover(sheet: RawSheet | None, tables: Sequence[EvidenceTable], *, epoch_1904: bool) -> Cover:
    """The cover; everything blank and one problem where there is none."""
    if sheet is None:
        fault = Fault("cover_missing", "没有“封面”工作表", "", "请从模板恢复封面并填写")
        missing = at_sheet(fault, layout.COVER_SHEET)
        return Cover(layout.COVER_SHEET, "", "", None, "", "", None, None, 0, {}, (), (missing,))
    cells = dict(_labelled_cells(sheet))
    values: dict[str, object] = {}
    problems: list[Problem] = []
    for key, (row, number) in cells.items():
        column = _column(key)
        reading = ColumnReader(column, epoch_1904=epoch_1904).read(sheet.cell(row, number))
        values[key] = reading.value
        if reading.fault is not None:
            problems.append(at_cell(replace(reading.fault, code="cover_value"), sheet.name, row, number))
    problems.extend(_missing_values(sheet, cells, values, {problem.row for problem in problems}))
    kind = next((kind for kind in BookKind if kind.label == values.get("kind")), None)
    declarations, declaration_problems = _read_declarations(sheet, tables)
    first, last, count = values.get("period_from"), values.get("period_to"), values.get("secret_items")
    return Cover(
        sheet=sheet.name,
        department=str(values.get("department") or ""),
        department_title=str(values.get("department_title") or ""),
        kind=kind,
        round=str(values.get("round") or ""),
        template_edition=str(values.get("template_edition") or ""),
        period_from=first if isinstance(first, date) else None,
        period_to=last if isinstance(last, date) else None,
        secret_items=count if isinstance(count, int) else 0,
        cells=cells,
        declarations=declarations,
        problems=(*problems, *declaration_problems),
    )


def read_meta(sheet: RawSheet | None) -> dict[str, str]:
    """Name and value of each line of ``_meta``; empty where the sheet is gone."""
    if sheet is None:
        return {}
    return {plain(display(row[0])): plain(display(row[1])) for row in sheet.rows if len(row) > 1}


def _column(key: str) -> Column:
    choices = tuple(kind.label for kind in BookKind) if key == "kind" else ()
    schema = {"enum": list(choices)} if choices else _SCHEMAS.get(key, {})
    return Column(
        id=key, title=layout.LABELS[key], type=_TYPES.get(key, "text"), choices=choices, schema=schema,
        note="", synonyms=(), ours=True, optional=False,
    )  # fmt: skip


def _labelled_cells(sheet: RawSheet) -> Iterator[tuple[str, tuple[int, int]]]:
    """The first cell with content to the right of each label of column A, else column B."""
    keys = {compact(label): key for key, label in layout.LABELS.items()}
    end = _declaration_row(sheet) or len(sheet.rows)
    for row in range(1, end + 1):
        key = keys.pop(compact(display(sheet.cell(row, 1))).rstrip(":"), None)
        if key is not None:
            filled = (number for number in range(2, _WIDTH + 1) if plain(display(sheet.cell(row, number))))
            yield key, (row, next(filled, 2))


def _missing_values(
    sheet: RawSheet, cells: Mapping[str, tuple[int, int]], values: Mapping[str, object], told: set[int]
) -> Iterator[Problem]:
    for key in _NEEDED:
        label = layout.LABELS[key]
        if key not in cells:
            fault = Fault("cover_value_missing", f"封面没有“{label}”一行", "", "请从模板恢复封面并填写")
            yield at_sheet(fault, sheet.name)
        elif values[key] is None and cells[key][0] not in told:
            yield at_cell(Fault("cover_value_missing", f"“{label}”没有填写", "", "请补填"), sheet.name, *cells[key])


def _declaration_row(sheet: RawSheet) -> int:
    for row in range(1, len(sheet.rows) + 1):
        if compact(display(sheet.cell(row, 1))) == layout.DECLARATIONS:
            return row
    return 0


def _read_declarations(
    sheet: RawSheet, tables: Sequence[EvidenceTable]
) -> tuple[tuple[Declaration, ...], list[Problem]]:
    """The lines below the heading 无数据声明 up to the signatures; a line with 有无数据 blank declares nothing."""
    known = {compact(name): table.id for table in tables for name in (table.short, table.title)}
    declarations: list[Declaration] = []
    problems: list[Problem] = []
    first = _declaration_row(sheet)
    for row in range(first + 2, len(sheet.rows) + 1) if first else ():
        name, said, reason = (plain(display(sheet.cell(row, number))) for number in (1, 2, 3))
        if name in layout.SIGNATURES:
            break
        if not said:
            continue
        table = known.get(compact(name), "")
        fault = _declaration_fault(name, said, table)
        if fault is not None:
            problems.append(at_cell(fault, sheet.name, row, 2, table=table))
        else:
            declarations.append(Declaration(table, compact(said) == "有", reason, f"B{row}", counts=False))
    return tuple(declarations), problems


def _declaration_fault(name: str, said: str, table: str) -> Fault | None:
    if not table:
        mend = "请按模板填写表名"
        return Fault("declaration_unknown", f"声明的表{quoted(name)}不是本类填报表的表", "", mend)
    if compact(said) not in ("有", "无"):
        return Fault("declaration_value", f"“有无数据”写的是{quoted(said)}", "“有”或者“无”", "请从下拉列表中选择")
    return None
