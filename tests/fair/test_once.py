"""Situations 20 to 22: once is enough."""

from __future__ import annotations

from datetime import date

from tests.fair.conftest import Bench
from tests.fair.county import case_number
from tests.fair.edit import LEDGER, handle
from tests.fair.judge import Counts

COMMITTED = "decision-within-committed"
STATUTORY = "decision-within-statutory"
CASE = case_number("YC", 7)


def test_20_late_within_the_statutory_limit_counts_once_and_is_shown_by_reference(bench: Bench) -> None:
    """Situation 20: eleven working days where ten are promised, and twenty calendar days are the law's."""
    edit = bench.open()
    handle(edit, date(2017, 3, 1), date(2017, 3, 16))
    bench.add(edit)
    verdict = bench.judge().one
    assert verdict.findings == [(COMMITTED, CASE)]
    assert verdict.counts(COMMITTED) == Counts(N=30, V=1, C=1, U=0)
    counted = verdict.clause("G-3.5.2")
    repeats = verdict.clause("G-6.1.5")
    assert counted.outcome == "partially_conforming"
    assert counted.points * 30 == counted.max_points * 29
    assert repeats.record["counted_at"] == "G-3.5.2"
    assert repeats.outcome == counted.outcome
    assert [finding["row_key"] for check in repeats.record["checks"] for finding in check["findings"]] == [CASE]
    assert (repeats.f, repeats.max_points, repeats.record["weight"]) == (None, 0, "0")
    assert 100 - verdict.total == counted.max_points - counted.points


def test_21_beyond_both_limits_is_listed_twice_and_charged_once(bench: Bench) -> None:
    """Situation 21: charged at the law's limit alone."""
    edit = bench.open()
    handle(edit, date(2017, 3, 1), date(2017, 3, 31))
    bench.add(edit)
    verdict = bench.judge().one
    assert sorted(verdict.findings) == [(COMMITTED, CASE), (STATUTORY, CASE)]
    assert verdict.counts(STATUTORY) == Counts(N=30, V=1, C=1, U=0)
    assert verdict.counts(COMMITTED) == Counts(N=30, V=1, C=0, U=0)
    law, promise = verdict.clause("L-42.1"), verdict.clause("G-3.5.2")
    assert law.points * 30 == law.max_points * 29
    assert promise.points == promise.max_points
    assert (law.outcome, promise.outcome) == ("partially_conforming", "partially_conforming")
    assert 100 - verdict.total == law.max_points - law.points


def test_22_a_grant_not_published_costs_once(bench: Bench) -> None:
    """Situation 22."""
    edit = bench.open()
    edit.put(LEDGER, CASE, {"公开日": None})
    bench.add(edit)
    verdict = bench.judge().one
    assert verdict.findings == [("grant-published", CASE)]
    counted = verdict.clause("G-3.4.5")
    assert counted.points * 30 == counted.max_points * 29
    for clause in ("G-5.4.3", "L-5", "L-40"):
        repeats = verdict.clause(clause)
        assert repeats.record["counted_at"] == "G-3.4.5"
        assert (repeats.f, repeats.max_points, repeats.outcome) == (None, 0, "partially_conforming")
    assert 100 - verdict.total == counted.max_points - counted.points
