"""The one table of all clauses, numbered, with their types, and indexed once by Guide clause and by check.

:func:`make_table` is the only place where a clause is made of its draft; the reader without Sphinx and the Sphinx
extension both hand their drafts to it, so that the two cannot differ in number, keyword or text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from conformance.clauses.clause import CHECK_ID, CLAUSE_ID, GUIDE_CLAUSE_ID, OPTIONS, Clause, ClauseDraft
from conformance.clauses.document import Document, DocumentDraft, make_document
from conformance.clauses.keyword import keyword_of
from conformance.clauses.number import ClauseMark, HeadingMark, Outline, OutlineFault, number_outline
from conformance.errors import Diagnostic


class ClauseFault(StrEnum):
    """What can be wrong with a clause."""

    DUPLICATE_ID = "clause-duplicate-id"
    MALFORMED_ID = "clause-malformed-id"
    NESTED = "clause-nested"
    EMPTY = "clause-empty"
    UNKNOWN_OPTION = "clause-unknown-option"
    UNKNOWN_REFERENCE = "clause-unknown-reference"
    UNKNOWN_GUIDE_CLAUSE = "clause-unknown-guide-clause"
    UNKNOWN_CHECK = "clause-unknown-check"
    UNKNOWN_SLOT = "document-unknown-slot"
    DUPLICATE_DOCUMENT = "document-duplicate"


@dataclass(frozen=True)
class KnownIds:
    """The ids that clauses and documents may name; None where they are not to be checked."""

    guide_clauses: frozenset[str] | None = None
    checks: frozenset[str] | None = None
    slots: frozenset[str] | None = None


@dataclass(frozen=True)
class ClauseTable:
    """All standards of a county and all their clauses."""

    documents: tuple[Document, ...]
    """By the path of their pages."""
    clauses: tuple[Clause, ...]
    """By page, then in the order of the page."""

    def clause(self, clause_id: str) -> Clause | None:
        """The clause with this id."""
        return self._by_id.get(clause_id)

    def document(self, slug: str) -> Document | None:
        """The document with this slug."""
        return self._by_slug.get(slug)

    def documents_of(self, subsystem: str) -> tuple[Document, ...]:
        """The documents of one subsystem in the order of their codes."""
        documents = (document for document in self.documents if document.subsystem == subsystem)
        return tuple(sorted(documents, key=lambda document: document.code))

    def of_document(self, slug: str) -> tuple[Clause, ...]:
        """The clauses of one document, in its order."""
        return self._by_document.get(slug, ())

    def implementing(self, guide_clause: str) -> tuple[Clause, ...]:
        """The clauses that implement this clause of the Guide or the law."""
        return self._by_guide_clause.get(guide_clause, ())

    def checked_by(self, check: str) -> tuple[Clause, ...]:
        """The clauses that this check checks."""
        return self._by_check.get(check, ())

    def label(self, clause_id: str, *, seen_from: str) -> str:
        """How a document refers to a clause: ``5.2.1`` in the same one, else with the other's code before it."""
        clause = self._by_id[clause_id]
        return _label(clause.number, self._by_slug[clause.document].code, same=clause.document == seen_from)

    @cached_property
    def _by_id(self) -> Mapping[str, Clause]:
        return {clause.id: clause for clause in self.clauses}

    @cached_property
    def _by_slug(self) -> Mapping[str, Document]:
        return {document.slug: document for document in self.documents}

    @cached_property
    def _by_document(self) -> Mapping[str, tuple[Clause, ...]]:
        return _grouped((clause.document, clause) for clause in self.clauses)

    @cached_property
    def _by_guide_clause(self) -> Mapping[str, tuple[Clause, ...]]:
        return _grouped((one, clause) for clause in self.clauses for one in clause.implements)

    @cached_property
    def _by_check(self) -> Mapping[str, tuple[Clause, ...]]:
        return _grouped((one, clause) for clause in self.clauses for one in clause.checked_by)


def outline_of(draft: DocumentDraft) -> Outline:
    """Number the marks of one page."""
    return number_outline(
        [ClauseMark() if isinstance(mark, ClauseDraft) else HeadingMark(mark.level, mark.title) for mark in draft.marks]
    )


def make_table(
    drafts: Iterable[DocumentDraft], known: KnownIds | None = None
) -> tuple[ClauseTable, tuple[Diagnostic, ...]]:
    """Make the table of these pages, and list every fault in them.

    A page with faulty front matter, and a clause with a faulty id, are left out of the table and told.
    """
    faults: list[Diagnostic] = []
    known = known or KnownIds()
    documents: dict[str, Document] = {}
    placed: dict[str, _Placed] = {}
    for draft in sorted(drafts, key=lambda draft: draft.file):
        document = _add_document(draft, documents, known, faults)
        if document is not None:
            for clause in _number(draft, document, faults):
                _add_clause(clause, placed, faults)
    for clause in placed.values():
        faults.extend(_link_faults(clause, placed, known))
    clauses = tuple(_make_clause(clause, placed) for clause in placed.values())
    return ClauseTable(tuple(documents.values()), clauses), tuple(sorted(faults))


@dataclass(frozen=True)
class _Placed:
    """A drafted clause whose document and number are known."""

    draft: ClauseDraft
    document: Document
    number: str

    def fault(self, code: ClauseFault, found: str, *, expected: str = "", mend: str = "") -> Diagnostic:
        return Diagnostic(f"{self.document.file}:{self.draft.line}", code, found, expected, mend)


def _add_document(
    draft: DocumentDraft, documents: dict[str, Document], known: KnownIds, faults: list[Diagnostic]
) -> Document | None:
    made = make_document(draft, faults)
    if made is None:
        return None
    document, data = made
    if known.slots is not None and document.slot not in known.slots:
        found = f"标准体系中没有位置“{document.slot}”"
        faults.append(data.fault(ClauseFault.UNKNOWN_SLOT, "slot", found=found, mend="请按 standards/system.yaml 改正"))
    for other in documents.values():
        if document.slug == other.slug or document.code == other.code:
            found = f"文件名或者标准编号“{document.code}”与 {other.file} 相同"
            mend = "请改用另一个文件名和标准编号"
            faults.append(data.fault(ClauseFault.DUPLICATE_DOCUMENT, "code", found=found, mend=mend))
            return None
    documents[document.slug] = document
    return document


def _number(draft: DocumentDraft, document: Document, faults: list[Diagnostic]) -> Iterator[_Placed]:
    outline = outline_of(draft)
    for place, fault in outline.faults:
        found, mend = _OUTLINE_FAULTS[fault]
        faults.append(Diagnostic(f"{draft.file}:{draft.marks[place].line}", fault, found, "", mend))
    for mark, number in zip(draft.marks, outline.numbers, strict=True):
        if isinstance(mark, ClauseDraft):
            yield _Placed(mark, document, number)


def _add_clause(clause: _Placed, placed: dict[str, _Placed], faults: list[Diagnostic]) -> None:
    draft = clause.draft
    if not CLAUSE_ID.fullmatch(draft.id):
        found = f"条款编号“{draft.id}”不合式样"
        expected = "小写字母开头，由小写字母、数字和连字符组成的编号"
        faults.append(clause.fault(ClauseFault.MALFORMED_ID, found, expected=expected))
        return
    if other := placed.get(draft.id):
        found = f"条款编号“{draft.id}”已用于 {other.document.file}:{other.draft.line}"
        faults.append(clause.fault(ClauseFault.DUPLICATE_ID, found, mend="请为其中一条另起编号"))
        return
    placed[draft.id] = clause


def _link_faults(clause: _Placed, placed: Mapping[str, _Placed], known: KnownIds) -> Iterator[Diagnostic]:
    draft = clause.draft
    if draft.nested:
        yield clause.fault(ClauseFault.NESTED, f"条款“{draft.id}”写在列项、引文或者另一条款之内", mend="请移到章条之下")
    if not draft.texts:
        yield clause.fault(ClauseFault.EMPTY, f"条款“{draft.id}”没有内容", mend="请写出条款，或者删去")
    for name, _ in draft.options:
        if name not in OPTIONS:
            mend = f"可用的选项是{'、'.join(OPTIONS)}"
            yield clause.fault(ClauseFault.UNKNOWN_OPTION, f"条款“{draft.id}”有不认识的选项“{name}”", mend=mend)
    for target in draft.references:
        if target not in placed:
            found = f"条款“{draft.id}”引用的条款“{target}”不存在"
            yield clause.fault(ClauseFault.UNKNOWN_REFERENCE, found, mend="请核对所引条款的编号")
    for one in draft.ids("implements"):
        if not GUIDE_CLAUSE_ID.fullmatch(one):
            found, expected = f"条款“{draft.id}”所落实的“{one}”不合式样", "形如 G-3.2.2 或者 L-32.6 的编号"
            yield clause.fault(ClauseFault.UNKNOWN_GUIDE_CLAUSE, found, expected=expected)
        elif known.guide_clauses is not None and one not in known.guide_clauses:
            found = f"条款“{draft.id}”所落实的“{one}”不在《指引》和法律的条款之中"
            yield clause.fault(ClauseFault.UNKNOWN_GUIDE_CLAUSE, found, mend="请按 guide.yaml 和 law.yaml 核对")
    for one in draft.ids("checked_by"):
        if not CHECK_ID.fullmatch(one) or (known.checks is not None and one not in known.checks):
            found = f"条款“{draft.id}”的核查程序“{one}”不存在"
            yield clause.fault(ClauseFault.UNKNOWN_CHECK, found, mend="请按 checks 文件夹核对")


def _make_clause(clause: _Placed, placed: Mapping[str, _Placed]) -> Clause:
    draft = clause.draft
    keyword = keyword_of(draft.texts)
    labels = {
        target: _label(other.number, other.document.code, same=other.document == clause.document)
        for target in draft.references
        if (other := placed.get(target))
    }
    return Clause(
        id=draft.id,
        document=clause.document.slug,
        number=clause.number,
        type=keyword.type,
        keyword=keyword.verb,
        text=draft.text_with(labels),
        implements=draft.ids("implements"),
        checked_by=draft.ids("checked_by"),
        file=clause.document.file,
        line=draft.line,
    )


def _label(number: str, code: str, *, same: bool) -> str:
    """GB/T 1.1—2009, 8.1: a chapter is called 第5章, an annex 附录A, a section by its number alone."""
    if "." not in number:
        number = f"第{number}章" if number.isdigit() else f"附录{number}"
    return number if same else f"{code}的{number}"


def _grouped(pairs: Iterable[tuple[str, Clause]]) -> Mapping[str, tuple[Clause, ...]]:
    groups: dict[str, list[Clause]] = defaultdict(list)
    for key, clause in pairs:
        groups[key].append(clause)
    return {key: tuple(clauses) for key, clauses in groups.items()}


_OUTLINE_FAULTS = {
    OutlineFault.LEVEL_SKIPPED: ("标题跳过了一级", "请按章、条逐级设标题"),
    OutlineFault.MIXED_LEVEL: ("同一层既有条款又有带标题的条", "请把条款都放进带标题的条，或者都不设标题"),
    OutlineFault.NO_CHAPTER: ("条款写在没有编号的部分", "请移到某一章之下"),
    OutlineFault.ANNEX_TITLE: ("附录的标题不合式样", "请写成“附录 A（规范性附录）名称”"),
}
