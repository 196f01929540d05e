"""How surely each check finds what it is for: measured for all, on the rules as they stand."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from conformance.checklist.check import load_checks
from conformance.checklist.detection import DETECTION_FILE, load_detection, read_detection, rule_digest

PROJECT = Path(__file__).parents[2]
CHECKS = load_checks(PROJECT)
GOAL = 0.95
_TOLD_BY_THE_READER = {"item-code-structure", "item-coded", "secret-case-not-public", "secret-item-not-public"}
"""A key that is blank or no code, and what must not be taken in: the cell is told, the row or the book set aside."""


def test_every_check_was_measured_on_the_rule_that_it_has_now() -> None:
    """Where it was not: ``python tools/bench/detection.py CHECK``."""
    assert sorted(set(CHECKS) - set(load_detection(PROJECT, CHECKS))) == []
    assert sorted(set(read_detection(PROJECT)) - set(CHECKS)) == []


def test_nearly_all_planted_faults_are_found_and_nothing_else_is() -> None:
    measured = load_detection(PROJECT, CHECKS).values()
    planted = sum(one.planted for one in measured)
    assert planted >= 4 * len(CHECKS)
    assert sum(one.found for one in measured) >= GOAL * planted
    assert [one for one in measured if one.false_alarms] == []


def test_no_check_goes_without_a_fault_that_it_found() -> None:
    measured = load_detection(PROJECT, CHECKS)
    assert sorted(check for check, one in measured.items() if one.planted < 2 or one.found == 0) == []
    assert {check for check, one in measured.items() if one.by_reader} <= _TOLD_BY_THE_READER


def test_a_figure_of_another_rule_is_not_shown() -> None:
    check = CHECKS["training"]
    reworded = replace(check, message="请补填", why="")
    changed = replace(check, violations_sql=check.violations_sql + " and true")
    assert rule_digest(reworded) == rule_digest(check) != rule_digest(changed)
    assert "training" in load_detection(PROJECT, {"training": reworded})
    assert load_detection(PROJECT, {"training": changed}) == {}


def test_a_project_that_measured_nothing_shows_nothing(tmp_path: Path) -> None:
    assert load_detection(tmp_path, CHECKS) == {}
    copy = tmp_path / DETECTION_FILE
    copy.parent.mkdir(parents=True)
    shutil.copyfile(PROJECT / DETECTION_FILE, copy)
    assert read_detection(tmp_path) == read_detection(PROJECT)
