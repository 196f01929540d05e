"""The arithmetic of a clause in one line (计算过程): weight, method, counts and scale, for a pocket calculator.

Figures that are finite decimals are written out; any other keeps its division sign until the last step, so that nobody
calculates on with a rounded figure.
"""

from __future__ import annotations

from fractions import Fraction

from conformance.checklist.acceptance import Acceptance, ClauseRule
from conformance.report.basis import Basis
from conformance.scores.clause import judged_factor
from conformance.scores.grading import Counts, shown
from conformance.scores.record import exact
from conformance.scores.scorecard import AspectScore, CheckScore, ClauseResult
from conformance.terms import CheckState, Grading, Outcome


def working(result: ClauseResult, aspect: AspectScore, basis: Basis) -> str:
    """How a clause in the sum came to its points as it stands, up to the factor that scales them to its aspect."""
    rule = result.item.rule
    assert rule is not None, "a clause in the sum has a rule"
    machine = _machine(result, rule, basis)
    judged = _judged(result, rule, basis.acceptance)
    if machine and judged and result.overridden:
        steps = f"以人工判定为准：{judged}"
    elif machine and judged:
        steps = f"{machine}；{judged}；两者取较低"
    else:
        steps = machine or judged
    scale = f"{_divided(aspect.max_points)}÷{_divided(aspect.weights)}"
    return f"权重 {exact(rule.weight)}，{steps}；折算 ×({scale})"


def _machine(result: ClauseResult, rule: ClauseRule, basis: Basis) -> str:
    scores = [score for score in result.checks if score.factor is not None]
    if not scores:
        return ""
    if len(scores) == 1:
        return f"{_method(rule)}：{_step(scores[0], rule)}"
    steps = "，".join(f"“{basis.check(score.result.check)}”{_step(score, rule)}" for score in scores)
    return f"{_method(rule)}：{steps}；{'取平均' if rule.mean else '取最低'}"


def _method(rule: ClauseRule) -> str:
    if rule.grading.kind is Grading.PER_OCCURRENCE:
        return f"每处扣 {exact(rule.grading.deduct)} 分"
    if rule.grading.kind is Grading.STEPS:
        return "分档得分"
    return rule.grading.kind.label


def _step(score: CheckScore, rule: ClauseRule) -> str:
    """The points of one check on the scale of the weight."""
    counts = score.counts
    if score.result.state is CheckState.TABLE_MISSING:
        return "未提交表，得 0"
    if score.result.state is CheckState.BLOCKED or counts is None:
        return "无法核查，得 0"
    lost = counts.charged + counts.set_aside
    if not lost:
        return f"没有扣分的行，得 {exact(rule.weight)}"
    if rule.grading.kind is Grading.STRICT:
        return f"{lost} 行不得分，得 0"
    if rule.grading.kind is Grading.PER_OCCURRENCE:
        return _occurrences(lost, rule)
    if rule.grading.kind is Grading.STEPS:
        return _graded(counts, score, rule)
    left = counts.population - lost
    return f"{exact(rule.weight)}×{left}÷{counts.population}{_equals(rule.weight * left / counts.population)}"


def _occurrences(lost: int, rule: ClauseRule) -> str:
    weight, deduct, floor = rule.weight, rule.grading.deduct, min(rule.grading.floor, rule.weight)
    if weight - deduct * lost < floor:
        return f"{exact(deduct)}×{lost} = {exact(deduct * lost)}，扣至 {exact(floor)} 为止"
    return f"{exact(weight)} − {exact(deduct)}×{lost} = {exact(weight - deduct * lost)}"


def _graded(counts: Counts, score: CheckScore, rule: ClauseRule) -> str:
    assert score.factor is not None, "only checks in the sum are reckoned"
    left = counts.population - counts.charged - counts.set_aside
    factor = score.factor.as_it_stands
    ratio = Fraction(left * 100, counts.population)
    return (
        f"得分率 {left}÷{counts.population}{_equals(ratio)}%，所在一档的系数 {exact(factor)}，"
        f"{exact(rule.weight)}×{exact(factor)} = {exact(rule.weight * factor)}"
    )


def _judged(result: ClauseResult, rule: ClauseRule, acceptance: Acceptance) -> str:
    """What the judgement that stands gives; empty where it gives neither outcome nor points."""
    judgement = result.judgement
    factor = judged_factor(judgement, rule, acceptance)
    if judgement is None or factor is None:
        return ""
    points = exact(rule.weight * factor.as_it_stands)
    if judgement.points is not None:
        return f"人工判定给 {points} 分"
    assert judgement.outcome is not None, "a judgement that gives a factor gives points or an outcome"
    if judgement.outcome is Outcome.PARTIALLY_CONFORMING:
        product = f"{exact(rule.weight)}×{exact(acceptance.partial_factor)} = {points}"
        return f"人工判定{judgement.outcome.label}，{product}"
    return f"人工判定{judgement.outcome.label}，得 {points}"


def _equals(value: Fraction) -> str:
    """An equals sign and the figure; the sign for about equal where it had to be rounded."""
    rounded = shown(value)
    return f" = {exact(value)}" if Fraction(rounded) == value else f" ≈ {rounded}"


def _divided(value: Fraction) -> str:
    """A figure that can be keyed in: a fraction as a division in brackets."""
    text = exact(value)
    return f"({text.replace('/', '÷')})" if "/" in text else text
