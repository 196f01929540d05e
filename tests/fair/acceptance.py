"""The rules of a test round: every clause that a check scores weighs 4, unless the situation says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from conformance.checklist.check import Check
from conformance.checklist.guide import Guide
from conformance.terms import Aspect, FindingSeverity

WEIGHT = "4"


@dataclass(frozen=True)
class Rules:
    """What a situation may set: weights, gradings, vetoes and marks; nothing else."""

    pass_mark: str = "80"
    excellence_mark: str = "90"
    clauses: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Clause to what differs from ``{weight: "4"}``."""
    only: Mapping[str, str] = field(default_factory=dict)
    """Clause to weight; where given, every other clause of the aspects in ``narrowed`` weighs 0."""
    narrowed: tuple[Aspect, ...] = tuple(Aspect)
    recusal: str = "refuse"
    round_closed: bool = False


def write_acceptance(path: Path, guide: Guide, checks: Mapping[str, Check], rules: Rules) -> Path:
    """Write acceptance.yaml: aspects 20 each, no floors, the sums as they come out."""
    clauses = {clause: _clause(clause, guide, rules) for clause in scored_clauses(guide, checks)}
    for name in (*rules.clauses, *rules.only):
        assert name in clauses, f"no check scores {name}"
    sums = {
        aspect: sum(
            (Decimal(rule["weight"]) for name, rule in clauses.items() if guide.by_id[name].aspect is aspect),
            Decimal(0),
        )
        for aspect in Aspect
    }
    data = {
        "id": "fair",
        "title": "举例评分规则",
        "round": "2017",
        "guide": guide.id,
        "assessed_on": "2018-03-01",
        "period": {"from": "2017-01-01", "to": "2017-12-31"},
        "round_closed": rules.round_closed,
        "pass_mark": rules.pass_mark,
        "excellence_mark": rules.excellence_mark,
        "recusal": rules.recusal,
        "total": "100",
        "aspects": {aspect.value: {"points": "20", "weights": str(sums[aspect])} for aspect in Aspect},
        "clauses": clauses,
        "conclusion": {
            "labels": ["合格", "基本合格", "不合格"],
            "rule": {"mean_at_least": "80", "qualified_share_at_least": "0.9", "basic_share_at_least": "0.7"},
        },
        "signatories": [{"organisation": "DC", "title": "奉节县人民政府督查室", "post": "组长"}],
    }
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def scored_clauses(guide: Guide, checks: Mapping[str, Check]) -> list[str]:
    """The clauses that a check can cost points, in the Guide's order."""
    named = {
        clause for check in checks.values() if check.severity is FindingSeverity.VIOLATION for clause in check.clauses
    }
    return [clause.id for clause in guide.clauses if clause.id in named and not clause.counted_at]


def _clause(clause: str, guide: Guide, rules: Rules) -> dict[str, Any]:
    narrowed = rules.only and guide.by_id[clause].aspect in rules.narrowed
    weight = rules.only.get(clause, "0" if narrowed else WEIGHT)
    return {"weight": weight, **rules.clauses.get(clause, {})}
