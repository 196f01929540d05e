"""Template, filled, read: what comes out is what went in; many books at once as one by one."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook

from conformance.checklist.table import Column, EvidenceTable
from conformance.evidence.book import EvidenceBook, TableState, Value
from conformance.evidence.reader import read_book, read_books
from conformance.evidence.writing import RowValues
from conformance.terms import BookKind
from tests.builders import make_workbook, read_context, shipped_tables

ROWS = 12


def value(table: EvidenceTable, column: Column, row: int) -> Value:
    """A value that the column allows; differs from row to row where it may."""
    if column.choices:
        return "否" if column.id == "secret" else column.choices[row % len(column.choices)]
    if column.id == "item_code":
        return f"{500131001000 + row}"
    match column.type:
        case "date":
            return date(2017, 1, 3) + timedelta(days=row * 25)
        case "integer":
            return row
        case "number":
            return row + 0.5
        case "code":
            return f"{table.short}-2017-{row:05}"
    return f"https://fj.gov.cn/{row}" if column.schema.get("x-format") == "url" else f"第{row}行（甲）"


def filled_rows(kind: BookKind) -> dict[str, list[dict[str, Value]]]:
    return {
        table.id: [{column.id: value(table, column, row) for column in table.columns} for row in range(ROWS)]
        for table in shipped_tables().values()
        if kind in table.duties
    }


def as_rows(book: EvidenceBook) -> dict[str, list[dict[str, Value]]]:
    return {
        name: [
            {column: values[position] for column, values in table.values.items()}
            for position in range(len(table.rows))
        ]
        for name, table in book.tables.items()
    }  # fmt: skip


@pytest.mark.parametrize("kind", list(BookKind))
def test_what_was_filled_in_is_what_is_read(tmp_path: Path, kind: BookKind) -> None:
    rows = filled_rows(kind)
    written: dict[str, list[RowValues]] = {name: list(table) for name, table in rows.items()}
    cover = {"secret_items": 2, "head": "局长", "filled_on": date(2018, 1, 15)}
    book = read_book(make_workbook(tmp_path / "GH.xlsx", kind=kind, rows=written, cover=cover), read_context())
    assert book.problems == ()
    assert as_rows(book) == rows
    assert (book.department, book.department_title, book.kind, book.round) == ("GH", "测试单位GH", kind, "2017年度")
    assert (book.period_from, book.period_to, book.secret_items) == (date(2017, 1, 1), date(2017, 12, 31), 2)
    assert {table.state for table in book.tables.values()} == {TableState.FILLED}
    assert all(table.texts == {} for table in book.tables.values())


def test_the_digest_is_of_every_byte_of_the_file(tmp_path: Path) -> None:
    path = make_workbook(tmp_path / "GH.xlsx", kind=BookKind.CENTRE)
    content = path.read_bytes()
    assert read_book(path, read_context()).sha256 == hashlib.sha256(content).hexdigest()


def test_a_formula_gives_the_value_that_it_showed(tmp_path: Path) -> None:
    rows: list[RowValues] = [{"case_number": f"GH-{number}", "correction_count": 7} for number in range(3)]
    path = make_workbook(tmp_path / "GH.xlsx", rows={"ledger": rows})
    content = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, part.replace(b"<v>7</v>", b"<f>3+4</f><v>7</v>", 2))
    book = read_book(path, read_context())
    assert book.tables["ledger"].values["correction_count"] == (7, 7, 7)
    assert [(problem.code, problem.sentence) for problem in book.problems] == [
        ("formula_value", "表“办件台账”L4：“补正次数”有2格（L4:L5）是公式，已按结果读取。")
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three sound books and one that cannot be read."""
    folder = tmp_path_factory.mktemp("books")
    for code in ("AJ", "GH", "YC"):
        make_workbook(folder / f"{code}.xlsx")
    (folder / "HB.xlsx").write_bytes(b"PK\x03\x04 cut off")
    return folder


def test_one_bad_file_hides_no_other(folder: Path) -> None:
    books = read_books(sorted(folder.glob("*.xlsx")), read_context())
    assert [(book.department, book.readable) for book in books] == [
        ("AJ", True), ("GH", True), ("HB", False), ("YC", True),
    ]  # fmt: skip


def test_of_two_books_of_one_department_the_one_that_bears_its_code_is_kept(folder: Path, tmp_path: Path) -> None:
    copies = [tmp_path / "AA.xlsx", folder / "GH.xlsx", tmp_path / "GH（终稿）.xlsx"]
    for copy in (copies[0], copies[2]):
        copy.write_bytes((folder / "GH.xlsx").read_bytes())
    books = read_books(copies, read_context())
    assert [(book.department, book.readable) for book in books] == [
        ("AA", False), ("GH", True), ("GH（终稿）", False),
    ]  # fmt: skip
    assert books[0].problems[0].code == "department_repeated"
    assert books[0].problems[0].sentence == (
        "整个文件：部门代码“GH”已有“GH.xlsx”，本文件没有采用；请核对封面的部门代码，只交一份。"
    )
    assert [problem.code for problem in read_book(copies[2], read_context()).problems] == ["department_differs"]


def test_of_two_books_of_one_department_the_readable_one_is_kept(folder: Path, tmp_path: Path) -> None:
    old = tmp_path / "GH.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    for paths in ([old, folder / "GH.xlsx"], [folder / "GH.xlsx", old]):
        books = {book.file_name: book for book in read_books(paths, read_context())}
        assert (books["GH.xlsx"].department, books["GH.xlsx"].readable) == ("GH", True)
        assert not books["GH.xls"].readable
        assert [problem.code for problem in books["GH.xls"].problems] == ["department_repeated", "file_damaged"]


def test_a_sheet_that_begins_further_right_keeps_its_addresses(tmp_path: Path) -> None:
    path = make_workbook(tmp_path / "GH.xlsx", edit=_begin_in_column_c)
    table = read_book(path, read_context()).tables["service_window"]
    assert (table.rows, table.letters["window_code"], table.keys) == ((4,), "C", ("窗-1",))


def _begin_in_column_c(workbook: Workbook) -> None:
    workbook["窗口"].unmerge_cells("A1:J1")
    workbook["窗口"]["A1"] = None
    workbook["窗口"].insert_cols(1, 2)
