"""The set-up does nothing twice, and says in words what a machine lacks; the machine's commands are stubs."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE_IT = ["/bin/sh", "-c", ". tools/setup.sh && echo 开工"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A checkout that nothing was set up in."""
    folder = tmp_path / "project"
    (folder / "tools").mkdir(parents=True)
    for name in ("tools/setup.sh", "tools/fonts.py", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture
def stubs(tmp_path: Path) -> Path:
    """A folder that stands before PATH."""
    folder = tmp_path / "stubs"
    folder.mkdir()
    return folder


def put(stubs: Path, name: str, script: str) -> None:
    """Replace a command."""
    path = stubs / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def source(project: Path, path: str) -> subprocess.CompletedProcess[str]:
    """Source the set-up as the two commands do."""
    environment = {"PATH": path, "HOME": str(project), "TMPDIR": str(project)}
    return subprocess.run(SOURCE_IT, cwd=project, env=environment, capture_output=True, text=True, check=False)


def test_a_second_run_starts_its_work_at_once_and_says_nothing() -> None:
    started = time.monotonic()
    done = subprocess.run(SOURCE_IT, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "开工\n", "")
    assert time.monotonic() - started < 3


def test_an_ordinary_user_is_told_what_to_install(project: Path, stubs: Path) -> None:
    put(stubs, "dpkg-query", "exit 1")
    put(stubs, "id", "echo 1000")
    put(stubs, "apt-get", "touch apt-was-called")
    done = source(project, f"{stubs}:{os.environ['PATH']}")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("缺少下列软件包，请以 root 运行下面两行命令后重试：\n    apt-get update\n")
    for package in ("libpango-1.0-0", "libharfbuzz-subset0", "fontconfig", "fonts-noto-cjk", "fonts-liberation"):
        assert package in done.stderr
    assert not (project / "apt-was-called").exists()


def test_root_is_given_only_what_is_missing(project: Path, stubs: Path) -> None:
    put(stubs, "dpkg-query", 'for last; do :; done; [ "$last" = fontconfig ] || printf installed')
    put(stubs, "id", "echo 0")
    put(stubs, "apt-get", f'echo "$@" >>{project}/calls; exit 100')
    done = source(project, f"{stubs}:{os.environ['PATH']}")
    assert done.returncode == 2
    assert done.stderr.startswith("正在安装软件包： fontconfig ……\n")
    assert done.stderr.endswith("软件包没有装上，请检查网络和 /etc/apt 的软件源后重试。\n")
    assert (project / "calls").read_text(encoding="utf-8") == "-qq update\n"


def test_another_system_than_debian_is_named(project: Path, stubs: Path) -> None:
    done = source(project, str(stubs))
    assert (done.returncode, done.stderr) == (2, "本机不是 Debian 系统，请在 Debian 12（bookworm）上运行。\n")
