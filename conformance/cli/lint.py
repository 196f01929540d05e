"""``conformance lint``: what is wrong with a county project before anybody fills anything in."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from conformance.checklist.acceptance import read_acceptance
from conformance.checklist.check import read_checks
from conformance.checklist.checklist import checklist_faults, make_checklist
from conformance.checklist.guide import read_guide
from conformance.clauses.reader import read_standards
from conformance.clauses.system import disagreements, load_system
from conformance.clauses.table import ClauseTable, KnownIds
from conformance.cli.parser import add_format, add_project
from conformance.errors import Diagnostic
from conformance.items.folder import read_items
from conformance.items.organ import read_organs

HELP = "检查标准、事项、核查表和核查程序：编号、引用、权重、格式"
EXAMPLE = "conformance lint"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the project is, and how to answer."""
    add_project(parser)
    add_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print each fault with file and line; 1 where there is one."""
    faults = sorted(set(project_faults(arguments.project)))
    if arguments.format == "json":
        print(json.dumps([_record(fault) for fault in faults], ensure_ascii=False, indent=1))
    else:
        for fault in faults:
            print(f"{fault.sentence}[{fault.code}]")
        print(f"共 {len(faults)} 处问题。" if faults else "没有发现问题。")
    return 1 if faults else 0


def project_faults(project: Path) -> Iterator[Diagnostic]:
    """Every fault of a county project."""
    guide, faults = read_guide(project)
    yield from faults
    checks, check_faults = read_checks(project)
    yield from check_faults
    yield from read_organs(project)[1]
    yield from read_items(project)[1]
    system, system_faults = load_system(project)
    yield from system_faults
    if guide is None:
        return
    acceptance, rule_faults = read_acceptance(project, guide)
    yield from rule_faults
    if acceptance is not None:
        yield from checklist_faults(make_checklist(guide, checks, acceptance), checks)
    known = KnownIds(
        guide_clauses=frozenset(guide.by_id),
        checks=frozenset(checks),
        slots=system.slot_ids if system is not None else None,
    )
    table, clause_faults = read_standards(project, known)
    yield from clause_faults
    if system is not None:
        yield from disagreements(system, table)
    yield from _links_apart(table, {check.id: check.clauses for check in checks.values()})


def _links_apart(table: ClauseTable, clauses_of: dict[str, tuple[str, ...]]) -> Iterator[Diagnostic]:
    """A clause may name a check only where that check concerns something the clause implements."""
    for clause in table.clauses:
        for check in clause.checked_by:
            if check in clauses_of and not set(clauses_of[check]) & set(clause.implements):
                yield Diagnostic(
                    f"{clause.file}:{clause.line}",
                    "clause-check-disagrees",
                    f"条款 {clause.id} 写明由 {check} 核查，而该核查程序对应 {'、'.join(clauses_of[check])}",
                    "条款所落实的条目之一",
                    "请改 checked_by 或者 implements",
                )


def _record(fault: Diagnostic) -> dict[str, str]:
    return {
        "place": fault.place,
        "code": fault.code,
        "found": fault.found,
        "expected": fault.expected,
        "mend": fault.mend,
        "severity": fault.severity.value,
    }
