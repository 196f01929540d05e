"""``conformance verify``: make a report again from its inputs and name the first thing that differs."""

from __future__ import annotations

import argparse
import json
from itertools import islice
from pathlib import Path
from typing import Any

from conformance.cli.output import REPORT_FILES, make_whole_report
from conformance.cli.parser import add_format, read_file
from conformance.cli.proceedings import add_proceedings, proceedings_of
from conformance.cli.score import add_inputs, open_project
from conformance.cli.scoring import PROCESSES, find_workbooks, score_workbooks
from conformance.cli.software import software_facts
from conformance.errors import CannotProceed
from conformance.report.basis import Software
from conformance.report.comparison import differences
from conformance.report.json import report_record

HELP = "复核验收报告：由填报表和判定重新计算每个数，说出第一处不同"
EXAMPLE = "conformance verify out/report out/workbooks/filled --judgements out/judgements"
JSON_FILE = REPORT_FILES[0]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The report, and what it was made of."""
    parser.add_argument("report", type=Path, metavar="报告目录", help="report 命令写出的 report/ 目录")
    add_inputs(parser)
    add_proceedings(parser)
    parser.add_argument("--project", type=Path, default=Path(), metavar="目录", help="县项目目录（缺省：当前目录）")
    parser.add_argument("--all", action="store_true", help="列出全部不同之处（缺省：只列前 10 处）")
    parser.add_argument(
        "--trust", type=Path, metavar="文件", help="核对电子签名的根证书，PEM 或者 DER（缺省：不核对签发机构）"
    )
    add_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """0 where every figure and every file agrees, 1 where something differs."""
    from conformance.cli.report_folder import content_faults, digest_faults, signature_sentences  # half a second
    from conformance.report.signature import read_roots

    stored = _stored(arguments.report)
    roots = read_roots(read_file(arguments.trust)) if arguments.trust is not None else ()
    project = open_project(arguments)
    scoring = score_workbooks(project, find_workbooks(arguments.workbooks), arguments.judgements, processes=PROCESSES)
    software = _software(stored)
    proceedings = proceedings_of(arguments, project, scoring)
    report = make_whole_report(project, scoring, proceedings, software=software)
    made = json.loads(json.dumps(report_record(report)))
    same_software = software == software_facts()
    found = [one.sentence for one in differences(stored, made)]
    signatures, wrong = signature_sentences(arguments.report, roots)
    agrees = not found
    found += [*digest_faults(arguments.report), *wrong]
    if agrees:  # otherwise every file differs, and nothing new is told
        found += content_faults(arguments.report, report, same_bytes=same_software)
    _say(arguments, stored, found, signatures, same_software)
    return 1 if found else 0


def _software(stored: dict[str, Any]) -> Software | None:
    """What the stored report says made it; None where it says nothing that can be read."""
    told = stored.get("software")
    names = ("version", "sha256", "environment")
    if not isinstance(told, dict) or not all(isinstance(told.get(name), str) for name in names):
        return None
    return Software(*(told[name] for name in names))


def _say(
    arguments: argparse.Namespace, stored: dict[str, Any], found: list[str], signatures: list[str], same_software: bool
) -> None:
    shown = found if arguments.all else list(islice(found, 10))
    if arguments.format == "json":
        record = {
            "agrees": not found,
            "count": len(found),
            "differences": shown,
            "signatures": signatures,
            "same_software": same_software,
        }
        print(json.dumps(record, ensure_ascii=False, indent=1))
        return
    if found:
        print(f"不一致，共 {len(found)} 处，第一处是：")
        for sentence in shown:
            print(f"  {sentence}")
    else:
        departments = len(stored["departments"])
        print(f"一致：{departments} 份填报表重新计算，每个数、每条问题都与报告相同，报告的文件没有改动。")
    for sentence in signatures:
        print(sentence)
    if not same_software:
        print("说明：现在的软件或者运行环境与生成报告时不同，各种格式只比对内容，不比对字节。")


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
