"""Situations 26 to 30: people."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from tests.fair.acceptance import Rules
from tests.fair.conftest import Bench
from tests.fair.county import case_number
from tests.fair.edit import LEDGER, Edit, handle
from tests.fair.judge import Counts

COMMITTED = "decision-within-committed"
STATUTORY = "decision-within-statutory"
CASE = case_number("YC", 7)
REASON = "已看原件，决定书上的日期是3月8日"


def test_26_not_applicable_on_a_veto_shall_clause_is_refused_and_assessed_as_usual(bench: Bench) -> None:
    """Situation 26, the veto clause."""
    edit = bench.open()
    handle(edit, date(2017, 3, 1), date(2017, 3, 31))
    edit.claim("L-42.1", "不适用", None, "本局另有规定")
    bench.add(edit)
    verdict = bench.judge(Rules(clauses={"L-42.1": {"grading": "strict", "veto": True}})).one
    clause = verdict.clause("L-42.1")
    assert (clause.outcome, clause.f) == ("nonconforming", 0)
    assert clause.record["claim"]["refused"] == "“应”类否决项不得不适用，照常核查"
    assert verdict.vetoes == ["L-42.1"]


def test_26_elsewhere_it_counts_only_where_allowed_and_with_a_reason(bench: Bench) -> None:
    """Situation 26: three clauses that the department does not fulfil, and claims not to concern it."""
    reason = "本局窗口由中心统一管理"
    edit = bench.open()
    edit.put_all("窗口", "公示牌", "无")
    edit.put_all("人员", "年度培训学时", 0)
    edit.put_all("窗口", "B岗", "YC-P02")
    edit.claim("G-5.2.2", "不适用", None, reason)
    edit.claim("G-5.3.3", "不适用")
    edit.claim("G-5.3.2", "不适用", None, "本局人手不够")
    bench.add(edit)
    allowed = {"may_be_not_applicable": True}
    judged = bench.judge(Rules(clauses={"G-5.2.2": allowed, "G-5.3.3": allowed}), report=True)
    left_out = judged.one.clause("G-5.2.2")
    assert (left_out.outcome, left_out.f, left_out.max_points) == ("not_applicable", None, 0)
    assert left_out.record["not_applicable_reason"] == reason
    for clause, why in (("G-5.3.3", "没有写明理由"), ("G-5.3.2", "核查表不允许该条不适用")):
        one = judged.one.clause(clause)
        assert (one.outcome, one.f) == ("nonconforming", 0)
        assert why in one.record["claim"]["refused"]
    listed = judged.report_part("八、不适用和声明无数据", "九、人工判定与推翻")
    for words in ("G-5.2.2", reason, "G-5.3.3", "G-5.3.2"):
        assert words in listed


def late_case(bench: Bench) -> Edit:
    edit = bench.open()
    handle(edit, date(2017, 3, 1), date(2017, 3, 16))
    return edit


def lifting(organisation: str) -> dict[str, list[dict[str, object]]]:
    """An inspector who has seen the original document."""
    judgement: dict[str, object] = {
        "clause": "G-3.5.2",
        "lifts": [f"{COMMITTED}:ledger:{CASE}"],
        "reason": REASON,
        "author": "督查专员",
        "organisation": organisation,
        "on": "2018-02-01",
    }
    return {"YC": [judgement]}


def test_27_an_inspector_who_has_seen_the_original_lifts_a_deduction(bench: Bench) -> None:
    """Situation 27: the points are back, the finding stays visible, the override is on the list."""
    bench.add(late_case(bench))
    judged = bench.judge(judgements=lifting("DC"), report=True)
    verdict = judged.one
    assert verdict.total == 100
    assert verdict.counts(COMMITTED) == Counts(N=30, V=0, C=0, U=0)
    (finding,) = verdict.check(COMMITTED)["findings"]
    assert (finding["row_key"], finding["lifted"]) == (CASE, True)
    (use,) = verdict.record["judgements"]
    assert (use["author"], use["organisation"], use["on"], use["reason"], use["state"]) == (
        "督查专员", "DC", "2018-02-01", REASON, "counted",
    )  # fmt: skip
    listed = judged.report_part("九、人工判定与推翻", "十、分值按可信程度的分布")
    for words in ("督查专员", "奉节县人民政府督查室", "2018-02-01", REASON, "G-3.5.2"):
        assert words in listed
    assert finding["message"] in judged.report_part("五、各部门情况", "六、待定和搁置")


@pytest.mark.parametrize("recusal", ["refuse", "mark"])
def test_27_an_inspector_from_the_department_itself_is_refused_or_marked(bench: Bench, recusal: str) -> None:
    """Situation 27: refused, unless the round allows it."""
    bench.add(late_case(bench))
    judged = bench.judge(Rules(recusal=recusal), judgements=lifting("YC"), report=recusal == "mark")
    (use,) = judged.one.record["judgements"]
    if recusal == "refuse":
        assert use["state"] == "refused_own"
        assert judged.one.counts(COMMITTED) == Counts(N=30, V=1, C=1, U=0)
        assert judged.one.total < 100
    else:
        assert use["state"] == "marked"
        assert judged.one.total == 100
        assert use["note"] in judged.report_part("九、人工判定与推翻", "十、分值按可信程度的分布")
    assert "回避" in use["note"]


def test_28_exactly_eighty_is_enough(bench: Bench) -> None:
    """Situation 28: weights 4, 2, 2 with 28/30, 2/3, 2/3."""
    edit = bench.open()
    for number in (1, 2):
        handle(edit, date(2017, 3, 1), date(2017, 3, 16), case=case_number("YC", number))
    for number in range(11, 21):
        edit.put(LEDGER, case_number("YC", number), {"公开日": None})
    for number in range(21, 31):
        edit.put(LEDGER, case_number("YC", number), {"接收清单号": None})
    bench.add(edit)
    verdict = bench.judge(Rules(only={"G-3.5.2": "4", "G-3.4.5": "2", "G-3.2.8": "2"})).one
    factors = [verdict.clause(clause).f for clause in ("G-3.5.2", "G-3.4.5", "G-3.2.8")]
    assert factors == [Fraction(28, 30), Fraction(2, 3), Fraction(2, 3)]
    assert verdict.total == Fraction(80)
    assert verdict.grade == "qualified"


def test_28_a_claim_above_the_computed_points_is_shown_and_costs_nothing(bench: Bench) -> None:
    """Situation 28: 98 claimed, 83 computed."""
    claimed = {"G-3.5.2": 50, "G-3.4.5": 33, "G-3.2.8": 15}
    rules = Rules(only={"G-3.5.2": "50", "G-3.4.5": "33", "G-3.2.8": "17"}, clauses={"G-3.2.8": {"grading": "strict"}})
    edit = bench.open()
    edit.put(LEDGER, CASE, {"接收清单号": None})
    for clause, points in claimed.items():
        edit.claim(clause, "符合", points, "自查符合")
    bench.add(edit)
    judged = bench.judge(rules, report=True)
    verdict = judged.one
    assert verdict.total == Fraction(83)
    assert verdict.grade == "qualified"
    shown = {
        clause: (verdict.clause(clause).record["claim"]["points"], verdict.clause(clause).shown) for clause in claimed
    }
    assert shown == {"G-3.5.2": ("50", "50.00"), "G-3.4.5": ("33", "33.00"), "G-3.2.8": ("15", "0.00")}
    part = judged.report_part("五、各部门情况", "六、待定和搁置")
    assert "自评折合总分 98.00 分，核查 83.00 分；不一致的 1 条。不一致本身不扣分。" in part
    assert "条款 权重 自评 核查 自评多出 G-3.2.8 出具材料接收凭证 17 15.00 0.00 15.00" in part


def test_29_one_typo_where_nobody_extended_loses_nothing(bench: Bench) -> None:
    """Situation 29, one row: reported, and left out of a population that stays empty."""
    edit = bench.open()
    edit.put(LEDGER, CASE, {"延期批准日": "见附件"})
    bench.add(edit)
    verdict = bench.judge().one
    check = verdict.check("extension-approved")
    assert (check["state"], check["N"], check["U"]) == ("no_occurrence", 0, 0)
    assert [row["row_key"] for row in check["unclassified"]] == [CASE]
    assert [fault["cell"] for fault in verdict.faults] == [edit.address(LEDGER, CASE, "延期批准日")]
    assert verdict.clause("L-42.2").f is None
    assert verdict.total == verdict.total_if_mended == 100


def test_30_when_the_round_closes_the_verdict_as_it_stands_applies(bench: Bench) -> None:
    """Situation 30: a department that never mends; before the round closes this is pending (situation 1)."""
    edit = bench.open()
    edit.put(LEDGER, CASE, {"决定日": "2017-13-05"})
    bench.add(edit)
    verdict = bench.judge(Rules(pass_mark="100", excellence_mark="101", round_closed=True)).one
    assert (verdict.record["grade_as_it_stands"], verdict.record["grade_if_mended"]) == ("unqualified", "qualified")
    assert verdict.grade == "unqualified"
    assert verdict.counts(COMMITTED).U == 1
    clause = verdict.clause("G-3.5.2")
    assert clause.f == Fraction(29, 30)
