"""A small county for tests of the report: eight clauses, seven checks, five workbooks, scored by the real functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

from conformance.checklist.acceptance import Acceptance, AspectRule
from conformance.checklist.calendar import load_calendar
from conformance.checklist.check import Check
from conformance.checklist.checklist import make_checklist
from conformance.checklist.guide import Guide, GuideClause, Law, LawEdition, LawText
from conformance.checklist.table import EvidenceTable
from conformance.errors import Severity
from conformance.evidence.book import Declaration, EvidenceBook, Problem, TableRows, TableState
from conformance.findings.result import CheckResult, Finding, RowRef, Waiting
from conformance.inspection.process import CasePath, DeclaredStep, Deviation, ItemProcess, Move, Stay
from conformance.report.basis import Basis, StandardsFacts
from conformance.report.model import Report, make_report
from conformance.scores.card import score_book
from conformance.scores.county import summarise
from conformance.scores.judgement import Bonus, Judgement, JudgementFile
from conformance.scores.scorecard import Scorecard
from conformance.terms import (
    Aspect,
    CheckState,
    DeviationKind,
    FindingSeverity,
    Force,
    Method,
    Outcome,
    ProcessStage,
    Scope,
)
from tests.scores.builders import DAY, make_acceptance, make_book, make_claim, make_clause, make_judgement, make_rule

ASPECTS = {Aspect.ITEMS: Fraction(40), Aspect.PROCESS: Fraction(60)}


def make_guide(*clauses: GuideClause) -> Guide:
    """A Guide of these clauses, with the licensing law."""
    return Guide(
        id="guide-2016",
        title="行政许可标准化指引（2016版）",
        document_number="审改办发〔2016〕4号",
        issued_by=("国务院审改办", "国家标准委"),
        edition="2016",
        aspects={Aspect.ITEMS: 2, Aspect.PROCESS: 3},
        chapters={2: "行政许可事项管理规范", 3: "行政许可流程管理规范"},
        laws=(
            Law(
                "licensing-law",
                "中华人民共和国行政许可法",
                (
                    LawEdition("2003", date(2003, 8, 27), date(2004, 7, 1), date(2019, 4, 22)),
                    LawEdition("2019", date(2019, 4, 23), date(2019, 4, 23), None),
                ),
            ),
        ),
        clauses=clauses,
        digests={"guide.yaml": "1" * 64},
    )


def make_process_clause(clause: str, **changes: object) -> GuideClause:
    """A clause of the third chapter."""
    return make_clause(clause, aspect=Aspect.PROCESS, chapter=3, **changes)


def make_law_clause(clause: str, article: int, number: str, **changes: object) -> GuideClause:
    """An article of the licensing law."""
    texts = (LawText(date(2004, 7, 1), None, "应当在期限内作出决定", "A"),)
    facts = {"aspect": Aspect.PROCESS, "chapter": 0, "law": "licensing-law", "article": article, "texts": texts}
    return make_clause(clause, official_number=number, **{**facts, **changes})


CLAUSES = (
    make_clause("G-2.1.1", title="统一制定清单", text="统一制定行政许可事项清单"),
    make_clause("G-2.1.2", title="清单动态管理", method=Method.JUDGEMENT, certainty="B"),
    make_clause("G-2.1.3", title="清单报批", certainty="C"),
    make_process_clause("G-3.2.1", title="一次告知", text="申请材料不齐的，一次告知需要补正的全部内容", certainty="D"),
    make_process_clause("G-3.5.2", title="承诺时限", text="在承诺时限内办结"),
    make_process_clause("G-3.5.3", title="延长期限", text="延长期限经批准", force=Force.SHOULD),
    make_law_clause("L-42.1", 42, "第四十二条第一款", title="法定时限", text="在法定时限内作出决定"),
    make_law_clause("L-43", 43, "", title="办结时限重述", counted_at="L-42.1"),
)


def make_check(check: str, clause: str, **changes: object) -> Check:
    """A check over the ledger."""
    facts: dict[str, object] = {
        "id": check,
        "title": f"核查{check}",
        "clauses": (clause,),
        "tables": ("ledger",),
        "scope": Scope.DEPARTMENT,
        "at": "ledger.decided_on",
        "selects": (),
        "reads": (),
        "looks_up": (),
        "implies": (),
        "severity": FindingSeverity.VIOLATION,
        "message": "不符合",
        "cell_formula": "",
        "why": "《行政许可法》对此\n有规定，`N` 是办件数。\n\n第二段。",
        "population_sql": "",
        "violations_sql": "",
        "cases_yaml": "",
        "path": f"checks/{check}.md",
        "digest": "c" * 64,
    }
    return Check(**{**facts, **changes})  # type: ignore[arg-type]  # a table of changes has no one type


CHECKS = {
    check.id: check
    for check in (
        make_check("extension-approved", "G-3.5.3"),
        make_check("extension-told", "G-3.5.3", title="延长期限已经告知"),
        make_check("late-committed", "G-3.5.2", title="办结不晚于承诺时限"),
        make_check("late-statutory", "L-42.1", title="办结不晚于法定时限", implies=("late-committed",)),
        make_check("one-time-notice", "G-3.2.1", title="补正一次告知", scope=Scope.COUNTY),
        make_check("register-present", "G-2.1.1", title="清单齐备", tables=("item_register",)),
        make_check("weekend", "G-3.5.2", title="休息日作出的决定", severity=FindingSeverity.PROMPT),
    )
}


def make_rules(**changes: object) -> Acceptance:
    """Rules of a round over the Guide above: two aspects, a veto, a clause of weight 0, one outside the round."""
    facts: dict[str, object] = {
        "aspects": {aspect: AspectRule(points, None) for aspect, points in ASPECTS.items()},
        "title": "奉节县验收评分规则",
    }
    return make_acceptance(
        make_rule("G-2.1.1", "4", "strict"),
        make_rule("G-2.1.2", "2", may_be_not_applicable=True),
        make_rule("G-3.2.1", "0", "proportional"),
        make_rule("G-3.5.2", "4", "per_occurrence", deduct="0.5"),
        make_rule("G-3.5.3", "2", "steps", steps=(("0.8", "0.5"), ("0.95", "1"))),
        make_rule("L-42.1", "4", "strict", veto=True),
        **{**facts, **changes},
    )


def make_table(table: str, title: str, rows: int = 0, **changes: object) -> TableRows:
    """A table of a book."""
    numbers = tuple(range(4, 4 + rows))
    facts: dict[str, object] = {
        "table": table,
        "sheet": title,
        "state": TableState.FILLED if rows else TableState.MISSING,
        "columns": (),
        "missing_columns": (),
        "letters": {},
        "rows": numbers,
        "keys": tuple(f"{number}" for number in numbers),
        "values": {},
        "texts": {},
        "totals_rows": (),
        "hidden_rows": (),
        "hidden_sheet": False,
    }
    return TableRows(**{**facts, **changes})  # type: ignore[arg-type]


TABLES = {
    name: EvidenceTable(name, title, title[:1], order, (), (), (), {})
    for order, (name, title) in enumerate((("item_register", "事项清单"), ("ledger", "办件台账")))
}


def make_result(
    department: str, check: str, population: int, rows: Sequence[int] = (), aside: Sequence[int] = (), **changes: object
) -> CheckResult:
    """A check over the ledger of a department."""
    violating = tuple(RowRef("ledger", row, f"{department}-2017-{row:05d}") for row in rows)
    facts: dict[str, object] = {
        "check": check,
        "department": department,
        "state": CheckState.COUNTED if population else CheckState.NO_OCCURRENCE,
        "population": population,
        "violating": violating,
        "set_aside": tuple(RowRef("ledger", row, f"{department}-2017-{row:05d}") for row in aside),
        "unclassified": (),
        "findings": tuple(
            Finding(
                check,
                department,
                row,
                "办件台账",
                "decided_on",
                f"M{row.row}",
                f"表“办件台账”M{row.row}：超过时限。",
                "",
                "",
            )
            for row in violating
        ),
        "waiting": (),
        "blocked_by": (),
    }
    return CheckResult(**{**facts, **changes})  # type: ignore[arg-type]


def make_basis(checks: Mapping[str, Check] = CHECKS, **changes: object) -> Basis:
    """What the small county is assessed by; ``changes`` are of the rules."""
    guide = make_guide(*CLAUSES)
    acceptance = make_rules(**changes)
    return Basis(
        guide=guide,
        checklist=make_checklist(guide, checks, acceptance),
        acceptance=acceptance,
        checks=checks,
        tables=TABLES,
        calendar=load_calendar(Path(__file__).resolve().parents[2] / "checklists" / "calendar"),
        organs={"DC": "奉节县人民政府督查室", "YC": "奉节县烟草专卖局"},
        editions={"acceptance": "2" * 64, "guide": "1" * 64},
        standards=StandardsFacts(
            county="奉节县",
            publisher="奉节县质量技术监督局",
            title="奉节县行政许可服务标准汇编",
            planned=110,
            documents=(("FJXK 101—2017", "行政许可标准化工作导则"),),
            clauses=12,
            implemented=frozenset({"G-2.1.1", "L-42.1"}),
        ),
    )


def score(
    basis: Basis,
    book: EvidenceBook,
    results: Sequence[CheckResult],
    *judgements: Judgement,
    bonuses: tuple[Bonus, ...] = (),
) -> Scorecard:
    """Score a book by the basis."""
    return score_book(
        book,
        results,
        JudgementFile(book.department, judgements, bonuses, "b" * 64),
        checklist=basis.checklist,
        implies={check.id: check.implies for check in basis.checks.values()},
        acceptance=basis.acceptance,
    )


def make_item_process(department: str, item_code: str, cases: int = 4, **changes: object) -> ItemProcess:
    """Cases that went from receipt over acceptance to the decision, half a day and three days in the middle."""
    received, accepted, decided = ProcessStage.RECEIVED, ProcessStage.ACCEPTANCE, ProcessStage.DECISION
    facts: dict[str, object] = {
        "department": department,
        "item_code": item_code,
        "title": f"事项{item_code}",
        "cases": cases,
        "steps": (DeclaredStep("受理", "窗口", 1, accepted),),
        "stages": {received: cases, accepted: cases, decided: cases},
        "moves": (
            Move(received, accepted, cases, Fraction(1, 2), cases),
            Move(accepted, decided, cases, Fraction(3), 3 * cases),
        ),
        "paths": (CasePath((received, accepted, decided), cases),),
        "deviations": (),
        "stays": (),
    }
    return ItemProcess(**{**facts, **changes})  # type: ignore[arg-type]  # a table of changes has no one type


def make_backward_process(department: str, item_code: str) -> ItemProcess:
    """One ordinary case, and one decided two days before it was received."""
    process = make_item_process(department, item_code, 2)
    back = Move(ProcessStage.DECISION, ProcessStage.RECEIVED, 1, Fraction(-2), -2)
    told = Deviation(
        DeviationKind.OUT_OF_ORDER, 5, f"{department}-2017-00002", "决定（2017-03-01）早于收件（2017-03-03）"
    )
    stay = Stay("奉节县林业局", 2, Fraction(3, 2), 3)
    return replace(process, moves=(*process.moves, back), deviations=(told,), stays=(stay,))


def make_county(**changes: object) -> Report:
    """The report on a veto, a pending verdict, a missing table, an excellent department and an unreadable book."""
    basis = make_basis(**changes)
    books = {
        "YC": make_book(
            "YC",
            tables={
                "item_register": make_table("item_register", "事项清单", 2),
                "ledger": make_table("ledger", "办件台账", 60),
            },
            claims=(make_claim("G-3.5.2", "符合", "4"), make_claim("L-42.1", "不适用", "", "没有")),
        ),
        "WJ": make_book(
            "WJ",
            department_title="奉节县卫生和计划生育委员会",
            tables={"ledger": make_table("ledger", "办件台账", 10, hidden_rows=(9, 10))},
            problems=(
                Problem(
                    "date-unreadable",
                    "办件台账",
                    "M8",
                    "ledger",
                    "decided_on",
                    8,
                    "“2017-13-05”不是日期",
                    "日期",
                    "请更正",
                ),
                Problem("rows_hidden", "办件台账", "", "ledger", "", 0, "有2行数据是隐藏的", "", "", Severity.NOTE),
            ),
        ),
        "NY": make_book("NY", department_title="奉节县农业委员会"),
        "DA": make_book(
            "DA",
            department_title="奉节县档案局",
            tables={"item_register": make_table("item_register", "事项清单", 1)},
            declarations=(Declaration("ledger", False, "本年无办件", "B20", True),),
        ),
        "坏 表": make_book(
            "坏 表",
            department_title="",
            readable=False,
            problems=(Problem("book-unreadable", "", "", "", "", 0, "文件不完整，不能打开", "", "请重新导出后提交"),),
        ),
    }
    judged = make_judgement("G-2.1.2")
    results = {
        "YC": [
            make_result("YC", "register-present", 1),
            make_result("YC", "one-time-notice", 60, [5]),
            make_result("YC", "late-committed", 60, range(4, 30)),
            make_result("YC", "late-statutory", 60, [4, 5]),
            make_result("YC", "extension-approved", 0),
            make_result("YC", "weekend", 60, [7]),
        ],
        "WJ": [
            make_result("WJ", "register-present", 1),
            make_result("WJ", "one-time-notice", 10),
            make_result(
                "WJ", "late-committed", 10, [], [8], waiting=(Waiting("办件台账", "M8", 1, "1 行等待办件台账M8更正。"),)
            ),
            make_result("WJ", "late-statutory", 10, [], [8]),
            make_result("WJ", "extension-approved", 0, state=CheckState.BLOCKED, blocked_by=("缺少“延期批准日”列。",)),
        ],
        "NY": [
            make_result("NY", check, 0, state=CheckState.TABLE_MISSING, table=CHECKS[check].primary)
            for check in (
                "register-present",
                "one-time-notice",
                "late-committed",
                "late-statutory",
                "extension-approved",
            )
        ],
        "DA": [
            make_result("DA", "register-present", 1),
            *(
                make_result("DA", check, 0, state=CheckState.TABLE_LEFT_OUT, table="ledger")
                for check in ("one-time-notice", "late-committed", "late-statutory", "extension-approved")
            ),
        ],
    }
    judgements = {
        "YC": (
            judged,
            make_judgement("G-3.5.2", outcome=None, lifts=("late-committed:ledger:YC-2017-00006",), reason="原件已核"),
            make_judgement("G-2.1.1", organisation="YC", author="质量岗", reason="本单位自判"),
        ),
        "WJ": (judged,),
        "DA": (make_judgement("G-2.1.2", outcome=Outcome.NOT_APPLICABLE, reason="清单由市里统一管理"),),
    }
    bonus = Bonus(Fraction(1), "获市级表彰", "督查岗", "DC", DAY)
    cards = [
        score(
            basis,
            book,
            results.get(code, []),
            *judgements.get(code, ()),
            bonuses=(bonus,) if code == "DA" else (),
        )
        for code, book in books.items()
    ]
    processes = (
        make_item_process("WJ", "500122001000", 10),
        make_item_process("YC", "500131001000", 58),
        make_backward_process("YC", "500131002000"),
    )
    summary = summarise(cards, basis.acceptance.conclusion)
    return make_report(cards, summary, basis, results=results, processes=processes)
