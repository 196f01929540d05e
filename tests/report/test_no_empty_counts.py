"""Sentences depend on the figures: nobody is told of nought things; what is open is told with what it would change."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from conformance.report.body import PRINTED, WHOLE, report_body
from conformance.report.model import Report
from conformance.report.words import county_waiting_words, waiting_words
from tests.report.builders import make_county

NOUGHT = re.compile(r"(?<![\d.])0 (?:个|条|处|份|件|项|行)(?!不符合)")


def bare(report: Report) -> Report:
    """The same county with nothing outside the round, no judgement, nothing counted elsewhere."""
    return replace(report, outside=(), weightless=(), references=())


@pytest.mark.parametrize("extent", [PRINTED, WHOLE])
@pytest.mark.parametrize("change", [lambda report: report, bare])
def test_nothing_is_counted_that_is_not_there(extent, change) -> None:
    text = re.sub(r"<[^>]+>", "", report_body(change(make_county()), extent))
    assert [text[max(one.start() - 20, 0) : one.end() + 10] for one in NOUGHT.finditer(text)] == []


def test_what_is_open_is_told_with_what_it_would_change() -> None:
    report = make_county()
    assert county_waiting_words(report) == (
        "1 个单位的填报表还有影响核查的问题，搁置 2 行次，等级待定的 1 个（卫生和计划生育委员会）。"
        "下表所列的全部更正以后，部门平均分由 50.25 分升至最高 60.00 分。"
    )
    (part,) = report.pending
    assert waiting_words(part) == "总分由 61.00 分升至最高 100.00 分，等级由不合格变为优秀。"


def test_what_is_to_be_mended_is_named_once() -> None:
    (part,) = make_county().pending
    assert part.to_mend == ("表“办件台账”M8：“2017-13-05”不是日期，应为日期；请更正。", "缺少“延期批准日”列。")


def test_where_nothing_is_open_it_says_so() -> None:
    report = make_county()
    settled = replace(report, departments=tuple(part for part in report.departments if not part.waiting))
    assert county_waiting_words(settled) == "没有等级待定的单位，也没有因填表问题搁置的行或者无法进行的核查。"
    assert '<table class="open">' not in report_body(settled, PRINTED)


def test_once_the_round_is_closed_the_grade_stays() -> None:
    report = make_county(round_closed=True)
    (part,) = [one for one in report.departments if one.waiting]
    assert waiting_words(part) == "总分由 61.00 分升至最高 100.00 分，可评为优秀；本轮已截止，按现状评为不合格。"
