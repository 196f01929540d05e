"""The proof-reader's edition (校样): numbered lines, bars beside what is new, and a wide margin for marks.

It is made of the edition for the screen, page for page, so a mark on the proof has its page and line in the book.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from pikepdf import Array, Dictionary, Object, Page, Pdf, String

from conformance.typeset.fonts import FontFolder
from conformance.volume.archival import withdraw_archival
from conformance.volume.face import embed_face
from conformance.volume.folio import FolioType
from conformance.volume.merge import MM
from conformance.volume.printed_volume import PrintedVolume
from conformance.volume.text_line import TextLine

_MARGIN = 60 * MM
"""Added at the outer edge of each page."""
_OUTER = 20 * MM
"""Margin of the text there."""
_BAR, _NUMBER = 3.5 * MM, 5.5 * MM
"""From the text to the bar and to the number of a line."""
_SIZE = 6.5
_LABEL = "校样"
_LABEL_SIZE = 12
_BAR_WIDTH = 1.5
_UP, _DOWN = 11.0, 5.8
"""Points of a bar above and below a base line; the lines of a paragraph lie 16.8 pt apart, so their bars join."""
_GREY = "0.35 0.35 0.35"


@dataclass(frozen=True)
class Mark:
    """A text beside which a bar stands; by the measure of :meth:`PrintedVolume.find`."""

    anchor: str
    text: str
    """Empty for all that stands under the bookmark of the anchor."""
    start: int
    end: int


@dataclass(frozen=True)
class ProofSummary:
    """What was marked."""

    pages: int
    """With a bar."""
    lines: int
    """With a bar."""
    lost: int
    """Marks whose text does not stand in the volume."""


def make_proof(pdf: Pdf, marks: Sequence[Mark], fonts: FontFolder) -> ProofSummary:
    """Turn the edition for the screen into a proof."""
    volume = PrintedVolume(pdf)
    barred, lost = _barred(volume, marks)
    faces = _Faces(pdf, fonts)
    lines = [volume.lines(number) for number in range(len(pdf.pages))]
    for number, page in enumerate(pdf.pages):
        _stamp(page, lines[number], barred[number], faces, recto=number % 2 == 0)
    title = f"{pdf.docinfo.get('/Title', '')}（校样）"
    pdf.docinfo["/Title"] = String(title)
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:title"] = title
        withdraw_archival(metadata)  # a working copy is nothing for the archive
    return ProofSummary(sum(map(bool, barred.values())), sum(map(len, barred.values())), lost)


def _barred(volume: PrintedVolume, marks: Sequence[Mark]) -> tuple[dict[int, set[int]], int]:
    """The numbers of the lines with a bar by page, and how many marks have no place."""
    barred: dict[int, set[int]] = defaultdict(set)
    lost = 0
    for mark in marks:
        found = volume.find(mark.anchor, mark.text, mark.start, mark.end) if mark.text else volume.all_from(mark.anchor)
        lost += not found
        for one in found:
            barred[one.page].add(one.line.number)
    return barred, lost


class _Faces:
    """The faces of numbers and label, embedded once."""

    def __init__(self, pdf: Pdf, fonts: FontFolder) -> None:
        self.type = FolioType(fonts, f"0123456789{_LABEL}")
        used: dict[str, dict[int, str]] = defaultdict(dict)
        for character, sign in self.type.signs.items():
            used[sign.face][sign.glyph] = character
        self.embedded: Mapping[str, tuple[str, Object]] = {
            file: (f"/Proof{place}", embed_face(pdf, fonts.path / file, glyphs))
            for place, (file, glyphs) in enumerate(sorted(used.items()))
        }

    def text(self, words: str, x: float, y: float, size: float) -> Iterator[str]:
        """Content that shows words, their left end at ``x``."""
        for face, run in groupby((self.type.signs[character] for character in words), key=lambda sign: sign.face):
            signs = list(run)
            codes = "".join(f"{sign.glyph:04x}" for sign in signs)
            yield f"{self.embedded[face][0]} {size} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm <{codes}> Tj"
            x += sum(sign.width for sign in signs) * size / 1000

    def width(self, words: str, size: float) -> float:
        """Of words, in points."""
        return sum(self.type.signs[character].width for character in words) * size / 1000

    def add_to(self, page: Object) -> None:
        """Let a page call them by name."""
        if "/Resources" not in page:
            page.Resources = Dictionary()
        if "/Font" not in page.Resources:
            page.Resources.Font = Dictionary()
        for name, face in self.embedded.values():
            page.Resources.Font[name] = face


def _stamp(page: Page, lines: Sequence[TextLine], barred: set[int], faces: _Faces, *, recto: bool) -> None:
    faces.add_to(page.obj)
    width, height = float(page.mediabox[2]), float(page.mediabox[3])
    edge = width - _OUTER if recto else _OUTER
    away = 1 if recto else -1
    cut = width if recto else 0.0
    drawn = [f"q {_GREY} RG 0.25 w [2 2] 0 d {cut:.2f} 0 m {cut:.2f} {height:.2f} l S Q"]
    for line in lines:
        if line.number in barred:
            x = edge + away * _BAR
            drawn.append(f"q 0 0 0 RG {_BAR_WIDTH} w {x:.2f} {line.y - _DOWN:.2f} m {x:.2f} {line.y + _UP:.2f} l S Q")
    words = [piece for line in lines for piece in _number(line, edge + away * _NUMBER, faces, recto=recto)]
    label = width + _MARGIN - 10 * MM - faces.width(_LABEL, _LABEL_SIZE) if recto else -_MARGIN + 10 * MM
    words.extend(faces.text(_LABEL, label, height - 15 * MM, _LABEL_SIZE))
    drawn.append(f"q {_GREY} rg BT {' '.join(words)} ET Q")
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(("\nQ\n" + "\n".join(drawn) + "\n").encode("ascii"))
    page.obj.MediaBox = Array([0 if recto else -_MARGIN, 0, width + _MARGIN if recto else width, height])


def _number(line: TextLine, x: float, faces: _Faces, *, recto: bool) -> Iterator[str]:
    """The number of a line, away from the text."""
    words = str(line.number)
    start = x if recto else x - faces.width(words, _SIZE)
    yield from faces.text(words, start, line.y, _SIZE)
