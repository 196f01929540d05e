"""The report as data (数据版): every figure, list and digest in full, by report.schema.json (JSON Schema 2020-12).

From it alone every score can be made again: see tests/independent_score.py.
"""

from __future__ import annotations

from typing import Any

from conformance.checklist.acceptance import Acceptance
from conformance.inspection.process_record import process_record
from conformance.report.basis import covered
from conformance.report.model import Report
from conformance.report.proceedings import PreviousRound, Proceedings, Sampling
from conformance.report.words import source_of
from conformance.scores.record import exact, figure, figures, record_text, scorecard_record

SCHEMA = "report.schema.json"


def report_json(report: Report) -> str:
    """The report as text, the same for the same report."""
    return record_text(report_record(report))


def report_record(report: Report) -> dict[str, Any]:
    """The report as a mapping that JSON can hold."""
    basis = report.basis
    return {
        "$schema": SCHEMA,
        "title": report.title,
        "county_name": report.county,
        "round": _round(basis.acceptance),
        "guide": {
            "id": basis.guide.id,
            "title": basis.guide.title,
            "document_number": basis.guide.document_number,
            "edition": basis.guide.edition,
        },
        "standards": _standards(report),
        "statistics": vars(report.statistics),
        "county": _county(report),
        "departments": [
            {
                **scorecard_record(part.card, basis.checks, basis.editions, results=part.prompts),
                "claimed_total": None if part.claimed_total is None else figure(part.claimed_total),
                "processes": [process_record(one) for one in part.processes],
            }
            for part in report.departments
        ],
        "rectification": [
            {
                "number": one.number,
                "department": one.department,
                "clause": one.clause,
                "fact": one.fact,
                "places": list(one.places),
                "requirement": one.requirement,
                "gain": figure(one.gain),
            }
            for one in report.rectification
        ],
        "certainty": [
            {
                "kind": one.kind.value,
                "certainty": one.certainty,
                "clauses": one.clauses,
                "points": figure(one.points),
            }
            for one in report.certainty
        ],
        "clauses": [
            {
                "id": item.clause.id,
                "title": item.clause.title,
                "text": item.clause.text,
                "source": source_of(item.clause, basis.guide),
                "in_round": item.in_round,
                "counted_at": item.clause.counted_at,
                "checks": list(item.checks),
                "prompts": list(item.prompts),
            }
            for item in basis.checklist.items
        ],
        "checks": [
            {
                "id": check.id,
                "title": check.title,
                "clauses": list(check.clauses),
                "scope": check.scope.value,
                "severity": check.severity.value,
                "sha256": check.digest,
            }
            for check in basis.checks.values()
        ],
        "proceedings": _proceedings(report.proceedings),
        "editions": dict(basis.editions),
        "software": None if basis.software is None else vars(basis.software),
    }


def _round(rules: Acceptance) -> dict[str, Any]:
    return {
        "id": rules.id,
        "title": rules.title,
        "round": rules.round,
        "mandate": None
        if rules.mandate is None
        else {
            "title": rules.mandate.title,
            "document_number": rules.mandate.document_number,
            "issued_on": rules.mandate.issued_on.isoformat(),
        },
        "assessed_on": rules.assessed_on.isoformat(),
        "period": {"from": rules.period_from.isoformat(), "to": rules.period_to.isoformat()},
        "round_closed": rules.round_closed,
        "pass_mark": exact(rules.pass_mark),
        "excellence_mark": exact(rules.excellence_mark),
        "partial_factor": exact(rules.partial_factor),
        "refuse_own_judges": rules.refuse_own_judges,
        "unclassified_limit": exact(rules.unclassified_limit),
        "aspects": [
            {
                "aspect": aspect.value,
                "title": aspect.label,
                "points": exact(rule.points),
                "floor": None if rule.floor is None else exact(rule.floor),
            }
            for aspect, rule in rules.aspects.items()
        ],
        "conclusion": {
            "labels": list(rules.conclusion.labels),
            "mean_at_least": exact(rules.conclusion.mean_at_least),
            "qualified_share_at_least": exact(rules.conclusion.qualified_share_at_least),
            "basic_share_at_least": exact(rules.conclusion.basic_share_at_least),
        },
        "signatories": [vars(one) for one in rules.signatories],
    }


def _standards(report: Report) -> dict[str, Any] | None:
    facts = report.basis.standards
    if facts is None:
        return None
    implemented, shall = covered(report.basis)
    return {
        "title": facts.title,
        "publisher": facts.publisher,
        "planned": facts.planned,
        "documents": [{"code": code, "title": title} for code, title in facts.documents],
        "clauses": facts.clauses,
        "shall_clauses": shall,
        "shall_clauses_implemented": implemented,
    }


def _county(report: Report) -> dict[str, Any]:
    summary = report.summary
    return {
        "departments": summary.departments,
        "unrated": list(summary.unrated),
        **figures("mean", summary.mean),
        **figures("weighted_mean", summary.weighted_mean),
        "distribution": {grade.value: number for grade, number in summary.distribution.items()},
        "proposal": summary.proposal,
        "proposal_reason": summary.proposal_reason,
    }


def _proceedings(told: Proceedings) -> dict[str, Any]:
    return {
        "sampling": None if told.sampling is None else _sampling(told.sampling),
        "previous": None if told.previous is None else _previous(told.previous),
        "issued_on": None if told.issued_on is None else told.issued_on.isoformat(),
        "due_on": None if told.due_on is None else told.due_on.isoformat(),
    }


def _sampling(sampling: Sampling) -> dict[str, Any]:
    return {
        "method": sampling.method,
        "seed": sampling.seed,
        "population": sampling.population,
        "population_sha256": sampling.population_sha256,
        "strata_by": list(sampling.strata_by),
        "strata": [
            {
                "values": list(stratum.values),
                "size": stratum.size,
                "cases": [
                    {"department": department, "case_number": number, "decided_on": day}
                    for department, number, day in stratum.cases
                ],
            }
            for stratum in sampling.strata
        ],
    }


def _previous(previous: PreviousRound) -> dict[str, Any]:
    return {
        "round": previous.name,
        "departments": [
            {
                "department": one.department,
                "before": None if one.before is None else figure(one.before),
                "now": None if one.now is None else figure(one.now),
                "findings": {fate.value: number for fate, number in one.fates.items()},
            }
            for one in previous.changes
        ],
    }
