"""What all parts of the sample county share: its facts, and the shape of one book before it is written.

Rates and volumes follow the county's own material and are estimates; people appear by post alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from conformance.checklist.calendar import Calendar, load_calendar
from conformance.items.folder import load_items
from conformance.items.item import LicensingItem
from conformance.items.organ import Organ, load_organs
from conformance.terms import BookKind

Cell = str | int | float | date | None
Row = dict[str, Cell]
"""A row by column id; several choices of a cell are one text with ``；`` between them."""

PERIOD_FROM, PERIOD_TO = date(2017, 1, 1), date(2017, 12, 31)
FILLED_ON = date(2018, 1, 15)
"""When the workbooks were filled in: everything of 2017 is archived by then."""
CENTRE, COUNTY_BODY = "ZX", "BB"
EXCELLENT, WITHOUT_ITEMS, WITHOUT_CASES, MESSY, UNREADABLE = "SY", "LV", "DA", "JT", "MZ"
"""Departments with a role of their own; GH fails by a veto once the defects are planted."""


@dataclass(frozen=True)
class County:
    """The facts that the sample is made from."""

    items: tuple[LicensingItem, ...]
    organs: Mapping[str, Organ]
    calendar: Calendar

    @property
    def departments(self) -> tuple[str, ...]:
        """Codes of the departments that hand in a workbook, in their order."""
        return tuple(sorted({item.department for item in self.items} | {WITHOUT_ITEMS}))

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of everybody who hands in a workbook."""
        return (*self.departments, CENTRE, COUNTY_BODY)

    def kind_of(self, code: str) -> BookKind:
        """Which kind of workbook an organ fills in."""
        return BookKind(self.organs[code].book or BookKind.DEPARTMENT)

    def is_hall(self, code: str) -> bool:
        """Whether it is a hall where windows of many departments stand."""
        return self.kind_of(code) in (BookKind.CENTRE, BookKind.BRANCH, BookKind.TOWNSHIP)

    def items_of(self, department: str) -> tuple[LicensingItem, ...]:
        """The items that a department answers for."""
        return tuple(item for item in self.items if item.department == department)

    def title(self, code: str) -> str:
        """Full name of an organ."""
        return self.organs[code].title

    def after(self, day: date, working_days: int) -> date:
        """The day so many working days later."""
        return self.calendar.add_working_days(day, working_days)


@dataclass(frozen=True)
class Book:
    """What one organ fills in."""

    code: str
    kind: BookKind
    rows: Mapping[str, Sequence[Row]]
    """By table id; tables without rows are declared or not asked for."""
    declarations: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Table id to (有无数据, 原因)."""


def load_county(project: Path) -> County:
    """The facts of a county project; CannotProceed or CalendarError where they cannot be read."""
    return County(load_items(project), load_organs(project), load_calendar(project / "checklists" / "calendar"))
