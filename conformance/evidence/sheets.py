"""The sheets of a blank workbook: cover, one a table, 自评, and the two that nobody sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from openpyxl.formatting.rule import Rule
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from conformance.checklist.table import Column, EvidenceTable
from conformance.evidence import layout
from conformance.evidence.cell_rules import CellRule
from conformance.evidence.drawing import (
    BODY,
    BOLD,
    BOX,
    BREACH_LOOK,
    CENTRED,
    FIXED_FILL,
    KEY_FILL,
    KEY_FONT,
    LEFT,
    ON_ONE_LINE,
    OURS_FILL,
    TITLE,
    UNREADABLE_LOOK,
    USUAL_FILL,
    WRAPPED,
    lines_of,
    print_setup,
    put,
    set_height,
    set_widths,
    title,
)
from conformance.evidence.writing import CellValue, write_value
from conformance.terms import BookKind

_LEGEND = "（填写方法和颜色的意思见“填报说明”）"
_FORMATS = {"code": "@", "text": "@", "list": "@", "date": "yyyy-mm-dd", "integer": "0", "number": "General"}
_WIDTHS = {"code": 20.0, "text": 22.0, "list": 20.0, "date": 12.0, "integer": 9.0, "number": 9.0}
_PAGE_WIDTH = 185.0
"""Characters that stay legible on one landscape A4 page."""
_PROMPT_TITLE, _PROMPT = 32, 255
"""What Excel allows in a prompt."""
_FIRST_DATE = 18_264
"""1950-01-01 as Excel counts days: no date of a licensing file is older."""


class Lists:
    """The hidden sheet of choices: an inline list of more than 255 characters would break the file.

    Dropdowns refer to its cells, conditional formats to names, since Excel 2007 lets them look at no other sheet.
    """

    def __init__(self, sheet: Worksheet) -> None:
        sheet.sheet_state = "veryHidden"
        self._sheet = sheet
        self._references: dict[tuple[str, ...], str] = {}

    def reference(self, choices: tuple[str, ...]) -> str:
        """A formula for a dropdown of these choices; the same choices stand there once."""
        if choices not in self._references:
            number = len(self._references) + 1
            for row, choice in enumerate(choices, 1):
                write_value(self._sheet.cell(row, number), choice)
            letter = get_column_letter(number)
            self._references[choices] = f"{layout.LISTS_SHEET}!${letter}$1:${letter}${len(choices)}"
        return self._references[choices]

    def name(self, choices: tuple[str, ...]) -> str:
        """A name in the workbook for these choices."""
        reference = self.reference(choices)
        name = f"list_{list(self._references).index(choices) + 1}"
        _define(self._sheet, name, reference)
        return name


def name_column(sheet: Worksheet, name: str, number: int) -> None:
    """Name the cells of a column of a table's sheet, so that formulas on other sheets can look there."""
    letter = get_column_letter(number)
    quoted = quote_sheetname(sheet.title)
    _define(sheet, name, f"{quoted}!${letter}${layout.FIRST_ROW}:${letter}${layout.LAST_ROW}")


def write_cell_rules(sheet: Worksheet, table: EvidenceTable, rules: Sequence[CellRule]) -> None:
    """Colour wrong cells while they are typed: red where a cell cannot be read, amber where it breaks a check."""
    numbers = {column.id: number for number, column in enumerate(table.columns, 1)}
    for rule in sorted(rules, key=lambda rule: rule.is_breach):  # the first colour is the one that is seen
        letter = get_column_letter(numbers[rule.column])
        look = BREACH_LOOK if rule.is_breach else UNREADABLE_LOOK
        cells = f"{letter}{layout.FIRST_ROW}:{letter}{layout.LAST_ROW}"
        sheet.conditional_formatting.add(cells, Rule(type="expression", dxf=look, formula=[rule.formula]))


def _define(sheet: Worksheet, name: str, reference: str) -> None:
    names: Any = sheet.parent.defined_names  # type: ignore[union-attr]  # a sheet of a workbook has one
    if name not in names:
        names[name] = DefinedName(name, attr_text=reference)


def write_cover(
    sheet: Worksheet,
    values: Mapping[str, CellValue],
    *,
    tables: Sequence[EvidenceTable],
    kind: BookKind,
    lists: Lists,
) -> None:
    """Department, round and people, then a declaration a table, then the lines to sign."""
    set_widths(sheet, (24, 16, 46, 30))
    title(sheet, "行政许可标准化工作填报表", "A1:D1")
    for row, (key, label) in enumerate(layout.LABELS.items(), 2):
        _cover_line(sheet, row, label, values.get(key), is_date=key in layout.COVER_DATES)
    first = len(layout.LABELS) + 3
    after = _write_declarations(sheet, first, tables, kind, lists)
    for row, label in enumerate(layout.SIGNATURES, after + 1):
        _cover_line(sheet, row, label, None)
        sheet.row_dimensions[row].height = 30
    print_setup(sheet, "portrait")


def write_table_sheet(sheet: Worksheet, table: EvidenceTable, lists: Lists) -> None:
    """Title, hidden ids, headings, and the format, dropdown and prompt of each column."""
    widths = [_width(column) for column in table.columns]
    set_widths(sheet, widths)
    last = get_column_letter(len(table.columns))
    sheet.merge_cells(f"A1:{last}1")
    heading = f"{table.title}　{_LEGEND}"
    put(sheet, layout.TITLE_ROW, 1, heading, font=BOLD, alignment=LEFT)
    sheet.row_dimensions[layout.TITLE_ROW].height = 18 * lines_of(heading, sum(widths))
    for number, column in enumerate(table.columns, 1):
        sheet.cell(layout.ID_ROW, number).value = column.id
        _heading(sheet, number, column, is_key=column.id in table.key)
        first = sheet.cell(layout.FIRST_ROW, number)
        whole = sheet.column_dimensions[get_column_letter(number)]
        for styled in (first, whole):  # the column's own look is that of the rows which are still to be typed
            styled.font, styled.border, styled.number_format = BODY, BOX, _FORMATS[column.type]
            styled.alignment = ON_ONE_LINE if column.type in ("code", "date") else WRAPPED
        sheet.add_data_validation(_validation(column, number, column.id in table.key, lists))
    sheet.row_dimensions[layout.ID_ROW].hidden = True
    sheet.row_dimensions[layout.HEADING_ROW].height = 32
    sheet.freeze_panes = f"A{layout.FIRST_ROW}"
    print_setup(sheet, "landscape", pages=ceil(sum(widths) / _PAGE_WIDTH))
    if table.key:
        sheet.print_title_cols = "A:A"


def write_claims_sheet(sheet: Worksheet, clauses: Sequence[tuple[str, str, str, str]], lists: Lists) -> None:
    """The sheet 自评: clauses as (id, aspect, requirement, points) with three blanks to fill in."""
    widths = (12, 20, 60, 8, 12, 10, 44)
    set_widths(sheet, widths)
    sheet.merge_cells("A1:G1")
    put(
        sheet,
        1,
        1,
        "自评　（只填“自评结果”“自评得分”“自评说明”三列；条款编号为本项目编号。）",
        font=BOLD,
        alignment=LEFT,
    )
    for number, (name, heading) in enumerate(layout.CLAIM_COLUMNS.items(), 1):
        sheet.cell(layout.ID_ROW, number).value = name
        fill = OURS_FILL if name in ("outcome", "points", "statement") else USUAL_FILL
        put(sheet, layout.HEADING_ROW, number, heading, font=BOLD, fill=fill, border=BOX, alignment=CENTRED)
    for row, clause in enumerate(clauses, layout.FIRST_ROW):
        set_height(sheet, row, lines_of(clause[2], widths[2]))
        for number, text in enumerate((*clause, None, None, None), 1):
            put(sheet, row, number, text, border=BOX, alignment=WRAPPED, fill=None if number > 4 else FIXED_FILL)
    if clauses:
        _claim_validations(sheet, layout.FIRST_ROW + len(clauses) - 1, lists)
    sheet.row_dimensions[layout.ID_ROW].hidden = True
    sheet.freeze_panes = f"A{layout.FIRST_ROW}"
    print_setup(sheet, "landscape")


def write_meta(sheet: Worksheet, values: Mapping[str, str]) -> None:
    """What the reader goes by; nobody sees it."""
    sheet.sheet_state = "veryHidden"
    for row, (key, value) in enumerate(values.items(), 1):
        sheet.cell(row, 1).value = key
        write_value(sheet.cell(row, 2), value)


def _write_declarations(
    sheet: Worksheet, first: int, tables: Sequence[EvidenceTable], kind: BookKind, lists: Lists
) -> int:
    """The range 无数据声明 from this row on; gives the row after it."""
    put(sheet, first, 1, layout.DECLARATIONS, font=TITLE)
    for number, heading in enumerate((*layout.DECLARATION_HEADINGS, "能否声明无数据"), 1):
        put(sheet, first + 1, number, heading, font=BOLD, fill=USUAL_FILL, border=BOX, alignment=CENTRED)
    for row, table in enumerate(tables, first + 2):
        duty = table.duties[kind]
        sheet.row_dimensions[row].height = 18
        put(sheet, row, 1, table.title, border=BOX, fill=FIXED_FILL)
        for number in (2, 3):
            put(sheet, row, number, None, border=BOX, alignment=WRAPPED)
        may = "可以，须写明原因" if duty.may_be_empty else "不必填写" if not duty.required else "不可以，应当填表"
        if duty.required_if:
            may = "不可以；本部门没有事项的不必填"
        put(sheet, row, 4, may, border=BOX, fill=FIXED_FILL)
    last = first + 1 + len(tables)
    choice = _dropdown(lists.reference(("有", "无")), "请从下拉列表中选“有”或者“无”。")
    choice.sqref = f"B{first + 2}:B{last}"
    sheet.add_data_validation(choice)
    return last + 1


def _claim_validations(sheet: Worksheet, last: int, lists: Lists) -> None:
    outcome = _dropdown(lists.reference(layout.CLAIM_OUTCOMES), "请从下拉列表中选择自评结果。")
    outcome.sqref = f"E{layout.FIRST_ROW}:E{last}"
    points = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
    points.error, points.showErrorMessage = "请填数字，不超过本条分值。", True
    points.sqref = f"F{layout.FIRST_ROW}:F{last}"
    for validation in (outcome, points):
        sheet.add_data_validation(validation)


def _heading(sheet: Worksheet, number: int, column: Column, *, is_key: bool) -> None:
    fill = KEY_FILL if is_key else OURS_FILL if column.ours else USUAL_FILL
    font = KEY_FONT if is_key else BOLD
    put(sheet, layout.HEADING_ROW, number, column.title, font=font, fill=fill, border=BOX, alignment=CENTRED)


def _validation(column: Column, number: int, is_key: bool, lists: Lists) -> DataValidation:
    """The rule and the prompt of one column; text has a prompt alone."""
    validation = _rule(column, lists)
    letter = get_column_letter(number)
    validation.sqref = f"{letter}{layout.FIRST_ROW}:{letter}{layout.LAST_ROW}"
    validation.promptTitle, validation.prompt = column.title[:_PROMPT_TITLE], prompt(column, is_key)[:_PROMPT]
    validation.showInputMessage = True
    return validation


def _rule(column: Column, lists: Lists) -> DataValidation:
    if column.choices:
        rule = _dropdown(lists.reference(column.choices), f"“{column.title}”只能从下拉列表中选择。")
        rule.showErrorMessage = column.type != "list"  # several choices of one cell are no entry of the dropdown
        return rule
    if column.type == "date":
        rule = DataValidation(type="date", operator="greaterThanOrEqual", formula1=str(_FIRST_DATE), allow_blank=True)
        rule.error = f"“{column.title}”请填一个日期，写成 2017-03-05 的样子；没有的留空，不写文字。"
    elif column.type in ("integer", "number"):
        rule = DataValidation(
            type="whole" if column.type == "integer" else "decimal",
            operator="greaterThanOrEqual",
            formula1="0",
            allow_blank=True,
        )
        rule.error = f"“{column.title}”只填数字，不写单位。"
    else:
        return DataValidation(type=None, allow_blank=True)
    rule.showErrorMessage, rule.errorTitle = True, "填写有误"
    return rule


def _dropdown(reference: str, error: str) -> DataValidation:
    rule = DataValidation(type="list", formula1=reference, allow_blank=True)
    rule.error, rule.errorTitle, rule.showErrorMessage = error, "填写有误", True
    return rule


def prompt(column: Column, is_key: bool) -> str:
    """What a clerk should know of a column: duty, form, note, whether it is ours."""
    parts = ["主键，每行必填。"] if is_key else []
    parts.append(form(column))
    if column.note:
        parts.append(f"{column.note.rstrip('。')}。")
    if column.ours:
        parts.append("（本项目增列）")
    return "".join(parts)


def form(column: Column) -> str:
    """How a value of the column is written."""
    if column.type == "list":
        return f"可填多项，以“{layout.SEPARATOR}”分开：{'、'.join(column.choices)}。"
    if column.choices:
        return f"从下拉列表中选一项：{'、'.join(column.choices)}。"
    return {
        "date": "填日期，如 2017-03-05；没有的留空。",
        "integer": "填整数，不写单位。",
        "number": "填数字，不写单位。",
        "code": "按原样填写编号，不改列的文本格式。",
        "text": "填文字。",
    }[column.type]


def _width(column: Column) -> float:
    longest = max((len(choice) for choice in column.choices), default=0)
    base = max(9.0, longest * 2 + 4.0) if column.choices and column.type != "list" else _WIDTHS[column.type]
    return max(base, min(len(column.title), 6) * 2 + 3.0)


def _cover_line(sheet: Worksheet, row: int, label: str, value: CellValue, *, is_date: bool = False) -> None:
    put(sheet, row, 1, label, font=BOLD, fill=USUAL_FILL, border=BOX)
    sheet.merge_cells(start_row=row, start_column=2, end_row=row, end_column=4)
    sheet.row_dimensions[row].height = 20
    for number in (2, 3, 4):
        put(sheet, row, number, value if number == 2 else None, border=BOX, alignment=LEFT)
    if is_date:
        sheet.cell(row, 2).number_format = _FORMATS["date"]
    elif label != layout.LABELS["secret_items"]:
        sheet.cell(row, 2).number_format = "@"
