"""Recipes become defects: one for each organ with a row that fits, or none."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from conformance.checklist.check import CHECKS_FOLDER
from conformance.checklist.guide import load_guide
from conformance.checklist.table import load_tables
from tools import plant_many
from tools.plant_defects import PlantingRefused
from tools.plant_many import Manifest, Recipe, defects_of, load_manifest

PROJECT = Path(__file__).parents[2]
MANIFEST = load_manifest()
RECIPE = Recipe("no-second-post", "窗口", {}, {"B岗": None}, ({"check": "ab-posts-differ"},), False, (1, 1))
SMALL = Manifest({"窗口": ("窗口编号",)}, {"窗口": "service_window"}, (RECIPE,))


def workbook(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "窗口"
    for line in (["窗口"], ["window_code", "post_b"], ["窗口编号", "B岗"]):
        sheet.append(line)
    for row in rows:
        sheet.append([row["窗口编号"], row["B岗"]])
    book.save(path)


def test_the_recipes_import_nothing_of_the_package_that_they_test() -> None:
    tree = ast.parse(Path(plant_many.__file__).read_text(encoding="utf-8"))
    imported = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    imported += [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
    assert imported and not [name for name in imported if name.startswith("conformance")]


def test_every_recipe_names_sheets_columns_and_checks_that_are_there() -> None:
    tables = {table.title: table for table in load_tables(PROJECT).values()}
    for recipe in MANIFEST.recipes:
        table = tables[recipe.sheet]
        assert table.id == MANIFEST.tables[recipe.sheet]
        headings = {column.title for column in table.columns}
        assert {*recipe.where, *recipe.set, *MANIFEST.keys[recipe.sheet]} <= headings, recipe.id
        for light in recipe.lights:
            assert (PROJECT / CHECKS_FOLDER / f"{light['check']}.md").is_file(), recipe.id
    assert len({recipe.id for recipe in MANIFEST.recipes}) == len(MANIFEST.recipes) == 64


def test_every_recipe_gives_its_reason_by_a_clause() -> None:
    known = load_guide(PROJECT).by_id
    text = plant_many.MANIFEST.read_text(encoding="utf-8")
    reasons = [line.split("reason: ")[1] for line in text.splitlines() if "reason: " in line]
    assert len(reasons) == len(MANIFEST.recipes)
    assert [reason for reason in reasons if reason.split()[0] not in known] == []


def test_a_recipe_takes_the_first_row_that_fits_in_each_workbook(tmp_path: Path) -> None:
    workbook(tmp_path / "GH.xlsx", [{"窗口编号": "C-01", "B岗": "P2"}, {"窗口编号": "C-02", "B岗": "P4"}])
    workbook(tmp_path / "SY.xlsx", [{"窗口编号": "B-01", "B岗": "P9"}])
    defects = defects_of(tmp_path, SMALL)
    assert [(one.id, one.edits[0]["where"], one.edits[0]["set"]) for one in defects] == [
        ("no-second-post@GH", {"窗口编号": "C-01"}, {"B岗": ["P2", None]}),
        ("no-second-post@SY", {"窗口编号": "B-01"}, {"B岗": ["P9", None]}),
    ]
    assert defects[0].lights == ({"check": "ab-posts-differ", "table": "service_window", "key": "C-01"},)


def test_a_row_that_holds_a_defect_is_left_to_it_unless_it_is_shared(tmp_path: Path) -> None:
    workbook(tmp_path / "GH.xlsx", [{"窗口编号": "C-01", "B岗": "P2"}, {"窗口编号": "C-02", "B岗": "P4"}])
    for shares, row in ((False, "C-02"), (True, "C-01")):
        second = replace(RECIPE, id="another", set={"B岗": "P1"}, shares=shares)
        defects = defects_of(tmp_path, replace(SMALL, recipes=(RECIPE, second)))
        assert [one.edits[0]["where"]["窗口编号"] for one in defects] == ["C-01", row]


def test_turns_leave_out_organs_and_patterns_leave_out_rows(tmp_path: Path) -> None:
    for code in ("AA", "BB", "CC"):
        workbook(tmp_path / f"{code}.xlsx", [{"窗口编号": f"{code}-1", "B岗": "P2"}])
    second = replace(RECIPE, turn=(2, 2))
    assert [one.department for one in defects_of(tmp_path, replace(SMALL, recipes=(second,)))] == ["BB"]
    only = replace(RECIPE, where={"窗口编号": {"matches": "^C"}})
    assert [one.department for one in defects_of(tmp_path, replace(SMALL, recipes=(only,)))] == ["CC"]


def test_a_recipe_that_would_change_nothing_is_refused(tmp_path: Path) -> None:
    workbook(tmp_path / "GH.xlsx", [{"窗口编号": "C-01", "B岗": None}])
    with pytest.raises(PlantingRefused, match="nothing would change"):
        defects_of(tmp_path, SMALL)
