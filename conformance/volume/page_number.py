"""Page numbers that are not known while a chunk is set (待填页码): room is set, and filled when chunks are merged.

Contents, register and indexes tell pages of other chunks. With room in the place of numbers their chunks are the same
when pages shift, so none is set again; the merge writes each number into the page's content, in face, size and place
of its room.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import islice

from markupsafe import Markup
from pikepdf import Object, Pdf, Stream

from conformance.typeset.pdf import StyleFault
from conformance.volume.folio import Sign

DIGITS = 4
"""Of a number that stands in a column of its own."""
_TARGET = re.compile(r' data-page-of="([^"]+)"')
_ROOM = re.compile(rb"0 0 0\.003922 rg(?P<between>[^\[\]]*)\[<(?P<room>[0-9a-f]+)>\] TJ")
"""Text in the colour #000001, which nothing else has; its face is that of folios."""


def page_number(target: str, digits: int = DIGITS) -> Markup:
    """Room for the page of an id, as HTML: as wide as so many digits, so that numbers in a column end alike."""
    return Markup('<span class="page-number" data-page-of="{}">{}</span>').format(target, "0" * digits)


def find_rooms(pdf: Pdf, html: str) -> dict[int, tuple[str, ...]]:
    """The ids whose pages are told on each page (from 0) of a chunk, in the order in which it shows them."""
    targets = _TARGET.findall(html)
    if not targets:
        return {}
    counts = [len(_ROOM.findall(page.obj.Contents.read_bytes())) for page in pdf.pages]
    if sum(counts) != len(targets):
        raise StyleFault(f"{len(targets)} page numbers are asked for, {sum(counts)} are set")
    left = iter(targets)
    return {number: tuple(islice(left, count)) for number, count in enumerate(counts) if count}


def fill_rooms(pdf: Pdf, page: Object, numbers: Sequence[int], signs: Mapping[str, Sign], black: str) -> None:
    """Write the numbers into the rooms of a page's content; ``black`` is the operator that sets their colour."""
    left = iter(numbers)

    def fill(room: re.Match[bytes]) -> bytes:
        digits = [signs[digit] for digit in str(next(left))]
        missing = len(room["room"]) // 4 - len(digits)
        codes = "".join(f"{digit.glyph:04x}" for digit in digits)
        return b"%b%b[%.0f <%b>] TJ" % (black.encode(), room["between"], -missing * signs["0"].width, codes.encode())

    page.Contents = pdf.make_indirect(Stream(pdf, _ROOM.sub(fill, page.Contents.read_bytes())))
