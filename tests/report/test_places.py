"""Places are told by sheet and cell, the sheet once."""

from __future__ import annotations

import pytest

from conformance.errors import Severity
from conformance.evidence.book import Problem
from conformance.findings.result import Waiting
from conformance.report.body import report_body
from conformance.report.pdf import PRINTED
from conformance.report.places import charged_places, grouped, set_aside_places
from conformance.scores.scorecard import CheckScore
from tests.report.builders import CHECKS, make_basis, make_check, make_county, make_result
from tests.scores.builders import make_book


def make_score(**changes: object) -> CheckScore:
    """A check that set row 8 of the ledger aside."""
    return CheckScore(make_result("WJ", "late-committed", 10, [], [8], **changes), None, None, {}, ())


def make_fault(column: str, cell: str, severity: Severity = Severity.FAULT) -> Problem:
    """A problem in row 8 of the ledger."""
    return Problem("date-unreadable", "办件台账", cell, "ledger", column, 8, "不是日期", "日期", "请更正", severity)


def test_places_tell_the_sheet_once() -> None:
    assert grouped(["办件台账!M4", "办件台账!M5", "本单位", "窗口!C7"]) == "办件台账!M4、M5；本单位；窗口!C7"


@pytest.mark.parametrize(
    ("problems", "waiting", "places"),
    [
        ((make_fault("decided_on", "M8"), make_fault("remark", "Z8")), (), ("办件台账!M8",)),
        ((make_fault("decided_on", "M8", Severity.NOTE),), (), ("办件台账!第 8 行",)),
        ((make_fault("remark", "Z8"),), (Waiting("事项清单", "B5", 1, "等待更正。"),), ("事项清单!B5",)),
        ((), (), ("办件台账!第 8 行",)),
    ],
)
def test_a_row_set_aside_is_told_by_the_cell_to_mend(problems, waiting, places) -> None:
    checks = {**CHECKS, "late-committed": make_check("late-committed", "G-3.5.2", reads=("decided_on",))}
    basis = make_basis(checks=checks)
    book = make_book("WJ", problems=problems)
    assert set_aside_places(make_score(waiting=waiting), book, basis) == places


def test_lifted_and_referred_rows_are_not_among_those_charged() -> None:
    result = make_result("YC", "late-committed", 10, [4, 5, 6])
    first, second, _ = (finding.finding_key for finding in result.findings)
    score = CheckScore(result, None, None, {first: "late-statutory"}, (second,))
    assert charged_places(score) == ("办件台账!M6",)


def test_losses_and_vetoes_give_their_cells() -> None:
    page = report_body(make_county(), PRINTED)
    assert "搁置：办件台账!M8</span>" in page
    vetoes = page[page.index('id="vetoes"') : page.index('id="not-applicable"')]
    assert "60 行中 2 行不符合（办件台账!M4、M5）" in vetoes
