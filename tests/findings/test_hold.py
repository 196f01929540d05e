"""Each reason to wait is told once, with what it holds."""

from __future__ import annotations

from dataclasses import replace

from conformance.findings.hold import Hold, holds
from conformance.findings.result import Waiting
from conformance.terms import CheckState
from tests.report.builders import CHECKS, TABLES, make_result

LOST = "表“办件台账”缺少“决定日”一列"


def broken(rows: int) -> tuple[Waiting, ...]:
    return (Waiting("事项清单", "A5", rows, ""),)


def test_a_lost_column_is_told_once_with_its_checks() -> None:
    blocked = [
        make_result("YC", check, 0, state=CheckState.BLOCKED, blocked_by=(f"{LOST}。",))
        for check in ("late-committed", "late-statutory")
    ]
    assert holds(blocked, CHECKS, TABLES) == (Hold(LOST, ("late-committed", "late-statutory"), waits=False),)


def test_a_broken_cell_is_told_once_with_the_most_rows_of_each_table() -> None:
    register = {
        **CHECKS,
        "register-present": replace(CHECKS["register-present"], tables=("department", "item_register")),
    }
    results = [
        make_result("YC", "late-committed", 10, [], [8], waiting=broken(300)),
        make_result("YC", "late-statutory", 10, [], [8], waiting=broken(299)),
        make_result("YC", "register-present", 1, [], [8], waiting=broken(1)),
    ]
    reason = "表“事项清单”A5读不出，等它改正后再核查的有：办件台账 300 行、本单位 1 行"
    held = ("late-committed", "late-statutory", "register-present")
    assert holds(results, register, TABLES) == (Hold(reason, held, waits=True),)


def test_what_was_counted_holds_nothing() -> None:
    assert holds([make_result("YC", "late-committed", 10, [4])], CHECKS, TABLES) == ()
