"""The planting of defects: literal edits at the named cells, or nothing at all."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import load_workbook

from conformance.checklist.guide import load_guide
from conformance.checklist.table import EvidenceTable, load_tables
from conformance.evidence.problem_codes import PROBLEM_CODES
from conformance.evidence.template import TemplateRequest, blank_workbook
from tools import plant_defects
from tools.plant_defects import MANIFEST, Defect, PlantingRefused, load_defects, plant
from tools.sample.books import make_books
from tools.sample.county import EXCELLENT, MESSY, PERIOD_FROM, PERIOD_TO, UNREADABLE, Book, Row, load_county
from tools.sample.spoil import messy, unreadable
from tools.sample_county import filled

PROJECT = Path(__file__).parents[2]
DEFECTS = load_defects()


@cache
def books() -> dict[str, Book]:
    return make_books(load_county(PROJECT), 2017)


@cache
def tables() -> dict[str, EvidenceTable]:
    return load_tables(PROJECT)


@cache
def workbook(code: str) -> bytes:
    request = TemplateRequest(
        kind=books()[code].kind,
        department=code,
        department_title=code,
        round="2017年终期验收",
        period_from=PERIOD_FROM,
        period_to=PERIOD_TO,
        tables=tables(),
        clauses=(),
    )
    return filled(blank_workbook(request, {}), books()[code], {})


def value_at(path: Path, sheet: str, heading: str, row: int) -> object:
    book = load_workbook(path)
    column = next(cell.column for cell in book[sheet][3] if cell.value == heading)
    return book[sheet].cell(row, column).value


def test_the_injector_imports_nothing_of_the_package_that_it_tests() -> None:
    tree = ast.parse(Path(plant_defects.__file__).read_text(encoding="utf-8"))
    imported = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    imported += [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
    assert imported and not [name for name in imported if name.startswith(("conformance", "tools"))]


def test_every_defect_of_the_county_that_tables_can_show_is_planted_and_the_others_are_for_the_site() -> None:
    manifest = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    planted = {entry["county_defect"] for entry in manifest["defects"]}
    on_site = {entry["county_defect"] for entry in manifest["on_site"]}
    assert planted | on_site == set(range(1, 22))
    assert len(DEFECTS) >= 24
    assert len({defect.id for defect in DEFECTS}) == len(DEFECTS)


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.id)
def test_the_county_holds_what_the_manifest_expects_before(defect: Defect) -> None:
    titles = {table.title: table for table in tables().values()}
    for edit in defect.edits:
        table = titles[edit["sheet"]]
        columns = {column.title: column.id for column in table.columns}
        rows = [named(row, columns) for row in books()[defect.department].rows[table.id]]
        where = edit.get("where", {name: before for name, (before, _) in edit.get("every", {}).items()})
        meant = [row for row in rows if all(row[name] == value for name, value in where.items())]
        assert len(meant) == 1 or "every" in edit, edit
        for name, (before, after) in edit.get("set", {}).items():
            assert [row[name] for row in meant] == [before]
            assert after != before


def named(row: Row, columns: dict[str, str]) -> dict[str, Any]:
    return {title: row.get(column) for title, column in columns.items()}


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.id)
def test_what_must_light_is_a_row_of_the_county_or_the_organ_itself(defect: Defect) -> None:
    assert defect.lights or defect.problems
    for light in (*defect.lights, *defect.problems):
        code = light.get("department", defect.department)
        if light["table"] == "department":
            assert light["key"] == code
            continue
        key = tables()[light["table"]].key
        keys = {"/".join(str(row[column]) for column in key) for row in books()[code].rows[light["table"]]}
        renamed = any(set(edit.get("set", edit.get("every", {}))) & {"事项编码"} for edit in defect.edits)
        assert light["key"] in keys or renamed
    assert {problem["code"] for problem in defect.problems} <= set(PROBLEM_CODES)


def test_the_excellent_the_messy_and_the_unreadable_department_have_no_defect() -> None:
    assert not {EXCELLENT, MESSY, UNREADABLE} & {defect.department for defect in DEFECTS}


def test_every_check_that_must_light_has_its_page() -> None:
    pages = {page.stem for page in (PROJECT / "checklists" / "guide-2016" / "checks").glob("*.md")}
    assert {light["check"] for defect in DEFECTS for light in defect.lights} <= pages


def test_planting_sets_the_cells_and_leaves_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "BB.xlsx"
    path.write_bytes(workbook("BB"))
    plant(tmp_path, [defect for defect in DEFECTS if defect.department == "BB"])
    assert value_at(path, "监督检查", "移送文号", 8) is None
    assert value_at(path, "监督检查", "编号", 8) == "JC-BB-2017-05"
    assert value_at(path, "监督检查", "记录附件", 8) == "附件/检查/BB-05.pdf"


def test_planting_gives_the_same_bytes_each_time(tmp_path: Path) -> None:
    results = []
    for name in ("one", "other"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "DA.xlsx").write_bytes(workbook("DA"))
        plant(folder, [defect for defect in DEFECTS if defect.department == "DA"])
        results.append((folder / "DA.xlsx").read_bytes())
    assert results[0] == results[1] != workbook("DA")


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        ({"sheet": "监督", "where": {}, "set": {}}, "no sheet 监督"),
        ({"sheet": "评价", "where": {"编码": "1"}, "set": {}}, "no column 编码"),
        ({"sheet": "评价", "where": {"编号": "PJ-BB-2017-09"}, "set": {}}, "has 0 rows"),
        ({"sheet": "监督检查", "where": {"是否移送": "否"}, "set": {}}, "has 4 rows"),
        ({"sheet": "评价", "where": {"编号": "PJ-BB-2017-01"}, "set": {"得分": [94, 1]}}, "holds 95, not 94"),
        ({"sheet": "评价", "every": {"编号": ["PJ-XX", "PJ-YY"]}}, "holds 'PJ-XX' nowhere"),
    ],
)
def test_a_workbook_that_is_not_as_expected_is_refused_and_left_alone(
    edit: dict[str, Any], said: str, tmp_path: Path
) -> None:
    path = tmp_path / "BB.xlsx"
    path.write_bytes(workbook("BB"))
    good = next(defect for defect in DEFECTS if defect.department == "BB")
    with pytest.raises(PlantingRefused, match=said):
        plant(tmp_path, [good, Defect("wrong", "BB", (edit,), (), ())])
    assert path.read_bytes() == workbook("BB")


def test_a_missing_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlantingRefused, match="no such workbook"):
        plant(tmp_path, [DEFECTS[0]])


def test_the_messy_workbook_says_the_same_in_other_words(tmp_path: Path) -> None:
    path = tmp_path / "JT.xlsx"
    path.write_bytes(messy(workbook("JT")))
    book = load_workbook(path)
    ledger = book["办件台账"]
    headings = [cell.value for cell in ledger[3]]
    assert "决定时间" in headings and "决定日" not in headings
    assert [cell.value for cell in ledger["A"]][-1] == "合计"
    assert ledger.row_dimensions[24].hidden
    assert book["窗口"]["D4"].value == "=1+0"
    assert load_workbook(path, data_only=True)["窗口"]["D4"].value == 1
    assert book.sheetnames[-1] == "备注"


def test_the_unreadable_workbook_is_half_of_one() -> None:
    assert unreadable(workbook("BB")) == workbook("BB")[: len(workbook("BB")) // 2]


def test_every_clause_that_a_defect_breaks_is_in_the_guide_or_the_law() -> None:
    known = load_guide(PROJECT).by_id
    for entry in yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))["defects"]:
        named_clauses = [word for word in _words(entry["reason"]) if word.startswith(("G-", "L-"))]
        assert [clause for clause in named_clauses if clause not in known] == []


def _words(text: str) -> list[str]:
    for sign in "、，；：（）":
        text = text.replace(sign, " ")
    return text.split()
