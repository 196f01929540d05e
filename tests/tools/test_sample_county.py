"""The sample county before any defect: conforming by the letter of the requirements, reckoned without any check."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

import pytest
from jsonschema import Draft202012Validator

from conformance.checklist.calendar import Calendar
from conformance.checklist.guide import load_guide
from conformance.checklist.table import Column, load_tables
from conformance.items.item import LicensingItem, TimeLimit
from tools.sample.books import make_books
from tools.sample.cases import _outcome
from tools.sample.county import (
    CENTRE,
    COUNTY_BODY,
    PERIOD_TO,
    WITHOUT_CASES,
    WITHOUT_ITEMS,
    Book,
    Cell,
    County,
    Row,
    load_county,
)
from tools.sample.judgements import make_judgements

PROJECT = Path(__file__).parents[2]
ORDER = (
    "received_on", "correction_notified_on", "corrected_on", "accepted_on", "examined_on", "decided_on", "delivered_on",
    "archived_on",
)  # fmt: skip


@cache
def county() -> County:
    return load_county(PROJECT)


@cache
def books() -> dict[str, Book]:
    return make_books(county(), 2017)


def cases() -> Iterator[tuple[LicensingItem, Row]]:
    items = {item.code: item for item in county().items}
    for book in books().values():
        for row in book.rows.get("ledger", ()):
            yield items[str(row["item_code"])], row


def refused(rule: Callable[[LicensingItem, Row], bool]) -> list[object]:
    """The cases that a rule does not hold for."""
    return [row["case_number"] for item, row in cases() if not rule(item, row)]


def test_it_has_3500_cases_of_30_departments_a_centre_and_a_county_body() -> None:
    assert sum(1 for _ in cases()) == 3500
    assert len(county().departments) == 31
    assert list(books())[-2:] == [CENTRE, COUNTY_BODY]
    offered = {item.code for item in county().items if item.volume_per_year}
    assert {row["item_code"] for _, row in cases()} == offered


def test_the_same_seed_gives_the_same_county_and_another_seed_another() -> None:
    assert make_books(county(), 2017) == books()
    assert make_books(county(), 2018) != books()


def test_rare_items_have_three_cases_and_frequent_ones_most() -> None:
    counts = Counter(item.id for item, _ in cases())
    assert (counts["WH02"], counts["JY03"]) == (3, 3)
    assert counts.most_common(3)[0][0] == "GS02"


def test_roles_without_items_and_without_cases_declare_it_with_a_reason() -> None:
    assert set(books()[WITHOUT_ITEMS].declarations) >= {"item_register", "ledger", "case_file"}
    assert set(books()[WITHOUT_CASES].declarations) >= {"ledger", "case_file"}
    assert books()[WITHOUT_CASES].rows["item_register"]
    assert all(reason for book in books().values() for _, reason in book.declarations.values())


@pytest.mark.parametrize("code", sorted({*load_county(PROJECT).codes}))
def test_every_cell_is_of_its_column_and_every_required_table_is_filled(code: str) -> None:
    tables, book = load_tables(PROJECT), books()[code]
    for table, rows in book.rows.items():
        columns = tables[table].by_id
        for row in rows:
            assert [name for name, value in row.items() if not _fits(columns[name], value)] == [], row
            assert all(row.get(key) is not None for key in tables[table].key), row
        keys = [tuple(row[key] for key in tables[table].key) for row in rows]
        assert len(set(keys)) == len(keys), table
    for stated in tables.values():
        duty = stated.duties.get(book.kind)
        if duty and duty.required and not book.rows.get(stated.id) and not duty.required_if:
            assert duty.may_be_empty and stated.id in book.declarations, stated.id


def _fits(column: Column, value: Cell) -> bool:
    if value is None:
        return True
    plain = value.isoformat() if isinstance(value, date) else value
    listed = str(plain).split("；") if column.type == "list" else plain
    assert isinstance(value, date) == (column.type == "date"), (column.id, value)
    return Draft202012Validator(column.schema).is_valid(listed)


def test_cases_go_in_order() -> None:
    def in_order(_: LicensingItem, row: Row) -> bool:
        return _ascending(row, ORDER)

    assert refused(in_order) == []


def _ascending(row: Row, columns: tuple[str, ...]) -> bool:
    days = [day for column in columns if isinstance(day := row[column], date)]
    return days == sorted(days)


def test_everything_happens_on_working_days() -> None:
    calendar = county().calendar

    def worked(_: LicensingItem, row: Row) -> bool:
        days = [value for name, value in row.items() if isinstance(value, date) and name != "valid_until"]
        return all(calendar.is_workday(day) for day in days)

    assert refused(worked) == []


def test_decisions_keep_the_committed_and_the_statutory_limit() -> None:
    def in_time(item: LicensingItem, row: Row) -> bool:
        accepted, decided = row["accepted_on"], row["decided_on"] or PERIOD_TO
        if not isinstance(accepted, date) or not isinstance(decided, date):
            return row["acceptance_result"] == "不予受理"
        off = min(_number(row["special_days"]), _number(row["special_notified_days"]))
        return all(
            _used(county().calendar, limit, accepted, decided) - off <= _allowed(limit)
            for limit in (item.committed_limit, item.statutory_limit)
        )

    assert refused(in_time) == []


def _used(calendar: Calendar, limit: TimeLimit, accepted: date, decided: date) -> int:
    if limit.unit in ("自然日", "月"):
        return (decided - accepted).days
    return calendar.working_days_between(accepted, decided)


def _allowed(limit: TimeLimit) -> int:
    return limit.days * 28 if limit.unit == "月" else limit.days


def _number(value: Cell) -> int:
    return value if isinstance(value, int) else 0


def test_what_is_missing_is_told_once_and_within_five_days() -> None:
    calendar = county().calendar

    def told(_: LicensingItem, row: Row) -> bool:
        received, notified, accepted = row["received_on"], row["correction_notified_on"], row["accepted_on"]
        assert isinstance(received, date)
        if isinstance(notified, date):
            return row["correction_count"] == 1 and calendar.working_days_between(received, notified) <= 5
        waited = calendar.working_days_between(received, accepted) if isinstance(accepted, date) else 0
        return row["correction_count"] == 0 and waited <= 5

    assert refused(told) == []


def test_a_refusal_cites_the_provision_of_the_day_of_the_decision() -> None:
    school = next(item for item in county().items if item.id == "JY01")

    def reason_of(decided: date) -> object:
        outcomes = (_outcome(county(), school, decided, Random(seed)) for seed in range(2000))
        return next(row["refusal_reason"] for row in outcomes if row["decision_result"] == "不予")

    before, after = (reason_of(day) for day in (date(2017, 8, 31), date(2017, 9, 1)))
    assert "第十一条至第十七条" in str(before)
    assert "第十二条至第十八条" in str(after)


def test_items_are_handled_while_they_are_offered() -> None:
    def offered(item: LicensingItem, row: Row) -> bool:
        accepted = row["accepted_on"] or row["received_on"]
        return isinstance(accepted, date) and item.in_force_on(accepted)

    assert refused(offered) == []


def test_special_procedures_are_announced_before_and_take_no_longer() -> None:
    def announced(_: LicensingItem, row: Row) -> bool:
        if row["special_procedure"] is None:
            return not row["special_days"]
        told, began = row["special_notified_on"], row["special_started_on"]
        assert isinstance(told, date) and isinstance(began, date)
        return told <= began and _number(row["special_days"]) <= _number(row["special_notified_days"])

    assert refused(announced) == []


def test_visits_are_made_by_two_and_tests_are_assigned_in_five_days() -> None:
    calendar = county().calendar

    def visited(_: LicensingItem, row: Row) -> bool:
        if row["special_procedure"] in ("检验", "检测", "检疫") and row["site_visit"] != "是":
            return False
        if row["site_visit"] != "是":
            return row["visitor_count"] is None
        accepted, assigned = row["accepted_on"], row["visit_assigned_on"]
        assert isinstance(accepted, date) and isinstance(assigned, date)
        soon = calendar.working_days_between(accepted, assigned) <= 5
        ordered = _ascending(row, ("accepted_on", "visit_assigned_on", "visited_on", "decided_on"))
        return ordered and _number(row["visitor_count"]) >= 2 and soon

    assert refused(visited) == []


def test_results_have_their_papers() -> None:
    def complete(_: LicensingItem, row: Row) -> bool:
        if row["acceptance_result"] == "不予受理":
            return bool(row["refusal_document"] and row["refusal_reason"] and row["decided_on"] == row["received_on"])
        result = {
            "准予": row["license_number"] and row["published_on"],
            "不予": row["refusal_document"] and row["refusal_reason"] and row["remedy_notified"] == "是",
        }.get(str(row["decision_result"]), True)
        return bool(row["slip_number"] and row["receipt_number"] and result)

    assert refused(complete) == []


def test_delivery_publication_and_filing_follow_within_days() -> None:
    calendar = county().calendar

    def followed(_: LicensingItem, row: Row) -> bool:
        decided, delivered = row["decided_on"], row["delivered_on"]
        if not isinstance(decided, date):
            return row["decision_result"] is None and delivered is None and row["archived_on"] is None
        published = row["published_on"] or decided
        archived = row["archived_on"]
        assert isinstance(delivered, date) and isinstance(published, date) and isinstance(archived, date)
        late = (
            calendar.working_days_between(decided, delivered) > 10,
            calendar.working_days_between(decided, published) > 20,
            calendar.working_days_between(delivered, archived) > 10,
        )
        return not any(late)

    assert refused(followed) == []


def test_slip_numbers_run_without_a_gap_through_each_item() -> None:
    numbers: dict[str, list[str]] = {}
    for item, row in cases():
        if row["slip_number"]:
            numbers.setdefault(item.code, []).append(str(row["slip_number"]))
    for code, own in numbers.items():
        assert sorted(own) == [f"XK{code}2017{number:05}" for number in range(1, len(own) + 1)]


def test_bodies_are_those_of_the_register_and_channels_those_of_the_centre() -> None:
    def right(item: LicensingItem, row: Row) -> bool:
        bodies = (row["acceptance_body"], row["decision_body"]) == (item.acceptance_body, item.decision_body)
        return bodies and "科室" not in (row["channel"], row["delivery_method"])

    assert refused(right) == []
    online = {item.id for item, row in cases() if row["channel"] == "网上"}
    assert online == {item.id for item in county().items if item.volume_per_year}


def test_renewals_are_decided_before_the_old_license_ends() -> None:
    renewals = [row for _, row in cases() if row["renewal"] == "是"]
    assert renewals
    for row in renewals:
        until, received, decided = row["valid_until"], row["received_on"], row["decided_on"] or PERIOD_TO
        assert isinstance(until, date) and isinstance(received, date) and isinstance(decided, date)
        assert decided <= until and received <= until - timedelta(days=30)


def test_each_archived_case_has_one_complete_file() -> None:
    for book in books().values():
        archived = {row["case_number"]: row["archived_on"] for row in book.rows.get("ledger", ()) if row["archived_on"]}
        files = book.rows.get("case_file", ())
        assert {row["case_number"]: row["archived_on"] for row in files} == archived
        assert all(row["missing_documents"] == 0 and row["index_pages"] == row["pages"] for row in files)


def test_hearings_are_announced_and_held_in_time_by_another_than_the_examiner() -> None:
    calendar = county().calendar
    hearings = [row for book in books().values() for row in book.rows.get("hearing", ())]
    assert {row["case_number"] for row in hearings} == {
        row["case_number"] for _, row in cases() if row["special_procedure"] == "听证"
    }
    for row in hearings:
        told, asked, announced, held = (
            row[name] for name in ("notified_on", "requested_on", "announced_on", "held_on")
        )
        assert isinstance(told, date) and isinstance(asked, date)
        assert isinstance(announced, date) and isinstance(held, date)
        assert 0 <= calendar.working_days_between(told, asked) <= 5
        assert 0 <= calendar.working_days_between(asked, held) <= 20
        assert calendar.working_days_between(announced, held) >= 7
        assert row["presided_by"] != row["examined_by"]


def test_joint_cases_circulate_between_all_departments_without_a_hole() -> None:
    joint = {
        str(row["case_number"]) for item, row in cases() if item.is_joint and row["accepted_on"] and row["decided_on"]
    }
    stays = [row for book in books().values() for row in book.rows.get("circulation", ())]
    assert {str(row["case_number"]) for row in stays if row["sequence"] == 1} == joint
    assert all(row["in_on"] is not None and row["out_on"] is not None for row in stays)
    assert len({row["department_title"] for row in stays}) >= 6


@pytest.mark.parametrize("code", [*load_county(PROJECT).departments, CENTRE])
def test_windows_have_two_different_people_of_the_staff(code: str) -> None:
    book = books()[code]
    staff = {row["staff_code"]: row for row in book.rows["staff"]}
    for window in book.rows["service_window"]:
        a, b = window["post_a"], window["post_b"]
        assert a != b and {a, b} <= set(staff)
    assert all(_number(row["training_hours"]) >= 40 and row["appraisal"] for row in staff.values())
    decides = {row["decided_by"] for row in book.rows.get("ledger", ()) if row["decided_by"]}
    assert all(staff[who]["employment"] != "聘用" for who in decides)


def test_every_clause_for_people_is_judged_by_two_inspectors_and_the_special_cases_are_there() -> None:
    files = make_judgements(county(), load_guide(PROJECT).clauses, "2017年终期验收")
    every = [(code, one) for code, file in files.items() for one in file["judgements"]]
    assert "MZ" not in files
    assert {one["organisation"] for code, one in every} == {"DC", "ZBY", "ZJ"}
    assert [code for code, one in every if one["organisation"] == code] == ["ZJ"]
    assert [(code, one["lifts"]) for code, one in every if one["lifts"]] == [
        ("LY", ["grant-published:ledger:LY-2017-90002"])
    ]
    assert [code for code, one in every if one["outcome"] == "not_applicable"] == ["LV"]
    assert [code for code, one in every if one["overrides"]] == ["CJ"]


def test_judgements_are_valid_by_their_schema() -> None:
    schema = json.loads((PROJECT / "checklists" / "judgements.schema.json").read_text(encoding="utf-8"))
    validator = Draft202012Validator(schema)
    files = make_judgements(county(), load_guide(PROJECT).clauses, "2017年终期验收")
    assert [error.message for file in files.values() for error in validator.iter_errors(file)] == []
    nothing = {**files["CJ"], "judgements": [{**files["CJ"]["judgements"][0], "outcome": None}]}
    assert not validator.is_valid(nothing)
