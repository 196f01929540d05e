"""Where something stands in a workbook (所在), as a reader looks it up: sheet and cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from conformance.errors import Severity
from conformance.evidence.book import EvidenceBook, Problem
from conformance.findings.result import Finding, RowRef
from conformance.report.basis import Basis
from conformance.scores.scorecard import CheckScore

_WHERE_AND_WHY = re.compile("^表“[^”]*”(?:[A-Z]+[0-9]+)?：?|（核查项 [^（）]*）。$|。$")


def problem_place(problem: Problem) -> str:
    """Sheet and cell of a problem."""
    return f"{problem.sheet}!{problem.cell}" if problem.sheet and problem.cell else problem.place


def place_of(finding: Finding) -> str:
    """Sheet and cell of a finding; the department where it is itself the row."""
    if not finding.sheet:
        return "本单位"
    return f"{finding.sheet}!{finding.cell}" if finding.cell else f"表“{finding.sheet}”"


def reason_of(finding: Finding) -> str:
    """What is wrong, without the place before it and the clause after it."""
    return _WHERE_AND_WHY.sub("", finding.message)


def charged_places(score: CheckScore) -> tuple[str, ...]:
    """Places of the findings that cost points at this check: neither lifted nor charged elsewhere."""
    return tuple(map(place_of, charged_findings(score)))


def charged_findings(score: CheckScore) -> tuple[Finding, ...]:
    """The findings behind C: neither lifted nor charged elsewhere."""
    return tuple(
        finding
        for finding in score.result.findings
        if finding.finding_key not in score.lifted and finding.finding_key not in score.charged_elsewhere
    )


def aside_places(score: CheckScore, book: EvidenceBook, basis: Basis) -> tuple[str, ...]:
    """The cells that keep rows from being judged, each once; the row itself where no cell of it is at fault."""
    return _cells((*score.result.set_aside, *score.result.unclassified), score, book, basis)


def set_aside_places(score: CheckScore, book: EvidenceBook, basis: Basis) -> tuple[str, ...]:
    """The cells behind U alone, each once."""
    return _cells(score.result.set_aside, score, book, basis)


def grouped(places: Sequence[str]) -> str:
    """Places as one text, the sheet told once before its cells: ``办件台账!M4、M5``."""
    by_sheet: dict[str, list[str]] = {}
    for place in places:
        sheet, mark, cell = place.partition("!")
        by_sheet.setdefault(sheet + mark, []).append(cell)
    return "；".join(sheet + "、".join(cells) for sheet, cells in by_sheet.items())


def _cells(rows: Sequence[RowRef], score: CheckScore, book: EvidenceBook, basis: Basis) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place for row in rows for place in _cells_of(row, score, book, basis)))


def _cells_of(row: RowRef, score: CheckScore, book: EvidenceBook, basis: Basis) -> Iterator[str]:
    """Broken cells of the row that the check reads; else those elsewhere for which it waits; else the row."""
    check = basis.checks.get(score.result.check)
    used = {*check.selects, *check.reads} if check is not None else set()
    letters = book.tables[row.table].letters if row.table in book.tables else {}
    faults = [
        (problem, column)
        for problem in book.problems
        if problem.severity is Severity.FAULT and problem.table == row.table
        for broken, column in problem.cells
        if broken == row.row
    ]
    if cells := [(fault, column) for fault, column in faults if column in used]:
        for fault, column in cells:
            yield f"{fault.sheet}!{letters[column]}{row.row}" if column in letters else problem_place(fault)
    elif score.result.waiting:
        yield from (f"{one.sheet}!{one.cell}" for one in score.result.waiting if one.sheet and one.cell)
    elif row.row:
        yield f"{basis.table(row.table)}!第 {row.row} 行"
    else:
        yield "本单位"
