"""The calendar of 2017 and 2018, and the time limits counted over it."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from conformance.checklist.calendar import Calendar, CalendarError, load_calendar, supposing
from conformance.errors import CannotProceed

SHIPPED = Path(__file__).parents[2] / "checklists" / "calendar"


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return load_calendar(SHIPPED)


def test_2017_has_249_working_days_spread_over_its_months_as_published(calendar: Calendar) -> None:
    months = [0] * 12
    for row in calendar.rows():
        if row.day.year == 2017:
            months[row.day.month - 1] += row.is_workday
    assert months == [19, 19, 23, 19, 21, 22, 21, 23, 22, 17, 22, 21]
    assert sum(months) == 249


def test_a_make_up_sunday_counts_and_the_spring_festival_does_not(calendar: Calendar) -> None:
    accepted = date(2017, 1, 20)
    assert [calendar.add_working_days(accepted, n).day for n in range(6)] == [20, 22, 23, 24, 25, 26]
    assert calendar.working_days_between(accepted, date(2017, 1, 26)) == 5
    assert calendar.working_days_between(accepted, date(2017, 2, 2)) == 5
    assert calendar.working_days_between(accepted, date(2017, 2, 3)) == 6


@pytest.mark.parametrize(
    ("day", "worked", "why"),
    [
        (date(2017, 9, 30), True, "a Saturday worked before the National Day holiday"),
        (date(2017, 3, 12), False, "an ordinary Sunday"),
        (date(2017, 2, 4), True, "a Saturday worked after the Spring Festival"),
        (date(2017, 10, 6), False, "a Friday in the National Day holiday"),
        (date(2017, 10, 9), True, "the Monday after it"),
        (date(2018, 12, 29), True, "a Saturday worked before the New Year of 2019"),
        (date(2018, 12, 31), False, "a Monday that belongs to the New Year of 2019"),
    ],
)
def test_single_days(calendar: Calendar, day: date, worked: bool, why: str) -> None:
    assert calendar.is_workday(day) is worked, why


def test_fifteen_working_days_from_the_first_of_march_are_21_calendar_days(calendar: Calendar) -> None:
    start = date(2017, 3, 1)
    end = calendar.add_working_days(start, 15)
    assert end == date(2017, 3, 22)
    assert (end - start).days == 21


def test_the_start_day_is_not_counted(calendar: Calendar) -> None:
    day = date(2017, 3, 1)
    assert calendar.working_days_between(day, day) == 0
    assert calendar.add_working_days(day, 0) == day
    assert calendar.working_days_between(date(2017, 3, 2), day) == -1


def test_a_limit_across_the_new_year_reads_both_years(calendar: Calendar) -> None:
    assert calendar.add_working_days(date(2017, 12, 29), 1) == date(2018, 1, 2)
    assert calendar.add_working_days(date(2016, 12, 30), 1) == date(2017, 1, 3)
    assert calendar.next_workday(date(2017, 12, 30)) == date(2018, 1, 2)
    assert calendar.next_workday(date(2017, 9, 30)) == date(2017, 9, 30)


def test_the_ordinal_of_two_days_gives_the_working_days_between_them(calendar: Calendar) -> None:
    rows = calendar.rows()
    assert rows[0].day == date(2016, 1, 1) and rows[0].ordinal == 0
    assert rows[-1].day == date(2018, 12, 31) and rows[-1].ordinal == 250 + 249 + 250
    assert len(rows) == 366 + 365 * 2
    assert all(after.ordinal - before.ordinal == after.is_workday for before, after in pairwise(rows))


@pytest.mark.parametrize("day", [date(2015, 12, 31), date(2019, 1, 1)])
def test_a_year_without_a_file_is_refused_not_guessed(calendar: Calendar, day: date) -> None:
    assert not calendar.covers(day)
    with pytest.raises(CalendarError) as refused:
        calendar.is_workday(day)
    assert str(refused.value) == (
        f"日期{day.isoformat()}不在工作日历范围内（2016-01-01至2018-12-31），请补充该年的工作日历，或者核对日期。"
    )


def test_a_limit_that_runs_past_the_last_year_is_refused(calendar: Calendar) -> None:
    with pytest.raises(CalendarError, match="请补充下一年的工作日历"):
        calendar.add_working_days(date(2018, 12, 28), 2)
    with pytest.raises(CalendarError, match="请补充下一年的工作日历"):
        calendar.next_workday(date(2018, 12, 30))


YEAR = """\
year: 2017
edition: "1"
source: {title: 通知, document_number: "", certainty: A}
workdays: 260
holidays: []
makeup_workdays: []
"""


def test_a_small_calendar_of_ones_own_is_read(tmp_path: Path) -> None:
    (tmp_path / "2017.yaml").write_text(YEAR, encoding="utf-8")
    assert load_calendar(tmp_path).ordinal(date(2017, 12, 31)) == 260


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("2017.yaml", YEAR.replace("260", "249"), "写明全年249个工作日，按所列放假和调休数得260个"),
        ("2018.yaml", YEAR, "写的年份是2017，与文件名不符"),
        ("2017.yaml", YEAR.replace("workdays: []", "workdays: [2017-03-01]"), "2017-03-01不是周末"),
        ("2017.yaml", YEAR.replace("workdays: []", "workdays: [2018-03-03]"), "含有2018-03-03，不属于该年"),
        ("2017.yaml", YEAR.replace("holidays: []\n", ""), "缺少“holidays”一项"),
        ("2017.yaml", YEAR.replace("workdays: []", "workdays: ['三月']"), "有一项的格式不对"),
        ("2017.yaml", YEAR + "a: [", "不是合法的 YAML"),
        ("2017.yaml", "", "有一项的格式不对"),
        ("notes.txt", "", "没有工作日历"),
    ],
)
def test_a_faulty_file_is_refused_with_what_to_mend(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(CannotProceed) as refused:
        load_calendar(tmp_path)
    assert message in str(refused.value)


def test_a_missing_year_between_two_is_refused(tmp_path: Path) -> None:
    (tmp_path / "2017.yaml").write_text(YEAR, encoding="utf-8")
    (tmp_path / "2019.yaml").write_text(YEAR.replace("2017", "2019").replace("260", "261"), encoding="utf-8")
    with pytest.raises(CalendarError, match="缺少2018年"):
        load_calendar(tmp_path)


OVERLAY = """\
title: 三月八日放假一天
holidays: [{name: 假设的县假, from: 2017-03-08, to: 2017-03-08}]
makeup_workdays: [2017-03-11]
"""


def supposed(calendar: Calendar, tmp_path: Path, text: str) -> Calendar:
    path = tmp_path / "假设.yaml"
    path.write_text(text, encoding="utf-8")
    return supposing(calendar, path)


def test_a_supposed_holiday_moves_every_limit_that_runs_over_it(calendar: Calendar, tmp_path: Path) -> None:
    start = date(2017, 3, 6)
    other = supposed(calendar, tmp_path, OVERLAY.replace("[2017-03-11]", "[]"))
    assert [calendar.add_working_days(start, n).day for n in (1, 2, 3)] == [7, 8, 9]
    assert [other.add_working_days(start, n).day for n in (1, 2, 3)] == [7, 9, 10]
    assert other.next_workday(date(2017, 3, 8)) == date(2017, 3, 9)
    assert other.rows()[-1].ordinal == calendar.rows()[-1].ordinal - 1


def test_a_supposed_workday_is_counted_and_the_digest_says_that_it_is_another_calendar(
    calendar: Calendar, tmp_path: Path
) -> None:
    other = supposed(calendar, tmp_path, OVERLAY)
    assert other.is_workday(date(2017, 3, 11)) and not other.is_workday(date(2017, 3, 8))
    assert other.digest != calendar.digest and calendar.overlay is None
    assert other.overlay is not None and other.overlay.title == "三月八日放假一天"
    assert all(after.ordinal - before.ordinal == after.is_workday for before, after in pairwise(other.rows()))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (OVERLAY.replace("2017-03-08", "2017-03-12"), "2017-03-12本来就是休息日"),
        (OVERLAY.replace("[2017-03-11]", "[2017-03-10]"), "2017-03-10本来就是工作日"),
        (OVERLAY.replace("[2017-03-11]", "[2017-03-08]"), "2017-03-08既放假又上班"),
        (OVERLAY.replace("2017-03-08", "2020-03-08"), "2020-03-08不在工作日历范围内"),
        (OVERLAY.replace("title: 三月八日放假一天\n", ""), "缺少“title”一项"),
        ("[", "不是合法的 YAML"),
    ],
)
def test_a_supposed_calendar_that_supposes_nothing_or_nonsense_is_refused(
    calendar: Calendar, tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(CalendarError) as refused:
        supposed(calendar, tmp_path, text)
    assert message in str(refused.value)


def test_a_supposed_calendar_that_is_not_there_is_refused(calendar: Calendar, tmp_path: Path) -> None:
    with pytest.raises(CalendarError, match="没有这个假设日历"):
        supposing(calendar, tmp_path / "none.yaml")
