"""Which rows of a sheet are data, and by which key: totals, remarks, headings once more, keys that stand twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from conformance.evidence.book import TableState
from tests.evidence.test_structure import Spoilt, assert_told, hide, ledger, read, set_cells

ROWS = [
    Spoilt(
        "totals in words",
        set_cells(A9="合　计：", L9=15),
        (("totals_row", "表“办件台账”A9：这一行是合计，没有作为数据读取。"),),
    ),
    Spoilt(
        "totals without a word",
        set_cells(L9=15),
        (("totals_row", "表“办件台账”A9：这一行是合计，没有作为数据读取。"),),
    ),
    *(
        Spoilt(
            f"remark below the data: {text}",
            set_cells(**{cell: text}),
            (("row_remark", "表“办件台账”A9：这一行像是备注，没有作为数据读取。"),),
        )
        for cell, text in (
            ("A9", "注：以上数据来自业务系统，截至2017年12月31日"),
            ("A9", "注以上数据来自业务系统"),
            ("A9", "备　注"),
            ("A9", "填表人：张某"),
            ("A9", "审核"),
            ("J9", "二季度"),
            ("B9", "数据口径：全部办结件"),
        )
    ),
    Spoilt(
        "remark in two cells",
        set_cells(A9="填表人", C9="业务岗"),
        (("row_remark", "表“办件台账”A9：这一行像是备注，没有作为数据读取。"),),
    ),
    Spoilt(
        "nothing but 无",
        set_cells(A9="无", B9="／", C9="—"),
        (
            (
                "row_none",
                "表“办件台账”A9：这一行只写了“无”，没有作为数据读取；本期确无数据的，请在封面“无数据声明”中填写。",
            ),
        ),
    ),
    Spoilt(
        "headings once more",
        lambda workbook: [
            ledger(workbook).cell(9, number, ledger(workbook).cell(3, number).value) for number in range(1, 49)
        ],
        (("row_heading_repeated", "表“办件台账”A9：这一行是重复的列标题，没有作为数据读取。"),),
    ),
    Spoilt(
        "three headings once more, one by another name",
        set_cells(A9="办件编号", B9="事项编码", J9="收件日期"),
        (("row_heading_repeated", "表“办件台账”A9：这一行是重复的列标题，没有作为数据读取。"),),
    ),
    Spoilt("word of a remark in a row of data", set_cells(A9="注2017-1", F9="法人及其他组织", G9="窗口"), ()),
    Spoilt("word that only begins like a remark", set_cells(A9="注册-1"), ()),
    Spoilt("无 in a row of data", set_cells(A9="GH-2017-00006", Q9="无"), ()),
    Spoilt(
        "empty key",
        set_cells(A5=None),
        (("key_empty", "表“办件台账”A5：“办件号”是主键，没有填写；请补填。"),),
    ),
    Spoilt(
        "key of a row above",
        set_cells(A6="GH-2017-00001", A8="GH-2017-00001"),
        (
            ("key_repeated", "表“办件台账”A6：“办件号”与第4行相同；同一张表中不得重复，请核对后改正。"),
            ("key_repeated", "表“办件台账”A8：“办件号”与第4行相同；同一张表中不得重复，请核对后改正。"),
        ),
    ),
    Spoilt(
        "key of two columns of a row above",
        lambda workbook: workbook["申请材料"].append([workbook["申请材料"]["A4"].value, "1"]),
        (
            (
                "key_repeated",
                "表“申请材料”A5：“事项编码”“材料序号”与第4行相同；同一张表中不得重复，请核对后改正。",
            ),
        ),
    ),
]


@pytest.mark.parametrize("spoilt", ROWS, ids=[spoilt.name for spoilt in ROWS])
def test_everything_that_is_told_of_rows(tmp_path: Path, spoilt: Spoilt) -> None:
    assert_told(read(tmp_path, spoilt.edit), spoilt)


def test_a_cell_that_cannot_be_read_keeps_its_row(tmp_path: Path) -> None:
    book = read(tmp_path, set_cells(J5="见附件", A6=None))
    table = book.tables["ledger"]
    assert table.rows == (4, 5, 6, 7, 8)
    assert table.keys == ("GH-2017-00001", "GH-2017-00002", "行6", "GH-2017-00004", "GH-2017-00005")
    assert table.values["received_on"][1] is None
    assert table.texts == {(5, "received_on"): "见附件"}


def test_an_item_that_stands_twice_in_the_register_is_left_to_the_check(tmp_path: Path) -> None:
    def edit(workbook: Workbook) -> None:
        workbook["事项清单"]["A5"] = workbook["事项清单"]["A4"].value

    book = read(tmp_path, edit)
    assert book.problems == ()
    assert len(book.tables["item_register"].rows) == 2


def test_what_the_register_itself_calls_a_code_is_left_to_the_check(tmp_path: Path) -> None:
    def edit(workbook: Workbook) -> None:
        workbook["事项清单"]["A4"] = ledger(workbook)["B4"] = "XK0010100Y"

    book = read(tmp_path, edit)
    assert book.tables["item_register"].values["item_code"] == ("XK0010100Y",)
    assert [(problem.code, problem.place) for problem in book.problems] == [("code_impossible", "表“办件台账”B4")]


def test_rows_without_a_whole_key_are_not_alike(tmp_path: Path) -> None:
    problems = read(tmp_path, set_cells(A5=None, A6=None)).problems
    assert [problem.code for problem in problems] == ["key_empty", "key_empty"]


def test_a_key_that_stands_twice_is_numbered(tmp_path: Path) -> None:
    book = read(tmp_path, set_cells(A5="GH-2017-00001", A6="GH-2017-00001"))
    assert book.tables["ledger"].keys[:3] == ("GH-2017-00001", "GH-2017-00001#2", "GH-2017-00001#3")


def test_hidden_and_totals_rows_are_listed(tmp_path: Path) -> None:
    def edit(workbook: Workbook) -> None:
        hide(workbook)
        set_cells(A9="总计", L9=15)(workbook)

    table = read(tmp_path, edit).tables["ledger"]
    assert (table.hidden_rows, table.totals_rows, table.hidden_sheet) == ((5, 6), (9,), True)
    assert table.rows == (4, 5, 6, 7, 8)


def test_a_table_that_holds_nothing_but_a_remark_or_none_has_no_rows(tmp_path: Path) -> None:
    def edit(workbook: Workbook) -> None:
        ledger(workbook).delete_rows(4, 5)
        ledger(workbook)["A4"], ledger(workbook)["A5"] = "无", "注：本期没有办件"

    book = read(tmp_path, edit)
    assert book.tables["ledger"].state is TableState.MISSING
    assert book.tables["ledger"].rows == ()
    assert [problem.code for problem in book.problems] == ["table_without_rows", "row_none", "row_remark"]


def test_blank_rows_between_data_are_no_rows(tmp_path: Path) -> None:
    table = read(tmp_path, lambda workbook: ledger(workbook).insert_rows(6, 2)).tables["ledger"]
    assert table.rows == (4, 5, 8, 9, 10)
