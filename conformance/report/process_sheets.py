"""The sheets of the report's workbook that tell how cases went (办理过程、过程偏差)."""

from __future__ import annotations

from conformance.report.model import Report
from conformance.report.sheet import SHARE, Column, Table

PROCESSES, DEVIATIONS = "办理过程", "过程偏差"
_ITEM = (Column("代码", 8), Column("单位", 26), Column("事项编码", 16), Column("事项", 36))


def process_table(report: Report) -> Table:
    """Every move of every item, with its share of the days that applicants wait."""
    columns = (
        *_ITEM,
        Column("事项办件", 9),
        Column("从", 10),
        Column("到", 10),
        Column("件数", 8),
        Column("中位天数", 9, "0.0"),
        Column("合计天数", 9),
        Column("占等候", 9, SHARE),
    )
    rows = (
        (part.code, part.title, one.item_code, one.title, one.cases, move.source.label, move.target.label, move.cases,
         move.median_days, move.total_days, one.share_of(move) if move in one.waiting else None)
        for part in report.departments
        for one in part.processes
        for move in one.moves
    )  # fmt: skip
    return Table(PROCESSES, columns, tuple(rows))


def deviation_table(report: Report) -> Table:
    """Every case that went otherwise than its item declares."""
    columns = (
        *_ITEM,
        Column("偏差", 10),
        Column("行", 7),
        Column("办件编号", 18),
        Column("情况", 60),
    )
    rows = (
        (part.code, part.title, process.item_code, process.title, one.kind.label, one.row, one.case_number, one.words)
        for part in report.departments
        for process in part.processes
        for one in process.deviations
    )
    return Table(DEVIATIONS, columns, tuple(rows))
