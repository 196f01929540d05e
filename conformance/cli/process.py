"""``conformance process``: how the cases of each item really went, as maps, tables and a list of deviations."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from conformance.cli.page import page
from conformance.cli.parser import add_format, add_out, add_project
from conformance.cli.project import load_project
from conformance.cli.scoring import find_workbooks
from conformance.errors import CannotProceed
from conformance.evidence.reader import ReadContext, read_books
from conformance.inspection.process import ItemProcess, item_processes
from conformance.inspection.process_map import days_words, move_words, process_map_svg
from conformance.inspection.process_record import process_record
from conformance.scores.grading import shown

HELP = "办理过程：由台账还原每个事项的办件实际怎样走，画过程图，列出逆序、跳过、重复、机构不符的办件"
EXAMPLE = "conformance process out/workbooks/filled --out out/process"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whose cases, of which item, where to."""
    parser.add_argument("workbooks", nargs="+", type=Path, metavar="填报表", help="填报表文件，或者装填报表的目录")
    parser.add_argument("--item", metavar="编码", help="只看一个事项编码（缺省：有办件的全部事项）")
    add_project(parser)
    add_out(parser, "out/process")
    add_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write a map for each item and one page with all; 1 where a case went otherwise than its item declares."""
    project = load_project(arguments.project)
    context = ReadContext(project.tables, project.calendar, project.past_editions)
    books = read_books(find_workbooks(arguments.workbooks), context)
    processes = _chosen(item_processes(books, project.tables, project.calendar), arguments.item)
    unread = [book.file_name for book in books if not book.readable]
    names = {code: organ.title for code, organ in project.organs.items()}
    _write(processes, arguments.out, unread, names, project.acceptance.round)
    if arguments.format == "json":
        print(
            json.dumps(
                [{"department": one.department, **process_record(one)} for one in processes],
                ensure_ascii=False,
                indent=1,
            )
        )
    else:
        _print(processes, unread, arguments.out)
    return 1 if any(one.deviations for one in processes) else 0


def _chosen(processes: Sequence[ItemProcess], code: str | None) -> Sequence[ItemProcess]:
    chosen = [one for one in processes if code in (None, one.item_code)]
    if not chosen:
        what = f"编码为“{code}”的办件" if code else "办件"
        raise CannotProceed(f"这些填报表的办件台账里没有{what}，画不出过程图；请核对事项编码和台账。")
    return chosen


def _write(
    processes: Sequence[ItemProcess], out: Path, unread: Sequence[str], names: dict[str, str], round_title: str
) -> None:
    out.mkdir(parents=True, exist_ok=True)
    maps = {one.item_code: process_map_svg(one) for one in processes}
    for code, svg in maps.items():
        (out / f"{code}.svg").write_text(svg, encoding="utf-8")
    html = page(
        "process.html.j2",
        processes=processes,
        maps=maps,
        unread=unread,
        names=names,
        round=round_title,
        days=days_words,
        percent=lambda share: f"{shown(share * 100, 1)}%",
    )
    (out / "index.html").write_text(html, encoding="utf-8")


def _print(processes: Sequence[ItemProcess], unread: Sequence[str], out: Path) -> None:
    for one in processes:
        print(f"{one.department:<4} {one.item_code} {one.title}：{one.cases} 件，{one.deviation_words or '没有偏差'}")
        if one.slowest is not None:
            print(f"     {move_words(one.slowest, one)}")
        for deviation in one.deviations:
            print(f"     {deviation.kind.label}  第 {deviation.row} 行 {deviation.case_number}：{deviation.words}")
    for name in unread:
        print(f"没有收录：{name} 读不出来，请用 conformance check 查明")
    print(f"过程图和列表在 {out / 'index.html'}")
