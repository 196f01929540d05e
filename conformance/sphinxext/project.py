"""What the site shows beside the standards: the system, the Guide, the checks, the items and the organs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from conformance.checklist.acceptance import Acceptance, load_acceptance
from conformance.checklist.check import CHECKS_FOLDER, Check, read_checks
from conformance.checklist.checklist import make_checklist
from conformance.checklist.coverage import Coverage, make_coverage
from conformance.checklist.detection import Detection, load_detection
from conformance.checklist.guide import FOLDER as GUIDE_FOLDER
from conformance.checklist.guide import Guide, load_guide
from conformance.clauses.document import Status
from conformance.clauses.reader import read_standards
from conformance.clauses.standing import Standing, standing_on
from conformance.clauses.system import FILE as SYSTEM_FILE
from conformance.clauses.system import StandardSystem, load_system
from conformance.clauses.table import ClauseTable, KnownIds
from conformance.errors import CannotProceed
from conformance.items.day import items_on
from conformance.items.documents import DOCUMENTS, may_be_published
from conformance.items.folder import load_items
from conformance.items.item import LicensingItem
from conformance.items.item_on_day import ItemOnDay
from conformance.items.organ import Organ, load_organs


def item_page_names(item: LicensingItem) -> tuple[str, ...]:
    """The pages of an item's documents, in their order; the first, its complete guide, bears the item's id alone."""
    name = f"items/{item.id.lower()}"
    return (name, *(f"{name}-{document.id}" for document in DOCUMENTS[1:]))


@dataclass(frozen=True)
class SiteProject:
    """A county project as the site shows it."""

    root: Path
    system: StandardSystem
    guide: Guide
    acceptance: Acceptance
    items: tuple[LicensingItem, ...]
    organs: Mapping[str, Organ]
    standing: Standing | None
    """The standards of the day that was asked for; None where none was, and all that is there is shown."""
    whole: ClauseTable | None
    """With a day, all that is there: what a standard in force refers to may not be in force itself."""

    all_items: tuple[LicensingItem, ...]
    """With a day, also those that were not offered on it."""

    @property
    def pages_left_out(self) -> Iterator[str]:
        """Names of the pages that a site of another day may have and this one has not."""
        standards = self.standing.left_out if self.standing is not None else ()
        yield from (document.file.removesuffix(".md") for document in standards)
        shown = {item.id for item in self.items}
        gone = (item for item in self.all_items if item.id not in shown)
        yield from (page for item in gone for page in item_page_names(item))

    @property
    def as_of(self) -> date | None:
        """The day that was asked for."""
        return self.standing.day if self.standing is not None else None

    @cached_property
    def checks(self) -> Mapping[str, Check]:
        """By id, sorted; pages that cannot be read are left out here and told by lint."""
        return read_checks(self.root)[0] if any((self.root / CHECKS_FOLDER).glob("*.md")) else {}

    @cached_property
    def known_ids(self) -> KnownIds:
        """What the clauses and documents may name."""
        return replace(self.printed_ids, checks=frozenset(self.checks) if self.checks else None)

    @cached_property
    def printed_ids(self) -> KnownIds:
        """The same for the volume, which prints no checks: those are left to lint, and reading them takes a second."""
        return KnownIds(guide_clauses=frozenset(self.guide.by_id), slots=self.system.slot_ids)

    @cached_property
    def checks_of(self) -> Mapping[str, tuple[Check, ...]]:
        """The checks of each clause of the Guide or the law."""
        found: dict[str, list[Check]] = {}
        for check in self.checks.values():
            for clause in check.clauses:
                found.setdefault(clause, []).append(check)
        return {clause: tuple(checks) for clause, checks in found.items()}

    @cached_property
    def detection(self) -> Mapping[str, Detection]:
        """How surely each check finds what it is for, of those that were measured as they stand."""
        return load_detection(self.root, self.checks)

    def coverage(self, table: ClauseTable) -> Coverage:
        """How these clauses and the round cover the Guide."""
        checklist = make_checklist(self.guide, self.checks, self.acceptance)
        return make_coverage(checklist, self.checks, self.system, table)

    def remarks(self, table: ClauseTable) -> Mapping[str, str]:
        """What the register says of a slot beside its standard (备注), by the slot's id."""
        if self.standing is not None:
            return {one.slot: f"{one.code} 自 {one.effective_on} 起实施" for one in self.standing.forthcoming}
        unusual = (one for one in table.documents if one.status is not Status.EFFECTIVE)
        return {one.slot: one.status.value for one in unusual}

    @property
    def day(self) -> date:
        """The day as of which items are shown: the one asked for, else the last of the round's period."""
        return self.as_of or self.acceptance.period_to

    @property
    def views(self) -> tuple[ItemOnDay, ...]:
        """The items that the public may see and that were begun by the day, in the order of their ids."""
        views = (ItemOnDay(item, self.organs, self.day) for item in self.items if may_be_published(item))
        return tuple(view for view in views if view.has_begun)

    def organ_title(self, code: str) -> str:
        """The name of an organ, its code where it is not listed."""
        return self.organs[code].title if code in self.organs else code

    @property
    def sources(self) -> tuple[Path, ...]:
        """The files beside the standards that the standards' own pages show something of."""
        checks = (self.root / check.path for check in self.checks.values())
        return (self.root / SYSTEM_FILE, *sorted((self.root / GUIDE_FOLDER).glob("*.yaml")), *checks)


def load_site_project(root: Path, as_of: date | None = None) -> SiteProject:
    """Load a county project, as it stood on a day where one is named; CannotProceed names each fault."""
    system, faults = load_system(root)
    if system is None or faults:
        raise CannotProceed("\n".join(fault.sentence for fault in faults))
    guide = load_guide(root)
    acceptance = load_acceptance(root, guide)
    items = load_items(root)
    project = SiteProject(root, system, guide, acceptance, items, load_organs(root), None, None, items)
    if as_of is None:
        return project
    whole, _ = read_standards(root)
    standing = standing_on(system, whole, as_of)
    if not standing.table.documents:
        raise CannotProceed(f"{as_of} 没有一项有效的标准，请换一个日期，或者核对各项标准的实施日期。")
    return replace(project, system=standing.system, items=items_on(items, as_of), standing=standing, whole=whole)
