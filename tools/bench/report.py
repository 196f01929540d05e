"""What the report costs beyond WeasyPrint itself (报告基准), on 40 departments and at least 3,000 findings.

    chrt --rr 10 python -m tools.bench.report out/workbooks/filled --judgements out/judgements

makes cases of the given workbooks late so that there are findings enough, scores them once, and lets fresh processes
take turns: the printed report as ``report`` makes it (page, data, PDF/A-3b), and WeasyPrint alone with our
justification for the very same page. Then one process makes all formats from one model. Prints CPU seconds, ratio and
memory. Exit status 1 where a goal is missed. On a machine that others use, ``chrt`` keeps them out of the ratio.
"""

from __future__ import annotations

import argparse
import pickle
import shutil
import statistics
import sys
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zipfile import BadZipFile

from openpyxl import load_workbook

from conformance.checklist.table import load_tables
from conformance.cli.output import FORMATS, make_whole_report
from conformance.cli.project import load_project
from conformance.cli.scoring import find_workbooks, score_workbooks
from conformance.report.model import Report
from tools.bench.engine import ROOT, take

DEPARTMENTS, FINDINGS = 40, 3000
RATIO, MEMORY = 1.3, 10**9
LEDGER, DECIDED, HEADING_ROW = "办件台账", "决定日", 3
LATE, EVERY = timedelta(days=150), 5
"""Beyond every limit; and which cases are made late, so that the findings are about those of a real round."""

_LOAD = "import pickle, sys; report = pickle.load(open(sys.argv[1], 'rb'))\n"
_OURS = f"""{_LOAD}
from conformance.report.pdf import report_pdf
from conformance.typeset.fonts import read_font_folder
print(report_pdf(report, read_font_folder()).pages)
"""
_ALONE = f"""{_LOAD}
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from conformance.report.body import style
from conformance.typeset import justify
from conformance.typeset.fonts import read_font_folder
from conformance.typeset.pdf import base_css
justify.install()
read_font_folder().activate()
fonts = FontConfiguration()
sheets = [CSS(string=one, font_config=fonts) for one in (base_css(), style("print.css"))]
page = open(sys.argv[1] + ".html", encoding="utf-8").read()
document = HTML(string=page).render(font_config=fonts, stylesheets=sheets)
document.write_pdf()
print(len(document.pages))
"""
_EVERYTHING = f"""{_LOAD}
from conformance.checklist.table import load_tables
from conformance.cli.output import FORMATS, make_contents
print(make_contents(report, FORMATS)[1])
"""


def main(arguments: list[str] | None = None) -> int:
    """Measure; 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("workbooks", type=Path)
    parser.add_argument("--judgements", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as aside:
        report = make_large_report(options.workbooks, options.judgements, Path(aside))
        stored = Path(aside) / "report.pickle"
        stored.write_bytes(pickle.dumps(report))
        _write_page(report, stored)
        return _measure(report, stored, options.rounds)


def make_large_report(workbooks: Path, judgements: Path | None, aside: Path) -> Report:
    """The report on the workbooks with every fifth case late, departments repeated until there are enough."""
    late = aside / "workbooks"
    late.mkdir()
    for path in find_workbooks([workbooks]):
        _make_late(path, late / path.name)
    project = load_project(ROOT)
    report = make_whole_report(project, score_workbooks(project, find_workbooks([late]), judgements))
    copies = []
    for number in range(DEPARTMENTS - len(report.departments)):
        part = report.departments[-1 - number]
        book = replace(part.card.book, department=f"{part.code}-{number}")
        card = replace(part.card, book=book)
        processes = tuple(replace(one, department=book.department) for one in part.processes)
        copies.append(replace(part, card=card, processes=processes, title=f"{part.title}之{number}"))
    basis = replace(report.basis, tables=load_tables(ROOT))  # those that have read hold validators, not to be stored
    return replace(report, basis=basis, departments=(*report.departments, *copies))


def _make_late(path: Path, target: Path) -> None:
    """Copy a workbook with every decision put off; one that cannot be opened is copied as it is."""
    try:
        book = load_workbook(path)
        sheet = book[LEDGER]
    except (KeyError, ValueError, OSError, BadZipFile):
        shutil.copyfile(path, target)
        return
    headings = [str(cell.value or "") for cell in sheet[HEADING_ROW]]
    if DECIDED not in headings:  # the sample has a department whose headings are its own
        shutil.copyfile(path, target)
        return
    column = headings.index(DECIDED) + 1
    for row in range(HEADING_ROW + 1, sheet.max_row + 1, EVERY):
        cell = sheet.cell(row, column)
        if hasattr(cell.value, "year"):
            cell.value += LATE
    book.save(target)


def _write_page(report: Report, stored: Path) -> None:
    from conformance.report.body import PRINTED, report_body
    from conformance.typeset.punctuation import mend_html

    body = mend_html(report_body(report, PRINTED))
    head = f'<!DOCTYPE html><html lang="zh-CN"><head><title>{report.title}</title></head>'
    Path(f"{stored}.html").write_text(f"{head}<body>{body}</body></html>", encoding="utf-8")


def _measure(report: Report, stored: Path, rounds: int) -> int:
    findings = sum(
        len(score.result.findings) for part in report.departments for one in part.card.clauses for score in one.checks
    )
    print(f"{len(report.departments)} departments, {findings} findings")
    runs = {"ours": _OURS, "alone": _ALONE}
    taken = {name: [] for name in runs}
    for _ in range(rounds):
        for name, program in runs.items():
            taken[name].append(take([sys.executable, "-c", program, str(stored)]))
    cpu = {name: statistics.median(one.cpu for one in found) for name, found in taken.items()}
    ratio = cpu["ours"] / cpu["alone"]
    whole = take([sys.executable, "-c", _EVERYTHING, str(stored)])
    print(f"printed report {cpu['ours']:.1f} s CPU, WeasyPrint alone {cpu['alone']:.1f} s")
    print(f"ratio {ratio:.2f} (goal {RATIO}), {taken['ours'][0].output.strip()} pages")
    peak, goal = whole.peak / 2**20, MEMORY / 2**20
    print(f"{', '.join(FORMATS)} in one call: {whole.cpu:.1f} s CPU, {peak:.0f} MiB (goal {goal:.0f})")
    enough = len(report.departments) >= DEPARTMENTS and findings >= FINDINGS
    return 0 if enough and ratio <= RATIO and whole.peak < MEMORY else 1


if __name__ == "__main__":
    raise SystemExit(main())
