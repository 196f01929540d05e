"""Reference tables (参照表): what checks look up that no department fills in, a YAML file each.

Structures of codes and the values of their check digits, items that are no county license any more, newly set ones,
changed legal bases: facts of a county or of the law, kept as data so that a check page holds no list. Each becomes a
view that SQL may join, beside the evidence and the working days. A date says from which day on a row counts, so that a
case is judged by the law of its own day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from conformance.errors import Diagnostic
from conformance.sources.yaml_file import YamlFile, read_schema, read_yaml_file, refuse

REFERENCE_FOLDER = "checklists/reference"
SCHEMA_FILE = f"{REFERENCE_FOLDER}/reference.schema.json"
ROW_FAULT = "reference-row"

_SQL_TYPES = {"text": "VARCHAR", "integer": "BIGINT", "date": "DATE"}

Value = str | int | date | None


@dataclass(frozen=True)
class Reference:
    """One reference table."""

    id: str
    """The name of its view; the file is called so too."""
    title: str
    columns: Mapping[str, str]
    """Column to SQL type, in order."""
    rows: tuple[tuple[Value, ...], ...] = field(repr=False)
    digest: str
    """SHA-256 of the file."""

    def values(self, column: str) -> list[Value]:
        """All values of one column, in the order of the rows."""
        at = list(self.columns).index(column)
        return [row[at] for row in self.rows]


def load_references(project: Path) -> dict[str, Reference]:
    """The reference tables of a county project by id, sorted; CannotProceed with a line for each fault."""
    references, faults = read_references(project)
    refuse(faults)
    return references


def read_references(project: Path) -> tuple[dict[str, Reference], tuple[Diagnostic, ...]]:
    """The tables that could be read, and every fault of their files; none where a project keeps no such folder."""
    names = sorted(path.name for path in (project / REFERENCE_FOLDER).glob("*.yaml"))
    if not names:
        return {}, ()
    faults: list[Diagnostic] = []
    schema = read_schema(project / SCHEMA_FILE)
    read = [read_yaml_file(project, f"{REFERENCE_FOLDER}/{name}", schema, faults) for name in names]
    files = [file for file in read if file is not None]
    faults += [fault for file in files for fault in _row_faults(file)]
    return {} if faults else {file.data["id"]: _reference(file) for file in files}, tuple(faults)


def reference_columns(references: Iterable[Reference]) -> dict[str, dict[str, str]]:
    """The views, each with its columns and their SQL types."""
    return {reference.id: dict(reference.columns) for reference in references}


def _reference(file: YamlFile) -> Reference:
    columns: Mapping[str, str] = file.data["columns"]
    return Reference(
        id=file.data["id"],
        title=file.data["title"],
        columns={name: _SQL_TYPES[kind] for name, kind in columns.items()},
        rows=tuple(tuple(_value(row.get(name), kind) for name, kind in columns.items()) for row in file.data["rows"]),
        digest=file.digest,
    )


def _value(value: Any, kind: str) -> Value:
    if value is None:
        return None
    return date.fromisoformat(value) if kind == "date" else value


def _row_faults(file: YamlFile) -> Iterator[Diagnostic]:
    if file.data["id"] != Path(file.place).stem:
        yield file.fault(ROW_FAULT, "id", found=f"id 写的“{file.data['id']}”与文件名不同", mend="请改一致")
    columns: Mapping[str, str] = file.data["columns"]
    for number, row in enumerate(file.data["rows"]):
        for name, value in row.items():
            if name not in columns:
                yield file.fault(ROW_FAULT, "rows", number, found=f"有不认识的列 {name}", mend="请核对 columns")
            elif value is not None and not _fits(value, columns[name]):
                words = {"text": "加引号的文字", "integer": "整数", "date": "年-月-日"}[columns[name]]
                yield file.fault(ROW_FAULT, "rows", number, name, found=f"{name} 写的是“{value}”", expected=words)


def _fits(value: Any, kind: str) -> bool:
    if kind == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "text":
        return isinstance(value, str)
    try:
        return bool(date.fromisoformat(value))
    except (TypeError, ValueError):
        return False
