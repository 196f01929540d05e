"""The county as a whole (全县情况): means over departments, the distribution of grades, the conclusion proposed.

The conclusion is the inspection group's to draw; the rule that proposes one stands in acceptance.yaml.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from conformance.checklist.acceptance import ConclusionRule
from conformance.scores.grading import ZERO, shown
from conformance.scores.scorecard import Reckoning, Scorecard
from conformance.terms import BookKind, Grade


@dataclass(frozen=True)
class CountySummary:
    """Figures over the departments; the service centre and the county body are shown by themselves."""

    departments: int
    """Departments that are rated, over which the means are taken."""
    unrated: tuple[str, ...]
    """Departments left out, by code."""
    mean: Reckoning | None
    weighted_mean: Reckoning | None
    """Weighted by the number of licensing items; None where nobody has any."""
    distribution: Mapping[Grade, int]
    """Every grade, also with 0, over all departments."""
    proposal: str
    proposal_reason: str


@dataclass(frozen=True)
class RatedOrgan:
    """What the county's figures need of one organ's scorecard."""

    department: str
    kind: BookKind
    grade: Grade
    total: Reckoning
    license_items: int


def summarise(cards: Sequence[Scorecard], rule: ConclusionRule) -> CountySummary:
    """Both means, the distribution, and the proposed conclusion."""
    rated = (
        RatedOrgan(card.book.department, card.book.kind, card.grade, card.total, card.license_items) for card in cards
    )
    return summarise_rated(tuple(rated), rule)


def summarise_rated(organs: Sequence[RatedOrgan], rule: ConclusionRule) -> CountySummary:
    """The same from what a store keeps of the scorecards."""
    departments = [card for card in organs if card.kind is BookKind.DEPARTMENT]
    rated = [card for card in departments if card.grade is not Grade.UNRATED]
    mean = _mean(rated, [1] * len(rated))
    distribution = {grade: sum(1 for card in departments if card.grade is grade) for grade in Grade}
    proposal, reason = _propose(mean, distribution, rule)
    return CountySummary(
        departments=len(rated),
        unrated=tuple(card.department for card in departments if card.grade is Grade.UNRATED),
        mean=mean,
        weighted_mean=_mean(rated, [card.license_items for card in rated]),
        distribution=distribution,
        proposal=proposal,
        proposal_reason=reason,
    )


def _mean(cards: Sequence[RatedOrgan], weights: Sequence[int]) -> Reckoning | None:
    whole = sum(weights)
    if not whole:
        return None
    pairs = list(zip(cards, weights, strict=True))
    return Reckoning(
        sum((card.total.as_it_stands * weight for card, weight in pairs), ZERO) / whole,
        sum((card.total.if_mended * weight for card, weight in pairs), ZERO) / whole,
    )


def _propose(mean: Reckoning | None, distribution: Mapping[Grade, int], rule: ConclusionRule) -> tuple[str, str]:
    """A label and the sentence that gives its reason; a department without a readable book counts as not qualified."""
    qualified, basic, unqualified = rule.labels
    everyone = sum(distribution.values())
    if mean is None or not everyone:
        return unqualified, "没有可以评分的部门"
    passed = distribution[Grade.EXCELLENT] + distribution[Grade.QUALIFIED]
    share = Fraction(passed, everyone)
    facts = f"部门平均 {shown(mean.as_it_stands)} 分，{everyone} 个部门中优秀和合格 {passed} 个"
    wanted = (
        f"“{qualified}”要求平均不低于 {shown(rule.mean_at_least)} 分且优秀和合格不少于"
        f" {shown(rule.qualified_share_at_least * 100, 0)}%，“{basic}”要求不少于"
        f" {shown(rule.basic_share_at_least * 100, 0)}%"
    )
    if mean.as_it_stands >= rule.mean_at_least and share >= rule.qualified_share_at_least:
        return qualified, f"{facts}；{wanted}"
    if share >= rule.basic_share_at_least:
        return basic, f"{facts}；{wanted}"
    return unqualified, f"{facts}；{wanted}"
