"""``conformance check``: what is wrong with workbooks, for the people who fill them in."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from conformance.checklist.check import Check
from conformance.cli.parser import add_calendar, add_format, add_project
from conformance.cli.project import CountyProject, load_project
from conformance.cli.scoring import PROCESSES, find_workbooks, read_and_check, say_what_is_supposed, score_books
from conformance.errors import Severity
from conformance.evidence.book import EvidenceBook
from conformance.evidence.reading import start_reader
from conformance.findings.hold import holds
from conformance.findings.result import CheckResult
from conformance.terms import CheckState, FindingSeverity

HELP = "查填报表：读不出来的单元格，和不符合条款的行"
EXAMPLE = "conformance check out/workbooks/filled/YC.xlsx"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which workbooks, and how to answer."""
    parser.add_argument("workbooks", nargs="+", type=Path, metavar="填报表", help="填报表文件，或者装填报表的目录")
    parser.add_argument(
        "--annotate",
        type=Path,
        metavar="目录",
        help="把标出问题的副本写到这个目录：原表不动，副本里有底色、批注和“需要修改”一页",
    )
    add_project(parser)
    add_calendar(parser)
    add_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print problems and findings by cell, give the workbooks back with marks where wanted; 1 where there is one."""
    start_reader()
    project = load_project(arguments.project, calendar_file=arguments.calendar)
    say_what_is_supposed(project)
    workbooks = find_workbooks(arguments.workbooks)
    if arguments.annotate is not None:
        from conformance.cli.annotating import refuse_writing_over, write_annotated  # nobody else waits for openpyxl

        refuse_writing_over(workbooks, arguments.annotate)
    books, results = read_and_check(project, workbooks, processes=PROCESSES)
    clean = True
    records = []
    for book in books:
        own = results.get(book.department, ())
        violated = [
            result
            for result in own
            if result.findings and project.checks[result.check].severity is FindingSeverity.VIOLATION
        ]
        blocked = any(result.state is CheckState.BLOCKED for result in own)
        clean = clean and not book.problems and not violated and not blocked
        if arguments.format == "json":
            records.append(_record(book, own, project.checks))
        else:
            _print(book, own, project)
    if arguments.format == "json":
        print(json.dumps(records, ensure_ascii=False, indent=1))
    if arguments.annotate is not None:
        for line in write_annotated(project, score_books(project, books, results, None), workbooks, arguments.annotate):
            print(line, file=sys.stderr)
    return 0 if clean else 1


def _print(book: EvidenceBook, results: tuple[CheckResult, ...], project: CountyProject) -> None:
    checks = project.checks
    print(f"== {book.file_name} {book.department_title}")
    for problem in book.problems:
        word = "填表问题" if problem.severity is Severity.FAULT else "提请注意"
        print(f"{word}  {problem.sentence}")
    for result in results:
        check = checks[result.check]
        word = "问题    " if check.severity is FindingSeverity.VIOLATION else "提示    "
        for finding in result.findings:
            print(f"{word}  {finding.message}")
    ran = (result for result in results if result.state is not CheckState.NOT_RUN)
    for hold in holds(ran, checks, project.tables):
        if hold.waits:
            print(f"待改正    {hold.reason}。")
        else:
            print(f"无法核查  {hold.reason}，因此没有核查：{'、'.join(checks[one].title for one in hold.checks)}。")
    for title, states in _left_out(results, checks).items():
        print(f"{title}  {'、'.join(states)}。")


def _left_out(results: tuple[CheckResult, ...], checks: Mapping[str, Check]) -> dict[str, list[str]]:
    """What did not run, once for each reason."""
    left: dict[str, list[str]] = {}
    for result in results:
        if result.state is CheckState.NOT_RUN:
            left.setdefault("县级核查没有运行", []).append(checks[result.check].title)
        elif result.state is CheckState.TABLE_MISSING:
            left.setdefault("因缺表未能核查", []).append(checks[result.check].title)
    return left


def _record(book: EvidenceBook, results: tuple[CheckResult, ...], checks: Mapping[str, Check]) -> dict[str, Any]:
    return {
        "file": book.file_name,
        "department": book.department,
        "sha256": book.sha256,
        "readable": book.readable,
        "problems": [
            {
                "code": problem.code,
                "sheet": problem.sheet,
                "cell": problem.cell,
                "severity": problem.severity.value,
                "sentence": problem.sentence,
            }
            for problem in book.problems
        ],
        "checks": [
            {
                "id": result.check,
                "severity": checks[result.check].severity.value,
                "state": result.state.value,
                "N": result.population,
                "V": len(result.violating),
                "U": len(result.set_aside),
                "blocked_by": list(result.blocked_by),
                "findings": [
                    {
                        "key": finding.finding_key,
                        "sheet": finding.sheet,
                        "cell": finding.cell,
                        "message": finding.message,
                    }
                    for finding in result.findings
                ],
            }
            for result in results
        ],
    }
