"""A chunk (块) of the volume: what is set by itself, and what is kept of it once it is set.

A rendered chunk is two files in the cache, named by the digest of everything that it depends on: pages without fonts,
and a record of what whoever merges them must know.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Chunk:
    """Text that is set by itself."""

    name: str
    """Unique in the volume: cover, front, a slug."""
    label: str
    """What it is called in a message."""
    html: str


@dataclass(frozen=True)
class Mark:
    """A bookmark of a chunk, in points from the lower left corner of one of its pages (from 0)."""

    label: str
    page: int
    x: float
    y: float
    children: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where an id stands in a chunk."""

    page: int
    x: float
    y: float


@dataclass(frozen=True)
class RenderedChunk:
    """What is known of a chunk's pages."""

    pdf: Path
    pages: int
    blanks: frozenset[int]
    """Pages (from 0) that stand empty."""
    places: Mapping[str, Place]
    marks: tuple[Mark, ...]
    faces: Mapping[str, str]
    """The font file that each font name in its pages stands for."""
    glyphs: Mapping[str, Mapping[int, str]]
    """By font file, the text of each glyph that is used."""
    rooms: Mapping[int, tuple[str, ...]]
    """By page (from 0), the ids whose pages it tells, in its order; the numbers are written when chunks are merged."""


def read_rendered(record: Path) -> RenderedChunk:
    """Read the record that :func:`record_text` made; the pages stand beside it."""
    data = json.loads(record.read_text(encoding="utf-8"))
    return RenderedChunk(
        pdf=record.with_suffix(".pdf"),
        pages=data["pages"],
        blanks=frozenset(data["blanks"]),
        places={name: Place(*place) for name, place in data["places"]},
        marks=_marks(data["marks"]),
        faces=data["faces"],
        glyphs={file: {int(glyph): text for glyph, text in used.items()} for file, used in data["glyphs"].items()},
        rooms={int(page): tuple(targets) for page, targets in data["rooms"].items()},
    )


def record_text(chunk: RenderedChunk) -> str:
    """A chunk's record as JSON."""
    data = {
        "pages": chunk.pages,
        "blanks": sorted(chunk.blanks),
        "places": [[name, (place.page, place.x, place.y)] for name, place in sorted(chunk.places.items())],
        "marks": [_row(mark) for mark in chunk.marks],
        "faces": chunk.faces,
        "glyphs": chunk.glyphs,
        "rooms": chunk.rooms,
    }
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def _row(mark: Mark) -> list[Any]:
    return [mark.label, mark.page, mark.x, mark.y, [_row(child) for child in mark.children]]


def _marks(rows: list[Any]) -> tuple[Mark, ...]:
    return tuple(Mark(label, page, x, y, _marks(children)) for label, page, x, y, children in rows)
