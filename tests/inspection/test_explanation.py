"""Why points differ: each cause in words, and the differences add up."""

from __future__ import annotations

from fractions import Fraction

import pytest

from conformance.inspection.explanation import explain
from conformance.inspection.results import CheckFacts, ClauseFacts
from conformance.terms import CheckState
from tests.inspection.builders import CHECK, CLAUSE, make_clause, make_department

LESS = {"points": Fraction(3)}


@pytest.mark.parametrize(
    ("after", "cause"),
    [
        (make_clause(**LESS, weight=Fraction(3)), "权重 4.00 → 3.00"),
        (make_clause(**LESS, grading='{"kind": "strict"}'), "计分方式改变"),
        (make_clause(**LESS, judged="{}"), "人工判定改变"),
        (make_clause(**LESS, max_points=Fraction(3)), "折算后满分 4.00 → 3.00"),
        (make_clause(points=Fraction(0), in_round=False), "这次不再纳入评分"),
        (
            make_clause(**LESS, checks={CHECK: CheckFacts(CheckState.COUNTED, (31, 2, 1, 0), frozenset())}),
            f"{CHECK}：总数 30 → 31，不符合 0 → 2，扣分 0 → 1",
        ),
        (
            make_clause(**LESS, checks={CHECK: CheckFacts(CheckState.TABLE_MISSING, None, frozenset())}),
            f"{CHECK}：已核查 → 未提交该表",
        ),
        (make_clause(**LESS, checks={}), f"不再用核查程序 {CHECK}"),
    ],
)
def test_each_cause_is_said(after: ClauseFacts, cause: str) -> None:
    (one,) = explain(make_department(), make_department(clauses={CLAUSE: after}))
    assert one.causes == (cause,)
    assert one.after - one.before == after.points - 4


def test_differences_add_up_and_the_largest_comes_first() -> None:
    before = make_department(clauses={"G-1": make_clause(), "G-2": make_clause(), "G-3": make_clause()})
    after = make_department(
        clauses={
            "G-1": make_clause(points=Fraction(7, 2)),
            "G-2": make_clause(points=Fraction(1)),
            "G-3": make_clause(),
        }
    )
    found = explain(before, after)
    assert [one.clause for one in found] == ["G-2", "G-1"]
    assert sum(one.after - one.before for one in found) == after.total - before.total
