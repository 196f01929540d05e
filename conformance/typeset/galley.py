"""Set a part of a book as a galley (毛条): pages that name their faces without holding them.

A book is set in many parts and each part uses the same faces, so cutting a face for every part would be wasted work
and weight: whoever joins the parts embeds each face once. WeasyPrint's glyph ids are those of the face's own file,
hence the same in all galleys. Leaving the faces out replaces private parts of WeasyPrint and holds for 70 alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from weasyprint.pdf import fonts as weasyprint_fonts

from conformance.typeset.fonts import FontFolder
from conformance.typeset.pdf import face_of_font, laid_out

_MAGIC = 4
"""How many bytes of a face's file tell its kind; the rest is left out."""


@dataclass(frozen=True)
class Bookmark:
    """A bookmark: where it leads, in points from the lower left corner of a page (from 0) of the galley."""

    label: str
    page: int
    x: float
    y: float
    children: tuple[Bookmark, ...]


@dataclass(frozen=True)
class UsedFace:
    """What the pages take of a face."""

    file: str
    """Its file in the font folder."""
    glyphs: Mapping[int, str]
    """The text that each glyph id stands for."""


@dataclass(frozen=True)
class Galley:
    """Pages without fonts."""

    pdf: bytes
    pages: int
    blanks: tuple[int, ...]
    """Pages (from 0) left empty so that what follows starts on a right-hand page."""
    bookmarks: tuple[Bookmark, ...]
    faces: Mapping[str, UsedFace]
    """By the name under which the pages call the face; one face has the same name in every galley."""


def set_galley(html: str, css: Sequence[str], *, title: str, fonts: FontFolder) -> Galley:
    """Set the body of a page as :func:`conformance.typeset.pdf.render_pdf` does, without embedding fonts."""
    with laid_out(html, css, title=title, fonts=fonts) as document, _faces_left_out():
        pdf = document.write_pdf()
    faces: dict[str, UsedFace] = {}
    for font in document.fonts.values():
        before = faces[font.hash].glyphs if font.hash in faces else {}
        faces[font.hash] = UsedFace(face_of_font(font, fonts).file, {**font.to_unicode, **before})
    return Galley(
        pdf=pdf,
        pages=len(document.pages),
        blanks=tuple(number for number, page in enumerate(document.pages) if page._page_box.page_type.blank),
        bookmarks=_bookmarks(document.make_bookmark_tree(0.75, True)),
        faces=faces,
    )


def _bookmarks(tree: Sequence[Any]) -> tuple[Bookmark, ...]:
    return tuple(Bookmark(label, page, x, y, _bookmarks(children)) for label, (page, x, y), children, _ in tree)


@contextmanager
def _faces_left_out() -> Iterator[None]:
    """Within the block WeasyPrint neither copies, cuts nor writes the files of faces."""
    read, clean = weasyprint_fonts.get_hb_object_data, weasyprint_fonts.Font.clean
    weasyprint_fonts.get_hb_object_data = _magic
    weasyprint_fonts.Font.clean = lambda *_: None
    try:
        yield
    finally:
        weasyprint_fonts.get_hb_object_data, weasyprint_fonts.Font.clean = read, clean


def _magic(face: Any) -> bytes:
    """The first bytes of a face's file, by which WeasyPrint tells OpenType from TrueType."""
    blob = weasyprint_fonts.harfbuzz.hb_face_reference_blob(face)
    with weasyprint_fonts.ffi.new("unsigned int *") as length:
        data = weasyprint_fonts.harfbuzz.hb_blob_get_data(blob, length)
        magic = bytes(weasyprint_fonts.ffi.unpack(data, min(_MAGIC, length[0])))
    weasyprint_fonts.harfbuzz.hb_blob_destroy(blob)
    return magic
