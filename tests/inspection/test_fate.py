"""What became of each finding between rounds."""

from __future__ import annotations

import pytest

from conformance.inspection.fate import trace_findings
from conformance.inspection.results import CheckFacts, ClauseFacts, DepartmentResult
from conformance.terms import CheckState, FindingFate
from tests.inspection.builders import CHECK, CLAUSE, make_clause, make_department, make_finding, make_round


def _fates(*rounds: DepartmentResult | None) -> list[tuple[str, str, str]]:
    named = [make_round(f"第{number}轮", one) for number, one in enumerate(rounds, start=1)]
    return [(one.finding.key.rpartition(":")[2], one.fate.label, one.first_seen) for one in trace_findings(named)]


def test_mended_still_there_and_new() -> None:
    before = make_department([make_finding("A"), make_finding("B")])
    now = make_department([make_finding("B"), make_finding("C")])
    assert _fates(before, now) == [("A", "已整改", "第1轮"), ("B", "仍存在", "第1轮"), ("C", "新出现", "第2轮")]


def test_a_renumbered_row_is_still_the_same_finding() -> None:
    before, now = make_department([make_finding("A")]), make_department([make_finding("A", "表“办件台账”C99")])
    assert _fates(before, now) == [("A", "仍存在", "第1轮")]


def test_a_finding_that_was_mended_can_be_back_again() -> None:
    with_it, without = make_department([make_finding("A")]), make_department()
    assert _fates(with_it, without, with_it) == [("A", "再次出现", "第1轮")]
    assert _fates(with_it, without, without) == []


BLOCKED = make_clause(checks={CHECK: CheckFacts(CheckState.BLOCKED, None, frozenset())})
SET_ASIDE = make_clause(checks={CHECK: CheckFacts(CheckState.COUNTED, (30, 0, 0, 1), frozenset({f"{CHECK}:ledger:A"}))})


@pytest.mark.parametrize(
    "now",
    [
        None,
        make_department(readable=False),
        make_department(clauses={CLAUSE: BLOCKED}),
        make_department(clauses={CLAUSE: SET_ASIDE}),
        make_department(clauses={CLAUSE: make_clause(checks={})}),
    ],
    ids=["no book", "unreadable book", "blocked check", "row set aside", "check not in the round"],
)
def test_what_could_not_be_looked_at_is_not_called_mended(now: DepartmentResult | None) -> None:
    assert _fates(make_department([make_finding("A")]), now) == [("A", FindingFate.UNVERIFIED.label, "第1轮")]


@pytest.mark.parametrize(("rows", "told"), [(29, (30, 29)), (30, None), (31, None)])
def test_where_a_check_looked_at_fewer_rows_the_mended_one_may_have_been_deleted(
    rows: int, told: tuple[int, int] | None
) -> None:
    def looked_at(number: int) -> dict[str, ClauseFacts]:
        return {CLAUSE: make_clause(checks={CHECK: CheckFacts(CheckState.COUNTED, (number, 0, 0, 0), frozenset())})}

    before = make_department([make_finding("A")], clauses=looked_at(30))
    now = make_department(clauses=looked_at(rows))
    (one,) = trace_findings([make_round("第1轮", before), make_round("第2轮", now)])
    assert (one.fate, one.fewer) == (FindingFate.MENDED, told)
