"""The statutory working days (工作日历), a file a year, and the counting of time limits over them.

Stands beside the checklist: checks join its rows, the reader of workbooks asks whether a date is covered.
Administrative Licensing Law (行政许可法) art. 82 counts time limits in working days without statutory holidays; the day
on which a time limit starts is not counted. A year without a file is refused, never guessed from weekends.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import yaml

from conformance.errors import CannotProceed

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The C loader where PyYAML has it, ten times faster."""
_DAY = timedelta(days=1)
_SATURDAY = 5


class CalendarError(CannotProceed):
    """A date outside the years covered, or a calendar file that cannot be used."""


@dataclass(frozen=True)
class CalendarRow:
    """One day of the calendar."""

    day: date
    is_workday: bool
    ordinal: int
    """Working days from the first day covered up to and including this one."""


@dataclass(frozen=True)
class CalendarYear:
    """One year's notice of holidays and make-up workdays (调休上班)."""

    year: int
    edition: str
    title: str
    document_number: str
    """Number of the State Council's notice; empty where it is not known."""
    certainty: str
    holidays: frozenset[date]
    makeup_workdays: frozenset[date]
    digest: str
    """SHA-256 of the file, in hexadecimal."""


@dataclass(frozen=True)
class CalendarOverlay:
    """Days off and days worked that somebody supposes on top of the notices (假设日历): a what-if, no assessment."""

    title: str
    holidays: frozenset[date]
    makeup_workdays: frozenset[date]
    digest: str
    """SHA-256 of the file."""


@dataclass(frozen=True)
class Calendar:
    """The working days of consecutive years."""

    years: tuple[CalendarYear, ...]
    _rows: tuple[CalendarRow, ...] = field(repr=False)
    _workdays: tuple[date, ...] = field(repr=False)
    overlay: CalendarOverlay | None = None
    """What is supposed on top; None where the notices alone hold."""

    @property
    def first_day(self) -> date:
        """The first day covered."""
        return self._rows[0].day

    @property
    def last_day(self) -> date:
        """The last day covered."""
        return self._rows[-1].day

    @property
    def digest(self) -> str:
        """SHA-256 over the digests of the years, in order, and of what is supposed on top."""
        digests = [year.digest for year in self.years] + ([self.overlay.digest] if self.overlay else [])
        return hashlib.sha256("".join(digests).encode("ascii")).hexdigest()

    def covers(self, day: date) -> bool:
        """Whether the calendar knows this day."""
        return self.first_day <= day <= self.last_day

    def is_workday(self, day: date) -> bool:
        """Whether offices work on this day; CalendarError where the day is not covered."""
        return self._row(day).is_workday

    def ordinal(self, day: date) -> int:
        """Working days from the first day covered up to and including this one."""
        return self._row(day).ordinal

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; negative where ``end`` comes first."""
        return self.ordinal(end) - self.ordinal(start)

    def add_working_days(self, start: date, count: int) -> date:
        """The last day of a time limit of ``count`` working days that starts on ``start`` (not counted).

        No working days (``count`` 0) end on the start day itself; a negative count is an error of the caller.
        """
        if count < 0:
            raise ValueError(f"a time limit of {count} working days")
        if count == 0:
            return self._row(start).day
        wanted = self.ordinal(start) + count
        if wanted > len(self._workdays):
            raise CalendarError(
                f"自{start.isoformat()}起{count}个工作日超出工作日历（至{self.last_day.isoformat()}），请补充下一年的工作日历。"
            )
        return self._workdays[wanted - 1]

    def next_workday(self, day: date) -> date:
        """The day itself if it is worked, else the next working day: where a calendar limit ends on a rest day."""
        self._row(day)
        at = bisect_left(self._workdays, day)
        if at == len(self._workdays):
            raise CalendarError(
                f"{day.isoformat()}之后的工作日超出工作日历（至{self.last_day.isoformat()}），请补充下一年的工作日历。"
            )
        return self._workdays[at]

    def rows(self) -> tuple[CalendarRow, ...]:
        """Every day covered, in order, for the checks to join."""
        return self._rows

    def _row(self, day: date) -> CalendarRow:
        if not self.covers(day):
            raise CalendarError(
                f"日期{day.isoformat()}不在工作日历范围内（{self.first_day.isoformat()}至{self.last_day.isoformat()}），"
                "请补充该年的工作日历，或者核对日期。"
            )
        return self._rows[(day - self.first_day).days]


def load_calendar(directory: Path) -> Calendar:
    """Read every ``YYYY.yaml`` of a folder; the years must follow one another and each total must be right.

    Raises CalendarError, in Chinese, naming the file and what to mend.
    """
    years = tuple(_load_year(path) for path in sorted(directory.glob("[0-9][0-9][0-9][0-9].yaml")))
    if not years:
        raise CalendarError(f"文件夹{directory}中没有工作日历，请放入如“2017.yaml”的文件。")
    for before, after in pairwise(years):
        if after.year != before.year + 1:
            raise CalendarError(f"工作日历缺少{before.year + 1}年，请补充“{before.year + 1}.yaml”。")
    rows = tuple(_count(years))
    return Calendar(years, rows, tuple(row.day for row in rows if row.is_workday))


def supposing(calendar: Calendar, path: Path) -> Calendar:
    """The calendar with the days of an overlay file (假设日历) changed; every limit is counted anew over it.

    Raises CalendarError where the file cannot be used or names a day that the calendar does not cover.
    """
    overlay = _load_overlay(path)
    for day in sorted(overlay.holidays | overlay.makeup_workdays):
        if not calendar.covers(day):
            raise CalendarError(
                f"假设日历“{path.name}”的{day.isoformat()}不在工作日历范围内"
                f"（{calendar.first_day.isoformat()}至{calendar.last_day.isoformat()}），请改日期。"
            )
        if day in overlay.holidays & overlay.makeup_workdays:
            raise CalendarError(f"假设日历“{path.name}”的{day.isoformat()}既放假又上班，请只留一处。")
        if calendar.is_workday(day) == (day in overlay.makeup_workdays):
            word = "休息日" if day in overlay.holidays else "工作日"
            raise CalendarError(f"假设日历“{path.name}”的{day.isoformat()}本来就是{word}，请删去或者改日期。")
    changed = (
        (row.day, row.day in overlay.makeup_workdays or (row.is_workday and row.day not in overlay.holidays))
        for row in calendar.rows()
    )
    rows = tuple(_number(changed))
    return Calendar(calendar.years, rows, tuple(row.day for row in rows if row.is_workday), overlay)


def _load_overlay(path: Path) -> CalendarOverlay:
    try:
        content = path.read_bytes()
        data = yaml.load(content, Loader=_LOADER)
        holidays, makeup = data.get("holidays", []), data.get("makeup_workdays", [])
        return CalendarOverlay(
            title=str(data["title"]),
            holidays=frozenset(day for span in holidays for day in _days(_date(span["from"]), _date(span["to"]))),
            makeup_workdays=frozenset(_date(day) for day in makeup),
            digest=hashlib.sha256(content).hexdigest(),
        )
    except OSError as error:
        raise CalendarError(f"没有这个假设日历：“{path}”，请核对路径。") from error
    except (yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise CalendarError(
            f"假设日历“{path.name}”无法读取（{_reason(error)}），"
            "应有 title，以及 holidays（各有 from、to）或者 makeup_workdays。"
        ) from error


def _load_year(path: Path) -> CalendarYear:
    content = path.read_bytes()
    try:
        data = yaml.load(content, Loader=_LOADER)
        year = _read_year(data, hashlib.sha256(content).hexdigest())
    except (yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise CalendarError(f"工作日历“{path.name}”无法读取（{_reason(error)}），请对照其他年份的文件修改。") from error
    _refuse_faults(path, year, data["workdays"])
    return year


def _reason(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"缺少“{error.args[0]}”一项"
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return f"第{error.problem_mark.line + 1}行不是合法的 YAML"
    return "有一项的格式不对"


def _read_year(data: Mapping[str, object], digest: str) -> CalendarYear:
    source, holidays, makeup = data["source"], data["holidays"], data["makeup_workdays"]
    if not isinstance(source, Mapping) or not isinstance(holidays, list) or not isinstance(makeup, list):
        raise TypeError("source, holidays or makeup_workdays")
    return CalendarYear(
        year=int(str(data["year"])),
        edition=str(data["edition"]),
        title=str(source["title"]),
        document_number=str(source["document_number"]),
        certainty=str(source["certainty"]),
        holidays=frozenset(day for span in holidays for day in _days(_date(span["from"]), _date(span["to"]))),
        makeup_workdays=frozenset(_date(day) for day in makeup),
        digest=digest,
    )


def _date(value: object) -> date:
    if type(value) is not date:
        raise TypeError(f"not a date: {value!r}")
    return value


def _days(start: date, end: date) -> Iterator[date]:
    if end < start:
        raise ValueError("a holiday ends before it starts")
    return (start + _DAY * step for step in range((end - start).days + 1))


def _refuse_faults(path: Path, year: CalendarYear, stated: object) -> None:
    if path.stem != str(year.year):
        raise CalendarError(f"工作日历“{path.name}”写的年份是{year.year}，与文件名不符，请改一致。")
    for day in sorted(year.holidays | year.makeup_workdays):
        if day.year != year.year:
            raise CalendarError(f"工作日历“{path.name}”含有{day.isoformat()}，不属于该年，请移到该年的文件中。")
    for day in sorted(year.makeup_workdays):
        if day in year.holidays or day.weekday() < _SATURDAY:
            raise CalendarError(
                f"工作日历“{path.name}”的调休上班日{day.isoformat()}不是周末或者又列为放假日，请核对国务院办公厅通知。"
            )
    counted = sum(_is_workday(year, day) for day in _days(date(year.year, 1, 1), date(year.year, 12, 31)))
    if counted != stated:
        raise CalendarError(
            f"工作日历“{path.name}”写明全年{stated}个工作日，按所列放假和调休数得{counted}个，请核对国务院办公厅通知。"
        )


def _is_workday(year: CalendarYear, day: date) -> bool:
    if day in year.makeup_workdays:
        return True
    return day.weekday() < _SATURDAY and day not in year.holidays


def _count(years: tuple[CalendarYear, ...]) -> Iterator[CalendarRow]:
    return _number(
        (day, _is_workday(year, day)) for year in years for day in _days(date(year.year, 1, 1), date(year.year, 12, 31))
    )


def _number(days: Iterable[tuple[date, bool]]) -> Iterator[CalendarRow]:
    ordinal = 0
    for day, is_workday in days:
        ordinal += is_workday
        yield CalendarRow(day, is_workday, ordinal)
