"""Who implements and who decides each clause of the Guide and the law (覆盖表), and where nobody does: the gaps.

Joins the checklist, the checks, the standard system and the clause table. A check reaches the standards through the
clauses of the Guide that its page names, or because a standard's clause names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from conformance.checklist.check import Check
from conformance.checklist.checklist import Checklist, ChecklistItem
from conformance.checklist.guide import Guide, GuideClause
from conformance.clauses.clause import Clause
from conformance.clauses.system import FILE as SYSTEM_FILE
from conformance.clauses.system import StandardSystem, disagreements
from conformance.clauses.table import ClauseTable
from conformance.errors import Diagnostic
from conformance.terms import Force


class GapKind(StrEnum):
    """What nobody has seen to, the gravest first (缺口)."""

    NOT_IMPLEMENTED = "coverage-not-implemented"
    """A shall-clause that no clause of a standard implements."""
    NOT_DECIDED = "coverage-not-decided"
    """A shall-clause with neither a check nor a judgement in the round."""
    DOCUMENT_MISSING = "coverage-document-missing"
    """The system says that a standard is there, and it is not."""
    DOCUMENT_UNLISTED = "coverage-document-unlisted"
    """A standard that has no slot in the system, or another than it says."""
    CHECK_WITHOUT_CLAUSE = "coverage-check-without-clause"
    """A check that no clause of a standard leads to."""

    @property
    def label(self) -> str:
        """The heading under which such gaps are listed."""
        return _LABELS[self]


_LABELS = {
    GapKind.NOT_IMPLEMENTED: "没有标准条款落实的“应”类条目",
    GapKind.NOT_DECIDED: "本轮既不核查也不判定的“应”类条目",
    GapKind.DOCUMENT_MISSING: "体系表列出而没有的标准",
    GapKind.DOCUMENT_UNLISTED: "体系表没有列出的标准",
    GapKind.CHECK_WITHOUT_CLAUSE: "没有标准条款对应的核查程序",
}


@dataclass(frozen=True)
class CoverageRow:
    """One clause of the Guide or the law, the clauses of standards that implement it, and what decides it."""

    item: ChecklistItem
    implemented_by: tuple[Clause, ...]
    """By page, then in the order of the page."""
    decided_at: ChecklistItem
    """The item that decides it: its own, or that of the clause it is counted at."""

    @property
    def clause(self) -> GuideClause:
        """The clause of the Guide or the law."""
        return self.item.clause

    @property
    def checks(self) -> tuple[str, ...]:
        """Ids of its checks, those that only prompt last."""
        return (*self.item.checks, *self.item.prompts)

    @property
    def decided(self) -> bool:
        """Whether a check or a judgement decides it, here or where it is counted."""
        one = self.decided_at
        return bool(self.checks or one.checks or one.prompts) or one.in_round

    @property
    def decision(self) -> str:
        """In words who decides it."""
        if self.clause.counted_at:
            return f"在 {self.clause.counted_at} 计分"
        if not self.item.in_round:
            return "未纳入本轮，只列出核查发现" if self.checks else "未纳入本轮"
        return self.item.method.label


@dataclass(frozen=True)
class Coverage:
    """The whole matrix, and its gaps."""

    rows: tuple[CoverageRow, ...]
    """In the Guide's order, then the laws'."""
    gaps: tuple[Diagnostic, ...]
    """By kind, then in the order of the rows, of the slots, of the files, of the checks."""

    def gaps_of(self, kind: GapKind) -> tuple[Diagnostic, ...]:
        """The gaps of one kind."""
        return self._by_kind.get(kind, ())

    @cached_property
    def _by_kind(self) -> Mapping[str, tuple[Diagnostic, ...]]:
        return {kind: tuple(gap for gap in self.gaps if gap.code == kind) for kind in GapKind}


def make_coverage(
    checklist: Checklist, checks: Mapping[str, Check], system: StandardSystem, table: ClauseTable
) -> Coverage:
    """Join the four, and find the gaps."""
    by_id = {item.clause.id: item for item in checklist.items}
    rows = tuple(
        CoverageRow(item, table.implementing(item.clause.id), by_id.get(item.clause.counted_at, item))
        for item in checklist.items
    )
    gaps = (
        *_not_implemented(rows),
        *_not_decided(rows),
        *_missing(system, table),
        *_unlisted(system, table),
        *_without_clause(checks, table),
    )
    return Coverage(rows, gaps)


def implementation_faults(project: Path, guide: Guide, table: ClauseTable) -> Iterator[Diagnostic]:
    """The shall-clauses that no clause of a standard implements, each at its line, as lint tells them."""
    for file in sorted(guide.digests):
        for line, text in enumerate((project / file).read_text(encoding="utf-8").splitlines(), 1):
            match = _ID_LINE.match(text)
            clause = guide.by_id.get(match[1]) if match else None
            if clause is not None and clause.force is Force.SHALL and not table.implementing(clause.id):
                found = f"“应”类条目 {clause.id}“{clause.title}”没有标准条款落实"
                mend = "请在标准中写出落实它的条款，并在 implements 中写明"
                yield Diagnostic(f"{file}:{line}", GapKind.NOT_IMPLEMENTED, found, "至少一条标准条款", mend)


_ID_LINE = re.compile("[ -]*id: ([GL]-[0-9.]+)$")


def _not_implemented(rows: tuple[CoverageRow, ...]) -> Iterator[Diagnostic]:
    for row in rows:
        if row.clause.force is Force.SHALL and not row.implemented_by:
            mend = "请在标准中写出落实它的条款，并在 implements 中写明"
            yield _gap(
                f"核查条目 {row.clause.id}", GapKind.NOT_IMPLEMENTED, f"“{row.clause.title}”没有标准条款落实", mend
            )


def _not_decided(rows: tuple[CoverageRow, ...]) -> Iterator[Diagnostic]:
    for row in rows:
        if row.clause.force is Force.SHALL and not row.decided:
            found = f"“{row.clause.title}”既没有核查程序，本轮也不由人判定"
            mend = "请编写核查程序，或者在 checklists/acceptance.yaml 中列入本轮由人判定"
            yield _gap(f"核查条目 {row.clause.id}", GapKind.NOT_DECIDED, found, mend)


def _missing(system: StandardSystem, table: ClauseTable) -> Iterator[Diagnostic]:
    files = {document.file for document in table.documents}
    for slot in system.slots:
        if slot.document and slot.document not in files:
            found = f"位置 {slot.number}“{slot.title}”的标准 {slot.document} 没有或者不能读"
            yield _gap(SYSTEM_FILE, GapKind.DOCUMENT_MISSING, found, "请补上该标准，或者把 document 写成 null")


def _unlisted(system: StandardSystem, table: ClauseTable) -> Iterator[Diagnostic]:
    for fault in disagreements(system, table):
        yield Diagnostic(fault.place, GapKind.DOCUMENT_UNLISTED, fault.found, fault.expected, fault.mend)


def _without_clause(checks: Mapping[str, Check], table: ClauseTable) -> Iterator[Diagnostic]:
    for check in checks.values():
        if not table.checked_by(check.id) and not any(table.implementing(clause) for clause in check.clauses):
            found = f"核查程序“{check.title}”没有标准条款对应"
            mend = f"请写出落实 {'、'.join(check.clauses)} 的标准条款，或者在条款的 checked_by 中写明"
            yield _gap(check.path, GapKind.CHECK_WITHOUT_CLAUSE, found, mend)


def _gap(place: str, kind: GapKind, found: str, mend: str) -> Diagnostic:
    return Diagnostic(place, kind, found, "", mend)
