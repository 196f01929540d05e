"""The register of standards (明细表) as rows, and whether structure diagram, register and statistics count alike.

GB/T 13016—2009 asks of a system table that the three agree. All are made from system.yaml; they part where a slot names
a group or a subsystem that is not there, or a standard stands in no slot.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.clauses.document import Document
from conformance.clauses.system import FILE, Group, Slot, StandardSystem, Subsystem
from conformance.clauses.table import ClauseTable
from conformance.errors import Diagnostic

COUNT_DIFFERS = "system-count-differs"


@dataclass(frozen=True)
class RegisterGroup:
    """The rows of one group (类别)."""

    group: Group
    rows: tuple[tuple[Slot, Document | None], ...]
    """Each slot with the standard that is there."""

    @property
    def present(self) -> int:
        """Slots whose standard is there."""
        return sum(1 for _, document in self.rows if document is not None)


def register_groups(
    system: StandardSystem, table: ClauseTable
) -> Iterator[tuple[Subsystem, tuple[RegisterGroup, ...]]]:
    """The subsystems with their groups, empty ones included, as the diagram draws them."""
    by_file = {document.file: document for document in table.documents}
    for subsystem in system.subsystems:
        rows = [(slot, by_file.get(slot.document)) for slot in system.slots_of(subsystem.id)]
        yield (
            subsystem,
            tuple(
                RegisterGroup(group, tuple(row for row in rows if row[0].group == group.number))
                for group in subsystem.groups
            ),
        )


def count_faults(system: StandardSystem, table: ClauseTable) -> Iterator[Diagnostic]:
    """Where diagram and register, which go by groups, count otherwise than the statistics, which go by subsystems."""
    listed = 0
    for subsystem, groups in register_groups(system, table):
        planned = len(system.slots_of(subsystem.id))
        in_groups = sum(len(one.rows) for one in groups)
        listed += planned
        if in_groups != planned:
            found = f"子体系“{subsystem.title}”在结构图和明细表中是 {in_groups} 项，在统计表中是 {planned} 项"
            mend = "请核对各位置的编号与 groups 中的类别号"
            yield Diagnostic(FILE, COUNT_DIFFERS, found, "", mend)
    if listed != len(system.slots):
        found = f"各子体系合计 {listed} 项，应有标准共 {len(system.slots)} 项"
        yield Diagnostic(FILE, COUNT_DIFFERS, found, "", "请核对各位置的 subsystem 与 subsystems")
    in_force = [document for document in table.documents if document.withdrawn_on is None]
    present = sum(one.present for _, groups in register_groups(system, table) for one in groups)
    if present != len(in_force):
        found = f"明细表和统计表中现有标准是 {present} 项，standards/ 下没有废止的标准是 {len(in_force)} 项"
        yield Diagnostic(FILE, COUNT_DIFFERS, found, "", "请让每项标准恰好占一个位置")
