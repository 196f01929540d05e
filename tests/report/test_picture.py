"""Pictures tell the figures of the tables behind them, within their frame, in black and grey."""

from __future__ import annotations

import re
from fractions import Fraction
from xml.etree import ElementTree

import pytest

from conformance.report import gallery
from conformance.report.body import PRINTED, report_body
from conformance.report.html import report_html
from conformance.report.picture import LABEL, Bar, Mark, bars, columns, loss_map
from tests.report.builders import make_county

SVG = "{http://www.w3.org/2000/svg}"


def boxes(svg: str) -> list[dict[str, str]]:
    """The filled rectangles of a picture."""
    return [one.attrib for one in ElementTree.fromstring(svg).iter(f"{SVG}rect") if one.get("fill") != "none"]


def words(svg: str) -> list[str]:
    """What is written in a picture."""
    return [one.text or "" for one in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_it_works() -> None:
    svg = bars(
        "分数", [Bar("甲", Fraction(50), Fraction(75), "50.00→75.00")], Fraction(100), [Mark("合格 80", Fraction(80))]
    )
    light, dark = (float(one["width"]) for one in boxes(svg))
    assert light / dark == pytest.approx(1.5, abs=0.01)
    assert words(svg) == ["甲", "50.00→75.00", "合格 80"]
    assert 'role="img" aria-label="分数"' in svg


def test_a_long_name_stays_within_the_frame() -> None:
    name = "中共奉节县委机构编制委员会办公室"
    svg = bars("分数", [Bar(name, Fraction(1), Fraction(1), "1")], Fraction(100))
    size = float(next(ElementTree.fromstring(svg).iter(f"{SVG}text")).attrib["font-size"])
    assert size * len(name) <= LABEL - 6


def test_columns_are_as_high_as_their_numbers() -> None:
    heights = [float(one["height"]) for one in boxes(columns("分布", [("少", 1), ("多", 4), ("无", 0)]))]
    assert heights == [30, 120, 0]


def test_the_area_of_a_square_tells_the_loss_and_a_cross_what_does_not_apply() -> None:
    svg = loss_map("失分", ["甲"], ["G-1", "G-2", "G-3"], [[Fraction(1), Fraction(0), None]])
    assert [one["width"] for one in boxes(svg)] == ["11.50"]
    assert words(svg).count("×") == 1


def test_names_with_signs_of_markup_stay_text() -> None:
    assert words(columns("<b>", [("a<b", 1)])) == ["1", "a<b"]


def test_pictures_are_black_and_grey_and_hold_no_style() -> None:
    drawn = "".join(re.findall(r"<svg.*?</svg>", report_html(make_county()), re.S))
    assert drawn.count("<svg") == 4 + len(make_county().processes)
    assert set(re.findall(r'(?:fill|stroke)="(#\w+)"', drawn)) <= {"#444", "#ccc", "#000", "#999", "#fff"}
    assert "style=" not in drawn


def test_every_picture_has_its_figures_in_a_table() -> None:
    report = make_county()
    body = report_body(report, PRINTED)
    tables = re.sub(r"<svg.*?</svg>", "", body, flags=re.S)
    for svg in (gallery.ranking_picture(report), gallery.aspects_picture(report)):
        for figure in (one for text in words(svg) for one in re.findall(r"\d+\.\d+%?", text)):
            assert figure in tables
    assert {label: names for label, names in gallery.bands(report) if names} == {
        "60 分以下": ("烟草专卖局", "农业委员会"),
        "60—70 分": ("卫生和计划生育委员会",),
        "90 分以上": ("档案局",),
    }
    assert [one for one in words(gallery.losses_picture(report)) if one.startswith(("G-", "L-"))] == [
        problem.item.clause.id for problem in sorted(report.clause_problems, key=lambda one: one.item.clause.id)
    ]
