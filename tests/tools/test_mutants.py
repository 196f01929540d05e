"""The lines that are broken by hand are there, each once; that tests notice is for the tool to show."""

from __future__ import annotations

from pathlib import Path

from tools.bench.mutants import load_mutants, misplaced

ROOT = Path(__file__).parents[2]


def test_every_line_stands_once_in_its_file() -> None:
    assert [fault for mutant in load_mutants() if (fault := misplaced(mutant, ROOT))] == []


def test_there_are_thirty_and_each_has_its_tests() -> None:
    mutants = load_mutants()
    assert len({mutant.name for mutant in mutants}) == len(mutants) >= 30
    assert [one.tests for one in mutants if not all((ROOT / test).exists() for test in one.tests.split())] == []
