"""Which items are drawn, in what order, and what is said of the others."""

from __future__ import annotations

import re
from dataclasses import replace

from conformance.inspection.process import ItemProcess
from conformance.report.body import PRINTED, department_body, report_body
from conformance.report.model import Report
from conformance.report.process_annex import DRAWN_AT_MOST, drawn_processes, drawn_words
from tests.report.builders import make_backward_process, make_county, make_item_process


def county(*processes: ItemProcess) -> Report:
    """The small county with these processes, all of the first department that was scored."""
    report = make_county()
    parts = [replace(part, processes=processes if part.code == "YC" else ()) for part in report.departments]
    return replace(report, departments=tuple(parts))


def test_it_works() -> None:
    report = make_county()
    assert [one.item_code for one in drawn_processes(report)] == ["500131002000", "500131001000", "500122001000"]
    assert drawn_words(report) == (
        "有办件的事项 3 项，本附件画 3 项：有过程偏差的 1 项，其余事项中申请人等候工作日合计最多的 2 项。"
    )


def test_what_is_not_drawn_is_counted_and_said_where_to_find() -> None:
    report = county(*(make_item_process("YC", f"5001310{number:02}000", number) for number in range(1, 13)))
    assert [one.cases for one in drawn_processes(report)] == list(range(12, 12 - DRAWN_AT_MOST, -1))
    assert drawn_words(report) == (
        "有办件的事项 12 项，本附件画 8 项：申请人等候工作日合计最多的 8 项。"
        "没有画出的 4 项，数字见表格版的“办理过程”表，过程图用 conformance process 画出。"
    )


def test_of_too_many_deviating_items_the_busiest_are_drawn() -> None:
    made = (replace(make_backward_process("YC", f"5001310{number:02}000"), cases=number) for number in range(1, 11))
    report = county(*made)
    assert [one.cases for one in drawn_processes(report)] == list(range(10, 2, -1))
    assert "有过程偏差的 8 项（共 10 项，画办件最多的）。没有画出的 2 项" in drawn_words(report)


def test_where_nobody_waits_nothing_is_drawn() -> None:
    assert drawn_words(county(make_item_process("YC", "500131001000", moves=()))) == (
        "有办件的 1 项事项都在当日办完，没有过程偏差，不画图。"
    )
    assert drawn_words(county()) == "没有办件，没有过程图。"


def test_a_picture_stands_before_its_table() -> None:
    body = report_body(make_county(), PRINTED)
    annex = body[body.index('id="processes"') :]
    assert (
        re.findall(r'<svg class="process-map"|<table class="moves"', annex)
        == [
            '<svg class="process-map"',
            '<table class="moves"',
        ]
        * 3
    )


def test_figures_below_nought_have_a_minus_sign() -> None:
    body = report_body(make_county(), PRINTED)
    assert '<td class="number">−2</td>' in body
    assert not re.search(r">-\d", body)


def test_a_department_is_told_where_its_own_items_lose_time() -> None:
    report = make_county()
    body = department_body(report, next(part for part in report.departments if part.code == "YC"))
    rows = re.findall(r"<tr>(.*?)</tr>", body[body.index('<table class="waits">') :])[1:3]
    assert [re.sub("<[^>]+>", "｜", row).strip("｜").split("｜｜") for row in rows] == [
        ["事项500131001000", "58", "232", "受理→决定：58 件，中位 3 个工作日，占 75.0%", "没有"],
        ["事项500131002000", "2", "8", "受理→决定：2 件，中位 3 个工作日，占 75.0%", "逆序 1 件次"],
    ]
