"""The registers (登记表) of the site: system diagram, details and statistics, indexes, mapping table, coverage."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from conformance.checklist.coverage import GapKind
from conformance.checklist.inventory import count_chapters, count_levels, count_subsystems
from conformance.clauses.diagram import system_diagram
from conformance.clauses.document import Document
from conformance.clauses.register import register_groups
from conformance.clauses.system import Group, Slot, Subsystem
from conformance.report.words import CERTAINTY
from conformance.sphinxext.domain import ClauseDomain
from conformance.sphinxext.page import Page

_Rows = tuple[tuple[Slot, Document | None], ...]


def register_pages(domain: ClauseDomain) -> Iterator[Page]:
    """The pages; coverage is that of the round in acceptance.yaml."""
    project, table = domain.project, domain.table
    yield "system", {"title": "标准体系表", **_system(domain)}, "system.html"
    by_code = tuple(sorted(table.documents, key=lambda document: document.code))
    indexes = {"by_code": by_code, "by_sound": index_bysound_of(table.documents)}
    yield "indexes", {"title": "索引", **indexes}, "indexes.html"
    yield "mapping", {"title": "《指引》原条号对照表", "certainty": CERTAINTY}, "mapping.html"
    coverage = project.coverage(table)
    facts = {"coverage": coverage, "gap_kinds": tuple(GapKind), "chapters": count_chapters(coverage, project.guide)}
    yield "coverage", {"title": "覆盖表", **facts}, "coverage.html"
    yield "statement", {"title": "编制说明（提纲）", **_system(domain), "chapters": facts["chapters"]}, "statement.html"


def index_bysound_of(documents: tuple[Document, ...]) -> tuple[tuple[str, tuple[Document, ...]], ...]:
    """The standards by the pinyin of their titles, under the letter that it begins with."""
    ordered = sorted(documents, key=lambda document: (sound_of(document.title), document.code))
    groups = groupby(ordered, key=lambda document: sound_of(document.title)[0][:1].upper())
    return tuple((letter, tuple(group)) for letter, group in groups)


def sound_of(title: str) -> tuple[str, ...]:
    """Syllables with the number of their tone after them; what is no Han character stands as it is."""
    from pypinyin import Style, lazy_pinyin  # takes half a second to import

    return tuple(lazy_pinyin(title, style=Style.TONE3, neutral_tone_with_five=True))


def _system(domain: ClauseDomain) -> dict[str, Any]:
    system, table = domain.project.system, domain.table
    return {
        "diagram": system_diagram(system, table),
        "statistics": count_subsystems(system, table),
        "levels": count_levels(system, table),
        "register": tuple(_details(domain)),
        "remarks": domain.project.remarks(table),
    }


def _details(domain: ClauseDomain) -> Iterator[tuple[Subsystem, list[tuple[Group, _Rows]]]]:
    """The slots of each subsystem by group, each with the document that is there; empty groups are left out."""
    for subsystem, groups in register_groups(domain.project.system, domain.table):
        yield subsystem, [(one.group, one.rows) for one in groups if one.rows]
