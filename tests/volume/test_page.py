"""Dates, titles and percentages as they are printed."""

from __future__ import annotations

import pytest

from conformance.volume.page import StatisticsRow, chinese_date, roman, title_lines


def test_dates_have_no_leading_zeros() -> None:
    assert chinese_date("2017-08-03") == "2017年8月3日"


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("行政许可受理规范", ["行政许可受理规范"]),
        ("奉节县行政许可服务标准汇编", ["奉节县行政许可服务标准汇编"]),
        ("行政许可事项清单和服务指南编制管理规范", ["行政许可事项清单", "和服务指南编制管理规范"]),
        ("行政许可集中受理审查决定送达服务规范", ["行政许可集中受理审", "查决定送达服务规范"]),
    ],
)
def test_a_long_title_is_cut_into_lines_of_about_equal_length_or_at_a_joint(title: str, lines: list[str]) -> None:
    assert title_lines(title, 16) == lines


@pytest.mark.parametrize(
    ("planned", "written", "expected"),
    [(3, 1, "33.3"), (3, 2, "66.7"), (8, 1, "12.5"), (2000, 1, "0.1"), (2, 2, "100.0"), (0, 0, "—")],
)
def test_percentages_are_rounded_half_up_to_one_decimal(planned: int, written: int, expected: str) -> None:
    assert StatisticsRow("基础", planned, written).percentage == expected


@pytest.mark.parametrize(
    ("number", "shown"), [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (40, "XL"), (99, "XCIX"), (1944, "MCMXLIV")]
)
def test_front_pages_are_numbered_in_roman(number: int, shown: str) -> None:
    assert roman(number) == shown
