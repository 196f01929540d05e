"""The page of the volume (汇编页码) at the foot of a page, in the face of the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import uharfbuzz as hb

from conformance.typeset.fonts import FontFolder

_ROLE = "song"
_SIZE = 9
_HEIGHT = 40.17
"""Base line of the folio above the lower edge, in points: that of a standard's own folio, 9 pt below the text."""


@dataclass(frozen=True)
class Sign:
    """A character of a folio."""

    face: str
    glyph: int
    width: float
    """In thousandths of the size."""


class FolioType:
    """Sets folios (页码) in the face of the text: digits of its Latin face, dashes of its Chinese one."""

    def __init__(self, fonts: FontFolder, characters: str = "0123456789—") -> None:
        self._fonts = fonts
        self._characters = characters

    @cached_property
    def signs(self) -> Mapping[str, Sign]:
        """The characters that a folio is made of."""
        role = next(role for role in self._fonts.roles if role.name == _ROLE)
        signs: dict[str, Sign] = {}
        for family in role.families:
            face = self._fonts.face_of(family, bold=False, italic=False)
            font = hb.Font(hb.Face(hb.Blob.from_file_path(str(self._fonts.path / face.file))))
            for character in self._characters:
                glyph = font.get_nominal_glyph(ord(character))
                if character not in signs and glyph is not None:
                    width = font.get_glyph_h_advance(glyph) * 1000 / font.face.upem
                    signs[character] = Sign(face.file, glyph, width)
        return signs

    def content(self, folio: int, middle: float, names: Mapping[str, str], black: str) -> bytes:
        """Page content that shows ``— 12 —`` around ``middle``; ``names`` are those of the faces in the page."""
        signs, space = self.signs, _SIZE / 2
        groups = [[signs["—"]], [signs[digit] for digit in str(folio)], [signs["—"]]]
        widths = [sum(sign.width for sign in group) * _SIZE / 1000 for group in groups]
        x = middle - (sum(widths) + 2 * space) / 2
        shown = []
        for group, width in zip(groups, widths, strict=True):
            codes = "".join(f"{sign.glyph:04x}" for sign in group)
            font = names[group[0].face]
            shown.append(f"{font} {_SIZE} Tf 1 0 0 1 {x:.2f} {_HEIGHT} Tm <{codes}> Tj")
            x += width + space
        return f"\nq {black} BT {' '.join(shown)} ET Q\n".encode("ascii")
