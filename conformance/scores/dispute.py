"""Which of several judgements on a clause stands (采信): a judge's last one; a third person's where two judges differ.

Until that third person has decided, the stricter judgement counts as things stand, and the more favourable one counts
in what may still be reached, so that a grade which hangs on it is 待定 and nobody fails by an open question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from conformance.checklist.acceptance import Acceptance, ClauseRule
from conformance.scores.grading import ONE, ZERO
from conformance.scores.judgement import Judgement
from conformance.terms import Outcome


@dataclass(frozen=True)
class StandingJudgement:
    """What counts on one clause."""

    judgement: Judgement
    """The one that stands; the strictest of those that differ."""
    differing: tuple[Judgement, ...] = ()
    """The last judgement of each judge, the strictest first, where they differ and nobody has decided."""

    @property
    def disputed(self) -> Judgement | None:
        """The most favourable of those that differ."""
        return self.differing[-1] if self.differing else None


def standing_judgement(
    judgements: Sequence[Judgement], rule: ClauseRule | None, acceptance: Acceptance
) -> StandingJudgement:
    """What stands of the judgements on one clause that count, in the order of their days; at least one."""
    last: dict[tuple[str, str], Judgement] = {}
    for judgement in judgements:
        if judgement.is_final:
            last.clear()
        last[judgement.judge] = judgement
    if any(one.is_final for one in last.values()):
        last = {judge: one for judge, one in last.items() if one.is_final}
    standing = tuple(last.values())
    if len({_measure(one, rule, acceptance) for one in standing}) == 1:
        return StandingJudgement(standing[-1])
    ordered = sorted(standing, key=lambda one: _measure(one, rule, acceptance))
    return StandingJudgement(ordered[0], tuple(ordered))


def _measure(judgement: Judgement, rule: ClauseRule | None, acceptance: Acceptance) -> tuple[Fraction, bool]:
    """How favourable a judgement is; 不适用 is the most favourable, since the clause leaves the sum."""
    if judgement.outcome is Outcome.NOT_APPLICABLE:
        return ONE, True
    return judged_share(judgement, rule, acceptance) or ZERO, False


def judged_share(judgement: Judgement, rule: ClauseRule | None, acceptance: Acceptance) -> Fraction | None:
    """The share of its weight that a judgement gives a clause; None where it gives neither outcome nor points."""
    if judgement.points is not None:
        return min(judgement.points / rule.weight, ONE) if rule is not None and rule.weight else ONE
    by_outcome = {
        Outcome.CONFORMING: ONE,
        Outcome.PARTIALLY_CONFORMING: acceptance.partial_factor,
        Outcome.NONCONFORMING: ZERO,
    }
    return by_outcome.get(judgement.outcome) if judgement.outcome is not None else None
