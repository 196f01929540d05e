"""Draw the flow of an item (流程图) as SVG: rounded ends, boxes, diamonds, arrows, as GB/T 1526 and custom have them.

The layout is our own and fixed: one column from top to bottom, branches at its right, parallel steps side by side. Text
is measured with every Han character as wide as it is high, which no face exceeds, so that no text leaves its box. One
unit is a CSS pixel: 424 units print 112 mm wide, and a phone shows them whole. Black on white, text stays text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from conformance.items.flow import Flow, FlowEdge, FlowNode, FlowRow, NodeKind, flow_of, flow_words
from conformance.items.item import LicensingItem

MAIN, ASIDE, BETWEEN = 236, 140, 24
"""Widths of the column, of the branches beside it, and of the space between."""
MARGIN, CHANNEL = 8, 16
"""Around the chart; beside it, for arrows that lead back or skip."""
GAP = 18
"""Between two rows, for the arrow."""
LANE_GAP = 12
TITLE_SIZE, TEXT_SIZE, LABEL_SIZE = 13, 12, 11
LEADING = 1.28
PAD_X, PAD_Y, ROUND_PAD = 8, 6, 14
BAR = 4
"""Height of the double line at which parallel steps part and meet."""
_ARROW = 7
_NARROW, _BROAD_LATIN = 0.62, 1.0
"""Widths of Latin letters and digits, in ems: no face of ours is wider."""
_BROAD = frozenset("MWmw@%&")
_NOT_FIRST = "，。；：、）》”』】？！—…"
_NOT_LAST = "（《“『【不"
FAMILY = "hei, 'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"

Point = tuple[float, float]


@dataclass(frozen=True)
class TextLine:
    """One line of text, set to both sides of ``middle``, or from it where ``from_left``."""

    words: str
    middle: float
    base: float
    size: float
    from_left: bool = False

    @property
    def left(self) -> float:
        """Where it begins at the latest."""
        return self.middle if self.from_left else self.middle - text_width(self.words, self.size) / 2

    @property
    def right(self) -> float:
        """Where it ends at the latest."""
        return self.left + text_width(self.words, self.size)


@dataclass(frozen=True)
class Box:
    """A symbol where it stands."""

    node: FlowNode
    left: float
    top: float
    width: float
    height: float
    lines: tuple[TextLine, ...]

    @property
    def right(self) -> float:
        """Its right side."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Its lower side."""
        return self.top + self.height

    @property
    def centre(self) -> Point:
        """Its middle."""
        return self.left + self.width / 2, self.top + self.height / 2


@dataclass(frozen=True)
class Arrow:
    """An edge where it runs; its label stands beside its beginning."""

    edge: FlowEdge
    points: tuple[Point, ...]
    label: TextLine | None


@dataclass(frozen=True)
class Chart:
    """A flowchart laid out."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def flowchart_svg(item: LicensingItem) -> str:
    """The flowchart as one ``<svg>`` element with its text alternative; the same item gives the same bytes."""
    chart = lay_out(flow_of(item))
    name = f"flowchart-{item.id.lower()}"
    lines = [
        f'<svg class="flowchart" xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {chart.width:g}'
        f' {chart.height:g}" width="{chart.width:g}" height="{chart.height:g}" aria-labelledby="{name}-title'
        f' {name}-text" font-family="{FAMILY}" fill="none" stroke="#000" stroke-width="1">',
        f'<title id="{name}-title">{escape(item.full_title)}办理流程图</title>',
        f'<desc id="{name}-text">{escape(flow_words(item))}</desc>',
    ]
    for arrow in chart.arrows:
        lines.extend(_draw_arrow(arrow))
    for box in chart.boxes:
        lines.extend(_draw_box(box))
    return "\n".join([*lines, "</svg>"]) + "\n"


def lay_out(flow: Flow) -> Chart:
    """Where everything stands; text never leaves its symbol and symbols never touch."""
    skips = _skips(flow)
    left = MARGIN + (CHANNEL if skips else 0)
    boxes: dict[str, Box] = {}
    top = float(MARGIN)
    for row in flow.rows:
        placed = _place_row(row, left, top)
        boxes.update((box.node.id, box) for box in placed)
        top = max(box.bottom for box in placed) + GAP
    arrows = tuple(_route(edge, flow, boxes, left) for edge in flow.edges)
    width = left + MAIN + BETWEEN + ASIDE + CHANNEL
    return Chart(width, top - GAP + MARGIN, tuple(boxes.values()), arrows)


def text_width(words: str, size: float) -> float:
    """How wide a line is at most."""
    return size * sum(_ems(character) for character in words)


def break_text(words: str, width: float, size: float) -> tuple[str, ...]:
    """A text in as few lines as fit into the width, about equally long, by the rules of Chinese punctuation.

    What stands in brackets goes to the second of two lines.
    """
    lines = _fill(words, width, size)
    bracket = words.find("（", 1)
    if len(lines) == 2 and bracket > 0:
        parted = words[:bracket], words[bracket:]
        if all(text_width(part, size) <= width for part in parted):
            return parted
    # A narrower measure that needs no further line makes the lines even.
    narrower = width
    while len(lines) > 1 and (even := _fill(words, narrower := narrower - size, size)) and len(even) == len(lines):
        if max(text_width(line, size) for line in even) > width:
            break
        lines = even
    return tuple(lines)


def _ems(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WFA":
        return 1.0
    return _BROAD_LATIN if character in _BROAD or character.isupper() else _NARROW


def _fill(words: str, width: float, size: float) -> list[str]:
    """Fill line after line; what may not begin or end a line goes with its neighbour."""
    lines = [""]
    for piece in _pieces(words):
        if lines[-1] and text_width((lines[-1] + piece).rstrip(), size) > width:
            lines.append("")
            piece = piece.lstrip()
        lines[-1] += piece
    return [line.strip() for line in lines if line.strip()]


def _pieces(words: str) -> list[str]:
    """What is not parted: a run of Latin letters or digits with the counter after it, a character with its signs."""
    pieces: list[str] = []
    for piece in re.findall(r"[0-9]+ ?个?工?作?日?|[!-~]+|.", words):
        if pieces and (piece in _NOT_FIRST or pieces[-1][-1] in _NOT_LAST):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def _place_row(row: FlowRow, left: float, top: float) -> list[Box]:
    """The symbols of one row, their middles at one height."""
    whole = MAIN + BETWEEN + ASIDE
    if len(row.nodes) > 1:
        width = (whole - LANE_GAP * (len(row.nodes) - 1)) / len(row.nodes)
        places = [left + place * (width + LANE_GAP) for place in range(len(row.nodes))]
        wanted = [(node, place, width) for node, place in zip(row.nodes, places, strict=True)]
    else:
        node = row.nodes[0]
        wanted = [(node, left, whole if node.kind in (NodeKind.FORK, NodeKind.JOIN) else MAIN)]
    if row.aside is not None:
        wanted.append((row.aside, left + MAIN + BETWEEN, ASIDE))
    texts = [_set_text(node, width) for node, _, width in wanted]
    heights = [_height(node, width, text) for (node, _, width), text in zip(wanted, texts, strict=True)]
    if len(row.nodes) > 1:  # lanes are as high as the highest
        heights = [max(heights)] * len(heights)
    middle = top + max(heights) / 2
    return [
        _box(node, place, middle - height / 2, width, height, text)
        for (node, place, width), height, text in zip(wanted, heights, texts, strict=True)
    ]


_Text = Sequence[tuple[str, float]]
"""Lines with their size."""


def _set_text(node: FlowNode, width: float) -> _Text:
    """The lines of a symbol of this width."""
    if node.kind is NodeKind.JOIN:
        return ()
    if node.kind is NodeKind.FORK:
        told = "：".join((node.title, *node.lines))
        return [(line, TEXT_SIZE) for line in break_text(told, width - MAIN / 2 - 2 * PAD_X, TEXT_SIZE)]
    if node.kind is NodeKind.DECISION:
        return [(line, TEXT_SIZE) for line in _diamond_lines(node.title, width)]
    inner = width - 2 * (ROUND_PAD if node.kind in (NodeKind.START, NodeKind.END) else PAD_X)
    size = TITLE_SIZE if len(node.lines) else TEXT_SIZE
    text = [(line, float(size)) for line in break_text(node.title, inner, size)]
    one_line = "　".join(node.lines)
    paragraphs = (one_line,) if text_width(one_line, TEXT_SIZE) <= inner else node.lines
    return [*text, *((line, TEXT_SIZE) for paragraph in paragraphs for line in break_text(paragraph, inner, TEXT_SIZE))]


def _diamond_lines(words: str, width: float) -> tuple[str, ...]:
    """The words in the lines that make the lowest diamond."""
    choices = (break_text(words, width * share, TEXT_SIZE) for share in (0.75, 0.6, 0.45, 0.35))
    return min(choices, key=lambda lines: (_diamond_height(lines, width), len(lines)))


def _diamond_height(lines: Sequence[str], width: float) -> float:
    """A diamond that holds a block of text touches it with its four sides at the block's corners."""
    block = max(text_width(line, TEXT_SIZE) for line in lines) + 6
    return (len(lines) * TEXT_SIZE * LEADING + 4) / (1 - min(block / width, 0.9))


def _height(node: FlowNode, width: float, text: _Text) -> float:
    block = sum(size * LEADING for _, size in text)
    if node.kind is NodeKind.JOIN:
        return BAR
    if node.kind is NodeKind.FORK:
        return block + PAD_Y + BAR
    if node.kind is NodeKind.DECISION:
        return max(36.0, round(_diamond_height([line for line, _ in text], width), 1))
    return round(block + 2 * PAD_Y, 1)


def _box(node: FlowNode, left: float, top: float, width: float, height: float, text: _Text) -> Box:
    block = sum(size * LEADING for _, size in text)
    is_fork = node.kind is NodeKind.FORK
    middle = left + MAIN / 2 + PAD_X if is_fork else left + width / 2
    upper = top if is_fork else top + (height - block) / 2
    lines = []
    for words, size in text:
        # The base line is set by hand, 0.36 em below the middle: readers differ on dominant-baseline.
        lines.append(TextLine(words, middle, upper + size * (LEADING / 2 + 0.36), size, is_fork))
        upper += size * LEADING
    return Box(node, left, top, width, height, tuple(lines))


def _skips(flow: Flow) -> set[FlowEdge]:
    """Edges that pass over rows."""
    rows = _row_numbers(flow)
    return {edge for edge in flow.edges if rows[edge.target] > rows[edge.source] + 1}


def _row_numbers(flow: Flow) -> dict[str, int]:
    found = {node.id: number for number, row in enumerate(flow.rows) for node in row.nodes}
    return found | {row.aside.id: number for number, row in enumerate(flow.rows) if row.aside is not None}


def _route(edge: FlowEdge, flow: Flow, boxes: Mapping[str, Box], left: float) -> Arrow:
    """The way of an arrow, by where it begins and ends."""
    rows = _row_numbers(flow)
    source, target = boxes[edge.source], boxes[edge.target]
    asides = {row.aside.id for row in flow.rows if row.aside is not None}
    middle = left + MAIN / 2
    if edge.target in asides:
        return _across(edge, source, target)
    if rows[edge.target] <= rows[edge.source]:
        return _back(edge, source, target, left)
    if edge.source in asides:
        return _rejoin(edge, source, target, middle)
    if edge in _skips(flow):
        return _skip(edge, source, target, left - CHANNEL / 2)
    return _down(edge, source, target, middle)


def _across(edge: FlowEdge, source: Box, target: Box) -> Arrow:
    height = source.centre[1]
    label = TextLine(edge.label, (source.right + target.left) / 2 - 2, height - 4, LABEL_SIZE)
    return Arrow(edge, ((source.right, height), (target.left, height)), label if edge.label else None)


def _down(edge: FlowEdge, source: Box, target: Box, middle: float) -> Arrow:
    """Straight down; from or to a double line at the middle of the lane."""
    wide = (NodeKind.FORK, NodeKind.JOIN)
    lanes = [box for box in (source, target) if box.node.kind not in wide and box.width != MAIN]
    place = lanes[0].centre[0] if lanes else middle
    # The line runs through the words of a fork, which stand at its right, down to the double line.
    end = target.bottom - BAR if target.node.kind is NodeKind.FORK else target.top
    label = TextLine(edge.label, place - 12, source.bottom + GAP / 2 + 4, LABEL_SIZE) if edge.label else None
    return Arrow(edge, ((place, source.bottom), (place, end)), label)


def _rejoin(edge: FlowEdge, source: Box, target: Box, middle: float) -> Arrow:
    """Down beside the column, then into the arrow that leads on to the target."""
    height = target.top - GAP / 2
    place = source.centre[0]
    return Arrow(edge, ((place, source.bottom), (place, height), (middle, height)), None)


def _back(edge: FlowEdge, source: Box, target: Box, left: float) -> Arrow:
    """Up at the right of everything, then into the side of the target."""
    channel = left + MAIN + BETWEEN + ASIDE + CHANNEL / 2
    points = (
        (source.right, source.centre[1]), (channel, source.centre[1]), (channel, target.centre[1]),
        (target.right, target.centre[1]),
    )  # fmt: skip
    label = TextLine(edge.label, (channel + target.right) / 2, target.centre[1] - 4, LABEL_SIZE)
    return Arrow(edge, points, label if edge.label else None)


def _skip(edge: FlowEdge, source: Box, target: Box, channel: float) -> Arrow:
    """Down at the left of everything."""
    points = (
        (source.left, source.centre[1]), (channel, source.centre[1]), (channel, target.centre[1]),
        (target.left, target.centre[1]),
    )  # fmt: skip
    label = TextLine(edge.label, (source.left + channel) / 2, source.centre[1] - 4, LABEL_SIZE)
    return Arrow(edge, points, label if edge.label else None)


def _draw_arrow(arrow: Arrow) -> Iterator[str]:
    way = "L".join(f"{x:g} {y:g}" for x, y in arrow.points)
    yield f'<path d="M{way}"/>'
    yield f'<polygon points="{_head(*arrow.points[-2:])}" fill="#000" stroke="none"/>'
    if arrow.label is not None:
        yield _draw_text(arrow.label)


def _head(before: Point, tip: Point) -> str:
    """The arrowhead, a triangle that looks the way the last stretch runs."""
    (x, y), half = tip, _ARROW / 2
    if before[0] == x:
        back = y - _ARROW if before[1] < y else y + _ARROW
        corners = ((x, y), (x - half, back), (x + half, back))
    else:
        back = x - _ARROW if before[0] < x else x + _ARROW
        corners = ((x, y), (back, y - half), (back, y + half))
    return " ".join(f"{px:g},{py:g}" for px, py in corners)


def _draw_box(box: Box) -> Iterator[str]:
    kind = box.node.kind
    if kind in (NodeKind.FORK, NodeKind.JOIN):
        for height in (box.bottom - BAR, box.bottom):
            yield f'<path d="M{box.left:g} {height:g}L{box.right:g} {height:g}"/>'
    elif kind is NodeKind.DECISION:
        (x, y) = box.centre
        corners = ((x, box.top), (box.right, y), (x, box.bottom), (box.left, y))
        yield f'<polygon points="{" ".join(f"{px:g},{py:g}" for px, py in corners)}" fill="#fff"/>'
    else:
        round_ends = f' rx="{min(box.height / 2, ROUND_PAD):g}"' if kind in (NodeKind.START, NodeKind.END) else ""
        dashed = ' stroke-dasharray="4 3"' if kind is NodeKind.SPECIAL else ""
        strong = ' stroke-width="1.5"' if kind in (NodeKind.START, NodeKind.END) else ""
        place = f'x="{box.left:g}" y="{box.top:g}" width="{box.width:g}" height="{box.height:g}"'
        yield f'<rect {place}{round_ends} fill="#fff"{dashed}{strong}/>'
    for line in box.lines:
        yield _draw_text(line)


def _draw_text(line: TextLine) -> str:
    anchor = "start" if line.from_left else "middle"
    style = f'font-size="{line.size:g}" text-anchor="{anchor}" fill="#000" stroke="none"'
    return f'<text x="{line.middle:g}" y="{line.base:g}" {style}>{escape(line.words)}</text>'


def segments(arrow: Arrow) -> tuple[tuple[Point, Point], ...]:
    """The straight stretches of an arrow."""
    return tuple(pairwise(arrow.points))
