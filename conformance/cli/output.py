"""Where results go: problems, scorecards and the report in the result folder (结果目录)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, select_autoescape

from conformance.clauses.reader import read_standards
from conformance.clauses.system import load_system
from conformance.cli.project import CountyProject
from conformance.cli.scoring import Scoring
from conformance.cli.software import software_facts
from conformance.evidence.book import EvidenceBook, Problem
from conformance.inspection.process import item_processes
from conformance.report.basis import Basis, Software, standards_facts
from conformance.report.closing import closing_docx
from conformance.report.docx import report_docx
from conformance.report.html import report_html
from conformance.report.json import SCHEMA, report_json
from conformance.report.model import Report, make_report
from conformance.report.proceedings import NOTHING_TOLD, Proceedings
from conformance.report.xlsx import report_xlsx
from conformance.scores.record import Record, problem_record, record_text, scorecard_record, write_record
from conformance.typeset.fonts import read_font_folder

TEMPLATES = Environment(
    loader=PackageLoader("conformance.cli"), autoescape=select_autoescape(["html", "j2"]), trim_blocks=True
)


def write_problems(project: CountyProject, scoring: Scoring, out: Path) -> tuple[Path, Path]:
    """``problems.json`` for programs and ``problems.html`` for people, also where there are none."""
    out.mkdir(parents=True, exist_ok=True)
    books = [
        {
            "department": book.department,
            "department_title": _title(project, book),
            "file": book.file_name,
            "sha256": book.sha256,
            "readable": book.readable,
            "problems": [_problem(problem) for problem in book.problems],
        }
        for book in scoring.books
    ]
    json, html = out / "problems.json", out / "problems.html"
    json.write_text(record_text({"workbooks": books}), encoding="utf-8")
    html.write_text(TEMPLATES.get_template("problems.html.j2").render(books=books, css=_css()), encoding="utf-8")
    return json, html


def write_scorecards(project: CountyProject, scoring: Scoring, out: Path) -> None:
    """``scorecards/<code>.json``, one for each workbook."""
    for code, record in scorecard_records(project, scoring).items():
        write_record(record, out / "scorecards" / f"{code}.json")


def scorecard_records(project: CountyProject, scoring: Scoring) -> dict[str, Record]:
    """The scorecards by department code, as they are written."""
    editions = project.editions
    return {
        code: scorecard_record(card, project.checks, editions, results=scoring.results.get(code, ()))
        for code, card in ((card.book.department, card) for card in scoring.cards)
    }


FORMATS = ("pdf", "docx", "xlsx", "html", "json")
REPORT_FILES = tuple(f"acceptance-report.{ending}" for ending in ("json", "html", "pdf", "docx", "xlsx"))
BRIEF = "brief.pdf"
"""The county on one page."""
DEPARTMENTS = "departments"
"""Folder of the papers for single departments, by their code."""
CLOSING = "closing-report.docx"
"""The county's closing report, a draft that the office writes on: its digest is not kept."""
DIGESTS = "SHA256SUMS"
"""Digests of the report's files, in the form that ``sha256sum --check`` reads."""


def make_whole_report(
    project: CountyProject,
    scoring: Scoring,
    proceedings: Proceedings = NOTHING_TOLD,
    *,
    software: Software | None = None,
) -> Report:
    """The report of a run; it names the software that runs, or another that made it before."""
    basis = _basis(project, software or software_facts())
    processes = item_processes(scoring.books, project.tables, project.calendar)
    return make_report(
        scoring.cards, scoring.summary, basis, results=scoring.results, proceedings=proceedings, processes=processes
    )


def write_report(
    report: Report, out: Path, formats: Sequence[str] = FORMATS, *, alone: bool = False, closing: bool = False
) -> int:
    """``report/acceptance-report.*`` in these formats, with their digests; gives how many pages are printed.

    ``alone`` adds a paper for each department and one page for the head of the county, ``closing`` the draft of the
    county's closing report.
    """
    folder = out / "report"
    contents, pages = make_contents(report, formats)
    if alone:
        contents |= _papers(report)
    _clear(folder)
    if "json" in formats:
        (folder / SCHEMA).write_bytes(files("conformance.report").joinpath(SCHEMA).read_bytes())
    for name, content in contents.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    if closing:
        (folder / CLOSING).write_bytes(closing_docx(report))
    lines = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in contents.items())
    (folder / DIGESTS).write_text(lines, encoding="utf-8")
    return pages


def make_contents(report: Report, formats: Sequence[str]) -> tuple[dict[str, bytes], int]:
    """The files of the report by name, and how many pages are printed; 0 where none are."""
    pages = 0
    makers: dict[str, Callable[[Report], bytes]] = {
        "json": lambda one: report_json(one).encode("utf-8"),
        "html": lambda one: report_html(one).encode("utf-8"),
        "docx": report_docx,
        "xlsx": report_xlsx,
    }
    contents = {}
    for name in REPORT_FILES:
        ending = name.rpartition(".")[2]
        if ending not in formats:
            continue
        if ending == "pdf":
            from conformance.report.pdf import report_pdf  # WeasyPrint takes half a second to import

            rendered = report_pdf(report, read_font_folder())
            contents[name], pages = rendered.pdf, rendered.pages
        else:
            contents[name] = makers[ending](report)
    return contents, pages


def _clear(folder: Path) -> None:
    """Take away what an earlier run wrote, so that nothing of it stands beside the new report."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in (*REPORT_FILES, BRIEF, CLOSING, SCHEMA, DIGESTS):
        (folder / name).unlink(missing_ok=True)
    for paper in (folder / DEPARTMENTS).glob("*.pdf"):
        paper.unlink()


def _papers(report: Report) -> dict[str, bytes]:
    """The papers that stand beside the report, by name."""
    from conformance.report.pdf import brief_pdf, department_pdf  # WeasyPrint takes half a second to import

    fonts = read_font_folder()
    papers = {f"{DEPARTMENTS}/{part.code}.pdf": department_pdf(report, part, fonts).pdf for part in report.departments}
    return {BRIEF: brief_pdf(report, fonts).pdf, **papers}


def _basis(project: CountyProject, software: Software) -> Basis:
    """What the report rests on; without a standard system that can be read it speaks of none."""
    system, faults = load_system(project.root)
    facts = standards_facts(system, read_standards(project.root)[0]) if system is not None and not faults else None
    return Basis(
        guide=project.guide,
        checklist=project.checklist,
        acceptance=project.acceptance,
        checks=project.checks,
        tables=project.tables,
        calendar=project.calendar,
        organs={code: organ.title for code, organ in project.organs.items()},
        editions=project.editions,
        standards=facts,
        software=software,
    )


def write_index(out: Path, facts: dict[str, Any]) -> None:
    """``index.html``: where to look first."""
    page = TEMPLATES.get_template("index.html.j2").render(**facts, css=_css())
    (out / "index.html").write_text(page, encoding="utf-8")


def _title(project: CountyProject, book: EvidenceBook) -> str:
    organ = project.organs.get(book.department)
    return book.department_title or (organ.title if organ is not None else book.department)


def _problem(problem: Problem) -> dict[str, Any]:
    """For programs that mend workbooks: the message's parts beside the whole."""
    return problem_record(problem) | {"found": problem.found, "expected": problem.expected, "mend": problem.mend}


def _css() -> str:
    return files("conformance.cli").joinpath("page.css").read_text(encoding="utf-8")
