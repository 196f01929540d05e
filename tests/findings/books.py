"""Small books in memory for tests of checks: rows as dicts, an unreadable cell as {"unread": what was typed}."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter

from conformance.checklist.table import EvidenceTable, load_tables, tables_of
from conformance.evidence.book import EvidenceBook, Problem, TableRows, TableState, Value
from conformance.terms import BookKind

PROJECT = Path(__file__).parents[2]
TABLES = load_tables(PROJECT)
FIRST_ROW = 4

Row = Mapping[str, Any]


def make_book(
    department: str = "GH",
    tables: Mapping[str, Iterable[Row]] | None = None,
    *,
    kind: BookKind = BookKind.DEPARTMENT,
    states: Mapping[str, TableState] | None = None,
    missing_columns: Mapping[str, Sequence[str]] | None = None,
) -> EvidenceBook:
    """A book of 2017; tables that are not named are empty and not required unless ``states`` says otherwise."""
    given = {table: list(rows) for table, rows in (tables or {}).items()}
    made = {
        table.id: _table(
            table,
            given.get(table.id, []),
            (states or {}).get(table.id, TableState.FILLED if table.id in given else TableState.NOT_REQUIRED),
            (missing_columns or {}).get(table.id, ()),
        )
        for table in tables_of(TABLES, kind)
    }
    return EvidenceBook(
        department=department,
        department_title=f"{department}局",
        kind=kind,
        round="2017",
        template_edition="1",
        period_from=date(2017, 1, 1),
        period_to=date(2017, 12, 31),
        secret_items=0,
        tables=made,
        declarations=(),
        claims=(),
        problems=tuple(
            _problem(TABLES[table], made[table], at + FIRST_ROW, column, cell["unread"])
            for table, rows in given.items()
            for at, row in enumerate(rows)
            for column, cell in row.items()
            if isinstance(cell, dict)
        ),
        file_name=f"{department}.xlsx",
        sha256="0" * 64,
        readable=True,
    )


def _table(table: EvidenceTable, rows: list[Row], state: TableState, missing: Sequence[str]) -> TableRows:
    columns = tuple(column.id for column in table.columns if column.id not in missing)
    letters = {column: get_column_letter(at) for at, column in enumerate(columns, start=1)}
    seen: Counter[str] = Counter()
    keys = []
    for at, row in enumerate(rows):
        parts = [row.get(column) for column in table.key]
        broken = any(part is None or isinstance(part, dict) for part in parts)
        key = f"行{at + FIRST_ROW}" if broken else "/".join(str(part) for part in parts)
        seen[key] += 1
        keys.append(key if seen[key] == 1 else f"{key}#{seen[key]}")
    return TableRows(
        table=table.id,
        sheet=table.title,
        state=state,
        columns=columns,
        missing_columns=tuple(missing),
        letters=letters,
        rows=tuple(range(FIRST_ROW, FIRST_ROW + len(rows))),
        keys=tuple(keys),
        values={column: tuple(_value(row.get(column)) for row in rows) for column in columns},
        texts={},
        totals_rows=(),
        hidden_rows=(),
        hidden_sheet=False,
    )


def _value(cell: Any) -> Value:
    return None if isinstance(cell, dict) else cell


def _problem(table: EvidenceTable, made: TableRows, row: int, column: str, found: str) -> Problem:
    return Problem(
        code="value_unread",
        sheet=table.title,
        cell=f"{made.letters[column]}{row}",
        table=table.id,
        column=column,
        row=row,
        found=found,
        expected="",
        mend="",
    )
