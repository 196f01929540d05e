"""The formulas by which a workbook checks itself; what they come to is reckoned by ``tools/self_check.py``."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.formula import Tokenizer
from openpyxl.utils import get_column_letter

from conformance.checklist.check import Check, load_checks
from conformance.checklist.table import EvidenceTable
from conformance.evidence.cell_rules import CellRule, RuleContext, cell_rules, named_columns
from conformance.evidence.template import blank_workbook
from conformance.terms import BookKind
from tests.builders import ROOT, shipped_tables, template_request

CALENDAR = (date(2016, 12, 1), date(2018, 12, 31))
SHARED = {
    "ABS", "AND", "ASC", "COUNT", "COUNTA", "COUNTIF", "DATEVALUE", "EXACT", "FALSE", "FIND", "IF", "IFERROR", "INT",
    "ISERROR", "ISNA", "ISNUMBER", "LEFT", "LEN", "MATCH", "MAX", "MID", "N", "NA", "NOT", "OR", "RIGHT", "SUBSTITUTE",
    "SUMPRODUCT", "TEXT", "TRIM", "UPPER", "VALUE", "YEAR", "CHAR",
}  # fmt: skip
"""Functions of Excel 2007, WPS and LibreOffice alike."""


@cache
def checks() -> dict[str, Check]:
    return load_checks(ROOT)


@cache
def workbook(kind: BookKind) -> Workbook:
    request = replace(template_request(kind), checks=list(checks().values()), calendar=CALENDAR)
    return load_workbook(io.BytesIO(blank_workbook(request, {})))


def rules(table: EvidenceTable) -> tuple[CellRule, ...]:
    context = RuleContext(shipped_tables(), list(checks().values()), CALENDAR, lambda choices: "list_1")
    return cell_rules(table, context)


@pytest.mark.parametrize("kind", BookKind)
def test_formulas_are_such_as_every_spreadsheet_reckons(kind: BookKind) -> None:
    book = workbook(kind)
    for sheet in book:
        for cells in sheet.conditional_formatting:
            for rule in cells.rules:
                formula = rule.formula[0]
                tokens = Tokenizer(f"={formula}").items
                functions = {token.value.rstrip("(") for token in tokens if token.value.endswith("(")} - {""}
                names = {token.value for token in tokens if token.type == "OPERAND" and token.subtype == "RANGE"}
                assert functions <= SHARED, formula
                assert {name for name in names if "$" not in name} <= set(book.defined_names), formula
                bare = re.sub('"[^"]*"', "", formula)
                assert not set("{}!") & set(bare) and bare.count("(") == bare.count(")"), formula
                assert len(formula) < 8192


def test_each_page_with_a_formula_colours_its_column() -> None:
    book = workbook(BookKind.DEPARTMENT)
    carried = [check for check in checks().values() if check.cell_formula]
    assert len(carried) >= 40
    for check in carried:
        table = shipped_tables()[check.primary]
        if BookKind.DEPARTMENT in table.duties:
            breaches = [rule for rule in rules(table) if rule.is_breach and rule.column == check.at.partition(".")[2]]
            assert breaches, check.id
            assert book[table.title].conditional_formatting


def test_a_rule_on_a_table_that_is_not_in_the_book_is_left_out() -> None:
    tables = {"material": shipped_tables()["material"]}
    check = checks()["codes-refer-to-register-material"]
    context = RuleContext(tables, [check], CALENDAR, lambda choices: "list_1")
    assert not any(rule.is_breach and "MATCH" in rule.formula for rule in cell_rules(tables["material"], context))
    assert named_columns([check], tables) == ()
    assert named_columns([check], shipped_tables()) == (("item_register", "item_code"),)


def test_red_is_seen_before_amber() -> None:
    sheet = workbook(BookKind.DEPARTMENT)["办件台账"]
    for cells in sheet.conditional_formatting:
        colours = [rule.dxf.fill.bgColor.rgb for rule in sorted(cells.rules, key=lambda rule: rule.priority)]
        assert colours == sorted(colours)  # FFFFC7CE before FFFFE699


def test_an_item_code_is_twelve_digits_or_ends_in_00y() -> None:
    (rule,) = [one for one in rules(shipped_tables()["ledger"]) if one.column == "item_code" and not one.is_breach]
    text = 'ASC(SUBSTITUTE(SUBSTITUTE($B4," ",""),"　",""))'
    nine = f'IFERROR(TEXT(VALUE(MID({text},1,9)),"000000000")=MID({text},1,9),FALSE)'
    three = f'IFERROR(TEXT(VALUE(MID({text},10,3)),"000")=MID({text},10,3),FALSE)'
    shape = f'OR(AND(LEN({text})=12,{nine},{three}),AND(LEN({text})=12,{nine},MID({text},10,3)="00Y"))'
    assert f"NOT({shape})" in rule.formula


def test_a_counted_date_lies_in_the_calendar_and_another_in_our_time() -> None:
    by_column = {rule.column: rule.formula for rule in rules(shipped_tables()["ledger"]) if not rule.is_breach}
    assert "<42705," in by_column["decided_on"] and ">=43466)" in by_column["decided_on"]
    assert "<18264," in by_column["valid_until"] and ">=73051)" in by_column["valid_until"]


def test_a_key_is_wanted_where_the_row_has_anything_and_is_no_total() -> None:
    table = shipped_tables()["hearing"]
    last = get_column_letter(len(table.columns))
    formulas = [rule.formula for rule in rules(table) if rule.column == "case_number"]
    assert any(f'COUNTA($A4:${last}4)>0,COUNTIF($A4:${last}4,"合计")' in formula for formula in formulas)
