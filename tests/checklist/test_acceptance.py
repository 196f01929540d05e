"""The rules of a round are refused in words where they do not add up."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from conformance.checklist.acceptance import ACCEPTANCE_FILE, Letterhead, load_acceptance, read_acceptance
from conformance.checklist.check import load_checks
from conformance.checklist.checklist import checklist_faults, make_checklist
from conformance.checklist.guide import load_guide
from conformance.terms import Aspect, Grading

ROOT = Path(__file__).parents[2]
GUIDE = load_guide(ROOT)
SHIPPED = (ROOT / ACCEPTANCE_FILE).read_text(encoding="utf-8")


def _faults(tmp_path: Path, text: str) -> list[str]:
    file = tmp_path / "acceptance.yaml"
    file.write_text(text, encoding="utf-8")
    faults = read_acceptance(ROOT, GUIDE, str(file))[1]
    return [f"{fault.found}{fault.expected and '，应为' + fault.expected}" for fault in faults]


def test_it_works() -> None:
    rules = load_acceptance(ROOT, GUIDE)
    assert (rules.pass_mark, rules.excellence_mark) == (80, 90)
    assert {aspect.value: int(rule.points) for aspect, rule in rules.aspects.items()} == {
        "items": 20,
        "process": 30,
        "service": 20,
        "premises": 15,
        "supervision": 15,
    }
    assert rules.clauses["L-42.1"].grading.kind is Grading.STEPS
    assert rules.clauses["L-42.1"].veto


def test_the_county_s_own_plan_is_cited_where_there_is_one(tmp_path: Path) -> None:
    mandate = load_acceptance(ROOT, GUIDE).mandate
    assert mandate is not None
    assert (mandate.document_number, mandate.issued_on) == ("奉节府办〔2017〕207号", date(2017, 7, 24))
    file = tmp_path / "acceptance.yaml"
    file.write_text(
        "\n".join(line for line in SHIPPED.splitlines() if not line.startswith("mandate:")), encoding="utf-8"
    )
    assert load_acceptance(ROOT, GUIDE, str(file)).mandate is None


def test_every_clause_of_certainty_c_has_no_weight() -> None:
    rules = load_acceptance(ROOT, GUIDE)
    weights = {name: rule.weight for name, rule in rules.clauses.items() if GUIDE.by_id[name].certainty == "C"}
    assert weights
    assert set(weights.values()) == {Fraction(0)}


def test_weights_that_do_not_add_up_are_refused_with_the_difference(tmp_path: Path) -> None:
    rules = load_acceptance(ROOT, GUIDE)
    weight = rules.clauses["L-42.1"].weight
    changed = SHIPPED.replace(f'L-42.1: {{weight: "{weight}"', f'L-42.1: {{weight: "{weight + 3}"')
    (fault,) = _faults(tmp_path, changed)
    assert fault.startswith(f"“{Aspect.PROCESS.label}”各条权重之和为 ")
    assert fault.endswith("，相差 3")


def test_points_that_are_not_a_hundred_are_refused(tmp_path: Path) -> None:
    (fault,) = _faults(tmp_path, SHIPPED.replace('items: {points: "20"', 'items: {points: "29"'))
    assert fault == "各方面分值之和为 109，写明的是 100，相差 9"


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("guide: guide-2016", "guide: guide-2099", "所依据的指引“guide-2099”不是本项目的，应为guide-2016"),
        ("clauses:\n", 'clauses:\n  G-9.9.9: {weight: "0"}\n', "没有编号为 G-9.9.9 的条目"),
        (
            "clauses:\n",
            'clauses:\n  G-5.4.3: {weight: "0"}\n',
            "G-5.4.3 的问题已在 G-3.4.5 计分，同一问题不重复扣分",
        ),
        ('excellence_mark: "90"', 'excellence_mark: "70"', "优秀线低于合格线，应为不低于合格线的分数"),
        (
            "veto: true}  # 自受理",
            "veto: true, may_be_not_applicable: true}  # 自受理",
            "L-42.1 是“应”类否决项，又允许不适用",
        ),
        (
            '["0.9", "0.5"], ["0.98", "1"]',
            '["0.98", "1"], ["0.9", "0.5"]',
            "各档没有从低到高排列，应为得分率和得分系数都从低到高",
        ),
    ],
)
def test_rules_that_contradict_are_refused(tmp_path: Path, before: str, after: str, message: str) -> None:
    if before.startswith("veto"):
        line = next(line for line in SHIPPED.splitlines() if line.startswith("  L-42.1:"))
        changed = SHIPPED.replace(line, line.replace("veto: true}", "veto: true, may_be_not_applicable: true}"))
    else:
        changed = SHIPPED.replace(before, after)
    assert changed != SHIPPED
    assert message in _faults(tmp_path, changed)


def test_the_shipped_checklist_fits_together() -> None:
    checks = load_checks(ROOT)
    checklist = make_checklist(GUIDE, checks, load_acceptance(ROOT, GUIDE))
    assert checklist_faults(checklist, checks) == []
    assert len(checklist.items) == len(GUIDE.clauses)


def test_a_clause_of_the_round_without_means_of_scoring_is_named() -> None:
    checks = load_checks(ROOT)
    rules = load_acceptance(ROOT, GUIDE)
    fewer = {name: check for name, check in checks.items() if "L-44" not in check.clauses}
    faults = checklist_faults(make_checklist(GUIDE, fewer, rules), fewer)
    assert [fault.found for fault in faults] == ["L-44 列入本轮，却没有核查程序，也不由人判定"]


def test_a_letterhead_is_read_where_the_rules_have_one(tmp_path: Path) -> None:
    assert load_acceptance(ROOT, GUIDE).letterhead is None
    line = "{issuer: 领导小组, document_number: 奉许标办〔2018〕3号, printed_by: 办公室, printed_on: 2018-02-08}"
    file = tmp_path / "acceptance.yaml"
    file.write_text(f"{SHIPPED}\nletterhead: {line}\n", encoding="utf-8")
    letterhead = load_acceptance(ROOT, GUIDE, str(file)).letterhead
    assert letterhead == Letterhead("领导小组", "奉许标办〔2018〕3号", (), "办公室", date(2018, 2, 8))
