"""How cases went: order, skipped and repeated stages, organs, paths, days; and the map that shows it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from conformance.checklist.calendar import load_calendar
from conformance.inspection.process import ItemProcess, item_processes
from conformance.inspection.process_map import map_words, process_map_svg
from conformance.items.flowchart import text_width
from conformance.terms import DeviationKind, ProcessStage
from tests.findings.books import TABLES, make_book

ROOT = Path(__file__).parents[2]
CALENDAR = load_calendar(ROOT / "checklists" / "calendar")
ITEM = "500114001000"
R, A, E, D, S = (
    ProcessStage.RECEIVED,
    ProcessStage.ACCEPTANCE,
    ProcessStage.EXAMINATION,
    ProcessStage.DECISION,
    ProcessStage.DELIVERY,
)
STEPS = ("收件", "受理", "受理公示", "现场核查", "审查", "决定", "制证", "送达")
REGISTER = {
    "item_code": ITEM,
    "main_title": "乡村建设规划许可",
    "acceptance_body": "县规划局窗口",
    "decision_body": "县规划局",
    "joint_departments": "县规划局；县国土房管局",
    "lead_department": "县规划局",
}


def case(number: str, **changes: Any) -> dict[str, Any]:
    """A case that takes a working day from stage to stage, with a visit."""
    return {
        "case_number": number,
        "item_code": ITEM,
        "acceptance_body": "县规划局窗口",
        "decision_body": "县规划局",
        "received_on": date(2017, 3, 1),
        "acceptance_result": "受理",
        "accepted_on": date(2017, 3, 2),
        "site_visit": "是",
        "visited_on": date(2017, 3, 3),
        "examined_on": date(2017, 3, 3),
        "decision_result": "准予",
        "decided_on": date(2017, 3, 6),
        "delivered_on": date(2017, 3, 7),
        **changes,
    }


def process(*cases: dict[str, Any], circulation: list[dict[str, Any]] | None = None, **register: Any) -> ItemProcess:
    tables = {
        "item_register": [{**REGISTER, **register}],
        "step": [
            {"item_code": ITEM, "step_number": number, "step_title": title, "organ": "县规划局", "days": 1}
            for number, title in enumerate(STEPS, 1)
        ],
        "ledger": list(cases),
        "circulation": circulation or [],
    }
    (one,) = item_processes([make_book("GH", tables)], TABLES, CALENDAR)
    return one


def deviations(one: ItemProcess) -> list[tuple[DeviationKind, str, str]]:
    return [(deviation.kind, deviation.case_number, deviation.words) for deviation in one.deviations]


def test_cases_that_go_as_declared_deviate_nowhere() -> None:
    one = process(case("A1"), case("A2"))
    assert one.title == "乡村建设规划许可"
    assert deviations(one) == []
    assert [(path.cases, len(path.stages)) for path in one.paths] == [(2, 6)]
    assert one.stages[D] == 2
    assert [step.stage for step in one.steps] == [R, A, None, ProcessStage.VISIT, E, D, None, S]


def test_days_are_working_days_and_the_slowest_move_is_named() -> None:
    # 9 March to 15 March 2017: a Thursday to a Wednesday, four working days
    late = case("A2", decided_on=date(2017, 3, 9), delivered_on=date(2017, 3, 15))
    one = process(case("A1"), late, case("A3"))
    moves = {(move.source, move.target): (move.cases, move.median_days, move.total_days) for move in one.moves}
    assert moves[R, A] == (3, 1, 3)
    assert moves[E, D] == (3, 1, 6)
    assert moves[D, S] == (3, 1, 6)
    assert one.slowest is not None and one.share_of(one.slowest) == Fraction(6, 18)


def test_filing_takes_no_time_of_the_applicants() -> None:
    one = process(case("A1", archived_on=date(2017, 6, 30)))
    filing = next(move for move in one.moves if move.target is ProcessStage.ARCHIVE)
    assert filing.total_days > 50
    assert one.share_of(filing) == 0
    assert one.slowest is not None and one.slowest.target is not ProcessStage.ARCHIVE


def test_the_median_of_two_may_be_a_half() -> None:
    one = process(case("A1"), case("A2", decided_on=date(2017, 3, 7), delivered_on=date(2017, 3, 8)))
    assert next(move.median_days for move in one.moves if move.target is D) == Fraction(3, 2)


@pytest.mark.parametrize(
    ("changes", "kind", "words"),
    [
        (
            {"decided_on": date(2017, 3, 1), "visited_on": None, "site_visit": "否"},
            "逆序",
            "决定（2017-03-01）早于审查（2017-03-03）",
        ),
        ({"delivered_on": date(2017, 3, 3)}, "逆序", "送达（2017-03-03）早于决定（2017-03-06）"),
        ({"visited_on": date(2017, 3, 8)}, "逆序", "现场核查（2017-03-08）晚于决定（2017-03-06）"),
        ({"visited_on": date(2017, 3, 1)}, "逆序", "现场核查（2017-03-01）早于受理（2017-03-02）"),
        ({"examined_on": None}, "跳过", "事项有“审查”，这一件没有记载"),
        ({"visited_on": None}, "跳过", "事项有“现场核查”，这一件没有记载"),
        ({"correction_count": 2}, "重复", "补正告知 2 次"),
        ({"acceptance_body": "县规划局用地科"}, "机构不符", "受理的是“县规划局用地科”，事项清单为“县规划局窗口”"),
        ({"decision_body": "永安街道"}, "机构不符", "决定的是“永安街道”，事项清单为“县规划局”"),
    ],
)
def test_each_deviation_is_told_at_its_case(changes: dict[str, Any], kind: str, words: str) -> None:
    one = process(case("A1"), case("A2", **changes))
    assert [(found.label, number, said) for found, number, said in deviations(one)] == [(kind, "A2", words)]


@pytest.mark.parametrize(
    "changes",
    [
        {"visited_on": None, "site_visit": "否"},
        {"visited_on": date(2017, 3, 6)},
        {"acceptance_result": "不予受理", "accepted_on": None, "decided_on": None, "delivered_on": None},
        {"decision_result": None, "decided_on": None, "delivered_on": None},
        {"delivered_on": None},
        {"examined_on": {"unread": "2017-13-05"}},
        {"acceptance_body": None, "decision_body": None},
        {"correction_count": 1, "correction_notified_on": date(2017, 3, 1), "corrected_on": date(2017, 3, 2)},
    ],
)
def test_what_an_inspector_would_let_pass_is_no_deviation(changes: dict[str, Any]) -> None:
    assert deviations(process(case("A2", **changes))) == []


def test_a_stage_that_nobody_ever_writes_down_is_skipped_by_all() -> None:
    one = process(*(case(number, examined_on=None) for number in ("A1", "A2")))
    assert [kind for kind, _, _ in deviations(one)] == [DeviationKind.SKIPPED] * 2


def stay(case_number: str, sequence: int, department: str, into: date, out: date) -> dict[str, Any]:
    return {
        "case_number": case_number,
        "sequence": sequence,
        "department_title": department,
        "in_on": into,
        "out_on": out,
    }


def test_a_joint_case_tells_where_it_was_and_who_had_it_twice_or_without_being_asked() -> None:
    one = process(
        case("A1"),
        circulation=[
            stay("A1", 1, "县规划局", date(2017, 3, 1), date(2017, 3, 1)),
            stay("A1", 2, "县国土房管局", date(2017, 3, 1), date(2017, 3, 3)),
            stay("A1", 3, "县国土房管局", date(2017, 3, 3), date(2017, 3, 6)),
            stay("A1", 4, "县林业局", date(2017, 3, 6), date(2017, 3, 6)),
            stay("A1", 5, "县规划局", date(2017, 3, 6), date(2017, 3, 6)),
        ],
    )
    assert [(kind.label, words) for kind, _, words in deviations(one)] == [
        ("重复", "转县国土房管局 2 次"),
        ("机构不符", "会签的是“县林业局”，事项清单为“县规划局；县国土房管局”"),
    ]
    days = {one.department_title: (one.stays, one.median_days, one.total_days) for one in one.stays}
    assert days == {"县国土房管局": (2, Fraction(3, 2), 3), "县林业局": (1, 0, 0), "县规划局": (2, 0, 0)}


def test_where_no_lead_is_named_it_is_the_department_whose_ledger_it_is() -> None:
    back = [stay("A1", number, "GH局", date(2017, 3, 2), date(2017, 3, 3)) for number in (1, 3)]
    assert deviations(process(case("A1"), circulation=back, lead_department=None, joint_departments=None)) == []


def odd_process() -> ItemProcess:
    """Three ordinary cases, one decided before it was accepted, one without a word on its examination."""
    early = case("B1", decided_on=date(2017, 3, 1), visited_on=None, examined_on=date(2017, 3, 1))
    return process(case("A1"), case("A2"), case("A3"), early, case("B2", examined_on=None, visited_on=None))


def test_the_map_tells_in_words_all_that_it_shows() -> None:
    one = odd_process()
    root = ElementTree.fromstring(process_map_svg(one))
    drawn = "".join(root.itertext())
    for move in one.moves:
        assert f"{move.cases} 件，中位" in drawn
    assert map_words(one) in drawn
    assert "收件→审查：1 件，中位 当日" in map_words(one)
    assert "耗时最多" in drawn


def test_the_map_is_black_on_white_and_the_same_every_time() -> None:
    one = odd_process()
    svg = process_map_svg(one)
    assert svg == process_map_svg(odd_process())
    assert {colour for colour in ("#000", "#fff") if colour in svg} == {"#000", "#fff"}
    assert not set(re.findall("#[0-9a-fA-F]{3,6}", svg)) - {"#000", "#fff"}


def test_maps_of_one_code_in_two_departments_have_names_of_their_own() -> None:
    maps = [process_map_svg(replace(odd_process(), department=code)) for code in ("GA", "DA", "坏 表")]
    names = [re.findall(' id="([^"]+)"', svg) for svg in maps]
    assert len({name for pair in names for name in pair}) == 6
    assert all(f'aria-labelledby="{" ".join(pair)}"' in svg for pair, svg in zip(names, maps, strict=True))
    assert all(re.fullmatch("[0-9A-Za-z-]+", name) for pair in names for name in pair)


def test_no_text_of_the_map_leaves_it() -> None:
    root = ElementTree.fromstring(process_map_svg(odd_process()))
    width = float(root.get("width", "0"))
    for text in root.iter("{http://www.w3.org/2000/svg}text"):
        x, size = float(text.get("x", "0")), float(text.get("font-size", "0"))
        wide = text_width(text.text or "", size)
        left = x if text.get("text-anchor") == "start" else x - wide / 2
        assert left >= 0 and left + wide <= width, text.text
