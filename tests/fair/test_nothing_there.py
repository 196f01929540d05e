"""Situations 9 to 14: nothing there is not a zero."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from tests.fair.acceptance import Rules
from tests.fair.conftest import Bench
from tests.fair.county import case_number
from tests.fair.edit import COVER, LEDGER, REGISTER
from tests.fair.judge import Verdict

FILES = "案卷"


def over_ledger(bench: Bench, verdict: Verdict) -> list[str]:
    """The scored checks whose rows are those of the ledger."""
    return [one["id"] for one in verdict.checks if bench.checks[one["id"]].primary == "ledger"]


def test_09_nobody_extended_a_time_limit_and_nobody_had_to_declare_it(bench: Bench) -> None:
    """Situation 9."""
    bench.add_clean("YC")
    verdict = bench.judge().one
    assert verdict.check("extension-approved")["state"] == "no_occurrence"
    assert verdict.check("extension-approved")["N"] == 0
    clause = verdict.clause("L-42.2")
    assert clause.f is None
    assert clause.max_points == 0
    assert [one["table"] for one in verdict.record["declarations"] if "延" in one["reason"]] == []
    assert verdict.total == Fraction(100)


@pytest.mark.parametrize("way", ["no rows", "no sheet"])
def test_10_a_missing_ledger_is_said_once_with_the_points_lost(bench: Bench, way: str) -> None:
    """Situation 10; the veto over the ledger stands."""
    edit = bench.open()
    if way == "no rows":
        edit.clear(LEDGER)
    else:
        del edit.workbook[LEDGER]
    bench.add(edit)
    rules = Rules(clauses={"L-42.1": {"grading": "strict", "veto": True}})
    judged = bench.judge(rules, report=way == "no rows")
    verdict = judged.one
    checks = over_ledger(bench, verdict)
    assert len(checks) >= 10
    for check in checks:
        assert verdict.check(check)["state"] == "table_missing"
        assert verdict.check(check)["f"]["n"] == 0
    compared = ["on-time-rate-agrees"]  # what is claimed elsewhere cannot be held against a ledger that is not there
    assert verdict.check(compared[0])["state"] == "table_missing"
    scored = [
        clause
        for clause in verdict.clauses
        if clause.record["in_round"] and {one["id"] for one in clause.record["checks"]} & set(checks + compared)
    ]
    assert {clause.outcome for clause in scored} == {"not_checked"}
    assert {clause.f for clause in scored} == {Fraction(0)}
    assert verdict.vetoes == ["L-42.1"]
    assert (verdict.grade, verdict.record["grade_if_mended"]) == ("unqualified", "unqualified")
    lost = sum((clause.max_points for clause in scored), Fraction(0))
    assert verdict.total == 100 - sum((one.max_points - one.points for one in verdict.clauses), Fraction(0))
    if way == "no rows":
        part = judged.report_part("五、各部门情况", "六、待定和搁置")
        assert part.count("未提交“办件台账”") == 1
        assert f"未提交“办件台账”，扣 {float(lost):.2f} 分" in part


def test_11_no_case_all_year_declared_with_a_reason_leaves_the_ledger_out(bench: Bench) -> None:
    """Situation 11: the county archives (县档案局)."""
    edit = bench.open("DA")
    for table in (LEDGER, FILES):
        edit.clear(table)
        edit.declare(table, "本年无办件")
    bench.add(edit, "DA")
    judged = bench.judge(report=True)
    verdict = judged.one
    assert {verdict.check(check)["state"] for check in over_ledger(bench, verdict)} == {"table_left_out"}
    assert ("ledger", "本年无办件", True) in [
        (one["table"], one["reason"], one["counts"]) for one in verdict.record["declarations"]
    ]
    for clause in ("G-4.1.1", "G-4.2.1", "G-5.3.2", "G-5.3.3"):
        assert verdict.clause(clause).f == 1
    assert verdict.record["problems"] == []
    assert verdict.total == Fraction(100)
    assert "本年无办件" in judged.report_text()


def test_11_staff_and_guides_are_scored_as_for_anyone(bench: Bench) -> None:
    """Situation 11: the declaration is no excuse for a window with one person."""
    edit = bench.open("DA")
    for table in (LEDGER, FILES):
        edit.clear(table)
        edit.declare(table, "本年无办件")
    edit.put_all("窗口", "B岗", "DA-P02")
    bench.add(edit, "DA")
    verdict = bench.judge().one
    assert verdict.clause("G-5.3.2").f == 0
    assert verdict.total < 100


def test_12_declared_empty_yet_five_rows_are_there(bench: Bench) -> None:
    """Situation 12: the declaration is a problem, the rows are checked."""
    edit = bench.open("DA", cases=5)
    edit.declare(LEDGER, "本年无办件")
    edit.put(LEDGER, case_number("DA", 1), {"决定日": date(2017, 6, 1)})
    bench.add(edit, "DA")
    verdict = bench.judge().one
    (fault,) = [one for one in verdict.record["problems"] if one["sheet"] == COVER]
    assert fault["code"] == "declaration_with_rows"
    assert fault["row"] == edit.declaration(LEDGER)
    assert verdict.check("decision-within-statutory")["N"] == 5
    assert verdict.keys("decision-within-statutory") == [case_number("DA", 1)]
    assert [one["counts"] for one in verdict.record["declarations"] if one["table"] == "ledger"] == [False]


def test_13_a_department_without_items_is_scored_on_what_does_not_hang_on_items(bench: Bench) -> None:
    """Situation 13: the tourism bureau (县旅游局)."""
    edit = bench.open("LV")
    for table in (REGISTER, LEDGER, FILES):
        edit.declare(table, "旅行社由市旅游局许可，本局没有许可事项")
    bench.add(edit, "LV")
    judged = bench.judge(report=True)
    verdict = judged.one
    assert verdict.faults == []
    assert verdict.findings == []
    for clause in ("G-4.1.1", "G-5.3.2", "G-6.2.1"):
        assert verdict.clause(clause).f == 1
    for clause in ("G-2.1.3", "G-4.2.1", "G-3.5.2"):
        assert verdict.clause(clause).f is None
    weights = [clause for clause in verdict.clauses if clause.record["in_round"]]
    applied = [clause for clause in weights if clause.f is not None]
    share = verdict.record["applicable_share"]
    assert Fraction(share["n"], share["d"]) == Fraction(len(applied), len(weights))
    assert 0 < len(applied) < len(weights)
    assert verdict.total == Fraction(100)
    shown = f"总分所依据的条款占本轮权重的 {float(100 * Fraction(share['n'], share['d'])):.1f}%"
    assert shown in judged.report_text()


def test_13_the_seven_systems_cannot_be_declared_empty(bench: Bench) -> None:
    """Situation 13: a problem, and they count as missing."""
    edit = bench.open()
    edit.clear("制度文件")
    edit.declare("制度文件", "没有制度")
    bench.add(edit)
    verdict = bench.judge().one
    (fault,) = [one for one in verdict.record["problems"] if one["sheet"] == COVER]
    assert fault["code"] == "declaration_not_allowed"
    assert fault["row"] == edit.declaration("制度文件")
    for number in range(1, 8):
        clause = verdict.clause(f"G-4.1.{number}")
        assert (clause.outcome, clause.f) == ("not_checked", 0)


def test_14_a_book_that_cannot_be_opened_is_unrated_named_first_and_no_zero_in_the_mean(bench: Bench) -> None:
    """Situation 14."""
    bench.add_clean("DA")
    edit = bench.open()
    edit.clear("制度文件")
    bench.add(edit)
    bench.workbooks["MZ"] = bench.folder / "workbooks" / "MZ.xlsx"
    bench.workbooks["MZ"].write_bytes(b"PK\x03\x04 torn off while copying")
    judged = bench.judge(Rules(only={"G-4.1.1": "4", "G-5.3.2": "4"}), report=True)
    torn = judged.verdicts["MZ"]
    assert (torn.grade, torn.record["readable"], torn.record["clauses"]) == ("unrated", False, [])
    assert len(judged.problems["MZ"]) == 1
    assert [judged.verdicts[code].total for code in ("DA", "YC")] == [100, 50]
    assert "不含 1 个部门" in judged.printed
    text = judged.report_text()
    assert "75.00" in text
    assert "不含 1 个部门" in text
    parts = judged.report_part("五、各部门情况", "六、待定和搁置")
    assert parts.index("奉节县民政局") < parts.index("奉节县档案局")
    assert parts.index("奉节县民政局") < parts.index("奉节县烟草专卖局")
