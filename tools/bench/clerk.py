"""What a competent clerk's helper would write: openpyxl, pandas and jsonschema, thirty checks, vectorised where pandas
can (标准做法的对照程序).

    python tools/bench/clerk.py FOLDER

prints the findings as JSON: check, file, row. Each workbook is read whole by openpyxl, each row validated by jsonschema
once a table, and the tables of all workbooks are put together before the checks run. Knows nothing of ``conformance``;
the calendar and the tables' schemas are read from their files. Needs pandas (extra ``bench``).
"""

from __future__ import annotations

import json
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import yaml
from jsonschema import Draft202012Validator
from openpyxl import load_workbook

ROOT = Path(__file__).resolve().parents[2]
HEADING_ROW = 3
VAGUE_MATERIAL = (
    "其他|其它|(?:有关|相关|必要|所需)的?(?:材料|证明|文件|资料|手续)|等的?(?:材料|证明|文件|资料|手续)|等$"
)
VAGUE_CRITERION = "视情|酌情|等其他|适当|看情况"
ORGANS_STEP = "受理|审查|审核|核查|评审|勘验|决定|审批"
Tables = dict[str, pd.DataFrame]


def main() -> None:
    """Read every workbook of the folder and print what the checks find."""
    schemas = load_schemas()
    tables, problems = read_folder(Path(sys.argv[1]), schemas)
    findings = run_checks(tables, load_workdays())
    json.dump({"problems": problems, "findings": findings}, sys.stdout)


def load_schemas() -> dict[str, dict[str, Any]]:
    """The tables' schemas by sheet name."""
    files = (ROOT / "checklists/guide-2016/tables").glob("*.schema.json")
    return {schema["title"]: schema for file in files if (schema := json.loads(file.read_text(encoding="utf-8")))}


def load_workdays() -> set[date]:
    """Every day of the calendar that is worked."""
    worked: set[date] = set()
    for file in (ROOT / "checklists/calendar").glob("*.yaml"):
        year = yaml.safe_load(file.read_text(encoding="utf-8"))
        off = {
            span["from"] + timedelta(n)
            for span in year["holidays"]
            for n in range((span["to"] - span["from"]).days + 1)
        }
        day = date(year["year"], 1, 1)
        while day.year == year["year"]:
            if day in year["makeup_workdays"] or (day.weekday() < 5 and day not in off):
                worked.add(day)
            day += timedelta(1)
    return worked


def read_folder(folder: Path, schemas: dict[str, dict[str, Any]]) -> tuple[Tables, int]:
    """The rows of all workbooks by table, and how many cells break their schema."""
    frames: dict[str, list[pd.DataFrame]] = {}
    problems = 0
    validators = {schema["x-table"]: Draft202012Validator({**schema, "required": []}) for schema in schemas.values()}
    for path in sorted(folder.glob("*.xlsx")):
        workbook = load_workbook(path, data_only=True)
        for name in workbook.sheetnames:
            if name in schemas:
                frame = read_sheet(workbook[name], schemas[name])
                problems += validate(frame, validators[schemas[name]["x-table"]], schemas[name])
                frame.insert(0, "file", path.stem)
                frames.setdefault(schemas[name]["x-table"], []).append(frame)
    return {table: pd.concat(parts, ignore_index=True) for table, parts in frames.items()}, problems


def read_sheet(sheet: Any, schema: dict[str, Any]) -> pd.DataFrame:
    """The rows under the headings, by column id; blank rows are left out."""
    titles = {rules["title"]: column for column, rules in schema["properties"].items()}
    rows = list(sheet.iter_rows(min_row=HEADING_ROW, values_only=True))
    columns = [titles.get(str(title).strip(), f"unknown{at}") for at, title in enumerate(rows[0])]
    frame = pd.DataFrame(rows[1:], columns=columns, dtype=object)
    frame.insert(0, "row", range(HEADING_ROW + 1, HEADING_ROW + len(rows)))
    frame = frame.dropna(how="all", subset=list(frame.columns[1:]))
    for column in frame.columns[1:]:
        frame[column] = frame[column].map(lambda cell: cell.strip() if isinstance(cell, str) else cell)
    return frame.reindex(columns=["row", *schema["properties"]]).astype(object)


def validate(frame: pd.DataFrame, validator: Draft202012Validator, schema: dict[str, Any]) -> int:
    """How many cells of the rows break the schema."""
    lists = {column for column, rules in schema["properties"].items() if rules["type"] == "array"}
    count = 0
    for record in frame.drop(columns="row").to_dict("records"):
        row = {}
        for column, cell in record.items():
            if not blank(cell):
                row[column] = jsonable(cell, is_list=column in lists)
        count += sum(1 for _ in validator.iter_errors(row))
    return count


def blank(cell: object) -> bool:
    """No value in the cell."""
    return cell is None or cell == "" or cell != cell


def jsonable(cell: Any, *, is_list: bool) -> Any:
    """The cell as JSON Schema sees it."""
    if is_list:
        return str(cell).split("；")
    return cell.strftime("%Y-%m-%d") if hasattr(cell, "strftime") else cell


def run_checks(tables: Tables, workdays: set[date]) -> list[tuple[str, str, int]]:
    """The findings of all checks, sorted."""
    found: list[tuple[str, str, int]] = []

    def add(check: str, frame: pd.DataFrame) -> None:
        found.extend((check, file, int(row)) for file, row in zip(frame["file"], frame["row"], strict=True))

    items, ledger, material = tables["item_register"], tables["ledger"], tables["material"]
    guide, step, rule = tables["service_guide"], tables["step"], tables["examination_rule"]
    window, supervision = tables["service_window"], tables.get("supervision")
    used = items[items["status"] == "在用"]
    open_items = used[used["secret"].fillna("否") != "是"]
    accepted = ledger[ledger["acceptance_result"] == "受理"]

    add("material-legal-basis", material[material["legal_basis"].isna()])
    add("item-coded", items[items["item_code"].isna()])
    add("process-type-marked", used[used["process_type"].isna()])
    add("accepted-has-slip", accepted[accepted["slip_number"].isna()])
    add("receipt-given", ledger[ledger["received_on"].notna() & ledger["receipt_number"].isna()])
    add("item-url", used[(used["online"] == "是") & used["online_url"].isna()])
    refused = ledger[ledger["acceptance_result"] == "不予受理"]
    add("refusal-has-document", refused[refused["refusal_document"].isna()])
    concerned = ledger[ledger["interest_concerned"] == "是"]
    add("interested-party-notified", concerned[concerned["interest_notified_on"].isna()])
    add("correction-once", ledger[pd.to_numeric(ledger["correction_count"]).fillna(0) > 1])
    add("shared-material", material[(material["source"] == "政府部门核发") & (material["first_submission"] == "否")])
    visited = ledger[ledger["site_visit"] == "是"]
    add("two-examiners", visited[pd.to_numeric(visited["visitor_count"]).fillna(0) < 2])
    coded = items[items["item_code"].notna()]
    add("item-code-unique-within", coded[coded.duplicated(["file", "item_code"], keep=False)])
    add("item-online", open_items[open_items["online"].fillna("否") != "是"])
    pattern = "[0-9]{9}(?:[0-9]{3}|00Y)"
    add("item-code-structure", coded[~coded["item_code"].astype(str).str.fullmatch(pattern)])
    add("window-notice-board", window[window["notice_board"].fillna("无") != "有"])
    add("legal-basis-cited", used[used["basis_number"].isna() | used["basis_article"].isna()])
    add("result-sample-given", used[used["result_title"].isna() | used["result_sample"].isna()])
    add("result-scope-stated", used[used["valid_area"].isna() | used["result_valid_for"].isna()])
    decided = ledger[ledger["decided_on"].notna()]
    add("decision-on-rest-day", decided[~decided["decided_on"].map(lambda day: day.date() in workdays).astype(bool)])
    slips = accepted[accepted["slip_number"].notna()]
    add("slip-number-unique", slips[slips.duplicated(["file", "slip_number"], keep=False)])
    known = set(zip(items["file"], items["item_code"], strict=True))
    for check, frame in (
        ("codes-refer-to-register", ledger),
        ("codes-refer-to-register-step", step),
        ("codes-refer-to-register-material", material),
        ("codes-refer-to-register-guide", guide),
        ("codes-refer-to-register-rule", rule),
    ):
        pairs = pd.Series(list(zip(frame["file"], frame["item_code"], strict=True)), index=frame.index, dtype=object)
        add(check, frame[frame["item_code"].notna() & ~pairs.isin(known)])
    add("vague-material", material[material["material_title"].fillna("").str.contains(VAGUE_MATERIAL)])
    titled = step[step["item_code"].notna() & step["step_title"].notna()]
    add("step-repeated", titled[titled.duplicated(["file", "item_code", "step_title"], keep=False)])
    add("vague-criterion", rule[rule["criterion"].fillna("").str.contains(VAGUE_CRITERION)])
    add("item-published", open_items[open_items["published_on"].isna() | open_items["published_url"].isna()])
    add("outside-centre", ledger[(ledger["channel"] == "科室") | (ledger["delivery_method"] == "科室")])
    if supervision is not None:
        add("inspection-recorded", supervision[supervision["record_attachment"].isna()])
        moved = supervision[supervision["transferred"] == "是"]
        add("transfer-number", moved[moved["transfer_number"].isna()])
    return sorted(found)


if __name__ == "__main__":
    main()
