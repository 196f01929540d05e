"""A judgements file (判定文件) as text: what ``collect`` makes of forms and objections, and what ``score`` reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml

from conformance.scores.judgement import Judgement, Objection
from conformance.scores.record import exact

MARK = "# 由 conformance round collect 汇总，请改记录表和异议表后重新汇总，不要直接改动。\n"
"""How a file begins that may be written anew."""


def judgement_text(
    department: str, round_title: str, judgements: Sequence[Judgement], objections: Sequence[Objection]
) -> str:
    """The file of one department, in the order of days; the same judgements give the same text."""
    ordered = sorted(judgements, key=lambda one: (one.on, one.is_final, one.clause, one.judge))
    data: dict[str, Any] = {
        "department": department,
        "round": round_title,
        "judgements": [_judgement(one) for one in ordered],
    }
    if objections:
        data["objections"] = [_objection(one) for one in sorted(objections, key=lambda one: (one.on, one.number))]
    return MARK + yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1000)


def _judgement(one: Judgement) -> dict[str, Any]:
    """What a judgement says; what it leaves open is left out."""
    data: dict[str, Any] = {"clause": one.clause}
    if one.outcome is not None:
        data["outcome"] = one.outcome.value
    if one.points is not None:
        data["points"] = exact(one.points)
    optional = {
        "lifts": list(one.lifts),
        "overrides": one.overrides,
        "photographs": list(one.photographs),
        "decides": one.decides,
        "answers": one.answers,
        "workbook_sha256": one.workbook_sha256,
    }
    data |= {name: value for name, value in optional.items() if value}
    who = {"reason": one.reason, "author": one.author, "organisation": one.organisation, "on": one.on.isoformat()}
    return data | who


def _objection(one: Objection) -> dict[str, str]:
    finding = {"finding": one.finding} if one.finding else {}
    rest = {"grounds": one.grounds, "author": one.author, "on": one.on.isoformat()}
    return {"number": one.number, "clause": one.clause, **finding, **rest}
