"""Read the lines of text of a page of the volume (行): where each stands and what it says.

Lines are counted as a reader counts them with a finger: from the top of the type area, running head and folio left out,
a row of a table whose cells stand at different heights as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pikepdf import Array, Dictionary, Matrix, Name, Object, Page, parse_content_stream

from conformance.volume.merge import MM

_ABOVE, _BELOW = 25 * MM, 20 * MM
"""Margins of the page at head and foot; what stands in them is no line of the text."""
_ONE_LINE = 7.0
"""Points between base lines that still are one line: less than half a line of text, more than half one of a table."""
_MARK = 7.5
"""Points of size below which a text is the mark of a footnote; all others have 8 at least."""
_CHARACTER = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
_BLOCK = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)


@dataclass(frozen=True)
class TextLine:
    """A line of a page."""

    number: int
    """From 1 at the top of the type area."""
    y: float
    """Its base line, in points from the foot of the page."""
    text: str
    """Without blanks."""
    words: str
    """The same without the marks of footnotes, as the source has it."""


@dataclass(frozen=True)
class _Piece:
    x: float
    y: float
    size: float
    text: str


class LineReader:
    """Reads pages of one file that this program made; the text of each font is read once."""

    def __init__(self) -> None:
        self._fonts: dict[tuple[int, int], Mapping[int, str]] = {}

    def lines(self, page: Page) -> tuple[TextLine, ...]:
        """The lines of the type area, from the top."""
        low, high = _BELOW, float(page.mediabox[3]) - _ABOVE
        pieces = [one for one in self._pieces(page) if low < one.y < high]
        rows: list[list[_Piece]] = []
        for piece in sorted(pieces, key=lambda one: (-one.y, one.x)):
            if rows and rows[-1][0].y - piece.y < _ONE_LINE:
                rows[-1].append(piece)
            else:
                rows.append([piece])
        return tuple(_line(number, row) for number, row in enumerate(rows, start=1))

    def _pieces(self, page: Page) -> Iterator[_Piece]:
        """Text as it is shown; that of drawings is no line."""
        fonts = page.obj.get("/Resources", Dictionary()).get("/Font", Dictionary())
        stack: list[Matrix] = []
        place, text, texts, size = Matrix(), Matrix(), dict[int, str](), 0.0
        for instruction in parse_content_stream(page, "q Q cm BT Tf Tm Td Tj TJ"):
            operands, sign = list(instruction.operands), str(instruction.operator)
            if sign == "q":
                stack.append(place)
            elif sign == "Q":
                place = stack.pop() if stack else place
            elif sign == "cm":
                place = Matrix(*map(float, operands)) @ place
            elif sign == "BT":
                text = Matrix()
            elif sign == "Tm":
                text = Matrix(*map(float, operands))
            elif sign == "Td":
                text = Matrix(1, 0, 0, 1, float(operands[0]), float(operands[1])) @ text
            elif sign == "Tf":
                texts, size = dict(self._texts(fonts.get(str(operands[0])))), float(operands[1])
            elif shown := _shown(operands[0], texts):
                where = text @ place
                yield _Piece(where.e, where.f, size * abs(where.d), shown)

    def _texts(self, font: Object | None) -> Mapping[int, str]:
        """What the codes of a font stand for."""
        if font is None or font.get("/Subtype") != Name.Type0 or "/ToUnicode" not in font:
            return {}
        if font.objgen not in self._fonts:
            self._fonts[font.objgen] = dict(_mapped(font.ToUnicode.read_bytes()))
        return self._fonts[font.objgen]


def _mapped(table: bytes) -> Iterator[tuple[int, str]]:
    for block in _BLOCK.findall(table):
        for code, text in _CHARACTER.findall(block):
            yield int(code, 16), bytes.fromhex(text.decode("ascii")).decode("utf-16-be")


def _shown(operand: Object, texts: Mapping[int, str]) -> str:
    strings = [one for one in (operand if isinstance(operand, Array) else [operand]) if hasattr(one, "__bytes__")]
    codes = (bytes(one) for one in strings)
    signs = (texts.get(int.from_bytes(code[at : at + 2], "big"), "") for code in codes for at in range(0, len(code), 2))
    return "".join("".join(signs).split())


def _line(number: int, row: Sequence[_Piece]) -> TextLine:
    """Pieces in their reading order; the line stands where most of it does."""
    across = sorted(row, key=lambda one: one.x)
    most = max(across, key=lambda one: (len(one.text), one.y))
    words = "".join(one.text for one in across if one.size >= _MARK)
    return TextLine(number, most.y, "".join(one.text for one in across), words)
