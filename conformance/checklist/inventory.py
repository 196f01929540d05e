"""How much there is of a county's standards and how far they cover the Guide (统计): the figures of ``--summary``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from conformance.checklist.coverage import Coverage, CoverageRow
from conformance.checklist.guide import Guide
from conformance.clauses.keyword import ClauseType
from conformance.clauses.system import StandardSystem
from conformance.clauses.table import ClauseTable
from conformance.sources.myst import plain_texts
from conformance.terms import Force

_LEVELS = ("国家标准", "行业标准", "地方标准")
"""Above the county's own; a system table has a line for each (GB/T 13016—2009)."""
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")


@dataclass(frozen=True)
class SubsystemCount:
    """The standards of one subsystem (统计表的一行)."""

    id: str
    title: str
    planned: int
    """应有数."""
    present: int
    """现有数: slots whose standard is there."""


@dataclass(frozen=True)
class LevelCount:
    """The standards of one level (宜定级别): national, of a trade, local, or the county's own."""

    title: str
    planned: int
    present: int


@dataclass(frozen=True)
class ChapterCount:
    """How far one chapter of the Guide, or one law, is covered."""

    title: str
    clauses: int
    shall: int
    implemented: int
    """Of ``clauses``: those that a clause of a standard implements."""
    shall_implemented: int
    checked: int
    """Of ``clauses``: those that have a check."""
    decided: int
    """Of ``clauses``: those that a check or a judgement of the round decides."""


@dataclass(frozen=True)
class Inventory:
    """The figures of a county project."""

    subsystems: tuple[SubsystemCount, ...]
    documents: int
    clauses: tuple[tuple[ClauseType, int], ...]
    """How many there are of each type, the strongest type first."""
    words: int
    """Han characters in the standards, headings and tables included."""
    chapters: tuple[ChapterCount, ...]

    @property
    def planned(self) -> int:
        """Slots of the system."""
        return sum(one.planned for one in self.subsystems)

    @property
    def present(self) -> int:
        """Slots whose standard is there."""
        return sum(one.present for one in self.subsystems)

    @property
    def total(self) -> ChapterCount:
        """All chapters and laws together."""
        names = ("clauses", "shall", "implemented", "shall_implemented", "checked", "decided")
        return ChapterCount("合计", **{name: sum(getattr(one, name) for one in self.chapters) for name in names})


def take_inventory(
    coverage: Coverage, guide: Guide, system: StandardSystem, table: ClauseTable, sources: Iterable[str]
) -> Inventory:
    """Count; ``sources`` are the texts of the standards' pages."""
    types = [clause.type for clause in table.clauses]
    return Inventory(
        subsystems=count_subsystems(system, table),
        documents=len(table.documents),
        clauses=tuple((kind, types.count(kind)) for kind in ClauseType),
        words=sum(len(_HAN.findall(text)) for source in sources for text in plain_texts(source)),
        chapters=count_chapters(coverage, guide),
    )


def count_subsystems(system: StandardSystem, table: ClauseTable) -> tuple[SubsystemCount, ...]:
    """Planned and present standards of each subsystem, in the order of the system."""
    files = {document.file for document in table.documents}
    return tuple(
        SubsystemCount(one.id, one.title, len(slots), sum(1 for slot in slots if slot.document in files))
        for one in system.subsystems
        for slots in [system.slots_of(one.id)]
    )


def count_levels(system: StandardSystem, table: ClauseTable) -> tuple[LevelCount, ...]:
    """Planned and present standards of each level, the widest level first; levels without a slot count nothing."""
    files = {document.file for document in table.documents}
    own = tuple(dict.fromkeys(slot.level for slot in system.slots if slot.level not in _LEVELS))
    return tuple(
        LevelCount(level, len(slots), sum(1 for slot in slots if slot.document in files))
        for level in (*_LEVELS, *own)
        for slots in [[slot for slot in system.slots if slot.level == level]]
    )


def count_chapters(coverage: Coverage, guide: Guide) -> tuple[ChapterCount, ...]:
    """One for each chapter that has clauses, then one for each law."""
    chapters = [
        (f"第{number}章 {title}", [row for row in coverage.rows if row.clause.chapter == number])
        for number, title in guide.chapters.items()
    ]
    laws = [(f"《{law.title}》", [row for row in coverage.rows if row.clause.law == law.id]) for law in guide.laws]
    return tuple(_chapter(title, rows) for title, rows in (*chapters, *laws) if rows)


def _chapter(title: str, rows: Sequence[CoverageRow]) -> ChapterCount:
    shall = [row for row in rows if row.clause.force is Force.SHALL]
    return ChapterCount(
        title=title,
        clauses=len(rows),
        shall=len(shall),
        implemented=sum(1 for row in rows if row.implemented_by),
        shall_implemented=sum(1 for row in shall if row.implemented_by),
        checked=sum(1 for row in rows if row.checks),
        decided=sum(1 for row in rows if row.decided),
    )
