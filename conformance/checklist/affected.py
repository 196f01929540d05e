"""What of the checklist a redline touches (受影响的核查项): requirements, checks and points to look at again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from conformance.checklist.check import Check
from conformance.checklist.checklist import Checklist, ChecklistItem
from conformance.clauses.redline import ChangeKind, ClauseChange, Redline


@dataclass(frozen=True)
class AffectedItem:
    """An item whose requirement is implemented by clauses that are not as they were."""

    item: ChecklistItem
    changes: tuple[ClauseChange, ...]


@dataclass(frozen=True)
class AffectedCheck:
    """A check of such items, or one that such clauses name."""

    check: Check
    changes: tuple[ClauseChange, ...]


def affected_items(redline: Redline, checklist: Checklist) -> tuple[AffectedItem, ...]:
    """In the order of the checklist; a clause that only moved affects nothing."""
    by_clause: dict[str, list[ClauseChange]] = defaultdict(list)
    for change in _real_changes(redline):
        for clause in change.guide_clauses:
            by_clause[clause].append(change)
    items = (item for item in checklist.items if item.clause.id in by_clause)
    return tuple(AffectedItem(item, tuple(by_clause[item.clause.id])) for item in items)


def affected_checks(redline: Redline, checks: Mapping[str, Check]) -> tuple[AffectedCheck, ...]:
    """By id."""
    found = []
    for check in checks.values():
        changes = tuple(
            change
            for change in _real_changes(redline)
            if check.id in change.checks or set(check.clauses) & set(change.guide_clauses)
        )
        if changes:
            found.append(AffectedCheck(check, changes))
    return tuple(found)


def _real_changes(redline: Redline) -> tuple[ClauseChange, ...]:
    return tuple(change for change in redline.clauses if change.kind is not ChangeKind.MOVED)
