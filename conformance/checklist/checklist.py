"""The checklist (核查表): each clause of the Guide with how it is scored in this round.

Joins three sources, and adds nothing of its own: the Guide's clauses, the check pages that name them, the rules of the
round.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from conformance.checklist.acceptance import Acceptance, ClauseRule
from conformance.checklist.check import Check
from conformance.checklist.guide import Guide, GuideClause
from conformance.errors import Diagnostic
from conformance.terms import BookKind, FindingSeverity, Method


@dataclass(frozen=True)
class ChecklistItem:
    """One clause and how it is scored (核查项)."""

    clause: GuideClause
    rule: ClauseRule | None
    """None where the clause is not part of this round, or is counted at another."""
    checks: tuple[str, ...]
    """Ids of the checks that score it, in order; prompts are not among them."""
    prompts: tuple[str, ...]
    """Ids of the checks that only list rows for a person to look at."""

    @property
    def in_round(self) -> bool:
        """Whether it is scored, be it with weight 0."""
        return self.rule is not None

    @property
    def method(self) -> Method:
        """Who decides it here: the Guide may allow more than the round has checks for."""
        if self.checks:
            return Method.MACHINE if self.clause.method is Method.MACHINE else Method.BOTH
        return Method.JUDGEMENT


@dataclass(frozen=True)
class Checklist:
    """All items in the Guide's order."""

    items: tuple[ChecklistItem, ...]

    def of(self, kind: BookKind) -> tuple[ChecklistItem, ...]:
        """The items that a kind of workbook is scored on, each with the weight that it has there."""
        return self._by_kind[kind]

    @cached_property
    def _by_kind(self) -> dict[BookKind, tuple[ChecklistItem, ...]]:
        return {kind: tuple(self._items_of(kind)) for kind in BookKind}

    def _items_of(self, kind: BookKind) -> Iterator[ChecklistItem]:
        mine = (item for item in self.items if kind in item.clause.applies_to)
        return (item if item.rule is None else replace(item, rule=item.rule.of(kind)) for item in mine)


def make_checklist(guide: Guide, checks: Mapping[str, Check], acceptance: Acceptance) -> Checklist:
    """Join the Guide, the checks and the rules; a clause counted at another takes no check of its own."""
    return Checklist(tuple(_item(clause, checks.values(), acceptance) for clause in guide.clauses))


def checklist_faults(checklist: Checklist, checks: Mapping[str, Check]) -> list[Diagnostic]:
    """What does not fit together: a clause without means of scoring, a check scored twice, a check for nobody."""
    known = {item.clause.id for item in checklist.items}
    scored_at: dict[str, list[str]] = {}
    faults = []
    for item in checklist.items:
        if item.in_round:
            for check in item.checks:
                scored_at.setdefault(check, []).append(item.clause.id)
        if item.in_round and not item.checks and item.clause.method is Method.MACHINE:
            faults.append(
                Diagnostic(
                    "checklists/acceptance.yaml",
                    "checklist-no-means",
                    f"{item.clause.id} 列入本轮，却没有核查程序，也不由人判定",
                    "",
                    "请补上核查程序，或者从 clauses 中删去",
                )
            )
    for check_id in sorted(checks):
        clauses = scored_at.get(check_id, [])
        if len(clauses) > 1:
            faults.append(
                Diagnostic(
                    checks[check_id].path,
                    "checklist-check-scored-twice",
                    f"核查程序 {check_id} 在 {'、'.join(clauses)} 都计分",
                    "只在一条计分",
                    "请改 clauses，或者给其中一条写上 counted_at",
                )
            )
        for clause in checks[check_id].clauses:
            if clause not in known:
                faults.append(
                    Diagnostic(
                        checks[check_id].path,
                        "checklist-clause-unknown",
                        f"没有编号为 {clause} 的条目",
                        "",
                        "请核对 clauses",
                    )
                )
    return faults


def _item(clause: GuideClause, checks: Iterable[Check], acceptance: Acceptance) -> ChecklistItem:
    mine = [check for check in checks if clause.id in check.clauses]
    return ChecklistItem(
        clause=clause,
        rule=None if clause.counted_at else acceptance.clauses.get(clause.id),
        checks=tuple(sorted(check.id for check in mine if check.severity is FindingSeverity.VIOLATION)),
        prompts=tuple(sorted(check.id for check in mine if check.severity is FindingSeverity.PROMPT)),
    )
