"""What happens to the sheets around the cells: each edit of a sound workbook, and all that the department is told."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from conformance.errors import Severity
from conformance.evidence.book import EvidenceBook
from conformance.evidence.reader import read_book
from tests.builders import make_workbook, read_context

CASES = [
    {"case_number": f"GH-2017-{number:05}", "received_on": date(2017, 3, number), "correction_count": number}
    for number in range(1, 6)
]
"""Rows 4 to 8 of the ledger: A is 办件号, J 收件日, L 补正次数."""


@dataclass(frozen=True)
class Spoilt:
    """An edit, and the messages with their codes in order."""

    name: str
    edit: Callable[[Workbook], object]
    told: tuple[tuple[str, str], ...]


def ledger(workbook: Workbook) -> Worksheet:
    return workbook["办件台账"]


def set_cells(**cells: object) -> Callable[[Workbook], None]:
    """Type into cells of the ledger."""

    def edit(workbook: Workbook) -> None:
        for address, value in cells.items():
            ledger(workbook)[address] = value

    return edit


def error_cell(workbook: Workbook) -> None:
    ledger(workbook)["J5"] = "#N/A"


def hide(workbook: Workbook) -> None:
    sheet = ledger(workbook)
    sheet.row_dimensions[5].hidden = sheet.row_dimensions[6].hidden = True
    sheet.column_dimensions["J"].hidden = True
    sheet.sheet_state = "hidden"


def rename_sheet(workbook: Workbook) -> None:
    ledger(workbook).title = "台账2017"


def drop_meta(workbook: Workbook) -> None:
    del workbook["_meta"]


def other_definition(workbook: Workbook) -> None:
    workbook["_meta"]["B5"] = "0"


def other_kind(workbook: Workbook) -> None:
    workbook["封面"]["B4"] = "行政服务中心"


def other_department(workbook: Workbook) -> None:
    workbook["封面"]["B3"] = "HB"


def blank_period(workbook: Workbook) -> None:
    workbook["封面"]["B7"] = None


def odd_period(workbook: Workbook) -> None:
    workbook["封面"]["B7"] = "去年底"


def drop_cover(workbook: Workbook) -> None:
    del workbook["封面"]


def extra_sheet(workbook: Workbook) -> None:
    workbook.create_sheet("工作备注")["A1"] = "草稿"


def no_headings(workbook: Workbook) -> None:
    ledger(workbook).delete_rows(1, 3)


def repeated_heading(workbook: Workbook) -> None:
    ledger(workbook)["AX3"] = "收件日"


def line_above_headings(workbook: Workbook) -> None:
    ledger(workbook).insert_rows(3)
    ledger(workbook)["A3"] = "填表单位：规划局"


def unknown_column(workbook: Workbook) -> None:
    ledger(workbook)["AX3"] = "备注"
    ledger(workbook)["AY5"] = "这里没有标题"


def spoil_claims(workbook: Workbook) -> None:
    claims = workbook["自评"]
    claims["E4"], claims["F4"] = "基本符合", "9"
    claims["A5"], claims["E5"] = "G-2.1.1", "符合"


def drop_claims(workbook: Workbook) -> None:
    del workbook["自评"]


SPOILT = [
    Spoilt("nothing", lambda workbook: None, ()),
    Spoilt(
        "formula with its value gone",
        set_cells(L5="=1+1"),
        (
            (
                "formula_without_value",
                "表“办件台账”L5：“补正次数”是公式，文件中没有它的结果；请用 Excel 打开并保存，或者粘贴为数值。",
            ),
        ),
    ),
    Spoilt(
        "time in one cell",
        set_cells(J5="2017-03-02 10:30"),
        (("time_dropped", "表“办件台账”J5：“收件日”写了时刻，只读年月日。"),),
    ),
    Spoilt(
        "time in some cells",
        set_cells(**{f"J{row}": "2017-03-02 10:30" for row in (4, 5, 7)}),
        (("time_dropped", "表“办件台账”J4：“收件日”有3格（J4:J5、J7）写了时刻，只读年月日。"),),
    ),
    Spoilt(
        "time in every second cell",
        lambda workbook: [
            (ledger(workbook).cell(row, 1, f"GH-{row}"), ledger(workbook).cell(row, 10, "2017-03-02 10:30"))
            for row in (5, 7, 9, 11)
        ],
        (("time_dropped", "表“办件台账”J5：“收件日”有4格（J5、J7、J9等）写了时刻，只读年月日。"),),
    ),
    Spoilt(
        "error value",
        error_cell,
        (
            (
                "error_cell",
                "表“办件台账”J5：“收件日”写的是“#N/A”，是公式的错误值；请改正公式，或者直接填写内容。",
            ),
        ),
    ),
    Spoilt(
        "cells merged over rows",
        lambda workbook: ledger(workbook).merge_cells("J5:J6"),
        (("merged_cell", "表“办件台账”J6：“收件日”的J5:J6合并成一格，只有J5有值；请取消合并，逐格填写。"),),
    ),
    Spoilt("cells merged below the data", lambda workbook: ledger(workbook).merge_cells("A20:C22"), ()),
    Spoilt(
        "hidden rows, column and sheet",
        hide,
        (
            ("sheet_hidden", "表“办件台账”：工作表是隐藏的，照样读取。"),
            ("columns_hidden", "表“办件台账”J3：“收件日”一列是隐藏的，照样读取。"),
            ("rows_hidden", "表“办件台账”A5：有2行数据是隐藏的，照样读取。"),
        ),
    ),
    Spoilt(
        "synonym as heading",
        set_cells(J3="收件时间"),
        (("heading_renamed", "表“办件台账”J3：列标题写的是“收件时间”，已按“收件日”读取。"),),
    ),
    Spoilt(
        "unknown heading over a known id",
        set_cells(J3="哪天收的"),
        (("heading_renamed", "表“办件台账”J3：列标题写的是“哪天收的”，已按“收件日”读取。"),),
    ),
    Spoilt(
        "blank heading over a known id",
        set_cells(J3=None),
        (("heading_renamed", "表“办件台账”J3：列标题是空的，已按“收件日”读取。"),),
    ),
    Spoilt(
        "column gone",
        lambda workbook: ledger(workbook).delete_cols(40),
        (
            (
                "column_missing",
                "表“办件台账”：没有“决定日”一列；请恢复该列并填写，或者把数据复制到新领的模板中。",
            ),
        ),
    ),
    Spoilt("column gone from a table that nobody fills in", lambda workbook: workbook["听证"].delete_cols(5), ()),
    Spoilt("optional column gone", lambda workbook: ledger(workbook).delete_cols(8), ()),
    Spoilt(
        "line above the headings",
        line_above_headings,
        (("row_remark", "表“办件台账”A3：这一行像是备注，没有作为列标题读取。"),),
    ),
    Spoilt("blank line above the headings", lambda workbook: ledger(workbook).insert_rows(3), ()),
    Spoilt(
        "heading twice",
        repeated_heading,
        (("heading_repeated", "表“办件台账”AX3：有两列都是“收件日”，只读左边的一列；请删去多余的一列。"),),
    ),
    Spoilt(
        "columns of their own",
        unknown_column,
        (
            ("column_unknown", "表“办件台账”AX3：列标题“备注”不是本表的列，没有读取。"),
            ("column_unknown", "表“办件台账”AY3：该列没有标题，没有读取。"),
        ),
    ),
    Spoilt(
        "sheet renamed",
        rename_sheet,
        (("sheet_renamed", "表“台账2017”：工作表已改名，按“办件台账”读取。"),),
    ),
    Spoilt(
        "sheet gone",
        lambda workbook: workbook.remove(workbook["窗口"]),
        (("sheet_missing", "表“窗口”：没有这张工作表；请从模板恢复该表并填写。"),),
    ),
    Spoilt("optional sheet gone", lambda workbook: workbook.remove(workbook["部门流转"]), ()),
    Spoilt(
        "sheet of their own",
        extra_sheet,
        (("sheet_unknown", "表“工作备注”：不是本类填报表的工作表，没有读取。"),),
    ),
    Spoilt(
        "template's mark gone",
        drop_meta,
        (("template_differs", "整个文件：没有模板标识，已按列标题读取。"),),
    ),
    Spoilt(
        "tables changed since",
        other_definition,
        (("template_differs", "整个文件：领取模板之后表的定义有改动，已按现行定义读取。"),),
    ),
    Spoilt(
        "another kind on the cover",
        other_kind,
        (
            (
                "kind_differs",
                "表“封面”B4：封面的填报类别是“行政服务中心”，模板是“部门”，按模板读取；请改正封面，或者改用本类别的模板。",
            ),
        ),
    ),
    Spoilt(
        "another department on the cover",
        other_department,
        (
            (
                "department_differs",
                "表“封面”B3：封面的部门代码是“HB”，模板和文件名是“GH”，按“GH”读取；请改正封面的部门代码。",
            ),
        ),
    ),
    Spoilt(
        "no end of the period",
        blank_period,
        (("cover_value_missing", "表“封面”B7：“填报期间止”没有填写；请补填。"),),
    ),
    Spoilt(
        "no date for the period",
        odd_period,
        (
            (
                "cover_value",
                "表“封面”B7：“填报期间止”写的是“去年底”，读不出日期，应为如“2017-03-05”的日期；请改为日期，没有的留空。",
            ),
        ),
    ),
    Spoilt("no cover", drop_cover, (("cover_missing", "表“封面”：没有“封面”工作表；请从模板恢复封面并填写。"),)),
    Spoilt(
        "self-assessment spoilt",
        spoil_claims,
        (
            (
                "claim_outcome",
                "表“自评”E4：“自评结果”写的是“基本符合”，应为下列之一：符合、部分符合、不符合、不适用；请从下拉列表中选择。",
            ),
            ("claim_points", "表“自评”F4：“自评得分”9大于本条分值4；请核对后改正。"),
            ("claim_repeated", "表“自评”A5：条款“G-2.1.1”自评了两次，只读前一次；请删去多余的一行。"),
        ),
    ),
    Spoilt(
        "no self-assessment",
        drop_claims,
        (("claims_missing", "表“自评”：没有“自评”工作表，按没有自评处理。"),),
    ),
]


NOTES = {
    "formula_value", "time_dropped", "sheet_hidden", "rows_hidden", "columns_hidden", "totals_row", "sheet_renamed",
    "sheet_unknown", "template_differs", "claims_missing", "heading_renamed", "column_unknown",
    "row_remark", "row_none", "row_heading_repeated", "key_repeated",
}  # fmt: skip
"""Read all the same; every other problem is a fault."""


@cache
def sound() -> bytes:
    """A workbook without problems, made once."""
    with TemporaryDirectory() as folder:
        return make_workbook(Path(folder) / "GH.xlsx", rows={"ledger": CASES}).read_bytes()


def read(folder: Path, edit: Callable[[Workbook], object]) -> EvidenceBook:
    """The sound workbook, edited and read."""
    workbook = load_workbook(io.BytesIO(sound()))
    edit(workbook)
    workbook.save(folder / "GH.xlsx")
    return read_book(folder / "GH.xlsx", read_context())


def assert_told(book: EvidenceBook, spoilt: Spoilt) -> None:
    assert tuple((problem.code, problem.sentence) for problem in book.problems) == spoilt.told
    assert all((problem.severity is Severity.NOTE) == (problem.code in NOTES) for problem in book.problems)


@pytest.mark.parametrize("spoilt", SPOILT, ids=[spoilt.name for spoilt in SPOILT])
def test_everything_that_is_told(tmp_path: Path, spoilt: Spoilt) -> None:
    assert_told(read(tmp_path, spoilt.edit), spoilt)


def test_a_sheet_without_headings_lacks_every_column_and_says_so_once(tmp_path: Path) -> None:
    book = read(tmp_path, no_headings)
    assert [(problem.code, problem.sentence) for problem in book.problems] == [
        ("headings_missing", "表“办件台账”：找不到列标题；请用模板中的工作表填写。"),
        ("table_without_rows", "表“办件台账”：应当填写而没有数据；请填写，本期确无数据的在封面声明并写明原因。"),
    ]
    assert book.tables["ledger"].missing_columns[:2] == ("case_number", "item_code")


def test_columns_are_found_wherever_they_stand(tmp_path: Path) -> None:
    def swap(workbook: Workbook) -> None:
        for row in range(2, 9):
            first, last = ledger(workbook)[f"J{row}"], ledger(workbook)[f"L{row}"]
            first.value, last.value = last.value, first.value
            first.number_format = "0"
        ledger(workbook)["J2"], ledger(workbook)["L2"] = "received_on", "correction_count"

    book = read(tmp_path, swap)
    table = book.tables["ledger"]
    assert (table.letters["received_on"], table.letters["correction_count"]) == ("L", "J")
    assert table.values["correction_count"] == (1, 2, 3, 4, 5)
    assert table.values["received_on"][0] == date(2017, 3, 1)


def test_data_begin_below_the_headings_wherever_these_stand(tmp_path: Path) -> None:
    table = read(tmp_path, line_above_headings).tables["ledger"]
    assert (table.rows, table.keys[0]) == ((5, 6, 7, 8, 9), "GH-2017-00001")


def test_headings_alone_are_enough(tmp_path: Path) -> None:
    book = read(tmp_path, lambda workbook: ledger(workbook).delete_rows(2))
    assert book.problems == ()
    assert book.tables["ledger"].rows == (3, 4, 5, 6, 7)


def test_days_that_count_from_1904_are_read_and_bare_numbers_are_not(tmp_path: Path) -> None:
    def edit(workbook: Workbook) -> None:
        workbook.epoch = CALENDAR_MAC_1904
        ledger(workbook)["J5"] = 42799
        ledger(workbook)["J5"].number_format = "General"

    book = read(tmp_path, edit)
    assert book.tables["ledger"].values["received_on"][:3] == (date(2017, 3, 1), None, date(2017, 3, 3))
    assert [problem.cell for problem in book.problems] == ["J5"]


def test_claims_are_read_as_typed(tmp_path: Path) -> None:
    claims = {"G-2.1.1": ("符合", "4", "已公布"), "G-3.5.2": ("部分符合", "1.5", "")}
    book = read_book(make_workbook(tmp_path / "GH.xlsx", claims=claims), read_context())
    assert [(claim.clause, claim.outcome, claim.points, claim.statement, claim.cell) for claim in book.claims] == [
        ("G-2.1.1", "符合", "4", "已公布", "E4"),
        ("G-3.5.2", "部分符合", "1.5", "", "E5"),
    ]
