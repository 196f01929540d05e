"""What a redline says as errata (勘误): for each place of the earlier edition the wrong words and the right ones.

Only what stands in print is told: a clause that implements something else reads as before. Standards that are new or
gone are no errata.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from conformance.clauses.clause import Clause
from conformance.clauses.difference import Part, PartKind
from conformance.clauses.document import Document
from conformance.clauses.edition import Edition
from conformance.clauses.redline import ChangeKind, ClauseChange, DocumentChange, Redline

_CONTEXT = 12
"""Signs before and behind a change that are told with it, up to the next mark of punctuation."""
_BREAK = re.compile(r"[，。；：！？\n]")
NOT_PRINTED = ("子体系", "体系位置", "编写规则版本", "被代替")
"""Labels of what the front matter of a standard says and its pages do not."""
MISSING, DELETED, NOTHING = "（其后漏排）", "（删去）", "（无）"
"""Wrong words of what is put in, right words of what is taken out; what the front matter left out."""


@dataclass(frozen=True)
class Hunk:
    """A change within a text."""

    before: str
    removed: str
    added: str
    after: str
    """``before`` and ``after`` stay and are told so that the place can be found."""
    old_at: int
    """Where ``removed`` begins in the old text."""
    new_at: int
    """Where ``added`` begins in the new text."""


@dataclass(frozen=True)
class Erratum:
    """A line of the errata."""

    document: Document
    """The standard as it was printed."""
    place: str
    """Number of the clause, or what else stands there."""
    wrong: str
    right: str
    anchor: str
    """Id from which on the text stands in print."""
    text: str
    """The printed text that holds the wrong words; empty where the words themselves are not looked for."""
    start: int
    end: int
    """Where the wrong words stand in it."""


def errata(redline: Redline, old: Edition, new: Edition) -> tuple[Erratum, ...]:
    """The errata of all standards that stand in both editions, by standard and in its order."""
    return tuple(
        one
        for change in redline.documents
        if change.old is not None and change.new is not None
        for one in (*_fields(change, change.old), *_clauses(change, change.old, old, new), *_texts(change, change.old))
    )


def hunks(parts: Sequence[Part]) -> Iterator[Hunk]:
    """The changes within a text, each with the words around it."""
    runs = [(same, list(run)) for same, run in groupby(parts, key=lambda part: part.kind is PartKind.SAME)]
    old_at = new_at = 0
    for number, (same, run) in enumerate(runs):
        removed, added = _text(run, PartKind.REMOVED), _text(run, PartKind.ADDED)
        if same:
            stays = _text(run, PartKind.SAME)
            removed = added = stays
        else:
            before = _tail(_text(runs[number - 1][1], PartKind.SAME)) if number else ""
            after = _head(_text(runs[number + 1][1], PartKind.SAME)) if number + 1 < len(runs) else ""
            yield Hunk(before, removed, added, after, old_at, new_at)
        old_at += len(removed)
        new_at += len(added)


def old_text(parts: Iterable[Part]) -> str:
    """The text as it was."""
    return "".join(part.text for part in parts if part.kind is not PartKind.ADDED)


def new_text(parts: Iterable[Part]) -> str:
    """The text as it is."""
    return "".join(part.text for part in parts if part.kind is not PartKind.REMOVED)


def _text(run: Iterable[Part], kind: PartKind) -> str:
    return "".join(part.text for part in run if part.kind is kind)


def _tail(text: str) -> str:
    """What stands right before a change: not over a mark of punctuation, unless nothing else is there."""
    near = text[-_CONTEXT:]
    breaks = [found.end() for found in _BREAK.finditer(near[:-1])]
    return near[breaks[-1] :] if breaks else near


def _head(text: str) -> str:
    near = text[:_CONTEXT]
    found = _BREAK.search(near)
    return near[: found.start()] if found else near


def cover_of(document: Document) -> str:
    """The id of a standard's cover."""
    return f"cover-{document.slug}"


def _fields(change: DocumentChange, document: Document) -> Iterator[Erratum]:
    for label, wrong, right in change.fields:
        if label not in NOT_PRINTED:
            yield Erratum(document, label, wrong or NOTHING, right or DELETED, cover_of(document), wrong, 0, len(wrong))


def _clauses(change: DocumentChange, document: Document, old: Edition, new: Edition) -> Iterator[Erratum]:
    for one in change.clauses:
        if one.kind is ChangeKind.ADDED:
            yield _added(one, document, old, new)
        elif one.kind is ChangeKind.REMOVED:
            text = old.shown(old.texts[one.clause.id], seen_from=document.slug)
            yield Erratum(document, one.clause.number, text, DELETED, one.clause.id, text, 0, len(text))
        elif one.kind is ChangeKind.CHANGED and one.old is not None:
            yield from _within(one.parts, document, one.old.number, one.old.id)
    for one in change.clauses:
        if one.kind is not ChangeKind.ADDED and one.moved and one.old is not None and one.new is not None:
            yield _renumbered(one.old, one.new, document, new)


def _added(change: ClauseChange, document: Document, old: Edition, new: Edition) -> Erratum:
    """Behind the clause before it that is printed, or at the cover where there is none."""
    clause = change.clause
    order = [one.id for one in new.table.clauses if one.document == clause.document]
    printed = [one for one in order[: order.index(clause.id)] if old.table.clause(one) is not None]
    anchor = printed[-1] if printed else cover_of(document)
    text = old.shown(old.texts[anchor], seen_from=document.slug) if printed else ""
    right = new.shown(new.texts[clause.id], seen_from=document.slug)
    return Erratum(document, f"{clause.number}（新）", MISSING, right, anchor, text, len(text), len(text))


def _renumbered(was: Clause, now: Clause, document: Document, new: Edition) -> Erratum:
    other = new.table.document(now.document)
    to = f"{other.code} 的 " if other is not None and now.document != was.document else ""
    return Erratum(document, was.number, f"条号 {was.number}", f"条号 {to}{now.number}", was.id, was.number, 0, 1)


def _texts(change: DocumentChange, document: Document) -> Iterator[Erratum]:
    for one in change.texts:
        place, anchor = one.place or "标题", cover_of(document)
        if old_text(one.parts):
            yield from _within(one.parts, document, place, anchor)
        else:
            yield Erratum(document, place, MISSING, new_text(one.parts), anchor, one.place, 0, len(one.place))


def _within(parts: Sequence[Part], document: Document, place: str, anchor: str) -> Iterator[Erratum]:
    text = old_text(parts)
    for hunk in hunks(parts):
        wrong = hunk.before + hunk.removed + hunk.after
        right = hunk.before + hunk.added + hunk.after
        end = hunk.old_at + len(hunk.removed)
        yield Erratum(document, place, wrong or MISSING, right or DELETED, anchor, text, hunk.old_at, end)
