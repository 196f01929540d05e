"""Small books, checklists and results for tests of scoring, made without any file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from conformance.checklist.acceptance import Acceptance, AspectRule, ClauseRule, ConclusionRule, GradingRule, Signatory
from conformance.checklist.checklist import Checklist, ChecklistItem
from conformance.checklist.guide import GuideClause
from conformance.evidence.book import Claim, EvidenceBook, TableRows, TableState
from conformance.findings.result import CheckResult, Finding, RowRef
from conformance.scores.card import score_book
from conformance.scores.judgement import Bonus, Judgement, JudgementFile
from conformance.scores.scorecard import ClauseResult, Scorecard
from conformance.terms import Aspect, BookKind, CheckState, Force, Grading, Method, Outcome

DAY = date(2017, 12, 20)


def make_clause(clause: str, **changes: object) -> GuideClause:
    """A shall-clause of the second chapter for departments."""
    facts: dict[str, object] = {
        "id": clause,
        "aspect": Aspect.ITEMS,
        "title": f"条目{clause}",
        "text": "应做到",
        "force": Force.SHALL,
        "applies_to": (BookKind.DEPARTMENT,),
        "method": Method.MACHINE,
        "evidence": "台账",
        "criterion": "",
        "sources": ("S01",),
        "certainty": "A",
        "official_number": "",
        "counted_at": "",
        "chapter": 2,
        "law": "",
        "article": 0,
        "texts": (),
    }
    return GuideClause(**{**facts, **changes})  # type: ignore[arg-type]  # a table of changes has no one type


def make_rule(clause: str, weight: str = "4", grading: str = "proportional", **changes: object) -> ClauseRule:
    """A rule with a grading by name; ``deduct``, ``floor`` and ``steps`` go into the grading."""
    rule = GradingRule(
        kind=Grading(grading),
        steps=tuple((Fraction(a), Fraction(b)) for a, b in changes.pop("steps", ())),  # type: ignore[attr-defined]
        deduct=Fraction(str(changes.pop("deduct", "0"))),
        floor=Fraction(str(changes.pop("floor", "0"))),
    )
    facts: dict[str, object] = {"mean": False, "veto": False, "may_be_not_applicable": False}
    return ClauseRule(clause, Fraction(weight), rule, **{**facts, **changes})  # type: ignore[arg-type]


def make_item(clause: GuideClause, rule: ClauseRule | None, *checks: str) -> ChecklistItem:
    """A checklist item."""
    return ChecklistItem(clause, rule, checks, ())


def make_acceptance(*rules: ClauseRule, **changes: object) -> Acceptance:
    """Rules of a round: one aspect of 100 points, pass 80, excellence 90."""
    facts: dict[str, object] = {
        "id": "test",
        "title": "测试规则",
        "round": "终期",
        "assessed_on": DAY,
        "period_from": date(2017, 1, 1),
        "period_to": date(2017, 12, 31),
        "round_closed": False,
        "pass_mark": Fraction(80),
        "excellence_mark": Fraction(90),
        "partial_factor": Fraction(1, 2),
        "refuse_own_judges": True,
        "unclassified_limit": Fraction(1, 100),
        "aspects": {Aspect.ITEMS: AspectRule(Fraction(100), None)},
        "clauses": {rule.clause: rule for rule in rules},
        "conclusion": ConclusionRule(("合格", "基本合格", "不合格"), Fraction(80), Fraction(9, 10), Fraction(6, 10)),
        "signatories": (Signatory("BB", "奉节县委编办", "主任"),),
        "digest": "0" * 64,
    }
    return Acceptance(**{**facts, **changes})  # type: ignore[arg-type]


def make_book(department: str = "YC", **changes: object) -> EvidenceBook:
    """A book of a department without any table."""
    facts: dict[str, object] = {
        "department": department,
        "department_title": "奉节县烟草专卖局",
        "kind": BookKind.DEPARTMENT,
        "round": "终期",
        "template_edition": "1",
        "period_from": date(2017, 1, 1),
        "period_to": date(2017, 12, 31),
        "secret_items": 0,
        "tables": {},
        "declarations": (),
        "claims": (),
        "problems": (),
        "file_name": f"{department}.xlsx",
        "sha256": "a" * 64,
        "readable": True,
    }
    return EvidenceBook(**{**facts, **changes})  # type: ignore[arg-type]


def make_ledger(*codes: str) -> TableRows:
    """A ledger of cases from row 5 on, of which only the item is known."""
    rows = tuple(range(5, 5 + len(codes)))
    return TableRows(
        table="ledger",
        sheet="办件台账",
        state=TableState.FILLED,
        columns=("item_code",),
        missing_columns=(),
        letters={"item_code": "B"},
        rows=rows,
        keys=tuple(f"YC-{row}" for row in rows),
        values={"item_code": codes},
        texts={},
        totals_rows=(),
        hidden_rows=(),
        hidden_sheet=False,
    )


def make_claim(clause: str, outcome: str = "", points: str = "", statement: str = "") -> Claim:
    """A line of the self-assessment."""
    return Claim(clause, outcome, points, statement, "E4")


def make_result(
    check: str, population: int, violating: Sequence[int] = (), set_aside: Sequence[int] = (), **changes: object
) -> CheckResult:
    """A counted check over the ledger; rows are named by their number."""
    rows = tuple(RowRef("ledger", row, f"YC-{row}") for row in violating)
    facts: dict[str, object] = {
        "check": check,
        "department": "YC",
        "state": CheckState.COUNTED if population else CheckState.NO_OCCURRENCE,
        "population": population,
        "violating": rows,
        "set_aside": tuple(RowRef("ledger", row, f"YC-{row}") for row in set_aside),
        "unclassified": (),
        "findings": tuple(
            Finding(check, "YC", row, "办件台账", "decided_on", f"A{row.row}", "不符合。", "", "") for row in rows
        ),
        "waiting": (),
        "blocked_by": (),
    }
    return CheckResult(**{**facts, **changes})  # type: ignore[arg-type]


def make_judgement(clause: str, **changes: object) -> Judgement:
    """A judgement by the county government's supervision office."""
    facts: dict[str, object] = {
        "outcome": Outcome.CONFORMING,
        "points": None,
        "lifts": (),
        "overrides": False,
        "reason": "原件已核",
        "author": "督查岗",
        "organisation": "DC",
        "on": DAY,
        "valid_until": None,
        "workbook_sha256": "",
    }
    return Judgement(clause=clause, **{**facts, **changes})  # type: ignore[arg-type]


def score(
    items: Sequence[ChecklistItem],
    results: Sequence[CheckResult],
    *judgements: Judgement,
    book: EvidenceBook | None = None,
    implies: dict[str, tuple[str, ...]] | None = None,
    bonuses: tuple[Bonus, ...] = (),
    unverified: frozenset[str] = frozenset(),
    **acceptance: object,
) -> Scorecard:
    """Score one department."""
    rules = [item.rule for item in items if item.rule is not None]
    return score_book(
        book or make_book(),
        results,
        JudgementFile("YC", judgements, bonuses, "b" * 64),
        checklist=Checklist(tuple(items)),
        implies=implies or {},
        acceptance=make_acceptance(*rules, **acceptance),
        unverified=unverified,
    )


def one(card: Scorecard, clause: str = "G-2.1.1") -> ClauseResult:
    """The result of one clause."""
    return next(result for result in card.clauses if result.item.clause.id == clause)
