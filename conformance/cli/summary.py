"""What people are told of a run (评分小结): a line a department, what to mend first, a line a county."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.cli.project import CountyProject
from conformance.cli.scoring import Scoring
from conformance.findings.result import RowRef
from conformance.scores.county import CountySummary
from conformance.scores.fewest import find_fewest_rows
from conformance.scores.grading import shown
from conformance.scores.scorecard import Scorecard
from conformance.scores.what_if import WhatIf
from conformance.terms import Grade


def summary_sentences(scoring: Scoring) -> Iterator[str]:
    """A line a department, worst news included."""
    for fault in scoring.judgement_faults:
        yield f"判定文件  {fault.sentence}"
    for card in scoring.cards:
        book = card.book
        if not book.readable:
            yield f"{book.department:<4} 未评  {book.problems[0].sentence if book.problems else ''}"
            continue
        total = shown(card.total.as_it_stands)
        mended = shown(card.total.if_mended)
        both = f"{total} 分" if total == mended else f"{total} 分（{_what_is_open(card)}后最高可到 {mended} 分）"
        vetoes = f"，否决项：{'、'.join(card.vetoes)}" if card.vetoes else ""
        county = "，不含县级核查" if card.county_checks_left_out else ""
        yield f"{book.department:<4} {card.grade.label}  {both}{vetoes}{county}"
    mean = scoring.summary.mean
    if mean is not None and scoring.summary.departments > 1:
        unrated = f"，不含 {len(scoring.summary.unrated)} 个部门（未评）" if scoring.summary.unrated else ""
        yield f"部门平均 {shown(mean.as_it_stands)} 分（{scoring.summary.departments} 个部门{unrated}）"


def headline(name: str, scoring: Scoring) -> str:
    """A county in one line."""
    return f"{name}  {county_figures(scoring.summary)}".strip()


def county_figures(summary: CountySummary) -> str:
    """The mean, the grades and the conclusion proposed."""
    mean = f"部门平均 {shown(summary.mean.as_it_stands)} 分" if summary.mean is not None else "没有可以评分的部门"
    grades = "，".join(f"{grade.label} {count} 个" for grade, count in summary.distribution.items() if count)
    return f"{mean}，{grades or '没有部门'}，建议结论：{summary.proposal}"


def mend_sentences(project: CountyProject, scoring: Scoring) -> Iterator[str]:
    """For each department below the marks, the few rows to mend first."""
    for card in scoring.cards:
        plan = find_fewest_rows(
            WhatIf(card, project.acceptance, project.implies), pass_mark=project.acceptance.pass_mark
        )
        if plan is not None:
            proof = "不能再少" if plan.proved else "一种方案"
            places = "；".join(_row_words(row, card) for row in plan.rows)
            count, total = len(plan.rows), shown(plan.total)
            yield f"{card.book.department:<4} 先改 {count} 处（{proof}）即可合格，得 {total} 分：{places}"


def _row_words(row: RowRef, card: Scorecard) -> str:
    """A row of a sheet, or what the department lacks as a whole."""
    table = card.book.tables.get(row.table)
    if row.row and table is not None:
        return f"表“{table.sheet}”第 {row.row} 行（{row.key}）"
    results = (score.result for clause in card.clauses for score in clause.checks)
    messages = (one.message for result in results for one in result.findings if one.where == row)
    return next(messages, row.key).rstrip("。")


def all_qualified(scoring: Scoring) -> bool:
    """Whether everybody qualifies, nothing being left open."""
    good = (Grade.EXCELLENT, Grade.QUALIFIED)
    return not scoring.judgement_faults and all(card.grade in good for card in scoring.cards)


def _what_is_open(card: Scorecard) -> str:
    """What the higher total hangs on."""
    if not any(clause.disputed for clause in card.clauses):
        return "改正填表问题"
    return "改正填表问题、裁定检查人的分歧"
