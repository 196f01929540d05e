"""What the file is wanted for (检查要求): limits of the press, or of an edition that is read on a screen."""

from __future__ import annotations

from dataclasses import dataclass

MM = 72 / 25.4


@dataclass(frozen=True)
class Profile:
    """What is expected. Lengths are in millimetres; the numbers are common practice of Chinese print shops."""

    press: bool = True
    """False for a screen: colour, bleed and signatures are then no matter, bookmarks and links are."""
    bleed: float = 3.0
    text_margin: float = 5.0
    """From the trim to the nearest text."""
    image_ppi: int = 300
    line_art_ppi: int = 600
    """Of pictures of one bit; 1200 is better."""
    hairline: float = 0.25
    """Points of a line at least."""
    signature: int = 4
    """The number of pages is a multiple of this; 1 for a cover, which is one sheet."""
    size: tuple[float, float] | None = None
    """Width and height after trimming, where they are known."""
    tolerance: float = 0.5
    """By which a box may differ from what is wanted."""
