"""Settle which judgements stand (判定的采信): own judges, expired ones, later ones, disputes, objections, 不适用."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from conformance.checklist.acceptance import Acceptance
from conformance.checklist.checklist import ChecklistItem
from conformance.evidence.book import EvidenceBook
from conformance.findings.result import CheckResult
from conformance.scores.dispute import StandingJudgement, standing_judgement
from conformance.scores.judgement import Judgement, JudgementState, Objection
from conformance.scores.scorecard import JudgementUse, ObjectionUse
from conformance.terms import Force, ObjectionState, Outcome

_COUNTS = (JudgementState.COUNTED, JudgementState.MARKED)


@dataclass(frozen=True)
class Rulings:
    """The judgements that stand for one department."""

    by_clause: Mapping[str, Judgement]
    """The judgement that decides each clause; the strictest where they differ."""
    disputed: Mapping[str, Judgement]
    """The most favourable judgement on each clause on which inspectors differ and nobody has decided."""
    lifted: frozenset[str]
    """Finding keys whose rows leave V."""
    not_applicable: Mapping[str, str]
    """Clause to the reason for which it leaves the sum."""
    claims_refused: Mapping[str, str]
    """Clause to why the department's own 不适用 does not count."""
    uses: tuple[JudgementUse, ...]
    objections: tuple[ObjectionUse, ...]


def settle(
    judgements: Sequence[Judgement],
    book: EvidenceBook,
    items: Sequence[ChecklistItem],
    results: Mapping[str, CheckResult],
    acceptance: Acceptance,
    objections: Sequence[Objection] = (),
) -> Rulings:
    """Go through the judgements in the order of their days; on a clause stands what ``standing_judgement`` says."""
    by_item = {item.clause.id: item for item in items}
    present = {finding.finding_key for result in results.values() for finding in result.findings}
    given: dict[str, list[Judgement]] = {}
    lifted: set[str] = set()
    states: list[tuple[Judgement, JudgementState, str]] = []
    for judgement in sorted(judgements, key=lambda one: (one.on, one.is_final, one.clause, one.author)):
        state, note = _state(judgement, book, by_item, present, acceptance)
        if state in _COUNTS and judgement.is_final and _is_party(judgement, given.get(judgement.clause, ())):
            state, note = JudgementState.REFUSED_PARTY, "裁定或者答复异议的人就是原判定人，应由他人作出，未采信"
        states.append((judgement, state, note))
        if state not in _COUNTS:
            continue
        lifted.update(key for key in judgement.lifts if key in present)
        if judgement.gives:
            given.setdefault(judgement.clause, []).append(judgement)
    standing = {
        clause: standing_judgement(judged, by_item[clause].rule, acceptance) for clause, judged in given.items()
    }
    by_clause = {clause: one.judgement for clause, one in standing.items()}
    disputed = {clause: one.disputed for clause, one in standing.items() if one.disputed is not None}
    not_applicable = {
        clause: judgement.reason
        for clause, judgement in by_clause.items()
        if judgement.outcome is Outcome.NOT_APPLICABLE
    }
    refused: dict[str, str] = {}
    for claim in book.claims:
        if claim.outcome == Outcome.NOT_APPLICABLE.label and claim.clause in by_item:
            reason = _why_not_applicable(by_item[claim.clause], claim.statement)
            if reason:
                refused[claim.clause] = reason
            elif claim.clause not in by_clause:
                not_applicable[claim.clause] = claim.statement
    uses = _uses(states, standing)
    return Rulings(
        by_clause=by_clause,
        disputed=disputed,
        lifted=frozenset(lifted),
        not_applicable=not_applicable,
        claims_refused=refused,
        uses=uses,
        objections=tuple(_objection_use(one, uses) for one in objections),
    )


def _is_party(judgement: Judgement, before: Sequence[Judgement]) -> bool:
    return any(one.judge == judgement.judge for one in before)


def _objection_use(objection: Objection, uses: Sequence[JudgementUse]) -> ObjectionUse:
    answer = next((use for use in uses if use.judgement.answers == objection.number), None)
    if answer is None or answer.state not in (*_COUNTS, JudgementState.SUPERSEDED):
        return ObjectionUse(objection, ObjectionState.OPEN, answer)
    changes = answer.judgement.gives or bool(answer.judgement.lifts)
    return ObjectionUse(objection, ObjectionState.UPHELD if changes else ObjectionState.DISMISSED, answer)


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
    dismisses = judgement.answers and not judgement.lifts
    if not judgement.gives and not dismisses and not present.intersection(judgement.lifts):
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
    states: Sequence[tuple[Judgement, JudgementState, str]], standing: Mapping[str, StandingJudgement]
) -> tuple[JudgementUse, ...]:
    uses = []
    for judgement, state, note in states:
        on_clause = standing.get(judgement.clause)
        if not judgement.gives or state not in _COUNTS or on_clause is None:
            uses.append(JudgementUse(judgement, state, note))
        elif judgement in on_clause.differing:
            differs = "检查人判定不同，待第三人裁定；裁定前按较严的一条计，等级受影响的为待定"
            uses.append(JudgementUse(judgement, JudgementState.DISPUTED, differs))
        elif on_clause.judgement is not judgement:
            uses.append(JudgementUse(judgement, JudgementState.SUPERSEDED, _superseded(judgement, on_clause)))
        else:
            uses.append(JudgementUse(judgement, state, note))
    return tuple(uses)


def _superseded(judgement: Judgement, standing: StandingJudgement) -> str:
    """Why another judgement stands."""
    if standing.judgement.decides:
        return "已由第三人裁定"
    if standing.judgement.answers:
        return "异议成立，已改判"
    others = judgement.judge != standing.judgement.judge and not standing.differing
    return "另一名检查人的判定与此相同，从后一条" if others else "同一条目有后来的判定"
