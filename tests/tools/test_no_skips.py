"""A run that holds a test which proves nothing is red and names it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GREEN = "def test_green():\n    assert True\n"
UNPROVEN = {
    "skip": "import pytest\n\ndef test_one():\n    pytest.skip('later')\n",
    "xfail": "import pytest\n\n@pytest.mark.xfail\ndef test_one():\n    assert False\n",
    "xpass": "import pytest\n\n@pytest.mark.xfail\ndef test_one():\n    assert True\n",
    "module": "import pytest\n\npytest.skip('later', allow_module_level=True)\n",
}


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pytest over a folder of its own with the plugin."""
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tools.no_skips", "-p", "no:cacheprovider", *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("kind", UNPROVEN)
def test_a_test_that_proves_nothing_turns_the_run_red(tmp_path: Path, kind: str) -> None:
    (tmp_path / "test_green.py").write_text(GREEN, encoding="utf-8")
    (tmp_path / "test_some.py").write_text(UNPROVEN[kind], encoding="utf-8")
    done = run(tmp_path)
    assert done.returncode == pytest.ExitCode.TESTS_FAILED
    assert "NOT ALLOWED, skipped or expected to fail: test_some.py" in done.stdout


def test_workers_report_to_the_run_that_started_them(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(UNPROVEN["skip"], encoding="utf-8")
    assert run(tmp_path, "-n", "1").returncode == pytest.ExitCode.TESTS_FAILED


def test_a_run_whose_tests_all_prove_something_stays_green(tmp_path: Path) -> None:
    (tmp_path / "test_green.py").write_text(GREEN, encoding="utf-8")
    done = run(tmp_path)
    assert (done.returncode, "NOT ALLOWED" in done.stdout) == (pytest.ExitCode.OK, False)
