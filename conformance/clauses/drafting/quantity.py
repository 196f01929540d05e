"""Rules on numbers, units, dates and spans of time (数、量、单位)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.clauses.drafting.page import Page, search
from conformance.clauses.drafting.passage import Hit
from conformance.clauses.drafting.rule import Fix, Level, rule

_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_POWERS = {"十": 10, "百": 100, "千": 1000}


@rule(
    "Q001",
    "unit-space",
    "数值与单位符号之间空一格",
    basis="GB/T 1.1—2009 8.7，GB/T 1.1—2020 9.4.6（有把握）",
    fix=Fix.SAFE,
    wrong="服务台高1100mm。",
    right="服务台高 1100 mm。",
)
def unit_space(page: Page) -> Iterator[Hit]:
    """A figure joined to the symbol of its unit; degrees and per cent are joined rightly, A4 and 4A级 are names."""
    for passage, found in search(page.passages, _UNIT, "plain"):
        yield passage.hit(found, "“{}”的数与单位之间没有空格", replacement=f"{found[1]} {found[2]}")


_UNIT = re.compile(
    r"(?<![A-Za-z0-9.\-/—])(\d+(?:\.\d+)?)(mm|cm|km|m²?|kg|g|t|mL|L|min|h|s|kW|W|V|Hz|MB|TB|GB|dB|lx|dpi|℃)(?![A-Za-z0-9/级]|\.[a-z])"
)


@rule(
    "Q002",
    "han-number",
    "期限、数量用阿拉伯数字",
    basis="GB/T 15835，GB/T 1.1—2009 8.6，GB/T 1.1—2020 9.4.4（大体有把握）",
    fix=Fix.SAFE,
    wrong="三个工作日内告知申请人。",
    right="3 个工作日内告知申请人。",
)
def han_number(page: Page) -> Iterator[Hit]:
    """A Han numeral before a unit of time or amount; not in names (一米线) or after 第."""
    for passage, found in search(page.prose, _HAN_NUMBER):
        value = _value(found[0])
        if value is not None and not re.search("月$", passage.text[: found.start()]):
            yield passage.hit(
                found,
                "数量“{}”用了汉字",
                expected=f"“{value}”",
                replacement=_spaced(passage.text, found.start(), f"{value} "),
            )


_HAN_NUMBER = re.compile(
    "(?<![第一二两三四五六七八九十百千万几数点之星期下上每前后同任某另唯统])[一二两三四五六七八九十百千]+"
    "(?=个?工作日|个自然日|日内|日前|天内|小时(?!工)|分钟|个月内|年内|万?元(?![化素旦件数据首])|平方米)"
)


def _spaced(text: str, start: int, figure: str) -> str:
    """The figure with a blank before it where a Han character stands there, as in the text around figures."""
    return f" {figure}" if re.search("[一-龥]$", text[:start]) else figure


def _value(text: str) -> int | None:
    """The value of a Han numeral below ten thousand; None where it is none."""
    total, digit = 0, 0
    for place, character in enumerate(text):
        if character in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[character]
        elif digit == 0 and not (character == "十" and place == 0):
            return None
        else:
            total += (digit or 1) * _POWERS[character]
            digit = 0
    return total + digit


@rule(
    "Q003",
    "han-percent",
    "百分数写作“80%”",
    basis="GB/T 15835，GB/T 1.1—2009 8.6，GB/T 1.1—2020 9.4.4（大体有把握）",
    fix=Fix.SAFE,
    wrong="按时办结率不应低于百分之九十。",
    right="按时办结率不应低于 90%。",
)
def han_percent(page: Page) -> Iterator[Hit]:
    """A percentage in Han numerals."""
    for passage, found in search(page.prose, _HAN_PERCENT, "unquoted"):
        value = 100 if found[1] == "百" else _value(found[1])
        if value is not None:
            yield passage.hit(
                found,
                "百分数“{}”用了汉字",
                expected=f"“{value}%”",
                replacement=_spaced(passage.text, found.start(), f"{value}%"),
            )


_HAN_PERCENT = re.compile("百分之([一二三四五六七八九十百零]+)(?!点)")


@rule(
    "Q004",
    "day-kind",
    "期限写明工作日还是自然日",
    basis="《中华人民共和国行政许可法》第八十二条以工作日计；本目录的要求",
    level=Level.HINT,
    fix=Fix.ASK,
    wrong="决定书应在 5 日内送达。",
    right="决定书应在 5 个工作日内送达。",
)
def day_kind(page: Page) -> Iterator[Hit]:
    """A span of days that does not say which days; a date (8月 5 日前) is none."""
    if next(search(page.prose, _DAYS_EXPLAINED, "text"), None):
        return
    for passage, found in search(page.normative, _DAYS):
        whole = passage.words
        start = max(whole.rfind(mark, 0, found.start()) for mark in "。；！？") + 1
        sentence = re.split("[。；！？]", whole[start:])[0]
        if not re.search("工作日|自然日|日历|[每次]月|月末|月初|年末", sentence):
            yield passage.hit(found, "“{}”没有写明是工作日还是自然日", mend="请写“个工作日”或者“个自然日”")


_DAYS = re.compile(r"(?<!月)(?<!月 )(?<!满)(?<!满 )(?<![\d.\-])\d+ ?(?:日|天)(?=内|以内|之内|前)")
_DAYS_EXPLAINED = re.compile("期限[^。]{0,12}以工作日计")


@rule(
    "Q005",
    "date-form",
    "日期写作“2017年8月3日”",
    basis="GB/T 15835（大体有把握）",
    fix=Fix.SAFE,
    wrong="本目录自 2017.8.3 起公布。",
    right="本目录自 2017年8月3日 起公布。",
)
def date_form(page: Page) -> Iterator[Hit]:
    """A date parted by points or strokes; numbers of editions and cases are none."""
    for passage, found in search(page.passages, _DATE, "unquoted"):
        written = f"{found[1]}年{int(found[2])}月{int(found[3])}日"
        yield passage.hit(found, "日期写作“{}”", expected=f"“{written}”", replacement=written)


_DATE = re.compile(r"(?<![\d.vV版])((?:19|20)\d{2})[./](0?[1-9]|1[0-2])[./](0?[1-9]|[12]\d|3[01])(?![\d.]|\s?版)")
