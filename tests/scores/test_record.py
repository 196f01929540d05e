"""The scorecard as JSON holds what was counted and what came of it."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from conformance.checklist.check import Check
from conformance.scores.record import exact, figure, record_text, scorecard_record, write_record
from conformance.terms import CheckState, FindingSeverity, Outcome, Scope
from tests.scores.builders import (
    make_book,
    make_claim,
    make_clause,
    make_item,
    make_judgement,
    make_result,
    make_rule,
    score,
)


def make_check(check: str, severity: FindingSeverity = FindingSeverity.VIOLATION) -> Check:
    """A check page of one clause over the ledger."""
    return Check(
        id=check,
        title=f"核查{check}",
        clauses=("G-2.1.1",),
        tables=("ledger",),
        scope=Scope.DEPARTMENT,
        at="ledger.decided_on",
        selects=(),
        reads=(),
        looks_up=(),
        implies=(),
        severity=severity,
        message="不符合",
        cell_formula="",
        why="原因",
        population_sql="",
        violations_sql="",
        cases_yaml="",
        path=f"checks/{check}.md",
        digest="c" * 64,
    )


CHECKS = {"late": make_check("late"), "look": make_check("look", FindingSeverity.PROMPT)}
EDITIONS = {"guide": "d" * 64}
ITEM = make_item(make_clause("G-2.1.1"), make_rule("G-2.1.1", "4"), "late")


def test_it_works() -> None:
    card = score([ITEM], [make_result("late", 30, [4, 5], [6])])
    record = scorecard_record(card, CHECKS, EDITIONS)
    assert (record["department"], record["grade"], record["kind"]) == ("YC", "excellent", "department")
    assert record["total"] == {"n": 90, "d": 1, "shown": "90.00"}
    assert record["total_if_mended"] == {"n": 280, "d": 3, "shown": "93.33"}
    (clause,) = record["clauses"]
    (check,) = clause["checks"]
    assert {key: check[key] for key in "NVCU"} == {"N": 30, "V": 2, "C": 2, "U": 1}
    assert check["f"] == {"n": 9, "d": 10, "shown": "0.90"}
    assert [finding["cell"] for finding in check["findings"]] == ["A4", "A5"]
    assert clause["weight"] == "4"
    assert record["inputs"]["editions"] == EDITIONS
    assert record["inputs"]["workbook"] == {"file_name": "YC.xlsx", "sha256": "a" * 64}


def test_a_check_that_was_not_counted_has_no_counts_and_one_without_occurrence_has_zeros() -> None:
    items = [ITEM, make_item(make_clause("G-2.1.2"), make_rule("G-2.1.2"), "none")]
    results = [make_result("late", 0, state=CheckState.TABLE_MISSING, table="ledger"), make_result("none", 0)]
    missing, empty = scorecard_record(score(items, results), CHECKS, EDITIONS)["clauses"]
    assert {key: missing["checks"][0][key] for key in "NVCU"} == {"N": None, "V": None, "C": None, "U": None}
    assert missing["checks"][0]["table"] == "ledger"
    assert {key: empty["checks"][0][key] for key in "NVCU"} == {"N": 0, "V": 0, "C": 0, "U": 0}
    assert empty["applicable"] is False
    assert empty["f"] is None


def test_a_lifted_finding_stays_visible_and_says_so() -> None:
    lift = make_judgement("G-2.1.1", outcome=None, lifts=("late:ledger:YC-4",))
    record = scorecard_record(score([ITEM], [make_result("late", 30, [4, 5])], lift), CHECKS, EDITIONS)
    check = record["clauses"][0]["checks"][0]
    assert [(finding["key"], finding["lifted"]) for finding in check["findings"]] == [
        ("late:ledger:YC-4", True),
        ("late:ledger:YC-5", False),
    ]
    assert (check["V"], check["lifted"]) == (1, ["late:ledger:YC-4"])
    assert record["judgements"][0]["state"] == "counted"


def test_a_row_charged_elsewhere_names_where() -> None:
    items = [
        make_item(make_clause("G-2.1.1"), make_rule("G-2.1.1"), "late"),
        make_item(make_clause("L-42.1"), make_rule("L-42.1"), "late-by-law"),
    ]
    results = [make_result("late", 10, [4, 5]), make_result("late-by-law", 10, [4])]
    card = score(items, results, implies={"late-by-law": ("late",)})
    check = scorecard_record(card, CHECKS, EDITIONS)["clauses"][0]["checks"][0]
    assert [finding["charged_at"] for finding in check["findings"]] == ["late-by-law", ""]
    assert (check["V"], check["C"]) == (2, 1)


def test_prompts_are_listed_apart() -> None:
    results = [make_result("late", 30), make_result("look", 30, [7])]
    record = scorecard_record(score([ITEM], results), CHECKS, EDITIONS, results=results)
    assert [(one["id"], [row["cell"] for row in one["rows"]]) for one in record["prompts"]] == [("look", ["A7"])]
    assert [check["id"] for check in record["clauses"][0]["checks"]] == ["late"]


def test_a_claim_stands_beside_what_was_found() -> None:
    book = make_book(claims=(make_claim("G-2.1.1", Outcome.CONFORMING.label, "3.5", "都做到了"),))
    record = scorecard_record(score([ITEM], [make_result("late", 4, [4])], book=book), CHECKS, EDITIONS)
    assert record["clauses"][0]["claim"] == {
        "outcome": "符合",
        "points": "3.5",
        "statement": "都做到了",
        "cell": "E4",
        "refused": "",
    }


def test_a_book_that_cannot_be_read_is_recorded_as_such() -> None:
    record = scorecard_record(score([ITEM], [], book=make_book(readable=False)), CHECKS, EDITIONS)
    assert (record["readable"], record["grade"], record["clauses"]) == (False, "unrated", [])


def test_the_same_card_gives_the_same_text(tmp_path: Path) -> None:
    record = scorecard_record(score([ITEM], [make_result("late", 30, [4])]), CHECKS, EDITIONS)
    write_record(record, tmp_path / "scorecards" / "YC.json")
    text = (tmp_path / "scorecards" / "YC.json").read_text(encoding="utf-8")
    assert text == record_text(record)
    assert text.endswith("}\n")
    assert "奉节县烟草专卖局" in text
    assert json.loads(text) == record


@given(st.fractions())
def test_what_was_entered_can_be_read_back_exactly(value: Fraction) -> None:
    assert Fraction(exact(value)) == value


def test_a_decimal_stays_a_decimal() -> None:
    assert [exact(Fraction(text)) for text in ("4", "0.5", "1.25", "1/3", "-0.125")] == [
        "4",
        "0.5",
        "1.25",
        "1/3",
        "-0.125",
    ]
    assert figure(Fraction(2, 3)) == {"n": 2, "d": 3, "shown": "0.67"}
