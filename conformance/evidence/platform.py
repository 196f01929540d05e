"""How the export of an approval platform (审批平台) becomes a table of ours: ``checklists/platforms/*.yaml``.

A mapping says for each heading of the export which columns it fills and how words are translated; what it does not say
is told and never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.checklist.table import EvidenceTable
from conformance.errors import Diagnostic
from conformance.evidence.value import compact
from conformance.sources.yaml_file import YamlFile, read_schema, read_yaml_file, refuse

FOLDER = Path("checklists/platforms")
COLUMN, PATTERN, CHOICE = "platform-column", "platform-pattern", "platform-choice"


@dataclass(frozen=True)
class Target:
    """A column of ours that a heading of the export fills."""

    column: str
    values: Mapping[str, str | None]
    """The platform's words to ours, None where the cell stays blank; empty: words are taken as they are."""
    units: tuple[str, ...]
    """What may stand behind a number."""
    by_item_title: bool
    """Whether the export names an item by its title, where we want the code."""


@dataclass(frozen=True)
class Source:
    """A column of the export."""

    headings: tuple[str, ...]
    targets: tuple[Target, ...]
    pattern: re.Pattern[str] | None
    """Takes a cell that says several things apart, a named group a target."""
    unused: str
    """Why the column is left alone; empty where it is not."""


@dataclass(frozen=True)
class Platform:
    """The mapping of one platform."""

    title: str
    table: str
    department: tuple[str, ...]
    """Headings of the column that names the department; empty where the export is that of one department."""
    codes: Mapping[str, str]
    """The platform's names of departments to their codes."""
    sources: tuple[Source, ...]
    unsourced: Mapping[str, str]
    """Columns of ours that the platform does not have, and why."""


def load_platform(project: Path, name: str, tables: Mapping[str, EvidenceTable]) -> Platform:
    """The mapping in the file ``name`` under the project; CannotProceed with a line for each fault."""
    platform, faults = read_platform(project, name, tables)
    refuse(faults)
    assert platform is not None, "without faults it was read"
    return platform


def read_platforms(project: Path, tables: Mapping[str, EvidenceTable]) -> Iterator[Diagnostic]:
    """Every fault of the mappings of a project."""
    for path in sorted((project / FOLDER).glob("*.yaml")):
        yield from read_platform(project, path.relative_to(project).as_posix(), tables)[1]


def read_platform(
    project: Path, name: str, tables: Mapping[str, EvidenceTable]
) -> tuple[Platform | None, tuple[Diagnostic, ...]]:
    """The mapping, and the faults of its file."""
    faults: list[Diagnostic] = []
    file = read_yaml_file(project, name, read_schema(project / FOLDER / "platform.schema.json"), faults)
    if file is None:
        return None, tuple(faults)
    table = tables[file.data["table"]]
    faults.extend(_faults(file, table))
    if faults:
        return None, tuple(faults)
    department: Mapping[str, Any] = file.data.get("department", {})
    unsourced = {column: one["why"] for one in file.data.get("unsourced", ()) for column in one["columns"]}
    codes = {compact(title): code for title, code in department.get("codes", {}).items()}
    sources = tuple(_source(data) for data in file.data["columns"])
    title, headings = file.data["title"], tuple(department.get("heading", ()))
    return Platform(title, table.id, headings, codes, sources, unsourced), ()


def _source(data: Mapping[str, Any]) -> Source:
    targets = tuple(_target(column, rules) for column, rules in data.get("to", {}).items())
    pattern = re.compile(data["pattern"]) if "pattern" in data else None
    return Source(tuple(data["heading"]), targets, pattern, data.get("unused", ""))


def _target(column: str, rules: Mapping[str, Any]) -> Target:
    values = {compact(theirs): ours for theirs, ours in rules.get("values", {}).items()}
    return Target(column, values, tuple(rules.get("units", ())), rules.get("by_item_title", False))


def _faults(file: YamlFile, table: EvidenceTable) -> Iterator[Diagnostic]:
    for number, one in enumerate(file.data.get("unsourced", ())):
        for place, column in enumerate(one["columns"]):
            if column not in table.by_id:
                yield _no_column(file, table, column, "unsourced", number, "columns", place)
    for number, data in enumerate(file.data["columns"]):
        for column, rules in data.get("to", {}).items():
            if column not in table.by_id:
                yield _no_column(file, table, column, "columns", number, "to", column)
            else:
                yield from _choice_faults(file, table, number, column, rules)
        if "pattern" in data:
            yield from _pattern_faults(file, number, data)


def _no_column(file: YamlFile, table: EvidenceTable, column: str, *keys: str | int) -> Diagnostic:
    found = f"“{table.title}”没有“{column}”这一列"
    return file.fault(COLUMN, *keys, found=found, mend=f"列的代号见 {table.id}.schema.json")


def _choice_faults(
    file: YamlFile, table: EvidenceTable, number: int, column: str, rules: Mapping[str, Any]
) -> Iterator[Diagnostic]:
    choices = table.by_id[column].choices
    for theirs, ours in rules.get("values", {}).items():
        if choices and ours is not None and ours not in choices:
            found = f"“{theirs}”对应的“{ours}”不是“{table.by_id[column].title}”的选项"
            keys = ("columns", number, "to", column, "values", theirs)
            yield file.fault(CHOICE, *keys, found=found, expected=f"下列之一：{'、'.join(choices)}")


def _pattern_faults(file: YamlFile, number: int, data: Mapping[str, Any]) -> Iterator[Diagnostic]:
    try:
        groups = set(re.compile(data["pattern"]).groupindex)
    except re.error:
        yield file.fault(PATTERN, "columns", number, "pattern", found="不是正则表达式", mend="请改正")
        return
    if groups != set(data.get("to", {})):
        found = f"命名分组是{'、'.join(sorted(groups)) or '空的'}"
        yield file.fault(PATTERN, "columns", number, "pattern", found=found, expected="与 to 中的列相同的分组")
