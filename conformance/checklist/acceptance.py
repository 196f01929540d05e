"""The rules of a round (验收评分规则): aspects, weights, gradings, vetoes, floors and marks, read from acceptance.yaml.

Nothing here is built in: every number comes from the file, is printed in the report, and is an exact rational. A clause
that the file does not list is not part of the round.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any

from conformance.checklist.guide import Guide
from conformance.errors import Diagnostic
from conformance.sources.yaml_file import YamlFile, read_schema, read_yaml_file, refuse
from conformance.terms import Aspect, BookKind, Force, Grading

ACCEPTANCE_FILE = "checklists/acceptance.yaml"
SCHEMA_FILE = "checklists/acceptance.schema.json"


class AcceptanceFault(StrEnum):
    """What can disagree between rules that are each well formed."""

    GUIDE_UNKNOWN = "acceptance-guide-unknown"
    CLAUSE_UNKNOWN = "acceptance-clause-unknown"
    CLAUSE_COUNTED_ELSEWHERE = "acceptance-clause-counted-elsewhere"
    ASPECT_MISSING = "acceptance-aspect-missing"
    WEIGHTS_DIFFER = "acceptance-weights-differ"
    POINTS_DIFFER = "acceptance-points-differ"
    MARKS_DISORDERED = "acceptance-marks-disordered"
    STEPS_DISORDERED = "acceptance-steps-disordered"
    SHALL_VETO_NOT_APPLICABLE = "acceptance-shall-veto-not-applicable"


@dataclass(frozen=True)
class GradingRule:
    """How N, C and U of a check become a factor (计分方式)."""

    kind: Grading
    steps: tuple[tuple[Fraction, Fraction], ...] = ()
    """[at least this ratio, this factor]; for ``steps``."""
    deduct: Fraction = Fraction(0)
    """Points for each occurrence; for ``per_occurrence``."""
    floor: Fraction = Fraction(0)
    """Points below which ``per_occurrence`` does not go."""


@dataclass(frozen=True)
class ClauseRule:
    """How one clause is scored in this round."""

    clause: str
    weight: Fraction
    grading: GradingRule
    mean: bool
    """Whether several checks take the mean factor; otherwise the least."""
    veto: bool
    may_be_not_applicable: bool
    weights: Mapping[BookKind, Fraction] = field(default_factory=dict)
    """The weight for a kind of workbook, where it differs."""

    def of(self, kind: BookKind) -> ClauseRule:
        """The rule as it holds for a kind of workbook."""
        return replace(self, weight=self.weights.get(kind, self.weight))


@dataclass(frozen=True)
class AspectRule:
    """What an aspect is worth."""

    points: Fraction
    floor: Fraction | None


@dataclass(frozen=True)
class Signatory:
    """Who signs the report, by post."""

    organisation: str
    """Code of the organisation."""
    title: str
    post: str


@dataclass(frozen=True)
class Mandate:
    """The county's own document that orders the work (实施方案); the report cites it first."""

    title: str
    document_number: str
    issued_on: date


@dataclass(frozen=True)
class Letterhead:
    """What makes the printed report a document that is issued (红头、版记; GB/T 9704—2012, 7.2 and 7.4)."""

    issuer: str
    """What stands in red (发文机关标志)."""
    document_number: str
    copies_to: tuple[str, ...]
    printed_by: str
    printed_on: date


@dataclass(frozen=True)
class ConclusionRule:
    """What conclusion on the county is proposed; the group decides."""

    labels: tuple[str, str, str]
    mean_at_least: Fraction
    qualified_share_at_least: Fraction
    basic_share_at_least: Fraction


@dataclass(frozen=True)
class Acceptance:
    """The rules of a round."""

    id: str
    title: str
    round: str
    assessed_on: date
    """The day as of which judgements must be valid; printed in the report."""
    period_from: date
    period_to: date
    round_closed: bool
    """Whether the verdict as it stands applies where the two reckonings differ."""
    pass_mark: Fraction
    excellence_mark: Fraction
    partial_factor: Fraction
    refuse_own_judges: bool
    """Whether a judge from the organisation being judged is refused; otherwise marked 回避."""
    unclassified_limit: Fraction
    aspects: Mapping[Aspect, AspectRule]
    clauses: Mapping[str, ClauseRule]
    conclusion: ConclusionRule
    signatories: tuple[Signatory, ...]
    digest: str = field(repr=False)
    mandate: Mandate | None = None
    letterhead: Letterhead | None = None
    """None where the report is printed without a red head."""


def load_acceptance(project: Path, guide: Guide, name: str = ACCEPTANCE_FILE) -> Acceptance:
    """The rules of a county project; CannotProceed with a line for each fault."""
    acceptance, faults = read_acceptance(project, guide, name)
    refuse(faults)
    assert acceptance is not None, "rules without faults were made"
    return acceptance


def read_acceptance(
    project: Path, guide: Guide, name: str = ACCEPTANCE_FILE
) -> tuple[Acceptance | None, list[Diagnostic]]:
    """The rules and their faults; None where the file cannot be used."""
    faults: list[Diagnostic] = []
    file = read_yaml_file(project, name, read_schema(project / SCHEMA_FILE), faults)
    if file is None:
        return None, faults
    acceptance = _acceptance(file)
    faults.extend(_disagreements(file, acceptance, guide))
    return acceptance, faults


def _acceptance(file: YamlFile) -> Acceptance:
    data = file.data
    assessed_on = date.fromisoformat(data["assessed_on"])
    period = data.get("period", {"from": f"{assessed_on.year}-01-01", "to": f"{assessed_on.year}-12-31"})
    rule = data["conclusion"]["rule"]
    first, second, third = data["conclusion"]["labels"]
    return Acceptance(
        id=data["id"],
        title=data["title"],
        round=data["round"],
        assessed_on=assessed_on,
        period_from=date.fromisoformat(period["from"]),
        period_to=date.fromisoformat(period["to"]),
        round_closed=data.get("round_closed", False),
        pass_mark=Fraction(data["pass_mark"]),
        excellence_mark=Fraction(data["excellence_mark"]),
        partial_factor=Fraction(data.get("partial_factor", "0.5")),
        refuse_own_judges=data.get("recusal", "refuse") == "refuse",
        unclassified_limit=Fraction(data.get("unclassified_limit", "0.01")),
        aspects={
            Aspect(name): AspectRule(Fraction(one["points"]), Fraction(one["floor"]) if "floor" in one else None)
            for name, one in data["aspects"].items()
        },
        clauses={name: _clause_rule(name, one) for name, one in data["clauses"].items()},
        conclusion=ConclusionRule(
            labels=(first, second, third),
            mean_at_least=Fraction(rule["mean_at_least"]),
            qualified_share_at_least=Fraction(rule["qualified_share_at_least"]),
            basic_share_at_least=Fraction(rule["basic_share_at_least"]),
        ),
        signatories=tuple(Signatory(**one) for one in data["signatories"]),
        digest=file.digest,
        mandate=_mandate(data["mandate"]) if "mandate" in data else None,
        letterhead=_letterhead(data["letterhead"]) if "letterhead" in data else None,
    )


def _letterhead(data: Mapping[str, Any]) -> Letterhead:
    copies, printed_on = tuple(data.get("copies_to", ())), date.fromisoformat(data["printed_on"])
    return Letterhead(data["issuer"], data["document_number"], copies, data["printed_by"], printed_on)


def _mandate(data: Mapping[str, Any]) -> Mandate:
    return Mandate(data["title"], data["document_number"], date.fromisoformat(data["issued_on"]))


def _clause_rule(clause: str, data: Mapping[str, Any]) -> ClauseRule:
    grading = GradingRule(
        kind=Grading(data.get("grading", "proportional")),
        steps=tuple((Fraction(at_least), Fraction(factor)) for at_least, factor in data.get("steps", ())),
        deduct=Fraction(data.get("deduct", "0")),
        floor=Fraction(data.get("floor", "0")),
    )
    return ClauseRule(
        clause=clause,
        weight=Fraction(data["weight"]),
        grading=grading,
        mean=data.get("combine", "least") == "mean",
        veto=data.get("veto", False),
        may_be_not_applicable=data.get("may_be_not_applicable", False),
        weights={BookKind(kind): Fraction(weight) for kind, weight in data.get("weights", {}).items()},
    )


def _disagreements(file: YamlFile, acceptance: Acceptance, guide: Guide) -> list[Diagnostic]:
    faults = []
    if file.data["guide"] != guide.id:
        faults.append(
            file.fault(
                AcceptanceFault.GUIDE_UNKNOWN,
                "guide",
                found=f"所依据的指引“{file.data['guide']}”不是本项目的",
                expected=guide.id,
            )
        )
    for rule in acceptance.clauses.values():
        faults.extend(_clause_faults(file, rule, acceptance, guide))
    if not faults:
        faults.extend(_sum_faults(file, acceptance, guide))
    if acceptance.excellence_mark < acceptance.pass_mark:
        faults.append(
            file.fault(
                AcceptanceFault.MARKS_DISORDERED,
                "excellence_mark",
                found="优秀线低于合格线",
                expected="不低于合格线的分数",
            )
        )
    return faults


def _clause_faults(file: YamlFile, rule: ClauseRule, acceptance: Acceptance, guide: Guide) -> list[Diagnostic]:
    clause = guide.by_id.get(rule.clause)
    at = ("clauses", rule.clause)
    if clause is None:
        return [
            file.fault(
                AcceptanceFault.CLAUSE_UNKNOWN,
                *at,
                found=f"没有编号为 {rule.clause} 的条目",
                mend="请核对编号，或者删去这一行",
            )
        ]
    faults = []
    if clause.counted_at:
        faults.append(
            file.fault(
                AcceptanceFault.CLAUSE_COUNTED_ELSEWHERE,
                *at,
                found=f"{rule.clause} 的问题已在 {clause.counted_at} 计分，同一问题不重复扣分",
                mend="请删去这一行",
            )
        )
    if clause.aspect not in acceptance.aspects:
        faults.append(
            file.fault(
                AcceptanceFault.ASPECT_MISSING,
                *at,
                found=f"方面“{clause.aspect.label}”没有写分值",
                mend="请在 aspects 中补上",
            )
        )
    if rule.veto and rule.may_be_not_applicable and clause.force is Force.SHALL:
        faults.append(
            file.fault(
                AcceptanceFault.SHALL_VETO_NOT_APPLICABLE,
                *at,
                found=f"{rule.clause} 是“应”类否决项，又允许不适用",
                mend="请删去 may_be_not_applicable",
            )
        )
    if list(rule.grading.steps) != sorted(rule.grading.steps):
        faults.append(
            file.fault(
                AcceptanceFault.STEPS_DISORDERED,
                *at,
                found="各档没有从低到高排列",
                expected="得分率和得分系数都从低到高",
            )
        )
    return faults


def _sum_faults(file: YamlFile, acceptance: Acceptance, guide: Guide) -> list[Diagnostic]:
    """Refuse sums that are not what the file says they are; a real table's hundred points once made 109."""
    faults = []
    for aspect in acceptance.aspects:
        stated = Fraction(file.data["aspects"][aspect.value]["weights"])
        summed = sum(
            (rule.weight for rule in acceptance.clauses.values() if guide.by_id[rule.clause].aspect is aspect),
            Fraction(0),
        )
        if summed != stated:
            faults.append(
                file.fault(
                    AcceptanceFault.WEIGHTS_DIFFER,
                    "aspects",
                    aspect.value,
                    "weights",
                    found=f"“{aspect.label}”各条权重之和为 {_differs(summed, stated)}",
                    mend="请改正权重，或者改正写明的和",
                )
            )
    points = sum((rule.points for rule in acceptance.aspects.values()), Fraction(0))
    total = Fraction(file.data.get("total", "100"))
    if points != total:
        faults.append(
            file.fault(
                AcceptanceFault.POINTS_DIFFER,
                "aspects",
                found=f"各方面分值之和为 {_differs(points, total)}",
                mend="请改正各方面分值",
            )
        )
    return faults


def _differs(summed: Fraction, stated: Fraction) -> str:
    """Both figures and their difference; all are finite decimals."""
    return f"{float(summed):g}，写明的是 {float(stated):g}，相差 {float(summed - stated):g}"
