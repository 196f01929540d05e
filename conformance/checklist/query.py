"""Read a check's SQL before it ever runs: one SELECT, known tables, allowed functions, every column declared.

First of the four layers of the lock (engine.md §3.3); the others stand in ``findings.database`` and
``findings.worker``. DuckDB's own parser gives the tree, so nothing is guessed from the text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from conformance.checklist.table import EvidenceTable

POPULATION = "population"
"""The name by which a check's second statement sees the rows of its first."""
DEPARTMENT = "department"
WORKDAY = "workday"
ROW_COLUMNS = {"department": "VARCHAR", "row": "BIGINT", "key": "VARCHAR"}
"""What every view begins with."""
DEPARTMENT_COLUMNS = {
    **ROW_COLUMNS,
    "title": "VARCHAR",
    "kind": "VARCHAR",
    "period_from": "DATE",
    "period_to": "DATE",
}
WORKDAY_COLUMNS = {"day": "DATE", "is_workday": "BOOLEAN", "ordinal": "BIGINT"}

_SQL_TYPES = {"date": "DATE", "integer": "BIGINT", "number": "DOUBLE"}
_QUERY_NODES = {"SELECT_NODE", "SET_OPERATION_NODE", "CTE_NODE"}
_FUNCTIONS = {  # each the same on the same rows: no clock, no chance, no file, no setting
    "abs",
    "bool_and",
    "bool_or",
    "concat",
    "concat_ws",
    "contains",
    "count",
    "count_star",
    "date_diff",
    "date_part",
    "greatest",
    "isodow",
    "lag",
    "least",
    "left",
    "len",
    "length",
    "list_contains",
    "max",
    "min",
    "month",
    "nullif",
    "regexp_extract",
    "regexp_full_match",
    "regexp_matches",
    "replace",
    "right",
    "row_number",
    "starts_with",
    "string_split",
    "substr",
    "substring",
    "suffix",
    "sum",
    "to_days",
    "to_months",
    "trim",
    "year",
}


@dataclass
class Usage:
    """What a statement touches, and what is wrong with it."""

    columns: set[tuple[str, str]] = field(default_factory=set)
    """(table, column) of evidence tables."""
    tables: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    """Chinese half sentences."""


def view_columns(tables: Mapping[str, EvidenceTable]) -> dict[str, dict[str, str]]:
    """The views that checks see, each with its columns and their SQL types, in order."""
    views = {DEPARTMENT: dict(DEPARTMENT_COLUMNS), WORKDAY: dict(WORKDAY_COLUMNS)}
    for table in tables.values():
        views[table.id] = ROW_COLUMNS | {column.id: _SQL_TYPES.get(column.type, "VARCHAR") for column in table.columns}
    return views


class QueryReader:
    """Reads statements over empty views; one for all pages, since opening a database takes longer than reading one.

    Statements that are known beforehand are parsed together, which takes a third of the time.
    """

    def __init__(
        self,
        views: Mapping[str, Mapping[str, str]],
        references: Mapping[str, Mapping[str, str]] | None = None,
        *,
        statements: Sequence[str] = (),
    ) -> None:
        import duckdb  # here, since most who import this module only want its names

        self._references = frozenset(references or {})
        self._views = {**views, **(references or {})}
        self._connection = duckdb.connect(":memory:", config={"threads": 1})
        self._read: dict[tuple[str, str, frozenset[str]], Usage] = {}
        self._refusal = duckdb.Error
        self._trees: dict[str, str] = dict(self._connection.execute(_PARSED, [list(statements)]).fetchall())

    def read(self, sql: str, *, primary: str, derived: frozenset[str]) -> Usage:
        """What the statement touches; its ``faults`` say in Chinese why it may not run."""
        known = self._read.get((sql, primary, derived))
        if known is None:
            known = self._read[sql, primary, derived] = self._read_anew(sql, primary, derived)
        return known

    def _read_anew(self, sql: str, primary: str, derived: frozenset[str]) -> Usage:
        usage = Usage()
        if sql not in self._trees:
            self._trees |= self._connection.execute(_PARSED, [[sql]]).fetchall()
        tree: dict[str, Any] = json.loads(self._trees[sql])
        if tree["error"]:
            usage.faults.append(f"不是一条能解析的 SELECT 语句（{tree.get('error_message', '')}）")
        elif len(tree["statements"]) != 1:
            usage.faults.append("只能写一条 SELECT 语句")
        else:
            _Walk(usage, self._views, primary, self._references).query(tree["statements"][0]["node"], (), derived)
        return usage

    def bind_fault(self, population: str, violations: str) -> str:
        """Why DuckDB cannot bind the two statements, which have been read without a fault; empty where it can."""
        try:
            names = self._with_views.sql(violations_statement(population, violations)).columns
        except self._refusal as error:
            return str(error).splitlines()[0]
        if names[:2] != ["department", "row"] or not set(names[2:]) <= {"observed", "expected"}:
            return "查询结果应依次是 department, row，其后可以有 observed, expected"
        return ""

    @cached_property
    def _with_views(self) -> Any:
        for name, columns in self._views.items():
            listed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
            self._connection.execute(f'create table "{name}" ({listed})')
        return self._connection


_PARSED = "select sql, json_serialize_sql(sql) from (select unnest(?::varchar[]) as sql)"


def violations_statement(population: str, violations: str) -> str:
    """The second statement with the first as the table ``population``: V can only come from N."""
    return f"with {POPULATION} as (\n{population}\n) select * from (\n{violations}\n)"


def both_statement(population: str, violations: str) -> str:
    """Both at once, so that the first is run once.

    Its rows with ``kind`` 0, all of a department as the list ``rows``; those of the second with ``kind`` 1.
    """
    return (
        f"with {POPULATION} as materialized (\n{population}\n)\n"
        f"select 0 as kind, department, null as row, null as observed, null as expected, list(row) as rows\n"
        f"from (select distinct department, row from {POPULATION}) group by department\n"
        f"union all by name select 1 as kind, * from (\n{violations}\n)"
    )


_Scope = Mapping[str, str]
"""Alias to evidence table; empty for a table made by the statement itself."""


@dataclass
class _Walk:
    usage: Usage
    views: Mapping[str, Mapping[str, str]]
    primary: str
    references: frozenset[str]

    def query(self, node: Mapping[str, Any], outer: tuple[_Scope, ...], derived: frozenset[str]) -> None:
        if node["type"] not in _QUERY_NODES:
            self.usage.faults.append(f"含有不允许的语句 {node['type']}")
            return
        for entry in node.get("cte_map", {}).get("map", ()):
            self.query(entry["value"]["query_node"], outer, derived)
            derived |= {entry["key"]}
        for side in ("left", "right", "child"):
            if isinstance(node.get(side), dict):
                self.query(node[side], outer, derived)
        scope: dict[str, str] = {}
        if node.get("from_table"):
            self._source(node["from_table"], scope, outer, derived)
        scopes = (scope, *outer)
        for part in ("select_list", "where_clause", "group_expressions", "having", "qualify", "modifiers"):
            self._expressions(node.get(part), scopes, derived)
        for condition in _conditions(node.get("from_table")):
            self._expressions(condition, scopes, derived)

    def _source(
        self, source: Mapping[str, Any], scope: dict[str, str], outer: tuple[_Scope, ...], derived: frozenset[str]
    ) -> None:
        kind = source["type"]
        if kind == "JOIN":
            left: dict[str, str] = {}
            right: dict[str, str] = {}
            self._source(source["left"], left, outer, derived)
            self._source(source["right"], right, outer, derived)
            self._join(source, left, right)
            scope |= left | right
        elif kind == "BASE_TABLE":
            name = source["table_name"]
            if name in derived:
                scope[source["alias"] or name] = ""
            elif name in self.views and not source["schema_name"]:
                scope[source["alias"] or name] = name
                self.usage.tables.add(name)
            else:
                self.usage.faults.append(f"没有名为 {name} 的表")
        elif kind == "SUBQUERY":
            self.query(source["subquery"]["node"], outer, derived)
            scope[source["alias"]] = ""
        elif kind != "EMPTY":
            self.usage.faults.append(f"FROM 中含有不允许的来源 {kind}")

    def _join(self, source: Mapping[str, Any], left: _Scope, right: _Scope) -> None:
        for column in source["using_columns"]:
            for table in (*left.values(), *right.values()):
                self._use(table, column)
        if source["join_type"] == "LEFT":
            return
        sides = set(left.values()) | set(right.values())
        if WORKDAY in sides:
            self.usage.faults.append("workday 只能用 LEFT JOIN 连接，否则日历以外的日期会悄悄丢行")
        others = sides - {"", self.primary, DEPARTMENT, WORKDAY}
        if others and sides & {"", self.primary}:
            self.usage.faults.append(
                f"查找的表 {'、'.join(sorted(others))} 只能用 LEFT JOIN 连接，否则找不到对应的行会悄悄丢失"
            )

    def _expressions(self, part: Any, scopes: tuple[_Scope, ...], derived: frozenset[str]) -> None:
        if isinstance(part, list):
            for one in part:
                self._expressions(one, scopes, derived)
            return
        if not isinstance(part, dict):
            return
        kind = part.get("class")
        if kind == "SUBQUERY":
            self.query(part["subquery"]["node"], scopes, derived)
            self._expressions(part.get("child"), scopes, derived)
            return
        if kind == "COLUMN_REF":
            self._column(part["column_names"], scopes)
        elif kind == "STAR":
            self.usage.faults.append("不要写 *，请逐列写明")
        elif kind in ("FUNCTION", "WINDOW") and not part.get("is_operator") and part["function_name"] not in _FUNCTIONS:
            self.usage.faults.append(f"不允许使用函数 {part['function_name']}")
        for value in part.values():
            self._expressions(value, scopes, derived)

    def _column(self, names: list[str], scopes: tuple[_Scope, ...]) -> None:
        column = names[-1]
        if len(names) == 2:
            for scope in scopes:
                if names[0] in scope:
                    self._use(scope[names[0]], column)
                    return
            self.usage.faults.append(f"{'.'.join(names)} 中的表没有写在 FROM 中")
        elif len(names) == 1:
            for scope in scopes:
                holders = {table for table in scope.values() if column in self.views.get(table, {})}
                if len(holders) > 1:
                    self.usage.faults.append(f"列 {column} 在多个表中都有，请写明表名")
                if holders or "" in scope.values():
                    for table in holders:
                        self._use(table, column)
                    return
        else:
            self.usage.faults.append(f"不能解析的列名 {'.'.join(names)}")

    def _use(self, table: str, column: str) -> None:
        if table and table not in {DEPARTMENT, WORKDAY, *self.references} and column not in ROW_COLUMNS:
            self.usage.columns.add((table, column))


def _conditions(source: Mapping[str, Any] | None) -> Iterator[Any]:
    if source and source["type"] == "JOIN":
        yield source.get("condition")
        yield from _conditions(source["left"])
        yield from _conditions(source["right"])
