"""Rules by which the workbook checks itself while it is filled in: a formula a column, true where the cell is wrong.

Compiled from the columns' schemas and from the formulas that check pages carry, so that nothing is said twice. They
say less than the reader where a formula cannot say it (a number typed as a date, a sign outside of a list), never
more. No macro; functions that Excel, WPS and LibreOffice share; no array constant, which conditional formats may not
hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from openpyxl.utils import get_column_letter

from conformance.checklist.check import FORMULA_FIELD, Check
from conformance.checklist.table import Column, EvidenceTable
from conformance.evidence.asides import TOTALS
from conformance.evidence.layout import FIRST_ROW, HEADING_ROW, LAST_ROW, SEPARATOR
from conformance.evidence.rows import counts_days, key_is_checked

_EPOCH = date(1899, 12, 30)
_DATES = (date(1950, 1, 1), date(2099, 12, 31))
_EXACT = "1E+15"
_SIGNS = "!\"#$%&'*+,:;<=>?@[\\]^`{|}~，、；：。！？“”‘’《》【】—…"
"""Signs that slip into a code; those that the column's pattern allows are left out."""
_PIECE = re.compile(r"\[0-9\]\{([0-9]+)\}|([0-9A-Za-z]+)")
_FORM = re.compile(rf"(?:{_PIECE.pattern})+")
_GROUP = re.compile(r"\(([^()]+)\)")

NameOf = Callable[[tuple[str, ...]], str]
"""Gives a name in the workbook for a list of texts."""


@dataclass(frozen=True)
class CellRule:
    """When a cell of a column is wrong."""

    column: str
    formula: str
    """For the first row of data, without ``=``."""
    is_breach: bool
    """Whether the cell can be read and breaks a check; otherwise it cannot be read."""


@dataclass(frozen=True)
class RuleContext:
    """What formulas refer to beside the row."""

    tables: Mapping[str, EvidenceTable]
    """Those that the workbook holds."""
    checks: Sequence[Check]
    calendar: tuple[date, date] | None
    """First and last day of the calendar of working days."""
    name_of: NameOf


def cell_rules(table: EvidenceTable, context: RuleContext) -> tuple[CellRule, ...]:
    """The rules of a table, those of a column in the order in which they should be seen."""
    letters = {column.id: get_column_letter(number) for number, column in enumerate(table.columns, 1)}
    row = f"${letters[table.columns[0].id]}{FIRST_ROW}:${letters[table.columns[-1].id]}{FIRST_ROW}"
    totals = "+".join(f'COUNTIF({row},"{word}")' for word in TOTALS)
    is_data = f"COUNTA({row})>0,{totals}=0"
    rules: list[CellRule] = []
    for column in table.columns:
        cell = f"${letters[column.id]}{FIRST_ROW}"
        formulas = [f"IF(ISERROR({cell}),TRUE,{_unreadable(table, column, cell, context)})"]
        if column.id in table.key:
            formulas.append(f'AND({_bare(cell)}="",{is_data})')
        rules.extend(CellRule(column.id, formula, is_breach=False) for formula in formulas)
    if table.key and not key_is_checked(table.id):
        rules.append(CellRule(table.key[0], _repeated([letters[column] for column in table.key]), is_breach=True))
    for check in context.checks:
        if check.primary == table.id and (formula := _of_check(check, table, letters, context.tables)):
            said = f"AND({is_data},{formula})"
            rules.append(CellRule(check.at.partition(".")[2], said, is_breach=True))
    return tuple(rules)


def column_name(table: str, column: str) -> str:
    """The name in the workbook of all cells of a column, for formulas on other sheets."""
    return f"column_{table}.{column}"


def named_columns(checks: Iterable[Check], tables: Mapping[str, EvidenceTable]) -> tuple[tuple[str, str], ...]:
    """Table and column of each column that a formula on another sheet asks for."""
    found = {
        (field[1], field[2])
        for check in checks
        for field in FORMULA_FIELD.finditer(check.cell_formula)
        if field[1] in tables and check.primary in tables
    }
    return tuple(sorted(found))


def _of_check(
    check: Check, table: EvidenceTable, letters: Mapping[str, str], tables: Mapping[str, EvidenceTable]
) -> str:
    """The formula of a page with its fields as references; empty where a table that it looks up is not in the book."""
    if any(field[1] and field[1] not in tables for field in FORMULA_FIELD.finditer(check.cell_formula)):
        return ""

    def reference(field: re.Match[str]) -> str:
        other, column, whole = field[1], field[2], field[3]
        if other:
            return column_name(other, column)
        letter = letters[column]
        if whole:
            return f"${letter}${FIRST_ROW}:${letter}${LAST_ROW}"
        cell = f"${letter}{FIRST_ROW}"
        return cell if table.by_id[column].type in ("date", "integer", "number") else _bare(cell)

    return FORMULA_FIELD.sub(reference, check.cell_formula)


def _repeated(letters: Sequence[str]) -> str:
    """The same key in a row above; the range grows downwards and begins at the heading."""
    same = "*".join(f"(${one}${HEADING_ROW}:${one}{HEADING_ROW}=${one}{FIRST_ROW})" for one in letters)
    filled = ",".join(f'${one}{FIRST_ROW}<>""' for one in letters)
    return f"AND({filled},SUMPRODUCT({same}*1)>0)"


def _unreadable(table: EvidenceTable, column: Column, cell: str, context: RuleContext) -> str:
    if column.type == "date":
        counted = context.calendar is not None and counts_days(table.id, column.id)
        return _date(cell, context.calendar if counted and context.calendar else _DATES)
    if column.type in ("integer", "number"):
        return _number(column, cell)
    if column.type == "list":
        return _list(cell, context.name_of(column.choices))
    if column.choices:
        return f'AND({_bare(cell)}<>"",ISNA(MATCH({_bare(cell)},{context.name_of(column.choices)},0)))'
    if column.type == "code":
        return _code(column, cell, context.name_of)
    if column.schema.get("x-format") == "url":
        return _url(cell)
    return f"AND(ISNUMBER({cell}),ABS(N({cell}))>={_EXACT})"


def _bare(cell: str) -> str:
    """The text of a cell without blanks, as codes, choices and numbers are read."""
    return f'SUBSTITUTE(SUBSTITUTE({cell}," ",""),"　","")'


def _replaced(text: str, pairs: Iterable[tuple[str, str]]) -> str:
    for old, new in pairs:
        text = f'SUBSTITUTE({text},{old},"{new}")'
    return text


def _date(cell: str, span: tuple[date, date]) -> str:
    """No date, or none in the span: 2017-03-05, 2017.3.5, 2017/3/5, 2017年3月5日 and 20170305 are dates."""
    signs = (('"年"', "-"), ('"月"', "-"), ('"日"', ""), ('"号"', ""), ('"."', "-"), ('"/"', "-"))
    text = _replaced(f"ASC(TRIM({cell}))", signs)
    digits = f'DATEVALUE(TEXT(VALUE({text}),"0000-00-00"))'
    year_first = f'AND(MID({text},5,1)="-",ISERROR(FIND("-",LEFT({text},4))))'
    written = f"IF({year_first},DATEVALUE({text}),IF(LEN({text})=8,{digits},NA()))"
    value = f'IF(ISNUMBER({cell}),IF({cell}<100000,{cell},DATEVALUE(TEXT({cell},"0000-00-00"))),{written})'
    first, last = ((day - _EPOCH).days for day in span)
    return f'AND(TRIM({cell})<>"",IFERROR(OR({value}<{first},{value}>={last + 1}),TRUE))'


def _number(column: Column, cell: str) -> str:
    value = f"IF(ISNUMBER({cell}),{cell},VALUE(ASC({_bare(cell)})))"
    wrong = [f"ABS({value})>={_EXACT}"] if column.type == "integer" else []
    if column.type == "integer":
        wrong.append(f"{value}<>INT({value})")
    if "minimum" in column.schema:
        wrong.append(f"{value}<{column.schema['minimum']}")
    tested = f"OR({','.join(wrong)})" if wrong else f"ISERROR({value})"
    return f'AND({_bare(cell)}<>"",IFERROR({tested},TRUE))'


def _list(cell: str, choices: str) -> str:
    """Some part between the separators is no choice, or one stands twice."""
    marks = ('";"', '"、"', '","', '"，"', "CHAR(10)")
    inside = _replaced(_bare(cell), [(mark, SEPARATOR) for mark in marks])
    text = f'SUBSTITUTE("{SEPARATOR}"&{inside}&"{SEPARATOR}","{SEPARATOR * 2}","{SEPARATOR}")'
    parts = f'LEN({text})-LEN(SUBSTITUTE({text},"{SEPARATOR}",""))-1'
    known = f'SUMPRODUCT(--ISNUMBER(FIND("{SEPARATOR}"&{choices}&"{SEPARATOR}",{text})))'
    return f'AND({_bare(cell)}<>"",{parts}<>{known})'


def _code(column: Column, cell: str, name_of: NameOf) -> str:
    """A number that has lost digits, a sign that no code has, or another form than the pattern's."""
    text = f"ASC({_bare(cell)})"
    pattern = str(column.schema.get("pattern", ""))
    shape = _shape(pattern, text)
    if shape:
        wrong = [f"NOT({shape})"]
    else:
        signs = tuple(sign for sign in _SIGNS if not re.fullmatch(pattern, sign))
        wrong = [f"SUMPRODUCT(--ISNUMBER(FIND({name_of(signs)},{text})))>0"] if pattern else []
        second = f"UPPER(MID({text},2,1))"
        wrong.append(
            f'IFERROR(AND(ISNUMBER(VALUE({text})),OR({second}="E",AND({second}=".",'
            f'ISNUMBER(FIND("E",UPPER({text})))))),FALSE)'
        )
    if "maxLength" in column.schema:
        wrong.append(f"LEN({text})>{column.schema['maxLength']}")
    wrong.append(f"AND(ISNUMBER({cell}),OR(N({cell})<>INT(N({cell})),ABS(N({cell}))>={_EXACT}))")
    return f'AND({_bare(cell)}<>"",OR({",".join(wrong)}))'


def _shape(pattern: str, text: str) -> str:
    """Digits and letters, one choice of these at most, as a formula; empty for any other pattern."""
    body = pattern.removeprefix("^").removesuffix("$")
    group = _GROUP.search(body)
    forms = [body.replace(group[0], one, 1) for one in group[1].split("|")] if group else [body]
    if not all(_FORM.fullmatch(form) for form in forms):
        return ""
    return f"OR({','.join(_exactly(form, text) for form in forms)})"


def _exactly(form: str, text: str) -> str:
    tests = []
    at = 1
    for piece in _PIECE.finditer(form):
        digits, word = int(piece[1] or 0), piece[2] or ""
        length = digits or len(word)
        part = f"MID({text},{at},{length})"
        # TEXT gives the digits back only where there was nothing but digits
        tests.append(f'IFERROR(TEXT(VALUE({part}),"{"0" * digits}")={part},FALSE)' if digits else f'{part}="{word}"')
        at += length
    return f"AND(LEN({text})={at - 1},{','.join(tests)})"


def _url(cell: str) -> str:
    text = f"TRIM({cell})"
    begins = f'OR(EXACT(LEFT({text},7),"http://"),EXACT(LEFT({text},8),"https://"))'
    return f'AND({text}<>"",NOT(AND({begins},LEN({text})>8,ISERROR(FIND(" ",{text})))))'
