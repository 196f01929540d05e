"""Assemble the files for the printer (印刷版): the block of the book and the cover as its own sheet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from conformance.volume.assemble import SetVolume, Workshop, volume_style, write_pdf
from conformance.volume.book import bind
from conformance.volume.cover_sheet import Spine, cover_chunk, cover_css, sheet_trim, spine_of
from conformance.volume.merge import MM, merge
from conformance.volume.metadata import describe
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


@dataclass(frozen=True)
class PressSummary:
    """What was made for the printer."""

    pages: int
    """Of the block, filled up to whole signatures."""
    spine: Spine
    block_sha256: str
    cover_sha256: str


def assemble_press(volume: SetVolume, folder: Path, workshop: Workshop, order: PressOrder) -> PressSummary:
    """Write ``block.pdf`` and ``cover.pdf`` to the folder; CannotProceed names a page that is not black and white."""
    book, trim = volume.block(), workshop.format.trim
    with merge(book, workshop.fonts, trim, black=PRESS_BLACK) as pdf:
        describe(pdf, volume.content)
        make_press(
            pdf,
            Press(
                trim,
                gutter=order.binding.gutter * MM,
                signature=order.signature,
                marks=order.marks,
                profile=order.profile,
            ),
        )
        pages, block = len(pdf.pages), write_pdf(pdf, folder / "block.pdf")
    spine = spine_of(pages, order.sheet, order.cover)
    cover = _write_cover(volume, folder / "cover.pdf", workshop, order, spine)
    return PressSummary(pages, spine, block, cover)


def _write_cover(volume: SetVolume, out: Path, workshop: Workshop, order: PressOrder, spine: Spine) -> str:
    trim = workshop.format.trim
    chunk = cover_chunk(volume.content, spine)
    style = Style((*volume_style(workshop).css, cover_css(trim, spine)), workshop.fonts)
    rendered = render_chunks([chunk], style, workshop.cache, 1)
    sheet = sheet_trim(trim, spine)
    folds = (trim.width, trim.width + spine.points)
    with merge(bind([(chunk.name, None)], rendered, None), workshop.fonts, sheet, black=PRESS_BLACK) as pdf:
        describe(pdf, volume.content)
        # The sheet is one page; the empty page that fills a leaf of the block has no place here.
        del pdf.pages[1:]
        make_press(pdf, Press(sheet, folds=folds, marks=order.marks, profile=order.profile))
        return write_pdf(pdf, out)
