"""Score workbooks (评分): read, check, judge, reckon; the common way of ``score``, ``report``, ``demo``."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from conformance.cli.project import CountyProject
from conformance.cli.workers import Killed, spread
from conformance.errors import CannotProceed, Diagnostic
from conformance.evidence.book import EvidenceBook
from conformance.evidence.reader import ReadContext, each_department_once, read_book, read_books, stopped_book
from conformance.evidence.reading import stop_reader
from conformance.findings.engine import kinds_of_checks, run_checks
from conformance.findings.result import CheckResult
from conformance.findings.worker import Limits
from conformance.scores.card import score_book
from conformance.scores.county import CountySummary, summarise
from conformance.scores.judgement import read_judgements
from conformance.scores.scorecard import Scorecard
from conformance.terms import BookKind, Scope

PROCESSES = min(2, os.cpu_count() or 1)
"""Among how many a command on one county divides its work."""


@dataclass(frozen=True)
class Scoring:
    """Everything that came out of one run."""

    books: tuple[EvidenceBook, ...]
    results: Mapping[str, tuple[CheckResult, ...]]
    """By department code."""
    cards: tuple[Scorecard, ...]
    """Departments first, then the centre and the county body; by code within each."""
    summary: CountySummary
    judgement_faults: tuple[Diagnostic, ...]


def find_workbooks(places: Sequence[Path]) -> tuple[Path, ...]:
    """The workbooks named, and those in the folders named; CannotProceed where there are none."""
    found: list[Path] = []
    for place in places:
        if place.is_dir():
            found.extend(path for path in sorted(place.iterdir()) if _is_workbook(path))
        elif place.exists():
            found.append(place)
        else:
            raise CannotProceed(f"没有这个文件或者目录：“{place}”，请核对路径。")
    if not found:
        raise CannotProceed(f"“{'、'.join(str(place) for place in places)}”中没有填报表（.xlsx），请核对路径。")
    return tuple(found)


def _is_workbook(path: Path) -> bool:
    """Whether a file in a folder is meant to be handed in; the lock files that Excel leaves beside are not."""
    return path.suffix.lower() in (".xlsx", ".xlsm", ".xls", ".et", ".ods") and not path.name.startswith(("~$", "."))


def say_what_is_supposed(project: CountyProject) -> None:
    """Say on standard error that a calendar is supposed (假设日历), so that no result passes for the round's."""
    overlay = project.calendar.overlay
    if overlay is None:
        return
    changes = [("放假", sorted(overlay.holidays)), ("上班", sorted(overlay.makeup_workdays))]
    said = "；".join(f"{word}：{'、'.join(day.isoformat() for day in days)}" for word, days in changes if days)
    print(f"按假设日历“{overlay.title}”计算（{said}），结果只供推算，不用于验收。", file=sys.stderr)


def read_and_check(
    project: CountyProject, workbooks: Sequence[Path], *, processes: int = 1
) -> tuple[tuple[EvidenceBook, ...], Mapping[str, tuple[CheckResult, ...]]]:
    """The books as read, and what the checks found in each; county checks run when there is more than one.

    The workbooks and the checks are divided among so many processes; the answers do not depend on it.
    """
    context = ReadContext(project.tables, project.calendar, project.past_editions)
    books = _read(workbooks, context, processes)
    results = check_books(project, books, processes=processes)
    return books, results


def check_books(
    project: CountyProject,
    books: Sequence[EvidenceBook],
    *,
    processes: int = 1,
    scopes: Collection[Scope] = tuple(Scope),
) -> dict[str, tuple[CheckResult, ...]]:
    """What the checks of these scopes found in each book; county checks run when there is more than one."""
    return run_checks(
        books,
        project.checks,
        project.tables,
        project.calendar,
        county=len(books) > 1,
        kinds=kinds_of_checks(project.checks, project.guide),
        unclassified_limit=project.acceptance.unclassified_limit,
        limits=Limits(processes=processes),
        scopes=scopes,
    )


def _read(workbooks: Sequence[Path], context: ReadContext, processes: int) -> tuple[EvidenceBook, ...]:
    if processes == 1 or len(workbooks) == 1:
        return read_books(workbooks, context)
    read = spread(lambda path: read_book(path, context), workbooks, processes, finish=stop_reader)
    return each_department_once([stopped_book(one.task) if isinstance(one, Killed) else one for one in read])


def score_workbooks(
    project: CountyProject, workbooks: Sequence[Path], judgements: Path | None, *, processes: int = 1
) -> Scoring:
    """Score every workbook with the judgements of the folder; None means that nobody has judged yet."""
    _ = project.items  # whatever is wrong with them is told before anything is read
    return score_books(project, *read_and_check(project, workbooks, processes=processes), judgements)


def score_books(
    project: CountyProject,
    books: Sequence[EvidenceBook],
    results: Mapping[str, tuple[CheckResult, ...]],
    judgements: Path | None,
) -> Scoring:
    """Score books that were read and checked."""
    cards: list[Scorecard] = []
    faults: list[Diagnostic] = []
    for book in books:
        judged, found = read_judgements(judgements, book.department, project.root)
        faults.extend(found)
        cards.append(
            score_book(
                book,
                results.get(book.department, ()),
                judged,
                checklist=project.checklist,
                implies=project.implies,
                acceptance=project.acceptance,
                unverified=project.unverified,
            )
        )
    order = {kind: place for place, kind in enumerate(BookKind)}
    cards.sort(key=lambda card: (order[card.book.kind], card.book.department))
    return Scoring(tuple(books), results, tuple(cards), summarise(cards, project.acceptance.conclusion), tuple(faults))
