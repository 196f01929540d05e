"""``conformance volume``: the county's standards as a site and as the compiled volume (标准文本汇编)."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.cli.parser import add_as_of, add_out, add_project
from conformance.errors import CannotProceed
from conformance.typeset.fonts import read_font_folder

if TYPE_CHECKING:
    from conformance.volume.assemble import VolumeSummary

HELP = "由标准和许可事项生成标准文本汇编（PDF），附编为服务指南与审查工作细则"
EXAMPLE = "conformance volume --out out"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the project is and where the volume goes."""
    add_project(parser)
    add_out(parser, "out")
    add_as_of(parser)
    parser.add_argument("--site", action="store_true", help="同时把标准网站写到结果目录的 site/")


def run(arguments: argparse.Namespace) -> int:
    """Build the fragments, then the volume."""
    with tempfile.TemporaryDirectory() as aside:
        site = arguments.out / "site" if arguments.site else Path(aside) / "site"
        fragments = Path(aside) / "fragments"
        build_site(arguments.project, site, fragments, arguments.as_of)
        summary = print_volume(fragments, arguments.out)
    print(
        f"{arguments.out / 'volume/volume.pdf'}：{summary.standards} 项标准，"
        f"{summary.guides} 个事项的服务指南，{summary.pages} 页"
    )
    return 0


def build_site(project: Path, site: Path, fragments: Path, as_of: date | None = None) -> None:
    """Run Sphinx as a process of its own: the site, and a fragment a standard and an item for the volume."""
    day = [f"--as-of={as_of}"] if as_of is not None else []
    done = subprocess.run(
        [sys.executable, "-m", "conformance.sphinxext.build", *day, str(project), str(site), str(fragments)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotProceed(f"标准网站没有生成：\n{(done.stderr or done.stdout).strip()}")


def print_volume(fragments: Path, out: Path) -> VolumeSummary:
    """The volume as ``volume/volume.pdf``."""
    from conformance.volume.assemble import assemble_volume  # WeasyPrint takes half a second to import

    return assemble_volume(fragments, out / "volume" / "volume.pdf", read_font_folder())
