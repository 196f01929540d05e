"""``conformance demo``: the whole flow on the sample county (样例县), standards to report, into one folder."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance.cli.annotating import write_annotated
from conformance.cli.output import make_whole_report, write_index, write_problems, write_report, write_scorecards
from conformance.cli.parser import add_out, add_project
from conformance.cli.progress import Progress
from conformance.cli.project import CountyProject, load_project
from conformance.cli.scoring import PROCESSES, Scoring, find_workbooks, score_workbooks
from conformance.cli.volume import build_site, print_volume
from conformance.errors import CannotProceed
from conformance.report.department import DepartmentPart
from conformance.report.model import Report
from conformance.scores.grading import shown
from conformance.terms import Grade

if TYPE_CHECKING:
    from conformance.volume.assemble import VolumeSummary

HELP = "用样例县（奉节县 2017 年）跑完整个流程：网站、填报表、评分、验收报告、标准文本汇编"
EXAMPLE = "conformance demo --out out"
STAGES = 9


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to, and which sample."""
    parser.add_argument("--seed", type=int, default=2017, metavar="数", help="生成办件的种子数（缺省：2017）")
    add_project(parser)
    add_out(parser, "out")


def run(arguments: argparse.Namespace) -> int:
    """Make everything anew; 0 when it is complete."""
    out: Path = arguments.out
    progress = Progress(STAGES)
    progress.begin("读取标准、事项、核查表")
    project = load_project(arguments.project)
    _clear(out)
    with tempfile.TemporaryDirectory() as aside:
        progress.begin("生成标准网站")
        build_site(arguments.project, out / "site", Path(aside) / "fragments")
        shutil.copyfile(out / "site" / "clauses.json", out / "clauses.json")
        progress.begin("生成样例县的填报表和判定，植入缺陷")
        _make_sample(arguments.project, out, arguments.seed)
        progress.begin("生成空白填报表")
        _write_blank(project, out / "workbooks", progress)
        progress.begin("读表、核查、评分")
        scoring = score_workbooks(
            project, find_workbooks([out / "workbooks" / "filled"]), out / "judgements", processes=PROCESSES
        )
        write_problems(project, scoring, out)
        write_scorecards(project, scoring, out)
        progress.begin("把填报表标好问题退回")
        workbooks = find_workbooks([out / "workbooks" / "filled"])
        for line in write_annotated(project, scoring, workbooks, out / "workbooks" / "annotated"):
            print(line, file=sys.stderr)
        progress.begin("生成验收报告")
        report = make_whole_report(project, scoring)
        pages = write_report(report, out)
        progress.begin("排印标准文本汇编")
        volume = print_volume(Path(aside) / "fragments", out, Path(aside), os.cpu_count() or 1)
    progress.begin("写出首页")
    write_index(out, _index_facts(report, scoring, arguments.seed, pages, volume))
    progress.end()
    print(f"完成。请先打开 {out / 'index.html'}，再看 {out / 'report/acceptance-report.pdf'}。")
    return 0


def _clear(out: Path) -> None:
    """Empty the result folder of an earlier run; refuse a folder that holds anything else."""
    if out.exists() and any(out.iterdir()) and not (out / "index.html").is_file() and not (out / "workbooks").is_dir():
        raise CannotProceed(f"“{out}”里有别的东西，不敢清空；请用 --out 另指一个目录。")
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)


def _write_blank(project: CountyProject, workbooks: Path, progress: Progress) -> None:
    """A blank workbook beside each filled one, also for those who have no item."""
    filled = {path.stem for path in (workbooks / "filled").glob("*.xlsx")}
    departments = sorted(filled.union(project.assessed))
    (workbooks / "blank").mkdir()
    for department in progress.each(departments, len(departments)):
        (workbooks / "blank" / f"{department}.xlsx").write_bytes(project.blank(department))


def _make_sample(root: Path, out: Path, seed: int) -> None:
    """Fill in the workbooks, plant the defects in the finished files, write the judgements."""
    script = root / "tools" / "sample_county.py"
    if not script.is_file():
        raise CannotProceed(f"没有 {script}：demo 要在本项目的目录里运行。")
    command = [sys.executable, str(script), str(out), "--seed", str(seed)]
    speaking = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=speaking, check=False)
    if done.returncode:
        raise CannotProceed(f"样例县没有生成：\n{(done.stderr or done.stdout).strip()}")


def _index_facts(report: Report, scoring: Scoring, seed: int, pages: int, volume: VolumeSummary) -> dict[str, Any]:
    rules, summary = report.basis.acceptance, scoring.summary
    return {
        "county": report.county,
        "round": rules.round,
        "period": f"{rules.period_from.isoformat()} 至 {rules.period_to.isoformat()}",
        "seed": seed,
        "verdict": f"建议结论：{summary.proposal}。{summary.proposal_reason}。",
        "report_pages": pages,
        "standards": volume.standards,
        "volume_pages": volume.pages,
        "problems": sum(len(book.problems) for book in scoring.books),
        "cards": [_card_facts(part, report.basis.organ(part.card.book.department)) for part in report.departments],
    }


def _card_facts(part: DepartmentPart, title: str) -> dict[str, Any]:
    card = part.card
    rated = card.grade is not Grade.UNRATED
    return {
        "code": card.book.department,
        "title": title,
        "grade": card.grade.label,
        "annotated": card.book.readable,
        "bad": card.grade in (Grade.UNQUALIFIED, Grade.UNRATED),
        "total": shown(card.total.as_it_stands) if rated else "—",
        "mended": shown(card.total.if_mended) if rated else "—",
        "claimed": shown(part.claimed_total) if part.claimed_total is not None else "—",
    }
