"""Break lines of the package that matter, one at a time, and see that a test turns red (变异).

    python tools/bench/mutants.py

works on a copy of the tree, never in the checkout; prints a line for each. Exit status 1 where a broken line went
unnoticed, 2 where a line is not there or its tests fail before it is broken.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
LIST = Path(__file__).with_name("mutants.yaml")
_LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".fonts", "out", "__pycache__", "*.pyc")


@dataclass(frozen=True)
class Mutant:
    """A line, what it is broken into, and the tests that must notice."""

    name: str
    file: str
    line: str
    broken: str
    tests: str


def load_mutants() -> tuple[Mutant, ...]:
    """The mutants in the order of the list."""
    return tuple(Mutant(**entry) for entry in yaml.safe_load(LIST.read_text(encoding="utf-8")))


def misplaced(mutant: Mutant, root: Path) -> str:
    """Why the mutant cannot be made; empty where it can."""
    count = (root / mutant.file).read_text(encoding="utf-8").count(mutant.line)
    return "" if count == 1 else f"{mutant.file} holds {count} times: {mutant.line}"


def survivors(mutants: tuple[Mutant, ...], copy: Path) -> Iterator[tuple[Mutant, bool]]:
    """Each mutant with whether the tests stayed green."""
    for mutant in mutants:
        file = copy / mutant.file
        sound = file.read_text(encoding="utf-8")
        file.write_text(sound.replace(mutant.line, mutant.broken), encoding="utf-8")
        try:
            yield mutant, _is_green(mutant.tests, copy)
        finally:
            file.write_text(sound, encoding="utf-8")


def _is_green(tests: str, copy: Path) -> bool:
    command = [sys.executable, "-B", "-m", "pytest", "-q", "-x", "--no-header", *tests.split()]
    environment = os.environ | {"PYTHONPATH": str(copy)}
    return subprocess.run(command, cwd=copy, env=environment, capture_output=True, check=False).returncode == 0


def main() -> int:
    """Run them all, or those whose name holds a word."""
    parser = argparse.ArgumentParser(description="逐行改坏程序，看测试是否变红")
    parser.add_argument("word", nargs="?", default="", help="只试名称含有该词的")
    word = parser.parse_args().word
    mutants = tuple(mutant for mutant in load_mutants() if word in mutant.name)
    if faults := [fault for mutant in mutants if (fault := misplaced(mutant, ROOT))]:
        print("\n".join(faults), file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=_LEFT_OUT, symlinks=True)
        for tests in dict.fromkeys(mutant.tests for mutant in mutants):
            if not _is_green(tests, copy):
                print(f"{tests} is red before anything was broken", file=sys.stderr)
                return 2
        survived = 0
        for mutant, is_green in survivors(mutants, copy):
            survived += is_green
            print(f"{'SURVIVED' if is_green else 'red':<9} {mutant.name:<48} {mutant.file}", flush=True)
    print(f"{len(mutants)} lines broken, {len(mutants) - survived} noticed, {survived} survived")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
