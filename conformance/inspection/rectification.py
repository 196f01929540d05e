"""The rectification list (整改清单): one line for each nonconformity of a department, from issue to closing.

A line is answered by a post of the department and closed by a post of another organisation; it is overdue from the day
after its due date until it is answered. Due dates are counted in working days (Administrative Licensing Law art. 82).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from conformance.checklist.calendar import Calendar
from conformance.checklist.guide import Guide
from conformance.inspection.results import ClauseFacts, DepartmentResult, KnownFinding, RoundResults
from conformance.scores.grading import shown
from conformance.terms import CheckState, Outcome, RectificationState

_WRONG = (Outcome.NONCONFORMING, Outcome.PARTIALLY_CONFORMING)
_TABLE_MISSING = "没有提交要核查的表，因缺表未能核查"
_NAMED_AT_MOST = 5
"""Places that a line names before it says how many there are."""


@dataclass(frozen=True)
class Nonconformity:
    """What the inspection group orders (不符合项)."""

    number: str
    """Such as ``ZG-GH-L-42.1``: department and clause, the same in every list of a round."""
    department: str
    department_title: str
    clause: str
    clause_title: str
    facts: str
    """What was found, with sheet and cell."""
    points_lost: str
    evidence: str
    """What shows that it is mended."""
    due_on: date


@dataclass(frozen=True)
class Answer:
    """What was written into a line since."""

    measures: str
    """整改措施."""
    answered_by: str
    """Post in the department."""
    rectified_on: date | None
    proof: str
    """佐证: what was handed in."""
    verdict: str
    """复查结论: 通过 or 退回."""
    closed_by: str
    """Post of the person who looked again."""
    closed_organisation: str
    closed_on: date | None


@dataclass(frozen=True)
class Rectification:
    """A line of the list with its answer."""

    nonconformity: Nonconformity
    answer: Answer

    def state_on(self, day: date) -> RectificationState:
        """How far it is on this day; a line sent back is open again."""
        if self.answer.closed_on is not None and self.answer.verdict == "通过":
            return RectificationState.CLOSED
        if self.answer.rectified_on is not None and self.answer.verdict != "退回":
            return RectificationState.ANSWERED
        return RectificationState.OVERDUE if day > self.nonconformity.due_on else RectificationState.OPEN


def order_rectification(
    results: RoundResults, guide: Guide, calendar: Calendar, *, issued_on: date, working_days: int
) -> tuple[Nonconformity, ...]:
    """A line for each clause on which a department lost points or has findings, by department and the Guide's order.

    What nobody has judged yet (未检查) is no matter of the department, but a table that it did not hand in is.
    """
    due = calendar.add_working_days(issued_on, working_days)
    order = {clause.id: place for place, clause in enumerate(guide.clauses)}
    lines: list[Nonconformity] = []
    for code in sorted(results.departments):
        department = results.departments[code]
        clauses = sorted(_clauses_to_mend(department), key=lambda clause: order.get(clause, len(order)))
        lines.extend(_line(department, clause, guide, due) for clause in clauses)
    return tuple(lines)


def _clauses_to_mend(department: DepartmentResult) -> set[str]:
    lost = {
        clause
        for clause, facts in department.clauses.items()
        if facts.in_round and (facts.outcome in _WRONG or _lacks_table(facts)) and facts.points < facts.max_points
    }
    return lost | {finding.clause for finding in department.findings.values() if finding.charged}


def unjudged(results: RoundResults) -> Mapping[str, int]:
    """By department, how many clauses of the round cost points only because nobody has judged them yet (未检查)."""
    counts = {code: sum(map(_is_unjudged, one.clauses.values())) for code, one in sorted(results.departments.items())}
    return {code: count for code, count in counts.items() if count}


def _is_unjudged(facts: ClauseFacts) -> bool:
    is_open = facts.in_round and facts.outcome is Outcome.NOT_CHECKED and facts.points < facts.max_points
    return is_open and not _lacks_table(facts)


def _lacks_table(facts: ClauseFacts) -> bool:
    return any(check.state is CheckState.TABLE_MISSING for check in facts.checks.values())


def _line(department: DepartmentResult, clause: str, guide: Guide, due: date) -> Nonconformity:
    facts = department.clauses[clause]
    findings = [one for one in department.findings.values() if one.clause == clause and one.charged]
    known = guide.by_id.get(clause)
    return Nonconformity(
        number=f"ZG-{department.code}-{clause}",
        department=department.code,
        department_title=department.title,
        clause=clause,
        clause_title=facts.title,
        facts=_facts(findings) or (_TABLE_MISSING if _lacks_table(facts) else f"判定为{facts.outcome.label}"),
        points_lost=shown(facts.max_points - facts.points),
        evidence=known.evidence if known is not None else "",
        due_on=due,
    )


def _facts(findings: Iterable[KnownFinding]) -> str:
    ordered = sorted(findings, key=lambda one: (one.check, one.key))
    told = "".join(finding.message for finding in ordered[:_NAMED_AT_MOST])
    return f"{told}（共 {len(ordered)} 处，其余见部门报告）" if len(ordered) > _NAMED_AT_MOST else told


def faults_of(line: Rectification, own: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Column, what is wrong and how to mend it, of one line; ``own`` gives each department's organisation names."""
    answer, number = line.answer, line.nonconformity.number
    if answer.rectified_on is not None and not answer.proof:
        yield "proof", f"{number}写了完成日而没有佐证", "请写明提交了什么，或者删去完成日"
    if answer.rectified_on is not None and not answer.answered_by:
        yield "answered_by", f"{number}写了完成日而没有责任岗位", "请写岗位，不写姓名"
    if answer.closed_on is None and not answer.verdict:
        return
    if answer.closed_on is None or not answer.verdict:
        yield "closed_on", f"{number}的复查结论和复查日只写了一样", "请两样都写"
        return
    if answer.rectified_on is None:
        yield "closed_on", f"{number}还没有完成日就复查了", "请先由部门写明完成日"
    elif answer.closed_on < answer.rectified_on:
        yield "closed_on", f"{number}的复查日早于完成日", "请核对两个日期"
    if not answer.closed_by or not answer.closed_organisation:
        yield "closed_by", f"{number}没有写明复查的单位和岗位", "请写明"
    elif answer.closed_organisation in (line.nonconformity.department, own.get(line.nonconformity.department, "")):
        yield "closed_organisation", f"{number}由被查部门自己销号", "请由检查组其他单位的人员复查"
    elif answer.closed_by == answer.answered_by:
        yield "closed_by", f"{number}的复查岗位与答复岗位相同", "请由另一个人复查"
