"""``conformance template``: blank workbooks, prefilled from the licensing items."""

from __future__ import annotations

import argparse
from pathlib import Path

from conformance.cli.parser import add_out, add_project
from conformance.cli.project import LEDGER, CountyProject, load_project
from conformance.errors import CannotProceed, Severity
from conformance.evidence.ledger_export import Ledger, Owner, read_export
from conformance.evidence.platform import load_platform
from conformance.terms import BookKind

HELP = "生成空白填报表，事项、材料、环节、细则、指南已按本县事项预先填好"
EXAMPLE = "conformance template YC --out out/workbooks/blank"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whose workbooks, and where to."""
    parser.add_argument("departments", nargs="*", metavar="部门代码", help="如 YC、ZX；见 standards/organs.yaml")
    parser.add_argument("--all", action="store_true", help="所有有事项的部门，以及中心、分中心、乡镇街道和县委编办")
    parser.add_argument(
        "--ledger",
        type=Path,
        metavar="导出文件",
        help="审批平台导出的办件，填入“办件台账”（缺省：不填）",
    )
    parser.add_argument(
        "--mapping",
        type=Path,
        metavar="文件",
        help="平台的对应关系，见 checklists/platforms/（缺省：没有）",
    )
    add_project(parser)
    add_out(parser, "out/workbooks/blank")


def run(arguments: argparse.Namespace) -> int:
    """Write one .xlsx a department; 1 where something of an exported ledger could not be mapped."""
    project = load_project(arguments.project)
    departments = list(arguments.departments)
    if arguments.all:
        departments = list(project.assessed)
    if not departments:
        raise CannotProceed("请写明部门代码，或者用 --all 生成全部。例：conformance template YC")
    if arguments.ledger or arguments.mapping:
        return _with_ledger(project, departments, arguments)
    arguments.out.mkdir(parents=True, exist_ok=True)
    for department in departments:
        path = arguments.out / f"{department}.xlsx"
        path.write_bytes(project.blank(department))
        print(path)
    return 0


def _with_ledger(project: CountyProject, departments: list[str], arguments: argparse.Namespace) -> int:
    if not (arguments.ledger and arguments.mapping and len(departments) == 1):
        example = "conformance template GH --ledger 导出.xls --mapping checklists/platforms/fengjie.yaml"
        raise CannotProceed(f"--ledger 和 --mapping 要一起写，一次一个部门。例：{example}")
    (department,) = departments
    if project.kind_of(department) is not BookKind.DEPARTMENT or department not in project.organs:
        raise CannotProceed(f"“{department}”不填办件台账，请写部门代码，见 standards/organs.yaml。")
    mapping = arguments.mapping
    name = mapping.as_posix() if (project.root / mapping).exists() else str(mapping.resolve())
    platform = load_platform(project.root, name, project.tables)
    owner = Owner(department, project.organs[department].title, project.items_by_title(department))
    ledger = read_export(arguments.ledger, platform, project.tables[LEDGER], owner)
    arguments.out.mkdir(parents=True, exist_ok=True)
    path = arguments.out / f"{department}.xlsx"
    path.write_bytes(project.blank(department, ledger.rows))
    print(path)
    return _tell(ledger)


def _tell(ledger: Ledger) -> int:
    others = f"，其他部门的 {ledger.others} 件没有取用" if ledger.others else ""
    print(f"“办件台账”填入 {len(ledger.rows)} 件{others}。")
    for fault in ledger.faults:
        print(f"{'没有对上' if fault.severity is Severity.FAULT else '提请注意'}  {fault.sentence}")
    return 1 if any(fault.severity is Severity.FAULT for fault in ledger.faults) else 0
