"""Tables without rows: missing, declared empty, or not asked for; a declaration that does not agree does not count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from openpyxl import Workbook

from conformance.evidence.book import EvidenceBook, TableState
from conformance.evidence.reader import read_book
from conformance.evidence.writing import RowValues
from conformance.terms import BookKind
from tests.builders import make_workbook, read_context

NO_ITEMS: dict[str, list[RowValues]] = {
    table: [] for table in ("item_register", "material", "step", "examination_rule", "service_guide")
}
NO_CASES: dict[str, list[RowValues]] = {"ledger": [], "case_file": []}


@dataclass(frozen=True)
class Situation:
    """Rows taken away, what the cover says, and what becomes of the table."""

    name: str
    table: str
    state: TableState
    rows: Mapping[str, Sequence[RowValues]] = field(default_factory=dict)
    declarations: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    told: tuple[tuple[str, str], ...] = ()
    counts: bool | None = None
    """Whether the declaration of the table counts; None where there is none."""


NONE_THIS_YEAR = ("无", "本年无办件")
SITUATIONS = [
    Situation("rows and no declaration", "ledger", TableState.FILLED),
    Situation(
        "rows and declared to be there", "ledger", TableState.FILLED, declarations={"ledger": ("有", "")}, counts=True,
    ),
    Situation(
        "no cases all year, declared", "ledger", TableState.DECLARED_EMPTY, NO_CASES,
        {"ledger": NONE_THIS_YEAR, "case_file": NONE_THIS_YEAR}, counts=True,
    ),
    Situation(
        "ledger missing without a word", "ledger", TableState.MISSING, NO_CASES,
        told=(
            ("table_without_rows", "表“办件台账”：应当填写而没有数据；请填写，本期确无数据的在封面声明并写明原因。"),
            ("table_without_rows", "表“案卷”：应当填写而没有数据；请填写，本期确无数据的在封面声明并写明原因。"),
        ),
    ),
    Situation(
        "declared without a reason", "ledger", TableState.MISSING, {"ledger": []}, {"ledger": ("无", "")},
        ((
            "declaration_without_reason",
            "表“封面”B23：声明“办件台账”无数据，没有写原因，声明不作数；请在“原因”一栏写明。",
        ),),
        counts=False,
    ),
    Situation(
        "declared empty over rows", "ledger", TableState.FILLED, {}, {"ledger": NONE_THIS_YEAR},
        ((
            "declaration_with_rows",
            "表“封面”B23：声明“办件台账”无数据，表中有1行，声明不作数；请删去声明，或者核对该表。",
        ),),
        counts=False,
    ),
    Situation(
        "declared to be there and is not", "ledger", TableState.MISSING, {"ledger": []}, {"ledger": ("有", "")},
        (("declared_rows_missing", "表“封面”B23：声明“办件台账”有数据，表中没有；请补填该表，或者改正声明。"),),
        counts=False,
    ),
    Situation(
        "an optional table declared to be there and is not", "hearing", TableState.MISSING, {}, {"hearing": ("有", "")},
        (("declared_rows_missing", "表“封面”B24：声明“听证”有数据，表中没有；请补填该表，或者改正声明。"),),
        counts=False,
    ),
    Situation(
        "the seven systems cannot be declared empty", "rule_document", TableState.MISSING, {"rule_document": []},
        {"rule_document": ("无", "没有制度")},
        (("declaration_not_allowed", "表“封面”B27：“制度文件”不能声明无数据，声明不作数；请填写该表。"),),
        counts=False,
    ),
    Situation(
        "a table that cannot be empty", "staff", TableState.MISSING, {"staff": []},
        told=(("table_without_rows", "表“人员”：应当填写而没有数据；请填写。"),),
    ),
    Situation("an optional table without a word", "hearing", TableState.NOT_REQUIRED),
    Situation(
        "an optional table declared empty", "hearing", TableState.DECLARED_EMPTY,
        declarations={"hearing": ("无", "本年未举行听证")}, counts=True,
    ),
    Situation(
        "an optional table that nobody may declare", "circulation", TableState.NOT_REQUIRED,
        declarations={"circulation": ("无", "没有共同审批")}, counts=False,
    ),
    Situation(
        "a department without items owes no materials", "material", TableState.NOT_REQUIRED, NO_ITEMS,
        {"item_register": ("无", "旅行社由市里许可")},
    ),
    Situation(
        "and may say so for them too", "material", TableState.NOT_REQUIRED, NO_ITEMS,
        {"item_register": ("无", "旅行社由市里许可"), "material": ("无", "没有事项")}, counts=False,
    ),
    Situation(
        "materials are owed while the register is missing", "material", TableState.MISSING, NO_ITEMS,
        told=(
            ("table_without_rows", "表“事项清单”：应当填写而没有数据；请填写，本期确无数据的在封面声明并写明原因。"),
            *(
                ("table_without_rows", f"表“{title}”：应当填写而没有数据；请填写。")
                for title in ("申请材料", "流程环节", "审查细则", "服务指南")
            ),
        ),
    ),
]  # fmt: skip


@pytest.mark.parametrize("situation", SITUATIONS, ids=[situation.name for situation in SITUATIONS])
def test_what_becomes_of_a_table(tmp_path: Path, situation: Situation) -> None:
    path = make_workbook(tmp_path / "GH.xlsx", rows=situation.rows, declarations=situation.declarations)
    book = read_book(path, read_context())
    assert book.tables[situation.table].state is situation.state
    assert tuple((problem.code, problem.sentence) for problem in book.problems) == situation.told
    declared = {declaration.table: declaration.counts for declaration in book.declarations}
    assert declared.get(situation.table) is situation.counts


def test_a_centre_may_have_no_complaints_and_must_have_facilities(tmp_path: Path) -> None:
    rows: dict[str, list[RowValues]] = {"complaint": [], "facility": []}
    declared = {"complaint": ("无", "本年无投诉"), "facility": ("无", "没有大厅")}
    path = make_workbook(tmp_path / "ZX.xlsx", kind=BookKind.CENTRE, rows=rows, declarations=declared)
    book = read_book(path, read_context())
    assert book.kind is BookKind.CENTRE
    assert book.tables["complaint"].state is TableState.DECLARED_EMPTY
    assert book.tables["facility"].state is TableState.MISSING
    assert [problem.code for problem in book.problems] == ["declaration_not_allowed"]


def edited(folder: Path, **cells: str) -> EvidenceBook:
    """A workbook without ledger and case files, with these cells of its cover."""

    def edit(workbook: Workbook) -> None:
        for address, text in cells.items():
            workbook["封面"][address] = text

    return read_book(make_workbook(folder / "GH.xlsx", rows={"ledger": []}, edit=edit), read_context())


def test_a_declaration_in_other_words_is_told_and_declares_nothing(tmp_path: Path) -> None:
    book = edited(tmp_path, B23="没有", C23="本年无办件")
    assert book.declarations == ()
    assert [(problem.code, problem.sentence) for problem in book.problems] == [
        ("declaration_value", "表“封面”B23：“有无数据”写的是“没有”，应为“有”或者“无”；请从下拉列表中选择。"),
        ("table_without_rows", "表“办件台账”：应当填写而没有数据；请填写，本期确无数据的在封面声明并写明原因。"),
    ]


def test_a_declaration_of_an_unknown_table_is_told(tmp_path: Path) -> None:
    book = edited(tmp_path, A23="台帐", B23="无", C23="本年无办件")
    assert [(problem.code, problem.sentence) for problem in book.problems] == [
        ("declaration_unknown", "表“封面”B23：声明的表“台帐”不是本类填报表的表；请按模板填写表名。"),
        ("table_without_rows", "表“办件台账”：应当填写而没有数据；请填写，本期确无数据的在封面声明并写明原因。"),
    ]


def test_a_declaration_is_read_through_blanks_and_by_the_short_name(tmp_path: Path) -> None:
    book = edited(tmp_path, A23=" 件 ", B23="　无 ", C23="本年无办件")
    assert book.problems == ()
    assert book.tables["ledger"].state is TableState.DECLARED_EMPTY
