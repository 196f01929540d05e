"""The arithmetic of a clause can be followed with a pocket calculator, and ends at the points shown."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest

from conformance.findings.result import CheckResult
from conformance.report.basis import Basis
from conformance.report.working import working
from conformance.scores.judgement import Judgement
from conformance.scores.scorecard import Scorecard
from conformance.terms import CheckState, Outcome
from tests.report.builders import make_basis, make_county, make_result, make_table, score
from tests.scores.builders import make_book, make_judgement, make_rule


def scored(results: Sequence[CheckResult], *judgements: Judgement, basis: Basis | None = None) -> Scorecard:
    """The scorecard of a department with a ledger."""
    book = make_book("YC", tables={"ledger": make_table("ledger", "办件台账", 60)})
    return score(basis or make_basis(), book, results, *judgements)


def line(card: Scorecard, clause: str) -> str:
    """The arithmetic of one clause of it."""
    result = next(one for one in card.clauses if one.item.clause.id == clause)
    aspect = next(one for one in card.aspects if one.aspect is result.item.clause.aspect)
    return working(result, aspect, make_basis())


def test_it_works() -> None:
    results = [make_result("YC", "late-committed", 60, [4]), make_result("YC", "late-statutory", 60)]
    card = scored(results)
    assert line(card, "G-3.5.2") == "权重 4，每处扣 0.5 分：4 − 0.5×1 = 3.5；折算 ×(60÷10)"
    assert line(card, "L-42.1") == "权重 4，全部符合才得分：没有扣分的行，得 4；折算 ×(60÷10)"
    points = {one.item.clause.id: one.points.as_it_stands for one in card.clauses}
    assert points["G-3.5.2"] == Fraction("3.5") * 60 / 10


@pytest.mark.parametrize(
    ("clause", "result", "text"),
    [
        (
            "G-3.5.2",
            make_result("YC", "late-committed", 60, range(4, 14), [20]),
            "权重 4，每处扣 0.5 分：0.5×11 = 5.5，扣至 0 为止；折算 ×(60÷10)",
        ),
        (
            "L-42.1",
            make_result("YC", "late-statutory", 60, [4, 5]),
            "权重 4，全部符合才得分：2 行不得分，得 0；折算 ×(60÷10)",
        ),
        (
            "G-3.5.3",
            make_result("YC", "extension-told", 7, [4]),
            "权重 2，分档得分：得分率 6÷7 ≈ 85.71%，所在一档的系数 0.5，2×0.5 = 1；折算 ×(60÷10)",
        ),
        (
            "G-3.5.2",
            make_result("YC", "late-committed", 0, state=CheckState.BLOCKED),
            "权重 4，每处扣 0.5 分：无法核查，得 0；折算 ×(60÷10)",
        ),
        (
            "G-3.5.2",
            make_result("YC", "late-committed", 0, state=CheckState.TABLE_MISSING, table="ledger"),
            "权重 4，每处扣 0.5 分：未提交表，得 0；折算 ×(60÷10)",
        ),
    ],
)
def test_each_method_shows_its_own_steps(clause: str, result: CheckResult, text: str) -> None:
    assert line(scored([result]), clause) == text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"outcome": Outcome.PARTIALLY_CONFORMING}, "人工判定部分符合，4×0.5 = 2；两者取较低"),
        ({"outcome": Outcome.NONCONFORMING}, "人工判定不符合，得 0；两者取较低"),
        ({"outcome": None, "points": Fraction(3)}, "人工判定给 3 分；两者取较低"),
    ],
)
def test_of_a_judgement_and_a_check_the_lower_is_taken(changes: dict[str, object], text: str) -> None:
    card = scored([make_result("YC", "late-committed", 60, [4])], make_judgement("G-3.5.2", **changes))
    assert line(card, "G-3.5.2") == f"权重 4，每处扣 0.5 分：4 − 0.5×1 = 3.5；{text}；折算 ×(60÷10)"


def test_a_judgement_that_overrides_says_so_and_the_check_is_not_reckoned() -> None:
    judgement = make_judgement("G-3.5.2", outcome=Outcome.CONFORMING, overrides=True)
    card = scored([make_result("YC", "late-committed", 60, [4])], judgement)
    assert line(card, "G-3.5.2") == "权重 4，以人工判定为准：人工判定符合，得 4；折算 ×(60÷10)"


def test_several_checks_are_named_and_a_share_keeps_its_division_sign() -> None:
    results = [make_result("YC", "extension-approved", 60, [4]), make_result("YC", "extension-told", 3, [4])]
    assert line(scored(results), "G-3.5.3") == (
        "权重 2，分档得分：“核查extension-approved”得分率 59÷60 ≈ 98.33%，所在一档的系数 1，2×1 = 2，"
        "“延长期限已经告知”得分率 2÷3 ≈ 66.67%，所在一档的系数 0，2×0 = 0；取最低；折算 ×(60÷10)"
    )


def test_a_proportion_that_does_not_divide_is_marked_as_rounded() -> None:
    rules = {"G-3.5.2": make_rule("G-3.5.2", "4", "proportional")}
    card = scored([make_result("YC", "late-committed", 30, [4, 5])], basis=make_basis(clauses=rules))
    assert line(card, "G-3.5.2") == "权重 4，按比例得分：4×28÷30 ≈ 3.73；折算 ×(100÷4)"


def test_every_loss_of_the_county_has_its_line_in_the_report() -> None:
    for part in make_county().departments:
        aspects = {one.aspect: one for one in part.card.aspects}
        for loss in part.losses:
            text = working(loss.result, aspects[loss.result.item.clause.aspect], make_basis())
            assert text.startswith(f"权重 {loss.result.weight}，")
