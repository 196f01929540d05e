"""The flowcharts as drawn: nothing overlaps, no text leaves its symbol, and they say what the graph says."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from conformance.items.flow import NodeKind, flow_of, flow_words
from conformance.items.flowchart import Box, Chart, break_text, flowchart_svg, lay_out, segments, text_width
from conformance.items.folder import load_items
from conformance.items.item import LicensingItem
from conformance.typeset.fonts import read_font_folder

PROJECT = Path(__file__).parents[2]
ITEMS = {item.id: item for item in load_items(PROJECT)}
SVG = "{http://www.w3.org/2000/svg}"
TYPE_AREA = 156 / 25.4 * 96
"""The narrower type area that a chart must fit, in CSS pixels."""


def long_item() -> LicensingItem:
    """An item whose every text is far longer than any real one's, with three co-examining organs and a skip."""
    item = ITEMS["JY03"]
    organs = (
        "奉节县公安局交通巡逻警察大队、奉节县交通委员会道路运输管理处、奉节县安全生产监督管理局危险化学品监督管理科"
    )
    steps = tuple(
        replace(
            step,
            name=f"{step.name}以及与之有关的全部准备工作" if step.name in ("审查", "制证") else step.name,
            organ=organs if step.name == "会签" else f"{step.organ}行政审批与政务服务协调指导科第二办公室",
            post=f"{step.post}（两人以上，其中一人应当取得ABC-2017（WMQ）证书）",
            next={"审查": "审查以及与之有关的全部准备工作", "制证": "送达"}.get(step.next, step.next),
            branch=step.branch.replace("书面", "以书面形式并通过电话、短信和网站逐一地"),
        )
        for step in item.steps
    )
    return replace(item, steps=steps)


def skipping_item() -> LicensingItem:
    """An item whose examination may lead straight to the decision, past the site visit."""
    item = ITEMS["SY01"]
    steps = tuple(replace(step, next="决定") if step.name == "审查" else step for step in item.steps)
    return replace(item, steps=steps)


CASES = {**ITEMS, "long": long_item(), "skipping": skipping_item()}


def edges_of(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.top, box.right, box.bottom


@pytest.fixture(scope="module")
def faces() -> list[tuple[dict[int, str], dict[str, tuple[int, int]], int]]:
    """The faces in which a chart is printed: characters, advances, units of the em."""
    folder = read_font_folder()
    families = next(role.families for role in folder.roles if role.name == "hei")
    fonts = [TTFont(folder.path / face.file, lazy=True) for face in folder.faces if face.family in families]
    return [(font.getBestCmap(), font["hmtx"].metrics, font["head"].unitsPerEm) for font in fonts]


@pytest.mark.parametrize("item", CASES.values(), ids=CASES)
def test_no_text_leaves_its_symbol(item: LicensingItem) -> None:
    for box in lay_out(flow_of(item)).boxes:
        for line in box.lines:
            top, bottom = line.base - 0.88 * line.size, line.base + 0.14 * line.size
            assert box.top <= top and bottom <= box.bottom, line.words
            assert box.left + 2 <= line.left and line.right <= box.right - 2, line.words
            if box.node.kind is NodeKind.DECISION:
                (x, y), half, rise = box.centre, box.width / 2, box.height / 2
                for corner in ((line.left, top), (line.left, bottom), (line.right, top), (line.right, bottom)):
                    assert abs(corner[0] - x) / half + abs(corner[1] - y) / rise <= 1, line.words


@pytest.mark.parametrize("item", CASES.values(), ids=CASES)
def test_no_two_symbols_touch_and_all_stand_on_the_sheet(item: LicensingItem) -> None:
    chart = lay_out(flow_of(item))
    for one, other in combinations(chart.boxes, 2):
        apart = one.right < other.left or other.right < one.left or one.bottom < other.top or other.bottom < one.top
        assert apart, (one.node.id, other.node.id)
    for box in chart.boxes:
        left, top, right, bottom = edges_of(box)
        assert min(left, top) > 0 and right < chart.width and bottom < chart.height
    assert chart.width <= TYPE_AREA


@pytest.mark.parametrize("item", CASES.values(), ids=CASES)
def test_arrows_run_between_symbols_and_through_none(item: LicensingItem) -> None:
    chart = lay_out(flow_of(item))
    boxes = {box.node.id: box for box in chart.boxes}
    for arrow in chart.arrows:
        assert on_edge(arrow.points[0], boxes[arrow.edge.source]), arrow.edge
        assert arrives(arrow.points[-1], arrow.edge.target, chart), arrow.edge
        for box in chart.boxes:
            if box.node.kind is not NodeKind.FORK or box.node.id not in (arrow.edge.source, arrow.edge.target):
                assert not any(crosses(stretch, box) for stretch in segments(arrow)), (arrow.edge, box.node.id)
        assert all(0 < x < chart.width and 0 < y < chart.height for x, y in arrow.points)


def on_edge(point: tuple[float, float], box: Box) -> bool:
    x, y = point
    inside = box.left - 0.01 <= x <= box.right + 0.01 and box.top - 0.01 <= y <= box.bottom + 0.01
    return inside and (
        min(abs(x - box.left), abs(x - box.right)) < 0.01 or min(abs(y - box.top), abs(y - box.bottom)) < 0.01
    )


def arrives(point: tuple[float, float], target: str, chart: Chart) -> bool:
    """At the target's edge, at the double line of a fork, or on the arrow that leads straight into the target."""
    box = next(box for box in chart.boxes if box.node.id == target)
    if on_edge(point, box) or (box.node.kind is NodeKind.FORK and box.top < point[1] < box.bottom):
        return True
    return any(
        arrow.edge.target == target and arrow.points[0][0] == point[0] == arrow.points[-1][0]
        and arrow.points[0][1] < point[1] < arrow.points[-1][1]
        for arrow in chart.arrows
    )  # fmt: skip


def crosses(stretch: tuple[tuple[float, float], tuple[float, float]], box: Box) -> bool:
    """Whether a stretch runs through the inside of a symbol."""
    (x1, y1), (x2, y2) = stretch
    left, right, top, bottom = min(x1, x2), max(x1, x2), min(y1, y2), max(y1, y2)
    return left < box.right - 0.1 and right > box.left + 0.1 and top < box.bottom - 0.1 and bottom > box.top + 0.1


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
def test_the_drawing_holds_every_symbol_arrow_and_word_of_the_graph(item: LicensingItem) -> None:
    flow, root = flow_of(item), ET.fromstring(flowchart_svg(item))
    shapes = [len(root.findall(f"{SVG}{name}")) for name in ("rect", "polygon")]
    kinds = [node.kind for node in flow.nodes]
    boxed = sum(kinds.count(kind) for kind in (NodeKind.START, NodeKind.END, NodeKind.STEP, NodeKind.SPECIAL))
    assert shapes == [boxed, kinds.count(NodeKind.DECISION) + len(flow.edges)]
    drawn = "".join(element.text or "" for element in root.findall(f"{SVG}text")).replace("　", "").replace(" ", "")
    for node in flow.nodes:
        for text in (node.title, *node.lines):
            assert text.replace("　", "").replace(" ", "") in drawn
    assert root.attrib["role"] == "img"
    named = {element.attrib["id"]: element.text for element in root if "id" in element.attrib}
    assert [named[name] for name in root.attrib["aria-labelledby"].split()] == [
        f"{item.full_title}办理流程图", flow_words(item),
    ]  # fmt: skip


def test_the_symbols_are_told_apart_in_black_and_white() -> None:
    svg = flowchart_svg(ITEMS["SY01"])
    colours = {value for name in ("fill", "stroke") for value in attributes(svg, name)}
    assert colours == {"none", "#000", "#fff"}
    assert svg.count("stroke-dasharray") == 1
    assert svg.count(' rx="') == 4


def attributes(svg: str, name: str) -> set[str]:
    return {element.attrib[name] for element in ET.fromstring(svg).iter() if name in element.attrib}


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
def test_our_measure_is_never_narrower_than_the_face(
    item: LicensingItem, faces: list[tuple[dict[int, str], dict[str, tuple[int, int]], int]]
) -> None:
    for box in lay_out(flow_of(item)).boxes:
        for line in box.lines:
            for characters, advances, em in faces:
                known = [characters[ord(one)] for one in line.words if ord(one) in characters]
                real = sum(advances[glyph][0] for glyph in known) * line.size / em
                assert real <= text_width(line.words, line.size) + 0.01, line.words


def test_the_same_item_gives_the_same_bytes() -> None:
    again = {item.id: item for item in load_items(PROJECT)}
    assert all(flowchart_svg(item) == flowchart_svg(again[name]) for name, item in ITEMS.items())


@pytest.mark.parametrize(
    ("words", "width", "lines"),
    [
        ("材料不齐全或者不符合法定形式？", 170, ("材料不齐全或者", "不符合法定形式？")),
        ("出具通知书，说明理由", 72, ("出具通知书，", "说明理由")),
        ("当场或者 5 个工作日内一次告知", 108, ("当场或者", "5 个工作日", "内一次告知")),
        ("专家评议与实地考察（15个工作日）", 156, ("专家评议与实地考察", "（15个工作日）")),
        ("（两人以上）", 60, ("（两人", "以上）")),
    ],
)
def test_lines_break_evenly_and_by_the_rules(words: str, width: float, lines: tuple[str, ...]) -> None:
    broken = break_text(words, width, 12)
    assert all(text_width(line, 12) <= width for line in broken)
    assert "".join(broken).replace(" ", "") == words.replace(" ", "")
    assert not any(line[0] in "，。；：、）？" or line[-1] in "（《" for line in broken)
    assert broken == lines
