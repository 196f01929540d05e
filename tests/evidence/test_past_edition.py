"""Workbooks on past editions of the template: read through the list of what has changed since, or refused in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from conformance.checklist.edition import FOLDER, load_editions, read_editions
from conformance.evidence.book import EvidenceBook
from conformance.evidence.layout import TEMPLATE_EDITION
from conformance.evidence.reader import read_book
from tests.builders import ROOT, make_workbook, read_context, shipped_tables

ROWS = {
    "ledger": [
        {
            "case_number": f"GH-{number}", "received_on": date(2017, 3, number), "accepted_on": date(2017, 3, number),
            "special_procedure": "检测" if number < 3 else None,
            "special_notified_on": date(2017, 3, 9) if number == 1 else None,
        }
        for number in (1, 2, 3)
    ]
}  # fmt: skip


def trial_edition(workbook: Workbook) -> None:
    """The workbook as the trial edition of 2017 had it: one column for two, fewer columns, other names."""
    workbook["_meta"]["B1"] = "2017-0"
    sheet = workbook["办件台账"]
    by_id = {str(cell.value): cell.column for cell in sheet[2]}
    for column, then in {
        "received_on": ("received_at", "收件登记时间"),
        "accepted_on": ("accepted_at", "受理登记时间"),
    }.items():
        sheet.cell(2, by_id[column]).value, sheet.cell(3, by_id[column]).value = then
    special, notified = by_id["special_procedure"], by_id["special_notified_on"]
    sheet.cell(2, special).value, sheet.cell(3, special).value = "special", "特别程序及告知日"
    for row in range(4, 7):
        parts = [sheet.cell(row, special).value, sheet.cell(row, notified).value]
        sheet.cell(row, special).value = "，".join(str(part)[:10] for part in parts if part)
    gone = (notified, *(by_id[column] for column in ("secret", "materials_received", "forwarded")))
    for number in sorted(gone, reverse=True):
        sheet.delete_cols(number)
    workbook["窗口"].title = "服务窗口"
    for row in workbook["封面"].iter_rows(max_col=1):
        row[0].value = "服务窗口" if row[0].value == "窗口" else row[0].value


EDITIONS: Mapping[str, Callable[[Workbook], None]] = {"2017-0": trial_edition}
"""How the workbook of today is put into each past edition."""


def present(folder: Path) -> EvidenceBook:
    """The same facts on the edition in use."""
    (folder / "now").mkdir()
    return read_book(make_workbook(folder / "now" / "GH.xlsx", rows=ROWS), read_context())


@pytest.mark.parametrize("edition", sorted(EDITIONS))
def test_a_past_edition_gives_the_same_tables(tmp_path: Path, edition: str) -> None:
    book = read_book(make_workbook(tmp_path / "GH.xlsx", rows=ROWS, edit=EDITIONS[edition]), read_context())
    now = present(tmp_path)
    assert book.template_edition == edition
    for name, table in now.tables.items():
        assert (name, book.tables[name].values) == (name, table.values)
        assert (name, book.tables[name].state) == (name, table.state)


def test_what_is_told_of_the_trial_edition(tmp_path: Path) -> None:
    book = read_book(make_workbook(tmp_path / "GH.xlsx", rows=ROWS, edit=trial_edition), read_context())
    assert [(problem.code, problem.sentence) for problem in book.problems] == [
        ("template_past", "整个文件：模板是2017 年试填版（“2017-0”），已按它与现行模板的对照读取。"),
        (
            "column_added",
            "表“办件台账”：“是否涉密”“收取材料序号”“是否转报”是现行模板增加的列，旧版没有，按空白读取；"
            "要补填的，请把数据复制到新领的模板中。",
        ),
        ("sheet_renamed", "表“服务窗口”：工作表已改名，按“窗口”读取。"),
    ]


def test_messages_name_the_cell_that_was_filled(tmp_path: Path) -> None:
    def edit(workbook: Workbook) -> None:
        trial_edition(workbook)
        sheet = workbook["办件台账"]
        special = next(cell.column for cell in sheet[2] if cell.value == "special")
        sheet.cell(4, special).value, sheet.cell(5, special).value = "检测，2017年13月1日", "2017-03-09"

    book = read_book(make_workbook(tmp_path / "GH.xlsx", rows=ROWS, edit=edit), read_context())
    ledger = book.tables["ledger"]
    letter = ledger.letters["special_procedure"]
    assert ledger.letters["special_notified_on"] == letter
    assert "materials_received" not in ledger.letters
    assert [(problem.code, problem.cell) for problem in book.problems if problem.cell] == [
        ("date_impossible", f"{letter}4"),
        ("choice_unknown", f"{letter}5"),
    ]


def test_an_edition_that_is_not_listed_is_refused(tmp_path: Path) -> None:
    def edit(workbook: Workbook) -> None:
        workbook["_meta"]["B1"] = "2016-1"

    book = read_book(make_workbook(tmp_path / "GH.xlsx", edit=edit), read_context())
    assert [(problem.code, problem.sentence) for problem in book.problems] == [
        (
            "template_unknown",
            "整个文件：模板版次是“2016-1”，能够读取的版次是“2017-1”、“2017-0”；"
            "请把填报内容复制到新领的模板中，保存后重新提交。",
        )
    ]
    assert not book.readable


def test_every_past_edition_is_tested_and_none_is_the_one_in_use() -> None:
    editions = load_editions(ROOT, shipped_tables())
    assert set(editions) == set(EDITIONS)
    assert TEMPLATE_EDITION not in editions


def test_faults_of_an_edition_are_told_by_line(tmp_path: Path) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir(parents=True)
    (folder / "edition.schema.json").write_bytes((ROOT / FOLDER / "edition.schema.json").read_bytes())
    text = """\
edition: 2016-1
title: 某版
tables:
  ledgers: {added: [x]}
  ledger:
    added: [nothing]
    split:
      - {id: a, title: 甲, pattern: '(?P<secret>.)', into: [secret, forwarded]}
"""
    (folder / "2016-2.yaml").write_text(text, encoding="utf-8")
    place = f"{FOLDER.as_posix()}/2016-2.yaml"
    assert [fault.sentence for fault in read_editions(tmp_path, shipped_tables())[1]] == [
        f"{place}:1：版次写的是“2016-1”，应为与文件名相同的“2016-2”。",
        f"{place}:4：没有代号为“ledgers”的表；表的代号见 tables 目录。",
        f"{place}:6：“办件台账”没有“nothing”这一列；列的代号见 ledger.schema.json。",
        f"{place}:8：命名分组与 into 不同，应为以 into 中的列命名的分组。",
    ]
