"""One cell to one typed value (规范化): what has one reading is understood, all else is told.

Text is normalised here and nowhere else: NFC, full-width digits, letters and signs to ASCII where the column is no
prose, blanks around it taken off. Brackets stay full-width, since document numbers (文号) are written with them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import NamedTuple, TypeGuard

from conformance.checklist.table import Column
from conformance.errors import Severity
from conformance.evidence.book import Value
from conformance.evidence.layout import SEPARATOR
from conformance.evidence.reading import Raw

_INVISIBLE = dict.fromkeys(
    (*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, 0xAD, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F),
     *range(0x2060, 0x2070), 0x3164, 0xFEFF)
)  # fmt: skip
"""Controls, soft hyphens, marks of width and direction: what comes along when a cell is pasted from elsewhere."""
_FULL_WIDTH = {0xFF01 + step: 0x21 + step for step in range(94) if 0xFF01 + step not in (0xFF08, 0xFF09)}
_AS_IT_IS = re.compile("[!-~\u4e00-\u9fff、。《》〔〕“”（）—…]*")
"""Text without blanks that nothing here would change, as nearly all cells are: spares them the way through Unicode."""
_PROSE_AS_IT_IS = re.compile(f"{_AS_IT_IS.pattern[:-2]}\uff01-\uff5e]*")
_BLANKS = re.compile(r"\s+")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_LIST_SEPARATORS = re.compile(r"[;、,\n]+")
_DATE = re.compile(
    r"([0-9]{4})(?:\s*([-./])\s*([0-9]{1,2})\s*\2\s*([0-9]{1,2})|\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*[日号]"
    r"|([0-9]{2})([0-9]{2}))"
    r"(?:[T\s]+([0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?))?"
)
_SHORT_DATE = re.compile(r"([0-9]{1,2})[-./]([0-9]{1,2})[-./]([0-9]{4}|[0-9]{1,2})")
_MIDNIGHT = re.compile(r"0?0:00(:00(\.0+)?)?")
_NUMBER = re.compile(r"-?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_WITH_UNIT = re.compile(r"-?[0-9][0-9,.]*\D+")
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[Ee]\+?[0-9]{2,3}")
_EXACT = 10**15
"""A spreadsheet keeps 15 digits of a number; a longer code has lost some."""
_FIRST_SERIAL, _LAST_SERIAL = 18_264, 73_050
"""1950-01-01 and 2099-12-31 as Excel counts days; a number outside is no date that somebody meant."""
_YEARS = range(1949, 2100)
_NO_TIME = time()
_SHOWN = 40


@dataclass(frozen=True)
class Fault:
    """Why a cell cannot be read, or how it was read all the same; ``found`` names the column."""

    code: str
    found: str
    expected: str = ""
    mend: str = ""
    severity: Severity = Severity.FAULT


class Reading(NamedTuple):
    """What a cell means."""

    value: Value
    text: str
    """What the cell shows, where that differs from the value; else empty."""
    fault: Fault | None = None


_BLANK = Reading(None, "")


class _Unreadable(Exception):
    """The cell has no reading, or more than one."""

    def __init__(self, code: str, found: str, expected: str, mend: str) -> None:
        super().__init__(code)
        self.fault = Fault(code, found, expected, mend)


def read_cell(column: Column, raw: Raw, *, epoch_1904: bool = False) -> Reading:
    """The typed value of one cell; a blank is None without fault."""
    if raw == "":
        return _BLANK
    if raw.__class__ is datetime and column.type == "date" and raw.time() == _NO_TIME and raw.year in _YEARS:
        return Reading(raw.date(), "")
    shown = display(raw)
    if not plain(shown):
        return _BLANK
    try:
        if column.type == "date":
            day, fault = _date(column, raw, shown, epoch_1904)
            return Reading(day, "" if shown == str(day) else shown, fault)
        value = _PARSERS[column.type](column, raw, shown)
    except _Unreadable as unreadable:
        return Reading(None, shown, unreadable.fault)
    return Reading(value, "" if shown == value_text(value) else shown)


def is_plain_code(raw: Raw) -> TypeGuard[str]:
    """Whether a cell of a column of codes is its own value, as nearly all are."""
    return raw.__class__ is str and _is_ascii_alone(raw) and not _SCIENTIFIC.fullmatch(raw)


def value_text(value: Value) -> str:
    """A value as text: dates as 2017-03-05, whole numbers without a point, None as an empty text."""
    if value is None:
        return ""
    return _number_text(value) if isinstance(value, float) else str(value)


def display(raw: Raw) -> str:
    """What the cell shows."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, datetime):
        return raw.strftime("%Y-%m-%d") if not (raw.hour or raw.minute or raw.second) else f"{raw:%Y-%m-%d %H:%M:%S}"
    if isinstance(raw, timedelta):
        return "00:00:00"
    return _number_text(raw)


def plain(text: str) -> str:
    """Prose: NFC, no invisible signs, no blanks around it."""
    if _is_ascii_alone(text) or _PROSE_AS_IT_IS.fullmatch(text):
        return text
    return unicodedata.normalize("NFC", text).translate(_INVISIBLE).strip()


def folded(text: str) -> str:
    """Plain text with full-width digits, letters and signs as ASCII; brackets stay."""
    if _is_ascii_alone(text) or _AS_IT_IS.fullmatch(text):
        return text
    return plain(text).translate(_FULL_WIDTH)


def compact(text: str) -> str:
    """Folded text without any blanks: for codes, choices and headings."""
    if _is_ascii_alone(text) or _AS_IT_IS.fullmatch(text):
        return text
    return _BLANKS.sub("", folded(text))


def _is_ascii_alone(text: str) -> bool:
    """Visible ASCII signs, as in most codes: quicker to tell than by the pattern."""
    return text.isascii() and text.isprintable() and " " not in text


def quoted(text: str) -> str:
    """The text for a message: on one line, cut where it is long."""
    line = _BLANKS.sub(" ", plain(text))
    return f"“{line[:_SHOWN]}……”" if len(line) > _SHOWN else f"“{line}”"


def wrote(column: Column, shown: str) -> str:
    """The beginning of most messages."""
    return f"“{column.title}”写的是{quoted(shown)}"


def _date(column: Column, raw: Raw, shown: str, epoch_1904: bool) -> tuple[date, Fault | None]:
    if isinstance(raw, datetime):
        found, has_time = raw.date(), shown != f"{raw:%Y-%m-%d}"
    elif _is_number(raw):
        found, has_time = _numeric_date(column, raw, shown, epoch_1904), raw < _LAST_SERIAL and raw != int(raw)
    else:
        found, has_time = _text_date(column, shown)
    if found.year not in _YEARS:
        raise _Unreadable("date_impossible", f"{wrote(column, shown)}，年份不可能", _A_DATE, "请核对后改正")
    if not has_time:
        return found, None
    said = f"“{column.title}”写了时刻，只读年月日"
    return found, Fault("time_dropped", said, severity=Severity.NOTE)


_A_DATE = "如“2017-03-05”的日期"


def _numeric_date(column: Column, raw: float, shown: str, epoch_1904: bool) -> date:
    if isfinite(raw) and _FIRST_SERIAL <= raw <= _LAST_SERIAL and not epoch_1904:
        return date(1899, 12, 30) + timedelta(days=int(raw))
    return _text_date(column, shown)[0]


def _text_date(column: Column, shown: str) -> tuple[date, bool]:
    text = _DASHES.sub("-", folded(shown))
    match = _DATE.fullmatch(text)
    if match is None:
        raise _date_fault(column, shown, text)
    year, _, *parts, clock = match.groups()
    month, day = (int(part) for part in parts if part is not None)
    try:
        found = date(int(year), month, day)
    except ValueError as fault:
        said = f"{wrote(column, shown)}，没有这一天"
        raise _Unreadable("date_impossible", said, _A_DATE, "请核对后改正") from fault
    return found, clock is not None and not _MIDNIGHT.fullmatch(clock)


def _date_fault(column: Column, shown: str, text: str) -> _Unreadable:
    short = _SHORT_DATE.fullmatch(text)
    if short is None:
        return _Unreadable("date_form", f"{wrote(column, shown)}，读不出日期", _A_DATE, "请改为日期，没有的留空")
    mend = "请按年、月、日的次序写全"
    if len(short[3]) == 4 and max(int(short[1]), int(short[2])) > 12:
        return _Unreadable("date_form", f"{wrote(column, shown)}，不是年、月、日的次序", _A_DATE, mend)
    return _Unreadable("date_ambiguous", f"{wrote(column, shown)}，有不止一种读法", _A_DATE, mend)


def _integer(column: Column, raw: Raw, shown: str) -> int:
    number = _decimal(column, raw, shown)
    if number != int(number) or abs(number) >= _EXACT:
        raise _Unreadable("integer_form", wrote(column, shown), "整数", "请核对后改正")
    return int(number)


def _number(column: Column, raw: Raw, shown: str) -> int | float:
    number = _decimal(column, raw, shown)
    return int(number) if number == int(number) else number


def _decimal(column: Column, raw: Raw, shown: str) -> float:
    if _is_number(raw):
        if isfinite(raw):
            return float(raw)
    elif isinstance(raw, str) and _NUMBER.fullmatch(compact(raw)):
        return float(compact(raw).replace(",", ""))
    expected = "整数" if column.type == "integer" else "数字"
    has_unit = isinstance(raw, str) and _WITH_UNIT.fullmatch(compact(raw))
    mend = "请只填数字，不写单位" if has_unit else "请改为数字，没有的留空"
    code = "integer_form" if column.type == "integer" else "number_form"
    raise _Unreadable(code, wrote(column, shown), expected, mend)


def _code(column: Column, raw: Raw, shown: str) -> str:
    text = compact(shown)
    if _SCIENTIFIC.fullmatch(text) or _is_long_number(raw):
        raise _Unreadable(
            "code_scientific",
            f"{wrote(column, shown)}，看上去是代码被电子表格改成了数字",
            "",
            "请把该列设为文本格式后重新填写",
        )
    if not (isinstance(raw, str) or (_is_number(raw) and raw == int(raw))):
        raise _Unreadable("code_form", wrote(column, shown), "文本格式的编号", "请把该列设为文本格式后重新填写")
    return text


def _text(column: Column, raw: Raw, shown: str) -> str:
    if _is_long_number(raw):
        return _code(column, raw, shown)
    if column.choices:
        return _choice(column, compact(shown)) or plain(shown)
    if column.schema.get("x-format") in ("url", "phone"):
        return folded(shown)
    return plain(shown).replace("\r\n", "\n").replace("\r", "\n")


def _list(column: Column, raw: Raw, shown: str) -> str:
    parts = (part for part in _LIST_SEPARATORS.split(folded(shown)) if part.strip())
    return SEPARATOR.join(_choice(column, compact(part)) or plain(part) for part in parts)


def _choice(column: Column, text: str) -> str:
    """The choice as the schema writes it, empty where there is none such."""
    return next((choice for choice in column.choices if compact(choice) == text), "")


def _is_long_number(raw: Raw) -> bool:
    return _is_number(raw) and (not isfinite(raw) or abs(raw) >= _EXACT)


def _is_number(raw: Raw) -> TypeGuard[float]:
    return isinstance(raw, float | int) and not isinstance(raw, bool)


def _number_text(number: float) -> str:
    if not isfinite(number) or abs(number) >= _EXACT:
        return f"{number:.6G}"
    return str(int(number)) if number == int(number) else repr(number)


_PARSERS: dict[str, Callable[[Column, Raw, str], Value]] = {
    "text": _text,
    "code": _code,
    "list": _list,
    "integer": _integer,
    "number": _number,
}
