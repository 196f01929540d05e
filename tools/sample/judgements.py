"""The judgements of two inspectors (判定) on the sample county, by post: one file a department.

Every clause given is judged; ``judgements.yaml`` holds those that stand out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from conformance.checklist.guide import GuideClause
from conformance.terms import Aspect, Method
from tools.sample.county import UNREADABLE, County

_LITERAL = Path(__file__).with_name("judgements.yaml")
_ON_SITE = (Aspect.PREMISES, Aspect.SUPERVISION)
_REASONS = {"supervision": "查看现场、询问申请人，未发现问题", "technical": "抽查案卷和材料，未发现问题"}


def make_judgements(county: County, clauses: Sequence[GuideClause], round_title: str) -> dict[str, dict[str, Any]]:
    """A judgement file by the code of everybody judged, on the clauses that a person decides.

    Nobody is judged whose workbook cannot be opened.
    """
    literal = yaml.safe_load(_LITERAL.read_text(encoding="utf-8"))
    judges = literal["judges"]
    files: dict[str, dict[str, Any]] = {}
    for code in county.codes:
        if code == UNREADABLE:
            continue
        special = [_judgement(entry, judges) for entry in literal["judgements"].get(code, ())]
        decided = {entry["clause"] for entry in special if entry["organisation"] != code}
        ordinary = [
            _judgement({"clause": clause.id, "outcome": "conforming", "judge": _judge(clause)}, judges)
            for clause in clauses
            if clause.method is not Method.MACHINE
            and county.kind_of(code) in clause.applies_to
            and clause.id not in decided
        ]
        files[code] = {"department": code, "round": round_title, "judgements": ordinary + special}
    return files


def _judge(clause: GuideClause) -> str:
    return "supervision" if clause.aspect in _ON_SITE else "technical"


def _judgement(entry: Mapping[str, Any], judges: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    judge = entry.get("judge", "")
    return {
        "clause": entry["clause"],
        "outcome": entry.get("outcome"),
        "lifts": entry.get("lifts", []),
        "overrides": entry.get("overrides", False),
        "reason": entry.get("reason") or _REASONS[judge],
        **(judges[judge] if judge else {name: entry[name] for name in ("author", "organisation", "on")}),
        **({"valid_until": entry["valid_until"]} if "valid_until" in entry else {}),
    }
