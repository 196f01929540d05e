"""Score one department (评分): counts, judgements and rules become clause results, aspects, a total and a grade.

A conductor: ``clause`` scores one clause, ``charge`` says which row costs where, ``grade`` compares with the marks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from conformance.checklist.acceptance import Acceptance, ClauseRule
from conformance.checklist.checklist import Checklist, ChecklistItem
from conformance.evidence.book import EvidenceBook, TableState
from conformance.findings.result import CheckResult
from conformance.scores.charge import charge, rows_of_items
from conformance.scores.clause import score_clause
from conformance.scores.grading import ZERO, product, summed
from conformance.scores.judgement import JudgementFile
from conformance.scores.ruling import Rulings, settle
from conformance.scores.scorecard import AspectScore, ClauseResult, Reckoning, Scorecard
from conformance.terms import Aspect, CheckState, Force, Grade


def score_book(
    book: EvidenceBook,
    results: Sequence[CheckResult],
    judgements: JudgementFile,
    *,
    checklist: Checklist,
    implies: Mapping[str, Sequence[str]],
    acceptance: Acceptance,
    unverified: frozenset[str] = frozenset(),
) -> Scorecard:
    """The scorecard of a department; a book that could not be read is 未评.

    ``unverified`` are the codes of items still to be verified: their breaches cost points and set off no veto.
    """
    items = checklist.of(book.kind)
    by_check = {result.check: result for result in results}
    rulings = settle(judgements.judgements, book, items, by_check, acceptance, judgements.objections)
    if not book.readable:
        return _unrated(book, judgements, rulings)
    charges = charge(_rules_of_checks(items, rulings), by_check, implies, rulings.lifted)
    open_rows = rows_of_items(book, unverified)
    scored = [score_clause(item, by_check, charges, rulings, book, acceptance, open_rows) for item in items]
    aspects = _aspects(scored, acceptance)
    clauses = _refer(_scale(scored, aspects))
    total = Reckoning(
        summed(aspect.points.as_it_stands for aspect in aspects),
        summed(aspect.points.if_mended for aspect in aspects),
    )
    vetoes = tuple(result.item.clause.id for result in clauses if result.vetoed)
    grades = (
        _grade(clauses, aspects, total.as_it_stands, vetoes, acceptance, mended=False),
        _grade(clauses, aspects, total.if_mended, vetoes, acceptance, mended=True),
    )
    settled = grades[0] is grades[1] or acceptance.round_closed
    return Scorecard(
        book=book,
        clauses=clauses,
        aspects=aspects,
        total=total,
        grades=grades,
        grade=grades[0] if settled else Grade.PENDING,
        vetoes=vetoes,
        judgements=rulings.uses,
        objections=rulings.objections,
        bonuses=judgements.bonuses,
        judgements_digest=judgements.digest,
        applicable_share=_applicable_share(clauses),
        county_checks_left_out=tuple(sorted(one.check for one in results if one.state is CheckState.NOT_RUN)),
        license_items=_license_items(book),
    )


def _rules_of_checks(items: Sequence[ChecklistItem], rulings: Rulings) -> Mapping[str, ClauseRule]:
    """The rule of each check that costs points here: its clause has a weight and applies."""
    return {
        check: item.rule
        for item in items
        if item.rule is not None and item.rule.weight > 0 and item.clause.id not in rulings.not_applicable
        for check in item.checks
    }


def _aspects(scored: Sequence[ClauseResult], acceptance: Acceptance) -> tuple[AspectScore, ...]:
    """Points by aspect; those of an aspect to which nothing applies are shared out among the others."""
    counted = {aspect: _counted(scored, aspect) for aspect in acceptance.aspects}
    weights = {aspect: summed(one.weight for one in clauses) for aspect, clauses in counted.items()}
    full = sum((rule.points for rule in acceptance.aspects.values()), ZERO)
    filled = sum((rule.points for aspect, rule in acceptance.aspects.items() if weights[aspect] > 0), ZERO)
    scores = []
    for aspect, rule in acceptance.aspects.items():
        worth = rule.points * full / filled if weights[aspect] > 0 else ZERO
        points = Reckoning(
            _weighted(counted[aspect], mended=False, worth=worth, weights=weights[aspect]),
            _weighted(counted[aspect], mended=True, worth=worth, weights=weights[aspect]),
        )
        below = weights[aspect] > 0 and rule.floor is not None and points.as_it_stands < rule.floor
        scores.append(AspectScore(aspect, worth, weights[aspect], points, rule.floor, below))
    return tuple(scores)


def _counted(scored: Sequence[ClauseResult], aspect: Aspect) -> list[ClauseResult]:
    """The clauses of an aspect that are in the sum."""
    return [one for one in scored if one.item.clause.aspect is aspect and one.factor is not None and one.weight > 0]


def _weighted(counted: Sequence[ClauseResult], *, mended: bool, worth: Fraction, weights: Fraction) -> Fraction:
    if not weights:
        return ZERO
    return worth * summed(product(one.weight, _factor(one, mended)) for one in counted) / weights


def _factor(result: ClauseResult, mended: bool) -> Fraction:
    if result.factor is None:
        return ZERO
    return result.factor.if_mended if mended else result.factor.as_it_stands


def _scale(scored: Sequence[ClauseResult], aspects: Sequence[AspectScore]) -> list[ClauseResult]:
    """Give each clause its points within its aspect."""
    by_aspect = {score.aspect: score for score in aspects}
    worths: dict[tuple[Aspect, Fraction], Fraction] = {}
    scaled = []
    for one in scored:
        score = by_aspect.get(one.item.clause.aspect)
        if score is None or not score.weights or one.factor is None:
            scaled.append(one)
            continue
        worth = worths.get((score.aspect, one.weight))
        if worth is None:
            worth = worths[score.aspect, one.weight] = score.max_points * one.weight / score.weights
        stands, mended = one.factor.as_it_stands, one.factor.if_mended
        points = Reckoning(product(worth, stands), product(worth, mended))
        scaled.append(replace(one, max_points=worth, points=points))
    return scaled


def _refer(scored: Sequence[ClauseResult]) -> tuple[ClauseResult, ...]:
    """Let a clause that is counted at another show that one's outcome."""
    by_id = {one.item.clause.id: one for one in scored}
    referred = []
    for one in scored:
        counted_at = by_id.get(one.item.clause.counted_at)
        if counted_at is None or one.judgement is not None:
            referred.append(one)
        else:
            referred.append(replace(one, outcome=counted_at.outcome))
    return tuple(referred)


def _grade(
    clauses: Sequence[ClauseResult],
    aspects: Sequence[AspectScore],
    total: Fraction,
    vetoes: Sequence[str],
    acceptance: Acceptance,
    *,
    mended: bool,
) -> Grade:
    """The grade in one reckoning; unrounded values are compared."""
    if not any(aspect.weights for aspect in aspects):
        return Grade.UNRATED
    if vetoes or total < acceptance.pass_mark:
        return Grade.UNQUALIFIED
    for aspect in aspects:
        points = aspect.points.if_mended if mended else aspect.points.as_it_stands
        if aspect.weights and aspect.floor is not None and points < aspect.floor:
            return Grade.UNQUALIFIED
    failed_shall = any(
        one.weight > 0 and one.factor is not None and one.item.clause.force is Force.SHALL and _factor(one, mended) == 0
        for one in clauses
    )
    if total >= acceptance.excellence_mark and not failed_shall:
        return Grade.EXCELLENT
    return Grade.QUALIFIED


def _applicable_share(clauses: Sequence[ClauseResult]) -> Fraction:
    """The share of the round's weight that is in the sum."""
    all_weights = summed(one.weight for one in clauses)
    applied = summed(one.weight for one in clauses if one.factor is not None)
    return applied / all_weights if all_weights else ZERO


def _license_items(book: EvidenceBook) -> int:
    register = book.tables.get("item_register")
    return len(register.rows) if register is not None and register.state is TableState.FILLED else 0


def _unrated(book: EvidenceBook, judgements: JudgementFile, rulings: Rulings) -> Scorecard:
    nothing = Reckoning(ZERO, ZERO)
    return Scorecard(
        book=book,
        clauses=(),
        aspects=(),
        total=nothing,
        grades=(Grade.UNRATED, Grade.UNRATED),
        grade=Grade.UNRATED,
        vetoes=(),
        judgements=rulings.uses,
        objections=rulings.objections,
        bonuses=judgements.bonuses,
        judgements_digest=judgements.digest,
        applicable_share=ZERO,
        county_checks_left_out=(),
        license_items=0,
    )
