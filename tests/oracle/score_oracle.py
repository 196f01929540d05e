"""Scoring once more, from the rules as they are written down and from nothing of ``conformance.scores``.

Plain dictionaries and lists; a check is a dictionary of row sets, a clause names its checks. Slow and flat on purpose.
"""

from __future__ import annotations

from fractions import Fraction as F
from typing import Any

Check = dict[str, Any]
Clause = dict[str, Any]


def of_lost(clause: Clause, population: int, lost: int) -> F:
    """The share of its weight that a check keeps when so many of its rows are lost."""
    kind = clause["grading"]
    if kind == "strict":
        return F(1) if lost == 0 else F(0)
    ratio = 1 - F(lost, population)
    if kind == "proportional":
        return ratio
    if kind == "steps":
        reached = [factor for at_least, factor in clause["steps"] if ratio >= at_least]
        return max(reached) if reached else F(0)
    if clause["weight"] == 0:
        return ratio
    points = clause["weight"] - clause["deduct"] * lost
    lowest = min(clause["floor"], clause["weight"])
    return max(points, lowest) / clause["weight"]


def standing_rows(check: Check, lifted: set[str]) -> set[int]:
    """V: the violating rows that no judgement lifted."""
    if check["state"] not in ("counted", "blocked"):
        return set()
    return {row for row in check["violating"] if f"{check['id']}:{row}" not in lifted}


def charged_elsewhere(clauses: list[Clause], checks: dict[str, Check], lifted: set[str]) -> dict[str, set[int]]:
    """Rows shown at a check and charged at another that implies it."""
    elsewhere: dict[str, set[int]] = {name: set() for name in checks}
    scoring = {name: clause for clause in clauses if clause["weight"] > 0 for name in clause["checks"]}
    for name, check in checks.items():
        if name not in scoring or not costs_points(scoring[name], check, lifted):
            continue
        for implied in check["implies"]:
            if implied in checks:
                elsewhere[implied] |= standing_rows(check, lifted) & standing_rows(checks[implied], lifted)
    return elsewhere


def costs_points(clause: Clause, check: Check, lifted: set[str]) -> bool:
    """A check whose rows lie within its tolerance takes no charge; a blocked one always does."""
    if check["state"] == "blocked":
        return True
    if check["state"] != "counted" or check["population"] == 0:
        return False
    lost = len(standing_rows(check, lifted)) + len(check["set_aside"])
    return of_lost(clause, check["population"], lost) < 1


def of_check(clause: Clause, check: Check, charged: int, mended: bool) -> F | None:
    """The factor of one check; None where it is left out."""
    if check["state"] == "table_missing":
        return F(0)
    if check["state"] == "blocked":
        if not mended:
            return F(0)
        return of_lost(clause, check["population"], charged) if check["population"] else F(1)
    if check["state"] != "counted":
        return None
    return of_lost(clause, check["population"], charged + (0 if mended else len(check["set_aside"])))


def of_clause(
    clause: Clause, checks: dict[str, Check], lifted: set[str], elsewhere: dict[str, set[int]], mended: bool
) -> F | None:
    """The factor of one clause in one reckoning; None where it leaves the sum."""
    judgement = clause["judgement"]
    if judgement and judgement["outcome"] == "not_applicable":
        return None
    factors = []
    for name in clause["checks"]:
        if name in checks:
            charged = standing_rows(checks[name], lifted) - elsewhere[name]
            factors.append(of_check(clause, checks[name], len(charged), mended))
    counted = [factor for factor in factors if factor is not None]
    machine = None
    if counted:
        machine = sum(counted, F(0)) / len(counted) if clause["mean"] else min(counted)
    judged = of_judgement(clause, judgement)
    if judged is not None and judgement["overrides"]:
        return judged
    found = [one for one in (machine, judged) if one is not None]
    if found:
        return min(found)
    return None if factors else F(0)


def of_judgement(clause: Clause, judgement: dict[str, Any] | None) -> F | None:
    """What a person's verdict is worth."""
    if not judgement:
        return None
    if judgement["points"] is not None:
        return min(judgement["points"] / clause["weight"], F(1)) if clause["weight"] else F(1)
    return {"conforming": F(1), "partially_conforming": F(1, 2), "nonconforming": F(0)}.get(judgement["outcome"])


def score(
    clauses: list[Clause], checks: dict[str, Check], lifted: set[str], aspects: dict[str, tuple[F, F | None]]
) -> dict[str, Any]:
    """Both totals, the vetoes and the grade of one department."""
    elsewhere = charged_elsewhere(clauses, checks, lifted)
    totals, grades = [], []
    vetoes = [
        clause["id"]
        for clause in clauses
        if clause["veto"]
        and clause["weight"] > 0
        and (factor := of_clause(clause, checks, lifted, elsewhere, True)) is not None
        and factor < 1
    ]
    for mended in (False, True):
        factors = {clause["id"]: of_clause(clause, checks, lifted, elsewhere, mended) for clause in clauses}
        summed = [clause for clause in clauses if factors[clause["id"]] is not None and clause["weight"] > 0]
        full = sum((worth for worth, _ in aspects.values()), F(0))
        filled = [name for name in aspects if any(clause["aspect"] == name for clause in summed)]
        held = sum((aspects[name][0] for name in filled), F(0))
        points = {}
        for name in filled:
            own = [clause for clause in summed if clause["aspect"] == name]
            gained = sum((clause["weight"] * (factors[clause["id"]] or F(0)) for clause in own), F(0))
            points[name] = aspects[name][0] * full / held * gained / sum((clause["weight"] for clause in own), F(0))
        total = sum(points.values(), F(0))
        floors = [floor for name in filled if (floor := aspects[name][1]) is not None and points[name] < floor]
        nothing = any(factors[clause["id"]] == 0 and clause["shall"] for clause in summed)
        totals.append(total)
        grades.append(_grade(total, bool(vetoes or floors), nothing, bool(summed)))
    return {"totals": totals, "vetoes": vetoes, "grade": grades[0] if grades[0] == grades[1] else "pending"}


def _grade(total: F, failed: bool, nothing: bool, rated: bool) -> str:
    if not rated:
        return "unrated"
    if failed or total < 80:
        return "unqualified"
    return "excellent" if total >= 90 and not nothing else "qualified"
