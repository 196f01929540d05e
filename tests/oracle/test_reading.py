"""Tables written by openpyxl, read by ours and by openpyxl: every cell means the same to both."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from conformance.checklist.calendar import load_calendar
from conformance.checklist.table import EvidenceTable
from conformance.evidence.reader import ReadContext, read_book
from conformance.terms import BookKind
from tests.builders import shipped_tables
from tests.oracle.read_oracle import UNREADABLE, meaning

ROOT = Path(__file__).parents[2]
TABLES = shipped_tables()
CONTEXT = ReadContext(TABLES, load_calendar(ROOT / "checklists/calendar"))
COUNTED = ("ledger", "hearing", "circulation", "consultation", "complaint")
FREE = {("ledger", "valid_until")}
DEPARTMENT = BookKind.DEPARTMENT.label
KINDS = {
    "ledger": DEPARTMENT,
    "item_register": DEPARTMENT,
    "consultation": DEPARTMENT,
    "facility": BookKind.CENTRE.label,
    "material": DEPARTMENT,
}
COVER = {"部门名称": "甲局", "部门代码": "GH", "填报期间起": date(2017, 1, 1), "填报期间止": date(2017, 12, 31)}

DAYS = st.dates(date(2015, 12, 20), date(2019, 1, 10))
WRITTEN_DAYS = st.one_of(
    DAYS.map(lambda day: datetime(day.year, day.month, day.day)),
    st.tuples(DAYS, st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"])).map(
        lambda pair: pair[0].strftime(pair[1])
    ),
    st.sampled_from(["2017-02-30", "２０１７-０３-０５", "见附件", "2017年13月1日", 42800, 43101.0, 5, " "]),
    st.sampled_from(["2015-12-31", 20170305]),
)
NUMBERS = st.one_of(
    st.integers(-3, 10**6),
    st.floats(0, 1000).map(lambda number: round(number, 2)),
    st.sampled_from(["12", "１２", "1,200", "约12", "12天", " 7 ", "3.5", ""]),
)
CODES = st.one_of(
    st.from_regex(r"[A-Z]{2}-2017-[0-9]{5}", fullmatch=True),
    st.from_regex(r"50011400[0-9]{4}", fullmatch=True),
    st.sampled_from(["ＸＫ１２", " A 1 ", "A（1）", "a\tb", 500114001000, 12.5, 10**16, "文〔2017〕1号"]),
)
TEXTS = st.one_of(
    st.text(st.characters(categories=("L", "N"), max_codepoint=0x9FFF), max_size=12),
    st.sampled_from(["　全角空格　", "某局", "１２３", "（一）", 12, 3.25]),
)


def cells_of(rules: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Cells that somebody might write into a column, right and wrong."""
    if rules.get("format") == "date":
        return st.none() | WRITTEN_DAYS
    choices = rules.get("enum") or rules.get("items", {}).get("enum")
    if rules["type"] == "array":
        several = st.lists(st.sampled_from(choices), max_size=3, unique=True)
        return st.none() | st.tuples(several, st.sampled_from(["；", ";", "、"])).map(
            lambda pair: pair[1].join(pair[0])
        )
    if choices:
        return st.none() | st.sampled_from([*choices, f" {choices[0]} ", "不知道"])
    if rules["type"] in ("integer", "number"):
        return st.none() | NUMBERS
    return st.none() | (CODES if rules.get("x-format") == "code" else TEXTS)


@st.composite
def rows_of(draw: st.DrawFn, table: EvidenceTable) -> list[list[Any]]:
    columns = [cells_of(dict(column.schema)) for column in table.columns]
    rows = []
    for number in range(draw(st.integers(1, 4))):
        row = [draw(column) for column in columns]
        for at, column in enumerate(table.columns):  # four sound cells make the row data, whatever else it says
            if column.id == "secret":
                row[at] = "否"  # any other mark keeps the whole file out
            elif column.id in table.key or at < 4:
                row[at] = draw(st.sampled_from([f"甲{number}乙", f"丙{number}丁"]))
        rows.append(row)
    return rows


def written(table: EvidenceTable, rows: list[list[Any]]) -> bytes:
    workbook = Workbook()
    cover = workbook.active
    cover.title = "封面"
    for line in ({"填报类别": KINDS[table.id]} | COVER).items():
        cover.append(line)
    sheet = workbook.create_sheet(table.title)
    sheet.append([column.title for column in table.columns])
    for row in rows:
        sheet.append(row)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("name", KINDS)
def test_every_cell_means_the_same_to_another_reader(name: str) -> None:
    table = TABLES[name]

    @settings(max_examples=8, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
    @given(rows=rows_of(table))
    def compare(rows: list[list[Any]]) -> None:
        content = written(table, rows)
        with TemporaryDirectory() as folder:
            path = Path(folder) / "GH.xlsx"
            path.write_bytes(content)
            book = read_book(path, CONTEXT)
        assert book.readable, [problem.sentence for problem in book.problems]
        found = book.tables[name]
        told = {(problem.row, problem.column) for problem in book.problems if problem.table == name}
        sheet = load_workbook(io.BytesIO(content), data_only=True)[table.title]
        assert found.rows == tuple(range(2, len(rows) + 2))
        for at, column in enumerate(table.columns):
            counted = name in COUNTED and (name, column.id) not in FREE
            for row in found.rows:
                cell = sheet.cell(row, at + 1).value
                expected = meaning(column.schema, cell, counted=counted)
                ours = found.values[column.id][row - 2]
                place = (column.id, row, cell)
                if expected == UNREADABLE:
                    assert (ours, (row, column.id) in told) == (None, True), place
                else:
                    assert (ours, type(ours)) == (expected, type(expected)), place

    compare()
