"""Sixty-four kinds of defect in forty organs: exactly what was planted lights, and nothing in the clean county."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.end_to_end.test_sample_county import Light, checked, lights_of
from tools.plant_defects import Defect, plant
from tools.plant_many import defects_of, load_manifest
from tools.sample.large import make_large_county

ROOT = Path(__file__).parents[2]


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
