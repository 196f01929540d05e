"""Compares the colours by which workbooks check themselves with what the program finds, as LibreOffice reckons them.

    .venv/bin/python tools/self_check.py                   # the cases of all check pages that carry a formula
    .venv/bin/python tools/self_check.py FILLED.xlsx ...   # workbooks made from the template

LibreOffice (Debian: ``libreoffice-calc``) opens each workbook, reckons every conditional format and writes HTML with
the colours of the cells. It is no part of the set-up, since nothing else needs it. Ends with 1 where a cell is coloured
that the program finds nothing at, or where a formula and its check part on a case of the page.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from conformance.checklist.check import Case, Check
from conformance.cli.project import CountyProject, load_project
from conformance.cli.scoring import read_and_check
from conformance.errors import Severity
from conformance.evidence.annotation.mark import MarkKind
from conformance.evidence.book import EvidenceBook
from conformance.evidence.reader import ReadContext, read_book
from conformance.evidence.template import TemplateRequest, blank_workbook, fill_workbook
from conformance.findings.engine import kinds_of_checks
from conformance.findings.result import CheckResult
from conformance.terms import BookKind

Cells = dict[str, dict[str, str]]
"""Colour by sheet and cell, of the cells that have one."""
RED, AMBER = f"#{MarkKind.FAULT.colour}", f"#{MarkKind.FINDING.colour}"


class _Colours(HTMLParser):
    """Reads the colours of cells from the HTML of LibreOffice, which writes a table a sheet."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: Cells = {}
        self._sheet, self._in_title = "", False
        self._row = self._column = 0
        self._taken: set[tuple[int, int]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "em" and not self._sheet:
            self._in_title = True
        elif tag == "table":
            self._row, self._taken = 0, set()
        elif tag == "tr":
            self._row, self._column = self._row + 1, 0
        elif tag == "td":
            self._column += 1
            while (self._row, self._column) in self._taken:
                self._column += 1
            for row in range(int(values.get("rowspan") or 1)):
                for column in range(int(values.get("colspan") or 1)):
                    self._taken.add((self._row + row, self._column + column))
            if values.get("bgcolor"):
                place = f"{get_column_letter(self._column)}{self._row}"
                self.cells.setdefault(self._sheet, {})[place] = str(values["bgcolor"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "em":
            self._in_title = False
        elif tag == "table":
            self._sheet = ""

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self._sheet += data


def colours_of(workbooks: Sequence[Path], folder: Path) -> dict[str, Cells]:
    """The colours of each workbook by its file's name; hidden rows and columns are shown first."""
    shown = []
    for path in workbooks:
        workbook = load_workbook(path)
        for sheet in workbook:
            for line in (*sheet.row_dimensions.values(), *sheet.column_dimensions.values()):
                line.hidden = False
        workbook.save(folder / path.name)
        shown.append(str(folder / path.name))
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    for first in range(0, len(shown), 40):
        command = ["soffice", profile, "--headless", "--convert-to", "html", "--outdir", str(folder)]
        subprocess.run([*command, *shown[first : first + 40]], check=True, capture_output=True)
    found = {}
    for path in workbooks:
        reader = _Colours()
        reader.feed((folder / f"{path.stem}.html").read_text(encoding="utf-8"))
        found[path.name] = reader.cells
    return found


def compare_books(project: CountyProject, paths: Sequence[Path], folder: Path) -> int:
    """Print what the colours and the program agree on, by kind; 1 where a colour stands on nothing."""
    books, results = read_and_check(project, paths)
    colours = colours_of(paths, folder)
    agreed, missed, alone = Counter[str](), Counter[str](), list[str]()
    for book in books:
        lit = {
            (table.sheet, cell): colour
            for table in book.tables.values()
            for cell, colour in colours[book.file_name].get(table.sheet, {}).items()
            if colour in (RED, AMBER)
        }
        said = dict(_said(book, results[book.department], project))
        waiting = _waiting_rows(book, results[book.department])
        for place, why in said.items():
            (agreed if place in lit else missed)[why] += 1
        for (sheet, cell), colour in sorted(lit.items()):
            row = int("".join(sign for sign in cell if sign.isdigit()))
            if (sheet, cell) not in said and (colour == RED or (sheet, row) not in waiting):
                alone.append(f"{book.file_name} {sheet}!{cell} {colour}")
    for why in sorted(agreed | missed):
        print(f"{why}：变色 {agreed[why]} 处，没有变色 {missed[why]} 处")
    print(f"程序指出 {agreed.total() + missed.total()} 处，其中变色 {agreed.total()} 处。")
    print(f"程序没有指出而变色 {len(alone)} 处。")
    for line in alone:
        print(f"  只有颜色：{line}")
    return 1 if alone else 0


def _said(
    book: EvidenceBook, results: Sequence[CheckResult], project: CountyProject
) -> Iterator[tuple[tuple[str, str], str]]:
    """Each place where a colour should be, and why; a finding only where its check has a formula."""
    for result in results:
        for finding in result.findings:
            if finding.cell and project.checks[result.check].cell_formula:
                yield (finding.sheet, finding.cell), f"问题 {result.check}"
    for problem in book.problems:
        if problem.table and problem.cell and (problem.severity is Severity.FAULT or problem.code == "key_repeated"):
            yield (problem.sheet, problem.cell), f"填表问题 {problem.code}"


def _waiting_rows(book: EvidenceBook, results: Sequence[CheckResult]) -> set[tuple[str, int]]:
    """Rows that the program does not judge until a cell of theirs, or one that they look up, can be read."""
    rows = {(one.table, one.row) for result in results for one in (*result.set_aside, *result.unclassified)}
    rows |= {(problem.table, problem.row) for problem in book.problems if problem.severity is Severity.FAULT}
    return {(book.tables[table].sheet, row) for table, row in rows if table in book.tables}


def compare_cases(project: CountyProject, folder: Path) -> int:
    """Print where a page's formula and its cases part; 1 where they do."""
    kinds = kinds_of_checks(project.checks, project.guide)
    made = []
    for check in project.checks.values():
        for number, case in enumerate(check.cases if check.cell_formula else ()):
            if _has_unread(case):
                continue
            path = folder / f"{check.id}.{number}.in.xlsx"
            path.write_bytes(_case_workbook(project, check, case, kinds[check.id]))
            made.append((check, case, path))
    shown = folder / "shown"
    shown.mkdir()
    colours = colours_of([path for _, _, path in made], shown)
    context = ReadContext(project.tables, project.calendar)
    parted = rows = closed = 0
    for check, case, path in made:
        book = read_book(path, context)
        if not book.readable:  # a row marked as classified is not taken in
            closed += 1
            continue
        table = book.tables[check.primary]
        column = check.at.partition(".")[2]
        unsure = {*case.set_aside, *case.unclassified}
        for row, key in zip(table.rows, table.keys, strict=True):
            rows += key not in unsure
            is_lit = colours[path.name].get(table.sheet, {}).get(f"{table.letters[column]}{row}") == AMBER
            if is_lit != (key in case.violating) and key not in unsure:
                parted += 1
                said = "变了色，不是问题" if is_lit else "是问题，没有变色"
                print(f"{check.id}：例“{case.title}”的 {key} {said}")
    checks = {check.id for check, _, _ in made}
    print(f"{len(checks)} 项核查程序的 {len(made)} 个例、{rows} 行，公式与例不一致 {parted} 行。")
    print(f"含涉密行、不能读取的例 {closed} 个，没有比较。")
    return 1 if parted else 0


def _case_workbook(project: CountyProject, check: Check, case: Case, kinds: Any) -> bytes:
    names = {name for name in (check.primary, *case.tables, *check.tables) if name in project.tables}
    kind = next(
        kind for kind in BookKind if kind in kinds and all(kind in project.tables[name].duties for name in names)
    )
    request = TemplateRequest(
        kind=kind,
        department="GH",
        department_title="样例单位",
        round=project.acceptance.round,
        period_from=project.acceptance.period_from,
        period_to=project.acceptance.period_to,
        tables={name: project.tables[name] for name in sorted(names)},
        clauses=(),
        checks=[check],
        calendar=(project.calendar.first_day, project.calendar.last_day),
    )
    rows = {name: [dict(_typed(row)) for row in lines] for name, lines in case.tables.items() if name in names}
    return fill_workbook(blank_workbook(request, {}), cover={}, declarations={}, rows=rows, claims={})


def _has_unread(case: Case) -> bool:
    """Whether a cell of the case is only said to be unreadable; typed in, its text might well be read."""
    return any(isinstance(value, dict) for rows in case.tables.values() for row in rows for value in row.values())


def _typed(row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """A row of a case as a clerk would type it."""
    for column, value in row.items():
        if column != "department":
            yield column, value if isinstance(value, date | int | float | list) or value is None else str(value)


def main() -> int:
    parser = argparse.ArgumentParser(description="比较填报表自己变的色和程序指出的问题（由 LibreOffice 计算）")
    parser.add_argument("workbooks", nargs="*", type=Path, metavar="填报表")
    parser.add_argument("--project", type=Path, default=Path(), metavar="目录")
    arguments = parser.parse_args()
    if shutil.which("soffice") is None:
        print("没有 LibreOffice，请先安装：apt-get install --no-install-recommends libreoffice-calc", file=sys.stderr)
        return 2
    project = load_project(arguments.project)
    with tempfile.TemporaryDirectory() as folder:
        if arguments.workbooks:
            return compare_books(project, arguments.workbooks, Path(folder))
        return compare_cases(project, Path(folder))


if __name__ == "__main__":
    raise SystemExit(main())
