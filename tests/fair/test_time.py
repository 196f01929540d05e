"""Situations 15 to 19: time."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tests.fair.conftest import Bench
from tests.fair.county import case_number
from tests.fair.edit import FIRST_ROW, LEDGER, REGISTER, Value, handle, limits
from tests.fair.judge import Counts

COMMITTED = "decision-within-committed"
STATUTORY = "decision-within-statutory"
CASE = case_number("YC", 7)
REST_DAY = "decision-on-rest-day"


def test_15_make_up_days_count_and_the_holiday_does_not(bench: Bench) -> None:
    """Situation 15: 22 (a Sunday, worked) to 26 January are five working days; 3 February is the sixth."""
    edit = bench.open()
    limits(edit, committed=5)
    late = case_number("YC", 8)
    handle(edit, date(2017, 1, 20), date(2017, 1, 26))
    handle(edit, date(2017, 1, 20), date(2017, 2, 3), case=late)
    bench.add(edit)
    verdict = bench.judge().one
    assert verdict.findings == [(COMMITTED, late)]
    (message,) = verdict.messages(COMMITTED)
    assert "6个工作日" in message
    assert "5个工作日" in message


def test_16_a_decision_on_a_worked_saturday_is_nothing_and_on_a_sunday_a_prompt(bench: Bench) -> None:
    """Situation 16: Saturday 2017-09-30 was a working day, Sunday 2017-03-12 was not."""
    edit = bench.open()
    sunday = case_number("YC", 8)
    handle(edit, date(2017, 9, 28), date(2017, 9, 30))
    handle(edit, date(2017, 3, 9), date(2017, 3, 12), case=sunday)
    bench.add(edit)
    verdict = bench.judge().one
    assert verdict.prompted(REST_DAY) == [sunday]
    assert verdict.findings == []
    assert verdict.total == Fraction(100)


def test_17_a_special_procedure_takes_off_what_was_announced_and_used(bench: Bench) -> None:
    """Situation 17: beside the test, each case takes as long as the limit of eight days leaves, or one day more.

    14 days used of 10 announced count as 4, 6 of 10 as none, 6 never announced as 6.
    """
    edit = bench.open()
    limits(edit, committed=8, statutory=60, unit="工作日")
    accepted = date(2017, 3, 1)
    late = []
    for number, (announced, used, counted) in enumerate([(10, 14, 4), (10, 6, 0), (None, 6, 6)]):
        for over in (0, 1):
            case = case_number("YC", 2 * number + over + 1)
            decided = bench.calendar.add_working_days(accepted, used + 8 - counted + over)
            more: dict[str, Value] = {"特别程序种类": "检测", "特别程序开始日": accepted, "特别程序天数": used}
            if announced is not None:
                more |= {"特别程序告知日": accepted, "特别程序告知天数": announced}
            handle(edit, accepted, decided, more, case=case)
            late += [case] if over else []
    bench.add(edit)
    verdict = bench.judge().one
    assert verdict.keys(COMMITTED) == late
    assert verdict.keys(STATUTORY) == []


def test_18_calendar_days_are_not_working_days(bench: Bench) -> None:
    """Situation 18, 公共场所卫生许可: 20 calendar days by its regulation, 15 working days promised.

    22 March is the fifteenth working day and the twenty-first calendar day. Situation 21, last sentence: with these
    units the statutory limit lights alone.
    """
    edit = bench.open("WJ")
    limits(edit, committed=15)
    assert edit.sheet(REGISTER).cell(FIRST_ROW, edit.column(REGISTER, "法定时限")).value == 20
    assert edit.sheet(REGISTER).cell(FIRST_ROW, edit.column(REGISTER, "法定时限单位")).value == "自然日"
    late = case_number("WJ", 8)
    handle(edit, date(2017, 3, 1), date(2017, 3, 21), case=case_number("WJ", 7))
    handle(edit, date(2017, 3, 1), date(2017, 3, 22), case=late)
    bench.add(edit, "WJ")
    verdict = bench.judge().one
    assert verdict.findings == [(STATUTORY, late)]
    assert "21日" in verdict.messages(STATUTORY)[0]
    assert verdict.counts(COMMITTED) == Counts(N=30, V=0, C=0, U=0)
    assert verdict.clause("G-3.5.2").outcome == "conforming"
    assert len(verdict.prompted("limits-in-mixed-units")) >= 1


def test_19_a_case_decided_on_the_day_of_acceptance_took_no_day(bench: Bench) -> None:
    """Situation 19: the start day is not counted."""
    edit = bench.open()
    limits(edit, committed=0)
    edit.clear(LEDGER, keep=7)
    for number in range(1, 7):
        handle(edit, date(2017, 3, number + 5), date(2017, 3, number + 5), case=case_number("YC", number))
    handle(edit, date(2017, 3, 1), date(2017, 3, 2))
    bench.add(edit)
    verdict = bench.judge().one
    assert verdict.keys(COMMITTED) == [CASE]
    assert "1个工作日" in verdict.messages(COMMITTED)[0]


def test_19_a_decision_before_acceptance_is_a_breach_of_order_not_a_negative_time(bench: Bench) -> None:
    """Situation 19: neither late nor early, and found by one check alone."""
    edit = bench.open()
    edit.put(LEDGER, CASE, {"受理日": date(2017, 5, 3), "收件日": date(2017, 3, 1), "审查完成日": date(2017, 5, 3)})
    edit.put(LEDGER, CASE, {"决定日": date(2017, 5, 2), "补正告知日": date(2017, 3, 2), "补齐日": date(2017, 5, 3)})
    edit.put(LEDGER, CASE, {"核查指派日": date(2017, 5, 2), "核查日": date(2017, 5, 2), "补正次数": 1})
    for heading in ("送达日", "公开日", "归档日"):
        edit.put(LEDGER, CASE, {heading: date(2017, 5, 4)})
    edit.put("案卷", CASE, {"归档日": date(2017, 5, 4)})
    bench.add(edit)
    verdict = bench.judge().one
    assert verdict.findings == [("steps-in-order", CASE)]
    assert verdict.counts(COMMITTED) == Counts(N=30, V=0, C=0, U=0)


def test_19_a_case_not_decided_by_the_end_of_the_period_is_as_late_as_on_that_day(bench: Bench) -> None:
    """Situation 19: by 31 December the one waits 20 working days, the other 7; ten are promised."""
    edit = bench.open()
    handle(edit, date(2017, 12, 1), None)
    handle(edit, date(2017, 12, 20), None, case=case_number("YC", 8))
    bench.add(edit)
    verdict = bench.judge().one
    assert verdict.keys(COMMITTED) == [CASE]
    assert "20个工作日" in verdict.messages(COMMITTED)[0]
    assert verdict.keys(STATUTORY) == [CASE]
    assert verdict.lit == {COMMITTED, STATUTORY}
