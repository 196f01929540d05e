"""An item as it stands on a day (事项在某一日的状态): what a guide, a register or a slip of that day says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from conformance.items.item import LegalBasis, LicensingItem
from conformance.items.organ import Organ


@dataclass(frozen=True)
class ItemOnDay:
    """An item, the organs that it names, and the day for which it is shown."""

    item: LicensingItem
    organs: Mapping[str, Organ]
    day: date

    @property
    def has_begun(self) -> bool:
        """Whether the county offered it by this day, even if it has stopped since."""
        return self.item.in_force.start <= self.day

    @property
    def stopped_on(self) -> date | None:
        """The first day on which it is no longer offered; None while it is."""
        end = self.item.in_force.end
        return None if end is None or self.day <= end else end + timedelta(days=1)

    @property
    def status(self) -> str:
        """在用 while it is offered, then what became of it."""
        return "在用" if self.stopped_on is None else self.item.status

    @property
    def basis(self) -> tuple[LegalBasis, ...]:
        """The provisions of the day; of an item that has stopped, those of its last day."""
        end = self.item.in_force.end
        return self.item.basis_on(self.day if end is None else min(self.day, end))

    @property
    def issuer(self) -> str:
        """The department that issues its guide, by its full name."""
        return self.organs[self.item.department].title
