"""The county's standard system (标准体系): every slot where a standard should be, and the standard that is there.

Read from standards/system.yaml; the tree follows GB/T 24421.2—2009 and GB/T 13016—2009.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from conformance.clauses.table import ClauseTable
from conformance.errors import Diagnostic
from conformance.sources.yaml_file import YamlFile, read_schema, read_yaml_file

FILE = "standards/system.yaml"


class SystemFault(StrEnum):
    """What can be wrong between the system and the standards."""

    DUPLICATE_SLOT = "system-duplicate-slot"
    UNKNOWN_GROUP = "system-unknown-group"
    MISSING_DOCUMENT = "system-missing-document"
    SLOT_DIFFERS = "system-slot-differs"
    UNLISTED_DOCUMENT = "system-unlisted-document"


@dataclass(frozen=True)
class Group:
    """A group of slots within a subsystem, such as 201 服务规范."""

    number: str
    title: str


@dataclass(frozen=True)
class Subsystem:
    """One of the four subsystems (子体系)."""

    id: str
    title: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Slot:
    """A place in the system where a standard should be (应有)."""

    id: str
    number: str
    """Its number in the system table, such as 201.3."""
    title: str
    subsystem: str
    department: str
    """Code of the department that answers for it."""
    document: str
    """The page of the standard that is there (现有), from the project's root; empty where there is none."""
    level: str
    """宜定级别: of which level the standard should be."""

    @property
    def group(self) -> str:
        """The number of the group that it stands in."""
        return self.number.partition(".")[0]


@dataclass(frozen=True)
class FormerStandard:
    """A standard that held once and whose page is no longer kept (旧标准)."""

    code: str
    title: str
    effective_on: date
    withdrawn_on: date
    """The first day on which it no longer held."""
    replaced_by: str
    """Code of the standard that replaced it; empty where there is none."""


@dataclass(frozen=True)
class BoardRole:
    """A role on the editorial board (编委会) with the posts of those who hold it."""

    role: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class StandardSystem:
    """The whole tree of a county."""

    county: str
    publisher: str
    edition: str
    title: str
    compiled_on: date
    subsystems: tuple[Subsystem, ...]
    slots: tuple[Slot, ...]
    """In the order of the file."""
    former: tuple[FormerStandard, ...] = ()
    permit: str = ""
    """准印证号 of the compiled volume; empty until it is granted."""
    board: tuple[BoardRole, ...] = ()
    preface: tuple[str, ...] = ()
    """Paragraphs with which the compiled volume begins."""

    def slots_of(self, subsystem: str) -> tuple[Slot, ...]:
        """The slots of one subsystem."""
        return tuple(slot for slot in self.slots if slot.subsystem == subsystem)

    @property
    def slot_ids(self) -> frozenset[str]:
        """What a standard's front matter may name."""
        return frozenset(slot.id for slot in self.slots)


def load_system(project: Path) -> tuple[StandardSystem | None, tuple[Diagnostic, ...]]:
    """The system of a county project, None where its file is at fault, and every fault in it."""
    faults: list[Diagnostic] = []
    file = read_yaml_file(project, FILE, _SCHEMA, faults)
    if file is None:
        return None, tuple(faults)
    system = _system(file)
    faults.extend(_slot_faults(system, file, project))
    return system, tuple(faults)


def disagreements(system: StandardSystem, table: ClauseTable) -> tuple[Diagnostic, ...]:
    """Where the slots and the front matter of the standards do not agree."""
    slots = {slot.document: slot for slot in system.slots if slot.document}
    faults = []
    for document in table.documents:
        slot = slots.get(document.file)
        if slot is None and document.withdrawn_on is not None and document.slot in system.slot_ids:
            continue  # its place is taken by what came after it, or stands empty
        if slot is None:
            found, mend = f"标准“{document.title}”不在标准体系表中", f"请在 {FILE} 的一个位置写明这个文件"
            faults.append(Diagnostic(f"{document.file}:1", SystemFault.UNLISTED_DOCUMENT, found, "", mend))
        elif (slot.id, slot.subsystem) != (document.slot, document.subsystem):
            found = f"标准的位置“{document.subsystem}/{document.slot}”与标准体系表不一致"
            expected = f"“{slot.subsystem}/{slot.id}”"
            faults.append(Diagnostic(f"{document.file}:1", SystemFault.SLOT_DIFFERS, found, expected, "请改正其中一处"))
    return tuple(faults)


_SCHEMA = read_schema(Path(__file__).with_name("system.schema.json"))


def _system(file: YamlFile) -> StandardSystem:
    data = file.data
    return StandardSystem(
        county=data["county"],
        publisher=data["publisher"],
        edition=data["edition"],
        title=data["title"],
        compiled_on=date.fromisoformat(data["compiled_on"]),
        subsystems=tuple(
            Subsystem(one["id"], one["title"], tuple(Group(**group) for group in one["groups"]))
            for one in data["subsystems"]
        ),
        slots=tuple(Slot(**{**slot, "document": slot["document"] or ""}) for slot in data["slots"]),
        former=tuple(_former(one) for one in data.get("former", ())),
        permit=data.get("permit", ""),
        board=tuple(BoardRole(one["role"], tuple(one["members"])) for one in data.get("board", ())),
        preface=tuple(data.get("preface", ())),
    )


def _former(data: dict[str, Any]) -> FormerStandard:
    return FormerStandard(
        code=data["code"],
        title=data["title"],
        effective_on=date.fromisoformat(data["effective_on"]),
        withdrawn_on=date.fromisoformat(data["withdrawn_on"]),
        replaced_by=data["replaced_by"] or "",
    )


def _slot_faults(system: StandardSystem, file: YamlFile, project: Path) -> Iterable[Diagnostic]:
    seen: set[tuple[str, str]] = set()
    groups = {(subsystem.id, group.number) for subsystem in system.subsystems for group in subsystem.groups}
    for place, slot in enumerate(system.slots):
        where = ("slots", place)
        if (slot.subsystem, slot.group) not in groups:
            found = f"位置“{slot.id}”的类别“{slot.group}”不在子体系“{slot.subsystem}”之中"
            mend = "请在 subsystems 中列出该类别，或者改正编号"
            yield file.fault(SystemFault.UNKNOWN_GROUP, *where, "number", found=found, mend=mend)
        if slot.document and not (project / slot.document).is_file():
            found = f"位置“{slot.id}”的标准文件 {slot.document} 不存在"
            yield file.fault(
                SystemFault.MISSING_DOCUMENT, *where, "document", found=found, mend="请核对路径，或者写 null"
            )
        for name in ("id", "number", "document"):
            value = getattr(slot, name)
            if value and (name, value) in seen:
                found = f"“{name}”的值“{value}”已用于另一个位置"
                yield file.fault(SystemFault.DUPLICATE_SLOT, *where, name, found=found, mend="请改为不重复的值")
            seen.add((name, value))
