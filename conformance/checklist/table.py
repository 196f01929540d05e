"""The evidence tables (佐证表): which sheets a workbook has, their columns, types, keys and who fills them.

One JSON Schema a table in ``checklists/guide-2016/tables/`` is the single source of the template, the reader, the
checks' views and the documentation. ``properties`` are the columns in the order of the sheet, ``title`` is the heading;
what JSON Schema has no word for stands under ``x-``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import jsonschema_rs

from conformance.errors import CannotProceed
from conformance.terms import BookKind

TABLES_FOLDER = Path("checklists/guide-2016/tables")

ColumnType = Literal["text", "code", "integer", "number", "date", "list"]


@dataclass(frozen=True)
class Column:
    """One column of an evidence table."""

    id: str
    title: str
    type: ColumnType
    """``list`` holds several values of ``choices``, written with ；between them."""
    choices: tuple[str, ...]
    """The values allowed; empty where the cell is free."""
    note: str
    synonyms: tuple[str, ...]
    """Other headings by which the column is known."""
    ours: bool
    """Whether the column is an extension of ours to the tables of the Guide."""
    optional: bool
    """Whether a workbook without this column is complete."""
    schema: Mapping[str, Any] = field(compare=False)
    """The JSON Schema (2020-12) of one value."""

    @cached_property
    def validator(self) -> jsonschema_rs.Draft202012Validator:
        """Tells whether a value is one; made once, since making it takes longer than a hundred values."""
        return jsonschema_rs.Draft202012Validator(dict(self.schema))


@dataclass(frozen=True)
class ForeignKey:
    """Columns whose values must stand in another table."""

    columns: tuple[str, ...]
    table: str
    references: tuple[str, ...]


@dataclass(frozen=True)
class Duty:
    """What a kind of workbook owes of a table."""

    required: bool
    may_be_empty: bool
    """Whether the cover may declare that there is nothing to fill in."""
    required_if: str
    """Another table: this one is required only where that one has rows. Empty: always."""


@dataclass(frozen=True)
class EvidenceTable:
    """A sheet that departments fill in."""

    id: str
    title: str
    """The sheet's name."""
    short: str
    order: int
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    duties: Mapping[BookKind, Duty]

    @cached_property
    def by_id(self) -> dict[str, Column]:
        """The columns by their id."""
        return {column.id: column for column in self.columns}


def load_tables(project: Path) -> dict[str, EvidenceTable]:
    """The tables of a county project by id, in the order of their sheets."""
    folder = project / TABLES_FOLDER
    tables = [_read(path) for path in sorted(folder.glob("*.schema.json"))]
    if not tables:
        raise CannotProceed(f"没有找到佐证表定义：{TABLES_FOLDER} 中应有 *.schema.json 文件，请检查项目目录。")
    return {table.id: table for table in sorted(tables, key=lambda table: table.order)}


def tables_of(tables: Mapping[str, EvidenceTable], kind: BookKind) -> tuple[EvidenceTable, ...]:
    """The tables that a kind of workbook holds."""
    return tuple(table for table in tables.values() if kind in table.duties)


def _read(path: Path) -> EvidenceTable:
    try:
        schema = json.loads(path.read_text(encoding="utf-8"))
        return EvidenceTable(
            id=schema["x-table"],
            title=schema["title"],
            short=schema["x-short"],
            order=schema["x-order"],
            columns=tuple(_column(name, rules) for name, rules in schema["properties"].items()),
            key=tuple(schema["x-key"]),
            foreign_keys=tuple(
                ForeignKey(tuple(key["columns"]), key["table"], tuple(key["references"]))
                for key in schema["x-foreign-keys"]
            ),
            duties={BookKind(kind): _duty(duty) for kind, duty in schema["x-kinds"].items()},
        )
    except (KeyError, ValueError) as fault:
        raise CannotProceed(f"佐证表定义 {path.name} 不能使用（{fault}），请对照同目录其他文件改正。") from fault


def _column(name: str, rules: Mapping[str, Any]) -> Column:
    return Column(
        id=name,
        title=rules["title"],
        type=_type(rules),
        choices=tuple(rules.get("enum") or rules.get("items", {}).get("enum", ())),
        note=rules.get("description", ""),
        synonyms=tuple(rules.get("x-synonyms", ())),
        ours=rules.get("x-ours", False),
        optional=rules.get("x-optional", False),
        schema=rules,
    )


def _type(rules: Mapping[str, Any]) -> ColumnType:
    if rules["type"] == "array":
        return "list"
    if rules["type"] in ("integer", "number"):
        return "integer" if rules["type"] == "integer" else "number"
    if rules.get("format") == "date":
        return "date"
    return "code" if rules.get("x-format") == "code" else "text"


def _duty(duty: Mapping[str, Any]) -> Duty:
    return Duty(duty["required"], duty["may_be_empty"], duty.get("required_if", ""))
