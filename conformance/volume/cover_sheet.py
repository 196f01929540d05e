"""The cover as its own sheet (封面展开图): back, spine and front, as wide as pages and paper make it.

The text of the spine follows GB/T 11668: Chinese characters stand upright one below the other, read from the top; a
spine thinner than 5 mm stays empty.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from conformance.volume.chunk import Chunk
from conformance.volume.folder import VolumeContent
from conformance.volume.merge import MM, Trim
from conformance.volume.page import cover_sheet_html
from conformance.volume.parts import VolumePart

SPINE_TEXT_FROM = 5.0
"""Millimetres of spine from which its text is printed (GB/T 11668)."""
_LARGEST = 18.0
"""Points of the spine's text at most."""
_SHARE = 0.55
"""Of the spine's width that a character takes at most, so that a slight error of folding does not show."""
_UPRIGHT = re.compile(r"[0-9A-Za-z]+|\S")


@dataclass(frozen=True)
class Spine:
    """The spine, in millimetres."""

    width: float

    @property
    def points(self) -> float:
        """The width in points."""
        return self.width * MM

    @property
    def has_text(self) -> bool:
        """Whether it is wide enough for text."""
        return self.width >= SPINE_TEXT_FROM

    @property
    def size(self) -> float:
        """Size of its text, in points."""
        return min(_LARGEST, self.points * _SHARE)


def spine_of(pages: int, sheet: float, cover: float) -> Spine:
    """The spine of a block of so many pages; ``sheet`` and ``cover`` are the thickness of one leaf, in millimetres."""
    return Spine(round(pages / 2 * sheet + 2 * cover, 1))


def cover_chunk(content: VolumeContent, spine: Spine, part: VolumePart | None = None) -> Chunk:
    """The sheet's text; of one part where the volume is divided."""
    title = signs(content.title) if spine.has_text else []
    return Chunk(
        "cover-sheet",
        "封面",
        cover_sheet_html(content, title, signs(content.publisher), spine.size, part),
    )


def signs(text: str) -> list[str]:
    """What stands one below the other: each character, and a run of digits or letters as one."""
    return _UPRIGHT.findall(text)


def cover_css(trim: Trim, spine: Spine) -> str:
    """The size of the sheet, and where its three parts stand."""
    width = 2 * trim.width + spine.points
    return (
        f"@page {{ size: {width:.4f}pt {trim.height:.4f}pt; margin: 0; }}\n"
        f"@page volume-cover {{ margin: 0; }}\n"
        f".sheet {{ position: relative; height: {trim.height - 1:.4f}pt; }}\n"
        f".sheet .face {{ position: absolute; top: 25mm; left: {trim.width + spine.points + 25 * MM:.4f}pt; "
        f"width: {trim.width - 50 * MM:.4f}pt; }}\n"
        f".sheet .volume-cover {{ height: {trim.height - 50 * MM:.4f}pt; }}\n"
        f".sheet .spine {{ position: absolute; top: 20mm; bottom: 20mm; left: {trim.width:.4f}pt; "
        f"width: {spine.points:.4f}pt; }}\n"
        f".sheet .back {{ position: absolute; bottom: 25mm; left: 25mm; width: {trim.width - 50 * MM:.4f}pt; }}\n"
    )


def sheet_trim(trim: Trim, spine: Spine) -> Trim:
    """The size of the whole sheet after trimming."""
    return Trim(2 * trim.width + spine.points, trim.height)
