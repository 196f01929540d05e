"""``conformance query``: ask the results of ``score`` in SQL, or tell the county's figures; no workbook is read."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from conformance.checklist.acceptance import load_acceptance
from conformance.checklist.guide import load_guide
from conformance.cli.parser import add_format, add_project
from conformance.cli.summary import county_figures
from conformance.inspection.question import Answer, ask
from conformance.inspection.store import FOLDER, ResultStore
from conformance.scores.county import CountySummary, summarise_rated
from conformance.scores.grading import shown

HELP = "查询评分结果：写一条 SELECT，或者不写，列出全县情况；不再读填报表"
EXAMPLE = 'conformance query "select department, total from departments order by total" --results out'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to ask, of which results."""
    parser.add_argument("statement", nargs="?", metavar="查询", help="一条 SELECT（缺省：列出全县情况）")
    parser.add_argument(
        "--results", type=Path, default=Path("out"), metavar="目录", help="score 的结果目录（缺省：out）"
    )
    add_project(parser)
    add_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the answer; always 0 when it could be given."""
    store = ResultStore(arguments.results / FOLDER)
    if arguments.statement is None:
        rule = load_acceptance(arguments.project, load_guide(arguments.project)).conclusion
        summaries = {county: summarise_rated(organs, rule) for county, organs in store.rated().items()}
        for sentence in _county(summaries[""]) if list(summaries) == [""] else _counties(summaries):
            print(sentence)
        return 0
    answer = ask(store, arguments.statement)
    if arguments.format == "json":
        records = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
        print(json.dumps(records, ensure_ascii=False, indent=1, default=str))
    else:
        _print(answer)
    return 0


def _county(summary: CountySummary) -> Iterator[str]:
    for what, mean in (("部门平均", summary.mean), ("按事项数加权平均", summary.weighted_mean)):
        if mean is not None:
            yield f"{what} {shown(mean.as_it_stands)} 分，修正后最高 {shown(mean.if_mended)} 分"
    yield "，".join(f"{grade.label} {count} 个" for grade, count in summary.distribution.items() if count)
    if summary.unrated:
        yield f"平均不含未评的 {len(summary.unrated)} 个部门：{'、'.join(summary.unrated)}"
    yield f"建议结论：{summary.proposal}。{summary.proposal_reason}。"


def _counties(summaries: Mapping[str, CountySummary]) -> Iterator[str]:
    """A line a county."""
    for county, summary in summaries.items():
        yield f"{county}  {county_figures(summary)}"


def _print(answer: Answer) -> None:
    print("\t".join(answer.columns))
    for row in answer.rows:
        print("\t".join("" if value is None else str(value) for value in row))
    print(f"共 {len(answer.rows)} 行")
