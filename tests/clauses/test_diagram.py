"""The structure diagram shows every group of the system once, with its counts, as well-formed SVG that reads aloud."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

from conformance.clauses.diagram import system_diagram
from conformance.clauses.reader import read_standards
from conformance.clauses.system import load_system
from tests.sphinxext.small_county import make_project

SVG = "{http://www.w3.org/2000/svg}"


def drawing_of(project: Path) -> ET.Element:
    system, _ = load_system(project)
    assert system is not None
    return ET.fromstring(system_diagram(system, read_standards(project)[0]))


def test_it_works(tmp_path: Path) -> None:
    drawing = drawing_of(make_project(tmp_path))
    assert [text.text for text in drawing.iter(f"{SVG}text")] == [
        "奉节县行政许可服务标准体系",
        "服务提供",
        "1/1",
        "201 服务规范 1/1",
        "服务保障",
        "1/2",
        "301 环境 1/1",
        "302 能源 0/1",
    ]


def test_it_is_named_and_described_for_those_who_do_not_see_it(tmp_path: Path) -> None:
    drawing = drawing_of(make_project(tmp_path))
    named = {one.get("id"): one.text for one in drawing if one.get("id")}
    assert drawing.get("role") == "img"
    assert drawing.get("aria-labelledby") == " ".join(named)
    assert list(named.values()) == [
        "奉节县行政许可服务标准体系结构图",
        "各框为现有标准数/应有标准数。服务提供（1/1）：201 服务规范 1/1；服务保障（1/2）：301 环境 1/1，302 能源 0/1。",
    ]


def test_no_box_leaves_the_picture_and_none_covers_another(tmp_path: Path) -> None:
    drawing = drawing_of(make_project(tmp_path))
    width, height = (float(drawing.get(name, "0")) for name in ("width", "height"))
    boxes = [
        [float(box.get(name, "0")) for name in ("x", "y", "width", "height")] for box in drawing.iter(f"{SVG}rect")
    ]
    assert len(boxes) == 6
    for place, (left, top, wide, high) in enumerate(boxes):
        assert left >= 0 and top >= 0 and left + wide <= width and top + high <= height
        for other_left, other_top, other_wide, other_high in boxes[:place]:
            apart = left >= other_left + other_wide or other_left >= left + wide
            assert apart or top >= other_top + other_high or other_top >= top + high
