"""``conformance template``: blank workbooks, prefilled from the licensing items."""

from __future__ import annotations

import argparse

from conformance.cli.parser import add_out, add_project
from conformance.cli.project import load_project
from conformance.errors import CannotProceed

HELP = "生成空白填报表，事项、材料、环节、细则、指南已按本县事项预先填好"
EXAMPLE = "conformance template YC --out out/workbooks/blank"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whose workbooks, and where to."""
    parser.add_argument("departments", nargs="*", metavar="部门代码", help="如 YC、ZX；见 standards/organs.yaml")
    parser.add_argument("--all", action="store_true", help="所有有事项的部门，以及中心、分中心、乡镇街道和县委编办")
    add_project(parser)
    add_out(parser, "out/workbooks/blank")


def run(arguments: argparse.Namespace) -> int:
    """Write one .xlsx a department."""
    project = load_project(arguments.project)
    departments = list(arguments.departments)
    if arguments.all:
        departments = list(project.assessed)
    if not departments:
        raise CannotProceed("请写明部门代码，或者用 --all 生成全部。例：conformance template YC")
    arguments.out.mkdir(parents=True, exist_ok=True)
    for department in departments:
        path = arguments.out / f"{department}.xlsx"
        path.write_bytes(project.blank(department))
        print(path)
    return 0
