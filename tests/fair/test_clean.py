"""A wholly conforming county lights nothing: what every situation rests on."""

from __future__ import annotations

from fractions import Fraction

from tests.fair.conftest import Bench

CODES = ("DA", "JT", "WH", "WJ", "YC", "ZX", "BB")


def test_whoever_conforms_has_every_point(bench: Bench) -> None:
    for code in CODES:
        bench.add_clean(code)
    judged = bench.judge()
    assert judged.status == 0
    for verdict in judged.verdicts.values():
        assert verdict.findings == []
        assert verdict.record["problems"] == []
        assert verdict.record["county_checks_left_out"] == []
        assert [clause.record["id"] for clause in verdict.clauses if clause.f not in (None, 1)] == []
        assert verdict.total == Fraction(100)
        assert verdict.grade == "excellent"
