"""Read the standards without Sphinx: every page under standards/ to drafts, and the drafts to one clause table."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from conformance.clauses.clause import DIRECTIVE, ClauseDraft
from conformance.clauses.document import SUBSYSTEMS, DocumentDraft, HeadingDraft
from conformance.clauses.table import ClauseTable, KnownIds, make_table
from conformance.errors import Diagnostic
from conformance.sources.myst import Blocks, Directive, Heading, read_page
from conformance.sources.yaml_file import read_text


def read_standards(
    project: Path, known: KnownIds | None = None, parsed: Mapping[str, Blocks] | None = None
) -> tuple[ClauseTable, tuple[Diagnostic, ...]]:
    """The clause table of a county project, and every fault in its standards.

    Ids that a clause names are held against ``known`` where it is given. A page at fault does not hide the others.
    Pages that somebody has ``parsed`` before, by file, are not parsed again.
    """
    faults: list[Diagnostic] = []
    drafts = []
    for file in document_files(project):
        source = (parsed or {}).get(file) or read_text(project, file, faults)
        if source is not None:
            drafts.append(draft_document(source, file))
    table, found = make_table(drafts, known)
    return table, tuple(sorted([*faults, *found]))


def document_files(project: Path) -> tuple[str, ...]:
    """The pages of the project that are standards, from its root, sorted."""
    pages = (page for folder in SUBSYSTEMS for page in (project / "standards" / folder).glob("*.md"))
    return tuple(sorted(page.relative_to(project).as_posix() for page in pages))


def draft_document(source: str | Blocks, file: str) -> DocumentDraft:
    """Read the text of one page, or its blocks."""
    page = read_page(source)
    marks: list[HeadingDraft | ClauseDraft] = []
    for block in page.blocks:
        if isinstance(block, Heading):
            marks.append(HeadingDraft(block.level, block.title, block.line))
        elif isinstance(block, Directive) and block.name == DIRECTIVE:
            marks.append(ClauseDraft(block.argument, block.options, block.texts, block.line, block.nested))
    return DocumentDraft(file, page.front_matter, tuple(marks))
