"""The report (验收报告) as one frozen model, of which the page, the printed report and the data are made.

Joins the scorecards with what they rest on, in the order in which a reader meets them: those without a readable book
first, then by points. Every list is complete; how many rows are shown is for the page to decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from conformance.checklist.checklist import ChecklistItem
from conformance.evidence.book import TableState
from conformance.findings.result import CheckResult
from conformance.inspection.process import ItemProcess
from conformance.report.basis import Basis
from conformance.report.department import ClauseLoss, DepartmentPart, make_department
from conformance.report.places import charged_findings, place_of, problem_place, reason_of, set_aside_places
from conformance.report.proceedings import NOTHING_TOLD, Proceedings
from conformance.report.words import without_county
from conformance.scores.county import CountySummary
from conformance.scores.grading import ZERO, Counts
from conformance.scores.scorecard import CheckScore, Scorecard
from conformance.terms import BookKind, CheckState, Grade

ITEM_REGISTER, LEDGER = "item_register", "ledger"


@dataclass(frozen=True)
class Statistics:
    """How much was inspected (基本情况)."""

    books: int
    unreadable: int
    departments: int
    license_items: int
    cases: int
    rows: int
    """Rows of all tables."""
    findings: int
    """Violating rows over all checks that score."""


@dataclass(frozen=True)
class Rectification:
    """One entry of the rectification list (整改清单)."""

    number: int
    department: str
    title: str
    clause: str
    """Empty where a table is missing or cells are to be mended."""
    fact: str
    places: tuple[str, ...]
    requirement: str
    gain: Fraction
    """Points of the total that mending it wins; what the mending of cells wins is counted at the clauses."""


@dataclass(frozen=True)
class CertaintyShare:
    """How many points of a kind of workbook rest on clauses of one certainty (分值按可信程度)."""

    kind: BookKind
    certainty: str
    clauses: int
    """Clauses with points."""
    points: Fraction


@dataclass(frozen=True)
class Reference:
    """Rows of a department that are charged at one check and only shown at another (同一问题不重复扣分)."""

    department: str
    title: str
    shown_at: str
    """Check that lists the rows without cost."""
    charged_at: str
    clause: str
    """Clause of the check that lists them."""
    rows: int


@dataclass(frozen=True)
class NoOccurrence:
    """A clause that is left out (无此情形) since nothing of the kind occurred or there is no data."""

    item: ChecklistItem
    here: tuple[str, ...]
    """Names of those with whom it is left out, in the order of the report."""
    others: tuple[str, ...]
    """Names of those with whom the clause is in the sum or left out for another reason."""

    @property
    def departments(self) -> str:
        """All their names, the shorter way round."""
        if not self.others:
            return "全部"
        if len(self.here) > len(self.others):
            return f"除{'、'.join(self.others)}以外的全部"
        return "、".join(self.here)


@dataclass(frozen=True)
class DeclaredEmpty:
    """A table that departments say has nothing in it, for one reason (声明无数据)."""

    table: str
    reason: str
    counts: bool
    """Whether the declaration is believed."""
    departments: tuple[str, ...]
    """Names of those that say so, in the order of the report."""


@dataclass(frozen=True)
class ClauseProblem:
    """A clause on which departments lost points (按条款看存在的问题)."""

    item: ChecklistItem
    departments: tuple[str, ...]
    """Names of those that lost points on it, in the order of the report."""
    lost: Fraction
    """Points of their totals together."""


@dataclass(frozen=True)
class Report:
    """The acceptance report of a round."""

    title: str
    basis: Basis
    summary: CountySummary
    departments: tuple[DepartmentPart, ...]
    statistics: Statistics
    rectification: tuple[Rectification, ...]
    certainty: tuple[CertaintyShare, ...]
    references: tuple[Reference, ...]
    outside: tuple[ChecklistItem, ...]
    """Clauses that this round leaves out (未纳入本轮), without those counted at another."""
    weightless: tuple[ChecklistItem, ...]
    """Clauses in the round with weight 0: shown, not scored."""
    proceedings: Proceedings = NOTHING_TOLD

    @property
    def county(self) -> str:
        """The county's name."""
        return self.basis.standards.county if self.basis.standards is not None else "本县"

    @property
    def judgements(self) -> int:
        """How many judgements were handed in, whether they count or not."""
        return sum(len(part.card.judgements) for part in self.departments)

    @property
    def no_occurrences(self) -> tuple[NoOccurrence, ...]:
        """The clauses left out somewhere, in the order of the checklist."""
        here: dict[str, list[str]] = {}
        others: dict[str, list[str]] = {}
        for part in self.departments:
            left_out = {one.item.clause.id for one in part.not_occurring}
            for one in part.card.clauses:
                names = here if one.item.clause.id in left_out else others
                names.setdefault(one.item.clause.id, []).append(without_county(part.title, self.county))
        return tuple(
            NoOccurrence(item, tuple(here[item.clause.id]), tuple(others.get(item.clause.id, ())))
            for item in self.basis.checklist.items
            if item.clause.id in here
        )

    @property
    def declared_empty(self) -> tuple[DeclaredEmpty, ...]:
        """What was declared empty, by table as the workbook has them; what was refused stands first in each."""
        names: dict[tuple[str, bool, str], list[str]] = {}
        for part in self.departments:
            for one in part.declarations:
                told = names.setdefault((one.table, one.counts, one.reason), [])
                told.append(without_county(part.title, self.county))
        order = {table: place for place, table in enumerate(self.basis.tables)}
        found = sorted(names.items(), key=lambda one: (order.get(one[0][0], len(order)), one[0]))
        return tuple(DeclaredEmpty(table, reason, counts, tuple(told)) for (table, counts, reason), told in found)

    @property
    def processes(self) -> tuple[ItemProcess, ...]:
        """How the cases of all items went, in the order of the departments."""
        return tuple(process for part in self.departments for process in part.processes)

    @property
    def clause_problems(self) -> tuple[ClauseProblem, ...]:
        """The clauses on which points were lost, those of most departments first, then by points and number.

        What nobody has judged yet is left out: it would head the list, and says nothing of the departments.
        """
        found = []
        unchecked = {(part.code, one.item.clause.id) for part in self.departments for one in part.unchecked}
        for place, item in enumerate(self.basis.checklist.items):
            lost = [
                (without_county(part.title, self.county), one.max_points - one.points.as_it_stands)
                for part in self.departments
                for one in part.card.clauses
                if one.item.clause.id == item.clause.id and one.points.as_it_stands < one.max_points
                if (part.code, item.clause.id) not in unchecked
            ]
            if lost:
                points = sum((one for _, one in lost), ZERO)
                found.append((-len(lost), -points, place, ClauseProblem(item, tuple(name for name, _ in lost), points)))
        return tuple(problem for *_, problem in sorted(found, key=lambda one: one[:3]))

    @property
    def pending(self) -> tuple[DepartmentPart, ...]:
        """Everyone whose grade is still open."""
        return tuple(part for part in self.departments if part.card.grade is Grade.PENDING)

    @property
    def unrated(self) -> tuple[DepartmentPart, ...]:
        """Everyone without a grade."""
        return tuple(part for part in self.departments if part.card.grade is Grade.UNRATED)

    @property
    def unrated_departments(self) -> tuple[DepartmentPart, ...]:
        """Those that the county's means leave out."""
        return tuple(part for part in self.unrated if part.card.book.kind is BookKind.DEPARTMENT)


def make_report(
    cards: Sequence[Scorecard],
    summary: CountySummary,
    basis: Basis,
    *,
    results: Mapping[str, Sequence[CheckResult]],
    proceedings: Proceedings = NOTHING_TOLD,
    processes: Sequence[ItemProcess] = (),
) -> Report:
    """The report on these scorecards; ``results`` are what all checks found, by department code."""
    parts = tuple(
        make_department(
            card,
            results.get(card.book.department, ()),
            basis,
            [one for one in processes if one.department == card.book.department],
        )
        for card in sorted(cards, key=_place)
    )
    county = basis.standards.county if basis.standards is not None else ""
    items = basis.checklist.items
    return Report(
        title=f"{county}行政许可标准化验收报告（{basis.acceptance.round}）",
        basis=basis,
        summary=summary,
        departments=parts,
        statistics=_statistics(cards),
        rectification=tuple(_rectification(parts, basis)),
        certainty=tuple(_certainty(basis, frozenset(card.book.kind for card in cards))),
        references=tuple(_references(parts)),
        outside=tuple(item for item in items if not item.in_round and not item.clause.counted_at),
        weightless=tuple(item for item in items if item.rule is not None and not item.rule.weight),
        proceedings=proceedings,
    )


def _place(card: Scorecard) -> tuple[int, bool, int, Fraction, str]:
    """Unreadable books first, then by kind of workbook, departments leading; within these by points."""
    kinds = list(BookKind)
    rated = card.grade is not Grade.UNRATED
    return (card.book.readable, rated, kinds.index(card.book.kind), -card.total.as_it_stands, card.book.department)


def _statistics(cards: Sequence[Scorecard]) -> Statistics:
    books = [card.book for card in cards]
    tables = [table for book in books for table in book.tables.values() if table.state is TableState.FILLED]
    scores = [score for card in cards for clause in card.clauses for score in clause.checks]
    return Statistics(
        books=len(books),
        unreadable=sum(1 for book in books if not book.readable),
        departments=sum(1 for book in books if book.kind is BookKind.DEPARTMENT),
        license_items=sum(card.license_items for card in cards),
        cases=sum(len(table.rows) for table in tables if table.table == LEDGER),
        rows=sum(len(table.rows) for table in tables),
        findings=sum(score.counts.violating for score in scores if score.counts is not None),
    )


def _rectification(parts: Sequence[DepartmentPart], basis: Basis) -> Iterator[Rectification]:
    number = 0
    for part in parts:
        for fact in _to_mend(part, basis):
            number += 1
            yield Rectification(number, part.code, part.title, *fact)


def _to_mend(part: DepartmentPart, basis: Basis) -> Iterator[tuple[str, str, tuple[str, ...], str, Fraction]]:
    """Clause, fact, places, requirement and gain: first what cannot be read, then by the points to win."""
    cells = tuple(problem_place(problem) for problem in part.faults)
    if not part.card.book.readable:
        yield "", "填报表无法读取", (), "按“填表问题”所列更正后重新提交", ZERO
    elif cells:
        fact = f"填报表有 {len(cells)} 处不能按填写内容读取"
        yield "", fact, cells, "按“填表问题”所列逐处更正后重新提交", ZERO
    for table in part.missing:
        title = basis.table(table.table)
        fact = f"未提交“{title}”，涉及 {len(table.clauses)} 条"
        yield "", fact, (), f"补报“{title}”；确无数据的，在封面声明并说明原因", table.lost
    for loss in sorted(part.losses, key=lambda one: -one.lost.as_it_stands):
        if loss.lost.as_it_stands:
            clause = loss.result.item.clause
            if first := _to_do_first(loss):
                places = tuple(one for score in loss.checks for one in set_aside_places(score, part.card.book, basis))
                required = f"{first}，再按本条核查：{clause.text}"
            else:
                places, required = tuple(place_of(finding) for finding in loss.findings), clause.text
            yield clause.id, _fact(loss, basis), tuple(dict.fromkeys(places)), required, loss.lost.as_it_stands


def _to_do_first(loss: ClauseLoss) -> str:
    """What is asked where nothing wrong was found and points only wait for the workbook; otherwise empty."""
    if loss.lost.if_mended or any(score.counts is not None and score.counts.charged for score in loss.checks):
        return ""
    if any(score.result.state is CheckState.BLOCKED for score in loss.checks):
        return "按“搁置和无法核查”所列补齐后重新提交"
    return "更正所列单元格后重新提交" if any(score.result.set_aside for score in loss.checks) else ""


def _fact(loss: ClauseLoss, basis: Basis) -> str:
    facts = []
    for score in loss.checks:
        title = basis.check(score.result.check)
        if score.result.state is CheckState.BLOCKED:
            facts.append(f"{title}：无法核查")
        elif score.counts is not None and score.counts.charged:
            facts.append(_wrong(title, score, score.counts))
        if score.counts is not None and score.counts.set_aside:
            facts.append(f"{title}：{score.counts.set_aside} 行搁置，待更正单元格")
    if loss.judged and loss.result.judgement is not None:
        facts.append(f"人工判定：{loss.result.judgement.reason}")
    return "；".join(facts)


def _wrong(title: str, score: CheckScore, counts: Counts) -> str:
    """How many rows a check finds wrong; the very words where there is one, or no cell shows it."""
    found = charged_findings(score)
    told = dict.fromkeys(reason_of(one) for one in found if len(found) == 1 or not one.cell)
    return "；".join(told) or f"{title}：{counts.population} 行中 {counts.charged} 行不符合"


def _certainty(basis: Basis, handed_in: frozenset[BookKind]) -> Iterator[CertaintyShare]:
    """Points of the round by certainty and kind of workbook handed in, before anything is found not applicable."""
    for kind in (kind for kind in BookKind if kind in handed_in):
        items = [item for item in basis.checklist.of(kind) if item.rule is not None and item.rule.weight > 0]
        of_aspect = dict.fromkeys(basis.acceptance.aspects, ZERO)
        for item in items:
            if item.rule is not None:
                of_aspect[item.clause.aspect] += item.rule.weight
        full = sum((rule.points for rule in basis.acceptance.aspects.values()), ZERO)
        filled = sum((rule.points for aspect, rule in basis.acceptance.aspects.items() if of_aspect[aspect]), ZERO)
        for letter in sorted({item.clause.certainty for item in items}):
            mine = [item for item in items if item.clause.certainty == letter]
            points = sum(
                (
                    basis.acceptance.aspects[item.clause.aspect].points
                    * (full / filled)
                    * item.rule.weight
                    / of_aspect[item.clause.aspect]
                    for item in mine
                    if item.rule is not None
                ),
                ZERO,
            )
            yield CertaintyShare(kind, letter, len(mine), points)


def _references(parts: Sequence[DepartmentPart]) -> Iterator[Reference]:
    for part in parts:
        for clause in part.card.clauses:
            for score in clause.checks:
                targets = sorted(set(score.charged_elsewhere.values()))
                for target in targets:
                    rows = sum(1 for one in score.charged_elsewhere.values() if one == target)
                    yield Reference(part.code, part.title, score.result.check, target, clause.item.clause.id, rows)
