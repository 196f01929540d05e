"""``conformance coverage``: the Guide against standards, checks and judgements (覆盖表), gaps first."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from conformance.checklist.coverage import GapKind
from conformance.cli.coverage_book import coverage_book
from conformance.cli.coverage_facts import CoverageFacts, gather, record, share
from conformance.cli.page import page
from conformance.cli.parser import add_as_of, add_out, add_project
from conformance.cli.project import load_project

HELP = "《指引》条目对标准条款、核查程序和人工判定的覆盖表，缺口在前"
EXAMPLE = "conformance coverage --format html,xlsx --out out/coverage"

_FORMATS = ("text", "json", "html", "xlsx")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How much to tell, in which forms, where to."""
    parser.add_argument(
        "--summary",
        action="store_true",
        help="只列数量：标准、各类条款、事项、服务指南、待核、字数、汇编页数、各章覆盖",
    )
    parser.add_argument(
        "--format",
        type=_formats,
        default=("text",),
        metavar="形式",
        help="text、json、html、xlsx 中的一种或几种，用逗号隔开；html 和 xlsx 写成文件（缺省：text）",
    )
    parser.add_argument(
        "--volume",
        type=Path,
        metavar="文件",
        help="汇编的 PDF，用来数页数（缺省：县项目目录的 out/volume/volume.pdf）",
    )
    add_as_of(parser)
    add_project(parser)
    add_out(parser, "out/coverage")


def run(arguments: argparse.Namespace) -> int:
    """Tell the coverage; 1 where a shall-clause has no clause of a standard."""
    root = arguments.project
    facts = gather(load_project(root), arguments.volume or root / "out/volume/volume.pdf", arguments.as_of)
    if "json" in arguments.format:
        print(json.dumps(record(facts, summary=arguments.summary), ensure_ascii=False, indent=1))
    elif "text" in arguments.format:
        _print(facts, whole=not arguments.summary)
    if "html" in arguments.format:
        html = page("coverage.html.j2", facts=facts, share=share)
        _write(arguments.out / "coverage.html", html.encode())
    if "xlsx" in arguments.format:
        _write(arguments.out / "coverage.xlsx", coverage_book(facts))
    return 1 if facts.coverage.gaps_of(GapKind.NOT_IMPLEMENTED) else 0


def _formats(text: str) -> tuple[str, ...]:
    chosen = tuple(text.split(","))
    if not set(chosen) <= set(_FORMATS):
        raise ValueError(text)
    return chosen


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    print(path)


def _print(facts: CoverageFacts, *, whole: bool) -> None:
    if facts.faults:
        print(f"标准有 {facts.faults} 处问题，下面的结果可能不全；请先运行 conformance lint。")
    if facts.as_of is not None:
        print(f"只计 {facts.as_of} 有效的标准和事项。")
    for document in facts.forthcoming:
        print(f"即将实施，未计入：{document.code} {document.title}，自 {document.effective_on} 起实施")
    for kind, gaps in facts.gaps:
        print(f"{kind.label}：{len(gaps)} 处" if gaps else f"{kind.label}：没有")
        for gap in gaps if whole else ():
            print(f"  {gap.sentence}")
    if whole:
        _print_rows(facts)
    print()
    for name, value in facts.figures():
        print(f"{name}：{value}")
    print()
    for one in facts.chapters:
        print(
            f"{one.title}：{one.clauses} 条，标准落实 {one.implemented} 条（{share(one.implemented, one.clauses)}），"
            f"其中“应”类 {one.shall_implemented}/{one.shall} 条；有核查程序 {one.checked} 条，"
            f"本轮有核查或者判定 {one.decided} 条"
        )


def _print_rows(facts: CoverageFacts) -> None:
    print()
    for row in facts.coverage.rows:
        places = "；".join(map(facts.place, row.implemented_by)) or "无标准条款"
        checks = "；".join(check.title for check in facts.checks(row)) or "无核查程序"
        clause = row.clause
        print(f"{clause.id} {clause.title}（{clause.force.label}）｜{places}｜{checks}｜{row.decision}")
