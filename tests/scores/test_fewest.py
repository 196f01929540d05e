"""Which few rows to mend: as small as brute force finds, and the scorecard of the mended rows agrees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.checklist.checklist import ChecklistItem
from conformance.findings.result import CheckResult, RowRef
from conformance.scores.fewest import FewestRows, find_fewest_rows
from conformance.scores.scorecard import Scorecard
from conformance.scores.what_if import WhatIf
from conformance.terms import CheckState, Grade
from tests.scores.builders import make_acceptance, make_clause, make_item, make_result, make_rule, score

GOOD = (Grade.QUALIFIED, Grade.EXCELLENT)


def item(clause: str, check: str, weight: str = "4", grading: str = "proportional", **rule: object) -> ChecklistItem:
    """A clause with one check."""
    return make_item(make_clause(clause), make_rule(clause, weight, grading, **rule), check)


def plan(
    items: Sequence[ChecklistItem],
    results: Sequence[CheckResult],
    implies: dict[str, tuple[str, ...]] | None = None,
    **settings_of_plan: int,
) -> tuple[FewestRows | None, Scorecard]:
    """The plan for a department and its scorecard."""
    card = score(items, results, implies=implies)
    rules = make_acceptance(*(one.rule for one in items if one.rule is not None))
    what_if = WhatIf(card, rules, implies or {})
    return find_fewest_rows(what_if, pass_mark=rules.pass_mark, **settings_of_plan), card


def mended(results: Sequence[CheckResult], rows: Sequence[RowRef]) -> list[CheckResult]:
    """The same results had these rows conformed."""
    gone = set(rows)
    return [
        replace(
            one,
            violating=tuple(row for row in one.violating if row not in gone),
            set_aside=tuple(row for row in one.set_aside if row not in gone),
            findings=tuple(finding for finding in one.findings if finding.where not in gone),
        )
        for one in results
    ]


def test_one_row_of_a_strict_clause_is_enough() -> None:
    items = [item("G-2.1.1", "strict", "4", "strict"), item("G-2.1.2", "late", "12")]
    results = [make_result("strict", 100, [7]), make_result("late", 30, [1, 2])]
    found, card = plan(items, results)
    assert card.grade is Grade.UNQUALIFIED
    assert found is not None
    assert found.rows == (RowRef("ledger", 7, "YC-7"),)
    assert found.proved
    assert found.total == 100 * (4 + 12 * Fraction(28, 30)) / 16


def test_every_row_of_a_strict_veto_is_named() -> None:
    items = [item("G-2.1.1", "veto", "1", "strict", veto=True), item("G-2.1.2", "late", "20")]
    found, _ = plan(items, [make_result("veto", 50, [3, 9]), make_result("late", 30, [1])])
    assert found is not None
    assert [row.row for row in found.rows] == [3, 9]
    assert found.proved


def test_a_row_that_breaks_two_checks_counts_for_both() -> None:
    items = [item("G-2.1.1", "a", "4", "strict"), item("G-2.1.2", "b", "4", "strict")]
    found, _ = plan(items, [make_result("a", 9, [1]), make_result("b", 9, [1])])
    assert found is not None
    assert len(found.rows) == 1


def test_a_set_aside_row_can_be_the_one_to_mend() -> None:
    found, card = plan([item("G-2.1.1", "a", "4", "strict")], [make_result("a", 9, [], [5])])
    assert card.grade is Grade.PENDING
    assert found is not None
    assert [row.row for row in found.rows] == [5]


def test_nothing_is_proposed_where_nothing_is_needed_or_nothing_helps() -> None:
    good, _ = plan([item("G-2.1.1", "a")], [make_result("a", 30, [1])])
    assert good is None
    missing = make_result("b", 0, state=CheckState.TABLE_MISSING, table="ledger")
    bad, _ = plan([item("G-2.1.1", "a"), item("G-2.1.2", "b")], [make_result("a", 30, [1]), missing])
    assert bad is None


def test_a_search_that_gives_up_says_so_and_still_has_a_way() -> None:
    items = [item(f"G-2.1.{n}", f"c{n}", str(n), "strict") for n in range(1, 9)]
    results = [make_result(f"c{n}", 40, [n, n + 1, n + 3, 20 - n, 30 - n]) for n in range(1, 9)]
    found, card = plan(items, results, steps=2)
    assert card.grade is Grade.UNQUALIFIED
    assert found is not None
    assert not found.proved
    assert score(items, mended(results, found.rows)).grade in GOOD


CLAUSES = st.lists(
    st.tuples(
        st.sampled_from(["strict", "proportional", "per_occurrence", "steps"]),
        st.integers(1, 6),
        st.sets(st.integers(1, 6), max_size=4),
        st.sets(st.integers(1, 6), max_size=2),
        st.booleans(),
    ),
    min_size=2,
    max_size=4,
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(clauses=CLAUSES, implied=st.booleans())
def test_it_is_as_small_as_brute_force_finds(
    clauses: list[tuple[str, int, set[int], set[int], bool]], implied: bool
) -> None:
    items, results = [], []
    for number, (grading, weight, violating, aside, veto) in enumerate(clauses, start=1):
        extra = {"per_occurrence": {"deduct": "1"}, "steps": {"steps": [("0.8", "1"), ("0.5", "0.5")]}}.get(grading, {})
        items.append(item(f"G-2.1.{number}", f"c{number}", str(weight), grading, veto=veto and number == 1, **extra))
        results.append(make_result(f"c{number}", 6, sorted(violating), sorted(aside - violating)))
    implies = {"c1": ("c2",)} if implied else {}
    found, card = plan(items, results, implies)
    rows = sorted({row for one in results for row in (*one.violating, *one.set_aside)})
    smallest = next(
        (
            size
            for size in range(len(rows) + 1)
            for chosen in combinations(rows, size)
            if score(items, mended(results, chosen), implies=implies).grades[0] in GOOD
        ),
        None,
    )
    if card.grades[0] in GOOD or smallest is None:
        assert found is None
        return
    assert found is not None
    assert found.proved
    assert len(found.rows) == smallest
    after = score(items, mended(results, found.rows), implies=implies)
    assert after.grades[0] in GOOD
    assert after.total.as_it_stands == found.total
