"""A department is scored as design and fairness ask; each test is one rule."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.checklist.acceptance import AspectRule
from conformance.scores.judgement import Bonus, JudgementState
from conformance.terms import Aspect, CheckState, Force, Grade, Outcome
from tests.scores.builders import (
    DAY,
    make_book,
    make_claim,
    make_clause,
    make_item,
    make_judgement,
    make_ledger,
    make_result,
    make_rule,
    one,
    score,
)


def item(
    clause: str = "G-2.1.1", weight: str = "4", grading: str = "proportional", check: str = "late", **rule: object
):
    """A clause with one check of the same rule."""
    return make_item(make_clause(clause), make_rule(clause, weight, grading, **rule), *([check] if check else []))


def test_it_works() -> None:
    card = score([item()], [make_result("late", 30, [4, 5])])
    assert card.total.as_it_stands == Fraction(100) * 28 / 30
    assert one(card).outcome is Outcome.PARTIALLY_CONFORMING
    assert card.grade is Grade.EXCELLENT


def test_exactly_eighty_is_qualified() -> None:
    items = [item("G-2.1.1", "4", check="a"), item("G-2.1.2", "2", check="b"), item("G-2.1.3", "2", check="c")]
    results = [make_result("a", 30, [1, 2]), make_result("b", 3, [1]), make_result("c", 3, [2])]
    card = score(items, results)
    assert card.total.as_it_stands == 80
    assert card.grade is Grade.QUALIFIED


def test_an_empty_population_leaves_the_sum() -> None:
    card = score([item(), item("G-2.1.2", check="b")], [make_result("late", 0), make_result("b", 2, [1])])
    assert one(card).outcome is Outcome.NOT_APPLICABLE
    assert card.total.as_it_stands == 50


def test_a_missing_table_costs_all_and_is_not_checked() -> None:
    missing = make_result("late", 0, state=CheckState.TABLE_MISSING, table="ledger")
    card = score([item(veto=True)], [missing])
    assert one(card).outcome is Outcome.NOT_CHECKED
    assert (card.total.as_it_stands, card.total.if_mended) == (0, 0)
    assert card.vetoes == ("G-2.1.1",)
    assert card.grade is Grade.UNQUALIFIED


def test_a_blocked_check_is_undetermined_and_leaves_the_verdict_pending() -> None:
    blocked = make_result("late", 0, state=CheckState.BLOCKED, blocked_by=("缺少“决定日”列",))
    card = score([item(veto=True)], [blocked])
    assert one(card).outcome is Outcome.UNDETERMINED
    assert (card.total.as_it_stands, card.total.if_mended) == (0, 100)
    assert card.vetoes == ()
    assert card.grades == (Grade.UNQUALIFIED, Grade.EXCELLENT)
    assert card.grade is Grade.PENDING


def test_a_known_breach_stands_though_the_check_is_blocked() -> None:
    blocked = make_result("late", 30, [4], state=CheckState.BLOCKED, blocked_by=("有 8 行的“决定结论”读不出",))
    card = score([item(veto=True)], [blocked])
    assert card.vetoes == ("G-2.1.1",)
    assert (card.total.as_it_stands, card.total.if_mended) == (0, Fraction(100) * 29 / 30)
    assert one(card).outcome is Outcome.NONCONFORMING
    assert card.grade is Grade.UNQUALIFIED


def test_a_row_within_the_tolerance_of_the_implying_check_is_charged_at_the_other() -> None:
    lenient = item("L-42.1", grading="steps", steps=(("0.9", "1"),), check="statutory")
    results = [make_result("committed", 100, [1, 2]), make_result("statutory", 100, [2])]
    card = score([item("G-3.5.2", check="committed"), lenient], results, implies={"statutory": ("committed",)})
    committed = one(card, "G-3.5.2").checks[0]
    assert committed.counts is not None
    assert committed.counts.charged == 2, "beyond the statute must not cost less than beyond the commitment"
    assert one(card, "L-42.1").outcome is Outcome.CONFORMING


def test_when_the_round_closes_the_verdict_as_it_stands_applies() -> None:
    blocked = make_result("late", 0, state=CheckState.BLOCKED)
    assert score([item()], [blocked], round_closed=True).grade is Grade.UNQUALIFIED


def test_a_typing_error_is_no_veto_and_a_breach_beside_it_is() -> None:
    strict = item(grading="strict", veto=True)
    assert score([strict], [make_result("late", 30, [], [7])]).vetoes == ()
    assert score([strict], [make_result("late", 30, [3], [7])]).vetoes == ("G-2.1.1",)


def test_a_row_that_breaks_both_limits_is_charged_once() -> None:
    items = [item("G-3.5.2", check="committed"), item("L-42.1", check="statutory")]
    results = [make_result("committed", 10, [1, 2]), make_result("statutory", 10, [2])]
    card = score(items, results, implies={"statutory": ("committed",)})
    committed = one(card, "G-3.5.2").checks[0]
    assert committed.counts is not None
    assert (committed.counts.violating, committed.counts.charged) == (2, 1)
    assert committed.charged_elsewhere == {"committed:ledger:YC-2": "statutory"}
    assert card.total.as_it_stands == 90


def test_a_row_lifted_at_the_implying_check_is_charged_at_the_other() -> None:
    items = [item("G-3.5.2", check="committed"), item("L-42.1", check="statutory")]
    results = [make_result("committed", 10, [2]), make_result("statutory", 10, [2])]
    lift = make_judgement("L-42.1", outcome=None, lifts=("statutory:ledger:YC-2",))
    card = score(items, results, lift, implies={"statutory": ("committed",)})
    assert one(card, "L-42.1").factor == one(score([item()], [make_result("late", 10)])).factor
    assert card.total.as_it_stands == 95


def test_an_implying_check_without_weight_charges_nothing() -> None:
    items = [item("G-3.5.2", check="committed"), item("L-42.1", "0", check="statutory")]
    results = [make_result("committed", 10, [2]), make_result("statutory", 10, [2])]
    card = score(items, results, implies={"statutory": ("committed",)})
    assert one(card, "G-3.5.2").points.as_it_stands == 90


def test_the_outcome_is_reckoned_with_every_violating_row() -> None:
    items = [item("G-3.5.2", check="committed"), item("L-42.1", check="statutory")]
    results = [make_result("committed", 2, [1, 2]), make_result("statutory", 2, [1, 2])]
    card = score(items, results, implies={"statutory": ("committed",)})
    assert one(card, "G-3.5.2").outcome is Outcome.NONCONFORMING
    assert one(card, "G-3.5.2").points.as_it_stands == 50


def test_findings_within_a_tolerance_conform() -> None:
    lenient = item(grading="steps", steps=(("0.9", "1"),))
    card = score([lenient], [make_result("late", 100, [1])])
    assert one(card).outcome is Outcome.CONFORMING
    assert card.total.as_it_stands == 100


def test_several_checks_take_the_least_or_the_mean() -> None:
    for mean, expected in ((False, Fraction(50)), (True, Fraction(75))):
        both = make_item(make_clause("G-2.1.1"), make_rule("G-2.1.1", mean=mean), "a", "b")
        assert score([both], [make_result("a", 2), make_result("b", 2, [1])]).total.as_it_stands == expected


def test_a_judgement_can_only_lower_the_machine_unless_it_overrides() -> None:
    results = [make_result("late", 2, [1])]
    assert score([item()], results, make_judgement("G-2.1.1")).total.as_it_stands == 50
    low = make_judgement("G-2.1.1", outcome=Outcome.NONCONFORMING)
    assert score([item()], results, low).total.as_it_stands == 0
    over = score([item()], results, make_judgement("G-2.1.1", overrides=True))
    assert over.total.as_it_stands == 100
    assert one(over).overridden
    assert one(over).checks[0].result.findings, "what was found stays to be seen"


def test_points_of_a_judgement_are_of_the_weight() -> None:
    judged = item(check="")
    card = score([judged], [], make_judgement("G-2.1.1", outcome=None, points=Fraction(3)))
    assert card.total.as_it_stands == 75


def test_a_clause_that_nobody_judged_stays_in_the_sum_without_points() -> None:
    card = score([item(), item("G-2.1.2", check="")], [make_result("late", 2)])
    assert one(card, "G-2.1.2").outcome is Outcome.NOT_CHECKED
    assert card.total.as_it_stands == 50


def test_a_judge_of_the_same_organisation_is_refused_or_marked() -> None:
    own = make_judgement("G-2.1.1", organisation="YC", overrides=True)
    refused = score([item()], [make_result("late", 2, [1])], own)
    assert refused.judgements[0].state is JudgementState.REFUSED_OWN
    assert refused.total.as_it_stands == 50
    marked = score([item()], [make_result("late", 2, [1])], own, refuse_own_judges=False)
    assert marked.judgements[0].state is JudgementState.MARKED
    assert marked.total.as_it_stands == 100


def test_the_later_judgement_stands_and_the_earlier_is_listed() -> None:
    early = make_judgement("G-2.1.1", outcome=Outcome.NONCONFORMING, on=date(2017, 11, 1))
    card = score([item(check="")], [], make_judgement("G-2.1.1"), early)
    assert card.total.as_it_stands == 100
    assert [use.state for use in card.judgements] == [JudgementState.SUPERSEDED, JudgementState.COUNTED]


def test_an_expired_judgement_does_not_count() -> None:
    card = score([item(check="")], [], make_judgement("G-2.1.1", valid_until=date(2017, 6, 30)))
    assert card.judgements[0].state is JudgementState.EXPIRED
    assert one(card).outcome is Outcome.NOT_CHECKED


def test_not_applicable_counts_only_where_allowed_and_with_a_reason() -> None:
    results = [make_result("late", 2, [1]), make_result("b", 2)]
    other = item("G-2.1.2", check="b")

    def total(allowed: bool, statement: str) -> Fraction:
        book = make_book(claims=(make_claim("G-2.1.1", "不适用", "", statement),))
        return score([item(may_be_not_applicable=allowed), other], results, book=book).total.as_it_stands

    assert total(True, "本部门没有分中心") == 100
    assert total(True, " ") == 75
    assert total(False, "本部门没有分中心") == 75


VERIFIED, UNVERIFIED = "500131001000", "500131002000"


@pytest.mark.parametrize(
    ("codes", "violating", "vetoed", "spared"),
    [
        ([VERIFIED, UNVERIFIED], [5], True, 0),
        ([VERIFIED, UNVERIFIED], [6], False, 1),
        ([VERIFIED, UNVERIFIED], [5, 6], True, 0),
        ([UNVERIFIED, UNVERIFIED], [5, 6], False, 2),
        (["nobody knows", UNVERIFIED], [5], True, 0),
    ],
)
def test_a_breach_on_an_item_still_to_be_verified_costs_its_points_and_fails_nobody(
    codes: list[str], violating: list[int], vetoed: bool, spared: int
) -> None:
    book = make_book(tables={"ledger": make_ledger(*codes)})
    strict = item(grading="strict", veto=True)
    late = make_result("late", 2, violating)
    card = score([strict], [late], book=book, unverified=frozenset({UNVERIFIED}))
    assert (bool(card.vetoes), len(one(card).spared)) == (vetoed, spared)
    assert card.total == score([strict], [late], book=book).total


def test_a_judgement_and_a_table_not_handed_in_veto_whatever_the_items_are() -> None:
    unverified = frozenset({UNVERIFIED})
    missing = make_result("late", 0, state=CheckState.TABLE_MISSING, table="ledger")
    assert score([item(veto=True)], [missing], unverified=unverified).vetoes == ("G-2.1.1",)
    judged = make_judgement("G-2.1.1", outcome=Outcome.NONCONFORMING)
    book = make_book(tables={"ledger": make_ledger(UNVERIFIED)})
    late = make_result("late", 1, [5])
    assert score([item(veto=True)], [late], judged, book=book, unverified=unverified).vetoes == ("G-2.1.1",)


def test_a_veto_on_a_shall_clause_cannot_be_declared_not_applicable() -> None:
    book = make_book(claims=(make_claim("G-2.1.1", "不适用", "", "不办"),))
    card = score([item(veto=True, may_be_not_applicable=True)], [make_result("late", 2, [1])], book=book)
    assert one(card).claim_refused == "“应”类否决项不得不适用，照常核查"
    assert card.vetoes == ("G-2.1.1",)


def test_the_points_of_an_empty_aspect_are_shared_out() -> None:
    aspects = {
        Aspect.ITEMS: AspectRule(Fraction(20), Fraction(10)),
        Aspect.PROCESS: AspectRule(Fraction(80), Fraction(50)),
    }
    items = [item(), make_item(make_clause("G-3.1.1", aspect=Aspect.PROCESS), make_rule("G-3.1.1"), "b")]
    card = score(items, [make_result("late", 2), make_result("b", 0)], aspects=aspects)
    assert [aspect.max_points for aspect in card.aspects] == [100, 0]
    assert card.total.as_it_stands == 100
    assert card.grade is Grade.EXCELLENT, "an empty aspect has no floor"
    assert card.applicable_share == Fraction(1, 2)


def test_an_aspect_below_its_floor_fails_the_whole() -> None:
    aspects = {Aspect.ITEMS: AspectRule(Fraction(20), Fraction(12)), Aspect.PROCESS: AspectRule(Fraction(80), None)}
    items = [item(), make_item(make_clause("G-3.1.1", aspect=Aspect.PROCESS), make_rule("G-3.1.1"), "b")]
    card = score(items, [make_result("late", 2, [1]), make_result("b", 3)], aspects=aspects)
    assert card.total.as_it_stands == 90
    assert card.grade is Grade.UNQUALIFIED


def test_excellence_wants_every_shall_clause_above_nothing() -> None:
    items = [item(), item("G-2.1.2", "0.2", check="b")]
    results = [make_result("late", 2), make_result("b", 1, [1])]
    assert score(items, results).grade is Grade.QUALIFIED
    should = make_item(make_clause("G-2.1.2", force=Force.SHOULD), make_rule("G-2.1.2", "0.2"), "b")
    assert score([item(), should], results).grade is Grade.EXCELLENT


def test_a_weight_of_nothing_gives_an_outcome_without_points_or_veto() -> None:
    card = score(
        [item(), item("G-2.1.2", "0", "strict", check="b", veto=True)],
        [make_result("late", 2), make_result("b", 1, [1])],
    )
    assert one(card, "G-2.1.2").outcome is Outcome.NONCONFORMING
    assert card.vetoes == ()
    assert card.total.as_it_stands == 100


def test_a_clause_counted_at_another_shows_its_outcome_and_costs_nothing() -> None:
    repeated = make_item(make_clause("G-5.4.3", counted_at="G-2.1.1"), None)
    card = score([item(), repeated], [make_result("late", 2, [1, 2])])
    assert one(card, "G-5.4.3").outcome is Outcome.NONCONFORMING
    assert one(card, "G-5.4.3").max_points == 0


def test_nobody_to_rate_is_unrated() -> None:
    assert score([item()], [make_result("late", 0)]).grade is Grade.UNRATED
    assert score([item()], [], book=make_book(readable=False)).grade is Grade.UNRATED


def test_a_bonus_is_shown_apart() -> None:
    card = score([item()], [make_result("late", 4, [1])], bonuses=(Bonus(Fraction(30), "获奖", "督查岗", "DC", DAY),))
    assert card.grade is Grade.UNQUALIFIED
    assert card.total.as_it_stands == 75


@given(
    st.lists(
        st.tuples(st.integers(1, 9), st.integers(1, 40), st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=6
    )
)
def test_points_lie_between_nothing_and_what_mending_gives(rows: list[tuple[int, int, int, int]]) -> None:
    items = []
    results = []
    for number, (weight, population, violating, set_aside) in enumerate(rows):
        clause, check = f"G-2.1.{number}", f"check{number}"
        violating = min(violating, population)
        set_aside = min(set_aside, population - violating)
        items.append(item(clause, str(weight), check=check))
        results.append(make_result(check, population, range(violating), range(100, 100 + set_aside)))
    card = score(items, results)
    assert 0 <= card.total.as_it_stands <= card.total.if_mended <= 100
    assert sum(result.points.as_it_stands for result in card.clauses) == card.total.as_it_stands
    assert sum(result.max_points for result in card.clauses) == 100
