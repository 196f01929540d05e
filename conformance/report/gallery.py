"""Which pictures the report has (图), and the figures that stand in the tables behind them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from conformance.report.department import DepartmentPart
from conformance.report.model import Report
from conformance.report.picture import Bar, Change, Mark, bars, changes, columns, loss_map, percent_words
from conformance.report.words import without_county
from conformance.scores.grading import ZERO, shown
from conformance.scores.record import exact
from conformance.terms import Aspect, BookKind, Grade

FULL = Fraction(100)
BANDS = ((Fraction(0), "60 分以下"), (Fraction(60), "60—70 分"), (Fraction(70), "70—80 分"), (Fraction(80), "80—90 分"),
         (Fraction(90), "90 分以上"))  # fmt: skip
"""Lower ends, each in its band, and how the band is called."""
MAPPED_AT_MOST = 36
"""Clauses that a page has room for."""


@dataclass(frozen=True)
class AspectMean:
    """How the departments did in one aspect."""

    aspect: Aspect
    ratio: Fraction
    """Mean of points by full points."""
    lowest: Fraction
    highest: Fraction
    departments: int
    """Those to whom the aspect applies."""


def aspect_means(report: Report) -> tuple[AspectMean, ...]:
    """The aspects in the order of the Guide, those that apply to nobody left out."""
    ratios: dict[Aspect, list[Fraction]] = {aspect: [] for aspect in report.basis.acceptance.aspects}
    for part in _rated(report):
        for score in part.card.aspects:
            if score.weights:
                ratios[score.aspect].append(score.points.as_it_stands / score.max_points)
    return tuple(
        AspectMean(aspect, sum(found, ZERO) / len(found), min(found), max(found), len(found))
        for aspect, found in ratios.items()
        if found
    )


def bands(report: Report) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Departments by total, in bands of ten points."""
    names: dict[str, list[str]] = {words: [] for _, words in BANDS}
    for part in _rated(report):
        words = next(words for lower, words in reversed(BANDS) if part.card.total.as_it_stands >= lower)
        names[words].append(without_county(part.title, report.county))
    return tuple((words, tuple(found)) for words, found in names.items())


def aspects_picture(report: Report) -> str:
    """Bars of the aspects' means."""
    rows = [
        Bar(one.aspect.label, one.ratio * 100, one.ratio * 100, percent_words(one.ratio))
        for one in aspect_means(report)
    ]
    return bars("各方面平均得分率", rows, FULL) if rows else ""


def ranking_picture(report: Report) -> str:
    """Everyone's total, the highest first, with what mending cells would add in grey."""
    rules = report.basis.acceptance
    rated = sorted((part for part in report.departments if part.card.grade is not Grade.UNRATED), key=_by_total)
    rows = [
        Bar(
            without_county(part.title, report.county),
            part.card.total.as_it_stands,
            part.card.total.if_mended,
            _total(part),
        )
        for part in rated
    ]
    marks = (
        Mark(f"合格 {exact(rules.pass_mark)}", rules.pass_mark),
        Mark(f"优秀 {exact(rules.excellence_mark)}", rules.excellence_mark),
    )
    return bars("各单位总分", rows, FULL, marks) if rows else ""


def change_picture(report: Report) -> str:
    """The totals of the round before and of this one."""
    previous = report.proceedings.previous
    if previous is None:
        return ""
    rows = [
        Change(without_county(one.title, report.county), one.before, one.now, f"{shown(one.before)}→{shown(one.now)}")
        for one in previous.changes
        if one.before is not None and one.now is not None
    ]
    return changes("两轮总分", rows, FULL) if rows else ""


def distribution_picture(report: Report) -> str:
    """How many departments stand in each band."""
    return columns("部门总分分布", [(words, len(names)) for words, names in bands(report)]) if _rated(report) else ""


def losses_picture(report: Report) -> str:
    """Departments by clauses, for the clauses on which most lost points."""
    clauses = sorted(
        (problem.item.clause.id for problem in report.clause_problems[:MAPPED_AT_MOST]),
        key=[item.clause.id for item in report.basis.checklist.items].index,
    )
    parts = [part for part in report.departments if part.card.aspects]
    if not clauses or not parts:
        return ""
    names = [without_county(part.title, report.county) for part in parts]
    return loss_map("各单位在各条上的失分", names, clauses, [_shares(part, clauses) for part in parts])


def _shares(part: DepartmentPart, clauses: list[str]) -> list[Fraction | None]:
    """Of each clause the share of its points that was lost; None where it is not in the sum."""
    lost = {
        one.item.clause.id: 1 - one.points.as_it_stands / one.max_points
        for one in part.card.clauses
        if one.factor is not None and one.max_points
    }
    return [lost.get(clause) for clause in clauses]


def _rated(report: Report) -> list[DepartmentPart]:
    """The departments that the county's means count."""
    return [
        part
        for part in report.departments
        if part.card.book.kind is BookKind.DEPARTMENT and part.card.grade is not Grade.UNRATED
    ]


def _by_total(part: DepartmentPart) -> tuple[Fraction, str]:
    return -part.card.total.as_it_stands, part.code


def _total(part: DepartmentPart) -> str:
    stands, mended = (shown(points) for points in (part.card.total.as_it_stands, part.card.total.if_mended))
    return stands if stands == mended else f"{stands}→{mended}"
