"""The population (总体) that a sample is drawn from: every decided case of a period, numbered, with a digest.

The file is published with its digest before the seed is drawn; a row that is added, removed or changed afterwards is
told by name. ``draw.py`` draws from it. Follows the county's own standard FJXK 107 and the plan's 抽样检查.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from conformance.errors import CannotProceed
from conformance.evidence.book import EvidenceBook

LEDGER = "ledger"
_HEADINGS = {
    "number": "序号",
    "department": "部门",
    "case_number": "办件号",
    "item_code": "事项编码",
    "decision": "决定结论",
    "decided_on": "决定日",
}


class ExclusionReason(StrEnum):
    """Why a row of the ledger is no part of the population."""

    UNREADABLE = "办件号或者决定日读不出来"
    UNDECIDED = "没有决定日"
    OUTSIDE = "决定日不在期间内"
    TWICE = "办件号重复，只取第一行"


@dataclass(frozen=True)
class Case:
    """One decided case; the texts are what the ledger says."""

    department: str
    case_number: str
    item_code: str
    decision: str
    decided_on: date

    @property
    def id(self) -> str:
        """What is hashed with the seed: department and case number."""
        return f"{self.department}/{self.case_number}"


@dataclass(frozen=True)
class Exclusion:
    """A row of a ledger that is left out, and why."""

    department: str
    row: int
    case_number: str
    reason: ExclusionReason


@dataclass(frozen=True)
class Population:
    """The cases in the order of their ids, and what was left out."""

    cases: tuple[Case, ...]
    exclusions: tuple[Exclusion, ...] = ()

    @property
    def text(self) -> str:
        """The file that is published, with a byte order mark so that a spreadsheet shows Chinese."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(_HEADINGS.values())
        for number, case in enumerate(self.cases, start=1):
            writer.writerow([number, *(_shown(case, name) for name in list(_HEADINGS)[1:])])
        return "\ufeff" + out.getvalue()

    @property
    def sha256(self) -> str:
        """Digest of the file, in hexadecimal: the commitment."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()


def _shown(case: Case, name: str) -> str:
    value = getattr(case, name)
    return value.isoformat() if isinstance(value, date) else str(value)


def make_population(books: Iterable[EvidenceBook], period_from: date, period_to: date) -> Population:
    """The cases that the ledgers of these books decide within the period, both days included."""
    cases: dict[str, Case] = {}
    left_out: list[Exclusion] = []
    for book in books:
        for row in _ledger(book):
            reason = _reason_to_exclude(row, cases, period_from, period_to)
            if reason is not None:
                left_out.append(Exclusion(book.department, row.number, row.case_number, reason))
            elif row.decided_on is not None:
                case = Case(book.department, row.case_number, row.item_code, row.decision, row.decided_on)
                cases[case.id] = case
    return Population(tuple(cases[key] for key in sorted(cases)), tuple(left_out))


@dataclass(frozen=True)
class _LedgerRow:
    department: str
    number: int
    case_number: str
    item_code: str
    decision: str
    decided_on: date | None
    unread: bool
    """Whether something stands where the day should be and is no day."""


def _ledger(book: EvidenceBook) -> Iterator[_LedgerRow]:
    table = book.tables.get(LEDGER)
    if table is None:
        return
    for place, number in enumerate(table.rows):
        values = {column: table.values[column][place] for column in table.columns}
        day = values.get("decided_on")
        yield _LedgerRow(
            department=book.department,
            number=number,
            case_number=str(values.get("case_number") or ""),
            item_code=str(values.get("item_code") or ""),
            decision=str(values.get("decision_result") or values.get("acceptance_result") or ""),
            decided_on=day if isinstance(day, date) else None,
            unread=day is None and bool(table.texts.get((number, "decided_on"))),
        )


def _reason_to_exclude(
    row: _LedgerRow, known: Mapping[str, Case], period_from: date, period_to: date
) -> ExclusionReason | None:
    if not row.case_number or row.unread:
        return ExclusionReason.UNREADABLE
    if row.decided_on is None:
        return ExclusionReason.UNDECIDED
    if not period_from <= row.decided_on <= period_to:
        return ExclusionReason.OUTSIDE
    return ExclusionReason.TWICE if f"{row.department}/{row.case_number}" in known else None


def read_population(content: bytes, name: str) -> Population:
    """The population that a published file holds; CannotProceed names the line at fault."""
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as fault:
        raise CannotProceed(
            f"“{name}”不是 UTF-8 编码的总体清单，请用 conformance sample population 重新生成。"
        ) from fault
    if not rows or rows[0] != list(_HEADINGS.values()):
        raise CannotProceed(f"“{name}”第一行应为“{'、'.join(_HEADINGS.values())}”，请不要改动总体清单的栏目。")
    return Population(tuple(_read_row(row, line, name) for line, row in enumerate(rows[1:], start=2)))


def _read_row(row: list[str], line: int, name: str) -> Case:
    if len(row) != len(_HEADINGS) or row[0] != str(line - 1):
        raise CannotProceed(f"“{name}”第 {line} 行的栏数或者序号不对，总体清单公布以后不能改动。")
    try:
        return Case(row[1], row[2], row[3], row[4], date.fromisoformat(row[5]))
    except ValueError as fault:
        raise CannotProceed(f"“{name}”第 {line} 行的决定日“{row[5]}”不是日期，总体清单公布以后不能改动。") from fault


@dataclass(frozen=True)
class Change:
    """What became of one case since the population was published."""

    id: str
    word: str
    """公布后增加, 公布后删去 or 公布后改动."""
    detail: str
    """For a changed case what it said and what it says; empty otherwise."""


def changes_since(published: Population, now: Population) -> tuple[Change, ...]:
    """Every case that was added, removed or changed, in the order of the ids."""
    before, after = {one.id: one for one in published.cases}, {one.id: one for one in now.cases}
    found = []
    for key in sorted(before.keys() | after.keys()):
        if key not in before:
            found.append(Change(key, "公布后增加", ""))
        elif key not in after:
            found.append(Change(key, "公布后删去", ""))
        elif before[key] != after[key]:
            found.append(Change(key, "公布后改动", "；".join(_differences(before[key], after[key]))))
    return tuple(found)


def _differences(old: Case, new: Case) -> Iterator[str]:
    for one in fields(Case):
        if getattr(old, one.name) != getattr(new, one.name):
            yield f"{_HEADINGS[one.name]}：{_shown(old, one.name)} → {_shown(new, one.name)}"
