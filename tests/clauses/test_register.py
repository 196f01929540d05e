"""Structure diagram, register and statistics count alike, and lint says where they cannot."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from conformance.clauses.reader import read_standards
from conformance.clauses.register import count_faults, register_groups
from conformance.clauses.system import StandardSystem, load_system
from conformance.clauses.table import ClauseTable

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def shipped() -> tuple[StandardSystem, ClauseTable]:
    system, faults = load_system(ROOT)
    assert system is not None
    assert faults == ()
    return system, read_standards(ROOT)[0]


def test_the_shipped_system_counts_alike(shipped: tuple[StandardSystem, ClauseTable]) -> None:
    system, table = shipped
    rows = [row for _, groups in register_groups(system, table) for one in groups for row in one.rows]
    assert [slot for slot, _ in rows] == list(system.slots)
    assert {document.slug for _, document in rows if document} == {document.slug for document in table.documents}
    assert list(count_faults(system, table)) == []


def test_an_empty_slot_and_a_withdrawn_standard_are_no_fault(shipped: tuple[StandardSystem, ClauseTable]) -> None:
    system, table = shipped
    first, *rest = table.documents
    withdrawn = ClauseTable((replace(first, withdrawn_on=date(2017, 12, 1)), *rest), table.clauses)
    slots = tuple(replace(slot, document="") if slot.document == first.file else slot for slot in system.slots)
    assert list(count_faults(replace(system, slots=slots), withdrawn)) == []


def test_a_group_without_slots_is_no_fault(shipped: tuple[StandardSystem, ClauseTable]) -> None:
    system, table = shipped
    first, *rest = system.subsystems
    slots = tuple(slot for slot in system.slots if slot.subsystem != first.id)
    documents = tuple(one for one in table.documents if one.subsystem != first.id)
    assert list(count_faults(replace(system, slots=slots), ClauseTable(documents, ()))) == []
    assert rest


def test_a_slot_of_no_group_is_in_the_statistics_alone(shipped: tuple[StandardSystem, ClauseTable]) -> None:
    system, table = shipped
    empty = next(place for place, slot in enumerate(system.slots) if not slot.document)
    slots = [*system.slots]
    slots[empty] = replace(slots[empty], number="999.1")
    (fault,) = count_faults(replace(system, slots=tuple(slots)), table)
    assert "在结构图和明细表中是 17 项，在统计表中是 18 项" in fault.found


def test_a_subsystem_that_is_not_there(shipped: tuple[StandardSystem, ClauseTable]) -> None:
    system, table = shipped
    faults = list(count_faults(replace(system, subsystems=system.subsystems[:-1]), table))
    assert [one.code for one in faults] == ["system-count-differs"] * 2
    assert "应有标准共 115 项" in faults[0].found


def test_a_standard_in_no_slot(shipped: tuple[StandardSystem, ClauseTable]) -> None:
    system, table = shipped
    first = table.documents[0]
    slots = tuple(replace(slot, document="") if slot.document == first.file else slot for slot in system.slots)
    (fault,) = count_faults(replace(system, slots=slots), table)
    assert "明细表和统计表中现有标准是 50 项，standards/ 下没有废止的标准是 51 项" in fault.found
