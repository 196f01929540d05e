"""The report tells the sample, the round before and the day of rectification where it was told them, else nothing."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from conformance.errors import CannotProceed
from conformance.report.body import SAMPLE, WHOLE, report_body
from conformance.report.html import report_html
from conformance.report.json import report_record
from conformance.report.model import Report
from conformance.report.proceedings import DepartmentChange, PreviousRound, Proceedings, read_sampling
from conformance.report.words import due_words, previous_words
from conformance.terms import FindingFate
from tests.report.builders import make_county

CASE = {"department": "YC", "case_number": "YC-1", "decided_on": "2017-03-01"}
DRAWN = {
    "method": "SHA-256 排序抽样，第 1 版",
    "seed": "417902",
    "population_sha256": "e" * 64,
    "population": 70,
    "strata_by": ["department"],
    "strata": [
        {
            "values": ["YC"],
            "size": 60,
            "sample": [{"department": "YC", "case_number": "YC-1", "decided_on": "2017-03-01"}],
        },
        {"values": ["WJ"], "size": 10, "sample": []},
    ],
}
PREVIOUS = PreviousRound(
    "2017年中期",
    (
        DepartmentChange("DA", "奉节县档案局", Fraction(90), Fraction(100), {FindingFate.MENDED: 2}),
        DepartmentChange("WJ", "奉节县卫生和计划生育委员会", Fraction(70), Fraction(61), {FindingFate.NEW: 1}),
        DepartmentChange("坏 表", "坏 表.xlsx", Fraction(60), None, {FindingFate.UNVERIFIED: 3}),
    ),
)


def told(**facts: object) -> Report:
    """The small county with these proceedings."""
    return replace(make_county(), proceedings=Proceedings(**facts))  # type: ignore[arg-type]  # facts have no one type


def everything() -> Report:
    """All that can be told."""
    sampling = read_sampling(json.dumps(DRAWN).encode(), "sample.json")
    return told(sampling=sampling, previous=PREVIOUS, issued_on=date(2017, 12, 1), due_on=date(2017, 12, 29))


def text_of(report: Report) -> str:
    """The text of the report, blanks run together."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", report_body(report, WHOLE)))


def test_it_works() -> None:
    text = text_of(everything())
    for words in (
        "总体 70 件，摘要为 eeeeeeeeeeeeeeee（前 16 位），起始数 417902 由双方各抽一半",
        "分 2 层，抽出 1 件，见附件9",
        "与2017年中期比较：两轮都有得分的 2 个单位中，1 个升分，1 个降分。",
        "问题已整改 2 个，新出现 1 个，未能复核 3 个。",
        "整改清单2017年12月1日下达，期限为2017年12月29日，按工作日计算。",
        "奉节县烟草专卖局YC-12017-03-01奉节县烟草专卖局（1／60）",
    ):
        assert words in text


def test_what_was_not_told_is_not_spoken_of() -> None:
    text = text_of(make_county())
    for words in ("与上一轮比较", SAMPLE[1], "起始数", "下达"):
        assert words not in text
    assert due_words(make_county()) == "期限由检查组与责任部门商定后填写。"


def test_the_data_hold_it_by_the_schema() -> None:
    schema = json.loads(files("conformance.report").joinpath("report.schema.json").read_text(encoding="utf-8"))
    record = json.loads(json.dumps(report_record(everything())))
    assert list(Draft202012Validator(schema).iter_errors(record)) == []
    assert record["proceedings"]["previous"]["departments"][0] == {
        "department": "DA",
        "before": {"n": 90, "d": 1, "shown": "90.00"},
        "now": {"n": 100, "d": 1, "shown": "100.00"},
        "findings": {"mended": 2},
    }


def test_every_link_of_the_fuller_report_has_its_target() -> None:
    html = report_html(everything())
    ids = set(re.findall(r' id="([^"]+)"', html))
    assert set(re.findall(r' href="#([^"]+)"', html)) - ids == set()


def test_nothing_changed_is_said_so() -> None:
    same = PreviousRound("中期", (DepartmentChange("DA", "档案局", Fraction(90), Fraction(90), {}),))
    assert previous_words(same) == "与中期比较：两轮都有得分的 1 个单位中，得分都没有变化。两轮都没有问题。"


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"strata": [{}]}', b"\xff"])
def test_what_is_no_draw_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(CannotProceed, match=r"^“x.json”不是抽样结果"):
        read_sampling(content, "x.json")


def test_annexes_are_there_to_be_filled_in() -> None:
    text = text_of(make_county())
    for words in (
        "附件5 标准明细表",
        "FJXK 101—2017",
        "附件6 会议签到表",
        "附件7 现场检查记录",
        "附件8 办理过程图",
        "休息日作出的决定 1 行",
    ):
        assert words in text
