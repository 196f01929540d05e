"""The ledger (办件台账) of a department and the tables that hang on its cases: files, hearings, circulation.

``cases`` says what happened; here each case gets its numbers and the papers that go with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import yaml

from conformance.items.item import LicensingItem
from tools.sample.cases import draw_cases, has_visit
from tools.sample.county import County, Row
from tools.sample.premises import Premises

FIXED_CASES = Path(__file__).with_name("fixed_cases.yaml")
_RATINGS = ("非常满意",) * 6 + ("满意",) * 5 + ("基本满意",) + ("未评",) * 8
_DELIVERY = ("自取",) * 16 + ("邮寄",) * 3 + ("网上",)
_CHANNELS = ("窗口",) * 34 + ("网上",) * 5 + ("邮寄",)
_RETENTION = {"证照": "30年", "批文": "30年", "标牌": "10年"}


@dataclass(frozen=True)
class FixedCases:
    """The literal cases by item, and the hearings held on them by case number."""

    cases: Mapping[str, Sequence[Row]]
    hearings: Mapping[str, Row]


def load_fixed_cases() -> FixedCases:
    """The cases that the defects are planted in; conforming as they stand."""
    cases: dict[str, list[Row]] = defaultdict(list)
    hearings: dict[str, Row] = {}
    for entry in yaml.safe_load(FIXED_CASES.read_text(encoding="utf-8"))["cases"]:
        case: dict[str, Any] = dict(entry)
        item, hearing = case.pop("item"), case.pop("hearing", None)
        cases[item].append(case)
        if hearing is not None:
            hearings[case["case_number"]] = hearing
    return FixedCases(cases, hearings)


def ledger_rows(
    county: County, department: str, premises: Premises, *, counts: Mapping[str, int], fixed: FixedCases, seed: int
) -> list[Row]:
    """All cases of a department, sorted by case number; slip, license and archive numbers run without a gap."""
    drawn: list[tuple[LicensingItem, Row]] = []
    literal: list[tuple[LicensingItem, Row]] = []
    for item in county.items_of(department):
        rng = Random(f"{seed}/{item.id}")
        own = fixed.cases.get(item.id, ())
        literal += [(item, _complete(item, dict(case), premises, rng)) for case in own]
        cases = draw_cases(county, item, counts[item.id] - len(own), rng)
        drawn += [(item, _complete(item, case, premises, rng)) for case in cases]
    drawn.sort(key=lambda pair: (_day(pair[1], "received_on"), pair[0].id))
    for number, (_, case) in enumerate(drawn, start=1):
        case["case_number"] = f"{department}-2017-{number:05}"
    rows = sorted((*drawn, *literal), key=lambda pair: str(pair[1]["case_number"]))
    _add_numbers(department, rows)
    return [row for _, row in rows]


def case_file_rows(ledger: Sequence[Row], items: Sequence[LicensingItem]) -> list[Row]:
    """One file (案卷) for each archived case, complete and with its index."""
    kinds = {item.code: item.result.kind for item in items}
    return [_case_file(row, kinds[str(row["item_code"])]) for row in ledger if row["archived_on"]]


def hearing_rows(ledger: Sequence[Row], premises: Premises, hearings: Mapping[str, Row]) -> list[Row]:
    """The hearings of the cases whose special procedure is one (听证)."""
    return [
        {
            "case_number": row["case_number"],
            **hearings[str(row["case_number"])],
            "public": "是",
            "presided_by": premises.first("首席代表"),
            "examined_by": premises.first("审查"),
            "record_signed": "是",
            "charged": "不收费",
        }
        for row in ledger
        if row["special_procedure"] == "听证"
    ]


def circulation_rows(county: County, ledger: Sequence[Row], items: Sequence[LicensingItem]) -> list[Row]:
    """Where each joint case was until its decision: with the lead, two days with each other department, the lead."""
    joint = {item.code: item for item in items if item.is_joint}
    rows: list[Row] = []
    for case in ledger:
        item = joint.get(str(case["item_code"]))
        if item is not None and case["accepted_on"] and case["decided_on"]:
            rows += _circulation(county, case, item)
    return rows


def _circulation(county: County, case: Row, item: LicensingItem) -> Iterable[Row]:
    accepted, examined, decided = (_day(case, column) for column in ("accepted_on", "examined_on", "decided_on"))
    back = min(county.after(accepted, 2), examined)
    stays = [(item.lead, accepted, accepted)]
    stays += [(code, accepted, back) for code in item.departments_joint if code != item.lead]
    stays.append((item.lead, back, decided))
    for sequence, (code, came, left) in enumerate(stays, start=1):
        yield {
            "case_number": case["case_number"],
            "sequence": sequence,
            "department_title": county.title(code),
            "in_on": came,
            "out_on": left,
        }


def _complete(item: LicensingItem, case: Row, premises: Premises, rng: Random) -> Row:
    row = _common(item, premises, rng) | case
    if row["acceptance_result"] == "不予受理":
        return row | {"visit_assigned_on": None, "site_visit": "否", "decision_result": None, "decided_by": None}
    if not row["decided_on"]:
        return row | {"decision_result": None, "decided_by": None, "delivery_method": None, "rating": "未评"}
    if row["decision_result"] is None:
        row["decision_result"] = "准予"
    if row["site_visit"] is None:
        row |= _visit(row) if has_visit(item) or row["visited_on"] else {"site_visit": "否"}
    return row


def _visit(row: Row) -> Row:
    return {
        "site_visit": "是",
        "visit_assigned_on": row["visit_assigned_on"] or row["accepted_on"],
        "visited_on": row["visited_on"] or row["examined_on"],
        "visitor_count": row["visitor_count"] or 2,
    }


def _common(item: LicensingItem, premises: Premises, rng: Random) -> Row:
    blank: Row = dict.fromkeys(_BLANK)
    return blank | {
        "item_code": item.code,
        "acceptance_body": item.acceptance_body,
        "decision_body": item.decision_body,
        "applicant_type": rng.choice(item.target),
        "channel": rng.choice(_CHANNELS),
        "secret": "否",
        "correction_count": 0,
        "materials_received": "；".join(str(material.number) for material in item.materials),
        "acceptance_result": "受理",
        "interest_concerned": "否",
        "renewal": "否",
        "decided_by": premises.first("首席代表"),
        "delivery_method": rng.choice(_DELIVERY),
        "rating": rng.choice(_RATINGS),
    }


def _add_numbers(department: str, rows: Sequence[tuple[LicensingItem, Row]]) -> None:
    for item, row in rows:
        number = row["case_number"]
        row["receipt_number"] = f"JS-{number}"
        if row["acceptance_result"] == "不予受理":
            row["refusal_document"] = f"BS-{number}"
        elif row["decision_result"] == "不予":
            row["refusal_document"] = f"BX-{number}"
        if item.id == "YC01" and row["acceptance_result"] == "受理":
            _renew(row)
    for item in {item.id: item for item, _ in rows}.values():
        own = [row for one, row in rows if one.id == item.id]
        _number(own, "slip_number", "accepted_on", f"XK{item.code}2017{{:05}}")
        granted = [row for row in own if row["decision_result"] == "准予"]
        _number(granted, "license_number", "decided_on", f"{item.id}-2017-{{:05}}")
    _number([row for _, row in rows], "archive_number", "archived_on", f"XK-{department}-2017-{{:04}}")


def _number(rows: Sequence[Row], column: str, by: str, pattern: str) -> None:
    dated = [row for row in rows if row[by]]
    for number, row in enumerate(sorted(dated, key=lambda row: (_day(row, by), str(row["case_number"]))), start=1):
        row[column] = pattern.format(number)


def _renew(row: Row) -> None:
    """Every fifth case of the tobacco license renews one that has more than two months to run."""
    if row["valid_until"] is None and int(str(row["case_number"])[-5:]) % 5 == 0:
        received = _day(row, "received_on")
        month = received.month + 3
        row |= {"renewal": "是", "valid_until": date(received.year + (month - 1) // 12, (month - 1) % 12 + 1, 28)}


def _case_file(row: Row, kind: str) -> Row:
    pages = 12 + sum(str(row["case_number"]).encode()) % 17
    return {
        "case_number": row["case_number"],
        "archive_number": row["archive_number"],
        "pages": pages,
        "index_pages": pages,
        "missing_documents": 0,
        "archived_on": row["archived_on"],
        "retention": _RETENTION[kind],
        "electronic": f"附件/案卷/{row['archive_number']}.pdf",
    }


def _day(row: Row, column: str) -> date:
    day = row[column]
    assert isinstance(day, date), f"{column} of {row.get('case_number')}"
    return day


_BLANK = (
    "slip_number", "receipt_number", "received_on", "correction_notified_on", "corrected_on", "refusal_document",
    "refusal_reason", "accepted_on", "special_procedure", "special_notified_on", "special_started_on",
    "special_notified_days", "special_days", "interest_notified_on", "site_visit", "visit_assigned_on", "visited_on",
    "visitor_count", "examined_on", "extension_organ", "extended_on", "extension_days", "extension_notified_on",
    "valid_until", "decision_result", "remedy_notified", "decided_on", "license_number", "delivered_on", "published_on",
    "archived_on", "archive_number",
)  # fmt: skip
