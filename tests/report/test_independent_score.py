"""Somebody else's arithmetic (tests/independent_score.py) agrees with ours to the last digit, whatever is scored."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.checklist.acceptance import AspectRule
from conformance.evidence.book import EvidenceBook
from conformance.findings.result import CheckResult
from conformance.report.json import report_json
from conformance.report.model import Report, make_report
from conformance.scores.county import summarise
from conformance.scores.judgement import Judgement
from conformance.terms import Aspect, BookKind, CheckState, Outcome
from tests import independent_score
from tests.report.builders import CHECKS, make_basis, make_county, make_result, make_table, score
from tests.scores.builders import make_book, make_claim, make_judgement, make_rule

SCRIPT = Path(independent_score.__file__)
WEIGHTS = st.sampled_from(["0", "0.5", "1", "1.5", "2", "3", "4"])
FACTORS = st.sampled_from(["0", "0.3", "0.5", "0.75", "1"])
VETOABLE = ("L-42.1", "G-3.5.3")


def differences(report: Report) -> list[tuple[str, list[str]]]:
    """Who differs in what."""
    lines = independent_score.check_report(json.loads(report_json(report)))
    return [(who, wrong) for who, *_, wrong in lines if wrong]


@st.composite
def rules(draw: st.DrawFn, clause: str):
    """A rule for a clause with any grading."""
    kind = draw(st.sampled_from(["strict", "proportional", "steps", "per_occurrence"]))
    changes: dict[str, object] = {
        "mean": draw(st.booleans()),
        "veto": clause in VETOABLE and draw(st.booleans()),
        "may_be_not_applicable": draw(st.booleans()),
    }
    if kind == "steps":
        changes["steps"] = tuple(sorted(draw(st.lists(st.tuples(FACTORS, FACTORS), min_size=1, max_size=3))))
    if kind == "per_occurrence":
        changes |= {"deduct": draw(FACTORS), "floor": draw(FACTORS)}
    return make_rule(clause, draw(WEIGHTS), kind, **changes)


@st.composite
def results(draw: st.DrawFn, department: str, check: str) -> CheckResult:
    """What a check found: any state, any counts."""
    state = draw(st.sampled_from([CheckState.COUNTED] * 5 + list(CheckState)))
    population = draw(st.integers(0, 8)) if state is CheckState.COUNTED else 0
    if not population:
        return make_result(department, check, 0, **({} if state is CheckState.COUNTED else {"state": state}))
    marks = draw(st.lists(st.sampled_from("cvu"), min_size=population, max_size=population))
    rows = {mark: [row for row, one in enumerate(marks, 4) if one == mark] for mark in "vu"}
    return make_result(department, check, population, rows["v"], rows["u"])


@st.composite
def judgements(draw: st.DrawFn, clause: str, department: str) -> Judgement:
    """A judgement of any kind, by an inspector or by the department itself."""
    kind = draw(st.sampled_from(["outcome", "points", "lifts"]))
    changes: dict[str, object] = {
        "overrides": draw(st.booleans()),
        "organisation": draw(st.sampled_from(["DC", "DC", department])),
        "outcome": draw(st.sampled_from(list(Outcome))) if kind == "outcome" else None,
    }
    if kind == "points":
        changes["points"] = Fraction(draw(st.sampled_from(["0", "0.5", "1.5", "4"])))
    if kind == "lifts":
        changes["lifts"] = tuple(f"{check}:ledger:{department}-2017-00004" for check in CHECKS)
    return make_judgement(clause, **changes)


@st.composite
def books(draw: st.DrawFn, department: str, clauses: list[str]) -> EvidenceBook:
    """A book with claims, of any kind; a few cannot be read."""
    claims = [
        make_claim(clause, draw(st.sampled_from(["符合", "不适用", ""])), "1", draw(st.sampled_from(["", "无此业务"])))
        for clause in clauses
        if draw(st.booleans())
    ]
    return make_book(
        department,
        kind=draw(st.sampled_from([BookKind.DEPARTMENT] * 4 + [BookKind.CENTRE])),
        readable=draw(st.sampled_from([True] * 7 + [False])),
        tables={"item_register": make_table("item_register", "事项清单", draw(st.integers(0, 3)))},
        claims=tuple(claims),
    )


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """A county of up to four departments under any rules."""
    clauses = [clause.id for clause in make_basis().guide.clauses if not clause.counted_at]
    in_round = draw(st.lists(st.sampled_from(clauses), min_size=1, unique=True))
    floor = st.sampled_from([None, Fraction(5), Fraction(30)])
    basis = make_basis(
        clauses={clause: draw(rules(clause)) for clause in in_round},
        aspects={
            Aspect.ITEMS: AspectRule(Fraction(35), draw(floor)),
            Aspect.PROCESS: AspectRule(Fraction(65), draw(floor)),
        },
        pass_mark=Fraction(draw(st.sampled_from(["50", "80"]))),
        partial_factor=Fraction(draw(FACTORS)),
        refuse_own_judges=draw(st.booleans()),
        round_closed=draw(st.booleans()),
    )
    cards = []
    for department in draw(st.lists(st.sampled_from(["YC", "WJ", "NY", "DA"]), min_size=1, unique=True)):
        found = [draw(results(department, check)) for check in CHECKS]
        judged = [draw(judgements(clause, department)) for clause in clauses if draw(st.integers(0, 2)) == 0]
        cards.append(score(basis, draw(books(department, clauses)), found, *judged))
    return make_report(cards, summarise(cards, basis.acceptance.conclusion), basis, results={})


def test_it_works() -> None:
    assert differences(make_county()) == []


@settings(max_examples=150, deadline=None)
@given(reports())
def test_it_agrees_whatever_is_scored(report: Report) -> None:
    assert differences(report) == []


@pytest.mark.parametrize(
    ("path", "value", "wrong"),
    [
        (("departments", 2, "total", "n"), 62, ("WJ", ["total"])),
        (("departments", 2, "grade"), "qualified", ("WJ", ["grade"])),
        (("departments", 3, "vetoes"), [], ("YC", ["grade"])),
        (("departments", 1, "aspects", 0, "points", "n"), 1, ("DA", ["aspects"])),
        (("county", "mean_if_mended"), None, ("mean", ["mean"])),
        (("round", "excellence_mark"), "100.5", ("DA", ["grade"])),
    ],
)
def test_a_figure_that_was_changed_is_found(path, value, wrong) -> None:
    record = json.loads(report_json(make_county()))
    at = record
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    assert wrong in [(who, differs) for who, *_, differs in independent_score.check_report(record)]


def test_as_a_command_it_tells_and_ends_with_its_verdict(tmp_path: Path) -> None:
    path = tmp_path / "acceptance-report.json"
    record = json.loads(report_json(make_county()))
    for points, status in ((61, 0), (60, 1)):
        record["departments"][2]["total"]["n"] = points
        path.write_text(json.dumps(record), encoding="utf-8")
        run = subprocess.run([sys.executable, str(SCRIPT), str(path)], capture_output=True, text=True, check=False)
        assert run.returncode == status
        assert len(run.stdout.splitlines()) == 7
    assert "WJ\t61\t100\tpending\tdiffers: ['total']" in run.stdout


def test_it_is_short_and_stands_alone() -> None:
    source = SCRIPT.read_text(encoding="utf-8")
    assert len(source.splitlines()) < 100
    imports = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {node.module if isinstance(node, ast.ImportFrom) else node.names[0].name for node in imports}
    assert names == {"json", "sys", "fractions"}
