"""Draw the structure of the standard system (体系结构图) as SVG: the system, its subsystems, their groups.

Made from system.yaml alone, as GB/T 13016—2009 asks of a system table: each group shows how many standards are there of
those that should be. Colours and faces are few, so that it prints in one colour; its text is text, and is read aloud.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from conformance.clauses.system import Group, StandardSystem, Subsystem
from conformance.clauses.table import ClauseTable


@dataclass(frozen=True)
class Shape:
    """The measures of a diagram, in units of the drawing."""

    column: float
    """Width of a subsystem's column."""
    gap: float
    """Between two columns."""
    margin: float
    """Around all."""
    box: float
    """Height of a group's box."""
    step: float
    """From one group's box to the next."""
    top: float
    """Height of the box of the system."""
    head: float
    """Height of the box of a subsystem."""
    drop: float
    """From a box to the row below it."""
    indent: float
    """From the left of a column to its groups, where the line runs down."""
    size: float
    """Of the text of a group."""
    thick: float
    """Width of the frames of system and subsystems."""
    thin: float
    """Width of all other lines."""
    stacked: bool
    """Whether a group's number and counts stand below its title."""
    face: str
    """Family of the text; empty where the page decides."""


SCREEN = Shape(220, 24, 12, 36, 48, 48, 56, 40, 20, 15, 2, 1, stacked=False, face="")
"""As wide as a page of the site."""
PAGE = Shape(108, 10, 2, 36, 50, 34, 44, 36, 12, 9, 1, 0.5, stacked=True, face="hei")
"""For the type area of A4, in points: four columns side by side, text of 9 points."""


def system_diagram(system: StandardSystem, table: ClauseTable, shape: Shape = SCREEN) -> str:
    """The diagram as one ``<svg>`` element."""
    present = frozenset(document.file for document in table.documents)
    count = len(system.subsystems)
    width = 2 * shape.margin + count * shape.column + (count - 1) * shape.gap
    rows = max((len(one.groups) for one in system.subsystems), default=0)
    height = 2 * shape.margin + shape.top + shape.drop + shape.head + (rows + 1) * shape.step - shape.box
    title = f"{system.county}行政许可服务标准体系结构图"
    face = f' font-family="{shape.face}"' if shape.face else ""
    lines = [
        f'<svg class="system-diagram" xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width:g} {height:g}"'
        f' width="{width:g}" height="{height:g}" aria-labelledby="diagram-title diagram-text"'
        f'{face} font-size="{shape.size:g}" text-anchor="middle" fill="none" stroke="#000"'
        f' stroke-width="{shape.thin:g}">',
        f'<title id="diagram-title">{escape(title)}</title>',
        f'<desc id="diagram-text">{escape(_words(system, present))}</desc>',
        *_top(system, width, count, shape),
    ]
    for place, subsystem in enumerate(system.subsystems):
        left = shape.margin + place * (shape.column + shape.gap)
        lines.extend(_column(system, subsystem, left, present, shape))
    return "\n".join([*lines, "</svg>"])


def _words(system: StandardSystem, present: frozenset[str]) -> str:
    parts = [
        f"{subsystem.title}（{_count(system, subsystem, None, present)}）："
        + "，".join(f"{one.number} {one.title} {_count(system, subsystem, one, present)}" for one in subsystem.groups)
        for subsystem in system.subsystems
    ]
    return f"各框为现有标准数/应有标准数。{'；'.join(parts)}。"


def _top(system: StandardSystem, width: float, count: int, shape: Shape) -> Iterator[str]:
    words, size = f"{system.county}行政许可服务标准体系", shape.size + 2
    middle, bar = width / 2, shape.margin + shape.top + shape.drop / 2
    half = min(max(shape.column, (len(words) + 2) * size), width - 2 * shape.margin) / 2
    yield _box(middle - half, shape.margin, 2 * half, shape.top, shape.thick)
    yield _text(middle, shape.margin + shape.top / 2, words, size)
    yield _line(middle, shape.margin + shape.top, middle, bar)
    ends = [shape.margin + place * (shape.column + shape.gap) + shape.column / 2 for place in (0, count - 1)]
    yield _line(ends[0], bar, ends[1], bar)


def _column(
    system: StandardSystem, subsystem: Subsystem, left: float, present: frozenset[str], shape: Shape
) -> Iterator[str]:
    middle, top = left + shape.column / 2, shape.margin + shape.top + shape.drop
    yield _line(middle, top - shape.drop / 2, middle, top)
    yield _box(left, top, shape.column, shape.head, shape.thick)
    size = shape.size + 1
    counts = _count(system, subsystem, None, present)
    yield from _lines(middle, top + shape.head / 2, (subsystem.title, counts), size, shape.column)
    trunk, under = left + shape.indent / 2, top + shape.head
    if subsystem.groups:
        yield _line(trunk, under, trunk, under + len(subsystem.groups) * shape.step - shape.box / 2)
    for place, group in enumerate(subsystem.groups, 1):
        upper = under + place * shape.step - shape.box
        yield _line(trunk, upper + shape.box / 2, left + shape.indent, upper + shape.box / 2)
        yield _box(left + shape.indent, upper, shape.column - shape.indent, shape.box, shape.thin)
        counts, centre = _count(system, subsystem, group, present), (2 * left + shape.indent + shape.column) / 2
        words = (
            (group.title, f"{group.number}　{counts}") if shape.stacked else (f"{group.number} {group.title} {counts}",)
        )
        yield from _lines(centre, upper + shape.box / 2, words, shape.size, shape.column - shape.indent)


def _lines(middle: float, centre: float, words: tuple[str, ...], size: float, width: float) -> Iterator[str]:
    """Lines one below the other, as large as they are to be or as the width has room for."""
    fitting = min(size, *(width / (len(one) + 1) for one in words))
    for place, one in enumerate(words):
        yield _text(middle, centre + (place - (len(words) - 1) / 2) * size * 1.5, one, fitting)


def _count(system: StandardSystem, subsystem: Subsystem, group: Group | None, present: frozenset[str]) -> str:
    """Standards that are there and should be: ``3/5``."""
    slots = [slot for slot in system.slots_of(subsystem.id) if group is None or slot.group == group.number]
    return f"{sum(1 for slot in slots if slot.document in present)}/{len(slots)}"


def _box(left: float, top: float, width: float, height: float, stroke: float) -> str:
    corner = f'x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}"'
    return f'<rect {corner} fill="#fff" stroke-width="{stroke:g}"/>'


def _line(left: float, top: float, right: float, bottom: float) -> str:
    return f'<path d="M{left:g} {top:g}L{right:g} {bottom:g}"/>'


def _text(middle: float, centre: float, words: str, size: float) -> str:
    """Text whose middle stands there; the base line is set by hand, since readers differ on dominant-baseline."""
    base = centre + size * 0.36
    style = f'font-size="{size:g}" fill="#000" stroke="none"'
    return f'<text x="{middle:g}" y="{base:g}" {style}>{escape(words)}</text>'
