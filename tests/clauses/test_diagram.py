"""The structure diagram shows every group of the system once, with its counts, as well-formed SVG that reads aloud."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from conformance.clauses.diagram import PAGE, SCREEN, Shape, system_diagram
from conformance.clauses.reader import read_standards
from conformance.clauses.system import load_system
from tests.sphinxext.small_county import make_project

SVG = "{http://www.w3.org/2000/svg}"


def drawing_of(project: Path, shape: Shape = SCREEN) -> ET.Element:
    system, _ = load_system(project)
    assert system is not None
    return ET.fromstring(system_diagram(system, read_standards(project)[0], shape))


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


def test_on_paper_number_and_counts_stand_below_the_title(tmp_path: Path) -> None:
    drawing = drawing_of(make_project(tmp_path), PAGE)
    words = [text.text for text in drawing.iter(f"{SVG}text")]
    assert words[1:5] == ["服务提供", "1/1", "服务规范", "201　1/1"]
    assert {one.get("fill") for one in drawing.iter() if one.get("fill")} == {"none", "#fff", "#000"}
    assert {one.get("stroke") for one in drawing.iter() if one.get("stroke")} == {"none", "#000"}


def test_on_paper_text_is_as_large_as_that_of_a_table_and_fits_its_box(tmp_path: Path) -> None:
    drawing = drawing_of(make_project(tmp_path), PAGE)
    for text in drawing.iter(f"{SVG}text"):
        assert float(text.get("font-size", "0")) >= 9
        assert float(text.get("font-size", "0")) * len(text.text or "") < PAGE.column * 2


def test_a_long_title_is_set_smaller(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    file = project / "standards/system.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("服务规范", "服务规范与受理场所建设管理规范"), encoding="utf-8"
    )
    text = next(
        one for one in drawing_of(project, PAGE).iter(f"{SVG}text") if (one.text or "").startswith("服务规范与")
    )
    assert float(text.get("font-size", "0")) * len(text.text or "") <= PAGE.column - PAGE.indent


@pytest.mark.parametrize("shape", [SCREEN, PAGE])
def test_no_box_leaves_the_picture_and_none_covers_another(tmp_path: Path, shape: Shape) -> None:
    drawing = drawing_of(make_project(tmp_path), shape)
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
