"""Why a department's points differ between two results (分差说明), clause by clause, to the last fraction.

The two results may be two rounds, or one round scored again under another edition of Guide or checklist. The
differences of the clauses add up to the difference of the totals exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from conformance.inspection.results import CheckFacts, ClauseFacts, DepartmentResult
from conformance.scores.grading import ZERO, shown

SCALED = "折算后满分"
"""How the cause begins that a clause shares with its whole aspect."""
_COUNT_NAMES = ("总数", "不符合", "扣分", "搁置")


@dataclass(frozen=True)
class ClauseDifference:
    """One clause whose points differ, with every cause in words."""

    clause: str
    title: str
    before: Fraction
    after: Fraction
    causes: tuple[str, ...]


def explain(before: DepartmentResult, after: DepartmentResult) -> tuple[ClauseDifference, ...]:
    """The clauses whose points differ, largest difference first."""
    differences = []
    for clause in before.clauses.keys() | after.clauses.keys():
        old, new = before.clauses.get(clause), after.clauses.get(clause)
        points = (old.points if old else ZERO, new.points if new else ZERO)
        if points[0] != points[1]:
            known = new or old
            assert known is not None  # the clause is a key of one of the two
            differences.append(ClauseDifference(clause, known.title, *points, tuple(_causes(old, new))))
    return tuple(sorted(differences, key=lambda one: (-abs(one.after - one.before), one.clause)))


def _causes(old: ClauseFacts | None, new: ClauseFacts | None) -> Iterator[str]:
    if old is None or not old.in_round:
        yield "这次才纳入评分"
        return
    if new is None or not new.in_round:
        yield "这次不再纳入评分"
        return
    if old.weight != new.weight:
        yield f"权重 {shown(old.weight)} → {shown(new.weight)}"
    if old.grading != new.grading:
        yield "计分方式改变"
    if old.judged != new.judged:
        yield "人工判定改变"
    yield from _check_causes(old.checks, new.checks)
    if old.max_points != new.max_points:
        yield f"{SCALED} {shown(old.max_points)} → {shown(new.max_points)}"


def _check_causes(old: Mapping[str, CheckFacts], new: Mapping[str, CheckFacts]) -> Iterator[str]:
    for check in sorted(old.keys() | new.keys()):
        if check not in old:
            yield f"增加核查程序 {check}"
        elif check not in new:
            yield f"不再用核查程序 {check}"
        elif old[check] != new[check]:
            yield f"{check}：{_check_words(old[check], new[check])}"


def _check_words(old: CheckFacts, new: CheckFacts) -> str:
    if old.counts is None or new.counts is None:
        return f"{old.state.label} → {new.state.label}" if old.state is not new.state else "搁置的行改变"
    changed = [
        f"{name} {before} → {after}"
        for name, before, after in zip(_COUNT_NAMES, old.counts, new.counts, strict=True)
        if before != after
    ]
    return "，".join(changed) or "搁置的行改变"
