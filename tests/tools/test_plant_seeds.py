"""One fault at a time: which row is drawn, what is changed, and that nothing is left of it afterwards."""

from __future__ import annotations

import ast
import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from conformance.checklist.check import load_checks
from conformance.checklist.table import load_tables
from tools import plant_defects, plant_many, plant_seeds
from tools.plant_many import Manifest
from tools.plant_seeds import Fault, Kind, Sheets, faults_of, load_kinds, open_county, planted

PROJECT = Path(__file__).parents[2]
KINDS = load_kinds()
NO_RECIPES = Manifest({}, {}, ())
COLUMNS = ("办件号", "受理单号", "受理日", "决定日", "补正次数")
ROWS = (
    ("A1", "XK00001", date(2017, 3, 1), date(2017, 3, 3), 0),
    ("A2", "XK00002", date(2017, 3, 2), date(2017, 3, 6), 0),
    ("A3", "YK00001", date(2017, 4, 3), None, 1),
)


@pytest.fixture
def county(tmp_path: Path) -> dict[str, Sheets]:
    for code in ("GH", "SY"):
        book = Workbook()
        sheet = book.worksheets[0]
        sheet.title = "办件台账"
        for line in (["办件台账"], [], COLUMNS, *ROWS):
            sheet.append(list(line))
        filed = book.create_sheet("案卷")
        for line in (["案卷"], [], ["办件号", "缺件"], *([row[0], 0] for row in ROWS)):
            filed.append(line)
        book.save(tmp_path / f"{code}.xlsx")
    return open_county(tmp_path)


def kinds(tmp_path: Path, text: str) -> tuple[Kind, ...]:
    path = tmp_path / "kinds.yaml"
    path.write_text(f"kinds:\n  correction-once:\n    - {text}\n", encoding="utf-8")
    return load_kinds(path, NO_RECIPES)


def drawn(county: Mapping[str, Sheets], own: tuple[Kind, ...], seed: int = 1) -> tuple[Fault, ...]:
    return faults_of(county, own, seed=seed, concerned={"correction-once": frozenset(county)})


def rows(content: bytes, sheet: str = "办件台账") -> list[tuple[Any, ...]]:
    lines = load_workbook(io.BytesIO(content))[sheet].iter_rows(min_row=4, values_only=True)
    return [tuple(plant_defects.plain(value) for value in line) for line in lines]


def test_the_planter_imports_nothing_of_the_package_that_it_tests() -> None:
    for module in (plant_seeds, plant_many, plant_defects):
        tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
        imported = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        imported += [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
        assert imported and not [name for name in imported if name.startswith("conformance")]


def test_there_is_a_kind_for_every_check_and_none_beside() -> None:
    assert {kind.check for kind in KINDS} == set(load_checks(PROJECT))


def test_every_kind_names_sheets_columns_and_checks_that_are_there() -> None:
    tables = {table.title: {column.title for column in table.columns} for table in load_tables(PROJECT).values()}
    checks = load_checks(PROJECT)
    for kind in KINDS:
        assert set(kind.breaks_too) <= set(checks), kind.check
        for edit in (kind.edit, *kind.also):
            assert {*edit.where, *edit.set} <= tables[edit.sheet], (kind.check, kind.number)
        assert set(kind.add or ()) <= tables[kind.edit.sheet], kind.check
        for sheet, where in (*kind.having.items(), *kind.without.items()):
            assert set(where) <= tables[sheet], kind.check


def test_a_row_is_changed_and_no_other(county: dict[str, Sheets], tmp_path: Path) -> None:
    own = kinds(tmp_path, "{sheet: 办件台账, where: {办件号: A2}, set: {补正次数: 2, 决定日: {days: 4}}}")
    fault = drawn({"GH": county["GH"]}, own)[0]
    assert (fault.organ, fault.light) == ("GH", ("ledger", "A2"))
    content = planted(county["GH"], fault)
    assert rows(content) == [ROWS[0], ("A2", "XK00002", date(2017, 3, 2), date(2017, 3, 10), 2), ROWS[2]]
    assert planted(county["GH"], fault) == content


def test_the_seed_chooses_the_row_and_the_organs_take_turns(county: dict[str, Sheets], tmp_path: Path) -> None:
    own = kinds(tmp_path, "{sheet: 办件台账, set: {补正次数: 2}}")
    again, other = drawn(county, own), drawn(county, own, seed=4)
    assert drawn(county, own) == again
    assert [one.row for one in other] != [one.row for one in again]
    assert [one.organ for one in again[:2]] in (["GH", "SY"], ["SY", "GH"])
    assert len({(one.organ, one.row) for one in again}) == len(again) == plant_seeds.PLACES


def test_an_organ_that_the_check_does_not_concern_is_left_out(county: dict[str, Sheets], tmp_path: Path) -> None:
    own = kinds(tmp_path, "{sheet: 办件台账, set: {补正次数: 2}}")
    found = faults_of(county, own, seed=1, concerned={"correction-once": frozenset({"SY"})})
    assert {one.organ for one in found} == {"SY"}


@pytest.mark.parametrize(
    ("where", "cases"),
    [
        ("{受理单号: {last: true}}", {"A2", "A3"}),
        ("{受理日: {from: 2017-03-02, to: 2017-03-31}}", {"A2"}),
        ("{决定日: {there: true}}", {"A1", "A2"}),
        ("{补正次数: {not: 0}}", {"A3"}),
        ("{受理单号: {matches: ^X}}", {"A1", "A2"}),
    ],
)
def test_conditions(county: dict[str, Sheets], tmp_path: Path, where: str, cases: set[str]) -> None:
    own = kinds(tmp_path, f"{{sheet: 办件台账, where: {where}, set: {{补正次数: 7}}}}")
    assert {one.light[1] for one in drawn({"GH": county["GH"]}, own)} == cases


@pytest.mark.parametrize(
    ("change", "column", "value"),
    [
        ("{受理单号: {serial: 2}}", 1, "XK00004"),
        ("{受理单号: {match: ^X, with: '{办件号}-'}}", 1, "A2-K00002"),
        ("{受理单号: '{办件号}'}", 1, "A2"),
        ("{补正次数: {plus: 3}}", 4, 3),
        ("{决定日: {days: 5, of: 受理日}}", 3, date(2017, 3, 7)),
        ("{决定日: {days: 9, of: 受理日}}", 3, date(2017, 3, 13)),
        ("{决定日: {saturday: true, of: 受理日}}", 3, date(2017, 3, 4)),
        ("{决定日: null}", 3, None),
    ],
)
def test_changes(county: dict[str, Sheets], tmp_path: Path, change: str, column: int, value: Any) -> None:
    own = kinds(tmp_path, f"{{sheet: 办件台账, where: {{办件号: A2}}, set: {change}}}")
    assert rows(planted(county["GH"], drawn({"GH": county["GH"]}, own)[0]))[1][column] == value


def test_rows_elsewhere_are_changed_or_emptied_with_it(county: dict[str, Sheets], tmp_path: Path) -> None:
    also = "also: [{sheet: 案卷, where: {办件号: '{办件号}'}, clear: true}]"
    own = kinds(tmp_path, f"{{sheet: 办件台账, where: {{办件号: A2}}, {also}}}")
    content = planted(county["GH"], drawn({"GH": county["GH"]}, own)[0])
    assert rows(content, "案卷") == [("A1", 0), (None, None), ("A3", 0)]
    assert rows(content) == [*ROWS]


def test_a_row_is_added_below(county: dict[str, Sheets], tmp_path: Path) -> None:
    own = kinds(tmp_path, "{sheet: 办件台账, where: {办件号: A2}, add: {办件号: B1}}")
    fault = drawn({"GH": county["GH"]}, own)[0]
    assert fault.light == ("ledger", "B1")
    assert rows(planted(county["GH"], fault))[3] == ("B1", *ROWS[1][1:])


def test_all_rows_are_changed_where_the_organ_is_what_lights(county: dict[str, Sheets], tmp_path: Path) -> None:
    own = kinds(tmp_path, "{sheet: 办件台账, all: true, set: {补正次数: 9}, lights: {organ: true}}")
    faults = drawn(county, own)
    assert [one.light for one in faults] == [("department", one.organ) for one in faults] and len(faults) == 2
    assert [row[4] for row in rows(planted(county["GH"], next(one for one in faults if one.organ == "GH")))] == [9] * 3


def test_a_kind_that_would_change_nothing_is_refused(county: dict[str, Sheets], tmp_path: Path) -> None:
    own = kinds(tmp_path, "{sheet: 办件台账, where: {办件号: A2}, set: {补正次数: 0}}")
    with pytest.raises(plant_defects.PlantingRefused, match="nothing would change"):
        planted(county["GH"], drawn({"GH": county["GH"]}, own)[0])
