"""Turn the whole numbers of a check into a factor between 0 and 1 (计分).

Exact rationals throughout: weights 4, 2, 2 with ratios 28/30, 2/3, 2/3 are exactly 80 of 100, which floats and decimals
miss.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from conformance.checklist.acceptance import GradingRule
from conformance.terms import Grading

ONE = Fraction(1)
ZERO = Fraction(0)


class CountsImpossible(Exception):
    """V and U do not lie within N: an error of the check, never a score."""


@dataclass(frozen=True)
class Counts:
    """The whole numbers of one check on one book."""

    population: int
    """N."""
    violating: int
    """V."""
    charged: int
    """C, at most V: those that cost points here."""
    set_aside: int
    """U."""

    def __post_init__(self) -> None:
        within = self.violating + self.set_aside <= self.population
        if not (within and 0 <= self.charged <= self.violating and self.set_aside >= 0):
            raise CountsImpossible(
                f"N={self.population} V={self.violating} C={self.charged} U={self.set_aside}: not counts of one check"
            )

    @property
    def if_mended(self) -> Counts:
        """The same, had every row that was set aside conformed."""
        if not self.set_aside:
            return self
        return Counts(self.population, self.violating, self.charged, 0)

    @property
    def all_charged(self) -> Counts:
        """The same with every violating row charged here, by which the outcome is reckoned."""
        if self.charged == self.violating:
            return self
        return Counts(self.population, self.violating, self.violating, self.set_aside)


def factor(rule: GradingRule, weight: Fraction, counts: Counts) -> Fraction:
    """The share of its weight that a check earns; the population is not empty."""
    lost = counts.charged + counts.set_aside
    if not lost and rule.kind is not Grading.STEPS:
        return ONE
    ratio = Fraction(counts.population - lost, counts.population)
    if rule.kind is Grading.STRICT:
        return ONE if lost == 0 else ZERO
    if rule.kind is Grading.STEPS:
        return max((value for at_least, value in rule.steps if ratio >= at_least), default=ZERO)
    if rule.kind is Grading.PER_OCCURRENCE and weight > 0:
        points = max(weight - rule.deduct * lost, min(rule.floor, weight))
        return points / weight
    return ratio


def summed(values: Iterable[Fraction]) -> Fraction:
    """The exact sum, made of whole numbers as far as the denominators are the same."""
    numerators: dict[int, int] = {}
    for value in values:
        numerators[value.denominator] = numerators.get(value.denominator, 0) + value.numerator
    return sum((Fraction(numerator, denominator) for denominator, numerator in numerators.items()), ZERO)


def product(value: Fraction, share: Fraction) -> Fraction:
    """The share of a value: nearly always all of it, or nothing."""
    if share is ONE or share == ONE:
        return value
    return value * share if share else ZERO


def shown(value: Fraction, places: int = 2) -> str:
    """A figure for people: rounded once, half to even (GB/T 8170—2008), with so many places."""
    scaled = round(value * 10**places)
    sign = "-" if scaled < 0 else ""
    whole, part = divmod(abs(scaled), 10**places)
    return f"{sign}{whole}.{part:0{places}d}" if places else f"{sign}{whole}"
