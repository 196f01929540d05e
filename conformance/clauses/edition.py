"""One edition of the county's standards (版本), as a redline compares it with another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from conformance.clauses.clause import DIRECTIVE, ClauseDraft
from conformance.clauses.document import DocumentDraft
from conformance.clauses.reader import document_files, draft_document
from conformance.clauses.table import ClauseTable, make_table
from conformance.errors import Diagnostic
from conformance.sources.myst import PlacedText, placed_texts
from conformance.sources.yaml_file import read_text

_REFERENCE = re.compile(r"\{clause\}`([^`]*)`")


@dataclass(frozen=True)
class Edition:
    """The standards of one edition, their clauses, and the texts in which references are still ids."""

    table: ClauseTable
    texts: Mapping[str, str] = field(repr=False)
    """Text of each clause by id, a line a paragraph; a reference names the id, so that renumbering changes no text."""
    loose_texts: Mapping[str, tuple[PlacedText, ...]] = field(repr=False)
    """By document, the headings, paragraphs, list items and rows of tables that stand in no clause."""

    def shown(self, text: str, *, seen_from: str) -> str:
        """The text with the numbers of this edition for its references."""
        return _REFERENCE.sub(lambda match: self._label(match[1], seen_from), text)

    def _label(self, clause: str, seen_from: str) -> str:
        known = self.table.clause(clause) is not None
        return self.table.label(clause, seen_from=seen_from) if known else clause


def read_edition(project: Path) -> tuple[Edition, tuple[Diagnostic, ...]]:
    """The standards under ``standards/`` of a folder, and their faults; a page at fault is left out."""
    faults: list[Diagnostic] = []
    drafts: list[DocumentDraft] = []
    loose_texts: dict[str, tuple[PlacedText, ...]] = {}
    for file in document_files(project):
        source = read_text(project, file, faults)
        if source is not None:
            draft = draft_document(source, file)
            drafts.append(draft)
            loose_texts[draft.slug] = placed_texts(source, without=DIRECTIVE)
    table, found = make_table(drafts)
    texts: dict[str, str] = {}
    for clause in (clause for draft in drafts for clause in _clauses(draft)):
        texts.setdefault(clause.id, "\n".join(clause.texts))  # as in the table, the first of an id stands
    return Edition(table, texts, loose_texts), tuple(sorted([*faults, *found]))


def _clauses(draft: DocumentDraft) -> Iterator[ClauseDraft]:
    return (mark for mark in draft.marks if isinstance(mark, ClauseDraft))
