"""The on-site form as a workbook (现场检查记录表): printed or carried along, filled in, read back as judgements.

Blue headings are the group's and are not changed; green ones are filled in by one inspector. A form counts as a whole
or not at all where it does not say who judged and who stood by; each line counts by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from conformance.evidence.book import Problem
from conformance.evidence.drawing import (
    BODY,
    BOLD,
    BOX,
    CENTRED,
    OURS_FILL,
    USUAL_FILL,
    lines_of,
    print_setup,
    put,
    set_height,
    set_widths,
    title,
)
from conformance.evidence.package import workbook_bytes
from conformance.evidence.problems import at_sheet
from conformance.evidence.reading import RawSheet
from conformance.evidence.value import Fault
from conformance.inspection.filled_sheet import FilledSheet, find_columns
from conformance.inspection.site_form import RULING, FormLine, SiteForm
from conformance.scores.judgement import Judgement
from conformance.scores.record import exact
from conformance.terms import Outcome

SHEET, CASES_SHEET = "现场检查记录", "抽样案卷"
CODES = {
    "form_sheet": "没有现场检查记录工作表",
    "form_heading": "现场检查记录的表头不全",
    "form_unknown": "不是本轮发出的现场检查记录",
    "form_person": "没有写明谁检查、谁在场",
    "form_recusal": "检查人属于被查单位",
    "form_line": "一条的判定填写不合要求",
    "form_case": "一个案卷的情况填写不合要求",
}
"""Every kind of problem of a form itself, beside those of the file and of single cells."""
REFUSED_TO_SIGN = "拒签"
ORGANISATION, POST, DAY, WITNESS = "检查人单位", "检查人岗位", "检查日", "被查部门在场人岗位"
_DEPARTMENT, _PURPOSE, _ROUND, _DIGEST = "部门代码", "用途", "轮次", "所见填报表的摘要"
_COLUMNS = {
    "clause": ("条目", 9), "text": ("要求", 24), "look_for": ("看什么、查什么", 32), "rows": ("要看的行和已知情况", 40),
    "weight": ("分值", 6),
}  # fmt: skip
_FILLED = {
    "outcome": ("判定", 11), "points": ("或者得分", 8), "reason": ("事实和理由", 34), "photographs": ("照片编号", 13),
    "overrides": ("代替数据结果", 9),
}  # fmt: skip
_CASE_COLUMNS = {
    "case_number": ("办件号", 20),
    "item": ("事项", 44),
    "decision": ("结论", 8),
    "decided_on": ("决定日", 12),
}
_CASE_FILLED = {"state": ("有无问题", 10), "remark": ("看到的情况", 60)}
_HEADINGS = {column: heading for column, (heading, _) in {**_COLUMNS, **_FILLED}.items()}
_CASE_HEADINGS = {column: heading for column, (heading, _) in {**_CASE_COLUMNS, **_CASE_FILLED}.items()}
_NEEDED = {column: _HEADINGS[column] for column in ("clause", *_FILLED)}
_CASE_NEEDED = {column: _CASE_HEADINGS[column] for column in ("case_number", *_CASE_FILLED)}
OUTCOMES = (Outcome.CONFORMING, Outcome.PARTIALLY_CONFORMING, Outcome.NONCONFORMING, Outcome.NOT_APPLICABLE)
_BY_LABEL = {outcome.label: outcome for outcome in OUTCOMES}
_STATES = ("无", "有")
_HOW = (
    "蓝色表头的内容已经印好，请不要改动；绿色表头由一名检查人填写，另一名检查人另填一份。每条写判定，或者写得分，并写事实和理由；"
    "没有检查的条目留空。照片编号之间用分号。只有核对过原件、要以判定代替数据核查结果的，才在最后一栏写“是”。"
)
_HEADING_ROW = 6


def site_form_book(form: SiteForm) -> bytes:
    """A blank form; the same form gives the same bytes."""
    book = Workbook()
    del book[book.sheetnames[0]]
    _write_lines(book.create_sheet(SHEET), form)
    if form.cases:
        _write_cases(book.create_sheet(CASES_SHEET), form)
    return workbook_bytes(book)


def _write_lines(sheet: Worksheet, form: SiteForm) -> None:
    columns = {**_COLUMNS, **_FILLED}
    widths = [width for _, width in columns.values()]
    set_widths(sheet, widths)
    title(sheet, f"{form.purpose}记录表（{form.department_title}）", f"A1:{get_column_letter(len(widths))}1")
    sheet.merge_cells(f"A2:{get_column_letter(len(widths))}2")
    put(sheet, 2, 1, _HOW, font=BODY)
    set_height(sheet, 2, lines_of(_HOW, sum(widths)) + 1)
    _write_label(sheet, 3, 1, _ROUND, form.round)
    _write_label(sheet, 3, 3, _DEPARTMENT, form.department)
    _write_label(sheet, 3, 5, _PURPOSE, form.purpose)
    _write_label(sheet, 3, 7, _DIGEST, form.workbook_sha256)
    for column, label in zip((1, 3, 5, 7), (ORGANISATION, POST, DAY, WITNESS), strict=True):
        _write_label(sheet, 4, column, label, None)
    sheet.cell(4, 6).number_format = "yyyy-mm-dd"
    for row in (3, 4):
        set_height(sheet, row, 3)
    _write_headings(sheet, columns, len(_COLUMNS))
    for row, line in enumerate(form.lines, _HEADING_ROW + 1):
        values = (line.clause, line.text, line.look_for, "\n".join(line.rows), exact(line.weight))
        for number, value in enumerate((*values, *(None for _ in _FILLED)), 1):
            put(sheet, row, number, value, font=BODY, border=BOX)
        texts = zip(values, widths, strict=False)
        set_height(sheet, row, max(3, *(lines_of(text, width - 1) for text, width in texts)))
    last = _HEADING_ROW + max(len(form.lines), 1)
    _offer(sheet, "outcome", [outcome.label for outcome in OUTCOMES], columns, last)
    _offer(sheet, "overrides", ["是"], columns, last)
    _write_signatures(sheet, last + 2)
    _set_up(sheet)


def _write_label(sheet: Worksheet, row: int, column: int, label: str, value: str | None) -> None:
    fill = OURS_FILL if value is None else USUAL_FILL
    put(sheet, row, column, label, font=BOLD, fill=fill, border=BOX)
    put(sheet, row, column + 1, value, font=BODY, border=BOX)


def _write_headings(sheet: Worksheet, columns: Mapping[str, tuple[str, float]], printed: int) -> None:
    for number, (heading, _) in enumerate(columns.values(), 1):
        fill = USUAL_FILL if number <= printed else OURS_FILL
        put(sheet, _HEADING_ROW, number, heading, font=BOLD, fill=fill, border=BOX, alignment=CENTRED)
    set_height(sheet, _HEADING_ROW, 2)


def _offer(sheet: Worksheet, column: str, words: Sequence[str], columns: Mapping[str, object], last: int) -> None:
    choice = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
    letter = get_column_letter(list(columns).index(column) + 1)
    choice.add(f"{letter}{_HEADING_ROW + 1}:{letter}{last}")
    sheet.add_data_validation(choice)


def _write_signatures(sheet: Worksheet, row: int) -> None:
    """Two signatures under the lines; nothing of them is read, the posts stand above."""
    for column, label in ((3, "检查人签字："), (8, "被查部门负责人签字：")):
        put(sheet, row, column, label, font=BOLD)
    set_height(sheet, row, 3)


def _set_up(sheet: Worksheet) -> None:
    sheet.freeze_panes = f"B{_HEADING_ROW + 1}"
    print_setup(sheet, "landscape")
    sheet.print_title_rows = f"{_HEADING_ROW}:{_HEADING_ROW}"


def _write_cases(sheet: Worksheet, form: SiteForm) -> None:
    columns = {**_CASE_COLUMNS, **_CASE_FILLED}
    set_widths(sheet, [width for _, width in columns.values()])
    title(sheet, f"抽样案卷（{form.department_title}）", "A1:F1")
    sheet.merge_cells("A2:F2")
    put(sheet, 2, 1, "按抽样记录抽出的办件，逐卷查看；有问题的写明缺什么、错在哪里。", font=BODY)
    _write_headings(sheet, columns, len(_CASE_COLUMNS))
    for row, one in enumerate(form.cases, _HEADING_ROW + 1):
        case = one.case
        values = (case.case_number, one.item_title, case.decision, case.decided_on, None, None)
        for number, value in enumerate(values, 1):
            put(sheet, row, number, value, font=BODY, border=BOX)
        sheet.cell(row, 4).number_format = "yyyy-mm-dd"
        set_height(sheet, row, 2)
    _offer(sheet, "state", _STATES, columns, _HEADING_ROW + len(form.cases))
    _set_up(sheet)


@dataclass(frozen=True)
class CaseRemark:
    """What an inspector saw in the file of a drawn case."""

    case_number: str
    has_problem: bool
    remark: str


@dataclass(frozen=True)
class FilledForm:
    """A form as it came back."""

    form: SiteForm
    judgements: tuple[Judgement, ...]
    witness: str
    """Post of the person of the department who stood by; 拒签 where that person would not sign."""
    cases: tuple[CaseRemark, ...]


@dataclass(frozen=True)
class Recusal:
    """Whether a judge from the organisation judged is refused (回避), and the organisations that may judge."""

    refuse: bool
    organisations: Mapping[str, str]
    """Code to full name; a form may give either."""

    def code_of(self, said: str) -> str:
        """The code of an organisation given by code or name; empty where nobody is called so."""
        if said in self.organisations:
            return said
        return next((code for code, name in self.organisations.items() if name == said), "")


def read_site_form(
    sheets: Mapping[str, RawSheet], forms: Mapping[str, SiteForm], recusal: Recusal
) -> tuple[FilledForm | None, list[Problem]]:
    """The judgements of a filled form, and every fault; None where the form as a whole cannot count.

    ``forms`` are those issued, by department.
    """
    raw = sheets.get(SHEET)
    if raw is None:
        fault = Fault("form_sheet", f"没有“{SHEET}”工作表", "", "请在发给你的记录表中填写")
        return None, [at_sheet(fault, SHEET)]
    sheet, problems = find_columns(raw, _NEEDED, "form_heading")
    form = forms.get(sheet.labelled_text(_DEPARTMENT))
    if form is None or problems:
        if not problems:
            fault = Fault("form_unknown", "没有给这个部门发过记录表", "发出的部门代码", "请核对是不是本轮的表")
            problems = [sheet.labelled_fault(fault, _DEPARTMENT)]
        return None, problems
    judge, problems = _read_judge(sheet, form, recusal)
    if judge is None:
        return None, problems
    judgements = []
    for row in sheet.rows:
        judgement, faults = _read_line(sheet, row, form, judge)
        problems.extend(faults)
        if judgement is not None:
            judgements.append(judgement)
    cases, faults = _read_cases(sheets.get(CASES_SHEET), form)
    return FilledForm(form, tuple(judgements), sheet.labelled_text(WITNESS), cases), [*problems, *faults]


def _read_judge(sheet: FilledSheet, form: SiteForm, recusal: Recusal) -> tuple[Judgement | None, list[Problem]]:
    """A judgement that says who, when and on what; its clause and verdict are still to come."""
    said, post = sheet.labelled_text(ORGANISATION), sheet.labelled_text(POST)
    day, problems = sheet.labelled_day(DAY)
    missing = {label: sheet.labelled_text(label) for label in (ORGANISATION, POST, DAY, WITNESS)}
    for label in (label for label, text in missing.items() if not text):
        mend = f"请写明；部门不签的写“{REFUSED_TO_SIGN}”" if label == WITNESS else "请写明，岗位不写姓名"
        problems.append(sheet.labelled_fault(Fault("form_person", f"没有写“{label}”", "", mend), label))
    organisation = recusal.code_of(said)
    if said and not organisation:
        fault = Fault("form_person", f"没有叫“{said}”的单位", "单位的代码或者全称", "请查 standards/organs.yaml")
        problems.append(sheet.labelled_fault(fault, ORGANISATION))
    if organisation == form.department and recusal.refuse:
        fault = Fault("form_recusal", "检查人属于被查单位，应当回避", "", "请由其他单位的检查人检查")
        problems.append(sheet.labelled_fault(fault, ORGANISATION))
    if problems or day is None:
        return None, problems
    seen = sheet.labelled_text(_DIGEST)
    judge = Judgement(
        clause="",
        outcome=None,
        points=None,
        lifts=(),
        overrides=False,
        reason="",
        author=post,
        organisation=organisation,
        on=day,
        valid_until=None,
        workbook_sha256=seen if re.fullmatch("[0-9a-f]{64}", seen) else "",
        decides=sheet.labelled_text(_PURPOSE) == RULING,
    )
    return judge, []


def _read_line(
    sheet: FilledSheet, row: int, form: SiteForm, judge: Judgement
) -> tuple[Judgement | None, list[Problem]]:
    clause = sheet.text(row, "clause")
    said = {column: sheet.text(row, column) for column in _FILLED}
    line = form.by_clause.get(clause)
    if line is None:
        if not any(said.values()) or not clause:
            return None, _stray(sheet, row, said) if not clause else []
        return None, [sheet.fault(Fault("form_line", f"“{clause}”不是本表的条目", "", "请恢复条目号"), row, "clause")]
    if not any(said.values()):
        return None, []
    faults = [sheet.fault(fault, row, column) for column, fault in _line_faults(said, line)]
    if faults:
        return None, faults
    points = _decimal(said["points"])
    judgement = replace(
        judge,
        clause=clause,
        outcome=_BY_LABEL.get(said["outcome"]),
        points=points,
        overrides=said["overrides"] == "是",
        reason=said["reason"],
        photographs=tuple(one.strip() for one in re.split("[;；,，、\n]", said["photographs"]) if one.strip()),
    )
    return judgement, []


def _stray(sheet: FilledSheet, row: int, said: Mapping[str, str]) -> list[Problem]:
    """A verdict beside no clause; the line of signatures is none."""
    if not said["outcome"] and not said["points"]:
        return []
    column = "outcome" if said["outcome"] else "points"
    return [sheet.fault(Fault("form_line", "这一行写了判定而没有条目号", "", "请恢复条目号"), row, column)]


def _line_faults(said: Mapping[str, str], line: FormLine) -> Iterator[tuple[str, Fault]]:
    outcome, points, clause = said["outcome"], said["points"], line.clause
    if outcome and outcome not in _BY_LABEL:
        yield (
            "outcome",
            Fault("form_line", f"{clause}的判定写的是“{outcome}”", "、".join(_BY_LABEL), "请从下拉列表中选择"),
        )
    if outcome and points:
        yield "points", Fault("form_line", f"{clause}既写了判定又写了得分", "两样写一样", "请删去一样")
    if not outcome and not points:
        yield (
            "outcome",
            Fault("form_line", f"{clause}写了别的栏而没有判定", "判定或者得分", "请补上，没有检查的整行留空"),
        )
    if points:
        yield from _points_faults(points, line)
    if outcome == Outcome.NOT_APPLICABLE.label and not line.may_be_not_applicable:
        yield "outcome", Fault("form_line", f"{clause}不允许判为不适用", "", "请照常检查")
    if not said["reason"]:
        yield "reason", Fault("form_line", f"{clause}没有写事实和理由", "", "请写看到了什么")
    if said["overrides"] not in ("", "是", "否"):
        yield "overrides", Fault("form_line", f"{clause}的“代替数据结果”写的是“{said['overrides']}”", "是或者留空", "")
    if said["overrides"] == "是" and not line.has_checks:
        yield "overrides", Fault("form_line", f"{clause}没有数据核查，无从代替", "", "请留空")


def _points_faults(points: str, line: FormLine) -> Iterator[tuple[str, Fault]]:
    number = _decimal(points)
    if number is None:
        yield "points", Fault("form_line", f"{line.clause}的得分写的是“{points}”", "数字", "")
    elif not line.weight:
        yield "points", Fault("form_line", f"{line.clause}本轮不计分", "", "请写判定，不写得分")
    elif not 0 <= number <= line.weight:
        found = f"{line.clause}的得分写的是“{points}”"
        yield "points", Fault("form_line", found, f"0 到 {exact(line.weight)}", "")


def _decimal(text: str) -> Fraction | None:
    try:
        return Fraction(Decimal(text)) if text else None
    except (InvalidOperation, ValueError):
        return None


def _read_cases(raw: RawSheet | None, form: SiteForm) -> tuple[tuple[CaseRemark, ...], list[Problem]]:
    if raw is None:
        return (), []
    sheet, problems = find_columns(raw, _CASE_NEEDED, "form_heading")
    if problems:
        return (), problems
    known = {one.case.case_number for one in form.cases}
    remarks = []
    for row in sheet.rows:
        number, state, remark = (sheet.text(row, column) for column in _CASE_NEEDED)
        if not state and not remark:
            continue
        fault = _case_fault(number, state, remark, known)
        if fault is not None:
            problems.append(sheet.fault(fault[1], row, fault[0]))
        else:
            remarks.append(CaseRemark(number, state == "有", remark))
    return tuple(remarks), problems


def _case_fault(number: str, state: str, remark: str, known: set[str]) -> tuple[str, Fault] | None:
    if number not in known:
        return "case_number", Fault("form_case", f"“{number}”不是抽出的办件", "", "请恢复办件号")
    if state not in _STATES:
        return "state", Fault("form_case", f"{number}的“有无问题”写的是“{state}”", "无或者有", "请从下拉列表中选择")
    if state == "有" and not remark:
        return "remark", Fault("form_case", f"{number}有问题而没有写看到的情况", "", "请写明缺什么、错在哪里")
    return None
