"""The report as a workbook (表格版): scores whose formulas make the totals again, and every finding as a row.

Factors are entered as the divisions that they are; weights, points, totals and means are formulas over them, and the
results stored beside the formulas are ours, so that a reader that does not calculate sees the same figures. Figures for
people are rounded half to even (GB/T 8170), which the format of a cell is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from conformance.evidence.package import workbook_bytes
from conformance.findings.result import Finding
from conformance.inspection.round import EDITION_TITLES
from conformance.report import words
from conformance.report.department import DepartmentPart
from conformance.report.model import Report
from conformance.report.places import place_of
from conformance.report.process_sheets import deviation_table, process_table
from conformance.report.sheet import EXACT, FIRST_ROW, POINTS, SHARE, Column, Entry, Formula, Table, draw
from conformance.report.working import working
from conformance.scores.grading import shown
from conformance.scores.scorecard import AspectScore, CheckScore, ClauseResult
from conformance.terms import BookKind, Grade

SUMMARY, TOTALS, ASPECTS, CLAUSES, CHECKS = "结论", "评分汇总", "方面得分", "条款得分", "核查明细"
FINDINGS, PROBLEMS, RECTIFICATION, JUDGEMENTS, MANIFEST = (
    "问题明细", "填表问题", "整改清单", "人工判定", "数据校验清单",
)  # fmt: skip


@dataclass(frozen=True)
class Span:
    """Where the rows of a department, or of one of its aspects, stand in a sheet."""

    first: int
    last: int

    def of(self, sheet: str, column: str) -> str:
        """The cells of a column, for a formula in any sheet; empty where there are no rows."""
        return f"{sheet}!${column}${self.first}:${column}${self.last}" if self.last >= self.first else ""


@dataclass(frozen=True)
class Places:
    """Where every aspect of every department stands."""

    aspects: dict[str, Span]
    """Rows of a department in the sheet of aspects."""
    clauses: dict[tuple[str, str], Span]
    """Rows of a department's aspect in the sheet of clauses."""


def report_xlsx(report: Report) -> bytes:
    """The workbook; the same report gives the same bytes."""
    book = Workbook()
    del book[book.sheetnames[0]]
    places = _places(report)
    cached: dict[tuple[str, str], int | float | str] = {}
    for table in (
        _summary(report),
        _totals(report, places),
        _aspects(report, places),
        _clauses(report, places),
        _checks(report),
        _findings(report),
        _problems(report),
        _rectification(report),
        _judgements(report),
        process_table(report),
        deviation_table(report),
        _manifest(report),
    ):
        draw(book.create_sheet(table.title), table, report.title, cached)
    return workbook_bytes(book, title=report.title, cached=cached)


def _summary(report: Report) -> Table:
    """The county's figures; the departments' rows stand in the sheet of totals."""
    summary, statistics = report.summary, report.statistics
    after = 4 + len(report.basis.acceptance.aspects)
    kinds, grades, exact, mended, items = (_total_cells(report, at) for at in (3, 4, after + 3, after + 4, after + 5))
    counts = f'({kinds}="{BookKind.DEPARTMENT.label}")*({grades}<>"{Grade.UNRATED.label}")'
    rows: list[tuple[Entry, ...]] = [
        ("建议结论", summary.proposal, words.sentence(summary.proposal_reason)),
        ("评分的部门（个）", Formula(f"SUMPRODUCT({counts})", summary.departments), ""),
    ]
    means = (("平均分", summary.mean, counts), ("按事项数加权平均", summary.weighted_mean, f"{counts}*{items}"))
    for name, pair, weight in means:
        if pair is not None:
            stands, most = (f"SUMPRODUCT({weight}*{cells})/SUMPRODUCT({weight})" for cells in (exact, mended))
            rows.append((name, _rounded(stands, pair.as_it_stands), ""))
            rows.append((f"{name}（更正后）", _rounded(most, pair.if_mended), ""))
    for grade, number in summary.distribution.items():
        among = f'({kinds}="{BookKind.DEPARTMENT.label}")*({grades}="{grade.label}")'
        rows.append((f"{grade.label}（个）", Formula(f"SUMPRODUCT({among})", number), _names(report, grade)))
    rows += [
        ("收到填报表（份）", statistics.books, ""),
        ("无法读取（份）", statistics.unreadable, ""),
        ("许可事项（项）", Formula(f"SUM({items})", statistics.license_items), ""),
        ("办件（件）", statistics.cases, ""),
        ("数据（行）", statistics.rows, ""),
    ]
    return Table(SUMMARY, (Column("项目", 24), Column("数值", 14), Column("说明", 90)), tuple(rows))


def _total_cells(report: Report, column: int) -> str:
    return Span(FIRST_ROW, FIRST_ROW + len(report.departments) - 1).of(TOTALS, get_column_letter(column))


def _names(report: Report, grade: Grade) -> str:
    among = [part for part in report.departments if part.card.book.kind is BookKind.DEPARTMENT]
    return "、".join(part.title for part in among if part.card.grade is grade)


def _totals(report: Report, places: Places) -> Table:
    rules = report.basis.acceptance
    columns = (
        Column("代码", 8),
        Column("单位", 30),
        Column("类别", 12),
        Column("等级", 9),
        *(Column(aspect.label, 12, POINTS) for aspect in rules.aspects),
        Column("总分", 10, POINTS),
        Column("更正后最高", 10, POINTS),
        Column("总分（未修约）", 13, EXACT),
        Column("更正后（未修约）", 13, EXACT),
        Column("事项", 8),
        Column("否决项", 8),
        Column("自评折合", 10, POINTS),
        Column("不符合行", 9),
        Column("须改正", 8),
        Column("提请注意", 9),
    )
    return Table(TOTALS, columns, tuple(_total(part, report, places) for part in report.departments))


def _total(part: DepartmentPart, report: Report, places: Places) -> tuple[Entry, ...]:
    card = part.card
    scores: list[Entry] = [None] * (len(report.basis.acceptance.aspects) + 4)
    if card.aspects:
        span = places.aspects[part.code]
        points, mended = span.of(ASPECTS, "G"), span.of(ASPECTS, "H")
        scores = [
            _rounded(f"{ASPECTS}!$G${row}", score.points.as_it_stands)
            for row, score in enumerate(card.aspects, span.first)
        ]
        total, most = card.total.as_it_stands, card.total.if_mended
        scores += [_rounded(f"SUM({points})", total), _rounded(f"SUM({mended})", most)]
        scores += [Formula(f"SUM({points})", total), Formula(f"SUM({mended})", most)]
    violating = sum(s.counts.violating for c in card.clauses for s in c.checks if s.counts is not None)
    claimed = None if part.claimed_total is None else Fraction(shown(part.claimed_total))
    return (
        part.code, part.title, card.book.kind.label, card.grade.label, *scores, card.license_items,
        len(card.vetoes), claimed, violating, len(part.faults), len(part.notes),
    )  # fmt: skip


def _aspects(report: Report, places: Places) -> Table:
    columns = (
        Column("代码", 8),
        Column("单位", 30),
        Column("方面", 20),
        Column("规则分值", 10),
        Column("适用权重合计", 12, EXACT),
        Column("折算分值", 12, EXACT),
        Column("得分（未修约）", 13, EXACT),
        Column("更正后（未修约）", 13, EXACT),
        Column("最低分", 9),
    )
    return Table(ASPECTS, columns, tuple(_aspect_rows(report, places)))


def _aspect_rows(report: Report, places: Places) -> Iterator[tuple[Entry, ...]]:
    rules = report.basis.acceptance.aspects
    for part in report.departments:
        for row, score in enumerate(part.card.aspects, places.aspects[part.code].first if part.card.aspects else 0):
            span, whole = places.clauses[part.code, score.aspect.value], places.aspects[part.code]
            full, weights = whole.of(ASPECTS, "D"), whole.of(ASPECTS, "E")
            yield (
                part.code,
                part.title,
                score.aspect.label,
                rules[score.aspect].points,
                Formula(_sum(span, "I"), score.weights),
                Formula(f'IF(E{row}=0,0,D{row}*SUM({full})/SUMIF({weights},">0",{full}))', score.max_points),
                Formula(f"IF(E{row}=0,0,F{row}*{_sum(span, 'L')}/E{row})", score.points.as_it_stands),
                Formula(f"IF(E{row}=0,0,F{row}*{_sum(span, 'M')}/E{row})", score.points.if_mended),
                score.floor,
            )


def _sum(span: Span, column: str) -> str:
    return f"SUM({span.of(CLAUSES, column)})" if span.last >= span.first else "0"


def _clauses(report: Report, places: Places) -> Table:
    columns = (
        Column("代码", 8),
        Column("单位", 26),
        Column("方面", 18),
        Column("条款", 9),
        Column("标题", 26),
        Column("来源", 24),
        Column("力度", 6),
        Column("判定", 10),
        Column("权重", 7),
        Column("系数", 9, EXACT),
        Column("更正后系数", 9, EXACT),
        Column("权重×系数", 10, EXACT),
        Column("更正后", 10, EXACT),
        Column("满分（未修约）", 11, EXACT),
        Column("得分（未修约）", 11, EXACT),
        Column("扣分（未修约）", 11, EXACT),
        Column("自评", 8),
        Column("计算过程或者不计分的原因", 60),
    )
    return Table(CLAUSES, columns, tuple(_clause_rows(report, places)))


def _clause_rows(report: Report, places: Places) -> Iterator[tuple[Entry, ...]]:
    for part, score, result, row in _placed_clauses(report):
        clause = result.item.clause
        aspect_row = places.aspects[part.code].first + part.card.aspects.index(score)
        yield (
            part.code,
            part.title,
            clause.aspect.label,
            clause.id,
            clause.title,
            words.source_of(clause, report.basis.guide),
            clause.force.label,
            result.outcome.label,
            *_clause_figures(result, row, aspect_row),
            result.claimed_points,
            working(result, score, report.basis) if _in_sum(result) else words.why_not_scored(result),
        )


def _clause_figures(result: ClauseResult, row: int, aspect_row: int) -> tuple[Entry, ...]:
    if not _in_sum(result) or result.factor is None:
        return (None,) * 8
    stands, mended = result.factor.as_it_stands, result.factor.if_mended
    scale = f"{ASPECTS}!$F${aspect_row}/{ASPECTS}!$E${aspect_row}"
    return (
        result.weight,
        _division(stands),
        _division(mended),
        Formula(f"I{row}*J{row}", result.weight * stands),
        Formula(f"I{row}*K{row}", result.weight * mended),
        Formula(f"I{row}*{scale}", result.max_points),
        Formula(f"L{row}*{scale}", result.points.as_it_stands),
        Formula(f"N{row}-O{row}", result.max_points - result.points.as_it_stands),
    )


def _placed_clauses(report: Report) -> Iterator[tuple[DepartmentPart, AspectScore, ClauseResult, int]]:
    """Every clause of everyone with its aspect and its row, aspects kept together."""
    row = FIRST_ROW
    for part in report.departments:
        for score in part.card.aspects:
            for result in part.card.clauses:
                if result.item.clause.aspect is score.aspect:
                    yield part, score, result, row
                    row += 1


def _places(report: Report) -> Places:
    aspects, row = {}, FIRST_ROW
    for part in report.departments:
        if part.card.aspects:
            aspects[part.code] = Span(row, row + len(part.card.aspects) - 1)
            row += len(part.card.aspects)
    clauses = {
        (part.code, score.aspect.value): Span(1, 0) for part in report.departments for score in part.card.aspects
    }
    for part, score, _, at in _placed_clauses(report):
        known = clauses[part.code, score.aspect.value]
        clauses[part.code, score.aspect.value] = Span(known.first if known.last else at, at)
    return Places(aspects, clauses)


def _in_sum(result: ClauseResult) -> bool:
    return result.factor is not None and result.weight > 0


def _checks(report: Report) -> Table:
    columns = (
        Column("代码", 8),
        Column("单位", 26),
        Column("条款", 9),
        Column("核查程序", 36),
        Column("编号", 28),
        Column("应核查 N", 9),
        Column("不符合 V", 9),
        Column("扣分 C", 9),
        Column("搁置 U", 9),
        Column("得分率", 9, SHARE),
        Column("系数", 9, EXACT),
        Column("更正后系数", 9, EXACT),
        Column("说明", 40),
    )
    return Table(CHECKS, columns, tuple(_check_rows(report)))


def _check_rows(report: Report) -> Iterator[tuple[Entry, ...]]:
    row = FIRST_ROW
    for part in report.departments:
        for result in part.card.clauses:
            for score in result.checks:
                yield (
                    part.code,
                    part.title,
                    result.item.clause.id,
                    report.basis.check(score.result.check),
                    score.result.check,
                    *_counts(score, row),
                    *((None, None) if score.factor is None else map(_division, vars(score.factor).values())),
                    words.state_words(score) or "；".join(score.result.blocked_by),
                )
                row += 1


def _counts(score: CheckScore, row: int) -> tuple[Entry, ...]:
    counts = score.counts
    if counts is None or not counts.population:
        return (None,) * 5
    ratio = Fraction(counts.population - counts.charged - counts.set_aside, counts.population)
    rate = Formula(f"(F{row}-H{row}-I{row})/F{row}", ratio)
    return counts.population, counts.violating, counts.charged, counts.set_aside, rate


def _findings(report: Report) -> Table:
    columns = (
        Column("代码", 8),
        Column("单位", 26),
        Column("性质", 8),
        Column("条款", 9),
        Column("条款标题", 24),
        Column("核查程序", 30),
        Column("表", 14),
        Column("行", 7),
        Column("单元格", 9),
        Column("所在", 18),
        Column("主键", 22),
        Column("问题", 60),
        Column("扣分", 8),
        Column("说明", 36),
    )
    return Table(FINDINGS, columns, tuple(_finding_rows(report)))


def _finding_rows(report: Report) -> Iterator[tuple[Entry, ...]]:
    for part in report.departments:
        for result in part.card.clauses:
            for score in result.checks:
                for finding in score.result.findings:
                    why = words.why_row_costs_nothing(finding, score, result, report.basis)
                    yield _finding(part, result, finding, report, nature="问题", why=why)
        for prompt in part.prompts:
            for finding in prompt.findings:
                yield _finding(part, None, finding, report, nature="提示", why=words.PROMPT)


def _finding(
    part: DepartmentPart, result: ClauseResult | None, finding: Finding, report: Report, *, nature: str, why: str
) -> tuple[Entry, ...]:
    check = report.basis.checks.get(finding.check)
    clause = result.item.clause.id if result is not None else "、".join(check.clauses if check is not None else ())
    title = result.item.clause.title if result is not None else ""
    return (
        part.code, part.title, nature, clause, title, report.basis.check(finding.check), finding.sheet,
        finding.where.row or None, finding.cell, place_of(finding), finding.where.key, finding.message,
        "否" if why else "是", why,
    )  # fmt: skip


def _problems(report: Report) -> Table:
    columns = (
        Column("代码", 8),
        Column("单位", 26),
        Column("轻重", 10),
        Column("表", 16),
        Column("单元格", 9),
        Column("问题", 50),
        Column("应为", 30),
        Column("怎样改", 40),
    )
    rows = (
        (part.code, part.title, label, one.sheet, one.cell, one.found, one.expected, one.mend)
        for part in report.departments
        for label, problems in (("须改正", part.faults), ("提请注意", part.notes))
        for one in problems
    )
    return Table(PROBLEMS, columns, tuple(rows))


def _rectification(report: Report) -> Table:
    columns = (
        Column("序号", 7),
        Column("代码", 8),
        Column("责任部门", 26),
        Column("条款", 9),
        Column("事实", 50),
        Column("所在", 36),
        Column("要求", 50),
        Column("可得分", 9, POINTS),
        Column("期限", 12),
    )
    rows = (
        (one.number, one.department, one.title, one.clause, one.fact, "、".join(one.places), one.requirement,
         Fraction(shown(one.gain)), report.proceedings.due_on)
        for one in report.rectification
    )  # fmt: skip
    return Table(RECTIFICATION, columns, tuple(rows))


def _judgements(report: Report) -> Table:
    columns = (
        Column("代码", 8),
        Column("单位", 26),
        Column("条款", 9),
        Column("判定", 30),
        Column("判定人", 26),
        Column("日期", 12, "yyyy-mm-dd"),
        Column("理由", 50),
        Column("处理", 30),
    )
    rows = (
        (part.code, part.title, use.judgement.clause, words.judgement_words(use.judgement),
         words.judge(use.judgement, report.basis), use.judgement.on, use.judgement.reason, use.note or words.TAKEN)
        for part in report.departments
        for use in part.card.judgements
    )  # fmt: skip
    return Table(JUDGEMENTS, columns, tuple(rows))


def _manifest(report: Report) -> Table:
    columns = (Column("依据或者单位", 34), Column("文件", 34), Column("版次", 12), Column("摘要（SHA-256）", 70))
    editions: Iterable[tuple[Entry, ...]] = (
        (EDITION_TITLES.get(name, name), "", "", digest) for name, digest in sorted(report.basis.editions.items())
    )
    books: Iterable[tuple[Entry, ...]] = (
        row
        for part in report.departments
        for row in (
            (part.title, part.card.book.file_name, part.card.book.template_edition, part.card.book.sha256),
            (part.title, "人工判定", "", part.card.judgements_digest or "没有判定文件"),
        )
    )
    software = report.basis.software
    made_by: Iterable[tuple[Entry, ...]] = (
        ((name, "", "", digest) for name, digest in software.lines) if software else ()
    )
    return Table(MANIFEST, columns, (*editions, *made_by, *books))


def _division(value: Fraction) -> Entry:
    """A factor as it is: a whole number, or the division that gives it."""
    return value if value.denominator == 1 else Formula(f"{value.numerator}/{value.denominator}", value)


def _rounded(text: str, value: Fraction) -> Formula:
    """To two places, half to even (GB/T 8170), as ``shown`` does it."""
    half = f"ABS(MOD(({text})*100,1)-0.5)<0.0000001"
    return Formula(f"IF({half},2*ROUND(({text})*50,0)/100,ROUND({text},2))", Fraction(shown(value)))
