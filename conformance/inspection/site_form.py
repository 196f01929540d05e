"""The on-site form (现场检查记录表): what an inspector looks for at one department, clause by clause.

Made from the checklist, the last results (what the data leave to a person, and the rows they point at) and the drawn
sample. ``site_form_book`` writes it to be filled in and reads it back; a second inspector fills in a form of his own.
Where two differ, a third one gets a form of the same kind that holds just those clauses, with both verdicts in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from conformance.checklist.acceptance import Acceptance
from conformance.checklist.checklist import ChecklistItem
from conformance.inspection.population import Case
from conformance.inspection.results import ClauseFacts, DepartmentResult
from conformance.scores.dispute import standing_judgement
from conformance.scores.judgement import Judgement
from conformance.scores.record import exact
from conformance.terms import Method, Outcome

_ROWS_AT_MOST = 8
"""Rows that a line names before it says how many there are."""
INSPECTION, RULING = "现场检查", "裁定"


@dataclass(frozen=True)
class FormLine:
    """One clause to judge."""

    clause: str
    text: str
    """The requirement, its title in front."""
    look_for: str
    """What to look for, and what evidence to ask for."""
    rows: tuple[str, ...]
    """What to look at: what the data found, or what two inspectors judged."""
    weight: Fraction
    has_checks: bool
    """Whether data decide too, so that the judgement could stand in their place."""
    may_be_not_applicable: bool


@dataclass(frozen=True)
class SampledCase:
    """A drawn case whose file is looked at."""

    case: Case
    item_title: str


@dataclass(frozen=True)
class SiteForm:
    """The form of one department."""

    round: str
    department: str
    department_title: str
    purpose: str
    workbook_sha256: str
    lines: tuple[FormLine, ...]
    cases: tuple[SampledCase, ...]

    @property
    def by_clause(self) -> Mapping[str, FormLine]:
        """Its lines by clause."""
        return {line.clause: line for line in self.lines}


def make_site_form(
    department: DepartmentResult, items: Sequence[ChecklistItem], cases: Iterable[SampledCase] = (), *, round_title: str
) -> SiteForm:
    """The form for a department; ``items`` are those of its kind, in the Guide's order.

    A clause is on it where a person decides, or where the data list rows for a person to look at.
    """
    wanted = [item for item in items if item.in_round and _concerns_a_person(item, department)]
    return SiteForm(
        round=round_title,
        department=department.code,
        department_title=department.title,
        purpose=INSPECTION,
        workbook_sha256=department.workbook_sha256,
        lines=tuple(_line(item, department) for item in wanted),
        cases=tuple(one for one in cases if one.case.department == department.code),
    )


def _concerns_a_person(item: ChecklistItem, department: DepartmentResult) -> bool:
    return item.method is not Method.MACHINE or any(department.prompts.get(check) for check in item.prompts)


def _line(item: ChecklistItem, department: DepartmentResult) -> FormLine:
    clause, rule = item.clause, item.rule
    assert rule is not None, "only clauses of the round are judged"
    asked = f"备查：{clause.evidence}" if clause.evidence else ""
    return FormLine(
        clause=clause.id,
        text=clause.text if clause.text.startswith(clause.title) else f"{clause.title}：{clause.text}",
        look_for="。".join(one for one in (clause.look_for, asked) if one),
        rows=tuple(_rows(item, department)),
        weight=rule.weight,
        has_checks=bool(item.checks),
        may_be_not_applicable=rule.may_be_not_applicable,
    )


def _rows(item: ChecklistItem, department: DepartmentResult) -> list[str]:
    """What the data say of the clause, then the rows that they only point at."""
    facts = department.clauses.get(item.clause.id)
    found = sum(1 for one in department.findings.values() if one.clause == item.clause.id)
    told = [f"数据核查：{_found_words(facts, found)}"] if facts is not None and item.checks else []
    prompted = [one.message for check in item.prompts for one in department.prompts.get(check, ())]
    rest = len(prompted) - _ROWS_AT_MOST
    return [*told, *prompted[:_ROWS_AT_MOST], *([f"另有 {rest} 行，见部门报告的提示"] if rest > 0 else [])]


def sampled_cases(record: Mapping[str, Any], titles: Mapping[str, str]) -> Iterator[SampledCase]:
    """The cases of a draw, as ``sample.json`` keeps it; ``titles`` names the items by code."""
    for stratum in record["strata"]:
        for one in stratum["sample"]:
            case = Case(**{**one, "decided_on": date.fromisoformat(one["decided_on"])})
            yield SampledCase(case, titles.get(case.item_code, case.item_code))


def _found_words(facts: ClauseFacts, found: int) -> str:
    if facts.outcome is Outcome.NOT_APPLICABLE:
        return "没有发生这种情形"
    return f"{facts.outcome.label}，问题 {found} 处" if found else f"{facts.outcome.label}，没有发现问题"


@dataclass(frozen=True)
class Dispute:
    """A clause on which inspectors differ and nobody has decided (分歧)."""

    clause: str
    judgements: tuple[Judgement, ...]
    """The last judgement of each, the strictest first."""


def find_disputes(
    judgements: Iterable[Judgement], items: Sequence[ChecklistItem], acceptance: Acceptance
) -> tuple[Dispute, ...]:
    """The disputes on one department, in the Guide's order."""
    given: dict[str, list[Judgement]] = defaultdict(list)
    for judgement in sorted(judgements, key=lambda one: (one.on, one.is_final)):
        if judgement.gives:
            given[judgement.clause].append(judgement)
    found = []
    for item in items:
        if item.clause.id in given:
            standing = standing_judgement(given[item.clause.id], item.rule, acceptance)
            if standing.differing:
                found.append(Dispute(item.clause.id, standing.differing))
    return tuple(found)


def make_ruling_form(form: SiteForm, disputes: Iterable[Dispute], organs: Mapping[str, str]) -> SiteForm:
    """The form on which a third inspector decides: the clauses in dispute, with what each inspector judged."""
    lines = form.by_clause
    decided = tuple(
        replace(lines[one.clause], rows=tuple(verdict_words(judgement, organs) for judgement in one.judgements))
        for one in disputes
        if one.clause in lines
    )
    return replace(form, purpose=RULING, lines=decided, cases=())


def verdict_words(judgement: Judgement, organs: Mapping[str, str]) -> str:
    """Who judged what, and why, in one sentence."""
    outcome = judgement.outcome
    gave = outcome.label if isinstance(outcome, Outcome) else f"{exact(judgement.points or Fraction(0))} 分"
    who = f"{organs.get(judgement.organisation, judgement.organisation)}{judgement.author}"
    return f"{who}（{judgement.on.isoformat()}）：{gave}，{judgement.reason}"
