"""Every requirement is decided by data, by data and a person, or by a person who knows what to look for."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.checklist.acceptance import load_acceptance
from conformance.checklist.check import Check, load_checks
from conformance.checklist.checklist import ChecklistItem, make_checklist
from conformance.checklist.guide import load_guide
from conformance.checklist.query import DEPARTMENT
from conformance.terms import FindingSeverity, Force, Method

PROJECT = Path(__file__).parents[2]
GUIDE = load_guide(PROJECT)
CHECKS = load_checks(PROJECT)
ITEMS = make_checklist(GUIDE, CHECKS, load_acceptance(PROJECT, GUIDE)).items
BY_ID = {item.clause.id: item for item in ITEMS}
FOR_PEOPLE = {"L-5": Method.BOTH, "L-16": Method.JUDGEMENT, "L-32.3": Method.JUDGEMENT, "L-72": Method.JUDGEMENT}
"""Clauses of the law that are no rules on rows; every other one is decided by data."""


def decided_at(item: ChecklistItem) -> ChecklistItem:
    """The item that scores it: itself, or the one it is counted at."""
    return BY_ID[item.clause.counted_at] if item.clause.counted_at else item


def ids(items: list[ChecklistItem]) -> list[str]:
    return [item.clause.id for item in items]


def test_how_many_requirements_of_the_guide_data_decide_screen_or_leave_to_people() -> None:
    of_guide = [item.clause.method for item in ITEMS if not item.clause.law]
    assert [of_guide.count(method) for method in (Method.MACHINE, Method.BOTH, Method.JUDGEMENT)] == [89, 26, 8]
    of_law = {item.clause.id: item.clause.method for item in ITEMS if item.clause.law}
    assert {clause: method for clause, method in of_law.items() if method is not Method.MACHINE} == FOR_PEOPLE


def test_what_data_decide_has_a_check_that_finds_breaches() -> None:
    machine = [item for item in ITEMS if item.clause.method is Method.MACHINE]
    without = [item for item in machine if not (item.checks or item.prompts or decided_at(item).checks)]
    assert ids(without) == []
    only_prompted = {item.clause.id for item in machine if not item.checks and not item.clause.counted_at}
    assert only_prompted == {"G-5.3.5"}, "人员相对稳定 is a prompt by its own criterion"


def test_what_data_screen_lists_rows_for_a_person_and_says_what_to_look_for() -> None:
    screened = [item for item in ITEMS if item.clause.method is Method.BOTH and not item.clause.counted_at]
    assert ids([item for item in screened if not item.prompts]) == []
    assert ids([item for item in screened if not item.clause.look_for]) == []


def test_what_people_decide_says_what_to_look_for_and_is_judged_in_the_round() -> None:
    judged = [item for item in ITEMS if item.clause.method is not Method.MACHINE]
    assert ids([item for item in judged if not (item.clause.look_for and item.clause.evidence)]) == []
    assert ids([item for item in judged if not decided_at(item).in_round]) == []


def test_every_shall_clause_is_checked_or_judged_in_the_round() -> None:
    shall = [item for item in ITEMS if item.clause.force is Force.SHALL]
    assert ids([one for one in shall if not (one.checks or one.prompts or decided_at(one).in_round)]) == []


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_a_page_has_at_least_two_conforming_and_two_violating_cases(check: Check) -> None:
    violating = sum(len(case.violating) for case in check.cases)
    assert violating >= 2
    assert conforming(check) >= 2


def conforming(check: Check) -> int:
    """Rows of the primary table that no case lists; where the department is the row, the cases that list nothing."""
    if check.primary == DEPARTMENT:
        return sum(not (case.violating or case.set_aside or case.unclassified) for case in check.cases)
    return sum(
        len(case.tables.get(check.primary, ())) - len({*case.violating, *case.set_aside, *case.unclassified})
        for case in check.cases
    )


def test_a_prompt_never_scores() -> None:
    prompts = {check.id for check in CHECKS.values() if check.severity is FindingSeverity.PROMPT}
    assert [item.clause.id for item in ITEMS if prompts & set(item.checks)] == []
