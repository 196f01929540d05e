"""How large a sample is, and from which strata (抽样方案): ``checklists/sampling.yaml``.

The numbers follow table 1 of the county's standard on sampling; how many nonconforming cases a sample can miss is
reckoned exactly from the hypergeometric distribution.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb
from pathlib import Path

from conformance.errors import Diagnostic
from conformance.sources.yaml_file import YamlFile, read_schema, read_yaml_file, refuse

FILE = "checklists/sampling.yaml"
FAULT = "sampling-sizes"
STRATUM_TITLES = {"department": "部门", "item_code": "事项", "decision": "决定结论"}


@dataclass(frozen=True)
class Size:
    """One line of the table of sample sizes."""

    up_to: int | None
    """Cases of the largest population that it is for; None for the last line."""
    size: int
    allowed: int
    """允许不符合数: nonconforming cases with which the sample still passes."""


@dataclass(frozen=True)
class SamplingPlan:
    """The county's rules for a sample."""

    all_below: int
    """A population with fewer cases is inspected whole."""
    sizes: tuple[Size, ...]
    strata: tuple[str, ...]
    least_per_stratum: int
    confidence: Fraction

    def size_for(self, population: int) -> Size:
        """The line of the table for a population of so many cases; all of them where there are few."""
        if population < self.all_below:
            return Size(population, population, 0)
        line = next(one for one in self.sizes if one.up_to is None or population <= one.up_to)
        return Size(line.up_to, min(line.size, population), line.allowed)


def load_plan(project: Path) -> SamplingPlan:
    """The plan of a county project; CannotProceed with a line for each fault."""
    faults: list[Diagnostic] = []
    schema = read_schema(project / "checklists" / "sampling.schema.json")
    file = read_yaml_file(project, FILE, schema, faults)
    if file is not None:
        faults.extend(_faults(file))
    refuse(faults)
    assert file is not None
    data = file.data
    return SamplingPlan(
        all_below=data["all_below"],
        sizes=tuple(Size(**one) for one in data["sizes"]),
        strata=tuple(data["strata"]),
        least_per_stratum=data["least_per_stratum"],
        confidence=Fraction(data["confidence"]),
    )


def _faults(file: YamlFile) -> list[Diagnostic]:
    """The table ascends and its last line, and that alone, is open."""
    limits: Sequence[int | None] = [one["up_to"] for one in file.data["sizes"]]
    closed = [one for one in limits if one is not None]
    if limits[-1] is None and len(closed) == len(limits) - 1 and closed == sorted(set(closed)):
        return []
    return [
        file.fault(
            FAULT,
            "sizes",
            found="up_to 依次为" + "、".join("空" if one is None else str(one) for one in limits),
            expected="由小到大，最后一行为 null",
        )
    ]


def most_missed(population: int, sample: int, confidence: Fraction) -> int:
    """The most nonconforming cases that a population may hold where a sample shows none, at this confidence.

    Exact for a simple random sample without replacement: the largest D with C(N−D, n) / C(N, n) > 1 − confidence.
    """
    if sample <= 0:
        return population
    whole, missed = comb(population, sample), 0
    low, high = 0, population - sample
    while low <= high:
        middle = (low + high) // 2
        if Fraction(comb(population - middle, sample), whole) > 1 - confidence:
            missed, low = middle, middle + 1
        else:
            high = middle - 1
    return missed
