"""A wholly conforming book lights nothing: what every situation rests on."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.fair.conftest import Bench


@pytest.mark.parametrize("code", ["YC", "WJ", "WH"])
def test_a_conforming_department_has_every_point(bench: Bench, code: str) -> None:
    bench.add_clean(code)
    verdict = bench.judge().one
    assert verdict.findings == []
    assert verdict.record["problems"] == []
    assert {clause.record["id"] for clause in verdict.clauses if clause.f not in (None, 1)} == set()
    assert verdict.total == Fraction(100)
    assert verdict.grade == "excellent"


def test_the_centre_and_the_county_body_conform_too(bench: Bench) -> None:
    for code in ("YC", "ZX", "BB"):
        bench.add_clean(code)
    judged = bench.judge()
    for verdict in judged.verdicts.values():
        assert verdict.findings == []
        assert verdict.record["problems"] == []
        assert verdict.total == Fraction(100)
        assert verdict.record["county_checks_left_out"] == []
    assert judged.status == 0
