"""What the report says of one department (各部门情况): where points were lost, what waits, what was claimed.

Arranges a scorecard for reading; no figure is made here but sums and differences of the scorecard's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from conformance.errors import Severity
from conformance.evidence.book import Declaration, Problem
from conformance.findings.hold import Hold, holds
from conformance.findings.result import CheckResult, Finding
from conformance.inspection.process import ItemProcess
from conformance.report.basis import Basis
from conformance.report.circulation import CirculatedCase, circulated_cases
from conformance.report.places import charged_findings
from conformance.scores.grading import ZERO
from conformance.scores.record import prompts_of
from conformance.scores.scorecard import CheckScore, ClauseResult, JudgementUse, Reckoning, Scorecard
from conformance.terms import Aspect, CheckState, Outcome


@dataclass(frozen=True)
class ClauseLoss:
    """A clause on which points were lost (扣分)."""

    result: ClauseResult
    lost: Reckoning
    """Without what is lost for a missing table, which is told once at the table."""
    checks: tuple[CheckScore, ...]
    """Those that cost points or found something."""
    judged: bool
    """Whether a person's judgement costs points."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The rows behind the loss that cost points here: neither lifted nor charged elsewhere."""
        return tuple(finding for score in self.checks for finding in charged_findings(score))


@dataclass(frozen=True)
class MissingTable:
    """A required table that was not handed in, told once with the points that it costs (未提交的表)."""

    table: str
    clauses: tuple[str, ...]
    lost: Fraction


@dataclass(frozen=True)
class ClaimLine:
    """A clause on which self-assessment and inspection differ (自评与核查), in points of its weight."""

    result: ClauseResult
    claimed: Fraction | None
    found: Fraction

    @property
    def difference(self) -> Fraction:
        """Claimed less found."""
        return (self.claimed or ZERO) - self.found


@dataclass(frozen=True)
class DepartmentPart:
    """One department in the report."""

    card: Scorecard
    title: str
    """Its name; the file's name where neither the book nor the county's list of organs tells it."""
    losses: tuple[ClauseLoss, ...]
    """In the order of the Guide."""
    missing: tuple[MissingTable, ...]
    unchecked: tuple[ClauseResult, ...]
    """Clauses with points that no check covers and on which nobody has given a verdict yet."""
    unscored: tuple[tuple[ClauseResult, CheckScore], ...]
    """Checks that found something on a clause that costs no points here."""
    waiting: tuple[tuple[ClauseResult, CheckScore], ...]
    """Checks that set rows aside, left rows out, or could not run."""
    holds: tuple[Hold, ...]
    """What they wait for, each reason once."""
    not_applicable: tuple[ClauseResult, ...]
    """With a reason given by a person."""
    not_occurring: tuple[ClauseResult, ...]
    """Left out since nothing of the kind occurred, or the table is declared or may be empty."""
    refused_claims: tuple[ClauseResult, ...]
    declarations: tuple[Declaration, ...]
    """Those that say 无."""
    overrides: tuple[JudgementUse, ...]
    """Judgements that lift a finding, override the machine, or do not count."""
    prompts: tuple[CheckResult, ...]
    circulated: tuple[CirculatedCase, ...]
    """Late cases of joint items, with where the days went."""
    claims: tuple[ClaimLine, ...]
    claimed_total: Fraction | None
    """The claimed points on the same scale as the total; None where nothing is claimed."""
    claims_blank: int
    """Clauses in the sum without claimed points, which count as 0 in the claimed total."""
    processes: tuple[ItemProcess, ...] = ()
    """How the cases of its items went, by code."""

    @property
    def code(self) -> str:
        """The department's code."""
        return self.card.book.department

    @property
    def faults(self) -> tuple[Problem, ...]:
        """Problems with the workbook that must be mended (须改正)."""
        return tuple(one for one in self.card.book.problems if one.severity is Severity.FAULT)

    @property
    def notes(self) -> tuple[Problem, ...]:
        """What was understood all the same (提请注意)."""
        return tuple(one for one in self.card.book.problems if one.severity is Severity.NOTE)

    @property
    def to_mend(self) -> tuple[str, ...]:
        """What is to be put right so that nothing waits longer: the workbook's faults, then what else is missing."""
        named = [f"“{one.sheet}”{one.cell}" for one in self.faults if one.cell]
        others = (hold.reason for hold in self.holds if not any(name in hold.reason for name in named))
        return (*(one.sentence for one in self.faults), *(f"{reason}。" for reason in others))

    @property
    def excused(self) -> bool:
        """Whether anything was claimed not applicable."""
        return bool(self.not_applicable or self.refused_claims)

    @property
    def waiting_rows(self) -> tuple[tuple[ClauseResult, CheckScore], ...]:
        """The checks with rows set aside or left out, each at the clause that scores it."""
        return tuple(
            (one, score)
            for one, score in self.waiting
            if not one.item.clause.counted_at and (score.result.set_aside or score.result.unclassified)
        )

    def losses_in(self, aspect: Aspect) -> tuple[ClauseLoss, ...]:
        """The losses of one aspect."""
        return tuple(loss for loss in self.losses if loss.result.item.clause.aspect is aspect)

    def others_in(self, aspect: Aspect) -> tuple[ClauseResult, ...]:
        """The clauses of one aspect that lost nothing, or lost it elsewhere."""
        lost = {loss.result.item.clause.id for loss in self.losses}
        of_aspect = (one for one in self.card.clauses if one.item.clause.aspect is aspect)
        return tuple(one for one in of_aspect if one.item.clause.id not in lost)


def make_department(
    card: Scorecard, results: Sequence[CheckResult], basis: Basis, processes: Sequence[ItemProcess] = ()
) -> DepartmentPart:
    """Arrange a scorecard; ``results`` are all checks on the book, among them the prompts."""
    missing = _missing(card)
    at_tables = {clause for one in missing for clause in one.clauses}
    unchecked = tuple(one for one in card.clauses if _in_sum(one) and _is_unchecked(one))
    found = [(one, score) for one in card.clauses for score in one.checks]
    waiting = tuple((one, score) for one, score in found if _waits(score))
    claims, total, blank = _claims(card)
    return DepartmentPart(
        card=card,
        title=card.book.department_title or basis.organs.get(card.book.department, card.book.file_name),
        losses=tuple(
            loss
            for one in card.clauses
            if one not in unchecked and (loss := _loss(one, one.item.clause.id in at_tables))
        ),
        missing=missing,
        unchecked=unchecked,
        unscored=tuple((one, score) for one, score in found if not _costs(one) and score.result.findings),
        waiting=waiting,
        holds=holds({score.result.check: score.result for _, score in waiting}.values(), basis.checks, basis.tables),
        not_applicable=tuple(one for one in card.clauses if one.not_applicable_reason),
        not_occurring=tuple(
            one
            for one in card.clauses
            if one.outcome is Outcome.NOT_APPLICABLE and not one.not_applicable_reason and one.item.in_round
        ),
        refused_claims=tuple(one for one in card.clauses if one.claim_refused),
        declarations=tuple(one for one in card.book.declarations if not one.has_data),
        overrides=tuple(
            use for use in card.judgements if use.note or use.judgement.lifts or _overrides(use, card.clauses)
        ),
        prompts=tuple(prompts_of(results, basis.checks)),
        circulated=circulated_cases(
            card.book,
            [(basis.checks[score.result.check], score.result) for _, score in found],
            basis.calendar,
        ),
        claims=claims,
        claimed_total=total,
        claims_blank=blank,
        processes=tuple(processes),
    )


def _in_sum(result: ClauseResult) -> bool:
    return result.factor is not None and result.weight > 0


def _is_unchecked(result: ClauseResult) -> bool:
    return result.outcome is Outcome.NOT_CHECKED and not result.checks


def _costs(result: ClauseResult) -> bool:
    """Whether the clause has lost points."""
    return _in_sum(result) and result.points.as_it_stands < result.max_points


def _overrides(use: JudgementUse, clauses: Sequence[ClauseResult]) -> bool:
    return any(one.judgement is use.judgement and one.overridden for one in clauses)


def _waits(score: CheckScore) -> bool:
    result = score.result
    return bool(result.set_aside or result.unclassified or result.blocked_by) or result.state is CheckState.BLOCKED


def _missing(card: Scorecard) -> tuple[MissingTable, ...]:
    """Group what missing tables cost; a clause over two of them is told at the first."""
    clauses: dict[str, list[str]] = {}
    lost: dict[str, Fraction] = {}
    for one in card.clauses:
        table = next((s.result.table for s in one.checks if s.result.state is CheckState.TABLE_MISSING), "")
        if table and _in_sum(one) and not one.overridden:
            clauses.setdefault(table, []).append(one.item.clause.id)
            lost[table] = lost.get(table, ZERO) + _lost_at_table(one)
    return tuple(MissingTable(table, tuple(clauses[table]), lost[table]) for table in clauses)


def _lost_at_table(result: ClauseResult) -> Fraction:
    """What a missing table costs: all that was lost where the least counts, its share where the mean does."""
    lost = result.max_points - result.points.as_it_stands
    if result.item.rule is None or not result.item.rule.mean:
        return lost
    counted = [score for score in result.checks if score.factor is not None]
    missing = sum(1 for score in counted if score.result.state is CheckState.TABLE_MISSING)
    return min(lost, result.max_points * missing / len(counted))


def _loss(result: ClauseResult, at_table: bool) -> ClauseLoss | None:
    if not _costs(result):
        return None
    told = _lost_at_table(result) if at_table else ZERO
    lost = Reckoning(
        result.max_points - result.points.as_it_stands - told, result.max_points - result.points.if_mended - told
    )
    checks = tuple(
        score
        for score in result.checks
        if score.result.state is not CheckState.TABLE_MISSING
        and (score.result.findings or (score.factor is not None and score.factor.as_it_stands < 1))
    )
    machine = min((score.factor.as_it_stands for score in checks if score.factor is not None), default=Fraction(1))
    stands = result.factor.as_it_stands if result.factor is not None else ZERO
    judged = result.judgement is not None and (result.overridden or stands < machine) and stands < 1
    if not lost.as_it_stands and not checks:
        return None
    return ClauseLoss(result, lost, checks, judged)


def _claims(card: Scorecard) -> tuple[tuple[ClaimLine, ...], Fraction | None, int]:
    """Lines that differ, the claimed total on the scale of the scorecard, and how many clauses claim nothing."""
    lines: list[ClaimLine] = []
    total, blank, claimed_any = ZERO, 0, False
    for one in card.clauses:
        if not _in_sum(one) or one.factor is None:
            continue
        found = one.weight * one.factor.as_it_stands
        claimed_any = claimed_any or one.claimed_points is not None
        blank += one.claimed_points is None
        total += one.max_points * min((one.claimed_points or ZERO) / one.weight, Fraction(1))
        if one.claimed_points is not None and one.claimed_points != found:
            lines.append(ClaimLine(one, one.claimed_points, found))
    return tuple(lines), total if claimed_any else None, blank
