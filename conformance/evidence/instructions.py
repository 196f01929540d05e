"""The sheet 填报说明: what a clerk needs to know before filling in, and every column of every table."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from conformance.checklist.table import EvidenceTable
from conformance.evidence.drawing import (
    BODY,
    BOLD,
    BOX,
    TITLE,
    USUAL_FILL,
    WRAPPED,
    lines_of,
    print_setup,
    put,
    set_height,
    set_widths,
    title,
)
from conformance.evidence.sheets import form
from conformance.terms import BookKind

_CHAPTERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "一、填哪些",
        (
            "先填“封面”，再逐张填后面的表，最后填“自评”。已经预填的内容请核对，不对的直接改正。",
            "同一事实只填一次，其他表用编码、办件号、工号与它对应；各表之间的编码须写得完全一样。",
            "涉密事项和涉密办件不得写入任何一张表，只在封面“涉密事项数量”填个数。",
            "不填公民的姓名、身份证号、手机号和住址；人员写工号，责任人写岗位。",
        ),
    ),
    (
        "二、颜色",
        (
            "深蓝：主键，每行必填，同一张表中不得重复（制度文件的“制度类别”除外）。",
            "浅蓝：《指引》要求的表列，按实际情况填写，没有的留空。",
            "浅绿：本项目增列，数据核查需要，同样填写。",
            "选中任一单元格，旁边会显示该列的填写提示；本页下方列有全部各列。",
            "填写时单元格变红，是写法不对、读不出来；变黄，是与同一行或者别的表对不上、不符合条款。改对了颜色自己消失。"
            "没有变色不等于全对，提交后还要核查。",
        ),
    ),
    (
        "三、怎么写",
        (
            "日期：写成 2017-03-05 的样子，只写年月日。不写“3/4/2017”（月日分不清），不写“见附件”“同上”。",
            "编码：各编码列已设为文本格式，请直接键入或者“选择性粘贴—数值”，不改格式，否则长编码会变成 5.00236E+17。",
            "数字：只填数字，不写“天”“份”“元”等单位；没有发生的按列的提示填 0 或者留空。",
            "选择：有下拉列表的只能选列表中的一项；可填多项的以“；”分开。",
            "附件：写文件名或者网址，不把图片、文件插入表中。",
        ),
    ),
    (
        "四、没有数据的表",
        (
            "本期确实没有内容的，在封面“无数据声明”该表一行选“无”并写明原因，如“本年无办件”。",
            "封面注明“不可以”的表必须填写。既没有数据又没有声明的，按未提交该表处理。",
            "表中填了内容的，不要再声明“无”。",
        ),
    ),
    (
        "五、常见错误",
        (
            "合并单元格：数据行不要合并，每一行的每一格都要有自己的值。",
            "隐藏：隐藏的行、列、工作表照样读取，用不着的请删除。",
            "公式：按公式的结果读取，提交前请把公式粘贴为数值；#N/A、#REF! 等错误值无法读取。",
            "改标题：不改工作表名和列标题，不删列；列的先后可以调整，备注请写在表的右侧。",
            "合计行：不需要合计、小计；写了也不作为数据。",
            "文件：保存为 .xlsx，不加打开密码，不用宏；文件名就是部门代码，如 GH.xlsx。",
        ),
    ),
)
_HEADINGS = ("表", "列", "主键", "怎么填", "说明")
_WIDTHS = (12, 20, 7, 42, 42)


def write_instructions(sheet: Worksheet, tables: Sequence[EvidenceTable], kind: BookKind) -> None:
    """Five short chapters, then a line for each column of the tables."""
    set_widths(sheet, _WIDTHS)
    title(sheet, f"填报说明（{kind.label}）", "A1:E1")
    row = 2
    for heading, lines in _CHAPTERS:
        row = _write_line(sheet, row, heading, font=TITLE)
        for number, line in enumerate(lines, 1):
            row = _write_line(sheet, row, f"{number}. {line}")
    row = _write_line(sheet, row, "六、各表各列", font=TITLE)
    _write_columns(sheet, row, tables)
    print_setup(sheet, "portrait")
    sheet.freeze_panes = "A2"


def _write_line(sheet: Worksheet, row: int, text: str, font: Font = BODY) -> int:
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(_HEADINGS))
    put(sheet, row, 1, text, font=font, alignment=WRAPPED)
    sheet.row_dimensions[row].height = 22 if font is TITLE else 15 * lines_of(text, sum(_WIDTHS))
    return row + 1


def _write_columns(sheet: Worksheet, first: int, tables: Sequence[EvidenceTable]) -> None:
    for number, heading in enumerate(_HEADINGS, 1):
        put(sheet, first, number, heading, font=BOLD, fill=USUAL_FILL, border=BOX)
    row = first + 1
    for table in tables:
        for column in table.columns:
            note = f"{column.note}（本项目增列）" if column.ours else column.note
            is_key = "是" if column.id in table.key else ""
            for number, text in enumerate((table.title, column.title, is_key, form(column), note), 1):
                put(sheet, row, number, text, border=BOX)
            set_height(sheet, row, max(lines_of(form(column), _WIDTHS[3]), lines_of(note, _WIDTHS[4])))
            row += 1
