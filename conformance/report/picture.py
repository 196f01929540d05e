"""Draw what is easier seen than read (图) as SVG: bars, columns, and a map of departments and clauses.

One unit is a quarter of a millimetre in print, 624 units are the width of the type area. Black and greys alone, each
figure beside its bar, so that a photocopy tells as much; a table with the same figures stands behind each picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape

from conformance.scores.grading import shown

WIDTH = 624
LABEL, FIGURE = 150, 96
"""Room for the name before a bar and for the figure behind it."""
ROW, BAR = 18, 12
SIZE = 12
CELL, HEAD = 13, 92
"""A square of the map, and the room for the upright names above it."""
COLUMNS_HIGH = 120
_FAMILY = "hei, 'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
_DARK, _LIGHT, _LINE, _CASING = "#444", "#ccc", "#000", "#fff"


@dataclass(frozen=True)
class Bar:
    """One bar: a value and, where it differs, the highest that it may become."""

    label: str
    value: Fraction
    most: Fraction
    words: str
    """The figure as it is told behind the bar."""


@dataclass(frozen=True)
class Mark:
    """A line across all bars."""

    label: str
    value: Fraction


@dataclass(frozen=True)
class Change:
    """A value before and now."""

    label: str
    before: Fraction
    now: Fraction
    words: str


def changes(title: str, rows: Sequence[Change], full: Fraction) -> str:
    """For each row a ring where it was and a disc where it is now, on a scale from 0 to ``full``."""
    scale = Fraction(WIDTH - LABEL - FIGURE) / full
    pieces = []
    for number, row in enumerate(rows):
        y = ROW * (number + 0.5)
        before, now = (LABEL + float(value * scale) for value in (row.before, row.now))
        pieces.append(_name(y + 4, row.label, SIZE))
        pieces.append(_line(before, y, now, y))
        pieces.append(f'<circle cx="{before:.2f}" cy="{y:g}" r="4" fill="#fff" stroke="{_LINE}"/>')
        pieces.append(f'<circle cx="{now:.2f}" cy="{y:g}" r="4" fill="{_LINE}"/>')
        pieces.append(_text(LABEL + float(full * scale) + 6, y + 4, row.words))
    return _svg(title, WIDTH, ROW * len(rows) + 2, pieces)


def bars(title: str, rows: Sequence[Bar], full: Fraction, marks: Sequence[Mark] = ()) -> str:
    """Bars from left to right on a scale from 0 to ``full``."""
    scale = Fraction(WIDTH - LABEL - FIGURE) / full
    top = 18 if marks else 2
    height = top + ROW * len(rows) + 4
    pieces = []
    for number, row in enumerate(rows):
        y = top + ROW * number + (ROW - BAR) / 2
        pieces.append(_name(y + BAR - 2, row.label, SIZE))
        pieces.append(_box(LABEL, y, row.most * scale, BAR, _LIGHT))
        pieces.append(_box(LABEL, y, row.value * scale, BAR, _DARK))
        pieces.append(_text(LABEL + float(full * scale) + 6, y + BAR - 2, row.words))
    for mark in marks:
        x = LABEL + float(mark.value * scale)
        pieces.append(_line(x, top - 2, x, height - 2, stroke=_CASING, width=3))  # seen on a bar as well as beside it
        pieces.append(_line(x, top - 2, x, height - 2, dashed=True))
        pieces.append(_text(x, 11, mark.label, anchor="middle", size=10))
    return _svg(title, WIDTH, height, pieces)


def columns(title: str, numbers: Sequence[tuple[str, int]]) -> str:
    """Columns of whole numbers side by side, the tallest as high as the picture."""
    most = max((number for _, number in numbers), default=0) or 1
    step = WIDTH / max(len(numbers), 1)
    pieces = []
    for place, (label, number) in enumerate(numbers):
        height, middle = COLUMNS_HIGH * number / most, step * (place + 0.5)
        base = COLUMNS_HIGH + 20
        pieces.append(_box(middle - step * 0.3, base - height, step * 0.6, height, _DARK))
        pieces.append(_text(middle, base - height - 4, str(number), anchor="middle"))
        pieces.append(_text(middle, base + 16, label, anchor="middle"))
    pieces.append(_line(0, COLUMNS_HIGH + 20, WIDTH, COLUMNS_HIGH + 20))
    return _svg(title, WIDTH, COLUMNS_HIGH + 42, pieces)


def loss_map(
    title: str, names: Sequence[str], clauses: Sequence[str], lost: Sequence[Sequence[Fraction | None]]
) -> str:
    """A square for each department (row) and clause (column): the larger the black one, the more is lost of its points.

    A cross stands where the clause does not apply, nothing where nothing is lost.
    """
    width, height = LABEL + CELL * len(clauses) + 2, HEAD + CELL * len(names) + 2
    pieces = [_upright(LABEL + CELL * (at + 0.5), HEAD - 4, clause) for at, clause in enumerate(clauses)]
    for row, (name, shares) in enumerate(zip(names, lost, strict=True)):
        y = HEAD + CELL * row
        pieces.append(_name(y + CELL - 3, name, 11))
        for column, share in enumerate(shares):
            pieces.extend(_cell(LABEL + CELL * column, y, share))
    return _svg(title, max(width, WIDTH), height, pieces)


def _cell(x: float, y: float, share: Fraction | None) -> Iterator[str]:
    yield f'<rect x="{x:g}" y="{y:g}" width="{CELL}" height="{CELL}" fill="none" stroke="#999" stroke-width="0.5"/>'
    if share is None:
        yield _text(x + CELL / 2, y + CELL - 3.5, "×", anchor="middle", size=9)
    elif share:
        side = max(3.0, CELL * float(share) ** 0.5 - 1.5)  # the area tells the share; the least that is still seen
        yield _box(x + (CELL - side) / 2, y + (CELL - side) / 2, side, side, _LINE)


def _svg(title: str, width: float, height: float, pieces: Sequence[str]) -> str:
    body = "".join(pieces)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(title)}" '
        f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}" font-family="{_FAMILY}">{body}</svg>'
    )


def _box(x: float, y: float, width: Fraction | float, height: float, fill: str) -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{float(width):.2f}" height="{height:g}" fill="{fill}"/>'


def _line(
    x: float, y: float, to_x: float, to_y: float, *, dashed: bool = False, stroke: str = _LINE, width: int = 1
) -> str:
    dash = ' stroke-dasharray="4 3"' if dashed else ""
    return f'<path d="M{x:.2f} {y:g}L{to_x:.2f} {to_y:g}" stroke="{stroke}" stroke-width="{width}"{dash} fill="none"/>'


def _text(x: float, y: float, words: str, *, anchor: str = "start", size: float = SIZE) -> str:
    return f'<text x="{x:.2f}" y="{y:.2f}" font-size="{size:g}" text-anchor="{anchor}">{escape(words)}</text>'


def _name(y: float, words: str, size: float) -> str:
    """A name before its row, in smaller type where it is long; a Han character is as wide as it is high."""
    return _text(LABEL - 6, y, words, anchor="end", size=min(size, (LABEL - 8) / max(len(words), 1)))


def _upright(x: float, y: float, words: str) -> str:
    return (
        f'<text x="{x:.2f}" y="{y:.2f}" font-size="10" transform="rotate(-90 {x:.2f} {y:.2f})" dy="3.5">'
        f"{escape(words)}</text>"
    )


def percent_words(share: Fraction) -> str:
    """A share as it stands behind a bar."""
    return f"{shown(share * 100, 1)}%"
