"""Sizes of paper that the volume is made for (开本)."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.volume.merge import MM, Trim


@dataclass(frozen=True)
class Format:
    """A size after trimming, and what the style changes for it."""

    label: str
    trim: Trim
    css: str


_K16 = """@page { size: 210mm 285mm; }
.volume-cover, .volume-imprint { height: 235mm; }
.colophon { height: 238mm; }
.diagram svg { max-height: 196mm; }
.standard-cover { height: 248mm; }
.chart svg { max-height: 210mm; }
"""

FORMATS = {
    "a4": Format("A4（210 mm×297 mm）", Trim(210 * MM, 297 * MM), ""),
    "16k": Format("大16开（210 mm×285 mm）", Trim(210 * MM, 285 * MM), _K16),
}
"""By the name that the command line knows them by."""
