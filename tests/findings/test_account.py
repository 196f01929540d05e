"""From rows to N, V and U: typing errors are not breaches, and nothing there is not a zero (fair.md 1–14, 29)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from conformance.checklist.calendar import load_calendar
from conformance.checklist.check import load_checks
from conformance.checklist.guide import load_guide
from conformance.errors import CannotProceed
from conformance.evidence.book import EvidenceBook, TableState
from conformance.findings.engine import kinds_of_checks, run_checks
from conformance.findings.result import CheckResult
from conformance.findings.worker import CheckFailed
from conformance.terms import BookKind, CheckState
from tests.findings.books import PROJECT, TABLES, Row, make_book

CHECKS = load_checks(PROJECT)
KINDS = kinds_of_checks(CHECKS, load_guide(PROJECT))
CALENDAR = load_calendar(PROJECT / "checklists/calendar")
ITEM = {"item_code": "500114002000", "committed_limit": 5, "limit_unit": "工作日"}


def case(number: str, **cells: Any) -> Row:
    return {
        "case_number": number, "item_code": "500114002000", "acceptance_result": "受理",
        "accepted_on": date(2017, 3, 1), "decided_on": date(2017, 3, 3), **cells,
    }  # fmt: skip


def run(
    books: Sequence[EvidenceBook], *checks: str, county: bool = True, chunk: int = 40
) -> Mapping[tuple[str, str], CheckResult]:
    chosen = {check: CHECKS[check] for check in checks}
    found = run_checks(books, chosen, TABLES, CALENDAR, kinds=KINDS, county=county, chunk=chunk)
    return {(department, result.check): result for department, results in found.items() for result in results}


def only(book: EvidenceBook, check: str) -> CheckResult:
    return run([book], check)[book.department, check]


def counts(result: CheckResult) -> tuple[int, int, int]:
    return result.population, len(result.violating), len(result.set_aside)


def test_it_works() -> None:
    late = case("A2", decided_on=date(2017, 3, 20))
    book = make_book(tables={"item_register": [ITEM], "ledger": [case("A1"), late]})
    cell = f"{book.tables['ledger'].letters['decided_on']}5"
    result = only(book, "decision-within-committed")
    assert (result.state, counts(result)) == (CheckState.COUNTED, (2, 1, 0))
    [finding] = result.findings
    assert (finding.where.key, finding.sheet, finding.cell) == ("A2", "办件台账", cell)
    assert finding.finding_key == "decision-within-committed:ledger:A2"
    assert (finding.observed, finding.expected) == ("13个工作日", "5个工作日")
    assert finding.message == (
        f"表“办件台账”{cell}：自受理日 2017-03-01 至决定日 2017-03-20 用时 13个工作日，"
        "承诺时限（含依法不计入和延长的天数）为 5个工作日，请核对日期，属实的说明原因（核查项 G-3.5.2、G-6.1.5）。"
    )


def test_an_unread_cell_in_a_read_column_sets_its_row_aside() -> None:
    ledger = [case("A1"), case("A2", decided_on={"unread": "2017-13-05"})]
    result = only(make_book(tables={"item_register": [ITEM], "ledger": ledger}), "decision-within-committed")
    assert counts(result) == (2, 0, 1)
    assert result.findings == ()


def test_a_violating_row_with_an_unread_cell_is_set_aside_and_not_violating() -> None:
    ledger = [case("A1", decided_on=date(2017, 6, 1), special_days={"unread": "十天"})]
    result = only(make_book(tables={"item_register": [ITEM], "ledger": ledger}), "decision-within-committed")
    assert counts(result) == (1, 0, 1)


def test_an_unread_cell_that_no_check_reads_changes_nothing() -> None:
    ledger = [case("A1", rating={"unread": "好"})]
    result = only(make_book(tables={"item_register": [ITEM], "ledger": ledger}), "decision-within-committed")
    assert counts(result) == (1, 0, 0)


def test_one_unclassified_row_leaves_the_population_and_blocks_nothing() -> None:
    ledger = [case("A1"), case("A2", extended_on={"unread": "见附件"})]
    result = only(make_book(tables={"item_register": [ITEM], "ledger": ledger}), "extension-approved")
    assert (result.state, counts(result)) == (CheckState.NO_OCCURRENCE, (0, 0, 0))
    assert [ref.key for ref in result.unclassified] == ["A2"]


def test_a_row_that_may_not_belong_leaves_the_population_though_the_statement_took_it_in() -> None:
    items = [{**ITEM, "status": {"unread": "在办"}}, {**ITEM, "item_code": "500114003000", "status": "在用"}]
    guides = [{"item_code": "500114003000", "edition_type": "完整"}]
    result = only(make_book(tables={"item_register": items, "service_guide": guides}), "guide-exists")
    assert counts(result) == (1, 0, 0)
    assert [ref.key for ref in result.unclassified] == ["500114002000"]


@pytest.mark.parametrize(("rows", "state"), [(150, CheckState.BLOCKED), (200, CheckState.NO_OCCURRENCE)])
def test_two_unclassified_rows_block_only_beyond_one_per_cent(rows: int, state: CheckState) -> None:
    ledger = [case(f"A{at}") for at in range(rows - 2)]
    ledger += [case(f"B{at}", extended_on={"unread": "见附件"}) for at in range(2)]
    book = make_book(tables={"item_register": [ITEM], "ledger": ledger})
    result = only(book, "extension-approved")
    assert result.state is state
    if state is CheckState.BLOCKED:
        assert result.blocked_by == (
            f"表“办件台账”有 2 行的“延期批准日”读不出（如 {book.tables['ledger'].letters['extended_on']}152），"
            "不能判断是否属于核查范围，改正后再核查",
        )


def test_rows_that_look_for_a_broken_key_wait_for_the_one_cell() -> None:
    items = [ITEM, {**ITEM, "item_code": {"unread": "5.00114E+11"}}]
    ledger = [case(f"A{at}", item_code="500114001000") for at in range(30)] + [case(f"B{at}") for at in range(70)]
    book = make_book(tables={"item_register": items, "ledger": ledger})
    result = only(book, "decision-within-committed")
    assert counts(result) == (100, 0, 30)
    [waiting] = result.waiting
    assert (waiting.sheet, waiting.cell, waiting.rows) == ("事项清单", "A5", 30)
    assert waiting.message == "表“事项清单”A5：“事项编码”读不出，有 30 行等它改正后再核查。"
    joint = only(book, "joint-within-45")
    assert (joint.state, len(joint.unclassified)) == (CheckState.NO_OCCURRENCE, 30)


def test_a_missing_column_blocks_the_checks_that_read_it_and_no_other() -> None:
    book = make_book(
        tables={"item_register": [ITEM], "ledger": [case("A1", slip_number="XK1")]},
        missing_columns={"ledger": ["decided_on"]},
    )
    results = run([book], "decision-within-committed", "accepted-has-slip")
    blocked = results["GH", "decision-within-committed"]
    assert (blocked.state, blocked.blocked_by) == (CheckState.BLOCKED, ("表“办件台账”缺少“决定日”一列",))
    assert results["GH", "accepted-has-slip"].state is CheckState.COUNTED


def test_a_missing_column_of_a_looked_up_table_blocks_too() -> None:
    book = make_book(
        tables={"item_register": [ITEM], "ledger": [case("A1")]}, missing_columns={"item_register": ["committed_limit"]}
    )
    assert only(book, "decision-within-committed").blocked_by == ("表“事项清单”缺少“承诺时限”一列",)


@pytest.mark.parametrize(
    ("table", "check", "state", "expected"),
    [
        ("ledger", "decision-within-committed", TableState.MISSING, CheckState.TABLE_MISSING),
        ("ledger", "decision-within-committed", TableState.DECLARED_EMPTY, CheckState.TABLE_LEFT_OUT),
        ("ledger", "decision-within-committed", TableState.NOT_REQUIRED, CheckState.TABLE_LEFT_OUT),
        ("item_register", "items-listed", TableState.MISSING, CheckState.TABLE_MISSING),
        ("item_register", "items-listed", TableState.DECLARED_EMPTY, CheckState.TABLE_LEFT_OUT),
        ("item_register", "only-listed-items", TableState.MISSING, CheckState.TABLE_MISSING),
        ("item_register", "only-listed-items", TableState.DECLARED_EMPTY, CheckState.COUNTED),
    ],
)
def test_what_is_not_there_is_told_from_what_was_declared(
    table: str, check: str, state: TableState, expected: CheckState
) -> None:
    filled = {} if table == "ledger" else {"ledger": [case("A1")]}
    result = only(make_book(tables=filled, states={table: state}), check)
    assert result.state is expected
    assert result.table == (table if expected is not CheckState.COUNTED else "")


def test_no_row_that_meets_the_condition_is_no_occurrence() -> None:
    result = only(make_book(tables={"item_register": [ITEM], "ledger": [case("A1")]}), "extension-approved")
    assert result.state is CheckState.NO_OCCURRENCE


def test_a_thing_not_found_may_be_the_one_that_an_unread_cell_hides() -> None:
    book = make_book(tables={"rule_document": [{"category": "信息公开", "effective_on": {"unread": "七月"}}]})
    result = only(book, "rule-information-disclosure")
    assert counts(result) == (1, 0, 1)
    assert [waiting.message for waiting in result.waiting] == [
        "表“制度文件”E4：“施行日”读不出，有 1 行等它改正后再核查。"
    ]


def test_a_finding_of_the_department_points_at_the_sheet() -> None:
    result = only(make_book(tables={"rule_document": [{"category": "首问责任"}]}), "rule-information-disclosure")
    [finding] = result.findings
    assert (finding.where.table, finding.where.key, finding.cell) == ("department", "GH", "")
    assert finding.message.startswith("表“制度文件”：")


def test_a_check_concerns_only_the_kinds_that_its_clauses_apply_to() -> None:
    centre = make_book("ZX", kind=BookKind.CENTRE, tables={"service_window": [{"window_code": "A-01"}]})
    found = run([centre, make_book()], "window-comprehensive", "decision-within-committed")
    assert set(found) == {("ZX", "window-comprehensive"), ("GH", "decision-within-committed")}


def test_a_county_check_on_one_book_says_that_it_did_not_run() -> None:
    books = [make_book("GH", {"item_register": [ITEM]}), make_book("GF", {"item_register": [ITEM]})]
    assert run(books[:1], "item-code-unique")["GH", "item-code-unique"].state is CheckState.NOT_RUN
    assert run(books, "item-code-unique", county=False)["GF", "item-code-unique"].state is CheckState.NOT_RUN
    found = run(books, "item-code-unique")
    assert [len(found[code, "item-code-unique"].violating) for code in ("GF", "GH")] == [1, 1]


def test_nobody_is_charged_for_a_table_that_another_owes() -> None:
    books = [make_book("GH", {"item_register": [{**ITEM, "status": "在用"}]}), make_book("GF")]
    result = run(books, "matches-superior-catalogue")["GH", "matches-superior-catalogue"]
    assert result.state is CheckState.NOT_RUN
    assert result.blocked_by == ("没有收到“上级通用目录”（由别的单位填报），本项核查没有运行",)


def test_the_answers_do_not_depend_on_the_chunk() -> None:
    ledgers = [[case(f"A{at}", decided_on=date(2017, 3, 1 + at)) for at in range(day)] for day in (5, 15, 25)]
    books = [
        make_book(code, {"item_register": [ITEM], "ledger": ledger})
        for code, ledger in zip(("GH", "GF", "GA"), ledgers, strict=True)
    ]
    checks = ("decision-within-committed", "grant-published", "item-code-unique", "steps-in-order")
    assert run(books, *checks, chunk=1) == run(list(reversed(books)), *checks, chunk=40)


def test_an_unreadable_book_is_left_out_and_two_books_of_one_department_are_refused() -> None:
    book = make_book(tables={"item_register": [ITEM], "ledger": [case("A1")]})
    found = run([book, replace(make_book("GF"), readable=False)], "decision-within-committed")
    assert set(found) == {("GH", "decision-within-committed")}
    with pytest.raises(CannotProceed, match="部门 GH 有两份填报表"):
        run([book, book], "decision-within-committed")


def test_a_check_that_finds_violations_outside_its_population_is_an_error_of_the_check() -> None:
    astray = replace(CHECKS["accepted-has-slip"], violations_sql="select department, row from ledger")
    book = make_book(tables={"ledger": [case("A1", acceptance_result="撤回")]})
    with pytest.raises(CheckFailed, match="accepted-has-slip 不能得出结果（有问题的行不在核查的总体之中）"):
        run_checks([book], {astray.id: astray}, TABLES, CALENDAR, kinds=KINDS, county=False)
