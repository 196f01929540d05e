"""Every requirement that data can decide finds its columns in the evidence tables (佐证表)."""

from __future__ import annotations

from pathlib import Path

from conformance.checklist.check import load_checks
from conformance.checklist.guide import load_guide
from conformance.checklist.query import DEPARTMENT
from conformance.checklist.table import load_tables
from conformance.terms import Method

ROOT = Path(__file__).parents[2]
TABLES = load_tables(ROOT)


def _columns_of_pages() -> dict[str, set[str]]:
    needed: dict[str, set[str]] = {}
    for check in load_checks(ROOT).values():
        own = {f"{check.primary}.{name}" for name in (*check.selects, *check.reads) if check.primary != DEPARTMENT}
        for one in check.looks_up:
            own |= {f"{one.table}.{name}" for name in (one.key, *one.reads, *one.selects)}
        for clause in check.clauses:
            needed.setdefault(clause, set()).update(own)
    return needed


def test_every_machine_requirement_has_its_columns() -> None:
    pages = _columns_of_pages()
    for clause in load_guide(ROOT).clauses:
        if clause.method is not Method.MACHINE:
            continue
        at = clause.counted_at or clause.id
        needed = pages.get(at) or pages.get(clause.id)
        assert needed, f"{clause.id} 由数据判定，却没有写明要读哪些列"
        absent = [name for name in sorted(needed) if name.partition(".")[2] not in TABLES[name.partition(".")[0]].by_id]
        assert absent == [], f"{clause.id} 要读的列不在佐证表中：{absent}"


def test_columns_beyond_the_tables_of_the_guide_are_marked_as_ours() -> None:
    ours = {f"{table.id}.{column.id}" for table in TABLES.values() for column in table.columns if column.ours}
    assert {"ledger.special_started_on", "ledger.forwarded", "item_register.fee_basis_level"} <= ours
    assert not ours & {"ledger.decided_on", "item_register.item_code", "service_guide.scope"}


def test_keys_and_foreign_keys_name_columns_that_are_there() -> None:
    for table in TABLES.values():
        assert set(table.key) <= set(table.by_id)
        for key in table.foreign_keys:
            assert set(key.columns) <= set(table.by_id)
            assert set(key.references) <= set(TABLES[key.table].by_id)


def test_headings_are_unique_within_a_table() -> None:
    for table in TABLES.values():
        names = [name for column in table.columns for name in (column.title, *column.synonyms)]
        assert len(set(names)) == len(names), table.id
