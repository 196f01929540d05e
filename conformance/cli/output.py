"""Where results go: problems, scorecards and the report in the result folder (结果目录)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, select_autoescape

from conformance.cli.project import CountyProject
from conformance.cli.scoring import Scoring
from conformance.evidence.book import EvidenceBook, Problem
from conformance.scores.record import record_json, scorecard_record

TEMPLATES = Environment(
    loader=PackageLoader("conformance.cli"), autoescape=select_autoescape(["html", "j2"]), trim_blocks=True
)


def write_problems(project: CountyProject, scoring: Scoring, out: Path) -> None:
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
    (out / "problems.json").write_text(_json({"workbooks": books}), encoding="utf-8")
    page = TEMPLATES.get_template("problems.html.j2").render(books=books, css=_css())
    (out / "problems.html").write_text(page, encoding="utf-8")


def write_scorecards(project: CountyProject, scoring: Scoring, out: Path) -> None:
    """``scorecards/<code>.json``, one for each workbook."""
    folder = out / "scorecards"
    folder.mkdir(parents=True, exist_ok=True)
    for card in scoring.cards:
        record = scorecard_record(card, project.checks, project.acceptance, project.editions)
        (folder / f"{card.book.department}.json").write_text(record_json(record), encoding="utf-8")


def write_report(project: CountyProject, scoring: Scoring, out: Path) -> Iterator[Path]:
    """``report/acceptance-report.{json,html,pdf}``; the PDF last, since it takes longest."""
    raise NotImplementedError


def write_index(out: Path, facts: dict[str, Any]) -> None:
    """``index.html``: where to look first."""
    page = TEMPLATES.get_template("index.html.j2").render(**facts, css=_css())
    (out / "index.html").write_text(page, encoding="utf-8")


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _title(project: CountyProject, book: EvidenceBook) -> str:
    organ = project.organs.get(book.department)
    return book.department_title or (organ.title if organ is not None else book.department)


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "sheet": problem.sheet,
        "cell": problem.cell,
        "table": problem.table,
        "column": problem.column,
        "row": problem.row,
        "found": problem.found,
        "expected": problem.expected,
        "mend": problem.mend,
        "message": problem.sentence,
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _css() -> str:
    return files("conformance.cli").joinpath("page.css").read_text(encoding="utf-8")
