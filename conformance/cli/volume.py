"""``conformance volume``: the county's standards as a site and as the compiled volume (标准文本汇编)."""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.cli.parser import add_as_of, add_out, add_project
from conformance.cli.press import add_press, check_press, print_press
from conformance.cli.proof import add_proof, check_proof, print_proof
from conformance.errors import CannotProceed
from conformance.typeset.fonts import read_font_folder
from conformance.volume.cache import building
from conformance.volume.format import FORMATS
from conformance.volume.software import software_digest

if TYPE_CHECKING:
    from conformance.volume.assemble import VolumeSummary

HELP = "由标准和许可事项生成标准文本汇编（PDF），附编为服务指南与审查工作细则"
EXAMPLE = "conformance volume --out out"
CACHE = ".volume-cache"
_SOURCES = ("standards", "checklists")
"""Folders of a project that the text of the volume depends on, beside conf.py."""
_KEPT = 2
"""Sets of fragments that the cache keeps: the last one, and the one before it in case an edit is undone."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the project is, where the volume goes, and what may be used for it."""
    add_project(parser)
    add_out(parser, "out")
    add_as_of(parser)
    parser.add_argument("--site", action="store_true", help="同时把标准网站写到结果目录的 site/")
    parser.add_argument(
        "--jobs", type=_jobs, default=os.cpu_count() or 1, metavar="数", help="同时排版的进程数（缺省：处理器个数）"
    )
    parser.add_argument(
        "--cache",
        type=Path,
        metavar="目录",
        help=f"排好的块存在这里，改一项标准只重排这一项；删去不影响结果（缺省：结果目录下的 {CACHE}）",
    )
    parser.add_argument(
        "--size", choices=tuple(FORMATS), default="a4", help="成品开本：a4 或 16k，即大16开（缺省：a4）"
    )
    add_proof(parser)
    add_press(parser)


def _jobs(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("进程数应为 1 或者更大的整数")
    return number


def run(arguments: argparse.Namespace) -> int:
    """Build the fragments, then the volume."""
    check_press(arguments)
    check_proof(arguments)
    cache = arguments.cache or arguments.out / CACHE
    if arguments.site:
        build_site(arguments.project, arguments.out / "site", cache / "site-fragments", arguments.as_of)
    fragments = find_fragments(arguments.project, cache, arguments.as_of)
    with building(cache / "chunks"):
        _print(fragments, cache, arguments)
    return 0


def _print(fragments: Path, cache: Path, arguments: argparse.Namespace) -> None:
    """Every edition that was asked for."""
    summary = print_volume(fragments, arguments.out, cache, arguments.jobs, arguments.size)
    print(
        f"{arguments.out / 'volume/volume.pdf'}：{summary.standards} 项标准，"
        f"{summary.guides} 个事项的服务指南，{summary.pages} 页"
    )
    if arguments.proof:
        print_proof(arguments)
    if arguments.press:
        print_press(fragments, cache, arguments)


def build_site(project: Path, site: Path, fragments: Path, as_of: date | None = None) -> None:
    """Run Sphinx as a process of its own: the site, and a fragment a standard and an item for the volume."""
    _run_sphinx("build", [project, site, fragments], as_of)


def find_fragments(project: Path, cache: Path, as_of: date | None) -> Path:
    """The folder of fragments of these sources: the one in the cache, or one that Sphinx makes now."""
    digest = _source_digest(project, as_of)
    folder = cache / "fragments" / digest
    if not folder.is_dir():
        part = folder.with_name(f"{digest}.{os.getpid()}.part")
        doctrees = cache / "doctrees" / hashlib.sha256(f"{software_digest()} {as_of}".encode()).hexdigest()[:16]
        try:
            _run_sphinx("fragment_build", [project, part, doctrees], as_of)
            part.rename(folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    os.utime(folder)
    _forget(cache / "fragments")
    _forget(cache / "doctrees")
    return folder


def _source_digest(project: Path, as_of: date | None) -> str:
    """Of everything that decides what the fragments say: the project's files, the day, the software."""
    digest = hashlib.sha256(f"{software_digest()} {as_of}".encode())
    files = [path for name in _SOURCES for path in sorted((project / name).rglob("*")) if path.is_file()]
    for path in (project / "conf.py", *files):
        if path.is_file():
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            digest.update(f"{path.relative_to(project).as_posix()} {content}\n".encode())
    return digest.hexdigest()[:32]


def _forget(folder: Path) -> None:
    """Remove what was used longest ago."""
    kept = sorted(folder.glob("*"), key=lambda path: (path.stat().st_mtime_ns, path.name))[:-_KEPT]
    for path in kept:
        shutil.rmtree(path, ignore_errors=True)


def _run_sphinx(module: str, folders: list[Path], as_of: date | None) -> None:
    day = [f"--as-of={as_of}"] if as_of is not None else []
    done = subprocess.run(
        [sys.executable, "-m", f"conformance.sphinxext.{module}", *day, *map(str, folders)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    if done.returncode:
        raise CannotProceed(f"标准没有读完：\n{(done.stderr or done.stdout).strip()}")


def print_volume(fragments: Path, out: Path, cache: Path, jobs: int, size: str = "a4") -> VolumeSummary:
    """The volume as ``volume/volume.pdf``."""
    from conformance.volume.assemble import Workshop, assemble_volume

    workshop = Workshop(read_font_folder(), cache / "chunks", jobs, FORMATS[size])
    return assemble_volume(fragments, out / "volume" / "volume.pdf", workshop)
