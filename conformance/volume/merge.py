"""Merge the chunks to one PDF: pages in order, each face once, the volume's folio stamped on every page of the body.

What only a screen needs (links, bookmarks) and what only a press needs (boxes, colour) is added to it afterwards.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass

from pikepdf import Array, Object, PageCopyWarning, Pdf, Stream

from conformance.typeset.fonts import FontFolder
from conformance.volume.book import Book, Placed
from conformance.volume.face import embed_face
from conformance.volume.folio import FolioType
from conformance.volume.page_number import fill_rooms

MM = 72 / 25.4
_FOLIO_SHIFT = 2.5 * MM
"""From the middle of the page to the middle of the text, whose margins are 25 mm at the spine and 20 mm outside."""


@dataclass(frozen=True)
class Trim:
    """The size of a page after trimming (成品尺寸), in points."""

    width: float
    height: float


def merge(book: Book, fonts: FontFolder, trim: Trim, *, pages: Mapping[str, int], black: str) -> Pdf:
    """The pages of the book; ``pages`` gives the page of each id that it tells of, ``black`` sets their colour."""
    pdf = Pdf.new()
    folio_type = FolioType(fonts)
    faces = _embed_all(pdf, book, fonts, folio_type)
    for placed in book.placed:
        _append(pdf, placed)
        names = _name_fonts(pdf, placed, faces, folio_type)
        for number, targets in placed.chunk.rooms.items():
            numbers = [pages[target] for target in targets]
            fill_rooms(pdf, pdf.pages[placed.start + number].obj, numbers, folio_type.signs, black)
        if placed.start >= book.first:
            _stamp(pdf, placed, book.origin, folio_type, names, trim, black)
        for _ in range(placed.blanks_after):
            pdf.add_blank_page(page_size=(trim.width, trim.height))
    return pdf


def _append(pdf: Pdf, placed: Placed) -> None:
    with Pdf.open(placed.chunk.pdf) as source, warnings.catch_warnings():
        # Links name places that stand in another chunk; they are made for the whole afterwards.
        warnings.simplefilter("ignore", PageCopyWarning)
        pdf.pages.extend(source.pages)


def _embed_all(pdf: Pdf, book: Book, fonts: FontFolder, folio_type: FolioType) -> dict[str, Object]:
    """The composite font of each face by its file; a glyph's text is what it stood for first."""
    used: dict[str, dict[int, str]] = {}
    for character, sign in folio_type.signs.items():
        used.setdefault(sign.face, {})[sign.glyph] = character
    for placed in book.placed:
        for file, glyphs in placed.chunk.glyphs.items():
            of_face = used.setdefault(file, {})
            for glyph, text in glyphs.items():
                of_face.setdefault(glyph, text)
    return {file: embed_face(pdf, fonts.path / file, glyphs) for file, glyphs in sorted(used.items())}


def _name_fonts(pdf: Pdf, placed: Placed, faces: Mapping[str, Object], folio_type: FolioType) -> dict[str, str]:
    """Give the pages of a chunk their fonts under the names that they call them by; gives the names by file."""
    fonts = pdf.pages[placed.start].obj.Resources.Font
    names: dict[str, str] = {}
    for name, file in sorted(placed.chunk.faces.items()):
        fonts[f"/{name}"] = faces[file]
        names[file] = f"/{name}"
    for sign in folio_type.signs.values():
        if sign.face not in names:
            names[sign.face] = f"/Folio{len(names)}"
            fonts[names[sign.face]] = faces[sign.face]
    return names


def _stamp(
    pdf: Pdf, placed: Placed, origin: int, folio_type: FolioType, names: Mapping[str, str], trim: Trim, black: str
) -> None:
    opening, closing = pdf.make_indirect(Stream(pdf, b"q\n")), b"\nQ"
    for number in range(placed.chunk.pages):
        if number in placed.chunk.blanks:
            continue
        place = placed.start + number
        page = pdf.pages[place]
        middle = trim.width / 2 + (_FOLIO_SHIFT if place % 2 == 0 else -_FOLIO_SHIFT)
        folio = folio_type.content(place - origin + 1, middle, names, black)
        page.obj.Contents = Array([opening, page.obj.Contents, pdf.make_indirect(Stream(pdf, closing + folio))])
