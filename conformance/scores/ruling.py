"""Settle which judgements stand (判定的采信): own judges, expired ones, later ones, claims of 不适用."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from conformance.checklist.acceptance import Acceptance
from conformance.checklist.checklist import ChecklistItem
from conformance.evidence.book import Claim, EvidenceBook
from conformance.findings.result import CheckResult
from conformance.scores.judgement import Judgement, JudgementState
from conformance.scores.scorecard import JudgementUse
from conformance.terms import Force, Outcome


@dataclass(frozen=True)
class Rulings:
    """The judgements that stand for one department."""

    by_clause: Mapping[str, Judgement]
    """The judgement that decides each clause."""
    lifted: frozenset[str]
    """Finding keys whose rows leave V."""
    not_applicable: Mapping[str, str]
    """Clause to the reason for which it leaves the sum."""
    claims_refused: Mapping[str, str]
    """Clause to why the department's own 不适用 does not count."""
    uses: tuple[JudgementUse, ...]
    claims: Mapping[str, Claim]
    """What the department says of each clause (自评)."""


def settle(
    judgements: Sequence[Judgement],
    book: EvidenceBook,
    items: Sequence[ChecklistItem],
    results: Mapping[str, CheckResult],
    acceptance: Acceptance,
) -> Rulings:
    """Go through the judgements in the order of their days; the last one on a clause stands."""
    by_item = {item.clause.id: item for item in items}
    present = {finding.finding_key for result in results.values() for finding in result.findings}
    by_clause: dict[str, Judgement] = {}
    lifted: set[str] = set()
    not_applicable: dict[str, str] = {}
    states: list[tuple[Judgement, JudgementState, str]] = []
    for judgement in sorted(judgements, key=lambda one: (one.on, one.clause, one.author)):
        state, note = _state(judgement, book, by_item, present, acceptance)
        states.append((judgement, state, note))
        if state not in (JudgementState.COUNTED, JudgementState.MARKED):
            continue
        lifted.update(key for key in judgement.lifts if key in present)
        if judgement.outcome is not None or judgement.points is not None:
            by_clause[judgement.clause] = judgement
    for clause, judgement in by_clause.items():
        if judgement.outcome is Outcome.NOT_APPLICABLE:
            not_applicable[clause] = judgement.reason
    refused: dict[str, str] = {}
    for claim in book.claims:
        if claim.outcome == Outcome.NOT_APPLICABLE.label and claim.clause in by_item:
            reason = _why_not_applicable(by_item[claim.clause], claim.statement)
            if reason:
                refused[claim.clause] = reason
            elif claim.clause not in by_clause:
                not_applicable[claim.clause] = claim.statement
    claims = {claim.clause: claim for claim in reversed(book.claims)}
    return Rulings(by_clause, frozenset(lifted), not_applicable, refused, _uses(states, by_clause, book), claims)


def _state(
    judgement: Judgement,
    book: EvidenceBook,
    by_item: Mapping[str, ChecklistItem],
    present: set[str],
    acceptance: Acceptance,
) -> tuple[JudgementState, str]:
    item = by_item.get(judgement.clause)
    if item is None:
        return JudgementState.UNKNOWN_CLAUSE, "该条目不在这类单位的核查表中，未采信"
    if judgement.organisation == book.department and acceptance.refuse_own_judges:
        return JudgementState.REFUSED_OWN, "判定人属于被评单位，应当回避，未采信"
    if judgement.valid_until is not None and judgement.valid_until < acceptance.assessed_on:
        return JudgementState.EXPIRED, f"有效期至 {judgement.valid_until.isoformat()}，已过，未采信"
    if judgement.outcome is Outcome.NOT_APPLICABLE and (why := _why_not_applicable(item, judgement.reason)):
        return JudgementState.NOT_ALLOWED, why
    gives = judgement.outcome is not None or judgement.points is not None
    if not gives and not present.intersection(judgement.lifts):
        return JudgementState.NOTHING_LIFTED, "所列的问题不在本次核查结果中，未采信"
    if judgement.organisation == book.department:
        return JudgementState.MARKED, "判定人属于被评单位（回避），按本轮规则采信并注明"
    if judgement.workbook_sha256 and judgement.workbook_sha256 != book.sha256:
        return JudgementState.COUNTED, "判定所见的填报表与本次不同，请复核"
    return JudgementState.COUNTED, ""


def _why_not_applicable(item: ChecklistItem, reason: str) -> str:
    """Why 不适用 does not count here; empty where it does."""
    if item.rule is not None and item.rule.veto and item.clause.force is Force.SHALL:
        return "“应”类否决项不得不适用，照常核查"
    if item.rule is None or not item.rule.may_be_not_applicable:
        return "核查表不允许该条不适用，照常核查"
    if not reason.strip():
        return "没有写明理由，照常核查"
    return ""


def _uses(
    states: Sequence[tuple[Judgement, JudgementState, str]], by_clause: Mapping[str, Judgement], book: EvidenceBook
) -> tuple[JudgementUse, ...]:
    uses = []
    for judgement, state, note in states:
        gives = judgement.outcome is not None or judgement.points is not None
        stands = by_clause.get(judgement.clause)
        if gives and stands is not judgement and state in (JudgementState.COUNTED, JudgementState.MARKED):
            uses.append(JudgementUse(judgement, JudgementState.SUPERSEDED, "同一条目有后来的判定"))
        else:
            uses.append(JudgementUse(judgement, state, note))
    return tuple(uses)
