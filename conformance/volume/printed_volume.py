"""A volume as it was printed (已印汇编): on which page and line a text stands, read from the edition for the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pikepdf import Array, Dictionary, Pdf

from conformance.volume.text_line import LineReader, TextLine

_AROUND = 12
"""Signs before and behind a text that help to find it where the whole paragraph is not found as it stands."""
_ALONE = 4
"""Signs of a text at least that is looked for by itself."""


@dataclass(frozen=True)
class PrintedLine:
    """A line of the volume."""

    page: int
    """From 0."""
    line: TextLine


class PrintedVolume:
    """Reads a volume that this program made."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._reader = LineReader()
        self._lines: dict[int, tuple[TextLine, ...]] = {}

    @property
    def title(self) -> str:
        """What the file calls itself."""
        return str(self._pdf.docinfo.get("/Title", ""))

    def label(self, page: int) -> str:
        """The number that a page (from 0) bears."""
        return self._pdf.pages[page].label

    def lines(self, page: int) -> tuple[TextLine, ...]:
        """The lines of a page (from 0)."""
        if page not in self._lines:
            self._lines[page] = self._reader.lines(self._pdf.pages[page])
        return self._lines[page]

    @cached_property
    def places(self) -> dict[str, tuple[int, float]]:
        """The page (from 0) of each id, and its height in points."""
        numbers = {page.obj.objgen: number for number, page in enumerate(self._pdf.pages)}
        names = self._pdf.Root.get("/Names", Dictionary()).get("/Dests", Dictionary()).get("/Names", Array())
        found: dict[str, tuple[int, float]] = {}
        for at in range(0, len(names), 2):
            place = names[at + 1]
            found[str(names[at])] = (numbers[place[0].objgen], float(place[3]))
        return found

    def find(self, anchor: str, text: str, start: int, end: int) -> tuple[PrintedLine, ...]:
        """The lines that hold ``text[start:end]``, looked for from an id on to the end of its standard.

        An empty piece stands in the line of the sign before it. Nothing where the text does not stand there.
        """
        lines = self.all_from(anchor)
        signs = "".join(line.line.words for line in lines)
        owner = [line for line in lines for _ in line.line.words]
        for needle, first, last in _needles(text, start, end):
            at = signs.find(needle)
            if needle and at >= 0:
                held = owner[at + first : max(at + last, at + first + 1)] or owner[at : at + 1]
                return tuple(dict.fromkeys(held))
        return ()

    def all_from(self, anchor: str) -> tuple[PrintedLine, ...]:
        """All lines from an id to the end of its standard; none where the id does not stand in the volume."""
        return tuple(self._from(anchor))

    def _from(self, anchor: str) -> Iterator[PrintedLine]:
        """The lines from an id to the end of what is bound under one bookmark."""
        if anchor not in self.places:
            return
        first, height = self.places[anchor]
        last = min((page for page in self._starts if page > first), default=len(self._pdf.pages))
        for page in range(first, last):
            for line in self.lines(page):
                if page > first or line.y < height:
                    yield PrintedLine(page, line)

    @cached_property
    def _starts(self) -> Sequence[int]:
        """The pages (from 0) with which a standard, a guide, a part or an index begins."""
        numbers = {page.obj.objgen: number for number, page in enumerate(self._pdf.pages)}
        found: set[int] = set()
        with self._pdf.open_outline(max_depth=2) as outline:
            for item in outline.root:
                for one in (item, *item.children):
                    if isinstance(one.destination, Array):
                        found.add(numbers[one.destination[0].objgen])
        return sorted(found)


def _needles(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """What is looked for, from the surest to the least: signs without blanks, and the piece's place among them."""
    yield _squeezed(text, 0, start, end, len(text))
    from_line, to_line = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    to_line = len(text) if to_line < 0 else to_line
    yield _squeezed(text, from_line, start, end, to_line)
    yield _squeezed(text, max(from_line, start - _AROUND), start, end, min(to_line, end + _AROUND))
    yield _squeezed(text, max(from_line, start - _AROUND), start, end, end)
    yield _squeezed(text, start, start, end, min(to_line, end + _AROUND))
    if end - start >= _ALONE:
        yield _squeezed(text, start, start, end, end)


def _squeezed(text: str, low: int, start: int, end: int, high: int) -> tuple[str, int, int]:
    before, piece, after = ("".join(part.split()) for part in (text[low:start], text[start:end], text[end:high]))
    at = len(before) - 1 if not piece and before else len(before)
    return before + piece + after, at, at + len(piece)
