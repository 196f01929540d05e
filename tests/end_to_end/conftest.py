"""The sample county, made once: clean, and with its defects planted and reported on by the command line."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from conformance.cli.main import main
from tools.plant_defects import load_defects, plant
from tools.sample_county import make_county

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class County:
    """Where things are."""

    clean: Path
    """Workbooks before any defect was planted."""
    planted: Path
    """The same with the defects."""
    out: Path
    """What ``conformance report`` made of the planted ones."""
    status: int
    """Its exit status."""


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    """Made from seed 2017, as the demo does."""
    folder = tmp_path_factory.mktemp("county")
    sample = make_county(ROOT, folder / "sample", 2017)
    planted = folder / "planted"
    shutil.copytree(sample.workbooks, planted)
    plant(planted, load_defects())
    out = folder / "out"
    told = ["--judgements", str(sample.judgements), "--project", str(ROOT), "--out", str(out)]
    status = main(["report", str(planted), *told, "--departments"])
    return County(sample.workbooks, planted, out, status)
