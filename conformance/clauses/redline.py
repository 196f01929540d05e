"""Compare two editions of the standards clause by clause (新旧对照).

Clauses are the same by their ids, documents by the names of their pages: what only moved or was renumbered is told
apart and is no change, and a reference that shows another number is none either.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from conformance.clauses.clause import Clause
from conformance.clauses.difference import Part, PartKind, alike, difference
from conformance.clauses.document import Document
from conformance.clauses.edition import Edition
from conformance.sources.myst import PlacedText

_FIELDS = {
    "code": "标准编号",
    "title": "标准名称",
    "title_en": "英文名称",
    "subsystem": "子体系",
    "slot": "体系位置",
    "rules": "编写规则版本",
    "status": "状态",
    "issued_on": "发布日期",
    "effective_on": "实施日期",
    "withdrawn_on": "废止日期",
    "proposed_by": "提出单位",
    "managed_by": "归口单位",
    "drafted_by": "起草单位",
    "replaces": "代替标准",
    "replaced_by": "被代替",
}
_PAIRED_FROM = 0.5
"""Texts outside clauses have no ids: two this much alike are the same text, changed."""


class ChangeKind(StrEnum):
    """What became of a clause."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RELINKED = "relinked"
    """The same text, that implements or is checked by something else."""
    MOVED = "moved"
    """The same text and the same links, in another place or under another number."""

    @property
    def label(self) -> str:
        """The Chinese word."""
        return _LABELS[self]


_LABELS = {
    ChangeKind.ADDED: "新增",
    ChangeKind.REMOVED: "删去",
    ChangeKind.CHANGED: "修改",
    ChangeKind.RELINKED: "对应关系变化",
    ChangeKind.MOVED: "移动或者改号",
}


@dataclass(frozen=True)
class ClauseChange:
    """A clause that is not as it was."""

    kind: ChangeKind
    old: Clause | None
    new: Clause | None
    parts: tuple[Part, ...]
    """The difference of the texts; empty where they are the same."""

    @property
    def clause(self) -> Clause:
        """The clause as it is now, or as it last was."""
        clause = self.new or self.old
        assert clause is not None  # a change is of a clause
        return clause

    @property
    def moved(self) -> bool:
        """Whether it stood in both editions, at different places."""
        old, new = self.old, self.new
        return old is not None and new is not None and (old.document, old.number) != (new.document, new.number)

    @property
    def links(self) -> tuple[tuple[str, str, str], ...]:
        """Option, 增 or 删, id: what the clause newly names in implements and checked_by, and no longer names."""
        return tuple(
            (option, word, one)
            for option in ("implements", "checked_by")
            for word, having, lacking in (("删", self.old, self.new), ("增", self.new, self.old))
            for one in getattr(having, option, ())
            if one not in getattr(lacking, option, ())
        )

    @property
    def guide_clauses(self) -> tuple[str, ...]:
        """The clauses of the Guide and the law that it implements now or implemented, sorted."""
        return tuple(sorted({one for clause in (self.old, self.new) if clause for one in clause.implements}))

    @property
    def checks(self) -> tuple[str, ...]:
        """The checks that it names now or named, sorted."""
        return tuple(sorted({one for clause in (self.old, self.new) if clause for one in clause.checked_by}))


@dataclass(frozen=True)
class TextChange:
    """A text outside clauses that is not as it was."""

    place: str
    """Title of the heading and of the table that it stands under; empty for a heading."""
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class DocumentChange:
    """A standard in which something is not as it was."""

    old: Document | None
    new: Document | None
    fields: tuple[tuple[str, str, str], ...]
    """Label, old value and new value of what the front matter says differently."""
    clauses: tuple[ClauseChange, ...]
    """In the order of the standard; those removed last. A clause stands with the standard that it is in now."""
    texts: tuple[TextChange, ...]
    """Differences of what stands outside clauses: headings, scope, terms, annexes; none where a whole standard is new
    or gone."""

    @property
    def document(self) -> Document:
        """The standard as it is now, or as it last was."""
        document = self.new or self.old
        assert document is not None  # a change is of a standard
        return document


@dataclass(frozen=True)
class Redline:
    """All that differs between two editions."""

    documents: tuple[DocumentChange, ...]
    """By code; those in which nothing differs are left out."""

    @property
    def clauses(self) -> tuple[ClauseChange, ...]:
        """All clauses that are not as they were."""
        return tuple(change for document in self.documents for change in document.clauses)

    def count(self, kind: ChangeKind) -> int:
        """How many clauses are of a kind."""
        return sum(1 for change in self.clauses if change.kind is kind)


def compare(old: Edition, new: Edition) -> Redline:
    """What differs between two editions; nothing where they say the same."""
    changes: dict[str, list[ClauseChange]] = defaultdict(list)
    for change in _clause_changes(old, new):
        changes[change.clause.document].append(change)
    slugs = {document.slug for edition in (old, new) for document in edition.table.documents}
    documents = [_document_change(slug, old, new, changes[slug]) for slug in slugs]
    changed = [one for one in documents if _differs(one)]
    return Redline(tuple(sorted(changed, key=lambda one: (one.document.code, one.document.slug))))


def _clause_changes(old: Edition, new: Edition) -> Iterator[ClauseChange]:
    for clause in new.table.clauses:
        change = _clause_change(old.table.clause(clause.id), clause, old, new)
        if change is not None:
            yield change
    for clause in old.table.clauses:
        if new.table.clause(clause.id) is None:
            yield ClauseChange(ChangeKind.REMOVED, clause, None, (Part(PartKind.REMOVED, clause.text),))


def _clause_change(before: Clause | None, after: Clause, old: Edition, new: Edition) -> ClauseChange | None:
    if before is None:
        return ClauseChange(ChangeKind.ADDED, None, after, (Part(PartKind.ADDED, after.text),))
    if old.texts[before.id] != new.texts[after.id]:
        parts = difference(old.texts[before.id], new.texts[after.id])
        shown = _shown(parts, old, new, before.document, after.document)
        return ClauseChange(ChangeKind.CHANGED, before, after, shown)
    change = ClauseChange(ChangeKind.RELINKED, before, after, ())
    if change.links:
        return change
    return ClauseChange(ChangeKind.MOVED, before, after, ()) if change.moved else None


def _document_change(slug: str, old: Edition, new: Edition, clauses: list[ClauseChange]) -> DocumentChange:
    before, after = old.table.document(slug), new.table.document(slug)
    if before is None or after is None:
        return DocumentChange(before, after, fields=(), clauses=tuple(clauses), texts=())
    texts = _text_changes(old.loose_texts[slug], new.loose_texts[slug])
    return DocumentChange(
        old=before,
        new=after,
        fields=tuple(_field_changes(before, after)),
        clauses=tuple(clauses),
        texts=tuple(TextChange(one.place, _shown(one.parts, old, new, slug, slug)) for one in texts),
    )


def _differs(change: DocumentChange) -> bool:
    return bool(change.fields or change.clauses or change.texts) or change.old is None or change.new is None


def _field_changes(before: Document, after: Document) -> Iterator[tuple[str, str, str]]:
    for name, label in _FIELDS.items():
        values = _words(getattr(before, name)), _words(getattr(after, name))
        if values[0] != values[1]:
            yield label, *values


def _words(value: str | date | tuple[str, ...] | None) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "、".join(value)
    return value.isoformat() if isinstance(value, date) else value


def _text_changes(old: tuple[PlacedText, ...], new: tuple[PlacedText, ...]) -> Iterator[TextChange]:
    """Texts of the one and not of the other; where they stand does not matter, so a moved heading is no change."""
    gone, come = _lacking(old, new), _lacking(new, old)
    for one in come:
        origin = max(gone, key=lambda other: _likeness(other, one), default=None)
        if origin is not None and alike(origin.text, one.text) >= _PAIRED_FROM:
            gone.remove(origin)
            yield TextChange(one.place, difference(origin.text, one.text))
        else:
            yield TextChange(one.place, (Part(PartKind.ADDED, one.text),))
    for one in gone:
        yield TextChange(one.place, (Part(PartKind.REMOVED, one.text),))


def _lacking(having: tuple[PlacedText, ...], other: tuple[PlacedText, ...]) -> list[PlacedText]:
    """The texts that the other has not, or not as often."""
    there = Counter(one.text for one in other)
    lacking = []
    for one in having:
        if there[one.text] > 0:
            there[one.text] -= 1
        else:
            lacking.append(one)
    return lacking


def _likeness(one: PlacedText, other: PlacedText) -> tuple[float, bool]:
    """How alike two texts are; of two equally alike, the one in the same place."""
    return alike(one.text, other.text), one.place == other.place


def _shown(parts: Iterable[Part], old: Edition, new: Edition, old_document: str, new_document: str) -> tuple[Part, ...]:
    """The parts with the numbers that each edition gives to what it refers to."""
    return tuple(
        Part(
            part.kind,
            old.shown(part.text, seen_from=old_document)
            if part.kind is PartKind.REMOVED
            else new.shown(part.text, seen_from=new_document),
        )
        for part in parts
    )
