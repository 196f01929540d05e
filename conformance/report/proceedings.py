"""What went on around the scoring (检查过程): the sample drawn, the round before, when rectification was ordered.

Each is given to ``report`` by whoever has it; without it the report says nothing of it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from conformance.errors import CannotProceed
from conformance.inspection.fate import TracedFinding, trace_findings
from conformance.inspection.results import RoundResults
from conformance.terms import FindingFate


@dataclass(frozen=True)
class SampledStratum:
    """A part of the population and the cases drawn from it (层)."""

    values: tuple[str, ...]
    size: int
    cases: tuple[tuple[str, str, str], ...]
    """Department, number of the case, day of decision."""


@dataclass(frozen=True)
class Sampling:
    """A draw as its protocol tells it (抽样记录)."""

    method: str
    seed: str
    population: int
    population_sha256: str
    strata_by: tuple[str, ...]
    strata: tuple[SampledStratum, ...]

    @property
    def drawn(self) -> int:
        """How many cases were drawn."""
        return sum(len(stratum.cases) for stratum in self.strata)


@dataclass(frozen=True)
class DepartmentChange:
    """A department in the round before and in this one."""

    department: str
    title: str
    before: Fraction | None
    """None where it had no total."""
    now: Fraction | None
    fates: Mapping[FindingFate, int]
    """How many findings are mended, still there, and so on."""


@dataclass(frozen=True)
class PreviousRound:
    """This round held against the one before (与上一轮比较)."""

    name: str
    changes: tuple[DepartmentChange, ...]
    """Departments of either round, by code."""

    @property
    def fates(self) -> Counter[FindingFate]:
        """The findings of all."""
        return sum((Counter(dict(one.fates)) for one in self.changes), Counter())


@dataclass(frozen=True)
class Proceedings:
    """What is known of the course of the inspection."""

    sampling: Sampling | None = None
    previous: PreviousRound | None = None
    issued_on: date | None = None
    """When the rectification list was handed out."""
    due_on: date | None = None
    """Last day of rectification."""


NOTHING_TOLD = Proceedings()


def read_sampling(content: bytes, name: str) -> Sampling:
    """The draw in a sample.json that ``conformance sample draw`` wrote; CannotProceed where it is none."""
    try:
        record: Mapping[str, Any] = json.loads(content)
        strata = tuple(
            SampledStratum(
                tuple(one["values"]),
                one["size"],
                tuple((case["department"], case["case_number"], case["decided_on"]) for case in one["sample"]),
            )
            for one in record["strata"]
        )
        return Sampling(
            method=record["method"],
            seed=record["seed"],
            population=record["population"],
            population_sha256=record["population_sha256"],
            strata_by=tuple(record["strata_by"]),
            strata=strata,
        )
    except (ValueError, KeyError, TypeError) as fault:
        raise CannotProceed(f"“{name}”不是抽样结果，请指定 conformance sample draw 写出的 sample.json。") from fault


def compare_rounds(before: RoundResults, now: RoundResults) -> PreviousRound:
    """What became of the round before."""
    traced = trace_findings([before, now])
    codes = sorted(before.departments.keys() | now.departments.keys())
    return PreviousRound(before.name, tuple(_change(code, before, now, traced) for code in codes))


def _change(code: str, before: RoundResults, now: RoundResults, traced: Sequence[TracedFinding]) -> DepartmentChange:
    old, new = before.departments.get(code), now.departments.get(code)
    known = new or old
    assert known is not None, "the code is of one of the two rounds"
    mine = Counter(one.fate for one in traced if one.finding.department == code)
    return DepartmentChange(
        department=code,
        title=known.title,
        before=old.total if old is not None and old.readable else None,
        now=new.total if new is not None and new.readable else None,
        fates={fate: mine[fate] for fate in FindingFate if mine[fate]},
    )


def fate_words(fates: Iterable[tuple[FindingFate, int]]) -> str:
    """已整改 3 个，仍存在 2 个; empty where there are none."""
    return "，".join(f"{fate.label} {number} 个" for fate, number in fates if number)
