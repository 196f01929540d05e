"""A question in SQL to the result store (查询), read-only and locked like the checks.

One SELECT over ``departments``, ``clauses``, ``checks``, ``findings`` and ``problems``, on a DuckDB that can open no
file, no network and no extension, with a timer; the store is scanned by column and is never written to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb

from conformance.errors import CannotProceed
from conformance.findings.database import fetch, lock
from conformance.inspection.store import PARTS, ResultStore

SECONDS = 60.0
_STORE = "store"
_OF_DEPARTMENT = "county, department, title, kind, round, readable, grade, total, total_if_mended, license_items"


@dataclass(frozen=True)
class Answer:
    """What a question gave."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def ask(store: ResultStore, statement: str, *, seconds: float = SECONDS) -> Answer:
    """The answer; CannotProceed where it is no single SELECT, does not run, or takes too long."""
    _refuse_others(statement)
    connection = duckdb.connect(":memory:", config={"threads": 1})  # more threads reorder rows
    connection.register(_STORE, store.dataset())
    for view in _views(statement):
        connection.execute(view)
    lock(connection)
    try:
        rows = fetch(connection, statement, seconds=seconds)
    except duckdb.InterruptException as fault:
        raise CannotProceed(f"查询超过 {seconds:g} 秒，已停止；请缩小范围，例如加上 where。") from fault
    except duckdb.Error as fault:
        raise CannotProceed(f"查询不能运行：{str(fault).splitlines()[0]}") from fault
    return Answer(tuple(column[0] for column in connection.description or ()), tuple(rows))


def _views(statement: str) -> Iterator[str]:
    """The tables, of their columns only those whose names occur: DuckDB would read what a view unnests, used or not."""
    yield f"create view departments as select {_OF_DEPARTMENT}, workbook_sha256 from {_STORE}"
    # whoever asks for everything with * gets everything; count(*) asks for no column
    words = set(re.findall(r"\w+|\*", re.sub(r"count\s*\(\s*\*\s*\)", "", statement.lower())))
    for part, fields in PARTS.items():
        named = [name for name in fields if name in words or "*" in words or "columns" in words] or [next(iter(fields))]
        unnested = ", ".join(f'unnest("{part}.{name}") as {name}' for name in named)
        yield f"create view {part} as select county, department, {unnested} from {_STORE}"


def _refuse_others(statement: str) -> None:
    try:
        statements = duckdb.extract_statements(statement)
    except duckdb.Error as fault:
        raise CannotProceed(f"查询不是合法的 SQL：{str(fault).splitlines()[0]}") from fault
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise CannotProceed("只能写一条 SELECT 查询，不能增删改，也不能一次写几条。")
