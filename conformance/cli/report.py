"""``conformance report``: workbooks and judgements to the acceptance report (验收报告)."""

from __future__ import annotations

import argparse

from conformance.cli.output import (
    BRIEF,
    CLOSING,
    DEPARTMENTS,
    FORMATS,
    make_whole_report,
    write_problems,
    write_report,
    write_scorecards,
)
from conformance.cli.parser import add_out, add_project
from conformance.cli.proceedings import add_proceedings, proceedings_of
from conformance.cli.score import add_inputs, open_project
from conformance.cli.scoring import PROCESSES, find_workbooks, score_workbooks
from conformance.cli.summary import all_qualified, summary_sentences

HELP = "由填报表和判定生成验收报告（PDF、DOCX、XLSX、HTML、JSON）和记分卡"
EXAMPLE = "conformance report out/workbooks/filled --judgements out/judgements --out out"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to report on, by which rules, where to."""
    add_inputs(parser)
    add_proceedings(parser)
    add_project(parser)
    add_out(parser, "out")
    parser.add_argument(
        "--format",
        type=_formats,
        default=FORMATS,
        metavar="格式",
        help=f"要哪些格式，用逗号隔开（缺省：全部，即 {','.join(FORMATS)}）；verify 复核时要用 json",
    )
    parser.add_argument(
        "--departments",
        action="store_true",
        help="另为每个单位写一份 report/departments/<代码>.pdf，为分管县领导写一页 report/brief.pdf（缺省：不写）",
    )
    parser.add_argument(
        "--closing",
        action="store_true",
        help="另写全县总结报告的初稿 report/closing-report.docx，附成果资料目录，供办公室修改（缺省：不写）",
    )


def _formats(text: str) -> tuple[str, ...]:
    """The formats asked for; a wrong one is refused by name."""
    wanted = tuple(dict.fromkeys(text.replace("，", ",").split(",")))
    unknown = [one for one in wanted if one not in FORMATS]
    if unknown:
        raise argparse.ArgumentTypeError(f"没有“{'、'.join(unknown)}”这种格式，可用的是 {'、'.join(FORMATS)}")
    return wanted


def run(arguments: argparse.Namespace) -> int:
    """Write the report, the scorecards and the problems; 1 where a department does not qualify."""
    project = open_project(arguments)
    scoring = score_workbooks(project, find_workbooks(arguments.workbooks), arguments.judgements, processes=PROCESSES)
    write_problems(project, scoring, arguments.out)
    write_scorecards(project, scoring, arguments.out)
    report = make_whole_report(project, scoring, proceedings_of(arguments, project, scoring))
    pages = write_report(
        report, arguments.out, arguments.format, alone=arguments.departments, closing=arguments.closing
    )
    for sentence in summary_sentences(scoring):
        print(sentence)
    for ending in arguments.format:
        printed = f"：{pages} 页" if ending == "pdf" else ""
        print(f"{arguments.out / f'report/acceptance-report.{ending}'}{printed}")
    if arguments.departments:
        print(f"{arguments.out / 'report' / BRIEF}：一页简报")
        print(f"{arguments.out / 'report' / DEPARTMENTS}：每个单位一份，共 {len(scoring.cards)} 份")
    if arguments.closing:
        print(f"{arguments.out / 'report' / CLOSING}：总结报告初稿，方括号处请填写")
    return 0 if all_qualified(scoring) else 1
