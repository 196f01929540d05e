"""What became of each table: filled, missing, declared empty or not asked for (无数据声明).

A table without rows is missing unless nobody asks for it or the cover says 无 with a reason where that is allowed; a
declaration that does not agree with the table does not count and is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from conformance.checklist.table import Duty, EvidenceTable
from conformance.evidence.book import Declaration, Problem, TableRows, TableState
from conformance.evidence.problems import at_cell, at_sheet
from conformance.evidence.value import Fault
from conformance.terms import BookKind


@dataclass(frozen=True)
class Settled:
    """The tables with their states, the declarations with whether they count, and what does not agree."""

    tables: Mapping[str, TableRows]
    declarations: tuple[Declaration, ...]
    problems: tuple[Problem, ...]


def settle(
    tables: Sequence[EvidenceTable],
    read: Mapping[str, TableRows],
    declarations: Sequence[Declaration],
    *,
    kind: BookKind,
    absent: Collection[str],
    cover: str,
) -> Settled:
    """Hold each table against its duty and its declaration; a table that hangs on another comes after it."""
    last = {declaration.table: declaration for declaration in declarations}
    settled: dict[str, TableRows] = {}
    counting: set[str] = set()
    problems: list[Problem] = []
    for table in sorted(tables, key=lambda table: bool(table.duties[kind].required_if)):
        duty, rows, declaration = table.duties[kind], read[table.id], last.get(table.id)
        is_required = duty.required and _is_asked_for(duty, settled)
        counts = declaration is not None and _counts(declaration, rows, duty)
        if counts:
            counting.add(table.id)
        state = _state(rows, declaration, is_required=is_required, counts=counts)
        is_idle = state in (TableState.NOT_REQUIRED, TableState.DECLARED_EMPTY)
        settled[table.id] = replace(rows, state=state, missing_columns=() if is_idle else rows.missing_columns)
        problems.extend(
            _problems(
                table,
                settled[table.id],
                declaration,
                duty,
                is_required=is_required,
                counts=counts,
                is_absent=table.id in absent,
                cover=cover,
            )
        )
    return Settled(
        {table.id: settled[table.id] for table in tables},
        tuple(replace(one, counts=one.table in counting and one is last[one.table]) for one in declarations),
        tuple(problems),
    )


def _is_asked_for(duty: Duty, settled: Mapping[str, TableRows]) -> bool:
    """A table that hangs on another is asked for where that one has rows, or should have."""
    if not duty.required_if or duty.required_if not in settled:
        return True
    return settled[duty.required_if].state in (TableState.FILLED, TableState.MISSING)


def _counts(declaration: Declaration, rows: TableRows, duty: Duty) -> bool:
    if declaration.has_data:
        return bool(rows.rows)
    return not rows.rows and duty.may_be_empty and bool(declaration.reason)


def _state(rows: TableRows, declaration: Declaration | None, *, is_required: bool, counts: bool) -> TableState:
    if rows.rows:
        return TableState.FILLED
    if counts:
        return TableState.DECLARED_EMPTY
    says_there_are_rows = declaration is not None and declaration.has_data
    return TableState.MISSING if is_required or says_there_are_rows else TableState.NOT_REQUIRED


def _problems(
    table: EvidenceTable,
    rows: TableRows,
    declaration: Declaration | None,
    duty: Duty,
    *,
    is_required: bool,
    counts: bool,
    is_absent: bool,
    cover: str,
) -> Iterator[Problem]:
    if declaration is not None and not counts:
        fault = _declaration_fault(table, rows, declaration, duty, is_required=is_required)
        if fault is not None:
            yield at_cell(fault, cover, int(declaration.cell[1:]), 2, table=table.id)
    elif rows.state is TableState.MISSING:
        mend = "请填写，本期确无数据的在封面声明并写明原因" if duty.may_be_empty else "请填写"
        fault = Fault("table_without_rows", "应当填写而没有数据", "", mend)
        if is_absent:
            fault = Fault("sheet_missing", "没有这张工作表", "", "请从模板恢复该表并填写")
        yield at_sheet(fault, rows.sheet, table=table.id)


def _declaration_fault(
    table: EvidenceTable, rows: TableRows, declaration: Declaration, duty: Duty, *, is_required: bool
) -> Fault | None:
    if declaration.has_data:
        found = f"声明“{table.title}”有数据，表中没有"
        return Fault("declared_rows_missing", found, "", "请补填该表，或者改正声明")
    if rows.rows:
        found = f"声明“{table.title}”无数据，表中有{len(rows.rows)}行"
        return Fault("declaration_with_rows", f"{found}，声明不作数", "", "请删去声明，或者核对该表")
    if not is_required and not duty.may_be_empty:
        return None
    if not duty.may_be_empty:
        return Fault("declaration_not_allowed", f"“{table.title}”不能声明无数据，声明不作数", "", "请填写该表")
    found = f"声明“{table.title}”无数据，没有写原因，声明不作数"
    return Fault("declaration_without_reason", found, "", "请在“原因”一栏写明")
