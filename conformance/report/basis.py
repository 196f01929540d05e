"""What a report rests on (报告依据) beside the scorecards: the Guide, the rules, the standards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from conformance.checklist.acceptance import Acceptance
from conformance.checklist.calendar import Calendar
from conformance.checklist.check import Check
from conformance.checklist.checklist import Checklist
from conformance.checklist.guide import Guide
from conformance.checklist.table import EvidenceTable
from conformance.clauses.system import StandardSystem
from conformance.clauses.table import ClauseTable
from conformance.terms import Force


@dataclass(frozen=True)
class StandardsFacts:
    """The county's standard system in figures (标准体系)."""

    county: str
    publisher: str
    title: str
    planned: int
    """Slots of the system: 应有."""
    documents: tuple[tuple[str, str], ...]
    """Code and title of each standard that is there: 现有."""
    clauses: int
    implemented: frozenset[str]
    """Clauses of the Guide and the law that a standard implements."""


@dataclass(frozen=True)
class Software:
    """What made a report (软件): the same inputs give the same bytes by the same software in the same environment."""

    version: str
    sha256: str
    """Of all files of the program."""
    environment: str
    """SHA-256 of Python, the libraries and the fonts that the formats depend on."""

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """What the list of digests says of it."""
        program = f"软件（conformance {self.version} 版）"
        return ((program, self.sha256), ("运行环境（Python、程序库和字体）", self.environment))


@dataclass(frozen=True)
class Basis:
    """Everything that the figures of a round rest on."""

    guide: Guide
    checklist: Checklist
    acceptance: Acceptance
    checks: Mapping[str, Check]
    tables: Mapping[str, EvidenceTable]
    calendar: Calendar
    organs: Mapping[str, str]
    """Full name of an organ by its code."""
    editions: Mapping[str, str]
    """SHA-256 by the name of what it was taken of, such as ``acceptance``."""
    standards: StandardsFacts | None = None
    """None where the report is made without the county's standards."""
    software: Software | None = None
    """None where nobody asked, as in a test."""

    def organ(self, code: str) -> str:
        """The name of an organ; its code where nobody knows the name."""
        signs = {signatory.organisation: signatory.title for signatory in self.acceptance.signatories}
        return self.organs.get(code) or signs.get(code) or code

    def table(self, table: str) -> str:
        """The title of an evidence table."""
        return self.tables[table].title if table in self.tables else table

    def check(self, check: str) -> str:
        """The title of a check."""
        return self.checks[check].title if check in self.checks else check


def standards_facts(system: StandardSystem, table: ClauseTable) -> StandardsFacts:
    """The figures of a county's standard system."""
    return StandardsFacts(
        county=system.county,
        publisher=system.publisher,
        title=system.title,
        planned=len(system.slots),
        documents=tuple(sorted((document.code, document.title) for document in table.documents)),
        clauses=len(table.clauses),
        implemented=frozenset(clause for one in table.clauses for clause in one.implements),
    )


def covered(basis: Basis) -> tuple[int, int]:
    """How many shall-clauses of the Guide and the law a standard implements, and how many there are."""
    shall = [clause.id for clause in basis.guide.clauses if clause.force is Force.SHALL]
    implemented = basis.standards.implemented if basis.standards is not None else frozenset()
    return sum(1 for clause in shall if clause in implemented), len(shall)
