"""Confirmations and public services (行政确认、公共服务): from the template of their own to the scorecard."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import load_workbook

from conformance.checklist.table import tables_of
from conformance.cli.main import main
from conformance.cli.project import load_project
from conformance.evidence.template import fill_workbook
from conformance.terms import BookKind
from tests.end_to_end.test_sample_county import checked
from tools.sample.books import make_books
from tools.sample.county import FILLED_ON, Row, load_county

ROOT = Path(__file__).parents[2]
CODE = "RSQ"
ORGAN = (
    f"  - {{code: {CODE}, title: 奉节县人力资源和社会保障局（其他事项）, type: 行政机关, book: other_items, "
    "credit_code: '11500236700900309D', certainty: C}\n"
)
TITLES = {"500110001000": ("工伤认定", "行政确认"), "500110003000": ("职业介绍补贴申领", "公共服务")}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The county with one organ more, which fills in a workbook for other items."""
    root = tmp_path_factory.mktemp("project")
    for folder in ("standards", "checklists"):
        shutil.copytree(ROOT / folder, root / folder)
    organs = root / "standards/organs.yaml"
    organs.write_text(organs.read_text(encoding="utf-8") + ORGAN, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def filled(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template as the command line gives it, filled in."""
    folder = tmp_path_factory.mktemp("books")
    assert main(["template", CODE, "--project", str(project), "--out", str(folder)]) == 0
    path = folder / f"{CODE}.xlsx"
    cover = {"secret_items": 0, "head": "负责人", "author": "填表岗", "phone": "023-56500000", "filled_on": FILLED_ON}
    content = fill_workbook(path.read_bytes(), cover=cover, declarations={}, rows=_rows(project), claims={})
    path.write_bytes(content)
    return path


def _rows(project: Path) -> Mapping[str, list[Row]]:
    """What the department has of two of its items, which are called otherwise and are no licenses here."""
    book = make_books(load_county(project), 2017)["RS"]
    wanted = [table.id for table in tables_of(load_project(project).tables, BookKind.OTHER_ITEMS)]
    rows = {table: [dict(row) for row in book.rows[table] if row.get("item_code") in TITLES] for table in wanted}
    for row in rows["item_register"]:
        row["main_title"], row["item_type"] = TITLES[str(row["item_code"])]
    return rows


def test_the_template_has_the_tables_and_the_clauses_of_its_kind(filled: Path) -> None:
    workbook = load_workbook(filled)
    shown = [sheet.title for sheet in workbook if sheet.sheet_state == "visible"]
    assert shown == [
        "封面", "填报说明", "事项清单", "申请材料", "流程环节", "审查细则", "服务指南", "办件台账", "自评",
    ]  # fmt: skip
    claims = [str(row[0]) for row in workbook["自评"].iter_rows(min_row=4, values_only=True)]
    assert "G-3.5.2" in claims and not [one for one in claims if one.startswith("L-")]


def test_a_careful_workbook_is_read_and_conforms(project: Path, filled: Path) -> None:
    (book,) = checked([filled])
    assert [one["sentence"] for one in book["problems"] if one["severity"] == "fault"] == []
    assert [finding["message"] for check in book["checks"] for finding in check["findings"]] == []


def test_a_case_without_a_date_costs_points_here_too(project: Path, filled: Path, tmp_path: Path) -> None:
    spoilt = tmp_path / filled.name
    workbook = load_workbook(filled)
    sheet = workbook["办件台账"]
    columns = {str(cell.value): number for number, cell in enumerate(sheet[3], 1)}
    granted = next(row for row in range(4, sheet.max_row) if sheet.cell(row, columns["决定结论"]).value == "准予")
    sheet.cell(granted, columns["审查完成日"]).value = None
    workbook.save(spoilt)
    clean_points, clean = _score(project, filled, tmp_path / "clean")
    points, found = _score(project, spoilt, tmp_path / "spoilt")
    assert {check for check in found if found[check] != clean[check]} == {"key-dates-filled"}
    assert found["key-dates-filled"] == 1
    assert points < clean_points


def _score(project: Path, workbook: Path, out: Path) -> tuple[Fraction, dict[str, int]]:
    """Points as they stand, and how many rows break each check."""
    main(["score", str(workbook), "--project", str(project), "--out", str(out)])
    card = json.loads((out / f"scorecards/{CODE}.json").read_text(encoding="utf-8"))
    assert card["kind"] == "other_items" and card["grade"] != "unrated"
    violating = {check["id"]: check["V"] for clause in card["clauses"] for check in clause["checks"]}
    return Fraction(card["total"]["n"], card["total"]["d"]), violating
