"""Render the chunks of the volume that are not in the cache, each in a process of its own; give the records of all.

A chunk's key is the digest of its text, the style, the font files and the software; what is in the cache under the key
is what rendering would give, so a volume made from the cache equals one made anew byte for byte.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, String

from conformance.errors import CannotProceed
from conformance.typeset.fonts import FontFolder
from conformance.volume.archival import tidy_pages
from conformance.volume.cache import note_used
from conformance.volume.chunk import Chunk, Mark, Place, RenderedChunk, read_rendered, record_text
from conformance.volume.page import ELSEWHERE
from conformance.volume.page_number import find_rooms
from conformance.volume.software import software_digest
from conformance.volume.worker import Limits, do_apart

LIMITS = Limits()


@dataclass(frozen=True)
class Style:
    """What all chunks of a volume are set in."""

    css: tuple[str, ...]
    fonts: FontFolder


@dataclass(frozen=True)
class _Job:
    chunk: Chunk
    style: Style
    record: Path


def render_chunks(
    chunks: Sequence[Chunk], style: Style, cache: Path, jobs: int, limits: Limits = LIMITS
) -> dict[str, RenderedChunk]:
    """The record of each chunk by its name; those not in the cache are set by up to ``jobs`` processes at a time.

    CannotProceed names every chunk that could not be set; all others are then in the cache.
    """
    cache.mkdir(parents=True, exist_ok=True)
    base = _style_digest(style)
    records = {chunk.name: cache / f"{_key(chunk, base)}.json" for chunk in chunks}
    todo = [_Job(chunk, style, records[chunk.name]) for chunk in chunks if not records[chunk.name].is_file()]
    # The longest first, so that no process is left alone with a long one at the end.
    todo.sort(key=lambda job: (-len(job.chunk.html), job.chunk.name))
    _render_all(todo, jobs, limits)
    note_used(cache, (record.stem for record in records.values()))
    return {name: read_rendered(record) for name, record in records.items()}


def _render_all(todo: Sequence[_Job], jobs: int, limits: Limits) -> None:
    if todo:
        from conformance.typeset import galley  # noqa: F401  # takes half a second, once for all that are forked

        failed = do_apart(_render, todo, jobs, limits)
        if failed:
            failed.sort(key=lambda one: one[0].chunk.name)
            raise CannotProceed("\n".join(f"{job.chunk.label}：{reason}" for job, reason in failed))


def _style_digest(style: Style) -> str:
    digest = hashlib.sha256(software_digest().encode())
    for face in style.fonts.faces:
        digest.update(f"{face.file} {face.sha256}\n".encode())
    for sheet in ((style.fonts.path / "fonts.json").read_text(encoding="utf-8"), *style.css):
        digest.update(hashlib.sha256(sheet.encode()).digest())
    return digest.hexdigest()


def _key(chunk: Chunk, base: str) -> str:
    return hashlib.sha256(f"{base}\n{chunk.name}\n{chunk.html}".encode()).hexdigest()[:32]


def _render(job: _Job) -> None:
    """Set one chunk and leave its two files; the record comes last, so that a run cut short leaves no half chunk."""
    from conformance.typeset.galley import Bookmark, set_galley  # imported where something is set at all

    galley = set_galley(job.chunk.html, job.style.css, title=job.chunk.label, fonts=job.style.fonts)

    def mark(one: Bookmark) -> Mark:
        return Mark(one.label, one.page, one.x, one.y, tuple(map(mark, one.children)))

    glyphs: dict[str, dict[int, str]] = {}
    for face in galley.faces.values():
        glyphs.setdefault(face.file, {}).update(face.glyphs)
    rendered = RenderedChunk(
        pdf=job.record.with_suffix(".pdf"),
        pages=galley.pages,
        blanks=frozenset(galley.blanks),
        places={},
        marks=tuple(map(mark, galley.bookmarks)),
        faces={name: face.file for name, face in galley.faces.items()},
        glyphs=glyphs,
        rooms={},
    )
    with Pdf.open(io.BytesIO(galley.pdf)) as pdf:
        rendered = replace(rendered, places=_take_places(pdf), rooms=find_rooms(pdf, job.chunk.html))
        _strip(pdf)
        tidy_pages(pdf)
        _save(pdf, rendered.pdf)
    part = job.record.with_suffix(f".{os.getpid()}.part")
    part.write_text(record_text(rendered), encoding="utf-8")
    os.replace(part, job.record)


def _take_places(pdf: Pdf) -> Mapping[str, Place]:
    """Where each id stands, from the named destinations."""
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    names = pdf.Root.get("/Names", Dictionary()).get("/Dests", Dictionary()).get("/Names", Array())
    pairs = ((str(names[place]), names[place + 1]) for place in range(0, len(names), 2))
    return {name: Place(numbers[at[0].objgen], float(at[2]), float(at[3])) for name, at in pairs}


def _strip(pdf: Pdf) -> None:
    """Take out what the merge makes for the whole: fonts, names and outline; let links elsewhere name their target."""
    for page in pdf.pages:
        fonts = page.obj.Resources.get("/Font", Dictionary())
        for name in list(fonts.keys()):
            del fonts[name]
        for link in page.obj.get("/Annots", Array()):
            address = str(link.get("/A", Dictionary()).get("/URI", ""))
            if address.startswith(ELSEWHERE):
                link.Dest = String(address.removeprefix(ELSEWHERE))
                del link["/A"]
    for key in (Name.Names, Name.Outlines):
        if key in pdf.Root:
            del pdf.Root[key]


def _save(pdf: Pdf, path: Path) -> None:
    part = path.with_suffix(f".{os.getpid()}.pdf-part")
    pdf.save(part, object_stream_mode=ObjectStreamMode.disable, static_id=True)
    os.replace(part, path)
