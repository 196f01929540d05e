"""A county project (县项目) as the commands see it: all of standards/ and checklists/, loaded once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.checklist.acceptance import ACCEPTANCE_FILE, Acceptance, load_acceptance
from conformance.checklist.calendar import Calendar, CalendarError, load_calendar, supposing
from conformance.checklist.check import CHECKS_FOLDER, Check, load_checks
from conformance.checklist.checklist import Checklist, ChecklistItem, checklist_faults, make_checklist
from conformance.checklist.edition import FOLDER as EDITIONS_FOLDER
from conformance.checklist.edition import PastEdition, load_editions
from conformance.checklist.guide import Guide, GuideClause, load_guide
from conformance.checklist.reference import REFERENCE_FOLDER
from conformance.checklist.table import TABLES_FOLDER, EvidenceTable, load_tables
from conformance.cli.kept import kept
from conformance.errors import CannotProceed
from conformance.evidence.layout import TEMPLATE_EDITION
from conformance.evidence.value import compact
from conformance.evidence.writing import RowValues
from conformance.items.organ import Organ, load_organs
from conformance.terms import BookKind

if TYPE_CHECKING:
    from conformance.evidence.template import TemplateClause
    from conformance.items.item import LicensingItem

CALENDAR_FOLDER = "checklists/calendar"
_RULES = (f"{CHECKS_FOLDER}/*.md", f"{TABLES_FOLDER}/*.json", f"{REFERENCE_FOLDER}/*")
_ITEMS = ("standards/items/*", "standards/organs.*")
LEDGER = "ledger"
"""The table of cases, which an approval platform can fill."""


@dataclass(frozen=True)
class CountyProject:
    """What a county is assessed by."""

    root: Path
    guide: Guide
    tables: Mapping[str, EvidenceTable]
    checks: Mapping[str, Check]
    calendar: Calendar
    acceptance: Acceptance
    checklist: Checklist
    organs: Mapping[str, Organ]
    past_editions: Mapping[str, PastEdition]
    items_instead: tuple[LicensingItem, ...] | None = None
    """Items to suppose in place of those on file."""

    @cached_property
    def items(self) -> tuple[LicensingItem, ...]:
        """The licensing items, read when first asked for; CannotProceed with a line for each fault."""
        if self.items_instead is not None:
            return self.items_instead
        from conformance.items.folder import load_items  # not asked for by all who check

        return kept(load_items, self.root, _ITEMS)

    @cached_property
    def implies(self) -> Mapping[str, Sequence[str]]:
        """For each check, those that the same row may light too."""
        return {check.id: check.implies for check in self.checks.values()}

    @property
    def editions(self) -> Mapping[str, str]:
        """SHA-256 of everything that a figure rests on, beside the workbooks and the judgements."""
        return {
            "guide": self.guide.digest,
            "acceptance": self.acceptance.digest,
            "calendar": self.calendar.digest,
            "checks": _digest((check.path, check.digest) for check in self.checks.values()),
            "references": _digest_files(self.root, sorted((self.root / REFERENCE_FOLDER).glob("*.yaml"))),
            "tables": _digest_files(self.root, sorted((self.root / TABLES_FOLDER).glob("*.json"))),
            "items": _digest((item.id, item.digest) for item in self.items),
            "standards": _digest_files(self.root, self._standards_files),
            "template": hashlib.sha256(TEMPLATE_EDITION.encode()).hexdigest(),
            "past_templates": _digest_files(self.root, sorted((self.root / EDITIONS_FOLDER).glob("*.yaml"))),
        }

    @property
    def _standards_files(self) -> list[Path]:
        """The standards, and beside them the tree of the system and the list of organs."""
        folder = self.root / "standards"
        return sorted([*folder.rglob("*.md"), *folder.glob("*.yaml")])

    @cached_property
    def unverified(self) -> frozenset[str]:
        """Codes of the items that are still to be verified (待核): what hangs on them fails nobody."""
        return frozenset(item.code for item in self.items if not item.is_verified)

    @property
    def assessed(self) -> tuple[str, ...]:
        """Codes of the organs that hand in a workbook: those with items, then those with a kind of their own."""
        others = [code for code, organ in self.organs.items() if organ.book]
        return (*sorted({item.department for item in self.items}), *others)

    def kind_of(self, department: str) -> BookKind:
        """Which kind of workbook an organ fills in: what standards/organs.yaml says, else a department's."""
        return BookKind(self.organs[department].book or BookKind.DEPARTMENT)

    def blank(self, department: str, ledger: Sequence[RowValues] = ()) -> bytes:
        """The blank workbook of an organ, prefilled from its items and with these rows of the ledger (办件台账).

        CannotProceed where nobody has this code.
        """
        from conformance.evidence.template import TemplateRequest, blank_workbook  # openpyxl, which reading spares
        from conformance.items.rows import prefill

        if department not in self.organs:
            known = "、".join(sorted(self.organs))
            raise CannotProceed(f"没有代码为“{department}”的机构，standards/organs.yaml 中有：{known}。")
        kind = self.kind_of(department)
        request = TemplateRequest(
            kind=kind,
            department=department,
            department_title=self.organs[department].title,
            round=self.acceptance.round,
            period_from=self.acceptance.period_from,
            period_to=self.acceptance.period_to,
            tables=self.tables,
            clauses=[_template_clause(item) for item in self.checklist.of(kind) if item.in_round],
            checks=list(self.checks.values()),
            calendar=(self.calendar.first_day, self.calendar.last_day),
        )
        own = [item for item in self.items if item.department == department]
        rows = prefill(own, self.organs, day=self.acceptance.period_to) if kind is BookKind.DEPARTMENT else {}
        return blank_workbook(request, {**rows, **({LEDGER: ledger} if ledger else {})})

    def items_by_title(self, department: str) -> Mapping[str, str]:
        """Codes of a department's items by title (of a sub-item also by its own); a title borne twice names none."""
        codes: dict[str, set[str]] = {}
        for item in self.items:
            if item.department == department:
                whole = f"{item.title}（{item.sub_title}）" if item.sub_title else item.title
                for title in {item.sub_title or item.title, whole}:
                    codes.setdefault(compact(title), set()).add(item.code)
        return {title: code for title, (code, *others) in codes.items() if not others}


def load_project(root: Path, acceptance_file: Path | None = None, calendar_file: Path | None = None) -> CountyProject:
    """Everything of a county project; CannotProceed names every fault of the part that cannot be used.

    ``acceptance_file`` replaces checklists/acceptance.yaml, so that another round's weights and marks can be tried;
    ``calendar_file`` supposes further days off and days worked.
    """
    if not (root / "checklists").is_dir():
        raise CannotProceed(f"“{root}”不是县项目目录，其中应有 standards/ 和 checklists/，请用 --project 指定。")
    guide = load_guide(root)
    tables = load_tables(root)
    checks = kept(load_checks, root, _RULES)
    name = str(acceptance_file.resolve()) if acceptance_file is not None else ACCEPTANCE_FILE
    acceptance = load_acceptance(root, guide, name)
    checklist = make_checklist(guide, checks, acceptance)
    if faults := checklist_faults(checklist, checks):
        raise CannotProceed("\n".join(fault.sentence for fault in faults))
    try:
        calendar = load_calendar(root / CALENDAR_FOLDER)
        if calendar_file is not None:
            calendar = supposing(calendar, calendar_file)
    except CalendarError as fault:
        raise CannotProceed(str(fault)) from fault
    return CountyProject(
        root=root,
        guide=guide,
        tables=tables,
        checks=checks,
        calendar=calendar,
        acceptance=acceptance,
        checklist=checklist,
        organs=load_organs(root),
        past_editions=load_editions(root, tables),
    )


def _template_clause(item: ChecklistItem) -> TemplateClause:
    from conformance.evidence.template import TemplateClause

    assert item.rule is not None, "only clauses of the round are self-assessed"
    return TemplateClause(
        id=item.clause.id,
        aspect_title=item.clause.aspect.label,
        text=_with_evidence(item.clause),
        points=f"{float(item.rule.weight):g}",
    )


def _with_evidence(clause: GuideClause) -> str:
    """The requirement, and what the inspectors will ask to see where a person judges it."""
    return f"{clause.text}（备查：{clause.evidence}）" if clause.look_for and clause.evidence else clause.text


def _digest(pairs: Iterable[tuple[str, str]]) -> str:
    lines = "".join(f"{name} {digest}\n" for name, digest in sorted(pairs))
    return hashlib.sha256(lines.encode()).hexdigest()


def _digest_files(root: Path, files: Sequence[Path]) -> str:
    return _digest((str(file.relative_to(root)), hashlib.sha256(file.read_bytes()).hexdigest()) for file in files)
