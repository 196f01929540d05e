"""``conformance report``: workbooks and judgements to the acceptance report (验收报告)."""

from __future__ import annotations

import argparse

from conformance.cli.output import write_problems, write_report, write_scorecards
from conformance.cli.parser import add_out, add_project
from conformance.cli.score import add_inputs, all_qualified, open_project, print_summary
from conformance.cli.scoring import find_workbooks, score_workbooks

HELP = "由填报表和判定生成验收报告（PDF、HTML、JSON）和记分卡"
EXAMPLE = "conformance report out/workbooks/filled --judgements out/judgements --out out"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to report on, by which rules, where to."""
    add_inputs(parser)
    add_project(parser)
    add_out(parser, "out")


def run(arguments: argparse.Namespace) -> int:
    """Write the report, the scorecards and the problems; 1 where a department does not qualify."""
    project = open_project(arguments)
    scoring = score_workbooks(project, find_workbooks(arguments.workbooks), arguments.judgements)
    write_problems(project, scoring, arguments.out)
    write_scorecards(project, scoring, arguments.out)
    _, pages = write_report(project, scoring, arguments.out)
    print_summary(scoring)
    print(f"{arguments.out / 'report/acceptance-report.pdf'}：{pages} 页")
    return 0 if all_qualified(scoring) else 1
