"""The last day on which a case may be decided (办结期限), reckoned on the safe side.

Committed limits are working days; statutory ones have their own unit. Days of an announced special procedure are added
once, and a calendar limit is not moved to the next working day: whatever reading a check takes, the case is in time.
"""

from __future__ import annotations

from datetime import date, timedelta

from conformance.checklist.calendar import Calendar
from conformance.items.item import LicensingItem, TimeLimit

_SHORT_MONTH = 28


def last_day(calendar: Calendar, item: LicensingItem, accepted: date, special_days: int) -> date:
    """The last working day that keeps both limits; the day of acceptance where the item is decided on the spot."""
    ends = (_end(calendar, limit, accepted, special_days) for limit in (item.committed_limit, item.statutory_limit))
    day = min(ends)
    while not calendar.is_workday(day) and day > accepted:
        day -= timedelta(days=1)
    return day


def _end(calendar: Calendar, limit: TimeLimit, accepted: date, special_days: int) -> date:
    if limit.unit == "工作日":
        return calendar.add_working_days(accepted, limit.days + special_days)
    days = {"当场": 0, "自然日": limit.days, "月": limit.days * _SHORT_MONTH}[limit.unit]
    return accepted + timedelta(days=days + special_days)
