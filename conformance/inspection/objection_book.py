"""A department's objections (异议) as a workbook: it objects, another inspector than the one who judged answers.

Every finding that cost points and every judgement that is not 符合 has a line; the department writes its grounds into
those that it contests, the inspection group answers in the same line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

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
from conformance.inspection.results import DepartmentResult
from conformance.inspection.site_form_book import Recusal
from conformance.scores.judgement import Judgement, Objection
from conformance.terms import Outcome

SHEET = "异议"
CODES = {
    "objection_sheet": "没有异议工作表",
    "objection_heading": "异议表的表头不全",
    "objection_line": "异议表的一行对不上",
    "objection_text": "异议填写不合要求",
    "objection_answer": "异议的答复不合要求",
}
"""Every kind of problem of the list itself, beside those of the file and of single cells."""
UPHELD, DISMISSED = "成立", "不成立"
_GIVEN = {"number": ("编号", 22), "clause": ("条目", 9), "facts": ("问题或者判定", 44)}
_OBJECTED = {"grounds": ("异议和理由", 34), "author": ("提出岗位", 12), "on": ("提出日", 11)}
_ANSWERED = {
    "verdict": ("答复", 8), "outcome": ("改判为", 10), "reason": ("答复理由", 34), "organisation": ("答复单位", 12),
    "post": ("答复岗位", 12), "answered_on": ("答复日", 11),
}  # fmt: skip
_COLUMNS = {**_GIVEN, **_OBJECTED, **_ANSWERED}
_NEEDED = {column: _COLUMNS[column][0] for column in ("number", *_OBJECTED, *_ANSWERED)}
_BY_LABEL = {
    one.label: one for one in (Outcome.CONFORMING, Outcome.PARTIALLY_CONFORMING, Outcome.NONCONFORMING)
}  # fmt: skip
_HOW = (
    "由部门在有异议的行写明理由、岗位和日期，没有异议的行留空；答复由检查组中没有作过这条判定的另一人填写。对问题的异议成立的，"
    "该问题撤回，不再扣分，仍列在报告中；对判定的异议成立的，写明改判为什么。"
)
_HEADING_ROW = 3


@dataclass(frozen=True)
class Contestable:
    """What a department may object to: a finding that cost points, or a judgement that is not 符合."""

    department: str
    number: str
    """The same in every list of a round, whatever was lifted since."""
    clause: str
    finding: str
    """Key of the finding; empty for a judgement."""
    facts: str
    judge: tuple[str, str]
    """Organisation and post of who judged the clause; empty texts where nobody did."""


def contestable(department: DepartmentResult) -> tuple[Contestable, ...]:
    """What there is to object to, findings first, in the order of clause and key."""
    findings = sorted(department.findings.values(), key=lambda one: (one.clause, one.key))
    lines = [_of_finding(one.key, one.clause, one.message, department) for one in findings if one.charged]
    for clause, facts in sorted(department.clauses.items()):
        if facts.judged and facts.outcome is not Outcome.CONFORMING:
            told = f"{facts.title}：检查人判定后为{facts.outcome.label}，{json.loads(facts.judged)['reason']}"
            lines.append(Contestable(department.code, f"YY-{department.code}-{clause}", clause, "", told, facts.judge))
    return tuple(lines)


def _of_finding(key: str, clause: str, message: str, department: DepartmentResult) -> Contestable:
    check, _, row_key = key.split(":", 2)
    judge = department.clauses[clause].judge
    return Contestable(department.code, f"YY-{department.code}-{check}-{row_key}", clause, key, message, judge)


def objection_book(lines: Sequence[Contestable], department: DepartmentResult, *, round_title: str) -> bytes:
    """A blank list; the same lines give the same bytes."""
    book = Workbook()
    del book[book.sheetnames[0]]
    sheet = book.create_sheet(SHEET)
    widths = [width for _, width in _COLUMNS.values()]
    set_widths(sheet, widths)
    title(sheet, f"异议和答复（{department.title}，{round_title}）", "A1:L1")
    sheet.merge_cells("A2:L2")
    put(sheet, 2, 1, _HOW, font=BODY)
    set_height(sheet, 2, 3)
    for number, (column, (heading, _)) in enumerate(_COLUMNS.items(), 1):
        fill = USUAL_FILL if column in _GIVEN else OURS_FILL
        put(sheet, _HEADING_ROW, number, heading, font=BOLD, fill=fill, border=BOX, alignment=CENTRED)
    for row, line in enumerate(lines, _HEADING_ROW + 1):
        for number, column in enumerate(_COLUMNS, 1):
            put(sheet, row, number, getattr(line, column) if column in _GIVEN else None, font=BODY, border=BOX)
        set_height(sheet, row, max(2, lines_of(line.facts, 43), lines_of(line.number, 21)))
    for column, words in (("verdict", (UPHELD, DISMISSED)), ("outcome", tuple(_BY_LABEL))):
        choice = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
        letter = "ABCDEFGHIJKL"[list(_COLUMNS).index(column)]
        choice.add(f"{letter}{_HEADING_ROW + 1}:{letter}{_HEADING_ROW + max(len(lines), 1)}")
        sheet.add_data_validation(choice)
    sheet.freeze_panes = f"B{_HEADING_ROW + 1}"
    print_setup(sheet, "landscape")
    return workbook_bytes(book)


@dataclass(frozen=True)
class Contested:
    """A line to which a department objected, with the answer if there is one."""

    line: Contestable
    objection: Objection
    answer: Judgement | None


def read_objections(
    sheets: Mapping[str, RawSheet], lines: Sequence[Contestable], recusal: Recusal
) -> tuple[tuple[Contested, ...], list[Problem]]:
    """The lines that are contested, and every fault; ``lines`` are those of all departments."""
    raw = sheets.get(SHEET)
    if raw is None:
        fault = Fault("objection_sheet", f"没有“{SHEET}”工作表", "", "请在发给你的异议表中填写")
        return (), [at_sheet(fault, SHEET)]
    sheet, problems = find_columns(raw, _NEEDED, "objection_heading")
    if problems:
        return (), problems
    known = {line.number: line for line in lines}
    contested: dict[str, Contested] = {}
    for row in sheet.rows:
        said = {column: sheet.text(row, column) for column in _NEEDED}
        if not any(text for column, text in said.items() if column != "number"):
            continue
        line = known.get(said["number"])
        if line is None or line.number in contested:
            word = "写了两次" if line is not None else "不在本表发出时的清单中"
            fault = Fault("objection_line", f"编号“{said['number']}”{word}", "", "请不要增加或者改动编号")
            problems.append(sheet.fault(fault, row, "number"))
            continue
        one, faults = _read_row(sheet, row, said, line, recusal)
        problems.extend(faults)
        if one is not None:
            contested[line.number] = one
    return tuple(contested.values()), problems


def _read_row(
    sheet: FilledSheet, row: int, said: Mapping[str, str], line: Contestable, recusal: Recusal
) -> tuple[Contested | None, list[Problem]]:
    on, problems = sheet.day(row, "on")
    answered_on, more = sheet.day(row, "answered_on")
    problems += more
    for column in ("grounds", "author", "on"):
        if not said[column]:
            fault = Fault("objection_text", f"{line.number}没有写“{_COLUMNS[column][0]}”", "", "请补上")
            problems.append(sheet.fault(fault, row, column))
    if problems or on is None:
        return None, problems
    objection = Objection(line.number, line.clause, line.finding, said["grounds"], said["author"], on)
    if not any(said[column] for column in _ANSWERED):
        return Contested(line, objection, None), []
    organisation = recusal.code_of(said["organisation"])
    faults = list(_answer_faults(said, line, organisation, recusal))
    if answered_on is not None and answered_on < on:
        late = Fault("objection_answer", f"{line.number}的答复日早于提出日", "", "请核对两个日期")
        faults.append(("answered_on", late))
    if faults or answered_on is None:
        return Contested(line, objection, None), [sheet.fault(fault, row, column) for column, fault in faults]
    return Contested(line, objection, _answer(said, line, organisation, answered_on)), []


def _answer_faults(
    said: Mapping[str, str], line: Contestable, organisation: str, recusal: Recusal
) -> Iterator[tuple[str, Fault]]:
    """What is wrong with an answer, by column."""
    number = line.number
    if said["verdict"] not in (UPHELD, DISMISSED):
        yield "verdict", Fault("objection_answer", f"{number}的答复写的是“{said['verdict']}”", "成立或者不成立", "")
    for column in ("reason", "organisation", "post", "answered_on"):
        if not said[column]:
            yield column, Fault("objection_answer", f"{number}没有写“{_COLUMNS[column][0]}”", "", "请补上")
    if said["organisation"] and not organisation:
        found = f"没有叫“{said['organisation']}”的单位"
        yield "organisation", Fault("objection_answer", found, "单位的代码或者全称", "")
    if organisation == line.department and recusal.refuse:
        yield "organisation", Fault("objection_answer", f"{number}由被查部门自己答复", "", "请由检查组的人答复")
    if (organisation, said["post"]) == line.judge:
        yield "post", Fault("objection_answer", f"{number}由作出判定的人自己答复", "", "请由另一名检查人答复")
    changes = said["verdict"] == UPHELD and not line.finding
    if changes and said["outcome"] not in _BY_LABEL:
        yield "outcome", Fault("objection_answer", f"{number}成立而没有写改判为什么", "、".join(_BY_LABEL), "")
    if not changes and said["outcome"]:
        yield "outcome", Fault("objection_answer", f"{number}不需要改判", "", "请留空")


def _answer(said: Mapping[str, str], line: Contestable, organisation: str, on: date) -> Judgement:
    upheld = said["verdict"] == UPHELD
    return Judgement(
        clause=line.clause,
        outcome=_BY_LABEL.get(said["outcome"]),
        points=None,
        lifts=(line.finding,) if upheld and line.finding else (),
        overrides=False,
        reason=said["reason"],
        author=said["post"],
        organisation=organisation,
        on=on,
        valid_until=None,
        workbook_sha256="",
        answers=line.number,
    )
