"""Situations 1, 3 and 29 on 3,000 cases: one workbook, made once for all of them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from conformance.terms import Aspect
from tests.fair.acceptance import Rules
from tests.fair.conftest import Bench
from tests.fair.county import case_number
from tests.fair.edit import FIRST_ROW, LEDGER, REGISTER
from tests.fair.judge import ROOT, Counts, run

COMMITTED = "decision-within-committed"
FIVE_OF_PROCESS = {"G-3.5.2": "4", "L-42.1": "4", "G-3.4.5": "4", "L-44": "4", "G-3.2.2": "4"}
"""Five clauses of weight 4: an aspect of 20 points is worth what its weights say."""


def test_01_one_bad_date_is_set_aside_and_costs_one_row_of_3000(bench: Bench) -> None:
    """Situation 1, the proportional check."""
    edit = bench.open("WJ", cases=3000, second=300)
    case = case_number("WJ", 1234)
    edit.put(LEDGER, case, {"决定日": "2017-13-05"})
    cell = edit.address(LEDGER, case, "决定日")
    bench.add(edit, "WJ")
    verdict = bench.judge(Rules(only=FIVE_OF_PROCESS, narrowed=(Aspect.PROCESS,))).one
    assert verdict.counts(COMMITTED) == Counts(N=3000, V=0, C=0, U=1)
    clause = verdict.clause("G-3.5.2")
    assert clause.f == Fraction(2999, 3000)
    assert clause.points == 4 * Fraction(2999, 3000)
    assert clause.shown == "4.00"
    assert [key for _, key in verdict.findings if key == case] == []
    assert [(fault["sheet"], fault["cell"]) for fault in verdict.faults] == [(LEDGER, cell)]
    assert "2017-13-05" in verdict.faults[0]["sentence"]


def test_03_one_broken_key_in_the_item_list_sets_aside_the_300_rows_that_may_mean_it(bench: Bench) -> None:
    """Situation 3; one late case stands among the other 2,700."""
    edit = bench.open("WJ", cases=3000, second=300)
    second = next(
        str(cell.value)
        for (cell,) in edit.sheet(REGISTER).iter_rows(min_row=FIRST_ROW, max_col=1)
        if cell.value == edit.sheet(LEDGER).cell(FIRST_ROW + 2999, 2).value
    )
    cell = edit.address(REGISTER, second, "事项编码")
    edit.put(REGISTER, second, {"事项编码": "5.00122E+11"})
    late = case_number("WJ", 100)
    edit.put(LEDGER, late, {"决定日": date(2017, 3, 3), "受理日": date(2017, 2, 13), "收件日": date(2017, 2, 13)})
    path = bench.add(edit, "WJ")
    verdict = bench.judge().one
    assert verdict.counts(COMMITTED) == Counts(N=3000, V=1, C=1, U=300)
    assert verdict.keys(COMMITTED) == [late]
    assert verdict.keys("only-listed-items") == []
    assert verdict.counts("only-listed-items").U == 300
    (waiting,) = verdict.check(COMMITTED)["waiting"]
    assert (waiting["sheet"], waiting["cell"], waiting["rows"]) == (REGISTER, cell, 300)
    assert "300 行" in waiting["message"]
    assert [(fault["sheet"], fault["cell"]) for fault in verdict.faults] == [(REGISTER, cell)]
    _, printed = run("check", str(path), "--project", str(ROOT))
    (line,) = [line for line in printed.splitlines() if cell in line and "300 行" in line]
    assert REGISTER in line


def test_29_forty_typos_of_3000_leave_the_extension_checks_undetermined(bench: Bench) -> None:
    """Situation 29, forty rows."""
    edit = bench.open("WJ", cases=3000, second=300)
    for number in range(101, 141):
        edit.put(LEDGER, case_number("WJ", number), {"延期批准日": "见附件"})
    bench.add(edit, "WJ")
    verdict = bench.judge().one
    reading = [check.id for check in bench.checks.values() if "extended_on" in (*check.selects, *check.reads)]
    assert "extension-approved" in reading
    for check in reading:
        assert verdict.check(check)["state"] == "blocked"
        assert "延期批准日" in verdict.check(check)["blocked_by"][0]
        assert "40" in verdict.check(check)["blocked_by"][0]
    clause = verdict.clause("L-42.2")
    assert (clause.outcome, clause.f, clause.f_if_mended) == ("undetermined", 0, 1)
    assert len(verdict.faults) == 40
    assert verdict.total < verdict.total_if_mended == 100
