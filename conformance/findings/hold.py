"""Why checks wait or could not run (搁置和无法核查): each broken cell and lost column once, with the checks it holds.

One cell that cannot be read may hold forty checks; whoever mends it wants to hear of it once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from conformance.checklist.check import Check
from conformance.checklist.table import EvidenceTable
from conformance.findings.result import CheckResult


@dataclass(frozen=True)
class Hold:
    """One reason, and what it holds."""

    reason: str
    """A Chinese sentence without its full stop."""
    checks: tuple[str, ...]
    """Ids of the checks, in the order given."""
    waits: bool
    """Whether rows wait for one broken cell; otherwise the checks could not run at all."""


def holds(
    results: Iterable[CheckResult], checks: Mapping[str, Check], tables: Mapping[str, EvidenceTable]
) -> tuple[Hold, ...]:
    """The reasons, first the cells that others wait for, in the order in which they are met."""
    blocked: dict[str, dict[str, None]] = {}
    waiting: dict[str, dict[str, None]] = {}
    rows: dict[str, dict[str, int]] = {}
    for result in results:
        for reason in result.blocked_by:
            blocked.setdefault(reason.rstrip("。"), {})[result.check] = None
        for one in result.waiting:
            place = f"表“{one.sheet}”{one.cell}"
            waiting.setdefault(place, {})[result.check] = None
            waiters = rows.setdefault(place, {})
            counted = tables.get(checks[result.check].primary)
            title = counted.title if counted is not None else "本单位"
            waiters[title] = max(waiters.get(title, 0), one.rows)
    return (
        *(Hold(_wait(place, rows[place]), tuple(held), waits=True) for place, held in waiting.items()),
        *(Hold(reason, tuple(held), waits=False) for reason, held in blocked.items()),
    )


def _wait(place: str, waiters: Mapping[str, int]) -> str:
    """One check may look at fewer rows of a table than another; the most is told."""
    rows = "、".join(f"{title} {count} 行" for title, count in waiters.items())
    return f"{place}读不出，等它改正后再核查的有：{rows}"
