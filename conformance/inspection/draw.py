"""Draw a sample (抽样) that anybody can draw again: by SHA-256 of the seed and the id of each case.

Within a stratum the cases stand in the order of SHA-256("<seed>\\n<department>/<case number>"), in hexadecimal; the
first ones are the sample, those after them the substitutes (备用样本), in this order. ``tools/redraw.py`` does the same
in twenty lines and shares no code with this.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from conformance.errors import CannotProceed
from conformance.inspection.population import Case, Population
from conformance.inspection.sampling import SamplingPlan, Size

METHOD = "SHA-256 排序抽样，第 1 版"


@dataclass(frozen=True)
class Stratum:
    """A part of the population (层) and what was drawn from it."""

    values: tuple[str, ...]
    """What its cases have in common, in the order of the plan's strata; empty where there are none."""
    size: int
    """Cases in it."""
    sample: tuple[Case, ...]
    substitutes: tuple[Case, ...]
    """As many as the sample where there are so many: enough to double it."""


@dataclass(frozen=True)
class Draw:
    """A finished draw, with all that it rests on."""

    seed: str
    population_sha256: str
    population: int
    strata_by: tuple[str, ...]
    least_per_stratum: int
    wanted: Size
    """Sample size before it was spread over the strata."""
    strata: tuple[Stratum, ...]

    @property
    def sample(self) -> tuple[Case, ...]:
        """All cases drawn, stratum by stratum."""
        return tuple(case for stratum in self.strata for case in stratum.sample)


def draw_sample(population: Population, seed: str, plan: SamplingPlan) -> Draw:
    """Draw from the population; the same population, seed and plan give the same draw."""
    if not population.cases:
        raise CannotProceed("总体里没有办件，无从抽样：请核对期间和填报表；确无办件的，由部门书面声明。")
    wanted = plan.size_for(len(population.cases))
    by_values: dict[tuple[str, ...], list[Case]] = {}
    for case in population.cases:
        by_values.setdefault(tuple(getattr(case, name) for name in plan.strata), []).append(case)
    strata = tuple(
        _draw(values, by_values[values], seed, _share(len(by_values[values]), len(population.cases), wanted.size, plan))
        for values in sorted(by_values)
    )
    return Draw(
        seed=seed,
        population_sha256=population.sha256,
        population=len(population.cases),
        strata_by=plan.strata,
        least_per_stratum=plan.least_per_stratum,
        wanted=wanted,
        strata=strata,
    )


def _share(size: int, population: int, wanted: int, plan: SamplingPlan) -> int:
    """In proportion, rounded up, not below the least and not above what is there."""
    return min(size, max(plan.least_per_stratum, -(-wanted * size // population)))


def _draw(values: tuple[str, ...], cases: Sequence[Case], seed: str, count: int) -> Stratum:
    ordered = sorted(cases, key=lambda case: rank(seed, case.id))
    return Stratum(values, len(cases), tuple(ordered[:count]), tuple(ordered[count : 2 * count]))


def rank(seed: str, case_id: str) -> str:
    """What the cases are ordered by: 64 hexadecimal digits."""
    return hashlib.sha256(f"{seed}\n{case_id}".encode()).hexdigest()


def join_seed(*parts: str) -> str:
    """The seed of the two numbers that two people draw, three digits each; CannotProceed says which is none."""
    for part in parts:
        if len(part) != 3 or not (part.isascii() and part.isdigit()):
            raise CannotProceed(f"起始数“{part}”应为 3 位数字，由检查组和被检查部门各抽一个，例如 417 902。")
    return "".join(parts)
