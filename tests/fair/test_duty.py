"""Situations 23 to 25: whose duty."""

from __future__ import annotations

from datetime import date

from conformance.items.folder import load_items
from tests.fair.conftest import Bench
from tests.fair.county import case_number
from tests.fair.edit import FIRST_ROW, REGISTER, Value, handle
from tests.fair.judge import ROOT, Counts, run


def test_23_the_missing_approval_number_of_the_list_is_scored_in_the_county_body_s_own_book(bench: Bench) -> None:
    """Situation 23: the duty of 编办."""
    bench.add_clean("YC")
    bench.add_clean("ZX")
    edit = bench.open("BB")
    edit.sheet("清单批准").cell(FIRST_ROW, edit.column("清单批准", "批准文号")).value = None
    bench.add(edit, "BB")
    judged = bench.judge()
    body = judged.verdicts["BB"]
    assert body.clause("G-2.1.2").f == 0
    assert body.clause("G-2.1.2").outcome in ("nonconforming", "undetermined")
    assert body.total < 100
    for code in ("YC", "ZX"):
        assert judged.verdicts[code].total == 100
        assert "G-2.1.2" not in [clause.record["id"] for clause in judged.verdicts[code].clauses]


def test_24_two_departments_that_claim_one_code_are_both_named_one_row_each(bench: Bench) -> None:
    """Situation 24: a county check, which does not run on one book."""
    bench.add_clean("YC")
    bench.add_clean("BB")
    edit = bench.open("JT")
    own = str(edit.sheet(REGISTER).cell(FIRST_ROW, 1).value)
    taken = str(bench.open("YC").sheet(REGISTER).cell(FIRST_ROW, 1).value)
    for sheet in edit.workbook.worksheets:
        for row in sheet.iter_rows(min_row=FIRST_ROW):
            for cell in row:
                if isinstance(cell.value, str) and own in cell.value:
                    cell.value = cell.value.replace(own, taken)
    path = bench.add(edit, "JT")
    judged = bench.judge()
    for code in ("YC", "JT"):
        verdict = judged.verdicts[code]
        own_items = sum(item.department == code for item in load_items(ROOT))
        assert verdict.counts("item-code-unique") == Counts(N=own_items, V=1, C=1, U=0)
        assert verdict.keys("item-code-unique") == [taken]
        assert verdict.clause("G-2.3.3").outcome == ("nonconforming" if own_items == 1 else "partially_conforming")
    status, printed = run("check", str(path), "--project", str(ROOT))
    assert status == 0, printed
    (line,) = [line for line in printed.splitlines() if line.startswith("县级核查没有运行")]
    assert bench.checks["item-code-unique"].title in line


def test_25_a_joint_item_late_by_a_co_examining_department_is_counted_at_the_lead(bench: Bench) -> None:
    """Situation 25: the table 部门流转 shows, and the report names, where the days went."""
    edit = bench.open("WH", item="WH02")
    case = case_number("WH", 7)
    handle(edit, date(2017, 3, 1), date(2017, 3, 22), case=case)
    days: list[tuple[int, str, date, date]] = [
        (1, "奉节县文化委员会", date(2017, 3, 1), date(2017, 3, 2)),
        (2, "奉节县公安局", date(2017, 3, 2), date(2017, 3, 21)),
        (3, "奉节县文化委员会", date(2017, 3, 21), date(2017, 3, 22)),
    ]
    for row, values in enumerate(days, FIRST_ROW):
        cells: tuple[Value, ...] = (case, *values)
        for column, value in enumerate(cells, 1):
            edit.sheet("部门流转").cell(row, column).value = value
    bench.add(edit, "WH")
    bench.add_clean("GA")
    bench.add_clean("BB")
    judged = bench.judge(report=True)
    lead = judged.verdicts["WH"]
    assert lead.findings == [("decision-within-committed", case)]
    assert lead.counts("decision-within-committed").C == 1
    assert judged.verdicts["GA"].total == 100
    part = judged.report_part("五、各部门情况", "六、待定和搁置")
    assert f"办件 {case}：奉节县公安局 13 个工作日、奉节县文化委员会 2 个工作日" in part
