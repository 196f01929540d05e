"""The scorecard as JSON (记分卡): every number that a pocket calculator needs, and what it must come out at.

Whole numbers, weights, gradings and judgements stand beside the figures made of them, so that the figures can be made
again by somebody else (tests/independent_score.py does). A figure is exact, ``{"n": 250, "d": 3, "shown": "83.33"}``;
what was entered (weights, marks, deductions) is a text, a decimal or ``n/d``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from conformance.checklist.acceptance import GradingRule
from conformance.checklist.check import Check
from conformance.evidence.book import EvidenceBook, Problem, TableRows
from conformance.findings.result import CheckResult, Finding, RowRef
from conformance.scores.grading import Counts, shown
from conformance.scores.judgement import Bonus, Judgement
from conformance.scores.scorecard import (
    AspectScore,
    CheckScore,
    ClauseResult,
    JudgementUse,
    ObjectionUse,
    Reckoning,
    Scorecard,
)
from conformance.terms import CheckState, FindingSeverity

Record = dict[str, Any]


def scorecard_record(
    card: Scorecard, checks: Mapping[str, Check], editions: Mapping[str, str], *, results: Sequence[CheckResult] = ()
) -> Record:
    """A department's results; ``editions`` are digests by name, ``results`` what all checks found, with prompts."""
    book = card.book
    return {
        "department": book.department,
        "title": book.department_title,
        "kind": book.kind.value,
        "round": book.round,
        "readable": book.readable,
        "period": {"from": _day(book.period_from), "to": _day(book.period_to)},
        "grade": card.grade.value,
        "grade_as_it_stands": card.grades[0].value,
        "grade_if_mended": card.grades[1].value,
        **figures("total", card.total),
        "applicable_share": figure(card.applicable_share),
        "license_items": card.license_items,
        "aspects": [_aspect(score) for score in card.aspects],
        "clauses": [_clause(result, checks, book) for result in card.clauses],
        "vetoes": list(card.vetoes),
        "judgements": [_use(use) for use in card.judgements],
        "objections": [_objection(use) for use in card.objections],
        "bonuses": [_bonus(bonus) for bonus in card.bonuses],
        "declarations": [
            {"table": one.table, "has_data": one.has_data, "reason": one.reason, "cell": one.cell, "counts": one.counts}
            for one in book.declarations
        ],
        "tables": [_table(table) for table in book.tables.values()],
        "prompts": [_prompt(result) for result in prompts_of(results, checks)],
        "problems_count": len(book.problems),
        "problems": [problem_record(problem) for problem in book.problems],
        "county_checks_left_out": list(card.county_checks_left_out),
        "secret_items": book.secret_items,
        "inputs": {
            "workbook": {"file_name": book.file_name, "sha256": book.sha256},
            "judgements": card.judgements_digest,
            "template_edition": book.template_edition,
            "editions": dict(editions),
        },
    }


def write_record(record: Mapping[str, Any], path: Path) -> None:
    """Write a record; the same record gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(record_text(record), encoding="utf-8", newline="\n")


def record_text(record: Mapping[str, Any]) -> str:
    """A record as JSON: keys sorted, one value a line, a newline at the end."""
    return json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def figure(value: Fraction) -> Record:
    """An exact figure, with what people are shown."""
    return {"n": value.numerator, "d": value.denominator, "shown": shown(value)}


def figures(name: str, pair: Reckoning | None) -> Record:
    """A figure in both reckonings, as ``name`` and ``name_if_mended``; both null where there is none."""
    if pair is None:
        return {name: None, f"{name}_if_mended": None}
    return {name: figure(pair.as_it_stands), f"{name}_if_mended": figure(pair.if_mended)}


def exact(value: Fraction) -> str:
    """A number as it was entered: a decimal where it is one, otherwise ``n/d``."""
    rest, places = value.denominator, 0
    for prime in (2, 5):
        power = 0
        while rest % prime == 0:
            rest, power = rest // prime, power + 1
        places = max(places, power)
    return shown(value, places) if rest == 1 else f"{value.numerator}/{value.denominator}"


def prompts_of(results: Sequence[CheckResult], checks: Mapping[str, Check]) -> list[CheckResult]:
    """The checks that only list rows for a person to look at, where they list any."""
    return [
        result
        for result in results
        if result.findings and result.check in checks and checks[result.check].severity is FindingSeverity.PROMPT
    ]


def _aspect(score: AspectScore) -> Record:
    return {
        "aspect": score.aspect.value,
        "title": score.aspect.label,
        "max_points": figure(score.max_points),
        "weights": exact(score.weights),
        **figures("points", score.points),
        "floor": _exact_or_none(score.floor),
        "below_floor": score.below_floor,
    }


def _clause(result: ClauseResult, checks: Mapping[str, Check], book: EvidenceBook) -> Record:
    clause, rule = result.item.clause, result.item.rule
    claim = next((claim for claim in book.claims if claim.clause == clause.id), None)
    return {
        "id": clause.id,
        "title": clause.title,
        "aspect": clause.aspect.value,
        "force": clause.force.value,
        "certainty": clause.certainty,
        "official_number": clause.official_number,
        "counted_at": clause.counted_at,
        "in_round": rule is not None,
        "weight": exact(result.weight),
        "grading": _grading(rule.grading) if rule is not None else None,
        "combine": "mean" if rule is not None and rule.mean else "least",
        "veto": rule is not None and rule.veto,
        "may_be_not_applicable": rule is not None and rule.may_be_not_applicable,
        "outcome": result.outcome.value,
        "applicable": result.factor is not None,
        "not_applicable_reason": result.not_applicable_reason,
        "checks": [_check(score, checks) for score in result.checks],
        "judgement": _judgement(result.judgement) if result.judgement is not None else None,
        "disputed": _judgement(result.disputed) if result.disputed is not None else None,
        "overridden": result.overridden,
        "vetoed": result.vetoed,
        **figures("f", result.factor),
        **figures("points", result.points),
        "max_points": figure(result.max_points),
        "claim": None
        if claim is None
        else {
            "outcome": claim.outcome,
            "points": _exact_or_none(result.claimed_points),
            "statement": claim.statement,
            "cell": claim.cell,
            "refused": result.claim_refused,
        },
    }


def _grading(rule: GradingRule) -> Record:
    return {
        "kind": rule.kind.value,
        "steps": [[exact(at_least), exact(factor)] for at_least, factor in rule.steps],
        "deduct": exact(rule.deduct),
        "floor": exact(rule.floor),
    }


def _check(score: CheckScore, checks: Mapping[str, Check]) -> Record:
    result = score.result
    counts = score.counts
    if counts is None and result.state is CheckState.NO_OCCURRENCE:
        counts = Counts(0, 0, 0, 0)
    return {
        "id": result.check,
        "title": checks[result.check].title if result.check in checks else result.check,
        "state": result.state.value,
        "N": counts.population if counts else None,
        "V": counts.violating if counts else None,
        "C": counts.charged if counts else None,
        "U": counts.set_aside if counts else None,
        **figures("f", score.factor),
        "table": result.table,
        "findings": [_finding(finding, score) for finding in result.findings],
        "set_aside": [_row(row) for row in result.set_aside],
        "unclassified": [_row(row) for row in result.unclassified],
        "waiting": [
            {"sheet": one.sheet, "cell": one.cell, "rows": one.rows, "message": one.message} for one in result.waiting
        ],
        "blocked_by": list(result.blocked_by),
        "lifted": list(score.lifted),
        "unverified": list(score.unverified),
        "charged_elsewhere": dict(score.charged_elsewhere),
    }


def _finding(finding: Finding, score: CheckScore | None) -> Record:
    key = finding.finding_key
    return {
        "key": key,
        **_row(finding.where),
        "sheet": finding.sheet,
        "column": finding.column,
        "cell": finding.cell,
        "message": finding.message,
        "observed": finding.observed,
        "expected": finding.expected,
        "charged_at": score.charged_elsewhere.get(key, "") if score is not None else "",
        "lifted": score is not None and key in score.lifted,
    }


def _row(row: RowRef) -> Record:
    return {"table": row.table, "row": row.row, "row_key": row.key}


def _prompt(result: CheckResult) -> Record:
    return {"id": result.check, "rows": [_finding(finding, None) for finding in result.findings]}


def _judgement(judgement: Judgement) -> Record:
    return {
        "clause": judgement.clause,
        "outcome": judgement.outcome.value if judgement.outcome is not None else None,
        "points": _exact_or_none(judgement.points),
        "lifts": list(judgement.lifts),
        "overrides": judgement.overrides,
        "reason": judgement.reason,
        "author": judgement.author,
        "organisation": judgement.organisation,
        "on": judgement.on.isoformat(),
        "valid_until": _day(judgement.valid_until),
        "workbook_sha256": judgement.workbook_sha256,
        "photographs": list(judgement.photographs),
        "decides": judgement.decides,
        "answers": judgement.answers,
    }


def _use(use: JudgementUse) -> Record:
    return {**_judgement(use.judgement), "state": use.state.value, "note": use.note}


def _objection(use: ObjectionUse) -> Record:
    objection = use.objection
    return {
        "number": objection.number,
        "clause": objection.clause,
        "finding": objection.finding,
        "grounds": objection.grounds,
        "author": objection.author,
        "on": objection.on.isoformat(),
        "state": use.state.value,
        "answer": _use(use.answer) if use.answer is not None else None,
    }


def _bonus(bonus: Bonus) -> Record:
    return {
        "points": exact(bonus.points),
        "reason": bonus.reason,
        "author": bonus.author,
        "organisation": bonus.organisation,
        "on": bonus.on.isoformat(),
    }


def _table(table: TableRows) -> Record:
    return {
        "table": table.table,
        "sheet": table.sheet,
        "state": table.state.value,
        "rows": len(table.rows),
        "missing_columns": list(table.missing_columns),
        "totals_rows": list(table.totals_rows),
        "hidden_rows": list(table.hidden_rows),
        "hidden_sheet": table.hidden_sheet,
    }


def problem_record(problem: Problem) -> Record:
    """A problem with its place and its whole message."""
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "sheet": problem.sheet,
        "cell": problem.cell,
        "table": problem.table,
        "column": problem.column,
        "row": problem.row,
        "sentence": problem.sentence,
    }


def _exact_or_none(value: Fraction | None) -> str | None:
    return None if value is None else exact(value)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
