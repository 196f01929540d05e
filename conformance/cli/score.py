"""``conformance score``: workbooks and judgements to scorecards (记分卡)."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from conformance.cli.output import write_problems, write_scorecards, write_store
from conformance.cli.parser import add_calendar, add_out, add_project
from conformance.cli.project import CountyProject, load_project
from conformance.cli.scoring import Scoring, find_workbooks, say_what_is_supposed, score_workbooks
from conformance.findings.result import RowRef
from conformance.inspection.round import read_round
from conformance.scores.fewest import find_fewest_rows
from conformance.scores.grading import shown
from conformance.scores.scorecard import Scorecard
from conformance.scores.what_if import WhatIf
from conformance.terms import Grade

HELP = "由填报表和判定生成记分卡；给出一个目录时同时做县级核查"
EXAMPLE = "conformance score out/workbooks/filled --judgements out/judgements --out out"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to score, by which rules, where to."""
    add_inputs(parser)
    add_calendar(parser)
    add_project(parser)
    add_out(parser, "out")


def add_inputs(parser: argparse.ArgumentParser) -> None:
    """The inputs that ``score`` and ``report`` have in common."""
    parser.add_argument("workbooks", nargs="+", type=Path, metavar="填报表", help="填报表文件，或者装填报表的目录")
    parser.add_argument(
        "--judgements", type=Path, metavar="目录", help="判定文件 <部门代码>.yaml 所在的目录（缺省：没有判定）"
    )
    parser.add_argument(
        "--acceptance", type=Path, metavar="文件", help="另一份评分规则（缺省：项目的 checklists/acceptance.yaml）"
    )
    parser.add_argument(
        "--round", type=Path, metavar="文件", help="锁定的轮次文件；依据的文件与它不符时不评分（缺省：不核对）"
    )


def open_project(arguments: argparse.Namespace, calendar: Path | None = None) -> CountyProject:
    """The county project; CannotProceed where it is not the one that the round is pinned to."""
    project = load_project(arguments.project, arguments.acceptance, calendar)
    if arguments.round is not None:
        read_round(arguments.round, arguments.project).refuse_others(project.editions)
    return project


def run(arguments: argparse.Namespace) -> int:
    """Write scorecards and problems; 1 where a department does not qualify."""
    project = open_project(arguments, arguments.calendar)
    say_what_is_supposed(project)
    scoring = score_workbooks(project, find_workbooks(arguments.workbooks), arguments.judgements)
    write_problems(project, scoring, arguments.out)
    write_scorecards(project, scoring, arguments.out)
    write_store(project, scoring, arguments.out)
    print_summary(scoring)
    for sentence in mend_sentences(project, scoring):
        print(sentence)
    return 0 if all_qualified(scoring) else 1


def mend_sentences(project: CountyProject, scoring: Scoring) -> Iterator[str]:
    """For each department below the marks, the few rows to mend first."""
    for card in scoring.cards:
        plan = find_fewest_rows(
            WhatIf(card, project.acceptance, project.implies), pass_mark=project.acceptance.pass_mark
        )
        if plan is not None:
            proof = "不能再少" if plan.proved else "一种方案"
            places = "；".join(_row_words(row, card) for row in plan.rows)
            count, total = len(plan.rows), shown(plan.total)
            yield f"{card.book.department:<4} 先改 {count} 处（{proof}）即可合格，得 {total} 分：{places}"


def _row_words(row: RowRef, card: Scorecard) -> str:
    """A row of a sheet, or what the department lacks as a whole."""
    table = card.book.tables.get(row.table)
    if row.row and table is not None:
        return f"表“{table.sheet}”第 {row.row} 行（{row.key}）"
    results = (score.result for clause in card.clauses for score in clause.checks)
    messages = (one.message for result in results for one in result.findings if one.where == row)
    return next(messages, row.key).rstrip("。")


def all_qualified(scoring: Scoring) -> bool:
    """Whether everybody qualifies, nothing being left open."""
    good = (Grade.EXCELLENT, Grade.QUALIFIED)
    return not scoring.judgement_faults and all(card.grade in good for card in scoring.cards)


def _what_is_open(card: Scorecard) -> str:
    """What the higher total hangs on."""
    if not any(clause.disputed for clause in card.clauses):
        return "改正填表问题"
    return "改正填表问题、裁定检查人的分歧"


def print_summary(scoring: Scoring) -> None:
    """A line a department, worst news included."""
    for fault in scoring.judgement_faults:
        print(f"判定文件  {fault.sentence}")
    for card in scoring.cards:
        book = card.book
        if not book.readable:
            print(f"{book.department:<4} 未评  {book.problems[0].sentence if book.problems else ''}")
            continue
        total = shown(card.total.as_it_stands)
        mended = shown(card.total.if_mended)
        both = f"{total} 分" if total == mended else f"{total} 分（{_what_is_open(card)}后最高可到 {mended} 分）"
        vetoes = f"，否决项：{'、'.join(card.vetoes)}" if card.vetoes else ""
        county = "，不含县级核查" if card.county_checks_left_out else ""
        print(f"{book.department:<4} {card.grade.label}  {both}{vetoes}{county}")
    mean = scoring.summary.mean
    if mean is not None and scoring.summary.departments > 1:
        unrated = f"，不含 {len(scoring.summary.unrated)} 个部门（未评）" if scoring.summary.unrated else ""
        print(f"部门平均 {shown(mean.as_it_stands)} 分（{scoring.summary.departments} 个部门{unrated}）")
