"""Stack the evidence of several books (填报表) into the views that checks see: Arrow tables, not to be written to.

Every view begins with department, row and key; a cell in which a problem sits is empty, and so is a column that a book
lacks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from conformance.checklist.calendar import Calendar
from conformance.checklist.query import DEPARTMENT, DEPARTMENT_COLUMNS, WORKDAY, WORKDAY_COLUMNS, view_columns
from conformance.checklist.reference import Reference
from conformance.checklist.table import EvidenceTable
from conformance.evidence.book import EvidenceBook

_ARROW_TYPES = {
    "VARCHAR": pa.string(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "DATE": pa.date32(),
    "BOOLEAN": pa.bool_(),
}


def stack_books(
    books: Sequence[EvidenceBook], tables: Mapping[str, EvidenceTable], calendar: Calendar
) -> dict[str, Any]:
    """The views by name, each an Arrow table of the rows of all books in order."""
    views = {
        name: _table(columns, _rows(books, name, columns))
        for name, columns in view_columns(tables).items()
        if name not in (DEPARTMENT, WORKDAY)
    }
    views[DEPARTMENT] = _table(DEPARTMENT_COLUMNS, _departments(books))
    views[WORKDAY] = _table(WORKDAY_COLUMNS, _workdays(calendar))
    return views


def reference_views(references: Iterable[Reference]) -> dict[str, Any]:
    """The reference tables (参照表) by name."""
    return {one.id: _table(one.columns, {column: one.values(column) for column in one.columns}) for one in references}


def _table(columns: Mapping[str, str], values: Mapping[str, list[Any]]) -> Any:
    return pa.table({name: pa.array(values[name], type=_ARROW_TYPES[kind]) for name, kind in columns.items()})


def _rows(books: Iterable[EvidenceBook], name: str, columns: Mapping[str, str]) -> dict[str, list[Any]]:
    values: dict[str, list[Any]] = {column: [] for column in columns}
    for book in books:
        table = book.tables.get(name)
        if table is None or not table.rows:
            continue
        own = {"department": [book.department] * len(table.rows), "row": table.rows, "key": table.keys}
        for column, stacked in values.items():
            stacked.extend(own.get(column) or table.values.get(column) or [None] * len(table.rows))
    return values


def _departments(books: Sequence[EvidenceBook]) -> dict[str, list[Any]]:
    return {
        "department": [book.department for book in books],
        "row": [0] * len(books),
        "key": [book.department for book in books],
        "title": [book.department_title for book in books],
        "kind": [book.kind.value for book in books],
        "period_from": [book.period_from for book in books],
        "period_to": [book.period_to for book in books],
    }


def _workdays(calendar: Calendar) -> dict[str, list[Any]]:
    rows = calendar.rows()
    return {
        "day": [row.day for row in rows],
        "is_workday": [row.is_workday for row in rows],
        "ordinal": [row.ordinal for row in rows],
    }
