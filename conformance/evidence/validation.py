"""A column's values against its JSON Schema, each distinct value once, told in Chinese.

jsonschema-rs decides; the words come from the schema's keyword, the column's title and what the schema allows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from conformance.checklist.calendar import Calendar
from conformance.checklist.table import Column
from conformance.evidence.book import Value
from conformance.evidence.layout import SEPARATOR
from conformance.evidence.reading import Raw
from conformance.evidence.value import Fault, Reading, is_plain_code, read_cell, wrote

_DISTINCT = frozenset({str, float, datetime})
"""Cells of these kinds are the same where they are equal; 1, 1.0 and True are not."""
_BLANK_ALONE = frozenset({""})
_REMEMBERED = 500
"""Cells of a column that are remembered from one workbook to the next: choices and dates come again, codes do not."""


class ColumnReader:
    """Reads the cells of one column; the same raw cell is parsed and validated once."""

    def __init__(self, column: Column, *, epoch_1904: bool, calendar: Calendar | None = None) -> None:
        """``calendar`` is that of working days, where they are counted from the dates of the column."""
        self._column, self._epoch_1904, self._calendar = column, epoch_1904, calendar
        self._seen: dict[tuple[type, Raw], Reading] = {}
        self._values = _Values(self, column)

    def read(self, raw: Raw) -> Reading:
        """The value of a cell; one that breaks the column's schema has no value and a fault."""
        key = (type(raw), raw)
        reading = self._seen.get(key)
        if reading is None:
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            reading = self._seen[key] = self.read_anew(raw)
        return reading

    def read_column(self, cells: Sequence[Raw]) -> tuple[list[Value], list[tuple[int, Reading]]]:
        """The values of many cells, and by their position the readings of those that have a fault or a text beside."""
        distinct = set(cells)
        if distinct == _BLANK_ALONE:
            return [None] * len(cells), []
        if not _DISTINCT.issuperset(map(type, cells)):
            return self._read_each(cells)
        if len(self._values) >= _REMEMBERED:
            self._values.clear()
            self._values.odd.clear()
        values = list(map(self._values.__getitem__, cells))
        odd = {raw: self._values.odd[raw] for raw in distinct & self._values.odd.keys()}
        return values, [(at, odd[raw]) for at, raw in enumerate(cells) if raw in odd] if odd else []

    def _read_each(self, cells: Sequence[Raw]) -> tuple[list[Value], list[tuple[int, Reading]]]:
        readings = [self.read(raw) for raw in cells]
        told = [(at, one) for at, one in enumerate(readings) if one.text or one.fault is not None]
        return [one.value for one in readings], told

    def read_anew(self, raw: Raw) -> Reading:
        """The value of a cell, that is not remembered."""
        return self._validated(read_cell(self._column, raw, epoch_1904=self._epoch_1904))

    def _validated(self, reading: Reading) -> Reading:
        if reading.value is None:
            return reading
        if self._column.type == "date":
            return self._counted(reading)
        candidate = instance(self._column, reading.value)
        if self._column.validator.is_valid(candidate):
            return reading
        keywords = broken_keywords(self._column.validator, candidate)
        shown = reading.text or str(reading.value)
        return Reading(None, shown, _fault(self._column, keywords[0], shown))

    def _counted(self, reading: Reading) -> Reading:
        """A date that working days are counted from must lie in the calendar: else it would be lost without a word."""
        day, calendar = reading.value, self._calendar
        if calendar is None or not isinstance(day, date) or calendar.covers(day):
            return reading
        span = f"{calendar.first_day.isoformat()}至{calendar.last_day.isoformat()}"
        found = f"{wrote(self._column, reading.text or str(day))}，不在工作日历范围（{span}）之内"
        mend = "请核对，日期无误的，请检查组补充该年的工作日历"
        return Reading(None, reading.text or str(day), Fault("date_outside_calendar", found, "", mend))


class _Values(dict[Raw, Value]):
    """The values of a column by cell, read when first asked for."""

    def __init__(self, reader: ColumnReader, column: Column) -> None:
        super().__init__()
        self._reader = reader
        self._is_code, self._is_valid = column.type == "code", column.validator.is_valid
        self.odd: dict[Raw, Reading] = {}
        """Those that have a fault, or a text beside."""

    def __missing__(self, raw: Raw) -> Value:
        if self._is_code and is_plain_code(raw) and self._is_valid(raw):
            self[raw] = raw
            return raw
        reading = self._reader.read_anew(raw)
        if reading.text or reading.fault is not None:
            self.odd[raw] = reading
        self[raw] = reading.value
        return reading.value


def instance(column: Column, value: Value) -> Any:
    """The value as JSON Schema sees it: several choices are an array."""
    return str(value).split(SEPARATOR) if column.type == "list" else value


def broken_keywords(validator: Any, candidate: Any) -> list[str]:
    """The schema's keywords that the value breaks, in the order of the alphabet."""
    return sorted({str(error.schema_path[-1]) for error in validator.iter_errors(candidate)})


def _fault(column: Column, keyword: str, shown: str) -> Fault:
    found = wrote(column, shown)
    rules = column.schema
    match keyword:
        case "enum":
            return Fault("choice_unknown", found, f"下列之一：{_choices(column.choices)}", "请从下拉列表中选择")
        case "uniqueItems":
            return Fault("choice_repeated", f"{found}，同一项写了两次", "", "请只留一个")
        case "minimum":
            return Fault("number_too_small", found, f"不小于{rules['minimum']}的数", "请核对后改正")
        case "maxLength":
            return Fault("text_too_long", f"{found}，有{len(shown)}个字", f"不超过{rules['maxLength']}个字", "请缩短")
        case "pattern" if rules.get("x-format") == "url":
            return Fault("url_form", found, "以 http:// 或者 https:// 开头、中间没有空格的网址", "请核对后改正")
        case "pattern" if "x-expected" in rules:
            return Fault("code_impossible", found, rules["x-expected"], rules["x-mend"])
        case "pattern":
            return Fault(
                "code_form", found, "由数字、字母、汉字和“-”“_”“.”“/”“·”“（）”“〔〕”组成的编号", "请核对后改正"
            )
        case _:
            return Fault("value_form", found, "符合该列填写说明的内容", "请对照填报说明改正")


@cache
def _choices(choices: tuple[str, ...]) -> str:
    return "、".join(choices)
