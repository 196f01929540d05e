"""The words of a new edition that the old one has not (改动处), as a proof marks them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from conformance.clauses.clause import Clause
from conformance.clauses.difference import Part
from conformance.clauses.edition import Edition
from conformance.clauses.errata import NOT_PRINTED, cover_of, hunks, new_text
from conformance.clauses.redline import ChangeKind, ClauseChange, DocumentChange, Redline


@dataclass(frozen=True)
class Alteration:
    """A place of the new edition."""

    anchor: str
    """Id from which on it stands in print."""
    text: str
    """The text that holds it; empty of a standard that is new as a whole."""
    start: int
    end: int
    """Where the new words stand in the text; the same where words were taken out."""


def alterations(redline: Redline, new: Edition) -> tuple[Alteration, ...]:
    """All places of the standards that the new edition has; a standard that is gone has none."""
    return tuple(one for change in redline.documents if change.new is not None for one in _of(change, new))


def _of(change: DocumentChange, new: Edition) -> Iterator[Alteration]:
    assert change.new is not None  # asked by the caller
    cover = cover_of(change.new)
    if change.old is None:
        yield Alteration(cover, "", 0, 0)
        return
    for label, _, value in change.fields:
        if label not in NOT_PRINTED and value:
            yield Alteration(cover, value, 0, len(value))
    for one in change.clauses:
        yield from _clause(one, new)
    for text in change.texts:
        yield from _within(text.parts, cover)


def _clause(change: ClauseChange, new: Edition) -> Iterator[Alteration]:
    now = change.new
    if now is None:
        yield from _gap(change.clause, new)
        return
    if change.kind is ChangeKind.ADDED:
        text = new.shown(new.texts[now.id], seen_from=now.document)
        yield Alteration(now.id, text, 0, len(text))
    elif change.kind is ChangeKind.CHANGED:
        yield from _within(change.parts, now.id)
    if change.moved:
        yield Alteration(now.id, now.number, 0, len(now.number))


def _gap(gone: Clause, new: Edition) -> Iterator[Alteration]:
    """Where a clause is no more: at the first clause that stands there under its number, if any does."""
    there = [one for one in new.table.clauses if one.document == gone.document and one.number == gone.number]
    yield from (Alteration(one.id, one.number, 0, len(one.number)) for one in there[:1])


def _within(parts: Sequence[Part], anchor: str) -> Iterator[Alteration]:
    text = new_text(parts)
    for hunk in hunks(parts):
        if text:
            yield Alteration(anchor, text, hunk.new_at, hunk.new_at + len(hunk.added))
