"""Read the standards without Sphinx: every page under standards/ to drafts, and the drafts to one clause table."""

from __future__ import annotations

from pathlib import Path

from conformance.clauses.clause import DIRECTIVE, ClauseDraft
from conformance.clauses.document import SUBSYSTEMS, DocumentDraft, HeadingDraft
from conformance.clauses.table import ClauseTable, KnownIds, make_table
from conformance.errors import Diagnostic
from conformance.sources.myst import Directive, Heading, plain_texts, read_page
from conformance.sources.yaml_file import read_text


def read_standards(project: Path, known: KnownIds | None = None) -> tuple[ClauseTable, tuple[Diagnostic, ...]]:
    """The clause table of a county project, and every fault in its standards.

    Ids that a clause names are held against ``known`` where it is given. A page at fault does not hide the others.
    """
    faults: list[Diagnostic] = []
    drafts = []
    for file in document_files(project):
        source = read_text(project, file, faults)
        if source is not None:
            drafts.append(draft_document(source, file))
    table, found = make_table(drafts, known)
    return table, tuple(sorted([*faults, *found]))


def document_files(project: Path) -> tuple[str, ...]:
    """The pages of the project that are standards, from its root, sorted."""
    pages = (page for folder in SUBSYSTEMS for page in (project / "standards" / folder).glob("*.md"))
    return tuple(sorted(page.relative_to(project).as_posix() for page in pages))


def draft_document(source: str, file: str) -> DocumentDraft:
    """Read the text of one page."""
    page = read_page(source)
    marks: list[HeadingDraft | ClauseDraft] = []
    for block in page.blocks:
        if isinstance(block, Heading):
            marks.append(HeadingDraft(block.level, block.title, block.line))
        elif isinstance(block, Directive) and block.name == DIRECTIVE:
            texts = plain_texts(block.body)
            marks.append(ClauseDraft(block.argument, block.options, texts, block.line, block.nested))
    return DocumentDraft(file, page.front_matter, tuple(marks))
