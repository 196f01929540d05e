"""Assemble the files for the printer (印刷版): the block of the book and the cover as its own sheet.

A divided volume has both for each of its parts; the pages are those of the same chunks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from conformance.volume.assemble import SetVolume, Workshop, volume_style, write_pdf
from conformance.volume.assemble_parts import parts_css, set_part
from conformance.volume.book import Book, bind
from conformance.volume.cover_sheet import Spine, cover_chunk, cover_css, sheet_trim, spine_of
from conformance.volume.folder import VolumeContent
from conformance.volume.merge import MM, merge
from conformance.volume.metadata import describe
from conformance.volume.parts import VolumePart
from conformance.volume.press import PRESS_BLACK, Press, make_press
from conformance.volume.render import Style, render_chunks


@dataclass(frozen=True)
class Binding:
    """How the leaves are held together (装订方式)."""

    label: str
    gutter: float
    """Millimetres by which the text moves away from the spine, beyond the margins of GB/T 1.1."""
    pages: int
    """Of the block, at most, by common practice."""


BINDINGS = {
    "perfect": Binding("胶订", 2, 800),
    "sewn": Binding("锁线胶订", 1, 1200),
    "saddle": Binding("骑马订", 0, 64),
}
"""By the name that the command line knows them by."""


@dataclass(frozen=True)
class PressOrder:
    """What the printer asked for."""

    binding: Binding
    signature: int
    """Pages of a signature (印张): 4 or 16."""
    marks: bool
    """Whether crop marks are drawn."""
    sheet: float
    """Thickness of a leaf of the block, in millimetres."""
    cover: float
    """Thickness of the cover's paper, in millimetres."""
    profile: bytes | None
    """ICC profile of the printing condition."""

    @property
    def profile_sha256(self) -> str | None:
        """Digest of the profile, in hexadecimal."""
        return hashlib.sha256(self.profile).hexdigest() if self.profile is not None else None


@dataclass(frozen=True)
class PressSummary:
    """What was made for the printer of one book."""

    part: VolumePart | None
    """None of an undivided volume."""
    block: str
    cover: str
    """Names of the two files."""
    pages: int
    """Of the block, filled up to whole signatures."""
    front: int
    """Pages of the block before the first that bears a number of the volume."""
    first_page: int
    last_page: int
    """Of the volume, both."""
    spine: Spine
    block_sha256: str
    cover_sha256: str


def assemble_press(volume: SetVolume, folder: Path, workshop: Workshop, order: PressOrder) -> PressSummary:
    """Write ``block.pdf`` and ``cover.pdf`` to the folder; CannotProceed names a page that is not black and white."""
    _clear(folder)
    return _write(volume.block(), volume, folder, workshop, order, None)


def assemble_press_parts(
    volume: SetVolume, parts: Sequence[VolumePart], folder: Path, workshop: Workshop, order: PressOrder
) -> tuple[PressSummary, ...]:
    """Write ``part-1-block.pdf``, ``part-1-cover.pdf`` and so on to the folder."""
    _clear(folder)
    return tuple(_write(set_part(volume, one, parts, workshop), volume, folder, workshop, order, one) for one in parts)


def _clear(folder: Path) -> None:
    """Remove what an earlier run left, so that nobody prints a part of another division."""
    for pattern in ("block.pdf", "cover.pdf", "part-*-block.pdf", "part-*-cover.pdf"):
        for path in folder.glob(pattern):
            path.unlink()


def _write(
    book: Book, volume: SetVolume, folder: Path, workshop: Workshop, order: PressOrder, part: VolumePart | None
) -> PressSummary:
    start = f"part-{part.number}-" if part else ""
    block, cover = f"{start}block.pdf", f"{start}cover.pdf"
    pages, block_sha256 = _write_block(book, volume, folder / block, workshop, order, part)
    spine = spine_of(pages, order.sheet, order.cover)
    return PressSummary(
        part=part,
        block=block,
        cover=cover,
        pages=pages,
        front=book.first,
        first_page=book.opens,
        last_page=book.opens + book.pages - book.first - 1,
        spine=spine,
        block_sha256=block_sha256,
        cover_sha256=_write_cover(volume.content, folder / cover, workshop, order, spine, part),
    )


def _write_block(
    book: Book, volume: SetVolume, out: Path, workshop: Workshop, order: PressOrder, part: VolumePart | None
) -> tuple[int, str]:
    """The number of pages, and the digest of the file."""
    press = Press(
        workshop.format.trim,
        gutter=order.binding.gutter * MM,
        signature=order.signature,
        marks=order.marks,
        profile=order.profile,
    )
    pages = volume.block().places()  # of all parts, since the contents of each tell of all
    with merge(book, workshop.fonts, press.trim, pages=pages, black=PRESS_BLACK) as pdf:
        describe(pdf, volume.content, part.label if part else "")
        make_press(pdf, press)
        return len(pdf.pages), write_pdf(pdf, out)


def _write_cover(
    content: VolumeContent, out: Path, workshop: Workshop, order: PressOrder, spine: Spine, part: VolumePart | None
) -> str:
    trim = workshop.format.trim
    chunk = cover_chunk(content, spine, part)
    css = (*volume_style(workshop).css, *((parts_css(),) if part else ()), cover_css(trim, spine))
    rendered = render_chunks([chunk], Style(css, workshop.fonts), workshop.cache, 1)
    sheet = sheet_trim(trim, spine)
    folds = (trim.width, trim.width + spine.points)
    book = bind([(chunk.name, None)], rendered, None)
    with merge(book, workshop.fonts, sheet, pages={}, black=PRESS_BLACK) as pdf:
        describe(pdf, content, part.label if part else "")
        # The sheet is one page; the empty page that fills a leaf of the block has no place here.
        del pdf.pages[1:]
        make_press(pdf, Press(sheet, folds=folds, marks=order.marks, profile=order.profile))
        return write_pdf(pdf, out)
