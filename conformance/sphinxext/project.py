"""What the site shows beside the standards: the system, the Guide, the checks, the items and the organs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from conformance.checklist.acceptance import Acceptance, load_acceptance
from conformance.checklist.check import CHECKS_FOLDER, Check, read_checks
from conformance.checklist.checklist import make_checklist
from conformance.checklist.coverage import Coverage, make_coverage
from conformance.checklist.guide import FOLDER as GUIDE_FOLDER
from conformance.checklist.guide import Guide, load_guide
from conformance.clauses.system import FILE as SYSTEM_FILE
from conformance.clauses.system import StandardSystem, load_system
from conformance.clauses.table import ClauseTable, KnownIds
from conformance.errors import CannotProceed
from conformance.items.documents import may_be_published
from conformance.items.folder import load_items
from conformance.items.item import LicensingItem
from conformance.items.item_on_day import ItemOnDay
from conformance.items.organ import Organ, load_organs


@dataclass(frozen=True)
class SiteProject:
    """A county project as the site shows it."""

    root: Path
    system: StandardSystem
    guide: Guide
    checks: Mapping[str, Check]
    """By id, sorted; pages that cannot be read are left out here and told by lint."""
    acceptance: Acceptance
    items: tuple[LicensingItem, ...]
    organs: Mapping[str, Organ]

    @cached_property
    def known_ids(self) -> KnownIds:
        """What the clauses and documents may name."""
        return KnownIds(
            guide_clauses=frozenset(self.guide.by_id),
            checks=frozenset(self.checks) if self.checks else None,
            slots=self.system.slot_ids,
        )

    @cached_property
    def checks_of(self) -> Mapping[str, tuple[Check, ...]]:
        """The checks of each clause of the Guide or the law."""
        found: dict[str, list[Check]] = {}
        for check in self.checks.values():
            for clause in check.clauses:
                found.setdefault(clause, []).append(check)
        return {clause: tuple(checks) for clause, checks in found.items()}

    def coverage(self, table: ClauseTable) -> Coverage:
        """How these clauses and the round cover the Guide."""
        checklist = make_checklist(self.guide, self.checks, self.acceptance)
        return make_coverage(checklist, self.checks, self.system, table)

    @property
    def day(self) -> date:
        """The day as of which items are shown: the last of the round's period."""
        return self.acceptance.period_to

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


def load_site_project(root: Path) -> SiteProject:
    """Load a county project; CannotProceed names each fault."""
    system, faults = load_system(root)
    if system is None or faults:
        raise CannotProceed("\n".join(fault.sentence for fault in faults))
    checks = read_checks(root)[0] if any((root / CHECKS_FOLDER).glob("*.md")) else {}
    guide = load_guide(root)
    acceptance = load_acceptance(root, guide)
    return SiteProject(root, system, guide, checks, acceptance, load_items(root), load_organs(root))
