"""Where things stand in a workbook (填报表): what the template writes and the reader looks for.

The one place that names sheets, labels and rows, so that both sides of the workbook cannot drift apart.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from conformance.checklist.table import EvidenceTable, tables_of
from conformance.terms import BookKind

TEMPLATE_EDITION = "2017-1"

COVER_SHEET = "封面"
GUIDE_SHEET = "填报说明"
CLAIMS_SHEET = "自评"
META_SHEET = "_meta"
LISTS_SHEET = "_lists"
ANNOTATION_SHEET = "需要修改"
"""In front of a workbook that was given back with marks."""
ANNOTATION_MARK = "_annotation"
"""In its first, hidden cell: whatever the sheet is called and wherever it stands, it is not read."""

TITLE_ROW, ID_ROW, HEADING_ROW, FIRST_ROW = 1, 2, 3, 4
"""Rows of a table's sheet; the row of column ids is hidden."""

LAST_ROW = 20_003
"""Dropdowns, notes and colours reach this far: 20,000 rows of data."""

LABELS = {
    "department_title": "部门名称",
    "department": "部门代码",
    "kind": "填报类别",
    "round": "轮次",
    "period_from": "填报期间起",
    "period_to": "填报期间止",
    "template_edition": "模板版次",
    "secret_items": "涉密事项数量",
    "head": "单位负责人（岗位）",
    "author": "填表人（岗位）",
    "phone": "联系电话",
    "filled_on": "填表日期",
}
"""The labels of the cover, in their order."""

COVER_DATES = ("period_from", "period_to", "filled_on")
DECLARATIONS = "无数据声明"
DECLARATION_HEADINGS = ("表", "有无数据", "原因")
SIGNATURES = ("单位负责人签字", "填表人签字", "单位盖章", "日期")

CLAIM_COLUMNS = {
    "clause": "条款编号",
    "aspect": "方面",
    "text": "要求",
    "max_points": "分值",
    "outcome": "自评结果",
    "points": "自评得分",
    "statement": "自评说明",
}
CLAIM_OUTCOMES = ("符合", "部分符合", "不符合", "不适用")

SEPARATOR = "；"
"""Stands between several choices of one cell."""
TABLE_KEY = "table."
"""Begins the names in ``_meta`` that give a table's sheet."""


def tables_digest(tables: Mapping[str, EvidenceTable], kind: BookKind) -> str:
    """SHA-256 over the tables and columns that a kind of workbook holds: two templates alike have the same."""
    stated = [
        [table.id, table.title, table.key, [[column.id, dict(column.schema)] for column in table.columns]]
        for table in tables_of(tables, kind)
    ]
    return hashlib.sha256(json.dumps(stated, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
