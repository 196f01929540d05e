"""The options by which ``report`` and ``verify`` are told what went on around the scoring (检查过程)."""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path

from conformance.cli.parser import read_file
from conformance.cli.project import CountyProject
from conformance.cli.scoring import Scoring
from conformance.inspection.results import read_results, results_of
from conformance.report.proceedings import PreviousRound, Proceedings, compare_rounds, read_sampling
from conformance.scores.record import scorecard_record


def add_proceedings(parser: argparse.ArgumentParser) -> None:
    """The sample, the round before, the day of the rectification list."""
    parser.add_argument(
        "--sample",
        type=Path,
        metavar="文件",
        help="sample draw 写出的 sample.json，写进报告（缺省：不写）",
    )
    parser.add_argument(
        "--previous", type=Path, metavar="目录", help="上一轮的结果目录，报告逐个单位与它比较（缺省：不比较）"
    )
    parser.add_argument(
        "--issued-on", type=date.fromisoformat, metavar="日期", help="整改清单下达日，次日起算（缺省：期限空着）"
    )
    parser.add_argument("--days", type=int, default=20, metavar="数", help="整改期限，工作日（缺省：20）")


def proceedings_of(arguments: argparse.Namespace, project: CountyProject, scoring: Scoring) -> Proceedings:
    """What the options tell."""
    issued, sample = arguments.issued_on, arguments.sample
    return Proceedings(
        sampling=None if sample is None else read_sampling(read_file(sample), str(sample)),
        previous=None if arguments.previous is None else _previous(arguments.previous, project, scoring),
        issued_on=issued,
        due_on=None if issued is None else project.calendar.add_working_days(issued, arguments.days),
    )


def _previous(folder: Path, project: CountyProject, scoring: Scoring) -> PreviousRound:
    records = (
        scorecard_record(card, project.checks, project.editions, results=scoring.results.get(card.book.department, ()))
        for card in scoring.cards
    )
    now = results_of([json.loads(json.dumps(record)) for record in records], "本轮结果")
    return compare_rounds(read_results(folder), now)
