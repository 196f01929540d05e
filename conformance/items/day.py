"""The licensing items as they stood on a day (某日的事项): those on offer, with the provisions they then rested on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from conformance.items.item import LicensingItem

_IN_USE = "在用"


def items_on(items: Iterable[LicensingItem], day: date) -> tuple[LicensingItem, ...]:
    """The items that the county offered on this day, each with the legal basis and the changes of that day.

    An item that was taken away later was still in use.
    """
    return tuple(
        replace(
            item,
            basis=item.basis_on(day),
            changes=tuple(change for change in item.changes if change.adjusted_on <= day),
            status=item.status if item.in_force.end is None else _IN_USE,
        )
        for item in items
        if item.in_force_on(day)
    )
