"""Make every score of a report again from its counts alone: `python tests/independent_score.py acceptance-report.json`.

Reads N, C, U and states of checks, weights, gradings, judgements, claims and marks; points, factors, totals and grades
are only compared at the end. Prints a line for each department; exit status 1 where anything differs.
"""

import json
import sys
from fractions import Fraction as F

JUDGED = {"conforming": F(1), "nonconforming": F(0)}


def of_check(check, clause, mended):  # its factor, None where it is left out
    if check["state"] == "table_missing" or (check["state"] == "blocked" and not mended):
        return F(0)
    if check["state"] not in ("counted", "blocked") or not check["N"]:
        return F(1) if check["state"] == "blocked" else None
    lost = check["C"] + (0 if mended else check["U"])
    ratio, rule, weight = F(check["N"] - lost, check["N"]), clause["grading"], F(clause["weight"])
    if rule["kind"] == "strict":
        return F(lost == 0)
    if rule["kind"] == "steps":
        return max((F(factor) for at_least, factor in rule["steps"] if ratio >= F(at_least)), default=F(0))
    if rule["kind"] == "per_occurrence" and weight:
        return max(weight - F(rule["deduct"]) * lost, min(F(rule["floor"]), weight)) / weight
    return ratio


def of_clause(clause, marks, mended):  # its factor, None where it leaves the sum
    if clause["disputed"]:  # inspectors differ: the stricter as it stands, the other at best
        both = [clause | {"judgement": clause[one], "disputed": None} for one in ("judgement", "disputed")]
        return (max if mended else min)(F(1) if f is None else f for f in (of_clause(o, marks, mended) for o in both))
    judgement, claim, weight = clause["judgement"], clause["claim"], F(clause["weight"])
    excused = clause["may_be_not_applicable"] and not (clause["veto"] and clause["force"] == "shall")
    claimed = not judgement and claim and claim["outcome"] == "不适用" and claim["statement"].strip() and excused
    if not clause["in_round"] or claimed or (judgement and judgement["outcome"] == "not_applicable"):
        return None
    factors = [f for f in (of_check(check, clause, mended) for check in clause["checks"]) if f is not None]
    found = [sum(factors) / len(factors) if clause["combine"] == "mean" else min(factors)] if factors else []
    judged = []
    if judgement and judgement["points"] is not None:
        judged = [min(F(judgement["points"]) / weight, F(1)) if weight else F(1)]
    elif judgement and judgement["outcome"] in (*JUDGED, "partially_conforming"):
        judged = [JUDGED.get(judgement["outcome"], F(marks["partial_factor"]))]
    found = [] if judged and judgement["overrides"] else found
    return min(found + judged, default=None if clause["checks"] else F(0))


def of_verified(clause):  # a veto rests on verified items alone: breaches on the others are taken out of C
    return clause | {"checks": [one | {"C": (one["C"] or 0) - len(one["unverified"])} for one in clause["checks"]]}


def of_department(card, marks, mended):  # points by aspect, total, vetoes and grade in one reckoning
    factors = [(clause, F(clause["weight"]), of_clause(clause, marks, mended)) for clause in card["clauses"]]
    summed = [(clause, weight, f) for clause, weight, f in factors if f is not None and weight > 0]
    rules = {rule["aspect"]: rule for rule in marks["aspects"]} if card["readable"] else {}
    worth = {aspect: F(rule["points"]) for aspect, rule in rules.items()}
    sums = {aspect: sum(weight for clause, weight, _ in summed if clause["aspect"] == aspect) for aspect in rules}
    scale = sum(worth.values()) / F(sum(worth[aspect] for aspect in rules if sums[aspect]) or 1)
    points = dict.fromkeys(rules, F(0))
    for clause, weight, f in summed:
        points[clause["aspect"]] += worth[clause["aspect"]] * scale * weight * f / sums[clause["aspect"]]
    total = sum(points.values(), F(0))
    vetoes = [one["id"] for one, _, _ in summed if one["veto"] and of_clause(of_verified(one), marks, True) < 1]
    low = [a for a, rule in rules.items() if sums[a] and rule["floor"] is not None and points[a] < F(rule["floor"])]
    nothing = any(f == 0 and clause["force"] == "shall" for clause, _, f in summed)
    grade = "excellent" if total >= F(marks["excellence_mark"]) and not nothing else "qualified"
    grade = "unqualified" if vetoes or low or total < F(marks["pass_mark"]) else grade
    return points, total, vetoes, grade if summed else "unrated"


def check_report(report):  # who, both totals, grade and what differs: departments, then the county's means
    marks, lines, rated, exact = report["round"], [], [], lambda figure: F(figure["n"], figure["d"])
    for card in report["departments"]:
        stands, mended = (of_department(card, marks, mended) for mended in (False, True))
        grade = stands[3] if stands[3] == mended[3] or marks["round_closed"] else "pending"
        told = [card["grade"], card["grade_as_it_stands"], card["grade_if_mended"], card["vetoes"]]
        differs = ["grade"] * (told != [grade, stands[3], mended[3], stands[2]])
        for (points, total, *_), end in ((stands, ""), (mended, "_if_mended")):
            aspects = {one["aspect"]: exact(one[f"points{end}"]) for one in card["aspects"]}
            differs += ["aspects" + end] * (aspects != points) + ["total" + end] * (exact(card["total" + end]) != total)
        lines.append((card["department"], stands[1], mended[1], grade, differs))
        if card["kind"] == "department" and grade != "unrated":
            rated.append((F(1), F(card["license_items"]), stands[1], mended[1]))
    for by, name in enumerate(("mean", "weighted_mean")):
        whole = sum(one[by] for one in rated)
        made = [sum(one[by] * one[i] for one in rated) / whole if whole else None for i in (2, 3)]
        told = [report["county"][name + end] for end in ("", "_if_mended")]
        lines.append((name, *made, "", [name] * ([figure and exact(figure) for figure in told] != made)))
    return lines


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        compared = check_report(json.load(file))
    for who, as_it_stands, if_mended, verdict, wrong in compared:
        print(who, as_it_stands, if_mended, verdict, f"differs: {wrong}" if wrong else "agrees", sep="\t")
    sys.exit(any(wrong for *_, wrong in compared))
