"""Read a finished volume back from its file alone: the words of each page with their places, links, bookmarks.

Nothing that made the volume is asked: a page's number is what stands at its foot, a heading is where its words stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path

from pikepdf import Array, Matrix, Name, Object, Pdf, parse_content_stream

_FOOT = (33.0, 43.0)
"""Between these heights, in points, stand the numbers of a page."""
_FOLIO = re.compile(r"—(\d+)—")
_ROW = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]+)>")
_LINE = 25
"""Points from one line to the next at most."""
_SHOWN = "q Q cm BT Tm Tf TJ Tj Do"
Glyphs = dict[int, str]
Box = tuple[float, float, float, float]
"""Left, low, right, top."""


@dataclass(frozen=True)
class Piece:
    """Text that is shown by one operator; the place of its first sign, in points from the lower left corner."""

    x: float
    y: float
    size: float
    text: str


@dataclass(frozen=True)
class Target:
    """A place that a link or a bookmark leads to."""

    page: int
    """From 0."""
    x: float
    y: float


@dataclass(frozen=True)
class Link:
    """A link within the file, which may have a rectangle on several lines."""

    page: int
    name: str
    """Of its target."""
    words: str
    """What stands in its rectangles, without blanks."""
    y: float
    """Base line of the first of them."""


@dataclass(frozen=True)
class Bookmark:
    """A bookmark with the place that it leads to."""

    depth: int
    title: str
    target: Target


@dataclass(frozen=True)
class ReadPage:
    """What a reader sees of a page."""

    pieces: tuple[Piece, ...]
    links: tuple[Link, ...]

    @cached_property
    def text(self) -> str:
        """All words as they are drawn, without blanks."""
        return "".join("".join(piece.text for piece in self.pieces).split())

    @cached_property
    def folio(self) -> int | None:
        """The page of the volume that stands at its foot."""
        found = _FOLIO.search(self._foot)
        return int(found[1]) if found else None

    @cached_property
    def own_folio(self) -> str:
        """The other number at its foot: a standard's own or a roman one."""
        return _FOLIO.sub("", self._foot)

    @cached_property
    def _foot(self) -> str:
        foot = sorted((one for one in self.pieces if _FOOT[0] < one.y < _FOOT[1]), key=lambda one: one.x)
        return "".join("".join(one.text for one in foot).split())

    @cached_property
    def lines(self) -> tuple[tuple[float, str], ...]:
        """The lines of the page from the top: base line and words, without blanks."""
        ordered = sorted(self.pieces, key=lambda one: (-round(one.y), one.x))
        grouped = groupby(ordered, key=lambda one: round(one.y))
        return tuple((float(y), "".join("".join(one.text for one in line).split())) for y, line in grouped)

    def words_at(self, y: float, depth: float) -> tuple[str, ...]:
        """What stands in the lines whose base lines are at most so far below a place, without blanks, in order."""
        found = [one for one in self.pieces if y - depth <= one.y <= y and one.y > _FOOT[1]]
        return tuple("".join(one.text.split()) for one in found if one.text.strip())


@dataclass(frozen=True)
class ReadFont:
    """A face as it lies in the file."""

    name: str
    file: bytes
    texts: Glyphs
    """What each sign stands for when it is copied."""
    used: frozenset[int]
    """The signs that pages show."""


@dataclass(frozen=True)
class ReadVolume:
    """A volume as read."""

    pages: tuple[ReadPage, ...]
    fonts: tuple[ReadFont, ...]
    targets: dict[str, Target]
    """Named places."""
    bookmarks: tuple[Bookmark, ...]

    @property
    def indexes(self) -> int:
        """The page (from 0) on which the indexes begin."""
        return next(one.target.page for one in self.bookmarks if one.title == "按标准编号索引")


def read_volume(path: Path) -> ReadVolume:
    """Read a file."""
    with Pdf.open(path) as pdf:
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        reader = _Reader()
        pages = tuple(reader.page(page.obj, number) for number, page in enumerate(pdf.pages))
        names = pdf.Root.Names.Dests.Names
        targets = {str(names[at]): _target(names[at + 1], numbers) for at in range(0, len(names), 2)}
        bookmarks = tuple(_bookmarks(pdf.Root.Outlines.First, 0, numbers))
        return ReadVolume(pages, reader.fonts(), targets, bookmarks)


def _target(place: Object, numbers: dict[tuple[int, int], int]) -> Target:
    return Target(numbers[place[0].objgen], float(place[2]), float(place[3]))


def _bookmarks(item: Object | None, depth: int, numbers: dict[tuple[int, int], int]) -> Iterator[Bookmark]:
    while item is not None:
        yield Bookmark(depth, str(item.Title), _target(item.Dest, numbers))
        yield from _bookmarks(item.get("/First"), depth + 1, numbers)
        item = item.get("/Next")


class _Reader:
    """Reads pages of one file; fonts are read once."""

    def __init__(self) -> None:
        self._fonts: dict[tuple[int, int], Object] = {}
        self._texts: dict[tuple[int, int], Glyphs] = {}
        self._used: dict[tuple[int, int], set[int]] = {}

    def fonts(self) -> tuple[ReadFont, ...]:
        """The fonts of the pages read so far."""
        return tuple(
            ReadFont(str(font.BaseFont), _file(font), self._texts[number], frozenset(self._used[number]))
            for number, font in sorted(self._fonts.items())
        )

    def page(self, page: Object, number: int) -> ReadPage:
        """Its words and links."""
        pieces: list[Piece] = []
        if "/Contents" in page:
            self._show(pieces, page, page.Resources, Matrix())
        return ReadPage(tuple(pieces), tuple(_links(page, number, pieces)))

    def _show(self, pieces: list[Piece], stream: Object, resources: Object, matrix: Matrix) -> None:
        stack: list[Matrix] = []
        text, font, size = Matrix(), (0, 0), 0.0
        for operands, operator in parse_content_stream(stream, _SHOWN):
            match str(operator):
                case "q":
                    stack.append(matrix)
                case "Q":
                    matrix = stack.pop()
                case "cm":
                    matrix = Matrix(*map(float, operands)) @ matrix
                case "Tm":
                    text = Matrix(*map(float, operands))
                case "Tf":
                    font, size = self._font(resources.Font[str(operands[0])]), float(operands[1])
                case "TJ" | "Tj":
                    place = text @ matrix
                    codes = list(_codes(operands[0]))
                    self._used[font].update(codes)
                    words = "".join(self._texts[font].get(code, "\ufffd") for code in codes)
                    pieces.append(Piece(place.e, place.f, size * abs(place.d), words))
                case "Do":
                    drawing = resources.XObject[str(operands[0])]
                    if drawing.Subtype == Name.Form:
                        own = Matrix(*map(float, drawing.get("/Matrix", (1, 0, 0, 1, 0, 0))))
                        self._show(pieces, drawing, drawing.get("/Resources", resources), own @ matrix)

    def _font(self, font: Object) -> tuple[int, int]:
        if font.objgen not in self._fonts:
            rows = _ROW.findall(font.ToUnicode.read_bytes())
            self._fonts[font.objgen], self._used[font.objgen] = font, set()
            self._texts[font.objgen] = {
                int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in rows
            }
        return tuple(font.objgen)


def _file(font: Object) -> bytes:
    descriptor = font.DescendantFonts[0].FontDescriptor
    return bytes(descriptor.get("/FontFile3", descriptor.get("/FontFile2")).read_bytes())


def _codes(shown: Object) -> Iterator[int]:
    for part in shown if isinstance(shown, Array) else [shown]:
        if hasattr(part, "__bytes__"):
            codes = bytes(part)
            yield from (codes[at] << 8 | codes[at + 1] for at in range(0, len(codes), 2))


def _links(page: Object, number: int, pieces: Sequence[Piece]) -> Iterator[Link]:
    """Each link; its rectangles follow one another, on the same line or the next, and may lie in one another."""
    found: list[tuple[str, list[Box]]] = []
    for annotation in page.get("/Annots", Array()):
        if "/Dest" in annotation:
            left, top, right, low = (float(edge) for edge in annotation.Rect)
            name, box = str(annotation.Dest), (left, low, right, top)
            if found and found[-1][0] == name and abs(found[-1][1][-1][1] - low) < _LINE:
                found[-1][1].append(box)
            else:
                found.append((name, [box]))
    for name, boxes in found:
        inside = [piece for piece in pieces if any(_holds(box, piece) for box in boxes)]
        words = "".join("".join(piece.text for piece in inside).split())
        yield Link(number, name, words, inside[0].y if inside else boxes[0][1])


def _holds(box: Box, piece: Piece) -> bool:
    left, low, right, top = box
    return left - 1 <= piece.x < right and low - 1 <= piece.y <= top + 1
