"""Reading once more: what a cell of a column means, from openpyxl's value, by rules of its own.

Says the value, None for a blank, or UNREADABLE; imports nothing of ``conformance.evidence``. Whether a value is allowed
is for ``jsonschema`` to say.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import jsonschema

UNREADABLE = "unreadable"
FIRST, LAST = date(2016, 1, 1), date(2018, 12, 31)
"""The days of the calendar that ships."""


def meaning(column: Mapping[str, Any], cell: object, *, counted: bool) -> object:
    """What the cell says; ``column`` is its JSON Schema, ``counted`` whether its days must lie in the calendar."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    kind = column["type"]
    if column.get("format") == "date":
        return _day(cell, counted=counted)
    if kind == "array":
        parts = [part.strip() for part in _half(str(cell)).replace("、", ";").replace(",", ";").split(";")]
        chosen = [part for part in parts if part]
        return "；".join(chosen) if _allowed(column, chosen) else UNREADABLE
    if kind in ("integer", "number"):
        value = _number(cell, whole=kind == "integer")
    elif column.get("x-format") == "code":
        value = _code(cell)
    elif "enum" in column:
        value = _squeezed(str(cell))
    else:
        value = unicodedata.normalize("NFC", _shown(cell)).strip()
    return value if value != UNREADABLE and _allowed(column, value) else UNREADABLE


def _allowed(column: Mapping[str, Any], value: object) -> bool:
    return jsonschema.Draft202012Validator(dict(column)).is_valid(value)


def _half(text: str) -> str:
    """Full-width signs as ASCII, but for brackets."""
    return "".join(
        sign if sign in "（）" else unicodedata.normalize("NFKC", sign) if "！" <= sign <= "～" else sign
        for sign in text.strip()
    )


def _squeezed(text: str) -> str:
    return "".join(_half(text).split())


def _shown(cell: object) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _code(cell: object) -> object:
    if isinstance(cell, datetime):
        return UNREADABLE
    if isinstance(cell, int | float) and (abs(cell) >= 10**15 or cell != int(cell)):
        return UNREADABLE
    return _squeezed(_shown(cell))


def _number(cell: object, *, whole: bool) -> object:
    if isinstance(cell, datetime):
        return UNREADABLE
    try:
        number = float(_squeezed(_shown(cell)).replace(",", ""))
    except ValueError:
        return UNREADABLE
    if number == int(number):
        return int(number)
    return UNREADABLE if whole else number


def _day(cell: object, *, counted: bool) -> object:
    found: date | None = None
    if isinstance(cell, datetime):
        found = cell.date()
    elif isinstance(cell, int | float):
        if 18264 <= cell <= 73050:
            found = date(1899, 12, 30) + timedelta(days=int(cell))
        elif cell == int(cell) and len(str(int(cell))) == 8:
            found = _parsed(str(int(cell)), "%Y%m%d")
    else:
        text = _squeezed(str(cell))
        for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"):
            found = found or (_parsed(text, form) if form != "%Y%m%d" or len(text) == 8 else None)
    if found is None or not 1949 <= found.year <= 2099:
        return UNREADABLE
    return found if not counted or FIRST <= found <= LAST else UNREADABLE


def _parsed(text: str, form: str) -> date | None:
    try:
        return datetime.strptime(text, form).date()
    except ValueError:
        return None
