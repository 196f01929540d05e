"""Assemble the volume (标准文本汇编): folder of fragments to PDF, chunk by chunk.

A conductor: chunks are set in worker processes or found in the cache, placed, and merged; the front matter comes last,
since it tells the pages of all others.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from pikepdf import ObjectStreamMode, Pdf

from conformance.typeset.fonts import FontFolder
from conformance.volume.archival import make_archival
from conformance.volume.book import Book, bind
from conformance.volume.chunk import Chunk, RenderedChunk
from conformance.volume.folder import VolumeContent, VolumeStandard, read_volume_folder
from conformance.volume.format import FORMATS, Format
from conformance.volume.merge import merge
from conformance.volume.metadata import describe
from conformance.volume.navigation import add_navigation
from conformance.volume.page import (
    FRONT_PARTS,
    chinese_date,
    cover_html,
    front_opening_html,
    front_part_html,
    guide_html,
    indexes_html,
    part_html,
    standard_html,
)
from conformance.volume.render import Style, render_chunks

COVER, FRONT, GUIDES, INDEXES = "cover", "front", "volume-guides", "indexes"
_NUMERALS = "一二三四五六七八九十"
_ROUNDS = 3
"""Times at most that the front matter is set until its parts are as long as its contents say."""
_ROWS = 36
"""Lines of a page of contents, about."""
_SCREEN_BLACK = "0 0 0 rg"


@dataclass(frozen=True)
class VolumeSummary:
    """What was printed."""

    pages: int
    standards: int
    guides: int
    """Items whose guide and examination rules are in it."""
    sha256: str


@dataclass(frozen=True)
class Section:
    """The chunks under one bookmark: a title page, then the standards of a subsystem or the guides."""

    heading: str
    title_page: Chunk
    chunks: tuple[Chunk, ...]


@dataclass(frozen=True)
class Workshop:
    """What a volume is made with."""

    fonts: FontFolder
    cache: Path
    """Folder of rendered chunks; it may be emptied at any time."""
    jobs: int
    """Processes that set chunks at the same time."""
    format: Format = FORMATS["a4"]


@dataclass(frozen=True)
class SetVolume:
    """A volume whose chunks are all set, to be bound for the screen or for the press."""

    content: VolumeContent
    chunks: tuple[tuple[str, str | None], ...]
    """In order, each with the bookmark that it opens; without the cover."""
    rendered: Mapping[str, RenderedChunk]
    body: str
    """The chunk that begins with page 1."""

    def screen_book(self) -> Book:
        """With the cover as its first page."""
        return bind([(COVER, None), *self.chunks], self.rendered, self.body)

    def block(self) -> Book:
        """The block of the book (书芯), whose cover is another sheet."""
        return bind(self.chunks, self.rendered, self.body)


def assemble_volume(folder: Path, out: Path, workshop: Workshop) -> VolumeSummary:
    """Write the volume of `folder` to the file `out`; the same folder and fonts give the same bytes, cached or not.

    Raises CannotProceed where a fragment, a reference's target or a glyph is missing; `out` is then left as it was.
    """
    volume = set_volume(read_volume_folder(folder), workshop)
    digest = finish_screen(volume, workshop, out)
    pages, content = volume.screen_book().pages, volume.content
    return VolumeSummary(pages, len(content.standards), len(content.guides), digest)


def finish_screen(volume: SetVolume, workshop: Workshop, out: Path) -> str:
    """Merge the chunks to the edition for the screen, PDF/A with links and bookmarks; gives the file's digest."""
    book = volume.screen_book()
    with merge(book, workshop.fonts, workshop.format.trim, pages=book.places(), black=_SCREEN_BLACK) as pdf:
        add_navigation(pdf, book)
        describe(pdf, volume.content)
        make_archival(pdf)
        return write_pdf(pdf, out)


def set_volume(content: VolumeContent, workshop: Workshop) -> SetVolume:
    """Set every chunk that is not in the cache; front matter and indexes last, since they tell pages of others."""
    style = volume_style(workshop)
    sections = volume_sections(content)
    opening = Chunk(COVER, "封面", cover_html(content))
    chunks = [chunk for section in sections for chunk in (section.title_page, *section.chunks)]
    rendered = render_chunks([opening, *chunks], style, workshop.cache, workshop.jobs)
    body, order = sections[0].title_page.name, _order(sections)
    before = bind(order, rendered, body)
    # The indexes come last, so that they shift no page that they tell.
    digits = {identifier: len(str(page)) for identifier, page in before.places().items()}
    indexes = Chunk(INDEXES, "索引", indexes_html(content, digits, workshop.fonts))
    lengths = _likely_lengths(content)
    for _ in range(_ROUNDS):
        front = front_chunks(content, lengths)
        rendered |= render_chunks([indexes, *front], style, workshop.cache, workshop.jobs)
        found = {part: rendered[f"{FRONT}-{part}"].pages for part in FRONT_PARTS}
        if found == lengths:
            break
        lengths = found
    return SetVolume(content, (*((one.name, None) for one in front), *order, (INDEXES, "索引")), rendered, body)


def front_chunks(content: VolumeContent, lengths: Mapping[str, int]) -> list[Chunk]:
    """The front matter; ``lengths`` in pages by part."""
    opening = Chunk(FRONT, "扉页", front_opening_html(content))
    starts, start = {}, 1
    for part in FRONT_PARTS:
        starts[part] = start
        start += lengths[part] + lengths[part] % 2
    return [
        opening,
        *(Chunk(f"{FRONT}-{part}", "前件", front_part_html(part, content, starts)) for part in FRONT_PARTS),
    ]


def _likely_lengths(content: VolumeContent) -> dict[str, int]:
    """How long the parts of the front matter will most likely be; a wrong guess costs time alone."""
    standards, entries = len(content.standards), len(content.standards) + len(content.guides)
    rows = dict.fromkeys(FRONT_PARTS, 1)
    rows |= {"notes": standards + 12, "contents": entries + 9, "register": len(content.slots)}
    return {part: -(-rows[part] // _ROWS) for part in FRONT_PARTS}


def volume_style(workshop: Workshop) -> Style:
    """The style that all chunks share."""
    css = files("conformance.volume").joinpath("volume.css").read_text(encoding="utf-8")
    return Style((css, workshop.format.css), workshop.fonts)


def volume_sections(content: VolumeContent) -> list[Section]:
    """The body of the volume: a section a subsystem, and the guides as an appendix."""
    written = [subsystem for subsystem in content.subsystems if subsystem.standards]
    sections = [
        Section(
            subsystem.title,
            Chunk(
                f"part-{subsystem.id}",
                subsystem.title,
                part_html(f"第{_NUMERALS[place]}编", subsystem.title, f"{len(subsystem.standards)} 项标准"),
            ),
            tuple(_standard(content, one) for one in subsystem.standards),
        )
        for place, subsystem in enumerate(written)
    ]
    return [*sections, *_guides(content)]


def _standard(content: VolumeContent, standard: VolumeStandard) -> Chunk:
    return Chunk(standard.slug, f"{standard.code}《{standard.title}》", standard_html(content, standard))


def _guides(content: VolumeContent) -> list[Section]:
    if not content.guides:
        return []
    title, number = "服务指南与审查工作细则", len(content.guides)
    chunks = tuple(Chunk(one.slug, f"{one.code}《{one.title}》", guide_html(one)) for one in content.guides)
    page = part_html("附编", title, f"{number} 个许可事项，{chinese_date(content.guides_as_of)}在办")
    return [Section(f"附编　{title}", Chunk(GUIDES, title, page), chunks)]


def _order(sections: list[Section]) -> list[tuple[str, str | None]]:
    return [
        entry
        for section in sections
        for entry in ((section.title_page.name, section.heading), *((chunk.name, None) for chunk in section.chunks))
    ]


def write_pdf(pdf: Pdf, out: Path) -> str:
    """Write the file in one move; gives its digest."""
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(out.name + ".part")
    pdf.save(
        part,
        object_stream_mode=ObjectStreamMode.generate,
        compress_streams=True,
        deterministic_id=True,
        # Faces of the kind that the volume embeds came with 1.6, and PDF/X-4 is built on it.
        force_version="1.6",
    )
    os.replace(part, out)
    return hashlib.sha256(out.read_bytes()).hexdigest()
