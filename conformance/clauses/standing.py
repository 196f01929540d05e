"""The standards as they stood on a day (某日有效的标准), and whether their dates and statuses agree.

A page states its dates; :meth:`Document.status_on` says from them what it was on a day. Nothing here asks a clock: the
day is named by whoever asks, or is the day on which the system was compiled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from conformance.clauses.document import Document, Status
from conformance.clauses.system import FILE as SYSTEM_FILE
from conformance.clauses.system import FormerStandard, StandardSystem
from conformance.clauses.table import ClauseTable
from conformance.errors import Diagnostic


class EditionFault(StrEnum):
    """What can be wrong between dates, statuses and the standards that replace one another."""

    STATUS = "document-status-differs"
    DATE_MISSING = "document-date-missing"
    DATE_ORDER = "document-date-order"
    REPLACES_UNKNOWN = "document-replaces-unknown"
    REPLACES_ONE_WAY = "document-replaces-one-way"
    REPLACED_IN_FORCE = "document-replaced-in-force"


@dataclass(frozen=True)
class Standing:
    """A county's standards on one day."""

    day: date
    system: StandardSystem
    """Each slot holds the standard that was in force, if any."""
    table: ClauseTable
    """The standards in force and their clauses."""
    forthcoming: tuple[Document, ...]
    """Issued and not yet in force, by code."""
    left_out: tuple[Document, ...]
    """All that was not in force, by path."""
    former: tuple[FormerStandard, ...]
    """In force on that day, and no longer kept as pages."""


def standing_on(system: StandardSystem, table: ClauseTable, day: date) -> Standing:
    """The standards as they stood on this day."""
    in_force = [document for document in table.documents if document.status_on(day) is Status.EFFECTIVE]
    slugs = {document.slug for document in in_force}
    by_slot = {document.slot: document.file for document in in_force}
    forthcoming = (document for document in table.documents if document.status_on(day) is Status.PUBLISHED)
    return Standing(
        day=day,
        system=replace(system, slots=tuple(replace(slot, document=by_slot.get(slot.id, "")) for slot in system.slots)),
        table=ClauseTable(tuple(in_force), tuple(one for one in table.clauses if one.document in slugs)),
        forthcoming=tuple(sorted(forthcoming, key=lambda document: document.code)),
        left_out=tuple(document for document in table.documents if document.slug not in slugs),
        former=tuple(one for one in system.former if one.effective_on <= day < one.withdrawn_on),
    )


def edition_faults(project: Path, system: StandardSystem, table: ClauseTable) -> tuple[Diagnostic, ...]:
    """Every fault of the dates and statuses; a status is held against the day on which the system was compiled."""
    known = {document.code: document for document in table.documents}
    former = {one.code: one for one in system.former}
    faults: list[Diagnostic] = []
    for document in table.documents:
        for fault in (
            *_date_faults(document),
            *_status_faults(document, system.compiled_on),
            *_replacement_faults(document, known, former),
        ):
            faults.append(_at_line(project, document, fault))
    return (*faults, *_former_faults(project, system, known))


@dataclass(frozen=True)
class _Fault:
    """A fault of one field of the front matter."""

    field: str
    code: EditionFault
    found: str
    expected: str = ""
    mend: str = ""


def _at_line(project: Path, document: Document, fault: _Fault) -> Diagnostic:
    """The fault with the line of its field, of the first line where the field is not written."""
    lines = (project / document.file).read_text(encoding="utf-8").splitlines()
    line = next((number for number, text in enumerate(lines, 1) if text.startswith(f"{fault.field}:")), 1)
    return Diagnostic(f"{document.file}:{line}", fault.code, fault.found, fault.expected, fault.mend)


def _date_faults(document: Document) -> Iterator[_Fault]:
    if document.status is not Status.DRAFT:
        for field, label in (("issued_on", "发布日期"), ("effective_on", "实施日期")):
            if getattr(document, field) is None:
                found = f"状态为“{document.status}”，没有写{label}"
                yield _Fault(field, EditionFault.DATE_MISSING, found, mend=f"请写明{label}，或者把状态改为“草案”")
    issued, effective, withdrawn = document.issued_on, document.effective_on, document.withdrawn_on
    if issued is not None and effective is not None and effective < issued:
        found = f"实施日期 {effective} 早于发布日期 {issued}"
        yield _Fault("effective_on", EditionFault.DATE_ORDER, found, mend="请改正其中一个日期")
    if withdrawn is not None and (effective is None or withdrawn <= effective):
        found = f"废止日期 {withdrawn} 不晚于实施日期 {effective or '（没有写）'}"
        yield _Fault("withdrawn_on", EditionFault.DATE_ORDER, found, mend="请改正其中一个日期")


def _status_faults(document: Document, day: date) -> Iterator[_Fault]:
    status = document.status_on(day)
    if document.status is not status:
        found = f"状态写作“{document.status}”，与日期不一致"
        expected = f"“{status}”（按日期，在标准体系的编制日 {day}）"
        yield _Fault("status", EditionFault.STATUS, found, expected, "请改正状态或者日期")


def _replacement_faults(
    document: Document, known: Mapping[str, Document], former: Mapping[str, FormerStandard]
) -> Iterator[_Fault]:
    for field, back in (("replaces", "replaced_by"), ("replaced_by", "replaces")):
        code = getattr(document, field)
        told = f"写明代替 {code}" if field == "replaces" else f"写明被 {code} 代替"
        other = known.get(code)
        if code and other is None and (field != "replaces" or code not in former):
            mend = f"请核对编号；正文已不保留的旧标准，请列入 {SYSTEM_FILE} 的 former"
            found = f"{told}，而没有编号为“{code}”的标准"
            yield _Fault(field, EditionFault.REPLACES_UNKNOWN, found, mend=mend)
        elif other is not None and getattr(other, back) != document.code:
            found = f"{told}，而 {other.file} 的 {back} 写的是“{getattr(other, back) or '无'}”"
            yield _Fault(field, EditionFault.REPLACES_ONE_WAY, found, f"“{document.code}”", "请改正其中一处")
    replaced = known.get(document.replaces) or former.get(document.replaces)
    if replaced is not None and document.effective_on is not None:
        yield from _in_force_faults(document, replaced)


def _in_force_faults(document: Document, replaced: Document | FormerStandard) -> Iterator[_Fault]:
    start, end = document.effective_on, replaced.withdrawn_on
    if start is not None and (end is None or end > start):
        told = f"到 {end} 才废止" if end else "没有写废止日期"
        found = f"本标准自 {start} 起实施，所代替的 {replaced.code} {told}，两项同时有效"
        mend = f"请把 {replaced.code} 的 withdrawn_on 写成不晚于 {start} 的日期"
        yield _Fault("replaces", EditionFault.REPLACED_IN_FORCE, found, mend=mend)


def _former_faults(project: Path, system: StandardSystem, known: Mapping[str, Document]) -> Iterator[Diagnostic]:
    lines = (project / SYSTEM_FILE).read_text(encoding="utf-8").splitlines() if system.former else []
    for one in system.former:
        place = f"{SYSTEM_FILE}:{next((number for number, text in enumerate(lines, 1) if one.code in text), 1)}"
        if one.code in known:
            found = f"旧标准 {one.code} 的正文仍在 {known[one.code].file}"
            yield Diagnostic(place, EditionFault.REPLACES_ONE_WAY, found, "", "请从 former 中删去")
        if one.withdrawn_on <= one.effective_on:
            found = f"旧标准 {one.code} 的废止日期 {one.withdrawn_on} 不晚于实施日期 {one.effective_on}"
            yield Diagnostic(place, EditionFault.DATE_ORDER, found, "", "请改正其中一个日期")
        successor = known.get(one.replaced_by)
        if one.replaced_by and (successor is None or successor.replaces != one.code):
            found = f"旧标准 {one.code} 写明被 {one.replaced_by} 代替，而后者没有写明代替它"
            mend = "请核对编号，在该标准的 replaces 中写明"
            yield Diagnostic(place, EditionFault.REPLACES_ONE_WAY, found, "", mend)
