"""The site is built by a process of its own, which tells in words what it could not do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.sphinxext.build import build_site, main


def test_it_works(project: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "conformance.sphinxext.build", str(project), "site", "fragments"]
    done = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, "PYTHONUTF8": "1"}, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert (tmp_path / "site" / "clauses.json").is_file()
    assert (tmp_path / "fragments" / "volume.json").is_file()


def test_pages_of_what_is_gone_do_not_remain_and_other_files_do(project: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "checks").mkdir(parents=True)
    (site / "checks" / "own.html").write_text("不是网站的文件", encoding="utf-8")
    build_site(project, site)
    assert (site / "checks" / "own.html").is_file()
    (site / "note.txt").write_text("留下", encoding="utf-8")
    (site / "checks" / "gone.html").write_text("旧页", encoding="utf-8")
    build_site(project, site)
    assert not (site / "checks" / "gone.html").exists()
    assert (site / "note.txt").is_file()


def test_a_project_without_a_system_is_refused(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "standards" / "system.yaml").unlink()
    assert main([str(project), str(tmp_path / "site")]) == 2
    assert (
        capsys.readouterr().err == "standards/system.yaml：没有这个文件或者不能读取；请补上该文件，或者核对文件夹。\n"
    )


def test_wrong_arguments_are_answered_with_the_right_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert capsys.readouterr().err.startswith("用法：python -m conformance.sphinxext.build 项目文件夹 输出文件夹")
