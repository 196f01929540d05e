"""``conformance verify``: make a report again from its inputs and name the first thing that differs."""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from conformance.cli.output import DIGESTS, REPORT_FILES, make_whole_report
from conformance.cli.parser import add_format
from conformance.cli.score import add_inputs, open_project
from conformance.cli.scoring import find_workbooks, score_workbooks
from conformance.errors import CannotProceed
from conformance.report.comparison import differences
from conformance.report.html import report_html
from conformance.report.json import report_record

HELP = "复核验收报告：由填报表和判定重新计算每个数，说出第一处不同"
EXAMPLE = "conformance verify out/report out/workbooks/filled --judgements out/judgements"
JSON_FILE, HTML_FILE = REPORT_FILES[:2]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The report, and what it was made of."""
    parser.add_argument("report", type=Path, metavar="报告目录", help="report 命令写出的 report/ 目录")
    add_inputs(parser)
    parser.add_argument("--project", type=Path, default=Path(), metavar="目录", help="县项目目录（缺省：当前目录）")
    parser.add_argument("--all", action="store_true", help="列出全部不同之处（缺省：只列前 10 处）")
    add_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """0 where every figure and every file agrees, 1 where something differs."""
    stored = _stored(arguments.report)
    project = open_project(arguments)
    scoring = score_workbooks(project, find_workbooks(arguments.workbooks), arguments.judgements)
    report = make_whole_report(project, scoring)
    found = [one.sentence for one in differences(stored, json.loads(json.dumps(report_record(report))))]
    found.extend(_file_differences(arguments.report, report_html(report)))
    shown = found if arguments.all else list(islice(found, 10))
    if arguments.format == "json":
        print(
            json.dumps({"agrees": not found, "count": len(found), "differences": shown}, ensure_ascii=False, indent=1)
        )
    elif found:
        print(f"不一致，共 {len(found)} 处，第一处是：")
        for sentence in shown:
            print(f"  {sentence}")
    else:
        departments = len(stored["departments"])
        print(f"一致：{departments} 份填报表重新计算，每个数、每条问题都与报告相同，报告的文件没有改动。")
    return 1 if found else 0


def _stored(folder: Path) -> dict[str, Any]:
    path = folder / JSON_FILE
    try:
        record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        whole = isinstance(record["departments"], list) and isinstance(record["editions"], dict)
    except OSError as fault:
        raise CannotProceed(f"没有“{path}”，请指定 conformance report 写出的 report/ 目录。") from fault
    except (ValueError, KeyError, TypeError) as fault:
        raise CannotProceed(f"“{path}”不是完整的报告数据，已被改动或者没有写完。") from fault
    if not whole:
        raise CannotProceed(f"“{path}”不是完整的报告数据，已被改动或者没有写完。")
    return record


def _file_differences(folder: Path, html: str) -> Iterator[str]:
    """Files that are not as the digests beside them say, and a page that the data would make otherwise.

    A format that was not asked for is neither there nor listed, and is no difference.
    """
    listed = _listed(folder)
    for name in dict.fromkeys((*REPORT_FILES, *listed)):
        path = folder / name
        if not path.is_file():
            if name in listed:
                yield f"{name}：报告目录中没有这个文件。"
        elif name not in listed:
            yield f"{name}：摘要文件 {DIGESTS} 中没有它的摘要。"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != listed[name]:
            yield f"{name}：文件在生成以后改动过，摘要与 {DIGESTS} 中的不同。"
    page = folder / HTML_FILE
    if page.is_file() and page.read_text(encoding="utf-8", errors="replace") != html:
        yield f"{HTML_FILE}：与由填报表重新生成的网页不同。"


def _listed(folder: Path) -> dict[str, str]:
    """Digests by file name, from the file beside the report; empty where there is none."""
    try:
        lines = (folder / DIGESTS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines) if name}
