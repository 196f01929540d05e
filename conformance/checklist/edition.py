"""Past editions of the template (旧版模板): how each differs from the one in use, ``checklists/guide-2016/editions``.

A workbook on a past edition is read through this list; one on an edition that is not listed is refused in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.checklist.table import EvidenceTable
from conformance.errors import Diagnostic
from conformance.sources.yaml_file import YamlFile, read_schema, read_yaml_file, refuse

FOLDER = Path("checklists/guide-2016/editions")
NAME, TABLE, COLUMN, PATTERN = "edition-name", "edition-table", "edition-column", "edition-pattern"


@dataclass(frozen=True)
class PastColumn:
    """A column as a past edition had it."""

    id: str
    title: str


@dataclass(frozen=True)
class SplitColumn:
    """One column of a past edition that is several now."""

    past: PastColumn
    pattern: re.Pattern[str]
    """Its named groups are the columns of now."""
    into: tuple[str, ...]


@dataclass(frozen=True)
class PastTable:
    """How a table differed."""

    title: str
    """Its sheet then; empty where it is the same."""
    renamed: Mapping[str, PastColumn]
    """By the column's id of now."""
    split: tuple[SplitColumn, ...]
    added: tuple[str, ...]
    """Columns that were not asked for then; they are read as blank."""


@dataclass(frozen=True)
class PastEdition:
    """A past edition of the template."""

    edition: str
    title: str
    tables: Mapping[str, PastTable]
    """The tables that differed, by id."""


def load_editions(project: Path, tables: Mapping[str, EvidenceTable]) -> dict[str, PastEdition]:
    """The past editions of a county project by name; CannotProceed with a line for each fault."""
    editions, faults = read_editions(project, tables)
    refuse(faults)
    return editions


def read_editions(
    project: Path, tables: Mapping[str, EvidenceTable]
) -> tuple[dict[str, PastEdition], tuple[Diagnostic, ...]]:
    """The past editions, and the faults of their files."""
    editions: dict[str, PastEdition] = {}
    faults: list[Diagnostic] = []
    for path in sorted((project / FOLDER).glob("*.yaml")):
        name = path.relative_to(project).as_posix()
        file = read_yaml_file(project, name, read_schema(project / FOLDER / "edition.schema.json"), faults)
        if file is None:
            continue
        found = list(_faults(file, path.stem, tables))
        faults.extend(found)
        if not found:
            editions[path.stem] = _edition(file.data)
    return editions, tuple(faults)


def _edition(data: Mapping[str, Any]) -> PastEdition:
    tables = {name: _table(rules) for name, rules in data["tables"].items()}
    return PastEdition(data["edition"], data["title"], tables)


def _table(rules: Mapping[str, Any]) -> PastTable:
    renamed = {column: PastColumn(**past) for column, past in rules.get("renamed", {}).items()}
    split = tuple(
        SplitColumn(PastColumn(one["id"], one["title"]), re.compile(one["pattern"]), tuple(one["into"]))
        for one in rules.get("split", ())
    )
    return PastTable(rules.get("title", ""), renamed, split, tuple(rules.get("added", ())))


def _faults(file: YamlFile, stem: str, tables: Mapping[str, EvidenceTable]) -> Iterator[Diagnostic]:
    if file.data["edition"] != stem:
        yield file.fault(
            NAME, "edition", found=f"版次写的是“{file.data['edition']}”", expected=f"与文件名相同的“{stem}”"
        )
    for name, rules in file.data["tables"].items():
        if name not in tables:
            yield file.fault(TABLE, "tables", name, found=f"没有代号为“{name}”的表", mend="表的代号见 tables 目录")
            continue
        split = [column for one in rules.get("split", ()) for column in one["into"]]
        for column in (*rules.get("renamed", {}), *split, *rules.get("added", ())):
            if column not in tables[name].by_id:
                found = f"“{tables[name].title}”没有“{column}”这一列"
                yield file.fault(COLUMN, "tables", name, found=found, mend=f"列的代号见 {name}.schema.json")
        for number, one in enumerate(rules.get("split", ())):
            if _groups(one["pattern"]) != set(one["into"]):
                keys = ("tables", name, "split", number, "pattern")
                yield file.fault(PATTERN, *keys, found="命名分组与 into 不同", expected="以 into 中的列命名的分组")


def _groups(pattern: str) -> set[str]:
    try:
        return set(re.compile(pattern).groupindex)
    except re.error:
        return set()
