"""``messages.md``: each line is typed into a workbook and read, and the message is compared whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from conformance.evidence.book import EvidenceBook
from conformance.evidence.reader import read_book
from conformance.evidence.value import value_text
from conformance.evidence.writing import CellValue, RowValues
from tests.builders import make_workbook, read_context, shipped_tables


@dataclass(frozen=True)
class Line:
    """One line of the page."""

    table: str
    column: str
    cell: str
    code: str
    message: str
    value: str

    @property
    def typed(self) -> CellValue:
        """The cell as the department typed it."""
        kind, _, content = self.cell.partition(" ")
        match kind:
            case "文":
                return content
            case "数":
                return float(content)
            case "日":
                return datetime.fromisoformat(content)
            case _:
                return kind == "真"


def lines() -> list[Line]:
    found = []
    for line in Path(__file__).with_name("messages.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.removeprefix(" ").removesuffix(" ") for cell in line.split("|")[1:-1]]
        if line.startswith("|") and cells[0] != "table" and not cells[0].startswith("--"):
            found.append(Line(*cells))
    return found


LINES = lines()


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> EvidenceBook:
    """All lines in one workbook: line n of the page has the key n of its table."""
    rows: dict[str, list[RowValues]] = {}
    for number, line in enumerate(LINES):
        key = dict.fromkeys(shipped_tables()[line.table].key, f"例{number}")
        rows.setdefault(line.table, []).append(key)
    path = make_workbook(tmp_path_factory.mktemp("book") / "GH.xlsx", rows=rows, edit=_type_lines)
    return read_book(path, read_context())


def _type_lines(workbook: Workbook) -> None:
    next_row: Counter[str] = Counter()
    for line in LINES:
        table = shipped_tables()[line.table]
        row = 4 + next_row[line.table]
        next_row[line.table] += 1
        cell = workbook[table.title].cell(row, list(table.by_id).index(line.column) + 1)
        cell.number_format = "yyyy-mm-dd hh:mm" if line.cell.startswith("日") else "General"
        cell.value = line.typed  # type: ignore[assignment]  # no sequence here


@pytest.mark.parametrize("number", range(len(LINES)), ids=[f"{line.column}-{line.cell}" for line in LINES])
def test_a_cell_gives_its_message_and_its_value(book: EvidenceBook, number: int) -> None:
    line = LINES[number]
    table = book.tables[line.table]
    position = table.keys.index(f"例{number}")
    row = table.rows[position]
    told = [
        (problem.code, problem.sentence)
        for problem in book.problems
        if (problem.table, problem.row, problem.column) == (line.table, row, line.column)
    ]
    place = f"表“{table.sheet}”{table.letters[line.column]}{row}"
    if line.code != "time_dropped":  # told once a column, at its first cell
        assert told == ([(line.code, f"{place}：{line.message}")] if line.code else [])
    assert value_text(table.values[line.column][position]) == line.value


def test_times_are_told_once_a_column(book: EvidenceBook) -> None:
    told = [problem.found for problem in book.problems if problem.code == "time_dropped"]
    table = book.tables["ledger"]
    keys = [f"例{number}" for number, line in enumerate(LINES) if line.code == "time_dropped"]
    first, last = (table.rows[table.keys.index(key)] for key in keys)
    assert told == [f"“收件日”有2格（J{first}:J{last}）写了时刻，只读年月日"]


def test_what_the_cell_shows_is_kept_where_it_differs_from_the_value(book: EvidenceBook) -> None:
    ledger = book.tables["ledger"]
    shown = {ledger.texts.get((row, "received_on"), "") for row in ledger.rows}
    assert {"2017.3.5", "２０１７-３-５", "42799", "2017-03-05 10:30:00"} <= shown
    assert "2017-03-05" not in shown


def test_the_page_tells_as_many_cells_that_are_not_read_as_cells_that_are() -> None:
    told = [line for line in LINES if line.code]
    assert len(told) >= len(LINES) - len(told) - 3
