"""The course of cases through 2017 (办件的经过): received, accepted, examined, decided, archived on which day.

Every case conforms: it goes in order, on working days, within both limits, with one notice of what is missing at most.
What happened is drawn from a stream of its own for each item, so that one item's number of cases does not move
another's.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import floor
from random import Random

from conformance.items.item import LicensingItem
from tools.sample.county import County, Row
from tools.sample.limits import last_day

FIXED_ITEMS = ("JY03", "WH02")
"""Items handled a few times a year: all their cases are literal, in fixed_cases.yaml."""
LEAST = 9
"""Cases of a rare item that is drawn: enough for each kind of course; no more than it has in a year."""
_FIRST_DAY, _LAST_DAY = date(2017, 1, 4), date(2017, 12, 29)
_LAST_SPECIAL = date(2017, 10, 31)
_SETTLING_DAYS = 10
"""Working days before an item's end by which its last case comes in, so that it is decided while the item lasts."""
_COMMON_YEAR = {1: 0.9, 2: 0.6, 3: 1.3, 4: 1.2, 9: 1.3, 10: 1.1}
_SEASONS: Mapping[str, Mapping[int, float]] = {
    "AJ01": {1: 6, 2: 1, 11: 6, 12: 6},
    "JY02": {4: 5, 5: 5, 10: 5, 11: 5},
    "LY01": {1: 3, 2: 2, 3: 2.5, 10: 3, 11: 3, 12: 3},
    "LY02": {1: 3, 2: 2, 3: 2.5, 10: 3, 11: 3, 12: 3},
    "CJ01": {3: 3, 9: 3},
}
_WEEKDAYS = (1.3, 1.1, 1.0, 0.9, 0.7, 0.7, 0.7)
_VISITS = ("现场", "核查", "实地", "踏勘", "勘验")
_TESTS = ("检验", "检测", "检疫")


def quotas(items: tuple[LicensingItem, ...], total: int, fixed: Mapping[str, int]) -> dict[str, int]:
    """How many cases each item has, fixed ones among them: in proportion to its volume, ``total`` together."""
    counts = {item.id: fixed[item.id] if item.id in FIXED_ITEMS else 0 for item in items}
    drawn = [item for item in items if item.volume_per_year and item.id not in FIXED_ITEMS]
    least = {item.id: max(min(LEAST, item.volume_per_year), fixed.get(item.id, 0)) for item in drawn}
    shares = _shares(drawn, total - sum(counts.values()))
    rare = [item for item in drawn if shares[item.id] < least[item.id]]
    counts |= {item.id: least[item.id] for item in rare}
    frequent = [item for item in drawn if item not in rare]
    shares = _shares(frequent, total - sum(counts.values()))
    counts |= {item.id: max(least[item.id], shares[item.id]) for item in frequent}
    largest = max(frequent, key=lambda item: (item.volume_per_year, item.id))
    counts[largest.id] += total - sum(counts.values())
    return counts


def _shares(items: list[LicensingItem], total: int) -> dict[str, int]:
    volume = sum(item.volume_per_year for item in items)
    return {item.id: floor(item.volume_per_year * total / volume) for item in items}


def has_visit(item: LicensingItem) -> bool:
    """Whether somebody goes and looks (现场核查) before the item is decided."""
    return any(word in step.name for step in item.steps for word in _VISITS)


def draw_cases(county: County, item: LicensingItem, count: int, rng: Random) -> list[Row]:
    """So many cases of one item: dates, result, procedures; ``ledger`` adds numbers, bodies and papers."""
    days = _open_days(county, item)
    seasons = _SEASONS.get(item.id)
    weights = [_season(seasons, day.month) * _WEEKDAYS[day.weekday()] for day in days]
    cases = [_draw_case(county, item, received, rng) for received in sorted(rng.choices(days, weights, k=count))]
    if cases:
        cases[0] |= {"channel": "网上", "delivery_method": "邮寄"}  # every item can be applied for without coming
    return cases


def _season(seasons: Mapping[int, float] | None, month: int) -> float:
    return _COMMON_YEAR.get(month, 1.0) if seasons is None else seasons.get(month, 0.4)


def _open_days(county: County, item: LicensingItem) -> list[date]:
    first = _FIRST_DAY
    if item.in_force.start > _FIRST_DAY:
        first = county.after(max(item.in_force.start, item.published_on), 1)
    if item.in_force.end is not None:
        return _working_days(county, first, item.in_force.end)[:-_SETTLING_DAYS]
    return _working_days(county, first, _LAST_DAY)


def _working_days(county: County, first: date, last: date) -> list[date]:
    return [row.day for row in county.calendar.rows() if row.is_workday and first <= row.day <= last]


def _draw_case(county: County, item: LicensingItem, received: date, rng: Random) -> Row:
    chance = rng.random()
    if chance < 0.005:
        return _refused_acceptance(county, received, rng)
    case: Row = {"received_on": received, "acceptance_result": "受理"}
    case |= _acceptance(county, item, received, rng)
    accepted = case["accepted_on"]
    assert isinstance(accepted, date)
    special = _special(county, item, accepted, rng)
    decided = _decision_day(county, item, accepted, special, rng)
    examined = _examination_day(county, accepted, decided, special, rng)
    case |= special | _visit(county, item, accepted, min(examined, _LAST_DAY), special, rng)
    case["examined_on"] = examined if examined <= _LAST_DAY else None
    if decided > _LAST_DAY:
        return case
    return case | {"decided_on": decided} | _outcome(county, item, decided, rng)


def _refused_acceptance(county: County, received: date, rng: Random) -> Row:
    return {
        "received_on": received,
        "acceptance_result": "不予受理",
        "refusal_reason": "申请事项不属于本机关职权范围，已告知向有关机关申请（行政许可法第三十二条）",
        "decided_on": received,
        "delivered_on": received,
        "archived_on": county.after(received, rng.randint(1, 4)),
    }


def _acceptance(county: County, item: LicensingItem, received: date, rng: Random) -> Row:
    if item.is_instant:
        return {"accepted_on": received}
    if rng.random() < 0.08:
        notified = county.after(received, rng.randint(0, 3))
        corrected = county.after(notified, rng.randint(1, 8))
        accepted = county.after(corrected, rng.randint(0, 1))
        if accepted <= _LAST_DAY and item.in_force_on(accepted):
            return {
                "correction_notified_on": notified,
                "correction_count": 1,
                "corrected_on": corrected,
                "accepted_on": accepted,
            }
    next_day = county.after(received, 1)
    late = rng.random() < 0.1 and next_day <= _LAST_DAY and item.in_force_on(next_day)
    return {"accepted_on": next_day if late else received}


def _special(county: County, item: LicensingItem, accepted: date, rng: Random) -> Row:
    """A procedure that does not count, announced in writing before it begins and no longer than announced."""
    procedures = [procedure for procedure in item.special_procedures if procedure.kind != "听证"]
    if not procedures or accepted > _LAST_SPECIAL or rng.random() >= 0.25:
        return {}
    procedure = rng.choice(procedures)
    return {
        "special_procedure": procedure.kind,
        "special_notified_on": accepted,
        "special_started_on": county.after(accepted, 1),
        "special_notified_days": procedure.days,
        "special_days": rng.randint((procedure.days + 1) // 2, procedure.days),
    }


def _decision_day(county: County, item: LicensingItem, accepted: date, special: Row, rng: Random) -> date:
    committed = item.committed_limit.days
    used = committed if rng.random() < 0.1 else round(committed * rng.betavariate(2, 3))
    days = _special_days(special)
    if days:
        used = max(used, 3)
    return min(county.after(accepted, used + days), last_day(county.calendar, item, accepted, days))


def _special_days(special: Row) -> int:
    days = special.get("special_days", 0)
    assert isinstance(days, int)
    return days


def _examination_day(county: County, accepted: date, decided: date, special: Row, rng: Random) -> date:
    total = county.calendar.working_days_between(accepted, decided)
    least = _special_days(special) + 1 if special else 0
    return county.after(accepted, min(total, max(least, total - rng.randint(0, 2))))


def _visit(county: County, item: LicensingItem, accepted: date, examined: date, special: Row, rng: Random) -> Row:
    if not has_visit(item) and special.get("special_procedure") not in _TESTS:
        return {}
    total = county.calendar.working_days_between(accepted, examined)
    assigned = min(total, rng.randint(0, 1))
    return {
        "site_visit": "是",
        "visit_assigned_on": county.after(accepted, assigned),
        "visited_on": county.after(accepted, rng.randint(assigned, min(total, assigned + 4))),
        "visitor_count": 3 if rng.random() < 0.1 else 2,
    }


def _outcome(county: County, item: LicensingItem, decided: date, rng: Random) -> Row:
    chance = rng.random()
    refusals = 0.06 if item.id == "YC01" else 0.003
    delivered = decided if item.is_instant else county.after(decided, rng.choice((0, 0, 1, 1, 2, 3)))
    result: Row = {"decision_result": "准予", "delivered_on": delivered}
    last = delivered
    if chance < refusals:
        result |= {
            "decision_result": "不予",
            "refusal_reason": f"不符合规定的条件（{item.basis_on(decided)[0].citation}）",
            "remedy_notified": "是",
        }
    elif chance < refusals + 0.007:
        result["decision_result"] = rng.choice(("撤回", "终止"))
    else:
        result["published_on"] = county.after(decided, rng.randint(1, 5))
        last = max(delivered, county.after(decided, 5))
    return result | {"archived_on": county.after(last, rng.randint(1, 4))}
