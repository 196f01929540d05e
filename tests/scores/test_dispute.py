"""Inspectors who differ, the third who decides, and a department's objection with its answer."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from conformance.checklist.checklist import Checklist, ChecklistItem
from conformance.findings.result import CheckResult
from conformance.scores.card import score_book
from conformance.scores.judgement import Judgement, JudgementFile, JudgementState, Objection, read_judgements
from conformance.scores.scorecard import Scorecard
from conformance.terms import Grade, ObjectionState, Outcome
from tests.scores.builders import (
    make_acceptance,
    make_book,
    make_clause,
    make_item,
    make_judgement,
    make_result,
    make_rule,
    one,
    score,
)

ROOT = Path(__file__).parents[2]
FINDING = "late:ledger:YC-1"
SECOND = {"author": "技术岗", "organisation": "ZBY"}
THIRD = {"author": "编办岗", "organisation": "BB"}


def item(check: str = "", **changes: object) -> ChecklistItem:
    rule = make_rule("G-2.1.1", **changes)  # type: ignore[arg-type]  # a table of changes has no one type
    return make_item(make_clause("G-2.1.1"), rule, *([check] if check else []))


def strict(**changes: object) -> Judgement:
    return make_judgement("G-2.1.1", outcome=Outcome.NONCONFORMING, reason="未挂牌", **changes)


def lenient(**changes: object) -> Judgement:
    return make_judgement("G-2.1.1", **{"on": date(2017, 12, 21), "reason": "已补挂", **SECOND, **changes})


def states(card: Scorecard) -> list[JudgementState]:
    return [use.state for use in card.judgements]


def test_two_inspectors_who_differ_leave_the_grade_pending_and_both_are_shown() -> None:
    card = score([item()], [], strict(), lenient())
    assert (card.total.as_it_stands, card.total.if_mended) == (0, 100)
    assert card.grade is Grade.PENDING
    assert states(card) == [JudgementState.DISPUTED] * 2
    assert [use.judgement.reason for use in card.judgements] == ["未挂牌", "已补挂"]
    assert one(card).outcome is Outcome.UNDETERMINED
    assert one(card).judgement == strict()
    assert one(card).disputed == lenient()


def test_when_the_round_closes_the_stricter_judgement_applies() -> None:
    assert score([item()], [], strict(), lenient(), round_closed=True).grade is Grade.UNQUALIFIED


def test_two_inspectors_who_agree_are_no_dispute_however_they_write_it() -> None:
    points = lenient(outcome=None, points=Fraction(4))
    card = score([item()], [], make_judgement("G-2.1.1"), points)
    assert states(card) == [JudgementState.SUPERSEDED, JudgementState.COUNTED]
    assert card.grade is Grade.EXCELLENT


def test_a_third_inspector_decides() -> None:
    third = make_judgement("G-2.1.1", on=date(2017, 12, 22), decides=True, **THIRD)
    card = score([item()], [], strict(), lenient(), third)
    assert states(card) == [JudgementState.SUPERSEDED, JudgementState.SUPERSEDED, JudgementState.COUNTED]
    assert card.total.as_it_stands == card.total.if_mended == 100


def test_a_third_opinion_that_decides_nothing_only_adds_to_the_dispute() -> None:
    third = make_judgement("G-2.1.1", on=date(2017, 12, 22), outcome=Outcome.PARTIALLY_CONFORMING, **THIRD)
    card = score([item()], [], strict(), lenient(), third)
    assert states(card) == [JudgementState.DISPUTED] * 3
    assert (card.total.as_it_stands, card.total.if_mended) == (0, 100)


def test_nobody_decides_in_a_dispute_of_his_own() -> None:
    own = lenient(on=date(2017, 12, 23), decides=True)
    card = score([item()], [], strict(), lenient(), own)
    assert states(card)[-1] is JudgementState.REFUSED_PARTY
    assert card.grade is Grade.PENDING


def test_an_inspector_who_thinks_better_of_it_ends_the_dispute() -> None:
    better = make_judgement("G-2.1.1", on=date(2017, 12, 24))
    card = score([item()], [], strict(), lenient(), better)
    assert card.grade is Grade.EXCELLENT
    assert states(card)[0] is JudgementState.SUPERSEDED


def test_not_applicable_against_nonconforming_is_a_dispute_too() -> None:
    card = score([item(may_be_not_applicable=True)], [], strict(), lenient(outcome=Outcome.NOT_APPLICABLE))
    assert (card.total.as_it_stands, card.total.if_mended) == (0, 100)


def objected(items: list[ChecklistItem], results: list[CheckResult], finding: str, *judgements: Judgement) -> Scorecard:
    """Score with one objection of the department."""
    objection = Objection("YY-1", "G-2.1.1", finding, "当日已公开，台账漏填", "窗口负责人", date(2018, 1, 25))
    rules = [one.rule for one in items if one.rule is not None]
    return score_book(
        make_book(),
        results,
        JudgementFile("YC", judgements, (), "b" * 64, (objection,)),
        checklist=Checklist(tuple(items)),
        implies={},
        acceptance=make_acceptance(*rules),
    )


def answer(**changes: object) -> Judgement:
    facts = {"outcome": None, "on": date(2018, 1, 29), "answers": "YY-1", **THIRD, **changes}
    return make_judgement("G-2.1.1", **facts)


def test_an_objection_to_a_finding_waits_and_changes_nothing() -> None:
    card = objected([item("late")], [make_result("late", 2, [1])], FINDING)
    assert card.objections[0].state is ObjectionState.OPEN
    assert card.total.as_it_stands == 50


def test_an_objection_upheld_lifts_the_finding_which_stays_to_be_seen() -> None:
    card = objected([item("late")], [make_result("late", 2, [1])], FINDING, answer(lifts=(FINDING,)))
    assert card.objections[0].state is ObjectionState.UPHELD
    assert card.total.as_it_stands == 100
    assert one(card).checks[0].lifted == (FINDING,)


def test_an_objection_dismissed_is_recorded_with_its_reason() -> None:
    card = objected([item("late")], [make_result("late", 2, [1])], FINDING, answer(reason="网站无此公告"))
    use = card.objections[0]
    assert use.state is ObjectionState.DISMISSED
    assert use.answer is not None and use.answer.judgement.reason == "网站无此公告"
    assert card.total.as_it_stands == 50


def test_an_objection_to_a_judgement_is_answered_by_another_inspector_who_may_change_it() -> None:
    card = objected([item()], [], "", strict(), answer(outcome=Outcome.CONFORMING))
    assert card.objections[0].state is ObjectionState.UPHELD
    assert card.grade is Grade.EXCELLENT
    assert [use.note for use in card.judgements] == ["异议成立，已改判", ""]


def test_the_inspector_who_judged_cannot_answer_the_objection() -> None:
    own = answer(outcome=Outcome.CONFORMING, author="督查岗", organisation="DC")
    card = objected([item()], [], "", strict(), own)
    assert card.objections[0].state is ObjectionState.OPEN
    assert states(card) == [JudgementState.COUNTED, JudgementState.REFUSED_PARTY]
    assert card.total.as_it_stands == 0


def test_the_department_cannot_answer_its_own_objection() -> None:
    card = objected([item()], [], "", strict(), answer(outcome=Outcome.CONFORMING, organisation="YC"))
    assert card.objections[0].state is ObjectionState.OPEN


HEAD = "department: YC\nround: 终期\njudgements:\n"
NOTHING = "department: YC\nround: 终期\njudgements: []\n"
OBJECTIONS = "objections:\n  - {number: YY-1, clause: G-2.1.1, grounds: 已公开, author: 窗口负责人, on: '2018-01-25'}\n"
ANSWER = (
    "  - {{clause: {clause}, answers: {number}, reason: 不成立, author: 编办岗, organisation: BB, on: '2018-01-29'}}\n"
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD + ANSWER.format(clause="G-2.1.1", number="YY-1") + OBJECTIONS, ""),
        (HEAD + ANSWER.format(clause="G-2.1.2", number="YY-1") + OBJECTIONS, "答复的“YY-1”不是对 G-2.1.2 的异议"),
        (HEAD + ANSWER.format(clause="G-2.1.1", number="YY-2") + OBJECTIONS, "答复的“YY-2”不是对 G-2.1.1 的异议"),
        (HEAD + 2 * ANSWER.format(clause="G-2.1.1", number="YY-1") + OBJECTIONS, "异议“YY-1”答复了两次"),
        (NOTHING + OBJECTIONS + OBJECTIONS.partition("\n")[2], "异议编号“YY-1”写了两次"),
    ],
)
def test_an_answer_names_an_objection_on_its_clause_once(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "YC.yaml").write_text(text, encoding="utf-8")
    file, faults = read_judgements(tmp_path, "YC", ROOT)
    assert [message in fault.sentence for fault in faults] == [True] * bool(message)
    assert bool(file.objections) is not bool(message)
