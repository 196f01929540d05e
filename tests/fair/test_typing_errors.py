"""Situations 1 to 8: typing errors are not breaches."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tests.fair.acceptance import Rules
from tests.fair.conftest import Bench
from tests.fair.county import case_number
from tests.fair.edit import FIRST_ROW, HEADING_ROW, ID_ROW, LEDGER, Value, handle
from tests.fair.judge import ROOT, Counts, run

COMMITTED = "decision-within-committed"
STATUTORY = "decision-within-statutory"
VETO = {"L-42.1": {"grading": "strict", "veto": True}}


def one_bad_date(bench: Bench) -> None:
    edit = bench.open()
    edit.put(LEDGER, case_number("YC", 7), {"决定日": "2017-13-05"})
    bench.add(edit)


def test_01_a_strict_veto_check_on_the_same_column_is_undetermined_and_no_veto(bench: Bench) -> None:
    """Situation 1, the strict veto check; both reckonings give the same grade, so the verdict stands."""
    one_bad_date(bench)
    verdict = bench.judge(Rules(clauses=VETO, excellence_mark="101")).one
    clause = verdict.clause("L-42.1")
    assert (clause.outcome, clause.f, clause.f_if_mended) == ("undetermined", 0, 1)
    assert verdict.counts(STATUTORY) == Counts(N=30, V=0, C=0, U=1)
    assert verdict.vetoes == []
    assert verdict.total < verdict.total_if_mended == Fraction(100)
    assert (verdict.record["grade_as_it_stands"], verdict.record["grade_if_mended"]) == ("qualified", "qualified")
    assert verdict.grade == "qualified"


def test_01_where_the_two_reckonings_differ_in_grade_the_verdict_is_pending(bench: Bench) -> None:
    """Situation 1, the pass mark between the two totals."""
    one_bad_date(bench)
    verdict = bench.judge(Rules(clauses=VETO, pass_mark="100", excellence_mark="101")).one
    assert (verdict.record["grade_as_it_stands"], verdict.record["grade_if_mended"]) == ("unqualified", "qualified")
    assert verdict.grade == "pending"
    assert verdict.vetoes == []


def test_02_a_code_eaten_by_the_spreadsheet_is_a_problem_and_not_a_wrong_code(bench: Bench) -> None:
    """Situation 2: once as the text that was pasted, once as the number it became."""
    edit = bench.open()
    eaten: dict[str, Value] = {case_number("YC", 7): "5.00236E+17", case_number("YC", 8): 5.00236e17}
    for case, value in eaten.items():
        edit.put(LEDGER, case, {"事项编码": value})
    bench.add(edit)
    verdict = bench.judge().one
    assert [(fault["sheet"], fault["cell"]) for fault in verdict.faults] == [
        (LEDGER, edit.address(LEDGER, case, "事项编码")) for case in eaten
    ]
    for fault in verdict.faults:
        for words in ("看上去是代码被电子表格改成了数字", "设为文本格式", "重新填写"):
            assert words in fault["sentence"]
    assert verdict.findings == []
    assert verdict.counts("only-listed-items") == Counts(N=30, V=0, C=0, U=2)
    assert verdict.counts(COMMITTED) == Counts(N=30, V=0, C=0, U=2)


def test_04_a_typo_beside_a_breach_leaves_the_veto_standing(bench: Bench) -> None:
    """Situation 4."""
    edit = bench.open()
    edit.put(LEDGER, case_number("YC", 7), {"决定日": "2017-13-05"})
    edit.put(LEDGER, case_number("YC", 1), {"决定日": date(2017, 6, 1)})
    bench.add(edit)
    verdict = bench.judge(Rules(clauses=VETO)).one
    assert verdict.counts(STATUTORY) == Counts(N=30, V=1, C=1, U=1)
    assert verdict.clause("L-42.1").outcome == "nonconforming"
    assert verdict.vetoes == ["L-42.1"]
    assert (verdict.record["grade_as_it_stands"], verdict.record["grade_if_mended"]) == ("unqualified", "unqualified")
    assert verdict.grade == "unqualified"


def test_05_a_renamed_heading_is_understood_and_noted(bench: Bench) -> None:
    """Situation 5, 受理时间 for 受理日; and again in a sheet that has lost the hidden row of column ids."""
    edit = bench.open()
    renamed = {"受理日": "受理时间", "送达日": "送达时间"}
    for heading, other in renamed.items():
        edit.sheet(LEDGER).cell(HEADING_ROW, edit.column(LEDGER, heading)).value = other
    edit.sheet(LEDGER).cell(ID_ROW, edit.column(LEDGER, "送达时间")).value = None
    bench.add(edit)
    verdict = bench.judge().one
    assert verdict.faults == []
    assert len(verdict.notes) == 2
    for note, (heading, other) in zip(verdict.notes, renamed.items(), strict=True):
        assert heading in note["sentence"]
        assert other in note["sentence"]
    assert verdict.counts(COMMITTED) == Counts(N=30, V=0, C=0, U=0)
    assert verdict.counts("delivery-within-ten-days") == Counts(N=30, V=0, C=0, U=0)
    assert verdict.total == Fraction(100)


def test_05_a_heading_that_is_gone_blocks_the_checks_that_read_it_and_no_other(bench: Bench) -> None:
    """Situation 5, the column 决定日 deleted."""
    edit = bench.open()
    edit.sheet(LEDGER).delete_cols(edit.column(LEDGER, "决定日"))
    path = bench.add(edit)
    judged = bench.judge(report=True)
    verdict = judged.one
    reading = {
        check.id
        for check in bench.checks.values()
        if (check.primary == "ledger" and "decided_on" in (*check.selects, *check.reads))
        or any(one.table == "ledger" and "decided_on" in one.reads for one in check.looks_up)
    }
    assert {COMMITTED, STATUTORY, "steps-in-order"} <= reading
    blocked = {one["id"] for one in verdict.checks if one["state"] == "blocked"}
    assert blocked == {one["id"] for one in verdict.checks if one["id"] in reading}
    for check in verdict.checks:
        if check["id"] in blocked:
            assert all("决定日" in sentence for sentence in check["blocked_by"])
    for clause in ("G-3.5.2", "L-42.1", "G-6.1.6"):
        assert verdict.clause(clause).outcome == "undetermined"
    assert verdict.counts("accepted-has-slip") == Counts(N=30, V=0, C=0, U=0)
    assert verdict.findings == []
    assert ["决定日" in fault["sentence"] for fault in verdict.faults] == [True]
    assert verdict.total_if_mended == Fraction(100)
    _, printed = run("check", str(path), "--project", str(ROOT))
    (line,) = [line for line in printed.splitlines() if line.startswith("无法核查") and "决定日" in line]
    part = judged.report_part("五、各部门情况", "六、待定和搁置")
    reason = f"表“办件台账”缺少“决定日”一列。有关核查程序 {len(blocked)} 项："
    assert part.count("缺少“决定日”一列") == 1
    listed = part[part.index(reason) :].partition("。 ")[0]
    for check in blocked:
        assert bench.checks[check].title in line
        assert bench.checks[check].title in listed


def test_06_a_typing_error_in_a_column_that_no_check_reads_costs_nothing(bench: Bench) -> None:
    """Situation 6: the applicant's rating of a case."""
    assert [
        check.id
        for check in bench.checks.values()
        if check.primary == "ledger" and "rating" in (*check.selects, *check.reads)
    ] == []
    edit = bench.open()
    case = case_number("YC", 7)
    edit.put(LEDGER, case, {"评价": "还行"})
    bench.add(edit)
    verdict = bench.judge().one
    assert [(fault["sheet"], fault["cell"]) for fault in verdict.faults] == [
        (LEDGER, edit.address(LEDGER, case, "评价"))
    ]
    assert [one["id"] for one in verdict.checks if one["U"]] == []
    assert verdict.total == verdict.total_if_mended == Fraction(100)


def test_07_what_has_one_reading_is_understood_silently(bench: Bench) -> None:
    """Situation 7: seven ways to write Sunday 2017-03-05, on which nothing else falls; codes and choices too."""
    ways = ("２０１７-３-５", "2017.3.5", "2017/3/5", "2017年3月5日", "20170305", " 2017-3-5　", "2017-03-05")
    edit = bench.open()
    for number, written in enumerate(ways, 1):
        handle(edit, date(2017, 3, 1), date(2017, 3, 5), {"决定日": written}, case=case_number("YC", number))
    edit.put(
        LEDGER, case_number("YC", 8), {"事项编码": "５００１３１００１０００", "受理结论": "　受理 ", "补正次数": "０"}
    )
    bench.add(edit)
    verdict = bench.judge().one
    assert verdict.record["problems"] == []
    assert verdict.prompted("decision-on-rest-day") == [case_number("YC", number) for number in range(1, 8)]
    assert verdict.findings == []
    assert verdict.total == Fraction(100)


def test_07_a_date_with_two_readings_is_a_problem(bench: Bench) -> None:
    """Situation 7, 3/4/2017."""
    edit = bench.open()
    case = case_number("YC", 7)
    edit.put(LEDGER, case, {"决定日": "3/4/2017"})
    bench.add(edit)
    verdict = bench.judge().one
    (fault,) = verdict.faults
    assert (fault["cell"], fault["code"]) == (edit.address(LEDGER, case, "决定日"), "date_ambiguous")
    assert verdict.counts(COMMITTED).U == 1


def test_08_hidden_rows_and_sheets_count_like_others_and_a_totals_row_is_left_out(bench: Bench) -> None:
    """Situation 8."""
    edit = bench.open()
    late = case_number("YC", 1)
    edit.put(LEDGER, late, {"决定日": date(2017, 6, 1)})
    hidden = edit.row(LEDGER, late)
    edit.sheet(LEDGER).row_dimensions[hidden].hidden = True
    edit.sheet("窗口").sheet_state = "hidden"
    edit.put("窗口", "B-13", {"B岗": "YC-P02"})
    last = FIRST_ROW + 30
    edit.sheet(LEDGER).cell(last, 1).value = "合计"
    edit.sheet(LEDGER).cell(last, edit.column(LEDGER, "补正次数")).value = 0
    bench.add(edit)
    judged = bench.judge(report=True)
    verdict = judged.one
    assert verdict.counts(STATUTORY) == Counts(N=30, V=1, C=1, U=0)
    assert verdict.keys("ab-posts-differ") == ["B-13"]
    assert verdict.table("ledger")["hidden_rows"] == [hidden]
    assert verdict.table("ledger")["totals_rows"] == [last]
    assert verdict.table("ledger")["rows"] == 30
    assert verdict.table("service_window")["hidden_sheet"] is True
    assert verdict.faults == []
    text = judged.report_text()
    assert text.count(f"表“办件台账”A{hidden}：有1行数据是隐藏的，照样读取") == 1
    assert f"隐藏的是第 {hidden} 行。" in text
    assert text.count(f"表“办件台账”A{last}：这一行是合计，没有作为数据读取") == 1
    assert text.count("表“窗口”：工作表是隐藏的，照样读取") == 1
