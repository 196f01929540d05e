"""The rows that the items prefill, held against the tables of the workbook."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from conformance.items.folder import load_items
from conformance.items.guide import SHORT_GUIDE
from conformance.items.organ import load_organs
from conformance.items.rows import Cell, Row, prefill

PROJECT = Path(__file__).parents[2]
TABLES = ("item_register", "item_change", "material", "step", "examination_rule", "service_guide")

LEFT_TO_THE_DEPARTMENT = {
    "item_register": set(),
    "item_change": {"new_item_code"},
    "material": set(),
    "step": set(),
    "examination_rule": set(),
    "service_guide": {"flowchart", "blank_form", "sample_form"},
}
"""Files that the department attaches, and codes that only a merger or a split has."""
NOT_IN_EVERY_ROW = {
    "item_register": {"joint_departments", "lead_department", "fee_items", "fee_standard", "fee_basis"},
    "step": {"next_step", "branch"},
}


@pytest.fixture(scope="module")
def rows() -> Mapping[str, tuple[Row, ...]]:
    return prefill(load_items(PROJECT), load_organs(PROJECT), day=date(2017, 12, 31))


def schema_of(table: str) -> dict[str, Any]:
    path = PROJECT / "checklists" / "guide-2016" / "tables" / f"{table}.schema.json"
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


def row_of(rows: Mapping[str, tuple[Row, ...]], table: str, **wanted: Cell) -> Row:
    (found,) = [row for row in rows[table] if wanted.items() <= row.items()]
    return found


def as_json(cell: Cell, column: Mapping[str, Any]) -> object:
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).split("；") if column["type"] == "array" else cell


def test_it_prefills_six_tables(rows: Mapping[str, tuple[Row, ...]]) -> None:
    assert tuple(rows) == TABLES
    assert {table: len(found) for table, found in rows.items()} == {
        "item_register": 68, "item_change": 21, "material": 303, "step": 467, "examination_rule": 692,
        "service_guide": 136,
    }  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_every_row_is_valid_by_the_schema_of_its_table(rows: Mapping[str, tuple[Row, ...]], table: str) -> None:
    schema = schema_of(table)
    validator = Draft202012Validator(schema, format_checker=FormatChecker(formats=["date"]))
    for row in rows[table]:
        validator.validate({name: as_json(cell, schema["properties"][name]) for name, cell in row.items()})


@pytest.mark.parametrize("table", TABLES)
def test_the_key_of_a_table_tells_its_rows_apart(rows: Mapping[str, tuple[Row, ...]], table: str) -> None:
    keys = [tuple(row[column] for column in schema_of(table)["x-key"]) for row in rows[table]]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("table", TABLES)
def test_every_column_that_an_item_knows_is_filled(rows: Mapping[str, tuple[Row, ...]], table: str) -> None:
    columns = {
        name for name, column in schema_of(table)["properties"].items()
        if not column.get("x-ours") and not column.get("x-optional")
    }  # fmt: skip
    wanted = columns - LEFT_TO_THE_DEPARTMENT[table]
    full = [row for row in rows[table] if row.get("edition_type") != "简"]
    for row in full:
        assert wanted - NOT_IN_EVERY_ROW.get(table, set()) <= set(row), row
    assert wanted <= {column for row in full for column in row}


def test_a_single_item_without_a_fee(rows: Mapping[str, tuple[Row, ...]]) -> None:
    assert row_of(rows, "item_register", item_code="500124001001") == {
        "item_code": "500124001001",
        "main_title": "食品经营许可",
        "sub_title": "食品经营许可新办",
        "sub_title_main_code": "50012400100Y",
        "item_type": "行政许可",
        "basis_title": "中华人民共和国食品安全法；食品经营许可管理办法",
        "basis_number": "中华人民共和国主席令第21号；国家食品药品监督管理总局令第17号",
        "basis_article": "第三十五条；第十一条",
        "basis_level": "法律；部门规章",
        "organ": "奉节县食品药品监督管理分局",
        "organ_code": load_organs(PROJECT)["SY"].credit_code,
        "acceptance_body": "奉节县食品药品监督管理分局",
        "decision_body": "奉节县食品药品监督管理分局",
        "delegated": "否",
        "target": "法人及其他组织；自然人",
        "exercise_level": "县级",
        "process_type": "单一",
        "case_type": "承诺",
        "statutory_limit": 20,
        "statutory_limit_unit": "工作日",
        "committed_limit": 12,
        "limit_unit": "工作日",
        "charged": "否",
        "online_payment": "否",
        "quantity_limited": "无",
        "quantity_note": "无",
        "result_title": "食品经营许可证",
        "result_valid_for": "5年",
        "valid_area": "奉节县",
        "secret": "否",
        "at_centre": "是",
        "window_code": "B-10",
        "online": "是",
        "online_url": "http://www.fengjie.example/xzxk/sy01/apply",
        "status": "在用",
        "enabled_on": date(2017, 1, 1),
        "published_on": date(2017, 6, 20),
        "published_url": "http://www.fengjie.example/xzxk/sy01",
    }


def test_a_joint_item_with_a_fee_names_its_departments_and_what_it_charges(
    rows: Mapping[str, tuple[Row, ...]],
) -> None:
    row = row_of(rows, "item_register", item_code="500115002000")
    assert (row["joint_departments"], row["lead_department"]) == (
        "奉节县市政园林管理局；奉节县公安局", "奉节县市政园林管理局",
    )  # fmt: skip
    assert (row["charged"], row["fee_items"], row["fee_basis_level"]) == ("是", "城市道路挖掘修复费", "行政法规")
    assert "online_payment" not in row


def test_an_instant_item_has_no_days(rows: Mapping[str, tuple[Row, ...]]) -> None:
    row = row_of(rows, "item_register", item_code="500125002000")
    assert (row["case_type"], row["committed_limit"], row["limit_unit"]) == ("即办", 0, "当场")
    guide = row_of(rows, "service_guide", item_code="500125002000", edition_type="完整")
    assert (guide["examination_type"], guide["time_limit"]) == ("即审即办", "法定当场办结，承诺当场办结")


@pytest.mark.parametrize(
    ("day", "status", "changes"),
    [(date(2017, 11, 4), "在用", 0), (date(2017, 11, 5), "取消", 1)],
)
def test_a_cancelled_item_stays_in_the_register_as_cancelled(day: date, status: str, changes: int) -> None:
    rows = prefill(load_items(PROJECT), load_organs(PROJECT), day=day)
    row = row_of(rows, "item_register", item_code="500109001000")
    assert row["status"] == status
    assert row["basis_article"] == "第三十八条"
    assert row.get("stopped_on") == (date(2017, 11, 5) if status == "取消" else None)
    assert len([change for change in rows["item_change"] if change["item_code"] == "500109001000"]) == changes
    assert row_of(rows, "service_guide", item_code="500109001000", edition_type="简")


def test_an_item_is_not_listed_before_it_begins() -> None:
    rows = prefill(load_items(PROJECT), load_organs(PROJECT), day=date(2017, 5, 31))
    assert "500117001000" not in {row["item_code"] for table in rows.values() for row in table}


def test_the_basis_follows_the_day() -> None:
    rows = prefill(load_items(PROJECT), load_organs(PROJECT), day=date(2017, 8, 31))
    assert row_of(rows, "item_register", item_code="500102001001")["basis_article"] == "第十一条至第十七条"


def test_the_short_guide_repeats_the_full_one_word_for_word(rows: Mapping[str, tuple[Row, ...]]) -> None:
    full = {row["item_code"]: row for row in rows["service_guide"] if row["edition_type"] == "完整"}
    short = {row["item_code"]: row for row in rows["service_guide"] if row["edition_type"] == "简"}
    assert set(full) == set(short) == {row["item_code"] for row in rows["item_register"]}
    for code, row in short.items():
        assert set(row) == {"edition_type", *SHORT_GUIDE}
        assert {**row, "edition_type": "完整"}.items() <= full[code].items()


def test_the_guide_the_register_and_the_steps_agree(rows: Mapping[str, tuple[Row, ...]]) -> None:
    for register in rows["item_register"]:
        guide = row_of(rows, "service_guide", item_code=register["item_code"], edition_type="完整")
        for column in ("acceptance_body", "decision_body", "statutory_limit", "committed_limit"):
            assert guide[column] == register[column]
        steps = [row for row in rows["step"] if row["item_code"] == register["item_code"]]
        assert guide["procedure"] == "→".join(str(step["step_title"]) for step in steps)
        assert sum(int(str(step["days"])) for step in steps) <= int(str(register["committed_limit"]))


def test_the_last_change_of_a_column_is_what_the_register_says(rows: Mapping[str, tuple[Row, ...]]) -> None:
    ids = {column["title"]: name for name, column in schema_of("item_register")["properties"].items()}
    last = {(row["item_code"], row["element"]): row["after"] for row in rows["item_change"]}
    replayed = {key: after for key, after in last.items() if key[1] in ids}
    assert len(replayed) == 18
    for (code, element), after in replayed.items():
        assert str(row_of(rows, "item_register", item_code=code)[ids[str(element)]]) == after, (code, element)


def test_materials_say_their_copies_in_the_guide(rows: Mapping[str, tuple[Row, ...]]) -> None:
    guide = row_of(rows, "service_guide", item_code="500124001001", edition_type="完整")
    assert guide["materials"] == (
        "1. 食品经营许可申请书（原件1份）；2. 营业执照（复印件1份）；3. 设备布局和操作流程图（原件1份）；"
        "4. 食品安全管理制度文本（原件1份）；5. 授权委托书（原件1份）"
    )
    assert row_of(rows, "material", item_code="500124001001", material_number=1) == {
        "item_code": "500124001001",
        "material_number": 1,
        "material_title": "食品经营许可申请书",
        "originals": 1,
        "copies": 0,
        "form": "纸质或者电子",
        "source": "机关发表",
        "legal_basis": "《食品经营许可管理办法》",
        "necessity": "必要",
        "blank_form": "有",
        "sample_form": "有",
        "filling_note": "在窗口领取或者网上下载空表",
    }
