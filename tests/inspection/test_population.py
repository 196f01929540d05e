"""The population of a round: which cases are in it, what is left out, and what changed since it was published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from conformance.errors import CannotProceed
from conformance.evidence.reader import read_book
from conformance.evidence.writing import CellValue
from conformance.inspection.population import (
    Case,
    Exclusion,
    ExclusionReason,
    Population,
    changes_since,
    make_population,
    read_population,
)
from tests.builders import make_workbook, read_context

YEAR = (date(2017, 1, 1), date(2017, 12, 31))


def _population(folder: Path, rows: Sequence[tuple[CellValue, CellValue]]) -> Population:
    ledger = [{"case_number": number, "decided_on": day, "decision_result": "准予"} for number, day in rows]
    path = make_workbook(folder / "GH.xlsx", rows={"ledger": ledger})
    return make_population([read_book(path, read_context())], *YEAR)


def _case(number: str, day: date = date(2017, 5, 2)) -> Case:
    return Case("GH", number, "", "准予", day)


def test_decided_cases_of_the_period_are_in_it_by_department_and_number(tmp_path: Path) -> None:
    population = _population(tmp_path, [("B-2", date(2017, 12, 31)), ("A-1", date(2017, 1, 1))])
    assert [case.id for case in population.cases] == ["GH/A-1", "GH/B-2"]
    assert population.exclusions == ()


def test_what_is_left_out_is_listed_with_its_row_and_reason(tmp_path: Path) -> None:
    rows: list[tuple[CellValue, CellValue]] = [
        ("A-1", date(2017, 5, 2)),
        ("A-2", None),
        ("A-3", "2017-13-05"),
        ("A-4", date(2018, 1, 2)),
        ("A-1", date(2017, 5, 3)),
    ]
    population = _population(tmp_path, rows)
    assert [case.case_number for case in population.cases] == ["A-1"]
    first = population.exclusions[0].row
    assert population.exclusions == (
        Exclusion("GH", first, "A-2", ExclusionReason.UNDECIDED),
        Exclusion("GH", first + 1, "A-3", ExclusionReason.UNREADABLE),
        Exclusion("GH", first + 2, "A-4", ExclusionReason.OUTSIDE),
        Exclusion("GH", first + 3, "A-1", ExclusionReason.TWICE),
    )


def test_a_published_file_reads_back_with_the_same_digest() -> None:
    population = Population((_case("甲，“1”号"), _case("B-2")))
    again = read_population(population.text.encode("utf-8"), "population.csv")
    assert again == population
    assert again.sha256 == population.sha256


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda text: text.replace("办件号", "案号"), "第一行应为"),
        (lambda text: text.replace("\r\n2,", "\r\n3,"), "第 3 行的栏数或者序号不对"),
        (lambda text: text.replace("2017-05-02", "五月二日", 1), "第 2 行的决定日“五月二日”不是日期"),
        (lambda text: "", "第一行应为"),
    ],
)
def test_a_spoilt_file_is_refused_with_the_line(spoil: object, message: str) -> None:
    text = Population((_case("A-1"), _case("A-2"))).text
    assert callable(spoil)
    with pytest.raises(CannotProceed, match=message):
        read_population(spoil(text).encode("utf-8"), "population.csv")


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(CannotProceed, match="不是 UTF-8"):
        read_population(Population((_case("A-1"),)).text.encode("gb18030"), "population.csv")


def test_each_row_added_removed_or_changed_is_named() -> None:
    before = Population((_case("A-1"), _case("A-2"), _case("A-3")))
    after = Population((_case("A-1"), _case("A-3", date(2017, 6, 1)), _case("A-4")))
    assert [(one.id, one.word, one.detail) for one in changes_since(before, after)] == [
        ("GH/A-2", "公布后删去", ""),
        ("GH/A-3", "公布后改动", "决定日：2017-05-02 → 2017-06-01"),
        ("GH/A-4", "公布后增加", ""),
    ]
    assert changes_since(before, before) == ()
