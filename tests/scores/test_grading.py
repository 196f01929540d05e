"""Counts become factors, each by the rule a pocket calculator would follow."""

from __future__ import annotations

from fractions import Fraction

import pytest

from conformance.scores.grading import Counts, CountsImpossible, factor, shown
from tests.scores.builders import make_rule

CASES = [
    ("strict", {}, (30, 0, 0, 0), "1"),
    ("strict", {}, (30, 1, 1, 0), "0"),
    ("strict", {}, (30, 0, 0, 1), "0"),
    ("strict", {}, (30, 1, 0, 0), "1"),
    ("proportional", {}, (3000, 0, 0, 1), "2999/3000"),
    ("proportional", {}, (30, 2, 2, 0), "28/30"),
    ("proportional", {}, (30, 5, 2, 3), "25/30"),
    ("steps", {"steps": (("0.8", "0.5"), ("0.95", "1"))}, (100, 5, 5, 0), "1"),
    ("steps", {"steps": (("0.8", "0.5"), ("0.95", "1"))}, (100, 6, 6, 0), "1/2"),
    ("steps", {"steps": (("0.8", "0.5"), ("0.95", "1"))}, (100, 21, 21, 0), "0"),
    ("per_occurrence", {"deduct": "0.5"}, (100, 3, 3, 0), "2.5/4"),
    ("per_occurrence", {"deduct": "0.5"}, (100, 3, 2, 1), "2.5/4"),
    ("per_occurrence", {"deduct": "0.5"}, (100, 9, 9, 0), "0"),
    ("per_occurrence", {"deduct": "0.5", "floor": "1"}, (100, 9, 9, 0), "1/4"),
]


@pytest.mark.parametrize(("kind", "parameters", "counts", "expected"), CASES)
def test_a_grading_gives_the_factor_of_the_rule(
    kind: str, parameters: dict[str, object], counts: tuple[int, int, int, int], expected: str
) -> None:
    rule = make_rule("G-2.1.1", "4", kind, **parameters)
    numerator, _, denominator = expected.partition("/")
    assert factor(rule.grading, rule.weight, Counts(*counts)) == Fraction(numerator) / Fraction(denominator or "1")


@pytest.mark.parametrize("counts", [(10, 11, 11, 0), (10, 6, 6, 5), (10, 3, 4, 0), (10, 0, 0, -1)])
def test_counts_outside_the_population_are_an_error_and_never_a_score(counts: tuple[int, int, int, int]) -> None:
    with pytest.raises(CountsImpossible):
        Counts(*counts)


@pytest.mark.parametrize(
    ("value", "text"),
    [("2999/750", "4.00"), ("0.125", "0.12"), ("0.135", "0.14"), ("2/3", "0.67"), ("-0.125", "-0.12"), ("80", "80.00")],
)
def test_a_figure_is_rounded_once_and_half_to_even(value: str, text: str) -> None:
    assert shown(Fraction(value)) == text
