"""The blank and the filled workbook: what stands where, and the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from conformance.evidence import layout
from conformance.evidence.template import blank_workbook, fill_workbook
from conformance.evidence.writing import RowValues
from conformance.terms import BookKind
from tests.builders import blank, least_rows, shipped_tables, template_request

DEPARTMENT_SHEETS = [
    "封面", "填报说明", "事项清单", "事项变更", "申请材料", "流程环节", "审查细则", "服务指南", "办件台账", "听证",
    "窗口", "人员", "制度文件", "咨询记录", "投诉记录", "评价", "案卷", "部门流转", "自评", "_meta", "_lists",
]  # fmt: skip
CENTRE_SHEETS = [
    "封面", "填报说明", "窗口", "人员", "制度文件", "咨询记录", "投诉记录", "监督检查", "评价", "场所设施", "自评",
    "_meta", "_lists",
]  # fmt: skip


def filled_rows(table: str, rows: Sequence[RowValues], template: bytes | None = None) -> bytes:
    return fill_workbook(template or blank(), cover={}, declarations={}, rows={table: rows}, claims={})


def sheet(title: str, content: bytes | None = None) -> Worksheet:
    return load_workbook(io.BytesIO(content or blank()))[title]


@pytest.mark.parametrize(
    ("kind", "titles"), [(BookKind.DEPARTMENT, DEPARTMENT_SHEETS), (BookKind.CENTRE, CENTRE_SHEETS)]
)
def test_each_kind_holds_its_own_tables(kind: BookKind, titles: list[str]) -> None:
    workbook = load_workbook(io.BytesIO(blank(kind)))
    assert workbook.sheetnames == titles
    assert [workbook[title].sheet_state for title in titles[-2:]] == ["veryHidden", "veryHidden"]


def test_the_cover_asks_for_a_declaration_of_each_table() -> None:
    cover = [[cell.value for cell in row[:4]] for row in sheet("封面").iter_rows()]
    assert cover[:9] == [
        ["行政许可标准化工作填报表", None, None, None],
        ["部门名称", "测试单位GH", None, None],
        ["部门代码", "GH", None, None],
        ["填报类别", "部门", None, None],
        ["轮次", "2017年度", None, None],
        ["填报期间起", cover[5][1], None, None],
        ["填报期间止", cover[6][1], None, None],
        ["模板版次", layout.TEMPLATE_EDITION, None, None],
        ["涉密事项数量", None, None, None],
    ]
    assert cover[14:18] == [
        ["无数据声明", None, None, None],
        ["表", "有无数据", "原因", "能否声明无数据"],
        ["事项清单", None, None, "可以，须写明原因"],
        ["事项变更", None, None, "可以，须写明原因"],
    ]
    assert [row[0] for row in cover[-4:]] == ["单位负责人签字", "填表人签字", "单位盖章", "日期"]


def test_a_table_has_its_title_hidden_ids_and_headings() -> None:
    ledger, table = sheet("办件台账"), shipped_tables()["ledger"]
    assert str(ledger["A1"].value).startswith("办件台账　")
    assert [cell.value for cell in ledger[2]] == [column.id for column in table.columns]
    assert [cell.value for cell in ledger[3]] == [column.title for column in table.columns]
    assert ledger.row_dimensions[2].hidden
    assert (ledger.freeze_panes, ledger.print_title_rows, ledger.page_setup.orientation) == ("A4", "$1:$3", "landscape")


@pytest.mark.parametrize(
    ("heading", "number_format", "rule", "prompt"),
    [
        ("办件号", "@", None, "主键，每行必填。按原样填写编号，不改列的文本格式。"),
        ("收件日", "yyyy-mm-dd", "date", "填日期，如 2017-03-05；没有的留空。"),
        ("补正次数", "0", "whole", "填整数，不写单位。没有补正的填 0。"),
        ("是否涉密", "@", "list", "从下拉列表中选一项：是、否。涉密办件不得写入本表。（本项目增列）"),
        ("不予理由依据", "@", None, "填文字。不予受理或者不予许可的填写。"),
    ],
)
def test_a_column_has_its_format_rule_and_prompt(
    heading: str, number_format: str, rule: str | None, prompt: str
) -> None:
    ledger = sheet("办件台账")
    number = [cell.value for cell in ledger[3]].index(heading)
    validation = ledger.data_validations.dataValidation[number]
    assert ledger.cell(4, number + 1).number_format == number_format
    assert (validation.type, validation.prompt) == (rule, prompt)


def test_a_dropdown_draws_on_the_hidden_lists() -> None:
    workbook = load_workbook(io.BytesIO(blank()))
    for title in DEPARTMENT_SHEETS[2:-3]:
        for validation in workbook[title].data_validations.dataValidation:
            if validation.type == "list":
                name, area = str(validation.formula1).split("!")
                assert name == "_lists"
                assert all(cell.value for (cell,) in workbook["_lists"][area.replace("$", "")])
            assert len(validation.prompt or "") <= 255
            assert len(validation.promptTitle or "") <= 32


def test_the_same_request_gives_the_same_bytes() -> None:
    again = blank_workbook(template_request(), {})
    assert again == blank()
    assert filled_rows("staff", least_rows()["staff"], again) == filled_rows("staff", least_rows()["staff"])


def test_no_time_is_stamped_into_the_file() -> None:
    with zipfile.ZipFile(io.BytesIO(blank())) as package:
        assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"created" not in package.read("docProps/core.xml")
        assert b"modified" not in package.read("docProps/core.xml")


def test_filling_replaces_the_rows_that_were_there() -> None:
    rows = [{"case_number": f"GH-2017-{number:05}", "received_on": date(2017, 3, number)} for number in range(1, 4)]
    second = filled_rows("ledger", [{"case_number": "X"}], filled_rows("ledger", rows))
    assert [row[0].value for row in sheet("办件台账", second).iter_rows(min_row=4)] == ["X"]
    assert sheet("办件台账", second)["J4"].value is None


def test_a_text_like_a_formula_stays_a_text() -> None:
    filled = filled_rows("ledger", [{"case_number": "=1+1", "refusal_reason": "#N/A"}])
    row = {cell.column_letter: (cell.value, cell.data_type) for cell in sheet("办件台账", filled)[4]}
    assert (row["A"], row["Q"]) == (("=1+1", "s"), ("#N/A", "s"))


def test_several_choices_of_one_cell_are_written_with_their_separator() -> None:
    filled = filled_rows("staff", [{"staff_code": "GH-P01", "post": ["审查", "决定"]}])
    assert sheet("人员", filled)["D4"].value == "审查；决定"


@pytest.mark.parametrize(
    "wrong",
    [
        {"rows": {"facility": []}},
        {"rows": {"ledger": [{"nothing": 1}]}},
        {"declarations": {"facility": ("无", "")}},
        {"claims": {"G-9.9.9": ("符合", "1", "")}},
        {"cover": {"没有这一行": "x"}},
    ],
)
def test_what_the_template_lacks_is_refused(wrong: dict[str, dict[str, object]]) -> None:
    empty: dict[str, dict[str, object]] = {"cover": {}, "declarations": {}, "rows": {}, "claims": {}}
    with pytest.raises(ValueError, match=r"has no (row|column|table)"):
        fill_workbook(blank(), **{**empty, **wrong})  # type: ignore[arg-type]  # wrong on purpose


def test_prefilled_rows_and_clauses_stand_in_the_blank_workbook() -> None:
    content = blank_workbook(template_request(), {"item_register": [{"item_code": "500236001001", "charged": "否"}]})
    assert sheet("事项清单", content)["A4"].value == "500236001001"
    assert [[cell.value for cell in row] for row in sheet("自评", content).iter_rows(min_row=3)] == [
        ["条款编号", "方面", "要求", "分值", "自评结果", "自评得分", "自评说明"],
        ["G-2.1.1", "行政许可事项管理", "编制并公布事项清单", "4", None, None, None],
        ["G-3.5.2", "行政许可流程管理", "在承诺时限内办结", "2.5", None, None, None],
    ]
