"""The workbook makes its totals again by formulas and lists every finding as a row."""

from __future__ import annotations

import io
import re
from fractions import Fraction

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from conformance.report.xlsx import _rounded, report_xlsx
from conformance.scores.grading import shown
from tests.report.builders import make_county

BOOK = report_xlsx(make_county())


@pytest.fixture(scope="module")
def formulas() -> Workbook:
    """The workbook as written."""
    return load_workbook(io.BytesIO(BOOK))


@pytest.fixture(scope="module")
def values() -> Workbook:
    """The results stored in it."""
    return load_workbook(io.BytesIO(BOOK), data_only=True)


def test_it_works(formulas: Workbook) -> None:
    assert formulas.sheetnames == [
        "结论", "评分汇总", "方面得分", "条款得分", "核查明细",
        "问题明细", "填表问题", "整改清单", "人工判定", "办理过程", "过程偏差", "数据校验清单",
    ]  # fmt: skip


def test_the_same_report_gives_the_same_bytes() -> None:
    assert report_xlsx(make_county()) == BOOK


def test_weights_points_totals_and_means_are_formulas(formulas: Workbook) -> None:
    totals, aspects, clauses = formulas["评分汇总"], formulas["方面得分"], formulas["条款得分"]
    assert totals["I5"].value == "=SUM(方面得分!$G$4:$G$5)"
    assert totals["G5"].value.startswith("=IF(ABS(MOD((SUM(方面得分!$G$4:$G$5))*100,1)-0.5)")
    assert aspects["E4"].value == "=SUM(条款得分!$I$4:$I$6)"
    assert (
        aspects["F4"].value
        == '=IF(E4=0,0,D4*SUM(方面得分!$D$4:$D$5)/SUMIF(方面得分!$E$4:$E$5,">0",方面得分!$D$4:$D$5))'
    )
    assert clauses["O4"].value == "=L4*方面得分!$F$4/方面得分!$E$4"
    assert formulas["结论"]["B6"].value.count("SUMPRODUCT") == 6


def test_every_formula_has_its_result(formulas: Workbook, values: Workbook) -> None:
    cells = [cell for sheet in formulas for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert len(cells) > 100
    assert [cell for cell in cells if values[cell.parent.title][cell.coordinate].value is None] == []


def test_every_finding_is_a_row_that_can_be_filtered(values: Workbook) -> None:
    sheet = values["问题明细"]
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    report = make_county()
    scores = [score for part in report.departments for clause in part.card.clauses for score in clause.checks]
    prompts = [result for part in report.departments for result in part.prompts]
    assert len(rows) == sum(len(score.result.findings) for score in scores) + sum(len(one.findings) for one in prompts)
    assert sheet.auto_filter.ref == f"A3:N{3 + len(rows)}"
    assert {(row[3], row[12], row[13]) for row in rows} == {
        ("G-3.2.1", "否", "权重为 0"),
        ("G-3.5.2", "是", None),
        ("G-3.5.2", "否", "已由人工判定撤销"),
        ("G-3.5.2", "否", "在“办结不晚于法定时限”计分"),
        ("G-3.5.2", "否", "请检查人员查看，不计分"),
        ("L-42.1", "是", None),
    }


@pytest.mark.parametrize(
    "text", ["0.005", "0.015", "12.345", "12.355", "84.125", "84.135", "-0.125", "1/3", "2/3", "7"]
)
def test_rounding_by_formula_is_half_to_even(text: str) -> None:
    value = Fraction(text)
    formula = _rounded("x", value)
    assert formula.value == Fraction(shown(value))
    assert _calculated(formula.text, float(value)) == pytest.approx(float(formula.value), abs=1e-12)


def _calculated(formula: str, x: float) -> float:
    """What a spreadsheet makes of the formula: its ROUND goes away from zero on a tie."""

    def away(number: float, places: int) -> float:
        scaled = round(abs(number) * 10**places, 9)
        return (int(scaled + 0.5) / 10**places) * (1 if number >= 0 else -1)

    condition, half, other = re.fullmatch(r"IF\((.+)<0\.0000001,(.+),(ROUND\(x,2\))\)", formula).groups()  # type: ignore[union-attr]
    names = {"ABS": abs, "MOD": lambda a, b: a % b, "ROUND": away, "x": x}
    chosen = half if eval(condition, {}, names) < 0.0000001 else other
    return float(eval(chosen, {}, names))
