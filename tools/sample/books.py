"""The books of the whole county as rows (填报内容), before any workbook is written.

The county is clean: every row conforms to every requirement. ``plant_defects`` edits the finished workbooks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

from conformance.items.item import LicensingItem
from conformance.items.rows import prefill
from conformance.terms import BookKind
from tools.sample.body import county_body_rows
from tools.sample.cases import quotas
from tools.sample.county import CENTRE, COUNTY_BODY, PERIOD_TO, WITHOUT_ITEMS, Book, Cell, County, Row
from tools.sample.ledger import (
    FixedCases,
    case_file_rows,
    circulation_rows,
    hearing_rows,
    ledger_rows,
    load_fixed_cases,
)
from tools.sample.papers import (
    complaint_rows,
    consultation_rows,
    evaluation_rows,
    rule_document_rows,
    supervision_rows,
)
from tools.sample.premises import facility_rows, make_premises

TOTAL_CASES = 3500
_NOTICE = "事项；依据；条件；数量；程序；期限；材料目录；示范文本"
_REASONS = {
    "item_change": "本年事项没有变更",
    "ledger": "本年无办件",
    "hearing": "本年没有举行听证",
    "complaint": "本年没有收到投诉",
    "case_file": "本年无办件，没有案卷",
}
_REASONS_WITHOUT_ITEMS = {
    "item_register": "旅行社设立由市级许可，本局没有县级行政许可事项",
    "item_change": "没有行政许可事项",
    "ledger": "没有行政许可事项，本年无办件",
    "hearing": "没有行政许可事项",
    "case_file": "没有行政许可事项，没有案卷",
}


def make_books(county: County, seed: int) -> dict[str, Book]:
    """What everybody fills in, by code; the same seed gives the same county."""
    fixed = load_fixed_cases()
    counts = quotas(county.items, TOTAL_CASES, {item.id: len(fixed.cases.get(item.id, ())) for item in county.items})
    books = {code: _department(county, code, counts=counts, fixed=fixed, seed=seed) for code in county.departments}
    books[CENTRE] = _centre(county, seed)
    registers = [row for book in books.values() for row in book.rows.get("item_register", ())]
    books[COUNTY_BODY] = _county_body(county, registers)
    return books


def _department(county: County, code: str, *, counts: Mapping[str, int], fixed: FixedCases, seed: int) -> Book:
    items, premises, rng = county.items_of(code), make_premises(county, code), Random(f"{seed}/{code}")
    ledger = ledger_rows(county, code, premises, counts=counts, fixed=fixed, seed=seed)
    rows = _item_tables(county, items) | {
        "ledger": ledger,
        "hearing": hearing_rows(ledger, premises, fixed.hearings),
        "service_window": list(premises.windows),
        "staff": list(premises.staff),
        "rule_document": rule_document_rows(county, code),
        "consultation": consultation_rows(county, code, premises, rng),
        "complaint": complaint_rows(county, code, rng),
        "evaluation": evaluation_rows(county, code),
        "case_file": case_file_rows(ledger, items),
        "circulation": circulation_rows(county, ledger, items),
    }
    reasons = _REASONS | (_REASONS_WITHOUT_ITEMS if code == WITHOUT_ITEMS else {})
    return Book(code, BookKind.DEPARTMENT, rows, _declarations(rows, reasons))


def _centre(county: County, seed: int) -> Book:
    premises, rng = make_premises(county, CENTRE), Random(f"{seed}/{CENTRE}")
    rows = {
        "service_window": list(premises.windows),
        "staff": list(premises.staff),
        "facility": facility_rows(county, CENTRE),
        "rule_document": rule_document_rows(county, CENTRE),
        "consultation": consultation_rows(county, CENTRE, premises, rng),
        "complaint": complaint_rows(county, CENTRE, rng),
        "supervision": supervision_rows(county, CENTRE),
        "evaluation": evaluation_rows(county, CENTRE),
    }
    return Book(CENTRE, BookKind.CENTRE, rows)


def _county_body(county: County, registers: list[Row]) -> Book:
    rows = county_body_rows(county, registers) | {
        "supervision": supervision_rows(county, COUNTY_BODY),
        "evaluation": evaluation_rows(county, COUNTY_BODY),
    }
    return Book(COUNTY_BODY, BookKind.COUNTY_BODY, rows)


def _declarations(rows: Mapping[str, list[Row]], reasons: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    return {table: ("无", reason) for table, reason in reasons.items() if not rows[table]}


def _item_tables(county: County, items: tuple[LicensingItem, ...]) -> dict[str, list[Row]]:
    """The prefilled rows with what a department adds to them: attachments, notices, what streamlining gained."""
    known = prefill(items, county.organs, day=PERIOD_TO)
    by_code = {item.code: item for item in items}
    return {
        table: [_completed(table, dict(row), by_code[str(row["item_code"])]) for row in rows]
        for table, rows in known.items()
    }


def _completed(table: str, row: Row, item: LicensingItem) -> Row:
    additions = _ADDITIONS.get(table)
    return row | dict(additions(row, item)) if additions else row


def _register_additions(row: Row, item: LicensingItem) -> Iterator[tuple[str, Cell]]:
    yield "result_sample", f"附件/样本/{item.id}.jpg"
    yield "online_payment", "是" if item.fee.charged else "否"
    yield "steps_before", len(item.steps) + 2
    yield "steps_after", len(item.steps)
    yield "materials_before", len(item.materials) + 1
    yield "materials_after", len(item.materials)
    yield "days_before", item.committed_limit.days + 5
    yield "days_after", item.committed_limit.days
    if item.online:
        yield "online_functions", "看事项；下表格；提申请；查进度；查结果"


def _material_additions(row: Row, item: LicensingItem) -> Iterator[tuple[str, Cell]]:
    yield "first_submission", "是"


def _guide_additions(row: Row, item: LicensingItem) -> Iterator[tuple[str, Cell]]:
    yield "flowchart", f"附件/流程图/{item.id}.png"
    yield "blank_form", row.get("blank_form") or f"附件/空表/{item.id}.docx"
    yield "sample_form", row.get("sample_form") or f"附件/样表/{item.id}.docx"
    yield "notice_items", _NOTICE


_ADDITIONS = {
    "item_register": _register_additions,
    "material": _material_additions,
    "service_guide": _guide_additions,
}
