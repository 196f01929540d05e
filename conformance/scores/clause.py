"""Score one clause (核查项评分): checks and judgement together, in both reckonings, with the outcome in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from conformance.checklist.acceptance import Acceptance, ClauseRule
from conformance.checklist.checklist import ChecklistItem
from conformance.evidence.book import Claim, EvidenceBook
from conformance.findings.result import CheckResult
from conformance.scores.charge import KNOWN_ROWS, Charges
from conformance.scores.dispute import judged_share
from conformance.scores.grading import ONE, ZERO, Counts, factor
from conformance.scores.judgement import Judgement
from conformance.scores.ruling import Rulings
from conformance.scores.scorecard import CheckScore, ClauseResult, Reckoning
from conformance.terms import CheckState, Outcome

NOTHING = Reckoning(ZERO, ZERO)


def score_clause(
    item: ChecklistItem,
    results: Mapping[str, CheckResult],
    charges: Charges,
    rulings: Rulings,
    book: EvidenceBook,
    acceptance: Acceptance,
    open_rows: frozenset[tuple[str, int]] = frozenset(),
) -> ClauseResult:
    """The result of a clause before its points are scaled within the aspect.

    ``open_rows``, by table and row, are about items still to be verified: they cost points and set off no veto.
    """
    clause = item.clause.id
    rule = item.rule
    scores = tuple(_check_score(results[check], rule, charges, open_rows) for check in item.checks if check in results)
    judgement = rulings.by_clause.get(clause)
    if rule is None:
        outcome = _outcome_of_judgement(judgement, acceptance) if judgement is not None else Outcome.NOT_CHECKED
        return _result(item, outcome, scores, judgement, None, rulings, book)
    if clause in rulings.not_applicable:
        return _result(item, Outcome.NOT_APPLICABLE, scores, judgement, None, rulings, book)
    judged = judged_factor(judgement, rule, acceptance)
    overrides = judgement is not None and judgement.overrides
    disputed = rulings.disputed.get(clause)
    final = _final([score.factor for score in scores], judged, mean=rule.mean, overrides=overrides)
    verified = final
    if any(score.unverified for score in scores):
        verified = _final([_of_verified(score, rule) for score in scores], judged, mean=rule.mean, overrides=overrides)
    if disputed is not None and final is not None and verified is not None:
        final, verified = (
            _at_best(one, disputed, factors, rule, acceptance)
            for one, factors in (
                (final, [score.factor for score in scores]),
                (verified, [_of_verified(score, rule) for score in scores]),
            )
        )
    if final is None:
        if scores:
            return _result(item, Outcome.NOT_APPLICABLE, scores, judgement, None, rulings, book)
        fails = rule.veto and rule.weight > 0
        return _result(item, Outcome.NOT_CHECKED, scores, judgement, NOTHING, rulings, book, vetoed=fails)
    outcome = Outcome.UNDETERMINED if disputed else _outcome(scores, rule, judgement, judged, final, acceptance)
    vetoed = rule.veto and rule.weight > 0 and verified is not None and verified.if_mended < ONE
    return _result(item, outcome, scores, judgement, final, rulings, book, vetoed=vetoed)


def _final(
    factors: Sequence[Reckoning | None], judged: Reckoning | None, *, mean: bool, overrides: bool
) -> Reckoning | None:
    """What the checks and a judgement come to: the lesser, or the judgement alone where it overrides."""
    machine = _combine([factor for factor in factors if factor is not None], mean=mean)
    if judged is None or machine is None:
        return machine if judged is None else judged
    if overrides:
        return judged
    return Reckoning(min(machine.as_it_stands, judged.as_it_stands), min(machine.if_mended, judged.if_mended))


def _at_best(
    strict: Reckoning,
    disputed: Judgement,
    factors: Sequence[Reckoning | None],
    rule: ClauseRule,
    acceptance: Acceptance,
) -> Reckoning:
    """What a clause earns while inspectors differ: by the stricter as it stands, by the other at best."""
    if disputed.outcome is Outcome.NOT_APPLICABLE:
        return Reckoning(strict.as_it_stands, ONE)
    judged = judged_factor(disputed, rule, acceptance)
    other = _final(factors, judged, mean=rule.mean, overrides=disputed.overrides) or strict
    return Reckoning(min(strict.as_it_stands, other.as_it_stands), max(strict.if_mended, other.if_mended))


def _of_verified(score: CheckScore, rule: ClauseRule) -> Reckoning | None:
    """The factor of a check, had no row about an item still to be verified been in breach."""
    if score.counts is None or not score.unverified:
        return score.factor
    known, fewer = score.counts, len(score.unverified)
    counts = Counts(known.population, known.violating - fewer, known.charged - fewer, known.set_aside)
    return _reckon(rule, counts, blocked=score.result.state is CheckState.BLOCKED)


def _check_score(
    result: CheckResult, rule: ClauseRule | None, charges: Charges, open_rows: frozenset[tuple[str, int]]
) -> CheckScore:
    counts = None
    reckoning: Reckoning | None = None
    unverified: tuple[str, ...] = ()
    keys = {finding.where: finding.finding_key for finding in result.findings} if result.findings else {}
    elsewhere = charges.elsewhere.get(result.check, {})
    if result.state in KNOWN_ROWS and result.population:
        violating = charges.violating[result.check]
        charged = [row for row in violating if row not in elsewhere] if elsewhere else violating
        counts = Counts(result.population, len(violating), len(charged), len(result.set_aside))
        if charged and open_rows:
            unverified = tuple(
                sorted(keys[row] for row in charged if row in keys and (row.table, row.row) in open_rows)
            )
    if rule is not None and result.state in KNOWN_ROWS:
        reckoning = _reckon(rule, counts, blocked=result.state is CheckState.BLOCKED)
    elif result.state is CheckState.TABLE_MISSING:
        reckoning = NOTHING
    return CheckScore(
        result=result,
        counts=counts,
        factor=reckoning,
        charged_elsewhere={keys[row]: check for row, check in sorted(elsewhere.items()) if row in keys} if keys else {},
        lifted=charges.lifted.get(result.check, ()),
        unverified=unverified,
    )


def _reckon(rule: ClauseRule, counts: Counts | None, *, blocked: bool) -> Reckoning:
    """Both factors of a check: a blocked one earns nothing as it stands; mended, its known breaches count."""
    mended = factor(rule.grading, rule.weight, counts.if_mended) if counts is not None else ONE
    if blocked or counts is None:
        return Reckoning(ZERO, mended)
    stands = factor(rule.grading, rule.weight, counts) if counts.set_aside else mended
    return Reckoning(stands, mended)


def _combine(factors: Sequence[Reckoning], *, mean: bool) -> Reckoning | None:
    """The least of several checks, or their mean; None where none is counted."""
    if not factors:
        return None
    if len(factors) == 1:
        return factors[0]
    stands = [one.as_it_stands for one in factors]
    mended = [one.if_mended for one in factors]
    if mean:
        return Reckoning(sum(stands, ZERO) / len(stands), sum(mended, ZERO) / len(mended))
    return Reckoning(min(stands), min(mended))


def judged_factor(judgement: Judgement | None, rule: ClauseRule, acceptance: Acceptance) -> Reckoning | None:
    """The share of its weight that a judgement gives a clause; None where it gives neither outcome nor points."""
    share = judged_share(judgement, rule, acceptance) if judgement is not None else None
    return Reckoning(share, share) if share is not None else None


def _outcome_of_judgement(judgement: Judgement, acceptance: Acceptance) -> Outcome:
    if judgement.outcome is not None:
        return judgement.outcome
    return Outcome.CONFORMING if judgement.points else Outcome.NONCONFORMING


def _outcome(
    scores: Sequence[CheckScore],
    rule: ClauseRule,
    judgement: Judgement | None,
    judged: Reckoning | None,
    final: Reckoning,
    acceptance: Acceptance,
) -> Outcome:
    """The words for a result: reckoned with every violating row, while points are reckoned with those charged here."""
    missing = [score for score in scores if score.result.state is CheckState.TABLE_MISSING]
    overrides = judged is not None and judgement is not None and judgement.overrides
    if missing and not overrides:
        return Outcome.NOT_CHECKED
    known = final if overrides else _as_found(scores, rule, judged) or final
    if known.as_it_stands == ONE:
        return Outcome.CONFORMING
    if known.if_mended == ONE:
        return Outcome.UNDETERMINED
    if known.as_it_stands == ZERO:
        return Outcome.NONCONFORMING
    return Outcome.PARTIALLY_CONFORMING


def _as_found(scores: Sequence[CheckScore], rule: ClauseRule, judged: Reckoning | None) -> Reckoning | None:
    """The factors had every violating row been charged here."""
    factors = []
    for score in scores:
        if score.counts is not None and score.factor is not None:
            blocked = score.result.state is CheckState.BLOCKED
            factors.append(_reckon(rule, score.counts.all_charged, blocked=blocked))
        elif score.factor is not None:
            factors.append(score.factor)
    machine = _combine(factors, mean=rule.mean)
    if machine is None or judged is None:
        return machine or judged
    return Reckoning(min(machine.as_it_stands, judged.as_it_stands), min(machine.if_mended, judged.if_mended))


def _result(
    item: ChecklistItem,
    outcome: Outcome,
    scores: tuple[CheckScore, ...],
    judgement: Judgement | None,
    final: Reckoning | None,
    rulings: Rulings,
    book: EvidenceBook,
    *,
    vetoed: bool = False,
) -> ClauseResult:
    claim = rulings.claims.get(item.clause.id)
    rule = item.rule
    machine = any(score.factor is not None for score in scores)
    return ClauseResult(
        item=item,
        outcome=outcome,
        checks=scores,
        judgement=judgement,
        overridden=bool(machine and final is not None and judgement is not None and judgement.overrides),
        factor=final,
        points=NOTHING,
        max_points=ZERO,
        vetoed=vetoed,
        not_applicable_reason=rulings.not_applicable.get(item.clause.id, "") if rule is not None else "",
        claimed_outcome=claim.outcome if claim else "",
        claimed_points=_claimed(claim),
        claim_refused=rulings.claims_refused.get(item.clause.id, ""),
        disputed=rulings.disputed.get(item.clause.id),
    )


def _claimed(claim: Claim | None) -> Fraction | None:
    if claim is None or not claim.points:
        return None
    try:
        return Fraction(Decimal(claim.points))
    except (InvalidOperation, ValueError):
        return None
