"""Scores of made-up departments against a second, slow reckoning that shares nothing with the first."""

from __future__ import annotations

from fractions import Fraction as F
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.checklist.acceptance import AspectRule
from conformance.terms import Aspect, CheckState, Force, Outcome
from tests.oracle import score_oracle
from tests.scores.builders import make_clause, make_item, make_judgement, make_result, make_rule, score

NAMES = ("a", "b", "c", "d", "e", "f")
ASPECTS = (Aspect.ITEMS, Aspect.PROCESS, Aspect.SERVICE)
STATES = ("counted", "counted", "counted", "blocked", "table_missing", "table_left_out", "no_occurrence", "not_run")


@st.composite
def one_check(draw: st.DrawFn, name: str) -> dict[str, Any]:
    state = draw(st.sampled_from(STATES))
    population = draw(st.integers(1, 30)) if state in ("counted", "blocked") else 0
    rows = draw(st.permutations(range(1, population + 1))) if population else []
    violating = draw(st.integers(0, min(population, 4)))
    set_aside = draw(st.integers(0, min(population - violating, 3)))
    return {
        "id": name,
        "state": state,
        "population": population,
        "violating": sorted(rows[:violating]),
        "set_aside": sorted(rows[violating : violating + set_aside]),
        "implies": draw(st.lists(st.sampled_from(NAMES), max_size=2, unique=True).map(lambda found: found)),
    }


@st.composite
def one_clause(draw: st.DrawFn, number: int, checks: list[str]) -> dict[str, Any]:
    weight = F(draw(st.sampled_from(["0", "1", "2", "2.5", "4", "10"])))
    judgement = draw(
        st.none()
        | st.fixed_dictionaries(
            {
                "outcome": st.sampled_from(["conforming", "partially_conforming", "nonconforming", "not_applicable"]),
                "points": st.none(),
                "overrides": st.booleans(),
            }
        )
        | st.fixed_dictionaries({"outcome": st.none(), "points": st.integers(0, 12).map(F), "overrides": st.booleans()})
    )
    veto, shall = draw(st.booleans()), draw(st.booleans())
    if judgement and judgement["outcome"] == "not_applicable" and veto and shall:
        veto = False  # a veto that must be kept cannot be declared so, which is tested elsewhere
    return {
        "id": f"G-2.1.{number}",
        "aspect": draw(st.sampled_from(ASPECTS)),
        "weight": weight,
        "grading": draw(st.sampled_from(["strict", "proportional", "steps", "per_occurrence"])),
        "steps": [(F(98, 100), F(1)), (F(9, 10), F(1, 2))],
        "deduct": F(draw(st.sampled_from(["0.5", "1", "2"]))),
        "floor": F(draw(st.sampled_from(["0", "1"]))),
        "mean": draw(st.booleans()),
        "veto": veto,
        "shall": shall,
        "checks": checks,
        "judgement": judgement,
    }


@st.composite
def departments(draw: st.DrawFn) -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]], set[str]]:
    checks = {name: draw(one_check(name)) for name in NAMES}
    clauses, left = [], list(NAMES)
    for number in range(1, draw(st.integers(1, 5)) + 1):
        taken = draw(st.integers(0, min(2, len(left))))
        own, left = left[:taken], left[taken:]
        clauses.append(draw(one_clause(number, own)))
    rows = [f"{name}:{row}" for name, check in checks.items() for row in check["violating"]]
    lifted = set(draw(st.lists(st.sampled_from(rows), max_size=3))) if rows else set()
    return clauses, checks, lifted


@settings(max_examples=250, deadline=None, derandomize=True, database=None)
@given(departments(), st.tuples(*[st.sampled_from([None, F(5), F(20)])] * 3))
def test_a_department_is_scored_alike(
    department: tuple[list[dict[str, Any]], dict[str, dict[str, Any]], set[str]], floors: tuple[F | None, ...]
) -> None:
    clauses, checks, lifted = department
    worth = dict(zip(ASPECTS, (F(50), F(30), F(20)), strict=True))
    aspects = {aspect: (worth[aspect], floor) for aspect, floor in zip(ASPECTS, floors, strict=True)}
    implies = {name: check["implies"] for name, check in checks.items()}
    expected = score_oracle.score(clauses, checks, lifted, aspects)

    card = score(
        [_item(clause) for clause in clauses],
        [_result(check) for check in checks.values()],
        *_judgements(clauses, lifted),
        implies={name: tuple(found) for name, found in implies.items()},
        aspects={aspect: AspectRule(points, floor) for aspect, (points, floor) in aspects.items()},
    )

    assert [card.total.as_it_stands, card.total.if_mended] == expected["totals"]
    assert list(card.vetoes) == expected["vetoes"]
    assert card.grade.value == expected["grade"]


def _item(clause: dict[str, Any]) -> Any:
    force = Force.SHALL if clause["shall"] else Force.SHOULD
    made = make_clause(clause["id"], aspect=clause["aspect"], force=force)
    rule = make_rule(
        clause["id"], str(clause["weight"]), clause["grading"], steps=clause["steps"], deduct=clause["deduct"],
        floor=clause["floor"], mean=clause["mean"], veto=clause["veto"], may_be_not_applicable=True,
    )  # fmt: skip
    return make_item(made, rule, *clause["checks"])


def _result(check: dict[str, Any]) -> Any:
    return make_result(
        check["id"], check["population"], check["violating"], check["set_aside"], state=CheckState(check["state"])
    )


def _judgements(clauses: list[dict[str, Any]], lifted: set[str]) -> list[Any]:
    made = [
        make_judgement(
            clause["id"],
            outcome=Outcome(clause["judgement"]["outcome"]) if clause["judgement"]["outcome"] else None,
            points=clause["judgement"]["points"],
            overrides=clause["judgement"]["overrides"],
        )
        for clause in clauses
        if clause["judgement"]
    ]
    if lifted:
        keys = tuple(f"{one.split(':')[0]}:ledger:YC-{one.split(':')[1]}" for one in sorted(lifted))
        made.append(make_judgement(clauses[0]["id"], outcome=None, lifts=keys))
    return made
