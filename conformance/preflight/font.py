"""What the preflight knows of a font (字体): whether it is embedded, how wide its signs are, which are missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pikepdf import Array, Dictionary, Name, Object

_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
_DEFAULT_WIDTH = 500.0


@dataclass
class FontFacts:
    """A font of the file."""

    name: str
    composite: bool
    """Codes of two bytes."""
    embedded: bool
    drawn: bool
    """Type 3: its signs are drawings."""
    widths: dict[int, float]
    default_width: float
    unmapped: frozenset[int]
    """Codes whose text is said to be the replacement character."""
    identity: bool
    """Codes are glyph ids, so that code 0 is the empty box."""
    used: set[int] = field(default_factory=set)

    def codes(self, shown: bytes) -> Iterator[int]:
        """The codes of a string that is shown."""
        if not self.composite:
            yield from shown
            return
        for place in range(0, len(shown) - 1, 2):
            yield shown[place] << 8 | shown[place + 1]

    def width(self, code: int) -> float:
        """Advance of a code, in thousandths of the size."""
        return self.widths.get(code, self.default_width)

    def is_missing(self, code: int) -> bool:
        """Whether the code shows an empty box, or nothing, in place of a character."""
        return code in self.unmapped or (self.identity and code == 0)


def read_font(font: Object) -> FontFacts:
    """Read a font dictionary."""
    kind = font.get("/Subtype")
    composite = kind == Name.Type0
    holder = font.DescendantFonts[0] if composite else font
    descriptor = holder.get("/FontDescriptor", Dictionary())
    return FontFacts(
        name=str(font.get("/BaseFont", font.get("/Name", "?"))).lstrip("/"),
        composite=composite,
        embedded=any(key in descriptor for key in _FILES),
        drawn=kind == Name.Type3,
        widths=dict(_composite_widths(holder) if composite else _simple_widths(holder)),
        default_width=float(holder.get("/DW", 1000)) if composite else _DEFAULT_WIDTH,
        unmapped=frozenset(_unmapped(font)),
        identity=composite and str(font.get("/Encoding", "")) in ("/Identity-H", "/Identity-V"),
    )


def _simple_widths(font: Object) -> Iterator[tuple[int, float]]:
    first = int(font.get("/FirstChar", 0))
    for place, width in enumerate(font.get("/Widths", Array())):
        yield first + place, float(width)


def _composite_widths(font: Object) -> Iterator[tuple[int, float]]:
    """The two forms of /W: a first code with its widths, or a range with one width."""
    rows = list(font.get("/W", Array()))
    place = 0
    while place + 1 < len(rows):
        first = int(rows[place])
        if isinstance(rows[place + 1], Array):
            for offset, width in enumerate(rows[place + 1]):
                yield first + offset, float(width)
            place += 2
        else:
            for code in range(first, int(rows[place + 1]) + 1):
                yield code, float(rows[place + 2])
            place += 3


def _unmapped(font: Object) -> Iterator[int]:
    """Codes that the ToUnicode map gives as U+FFFD or U+0000."""
    unicode_map = font.get("/ToUnicode")
    if unicode_map is None or not hasattr(unicode_map, "read_bytes"):
        return
    for line in unicode_map.read_bytes().splitlines():
        words = line.strip().lower().split()
        if len(words) == 2 and words[1] in (b"<fffd>", b"<0000>") and words[0].startswith(b"<"):
            yield int(words[0][1:-1], 16)
