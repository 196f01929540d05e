"""What a department should mend first (需要修改): the places behind lost points, by the points that mending them wins.

A step is a set of places that belong together, with the clauses that earn again once all of them are mended. Places
are told once; a later step reckons with what the earlier ones have mended. No figure is made here but sums and
differences of the scorecard's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from conformance.checklist.acceptance import Acceptance
from conformance.checklist.check import Check
from conformance.checklist.table import EvidenceTable
from conformance.errors import Severity
from conformance.evidence.book import EvidenceBook, Problem
from conformance.findings.result import CheckResult, Finding, RowRef
from conformance.scores.clause import judged_factor
from conformance.scores.grading import ONE, ZERO
from conformance.scores.scorecard import CheckScore, ClauseResult, Scorecard
from conformance.terms import CheckState, FindingSeverity

_OF_A_TABLE = ("sheet_missing", "table_without_rows", "headings_missing", "declared_rows_missing")
"""Problems that say why a table has no rows."""


@dataclass(frozen=True)
class Place:
    """One thing to mend, look at or know."""

    sheet: str
    cell: str
    """Empty where a whole sheet or the book is meant."""
    message: str
    """A Chinese sentence."""
    source: Problem | Finding | None
    """None where only the reason is known why a check could not run."""
    prompt: bool = False
    """Whether a person is asked to look, and nothing need be wrong."""


@dataclass(frozen=True)
class MendStep:
    """Places and the points that mending all of them wins."""

    results: tuple[ClauseResult, ...]
    """The clauses, the dearest first."""
    places: tuple[Place, ...]
    """Those not told in an earlier step."""
    told: int
    """How many others it needs that an earlier step has told."""
    gain: Fraction
    total: Fraction
    """Once this step and all before it are done."""


@dataclass(frozen=True)
class MendPlan:
    """All that a workbook has to be mended for, in order."""

    card: Scorecard
    steps: tuple[MendStep, ...]
    without_points: tuple[Place, ...]
    """Problems and findings that cost nothing in this round."""
    to_look_at: tuple[Place, ...]
    """Prompts, and what was understood all the same."""

    @property
    def total(self) -> Fraction:
        """The points once everything is mended."""
        return self.steps[-1].total if self.steps else self.card.total.as_it_stands

    @property
    def places(self) -> tuple[Place, ...]:
        """Every place once."""
        return (*(place for step in self.steps for place in step.places), *self.without_points, *self.to_look_at)


@dataclass(frozen=True)
class _Loss:
    """A clause, what mending wins, and the places it needs."""

    result: ClauseResult
    gain: Fraction
    places: tuple[Place, ...]


def plan_mending(
    card: Scorecard,
    results: Sequence[CheckResult],
    *,
    checks: Mapping[str, Check],
    tables: Mapping[str, EvidenceTable],
    acceptance: Acceptance,
) -> MendPlan:
    """The plan for one department; ``results`` are all checks on its book, among them the prompts."""
    losses = [loss for one in card.clauses if (loss := _loss(one, card.book, checks, tables, acceptance))]
    steps = tuple(_steps(losses, card.total.as_it_stands))
    told = {place for step in steps for place in step.places}
    rest = [place for place in _all_places(card.book, results, checks) if place not in told]
    return MendPlan(
        card=card,
        steps=steps,
        without_points=tuple(place for place in rest if not place.prompt),
        to_look_at=tuple(place for place in rest if place.prompt),
    )


def _loss(
    result: ClauseResult,
    book: EvidenceBook,
    checks: Mapping[str, Check],
    tables: Mapping[str, EvidenceTable],
    acceptance: Acceptance,
) -> _Loss | None:
    """What a clause wins if all its rows conform, as far as a person's judgement leaves it."""
    rule = result.item.rule
    if rule is None or result.factor is None or result.weight == 0 or result.overridden:
        return None
    if not any(score.factor is not None for score in result.checks):
        return None
    judged = judged_factor(result.judgement, rule, acceptance)
    best = min(ONE, judged.as_it_stands) if judged is not None else ONE
    gain = result.max_points * (best - result.factor.as_it_stands)
    places = tuple(dict.fromkeys(place for score in result.checks for place in _behind(score, book, checks, tables)))
    return _Loss(result, gain, places) if gain > 0 and places else None


def _behind(
    score: CheckScore, book: EvidenceBook, checks: Mapping[str, Check], tables: Mapping[str, EvidenceTable]
) -> Iterator[Place]:
    """The places that keep a check from earning everything."""
    result = score.result
    if score.factor is None or score.factor.as_it_stands == ONE:
        return
    if result.state is CheckState.TABLE_MISSING:
        yield from _missing_table(result.table, book, tables)
        return
    for finding in result.findings:
        if finding.finding_key not in score.lifted:
            yield _found(finding)
    check = checks[result.check]
    used = {*check.selects, *check.reads}
    for row in (*result.set_aside, *(result.unclassified if result.blocked_by else ())):
        yield from _faults_of(row, used, book)
    cells = {(one.sheet, one.cell) for one in result.waiting}
    yield from (_told(problem) for problem in book.problems if (problem.sheet, problem.cell) in cells)
    if result.blocked_by:
        reasons = [Place("", "", f"{reason.rstrip('。')}。", None) for reason in result.blocked_by]
        yield from _missing_columns(check, book) or reasons


def _faults_of(row: RowRef, used: set[str], book: EvidenceBook) -> list[Place]:
    """The broken cells of a row that a check reads; where none of these is told, all of the row."""
    own = [(one, at) for one in book.problems if one.table == row.table and not _noted(one) for at in one.cells]
    here = [(problem, column) for problem, (broken, column) in own if broken == row.row]
    meant = [(problem, column) for problem, column in here if column in used] or here
    return [_told(problem) for problem, _ in meant]


def _missing_columns(check: Check, book: EvidenceBook) -> list[Place]:
    return [_told(one) for one in book.problems if one.code == "column_missing" and one.table in check.tables]


def _missing_table(table: str, book: EvidenceBook, tables: Mapping[str, EvidenceTable]) -> Iterator[Place]:
    said = [problem for problem in book.problems if problem.table == table and problem.code in _OF_A_TABLE]
    if said:
        yield _told(said[0])
    else:
        title = tables[table].title if table in tables else table
        yield Place(book.tables[table].sheet if table in book.tables else "", "", f"应填的表“{title}”没有填报。", None)


def _steps(losses: Sequence[_Loss], total: Fraction) -> Iterator[MendStep]:
    """Again and again what wins most with what is told by then; of equals what needs fewer places."""
    left, told = list(losses), set[Place]()
    while left:
        best = max(left, key=lambda loss: (_won(loss, left, told), -len(set(loss.places) - told)))
        told_by_then = told | set(best.places)
        done = [loss for loss in left if told_by_then.issuperset(loss.places)]
        gain = sum((loss.gain for loss in done), ZERO)
        total += gain
        done.sort(key=lambda loss: loss.gain, reverse=True)
        new = tuple(place for place in best.places if place not in told)
        yield MendStep(tuple(loss.result for loss in done), new, len(best.places) - len(new), gain, total)
        left = [loss for loss in left if loss not in done]
        told = told_by_then


def _won(loss: _Loss, left: Iterable[_Loss], told: set[Place]) -> Fraction:
    by_then = told | set(loss.places)
    return sum((other.gain for other in left if by_then.issuperset(other.places)), ZERO)


def _all_places(book: EvidenceBook, results: Sequence[CheckResult], checks: Mapping[str, Check]) -> list[Place]:
    """Every problem in the order of the book, then every finding."""
    found = [
        _found(finding, prompt=checks[result.check].severity is FindingSeverity.PROMPT)
        for result in results
        for finding in result.findings
    ]
    return [*map(_told, book.problems), *found]


def _told(problem: Problem) -> Place:
    return Place(problem.sheet, problem.cell, problem.sentence, problem, prompt=_noted(problem))


def _found(finding: Finding, *, prompt: bool = False) -> Place:
    return Place(finding.sheet, finding.cell, finding.message, finding, prompt)


def _noted(problem: Problem) -> bool:
    return problem.severity is Severity.NOTE
