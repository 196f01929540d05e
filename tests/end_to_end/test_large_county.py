"""Sixty-four kinds of defect in forty organs: exactly what was planted lights, and nothing in the clean county."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from conformance.checklist.check import CHECKS_FOLDER
from conformance.cli.project import load_project
from tests.end_to_end.test_sample_county import Light, checked, lights_of
from tools.bench.detection import SEED, Bench, part_of
from tools.plant_defects import Defect, plant
from tools.plant_many import defects_of, load_manifest
from tools.sample.large import make_large_county

ROOT = Path(__file__).parents[2]
PARTS = 60
"""Of the faults that ``tools/bench/detection`` plants one at a time; one of them is tried here."""


@dataclass(frozen=True)
class LargeCounty:
    """The folders of workbooks, and what was planted in the second."""

    clean: Path
    planted: Path
    defects: tuple[Defect, ...]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> LargeCounty:
    folder = tmp_path_factory.mktemp("large")
    clean = make_large_county(ROOT, folder / "clean", 2017)
    defects = defects_of(clean, load_manifest())
    planted = folder / "planted"
    shutil.copytree(clean, planted)
    plant(planted, defects)
    return LargeCounty(clean, planted, defects)


def test_there_are_three_hundred_kinds_and_places_over_forty_organs(large: LargeCounty) -> None:
    assert len(large.defects) >= 300
    assert len({defect.department for defect in large.defects}) >= 40
    planted = {defect.id.split("@")[0] for defect in large.defects}
    assert planted == {recipe.id for recipe in load_manifest().recipes}, "every recipe found a row somewhere"


def test_nothing_lights_in_the_clean_large_county(large: LargeCounty) -> None:
    assert sorted(lights_of(checked([large.clean]))) == []


def test_exactly_what_was_planted_lights_in_forty_organs(large: LargeCounty) -> None:
    expected: set[Light] = {
        (defect.department, light["check"], light["table"], str(light["key"]))
        for defect in large.defects
        for light in defect.lights
    }
    found = lights_of(checked([large.planted]))
    assert sorted(expected - found) == [], "planted and not found"
    assert sorted(found - expected) == [], "found and not planted"


def test_one_fault_at_a_time_is_found_and_nothing_else(large: LargeCounty) -> None:
    """Another part with every change of a check page: all of them together are what the pages' figures say."""
    bench = Bench(load_project(ROOT), large.clean)
    pages = b"".join(path.read_bytes() for path in sorted((ROOT / CHECKS_FOLDER).glob("*.md")))
    part = int(hashlib.sha256(pages).hexdigest(), 16) % PARTS + 1
    faults = part_of(bench.faults(SEED), f"{part}/{PARTS}")
    trials = list(bench.try_out(faults))
    assert len({trial.fault.check for trial in trials}) >= 10
    assert [(trial.fault.check, trial.fault.organ, trial.fault.light) for trial in trials if not trial.found] == []
    assert [trial.false_alarms for trial in trials if trial.false_alarms] == []
