"""The draw: who is drawn, how many, and that a script which shares no code draws the same."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from fractions import Fraction
from math import comb
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.errors import CannotProceed
from conformance.inspection.draw import draw_sample, join_seed, rank
from conformance.inspection.population import Case, Population
from conformance.inspection.sampling import SamplingPlan, Size, load_plan, most_missed

ROOT = Path(__file__).parents[2]
PLAN = load_plan(ROOT)


def _population(sizes: dict[str, int]) -> Population:
    cases = [
        Case(department, f"{number:05}", "500124001001", "准予" if number % 9 else "不予", date(2017, 5, 2))
        for department, size in sizes.items()
        for number in range(size)
    ]
    return Population(tuple(sorted(cases, key=lambda case: case.id)))


def test_the_cases_with_the_smallest_digests_are_drawn() -> None:
    population = _population({"GH": 40})
    (stratum,) = draw_sample(population, "417902", PLAN).strata
    ordered = sorted(population.cases, key=lambda case: rank("417902", case.id))
    assert stratum.sample == tuple(ordered[:10])
    assert stratum.substitutes == tuple(ordered[10:20])


def test_the_rank_is_the_digest_of_seed_newline_and_id() -> None:
    # printf '417902\nGH/00001' | sha256sum
    assert rank("417902", "GH/00001") == "5a4a0e6677231d7e4d8d1a87575d8f62b3cbb3b169b86b7db58369e9dc65aa8e"


def test_strata_share_in_proportion_rounded_up_and_not_below_the_least() -> None:
    draw = draw_sample(_population({"GH": 900, "SY": 95, "DA": 5, "LV": 1}), "000001", PLAN)
    assert draw.wanted == Size(1200, 40, 3)
    assert {stratum.values[0]: len(stratum.sample) for stratum in draw.strata} == {"GH": 36, "SY": 4, "DA": 2, "LV": 1}


def test_a_small_population_is_inspected_whole() -> None:
    draw = draw_sample(_population({"GH": 9}), "000001", PLAN)
    assert (len(draw.sample), draw.wanted.allowed) == (9, 0)


def test_an_empty_population_is_refused_in_words() -> None:
    with pytest.raises(CannotProceed, match="总体里没有办件"):
        draw_sample(Population(()), "000001", PLAN)


@pytest.mark.parametrize("part", ["41", "4170", "４１７", "abc", ""])
def test_a_seed_is_two_numbers_of_three_digits(part: str) -> None:
    assert join_seed("417", "902") == "417902"
    with pytest.raises(CannotProceed, match="应为 3 位数字"):
        join_seed("417", part)


@settings(max_examples=12, deadline=None, derandomize=True)
@given(
    sizes=st.dictionaries(st.sampled_from(["GH", "SY", "DA", "JT"]), st.integers(1, 60), min_size=1),
    seed=st.integers(0, 999999).map("{:06}".format),
    by=st.sampled_from([("department",), (), ("decision",), ("department", "decision")]),
)
def test_the_script_of_twenty_lines_draws_the_same(
    sizes: dict[str, int], seed: str, by: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory
) -> None:
    population = _population(sizes)
    plan = SamplingPlan(PLAN.all_below, PLAN.sizes, by, PLAN.least_per_stratum, PLAN.confidence)
    draw = draw_sample(population, seed, plan)
    path = tmp_path_factory.mktemp("draw") / "population.csv"
    path.write_bytes(population.text.encode("utf-8"))
    titles = {"department": "部门", "decision": "决定结论"}
    strata = ",".join(titles[name] for name in by) or "不分层"
    command = [sys.executable, ROOT / "tools" / "redraw.py", path, seed, strata, str(draw.wanted.size), "2"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [case.id for case in draw.sample]
    assert done.stderr.split() == ["SHA-256", population.sha256]


def test_the_redrawing_script_stays_short_and_shares_no_code() -> None:
    lines = (ROOT / "tools" / "redraw.py").read_text(encoding="utf-8").split('"""\n', 1)[1].split("\n")
    code = [line for line in lines if line.strip()]
    assert len(code) <= 20
    assert not any("conformance" in line for line in code)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(population=st.integers(1, 80), share=st.integers(1, 100))
def test_what_a_clean_sample_can_miss_is_the_largest_number_that_is_not_unlikely(population: int, share: int) -> None:
    sample = max(1, population * share // 100)

    def chance(bad: int) -> Fraction:
        return Fraction(comb(population - bad, sample), comb(population, sample))

    missed = most_missed(population, sample, Fraction("0.95"))
    assert chance(missed) > Fraction("0.05")
    assert missed == population - sample or chance(missed + 1) <= Fraction("0.05")


def test_the_plan_is_refused_where_its_table_does_not_ascend(tmp_path: Path) -> None:
    checklists = tmp_path / "checklists"
    checklists.mkdir()
    for name in ("sampling.yaml", "sampling.schema.json"):
        (checklists / name).write_bytes((ROOT / "checklists" / name).read_bytes())
    plan = checklists / "sampling.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("up_to: 150", "up_to: 15"), encoding="utf-8")
    with pytest.raises(CannotProceed, match=r"checklists/sampling\.yaml:\d+：up_to 依次为50、15、500"):
        load_plan(tmp_path)
