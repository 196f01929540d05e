"""What departments say of themselves (自评): somewhat generous, as self-assessments are."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.checklist.checklist import ChecklistItem
from tools.sample.county import WITHOUT_ITEMS

Claims = dict[str, tuple[str, str, str]]
"""Clause id to (自评结果, 自评得分, 自评说明)."""

_CONFORMING = "对照条款自查符合，材料见附件"
_ITEM_CHAPTERS = ("G-2.", "G-3.", "L-")
_NOT_APPLICABLE = {
    ("DA", "G-3.2.8"): "本年无办件，没有出具接收凭证",
    ("GS", "L-42.1"): "当场登记，没有法定时限",
}
"""The first is allowed; the second, on a veto, is refused and the clause assessed as usual."""
_ADMITTED = {("GH", "G-3.3.5"): "个别案卷审查意见不齐", ("LY", "G-6.1.7"): "一名申请人反映另交证明"}


def make_claims(code: str, items: Sequence[ChecklistItem]) -> Claims:
    """A claim on every clause of the round that the department is assessed on."""
    claims: Claims = {}
    for item in items:
        clause = item.clause.id
        if item.rule is None or (code == WITHOUT_ITEMS and clause.startswith(_ITEM_CHAPTERS)):
            continue
        if (code, clause) in _NOT_APPLICABLE:
            claims[clause] = ("不适用", "", _NOT_APPLICABLE[code, clause])
        elif (code, clause) in _ADMITTED:
            claims[clause] = ("部分符合", f"{float(item.rule.weight / 2):g}", _ADMITTED[code, clause])
        else:
            claims[clause] = ("符合", f"{float(item.rule.weight):g}", _CONFORMING)
    return claims
