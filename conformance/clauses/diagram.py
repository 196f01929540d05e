"""Draw the structure of the standard system (体系结构图) as SVG: the system, its subsystems, their groups.

Made from system.yaml alone, as GB/T 13016—2009 asks of a system table: each group shows how many standards are there of
those that should be. Colours and faces are few, so that it prints in one colour; its text is text, and is read aloud.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from conformance.clauses.system import Group, StandardSystem, Subsystem
from conformance.clauses.table import ClauseTable

_COLUMN, _GAP, _MARGIN = 220, 24, 12
"""Width of a subsystem's column, the gap between two, the margin around all."""
_BOX, _STEP = 36, 48
"""Height of a group's box, and from one to the next."""
_TOP, _HEAD = 48, 56
"""Heights of the boxes of the system and of a subsystem."""
_DROP = 40
"""From a box to the row below it."""
_INDENT = 20
"""From the left of a column to its groups, where the line runs down."""


def system_diagram(system: StandardSystem, table: ClauseTable) -> str:
    """The diagram as one ``<svg>`` element."""
    present = frozenset(document.file for document in table.documents)
    count = len(system.subsystems)
    width = 2 * _MARGIN + count * _COLUMN + (count - 1) * _GAP
    rows = max((len(one.groups) for one in system.subsystems), default=0)
    height = 2 * _MARGIN + _TOP + _DROP + _HEAD + rows * _STEP + _STEP - _BOX
    title = f"{system.county}行政许可服务标准体系结构图"
    lines = [
        f'<svg class="system-diagram" xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}" aria-labelledby="diagram-title diagram-text"'
        ' font-size="15" text-anchor="middle" fill="none" stroke="#000">',
        f'<title id="diagram-title">{escape(title)}</title>',
        f'<desc id="diagram-text">{escape(_words(system, present))}</desc>',
        *_top(system, width, count),
    ]
    for place, subsystem in enumerate(system.subsystems):
        lines.extend(_column(system, subsystem, _MARGIN + place * (_COLUMN + _GAP), present))
    return "\n".join([*lines, "</svg>"])


def _words(system: StandardSystem, present: frozenset[str]) -> str:
    parts = [
        f"{subsystem.title}（{_count(system, subsystem, None, present)}）："
        + "，".join(f"{one.number} {one.title} {_count(system, subsystem, one, present)}" for one in subsystem.groups)
        for subsystem in system.subsystems
    ]
    return f"各框为现有标准数/应有标准数。{'；'.join(parts)}。"


def _top(system: StandardSystem, width: int, count: int) -> Iterator[str]:
    middle, bar = width / 2, _MARGIN + _TOP + _DROP / 2
    half = max(_COLUMN, 20 * len(system.county) + 200) / 2
    yield _box(middle - half, _MARGIN, 2 * half, _TOP, strong=True)
    yield _text(middle, _MARGIN + _TOP / 2, f"{system.county}行政许可服务标准体系", size=17)
    yield _line(middle, _MARGIN + _TOP, middle, bar)
    ends = [_MARGIN + place * (_COLUMN + _GAP) + _COLUMN / 2 for place in (0, count - 1)]
    yield _line(ends[0], bar, ends[1], bar)


def _column(system: StandardSystem, subsystem: Subsystem, left: float, present: frozenset[str]) -> Iterator[str]:
    middle, top = left + _COLUMN / 2, _MARGIN + _TOP + _DROP
    yield _line(middle, top - _DROP / 2, middle, top)
    yield _box(left, top, _COLUMN, _HEAD, strong=True)
    yield _text(middle, top + _HEAD / 2 - 11, subsystem.title, size=16)
    yield _text(middle, top + _HEAD / 2 + 12, _count(system, subsystem, None, present), size=14)
    trunk, under = left + _INDENT / 2, top + _HEAD
    if subsystem.groups:
        yield _line(trunk, under, trunk, under + len(subsystem.groups) * _STEP - _BOX / 2)
    for place, group in enumerate(subsystem.groups, 1):
        upper = under + place * _STEP - _BOX
        yield _line(trunk, upper + _BOX / 2, left + _INDENT, upper + _BOX / 2)
        yield _box(left + _INDENT, upper, _COLUMN - _INDENT, _BOX)
        words = f"{group.number} {group.title} {_count(system, subsystem, group, present)}"
        yield _text((2 * left + _INDENT + _COLUMN) / 2, upper + _BOX / 2, words)


def _count(system: StandardSystem, subsystem: Subsystem, group: Group | None, present: frozenset[str]) -> str:
    """Standards that are there and should be: ``3/5``."""
    slots = [slot for slot in system.slots_of(subsystem.id) if group is None or slot.group == group.number]
    return f"{sum(1 for slot in slots if slot.document in present)}/{len(slots)}"


def _box(left: float, top: float, width: float, height: float, *, strong: bool = False) -> str:
    stroke = 2 if strong else 1
    return f'<rect x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}" fill="#fff" stroke-width="{stroke}"/>'


def _line(left: float, top: float, right: float, bottom: float) -> str:
    return f'<path d="M{left:g} {top:g}L{right:g} {bottom:g}"/>'


def _text(middle: float, centre: float, words: str, size: int = 15) -> str:
    """Text whose middle stands there; the base line is set by hand, since readers differ on dominant-baseline."""
    base = centre + size * 0.36
    style = f'font-size="{size}" fill="#000" stroke="none"'
    return f'<text x="{middle:g}" y="{base:g}" {style}>{escape(words)}</text>'
