"""What ``conformance coverage`` tells, in words: the same rows for the terminal, the page, the workbook and JSON."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from conformance.checklist.check import Check
from conformance.checklist.coverage import Coverage, CoverageRow, GapKind, make_coverage
from conformance.checklist.inventory import ChapterCount, Inventory, take_inventory
from conformance.clauses.clause import Clause
from conformance.clauses.document import Document
from conformance.clauses.export import iso_date
from conformance.clauses.reader import document_files, read_standards
from conformance.clauses.standing import standing_on
from conformance.clauses.system import StandardSystem, load_system
from conformance.clauses.table import ClauseTable
from conformance.cli.project import CountyProject
from conformance.errors import CannotProceed, Diagnostic
from conformance.items.day import items_on
from conformance.items.rows import prefill
from conformance.items.unverified import UnverifiedKind, count_unverified, unverified_of
from conformance.report.words import source_of

_OBJECT_STREAM = re.compile(rb"/Type */ObjStm\b.*?\bstream\r?\n", re.DOTALL)
_PAGE_COUNT = re.compile(rb"/Type */Pages\b[^>]*?/Count (\d+)")


@dataclass(frozen=True)
class CoverageFacts:
    """A county project, its coverage and its figures."""

    project: CountyProject
    system: StandardSystem
    table: ClauseTable
    coverage: Coverage
    inventory: Inventory
    guides: int
    """Service guides made from the items, full and short ones."""
    pages: int | None
    """Printed pages of the volume; None where there is no volume."""
    faults: int
    """Faults of the standards, which lint tells; what is at fault may be missing here."""
    as_of: date | None = None
    """The day whose standards and items are counted; None where all that are there are."""
    forthcoming: tuple[Document, ...] = ()
    """With a day, the standards that were issued and not yet in force."""

    @property
    def unverified(self) -> dict[UnverifiedKind, int]:
        """How many facts of the items are still to be verified, and how many questions open."""
        return count_unverified(unverified_of(self.project.items))

    @property
    def gaps(self) -> tuple[tuple[GapKind, tuple[Diagnostic, ...]], ...]:
        """The kinds of gaps, each with what was found, also where nothing was."""
        return tuple((kind, self.coverage.gaps_of(kind)) for kind in GapKind)

    def source(self, row: CoverageRow) -> str:
        """Chapter of the Guide or article of the law."""
        return source_of(row.clause, self.project.guide)

    def kinds(self, row: CoverageRow) -> str:
        """Whom the clause binds."""
        return "、".join(kind.label for kind in row.clause.applies_to)

    def place(self, clause: Clause) -> str:
        """Where a clause of a standard stands."""
        return f"{self.document(clause).code}，{clause.number}"

    def document(self, clause: Clause) -> Document:
        """The standard that holds the clause."""
        document = self.table.document(clause.document)
        assert document is not None  # a clause is made with its document
        return document

    def checks(self, row: CoverageRow) -> tuple[Check, ...]:
        """The checks of a clause of the Guide."""
        return tuple(self.project.checks[check] for check in row.checks)

    def figures(self) -> Iterator[tuple[str, str]]:
        """What there is, name and number."""
        one = self.inventory
        if self.as_of is not None:
            yield "有效日", f"{self.as_of}"
            yield "即将实施的标准", f"{len(self.forthcoming)} 项，未计入"
        yield "应有标准", f"{one.planned} 项"
        yield "现有标准", f"{one.present} 项（{share(one.present, one.planned)}）"
        for subsystem in one.subsystems:
            yield f"其中：{subsystem.title}", f"{subsystem.present}/{subsystem.planned} 项"
        yield "标准条款", f"{sum(count for _, count in one.clauses)} 条"
        for kind, count in one.clauses:
            yield f"其中：{kind.label}", f"{count} 条"
        yield "核查程序", f"{len(self.project.checks)} 项"
        yield "许可事项", f"{len(self.project.items)} 个"
        yield "服务指南", f"{self.guides} 份（完整版和简版）"
        unverified = self.unverified
        yield "事项待核", "，".join(f"{kind.value} {count} 条" for kind, count in unverified.items())
        yield "标准字数", f"{one.words} 字"
        yield "汇编页数", f"{self.pages} 页" if self.pages is not None else "没有汇编，先运行 conformance volume"

    @property
    def chapters(self) -> tuple[ChapterCount, ...]:
        """The chapters and laws, then all together."""
        return (*self.inventory.chapters, self.inventory.total)


def gather(project: CountyProject, volume: Path, as_of: date | None = None) -> CoverageFacts:
    """Everything of a county project, on a day where one is named.

    CannotProceed where there is no standard system that can be read.
    """
    system, system_faults = load_system(project.root)
    if system is None:
        raise CannotProceed("\n".join(fault.sentence for fault in system_faults))
    table, faults = read_standards(project.root)
    standing = standing_on(system, table, as_of) if as_of is not None else None
    if standing is not None:
        system, table = standing.system, standing.table
        project = replace(project, items_instead=items_on(project.items, standing.day))
    coverage = make_coverage(project.checklist, project.checks, system, table)
    files = sorted(document.file for document in table.documents) if standing else document_files(project.root)
    sources = ((project.root / file).read_text(encoding="utf-8") for file in files)
    day = as_of or project.acceptance.period_to
    guides = prefill(project.items, project.organs, day=day)["service_guide"]
    return CoverageFacts(
        project=project,
        system=system,
        table=table,
        coverage=coverage,
        inventory=take_inventory(coverage, project.guide, system, table, sources),
        guides=len(guides),
        pages=printed_pages(volume) if volume.is_file() else None,
        faults=len(faults),
        as_of=as_of,
        forthcoming=standing.forthcoming if standing is not None else (),
    )


def printed_pages(pdf: Path) -> int | None:
    """The pages of a PDF of ours, whose page tree stands in a compressed stream; None where it cannot be found."""
    content = pdf.read_bytes()
    streams = (zlib.decompressobj().decompress(content[one.end() :]) for one in _OBJECT_STREAM.finditer(content))
    found = [int(count) for text in (content, *streams) for count in _PAGE_COUNT.findall(text)]
    return max(found, default=None)


def share(part: int, whole: int) -> str:
    """A part of a whole in percent, with one decimal, rounded down: only the whole is 100.0%."""
    return f"{part * 1000 // whole / 10:.1f}%" if whole else "—"


def record(facts: CoverageFacts, *, summary: bool) -> dict[str, Any]:
    """What JSON holds."""
    figures = facts.inventory
    found: dict[str, Any] = {
        "as_of": iso_date(facts.as_of),
        "forthcoming": [document.code for document in facts.forthcoming],
        "standards": {
            "planned": figures.planned,
            "present": figures.present,
            "subsystems": [vars(one) for one in figures.subsystems],
        },
        "clauses": {kind.value: count for kind, count in figures.clauses},
        "checks": len(facts.project.checks),
        "items": len(facts.project.items),
        "guides": facts.guides,
        "unverified": {kind.name.lower(): count for kind, count in facts.unverified.items()},
        "words": figures.words,
        "pages": facts.pages,
        "chapters": [vars(one) for one in facts.chapters],
        "gap_counts": {kind.value: len(gaps) for kind, gaps in facts.gaps},
    }
    if summary:
        return {"summary": found}
    return {
        "summary": found,
        "gaps": [
            {"code": gap.code, "place": gap.place, "found": gap.found, "expected": gap.expected, "mend": gap.mend}
            for gap in facts.coverage.gaps
        ],
        "rows": [_row(row) for row in facts.coverage.rows],
    }


def _row(row: CoverageRow) -> dict[str, Any]:
    return {
        "clause": row.clause.id,
        "title": row.clause.title,
        "force": row.clause.force.value,
        "implemented_by": [clause.id for clause in row.implemented_by],
        "checks": list(row.checks),
        "in_round": row.item.in_round,
        "method": row.item.method.value if row.item.in_round else None,
        "counted_at": row.clause.counted_at or None,
        "decided": row.decided,
    }
