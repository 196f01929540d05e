"""The plan of the book (页序): which chunk starts on which leaf, and what number each page bears.

Every chunk starts on a right-hand page, so no page changes sides when a chunk before it grows; an empty page fills up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from conformance.volume.chunk import RenderedChunk


@dataclass(frozen=True)
class Placed:
    """A chunk at its place."""

    name: str
    chunk: RenderedChunk
    start: int
    """Its first page, from 0."""
    heads: str | None
    """The bookmark that it opens for itself and what follows, up to the next such chunk."""

    @property
    def blanks_after(self) -> int:
        """Empty pages up to the next right-hand page."""
        return self.chunk.pages % 2


@dataclass(frozen=True)
class Book:
    """Chunks in the order in which they are bound."""

    placed: tuple[Placed, ...]
    body: str | None
    """The chunk that begins with page 1; those before it bear no folio of the volume. None where no page bears one."""
    opens: int = 1
    """What the first page of the body is numbered, where the volume is divided into parts."""

    @property
    def pages(self) -> int:
        """All pages, empty ones included."""
        last = self.placed[-1]
        return last.start + last.chunk.pages + last.blanks_after

    @property
    def first(self) -> int:
        """The page (from 0) with which the body begins, page 1 of an undivided volume."""
        return next((one.start for one in self.placed if one.name == self.body), self.pages)

    @property
    def origin(self) -> int:
        """Where page 1 of the volume stands (from 0) or, in a later part, would stand: then below 0."""
        return self.first - self.opens + 1

    def places(self) -> dict[str, int]:
        """The page of the volume on which each id stands; those of the front matter are left out."""
        first, origin = self.first, self.origin
        return {
            name: one.start + place.page - origin + 1
            for one in self.placed
            if one.start >= first
            for name, place in one.chunk.places.items()
        }


def bind(
    chunks: Sequence[tuple[str, str | None]], rendered: Mapping[str, RenderedChunk], body: str | None, *, opens: int = 1
) -> Book:
    """Put chunks, given as name and bookmark, one after the other; ``opens`` is the number of the body's first page."""
    placed: list[Placed] = []
    start = 0
    for name, heads in chunks:
        placed.append(Placed(name, rendered[name], start, heads))
        start += rendered[name].pages + placed[-1].blanks_after
    return Book(tuple(placed), body, opens)
