"""How surely each check finds what it is for (检出率): faults planted in a clean county, and how many were found.

``tools/bench/detection`` measures it and writes the file; the site prints it on the page of each check. A figure
belongs to the rule that it was measured on: where the SQL was changed since, it says nothing any more and is left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from conformance.checklist.check import Check

DETECTION_FILE = "checklists/detection.yaml"


@dataclass(frozen=True)
class Detection:
    """What was measured of one check."""

    planted: int
    """Faults planted, one at a time, in workbooks without any."""
    found: int
    """Of these, how many the check found in the row where they are."""
    false_alarms: int
    """Findings of any check that no planted fault explains."""
    by_reader: int
    """Of the faults found, how many the reader tells before any check runs: a key left blank, a classified row."""
    rule: str
    """Digest of the rule that was measured."""


def load_detection(project: Path, checks: Mapping[str, Check]) -> dict[str, Detection]:
    """What is known of each check as it stands now, by id; empty where nothing was measured."""
    measured = read_detection(project)
    return {check: one for check, one in measured.items() if check in checks and one.rule == rule_digest(checks[check])}


def read_detection(project: Path) -> dict[str, Detection]:
    """The file as it is, by check; empty where the project has none."""
    path = project / DETECTION_FILE
    if not path.is_file():
        return {}
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {check: Detection(**{"by_reader": 0, **figures}) for check, figures in data["checks"].items()}


def rule_digest(check: Check) -> str:
    """Twelve hexadecimal digits that change with the SQL of a check and with nothing else."""
    return hashlib.sha256(f"{check.population_sql}\0{check.violations_sql}".encode()).hexdigest()[:12]
