"""The process map of an item (过程图) as SVG: stages from top to bottom, an arrow for every way that cases went.

Drawn like the flowchart of ``items.flowchart``, with its measure of text: black on white, text stays text, and all that
is drawn is told in words too. An arrow to the next stage carries its figures; one that skips stages runs at the right,
one that goes back at the left and dashed, each under a number that the list below explains. The thicker an arrow the
more cases went there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape

from conformance.inspection.process import ItemProcess, Move
from conformance.items.flowchart import FAMILY, break_text
from conformance.scores.grading import shown
from conformance.terms import ProcessStage

_MARGIN, _LANE, _BOX_WIDTH, _BOX_HEIGHT, _GAP = 10, 24, 124, 34, 42
_LABEL_WIDTH = 168
"""Beside the arrows down the middle."""
_SIZE, _SMALL, _LEADING = 12, 11, 16
_THINNEST, _THICKEST = 1.0, 4.0
_HEAD = 8
_NO_NAME = re.compile("[^0-9A-Za-z-]")


@dataclass(frozen=True)
class _Arc:
    """A move that does not lead to the next stage, in a lane beside the stages."""

    number: int
    move: Move
    lane: int
    """From 0, counted away from the stages."""
    back: bool


def days_words(days: Fraction) -> str:
    """A median as people say it: 3 个工作日, 2.5 个工作日, 当日."""
    return f"{shown(days, 1 if days.denominator > 1 else 0).replace('-', '−')} 个工作日" if days else "当日"


def share_words(move: Move, process: ItemProcess) -> str:
    """The share of all days that applicants wait which a move takes: 占 33.8%."""
    return f"占 {shown(process.share_of(move) * 100, 1)}%"


def way_words(move: Move) -> str:
    """From where to where, how many cases, in what time."""
    return f"{move.source.label}→{move.target.label}：{move.cases} 件，中位 {days_words(move.median_days)}"


def move_words(move: Move, process: ItemProcess) -> str:
    """A move with whether most time is lost there."""
    slowest = f"，耗时最多，{share_words(move, process)}" if move == process.slowest else ""
    return f"{way_words(move)}{slowest}"


def process_map_svg(process: ItemProcess) -> str:
    """The map as one ``<svg>`` element with its text alternative; the same process gives the same bytes."""
    stages = [stage for stage in ProcessStage if stage in process.stages]
    straight, arcs = _sort_out(process.moves, stages)
    lanes = {back: 1 + max((arc.lane for arc in arcs if arc.back is back), default=-1) for back in (True, False)}
    left = _MARGIN + lanes[True] * _LANE
    right = left + _BOX_WIDTH / 2 + _LABEL_WIDTH
    width = max(right, left + _BOX_WIDTH) + lanes[False] * _LANE + _MARGIN
    notes = [(arc, break_text(move_words(arc.move, process), width - 50, _SMALL)) for arc in arcs]
    height = 2 * _MARGIN + len(stages) * (_BOX_HEIGHT + _GAP) - _GAP
    height += sum(len(lines) for _, lines in notes) * _LEADING + (_LEADING if notes else 0)
    name = _name(process)
    most = max((move.cases for move in process.moves), default=1)
    lines = [
        f'<svg class="process-map" xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width:g} {height:g}"'
        f' width="{width:g}" height="{height:g}" aria-labelledby="{name}-title {name}-text" font-family="{FAMILY}"'
        ' fill="none" stroke="#000">',
        f'<title id="{name}-title">{escape(process.title)}办理过程图</title>',
        f'<desc id="{name}-text">{escape(map_words(process))}</desc>',
    ]
    for move in straight:
        lines.extend(_draw_straight(move, process, stages, left, _thickness(move, most)))
    for arc in arcs:
        lines.extend(_draw_arc(arc, stages, (left, right), _thickness(arc.move, most)))
    for place, stage in enumerate(stages):
        lines.extend(_draw_stage(stage, process.stages[stage], left, _top(place)))
    lines.extend(_draw_notes(notes, _top(len(stages)) - _GAP + _LEADING * 1.5))
    return "\n".join([*lines, "</svg>"]) + "\n"


def _name(process: ItemProcess) -> str:
    """What no other map of a page is called: two departments may use one code, and a code may have any sign in it."""
    code = f"{process.department}-{process.item_code}"
    return "process-" + _NO_NAME.sub(lambda sign: f"x{ord(sign.group()):x}", code)


def map_words(process: ItemProcess) -> str:
    """All that the map shows, as text."""
    moves = "；".join(move_words(move, process) for move in process.moves)
    return (
        f"{process.title}，共 {process.cases} 件。{moves}。" if moves else f"{process.title}，共 {process.cases} 件。"
    )


def _sort_out(moves: Sequence[Move], stages: Sequence[ProcessStage]) -> tuple[list[Move], list[_Arc]]:
    """Moves to the next stage, and the others, the shortest in the lanes nearest to the stages."""
    place = {stage: number for number, stage in enumerate(stages)}
    straight = [move for move in moves if place[move.target] == place[move.source] + 1]
    others = [move for move in moves if move not in straight]
    others.sort(key=lambda move: (abs(place[move.target] - place[move.source]), place[move.source]))
    taken: dict[bool, list[list[tuple[int, int]]]] = {True: [], False: []}
    arcs = []
    for move in others:
        back = place[move.target] < place[move.source]
        span = tuple(sorted((place[move.source], place[move.target])))
        lane = _free_lane(taken[back], (span[0], span[1]))
        arcs.append((move, lane, back))
    arcs.sort(key=lambda one: (place[one[0].source], place[one[0].target]))
    return straight, [_Arc(number, move, lane, back) for number, (move, lane, back) in enumerate(arcs, start=1)]


def _free_lane(lanes: list[list[tuple[int, int]]], span: tuple[int, int]) -> int:
    """The first lane in which the span meets no other; spans that only touch would run into one another too."""
    for number, spans in enumerate(lanes):
        if all(span[1] < other[0] or other[1] < span[0] for other in spans):
            spans.append(span)
            return number
    lanes.append([span])
    return len(lanes) - 1


def _thickness(move: Move, most: int) -> float:
    return round(_THINNEST + (_THICKEST - _THINNEST) * move.cases / most, 2)


def _top(place: int) -> float:
    return _MARGIN + place * (_BOX_HEIGHT + _GAP)


def _draw_stage(stage: ProcessStage, cases: int, left: float, top: float) -> Iterator[str]:
    place = f'x="{left:g}" y="{top:g}" width="{_BOX_WIDTH}" height="{_BOX_HEIGHT}"'
    yield f'<rect {place} rx="4" fill="#fff" stroke-width="1.2"/>'
    yield _text(f"{stage.label}　{cases} 件", left + _BOX_WIDTH / 2, top + _BOX_HEIGHT / 2 + _SIZE * 0.36, _SIZE)


def _draw_straight(
    move: Move, process: ItemProcess, stages: Sequence[ProcessStage], left: float, thickness: float
) -> Iterator[str]:
    x, top = left + _BOX_WIDTH / 2, _top(stages.index(move.source)) + _BOX_HEIGHT
    yield from _draw_arrow([(x, top), (x, top + _GAP)], thickness)
    words = [f"{move.cases} 件，中位 {days_words(move.median_days)}"]
    if move == process.slowest:
        words.append(f"耗时最多，{share_words(move, process)}")
    first = top + _GAP / 2 + _SMALL * 0.36 - (len(words) - 1) * 7
    for number, line in enumerate(words):
        yield _text(line, x + 12, first + number * 14, _SMALL, anchor="start", bold=move == process.slowest)


def _draw_arc(arc: _Arc, stages: Sequence[ProcessStage], sides: tuple[float, float], thickness: float) -> Iterator[str]:
    """Out of the side of a stage, along the lane, into the side of the other."""
    left, right = sides
    edge = left if arc.back else left + _BOX_WIDTH
    lane = left - _LANE * (arc.lane + 0.5) if arc.back else right + _LANE * (arc.lane + 0.5)
    start, end = (
        _top(stages.index(stage)) + _BOX_HEIGHT * (0.7 if leaves else 0.3)
        for stage, leaves in ((arc.move.source, not arc.back), (arc.move.target, arc.back))
    )
    yield from _draw_arrow([(edge, start), (lane, start), (lane, end), (edge, end)], thickness, dashed=arc.back)
    middle = (start + end) / 2
    yield f'<circle cx="{lane:g}" cy="{middle:g}" r="9" fill="#fff" stroke-width="1"/>'
    yield _text(str(arc.number), lane, middle + _SMALL * 0.36, _SMALL)


def _draw_notes(notes: Sequence[tuple[_Arc, Sequence[str]]], top: float) -> Iterator[str]:
    for arc, lines in notes:
        yield _text(f"{arc.number}.", _MARGIN, top, _SMALL, anchor="start")
        for line in lines:
            yield _text(line, _MARGIN + 22, top, _SMALL, anchor="start")
            top += _LEADING


def _draw_arrow(points: Sequence[tuple[float, float]], thickness: float, *, dashed: bool = False) -> Iterator[str]:
    """A line with its head; the line ends within the head, so that a thick one does not hide the tip."""
    (x, y), (before_x, before_y) = points[-1], points[-2]
    across = (x > before_x) - (x < before_x)
    down = (y > before_y) - (y < before_y)
    way = "L".join(f"{px:g} {py:g}" for px, py in [*points[:-1], (x - across * _HEAD / 2, y - down * _HEAD / 2)])
    dash = ' stroke-dasharray="5 4"' if dashed else ""
    yield f'<path d="M{way}" stroke-width="{thickness:g}"{dash}/>'
    half = _HEAD / 2 + thickness / 2
    base_x, base_y = x - across * _HEAD, y - down * _HEAD
    corners = ((x, y), (base_x - down * half, base_y - across * half), (base_x + down * half, base_y + across * half))
    yield f'<polygon points="{" ".join(f"{px:g},{py:g}" for px, py in corners)}" fill="#000" stroke="none"/>'


def _text(words: str, x: float, y: float, size: float, *, anchor: str = "middle", bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    look = f'font-size="{size:g}" text-anchor="{anchor}"{weight} fill="#000" stroke="none"'
    return f'<text x="{x:g}" y="{y:g}" {look}>{escape(words)}</text>'
