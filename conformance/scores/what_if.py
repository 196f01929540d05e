"""What a department would get had some of its rows been mended (改正后试算).

A row that is mended leaves the violating and the set-aside rows of every check that it stands in. Rows that stand in
the same checks in the same way are worth the same, so a state says how many of each kind are left. ``fewest`` searches
over states; the scorecard of the mended workbook itself agrees, which tests hold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from conformance.checklist.acceptance import Acceptance, ClauseRule
from conformance.findings.result import RowRef
from conformance.scores.charge import KNOWN_ROWS
from conformance.scores.clause import judged_factor
from conformance.scores.grading import ONE, ZERO, Counts, factor
from conformance.scores.scorecard import CheckScore, ClauseResult, Scorecard
from conformance.terms import Aspect, CheckState

State = tuple[int, ...]
"""How many rows of each kind are left unmended."""
_Pair = tuple[Fraction, Fraction]
"""A factor as things stand, and if every set-aside row were mended."""


@dataclass(frozen=True)
class _Check:
    """One check whose counts depend on rows."""

    rule: ClauseRule
    population: int
    blocked: bool
    implied_by: tuple[str, ...]
    violating: tuple[int, ...]
    """Kinds of rows that violate it."""
    set_aside: tuple[int, ...]


@dataclass(frozen=True)
class _Clause:
    """One clause in the sum."""

    rule: ClauseRule
    aspect: Aspect
    worth: Fraction
    checks: tuple[str, ...]
    fixed: tuple[_Pair, ...]
    """Factors of checks that no row changes, such as one over a missing table."""
    judged: Fraction | None
    replaced: bool
    """Whether the judgement stands in place of the machine."""


@dataclass(frozen=True)
class Outlook:
    """What a state comes to."""

    total: Fraction
    vetoes: int
    """Veto clauses that fail."""
    short_floors: int
    """Aspects below their floor."""
    qualifies: bool


class WhatIf:
    """Reckons any state of one scorecard."""

    def __init__(self, card: Scorecard, acceptance: Acceptance, implies: Mapping[str, Sequence[str]]) -> None:
        summed = [one for one in card.clauses if one.factor is not None and one.weight > 0]
        scores = {one.result.check: (one, clause) for clause in summed for one in clause.checks if _counts_rows(one)}
        self.kinds, self.rows = _kinds_of_rows([score for score, _ in scores.values()])
        self._pass_mark = acceptance.pass_mark
        self._floors = {one.aspect: one.floor for one in card.aspects if one.floor is not None and one.weights}
        implied_by = {check: tuple(one for one in sorted(scores) if check in implies.get(one, ())) for check in scores}
        self._checks = {
            check: _make_check(score, clause, implied_by[check], self.kinds)
            for check, (score, clause) in sorted(scores.items())
        }
        self._clauses = tuple(_make_clause(one, acceptance) for one in summed)

    @property
    def start(self) -> State:
        """Nothing mended yet."""
        return tuple(len(rows) for rows in self.rows)

    def outlook(self, left: State) -> Outlook:
        """Total, vetoes and floors of a state."""
        factors = self._clause_factors(self._factors(left))
        points: dict[Aspect, Fraction] = defaultdict(Fraction)
        for clause, (stands, _) in zip(self._clauses, factors, strict=True):
            points[clause.aspect] += clause.worth * stands
        total = sum(points.values(), ZERO)
        pairs = zip(self._clauses, factors, strict=True)
        vetoes = sum(clause.rule.veto and mended < ONE for clause, (_, mended) in pairs)
        short = sum(points[aspect] < floor for aspect, floor in self._floors.items() if floor is not None)
        return Outlook(total, vetoes, short, not vetoes and not short and total >= self._pass_mark)

    def most_gained(self, left: State) -> tuple[Fraction, ...]:
        """For each kind, points that one mended row wins at the very most, on average over any number of rows."""
        factors = self._factors(left)
        gained = [ZERO] * len(left)
        for clause in self._clauses:
            for check in _deciding(clause, factors):
                slope = clause.worth * self._slope(self._checks[check], self._counts(check, left))
                for kind in (*self._checks[check].violating, *self._checks[check].set_aside):
                    gained[kind] += slope
        return tuple(gained)

    def in_the_way(self, left: State) -> Fraction:
        """Rows left, each by its share of the clauses that it stands in; vetoes weigh as much as everything else."""
        weighed = ZERO
        for clause in self._clauses:
            for check in clause.checks:
                places = (*self._checks[check].violating, *self._checks[check].set_aside)
                whole = sum(len(self.rows[kind]) for kind in places)
                share = Fraction(sum(left[kind] for kind in places), whole) if whole else ZERO
                weighed += share * (100 if clause.rule.veto else clause.worth)
        return weighed

    def _factors(self, left: State) -> Mapping[str, _Pair]:
        return {check: self._factor(self._checks[check], self._counts(check, left)) for check in self._checks}

    def _counts(self, check: str, left: State) -> Counts:
        """The counts of a check with rows charged once, at an implying check that takes them."""
        one = self._checks[check]
        taking = {implying for implying in one.implied_by if self._takes(implying, left)}
        violating = sum(left[kind] for kind in one.violating)
        elsewhere = sum(
            left[kind] for kind in one.violating if any((name, True) in self.kinds[kind] for name in taking)
        )
        return Counts(one.population, violating, violating - elsewhere, sum(left[kind] for kind in one.set_aside))

    def _takes(self, check: str, left: State) -> bool:
        one = self._checks[check]
        violating = sum(left[kind] for kind in one.violating)
        counts = Counts(one.population, violating, violating, sum(left[kind] for kind in one.set_aside))
        return one.blocked or factor(one.rule.grading, one.rule.weight, counts) < ONE

    @staticmethod
    def _factor(check: _Check, counts: Counts) -> _Pair:
        mended = factor(check.rule.grading, check.rule.weight, counts.if_mended)
        stands = ZERO if check.blocked else factor(check.rule.grading, check.rule.weight, counts)
        return stands, mended

    @staticmethod
    def _slope(check: _Check, counts: Counts) -> Fraction:
        """Rows charged elsewhere win nothing, so only those that cost something here are taken away."""
        if check.blocked:
            return ZERO
        now = factor(check.rule.grading, check.rule.weight, counts)
        bad = counts.charged + counts.set_aside
        better = (
            (factor(check.rule.grading, check.rule.weight, Counts(counts.population, rest, rest, 0)) - now)
            / (bad - rest)
            for rest in range(bad)
        )
        return max(better, default=ZERO)

    def _clause_factors(self, factors: Mapping[str, _Pair]) -> list[_Pair]:
        return [_combined(clause, factors) for clause in self._clauses]


def _counts_rows(score: CheckScore) -> bool:
    return score.counts is not None and score.factor is not None and score.result.state in KNOWN_ROWS


def _kinds_of_rows(scores: Sequence[CheckScore]) -> tuple[list[frozenset[tuple[str, bool]]], list[list[RowRef]]]:
    """Each kind of row, by the checks that it violates (True) or is set aside in (False), and its rows."""
    standing: dict[RowRef, set[tuple[str, bool]]] = defaultdict(set)
    for score in scores:
        keys = {finding.where: finding.finding_key for finding in score.result.findings}
        for row in score.result.violating:
            if keys.get(row) not in score.lifted:
                standing[row].add((score.result.check, True))
        for row in score.result.set_aside:
            standing[row].add((score.result.check, False))
    kinds: dict[frozenset[tuple[str, bool]], list[RowRef]] = defaultdict(list)
    for row in sorted(standing):
        kinds[frozenset(standing[row])].append(row)
    order = sorted(kinds, key=lambda kind: kinds[kind][0])
    return order, [kinds[kind] for kind in order]


def _make_check(
    score: CheckScore,
    clause: ClauseResult,
    implied_by: tuple[str, ...],
    kinds: Sequence[frozenset[tuple[str, bool]]],
) -> _Check:
    assert clause.item.rule is not None and score.counts is not None
    name = score.result.check
    return _Check(
        rule=clause.item.rule,
        population=score.counts.population,
        blocked=score.result.state is CheckState.BLOCKED,
        implied_by=implied_by,
        violating=tuple(place for place, kind in enumerate(kinds) if (name, True) in kind),
        set_aside=tuple(place for place, kind in enumerate(kinds) if (name, False) in kind),
    )


def _make_clause(result: ClauseResult, acceptance: Acceptance) -> _Clause:
    rule = result.item.rule
    assert rule is not None, "a clause with a weight has a rule"
    judged = judged_factor(result.judgement, rule, acceptance)
    fixed = (one.factor for one in result.checks if one.factor is not None and not _counts_rows(one))
    return _Clause(
        rule=rule,
        aspect=result.item.clause.aspect,
        worth=result.max_points,
        checks=tuple(one.result.check for one in result.checks if _counts_rows(one)),
        fixed=tuple((one.as_it_stands, one.if_mended) for one in fixed),
        judged=judged.as_it_stands if judged is not None else None,
        replaced=judged is not None and result.judgement is not None and result.judgement.overrides,
    )


def _combined(clause: _Clause, factors: Mapping[str, _Pair]) -> _Pair:
    """The clause's factor: its least check or their mean, and not above what a person judged."""
    machine = [*(factors[check] for check in clause.checks), *clause.fixed]
    if clause.judged is not None and (clause.replaced or not machine):
        return clause.judged, clause.judged
    if not machine:
        return ZERO, ZERO
    stands, mended = ([one[place] for one in machine] for place in (0, 1))
    if clause.rule.mean:
        pair = sum(stands, ZERO) / len(stands), sum(mended, ZERO) / len(mended)
    else:
        pair = min(stands), min(mended)
    return pair if clause.judged is None else (min(pair[0], clause.judged), min(pair[1], clause.judged))


def _deciding(clause: _Clause, factors: Mapping[str, _Pair]) -> tuple[str, ...]:
    """The checks through which the clause can win: all of a mean, the lowest one of a least."""
    if clause.replaced or not clause.checks:
        return ()
    if clause.rule.mean:
        return clause.checks
    return (min(clause.checks, key=lambda check: factors[check][0]),)
