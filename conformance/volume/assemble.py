"""Assemble the volume (标准文本汇编): folder of fragments to PDF, chunk by chunk.

A conductor: chunks are set in worker processes or found in the cache, placed, and merged; the front matter comes last,
since it tells the pages of all others.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from pikepdf import ObjectStreamMode, Pdf

from conformance.typeset.fonts import FontFolder
from conformance.volume.book import Book, bind
from conformance.volume.chunk import Chunk, RenderedChunk
from conformance.volume.folder import VolumeContent, VolumeStandard, read_volume_folder
from conformance.volume.merge import MM, Trim, merge
from conformance.volume.metadata import describe
from conformance.volume.navigation import add_navigation
from conformance.volume.page import chinese_date, cover_html, front_html, guide_html, part_html, standard_html
from conformance.volume.render import Style, render_chunks

COVER, FRONT, GUIDES = "cover", "front", "volume-guides"
_NUMERALS = "一二三四五六七八九十"
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


def assemble_volume(folder: Path, out: Path, workshop: Workshop) -> VolumeSummary:
    """Write the volume of `folder` to the file `out`; the same folder and fonts give the same bytes, cached or not.

    Raises CannotProceed where a fragment, a reference's target or a glyph is missing; `out` is then left as it was.
    """
    content = read_volume_folder(folder)
    trim = Trim(210 * MM, 297 * MM)
    book = make_book(content, workshop)
    with merge(book, workshop.fonts, trim, black=_SCREEN_BLACK) as pdf:
        add_navigation(pdf, book)
        describe(pdf, content)
        digest = write_pdf(pdf, out)
    return VolumeSummary(book.pages, len(content.standards), len(content.guides), digest)


def make_book(content: VolumeContent, workshop: Workshop) -> Book:
    """Set every chunk that is not in the cache, and place all of them."""
    style = volume_style(workshop.fonts)
    sections = volume_sections(content)
    opening = Chunk(COVER, "封面", cover_html(content))
    chunks = [chunk for section in sections for chunk in (section.title_page, *section.chunks)]
    rendered = render_chunks([opening, *chunks], style, workshop.cache, workshop.jobs)
    front = Chunk(FRONT, "前件", front_html(content, workshop.fonts, _folios(sections, rendered)))
    rendered |= render_chunks([front], style, workshop.cache, 1)
    order: list[tuple[str, str | None]] = [(COVER, None), (FRONT, None), *_order(sections)]
    return bind(order, rendered, body=sections[0].title_page.name)


def volume_style(fonts: FontFolder) -> Style:
    """The style that all chunks share."""
    return Style((files("conformance.volume").joinpath("volume.css").read_text(encoding="utf-8"),), fonts)


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


def _folios(sections: list[Section], rendered: dict[str, RenderedChunk]) -> dict[str, int]:
    return bind(_order(sections), rendered, body=sections[0].title_page.name).folios()


def write_pdf(pdf: Pdf, out: Path) -> str:
    """Write the file in one move; gives its digest."""
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(out.name + ".part")
    pdf.save(part, object_stream_mode=ObjectStreamMode.generate, compress_streams=True, deterministic_id=True)
    os.replace(part, out)
    return hashlib.sha256(out.read_bytes()).hexdigest()
