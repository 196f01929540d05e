"""The ledger out of what an approval platform exports: what is mapped, and all that cannot be, told at its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from conformance.errors import CannotProceed, Diagnostic
from conformance.evidence import ledger_export
from conformance.evidence.ledger_export import Ledger, Owner, read_export
from conformance.evidence.platform import load_platform, read_platform
from tests.builders import ROOT, shipped_tables
from tests.evidence.old_formats import OldSheet, xls

HEADINGS = (
    "办件编号", "事项", "子项", "部门", "窗口", "申请人", "类型", "掩码证号", "渠道", "收件时刻", "补正告知", "补齐",
    "受理", "承诺天", "法定天", "应办结", "挂起原因与起止", "实际办结", "结论", "文书号", "送达方式与日期", "评价",
    "亮灯", "归档号",
)  # fmt: skip
"""As the platform of the sample county exports them, 24 columns."""
OWNER = Owner("GH", "奉节县规划局", {"建设项目选址意见书核发": "500114001000"})
CASE: Mapping[str, object] = {
    "办件编号": "FJ20170001", "事项": "建设项目选址意见书核发", "子项": "无", "部门": "县规划局", "类型": "企业",
    "渠道": "大厅", "收件时刻": "2017-03-01 09:12:33", "受理": datetime(2017, 3, 2, 10, 0), "承诺天": "10个工作日",
    "挂起原因与起止": "专家评审：2017-03-03至2017-03-06", "实际办结": "2017/3/10 16:00", "结论": "办结（准予）",
    "送达方式与日期": "快递 2017-03-12", "评价": "未评价", "亮灯": "绿",
}  # fmt: skip
MAPPED = {
    "case_number": "FJ20170001", "item_code": "500114001000", "applicant_type": "法人及其他组织", "channel": "窗口",
    "received_on": date(2017, 3, 1), "accepted_on": date(2017, 3, 2), "special_procedure": "专家评审",
    "special_started_on": date(2017, 3, 3), "decided_on": date(2017, 3, 10), "decision_result": "准予",
    "acceptance_result": "受理", "delivery_method": "邮寄", "delivered_on": date(2017, 3, 12), "rating": "未评",
}  # fmt: skip
SHIPPED = "checklists/platforms/fengjie.yaml"


def export(folder: Path, *cases: Mapping[str, object], headings: Sequence[str] = HEADINGS) -> Path:
    """An export with a line above its headings."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "办件查询"
    sheet.append(["奉节县行政审批平台办件查询"])
    sheet.append(list(headings))
    for case in cases:
        sheet.append([case.get(heading) for heading in headings])  # type: ignore[arg-type]
    workbook.save(folder / "导出.xlsx")
    return folder / "导出.xlsx"


def mapped(path: Path) -> Ledger:
    """The export under the mapping that ships."""
    tables = shipped_tables()
    return read_export(path, load_platform(ROOT, SHIPPED, tables), tables["ledger"], OWNER)


def told(ledger: Ledger, *codes: str) -> list[str]:
    """The sentences of these codes; of every code but the columns that the platform does not have."""
    return [
        fault.sentence
        for fault in ledger.faults
        if (fault.code in codes if codes else fault.code != ledger_export.UNSOURCED)
    ]


def test_a_case_is_mapped_whole(tmp_path: Path) -> None:
    ledger = mapped(export(tmp_path, CASE))
    assert [dict(row) for row in ledger.rows] == [MAPPED]
    assert told(ledger) == []


def test_order_of_columns_and_rows_above_do_not_matter(tmp_path: Path) -> None:
    ledger = mapped(export(tmp_path, CASE, headings=HEADINGS[::-1]))
    assert [dict(row) for row in ledger.rows] == [MAPPED]


@pytest.mark.parametrize("suffix", ["csv", "xls"])
def test_other_formats_are_read_alike(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"导出.{suffix}"
    rows = [HEADINGS, [str(CASE.get(heading, "")) for heading in HEADINGS]]
    text = "\r\n".join(",".join(row) for row in rows)
    path.write_bytes(text.encode("gb18030") if suffix == "csv" else xls([OldSheet("Sheet1", rows)]))
    assert [dict(row) for row in mapped(path).rows] == [MAPPED]


def test_what_cannot_be_mapped_is_told_and_left_blank(tmp_path: Path) -> None:
    second = {**CASE, "办件编号": "FJ2", "事项": "别的事项", "类型": "个体户", "收件时刻": "昨天", "结论": "办结"}
    third = {**CASE, "办件编号": "FJ3", "类型": "个体户", "送达方式与日期": "三月十二日自取"}
    ledger = mapped(export(tmp_path, CASE, second, third))
    at, add = "导出文件“导出.xlsx”表“办件查询”", "请在对应关系的 values 中补上，或者在填报表中补填。"
    assert told(ledger) == [
        f"{at}B4：“事项”列：本部门没有名称为“别的事项”的事项；请核对事项名称，并在填报表中补填事项编码。",
        f"{at}G4：“类型”列：“申请人类型”没有“个体户”的译法（2格：G4:G5）；{add}",
        f"{at}J4：“收件时刻”列：“收件日”写的是“昨天”，读不出日期；请改为日期，没有的留空。",
        f"{at}S4：“结论”列：“决定结论”没有“办结”的译法；{add}",
        f"{at}S4：“结论”列：“受理结论”没有“办结”的译法；{add}",
        f"{at}U5：“送达方式与日期”列：“送达方式”没有“三月十二日自取”的译法；{add}",
    ]
    assert {"item_code", "applicant_type", "received_on", "decision_result"}.isdisjoint(ledger.rows[1])
    assert "delivery_method" not in ledger.rows[2]


def test_columns_without_target_and_columns_without_source_are_told(tmp_path: Path) -> None:
    headings = ["自定义", *(heading for heading in HEADINGS if heading not in ("评价", "受理")), "渠道"]
    ledger = mapped(export(tmp_path, CASE, headings=headings))
    assert told(ledger) == [
        "导出文件“导出.xlsx”表“办件查询”A2：列标题“自定义”没有对应的列，没有取用；请在对应关系中补上，或者写明不取用的理由。",
        "导出文件“导出.xlsx”表“办件查询”X2：有两列都是“渠道”，只读左边的一列；请删去一列。",
        "表“办件台账”：“受理日”没有来源，导出文件中没有“受理”、“受理时间”列；请重新导出，或者在填报表中补填。",
        "表“办件台账”：“评价”没有来源，导出文件中没有“评价”列；请重新导出，或者在填报表中补填。",
    ]


def test_columns_that_the_platform_lacks_are_told_by_reason(tmp_path: Path) -> None:
    sentences = told(mapped(export(tmp_path, CASE)), ledger_export.UNSOURCED)
    assert len(sentences) == 4
    assert (
        "表“办件台账”：“延期批准机关”“延期批准日”“延期天数”“延期告知日”没有来源（延期批准的记录在纸质案卷里）；请在填报表中补填。"
        in sentences
    )


def test_rows_of_others_totals_and_rows_without_a_number(tmp_path: Path) -> None:
    water, mars = {**CASE, "部门": "县水务局"}, {**CASE, "部门": "火星局"}
    nameless, totals = {**CASE, "办件编号": None}, {"办件编号": "合计", "事项": 4}
    ledger = mapped(export(tmp_path, CASE, water, mars, nameless, totals))
    assert (len(ledger.rows), ledger.others) == (1, 2)
    assert told(ledger) == [
        "导出文件“导出.xlsx”表“办件查询”A7：这一行是合计，没有取用。",
        "导出文件“导出.xlsx”表“办件查询”D5：“部门”列：部门“火星局”没有对应的部门代码，这些行没有取用；"
        "请在对应关系的 department.codes 中补上。",
        "导出文件“导出.xlsx”表“办件查询”A6：“办件编号”列：没有读出“办件号”，这些行没有取用；请在导出文件中补填。",
    ]


def test_an_export_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotProceed, match="找不到“奉节县行政审批平台”的列标题"):
        mapped(export(tmp_path, CASE, headings=["姓名", "电话"]))
    (tmp_path / "网页.xls").write_bytes(b"<html><table>")
    with pytest.raises(CannotProceed, match=r"导出文件“网页\.xls”：文件是网页"):
        mapped(tmp_path / "网页.xls")
    with pytest.raises(CannotProceed, match="没有这个文件"):
        mapped(tmp_path / "没有.xls")


def faults_of(folder: Path, text: str) -> list[str]:
    """What is told of a mapping."""
    target = folder / "checklists" / "platforms"
    target.mkdir(parents=True)
    for name in ("platform.schema.json",):
        (target / name).write_bytes((ROOT / "checklists" / "platforms" / name).read_bytes())
    (target / "x.yaml").write_text(text, encoding="utf-8")
    faults: Sequence[Diagnostic] = read_platform(folder, "checklists/platforms/x.yaml", shipped_tables())[1]
    return [fault.sentence for fault in faults]


def test_faults_of_a_mapping_are_told_by_line(tmp_path: Path) -> None:
    text = """\
title: 某平台
table: ledger
certainty: C
columns:
  - heading: [类型]
    to: {applicant_kind: {}}
  - heading: [评价]
    to:
      rating: {values: {好: 很好}}
  - heading: [送达]
    pattern: '(?P<delivery_method>.*)'
    to: {delivered_on: {}}
  - heading: [收件]
    pattern: '('
    to: {received_on: {}}
unsourced:
  - {columns: [slip], why: 平台没有}
"""
    place = "checklists/platforms/x.yaml"
    assert faults_of(tmp_path, text) == [
        f"{place}:17：“办件台账”没有“slip”这一列；列的代号见 ledger.schema.json。",
        f"{place}:6：“办件台账”没有“applicant_kind”这一列；列的代号见 ledger.schema.json。",
        f"{place}:9：“好”对应的“很好”不是“评价”的选项，应为下列之一：非常满意、满意、基本满意、不满意、非常不满意、未评。",
        f"{place}:11：命名分组是delivery_method，应为与 to 中的列相同的分组。",
        f"{place}:14：不是正则表达式；请改正。",
    ]
