"""Which department a workbook is read for, where cover, template and file name differ."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import pytest
from openpyxl import load_workbook

from conformance.evidence.reader import read_book
from tests.builders import read_context
from tests.evidence.test_structure import drop_meta, sound


@dataclass(frozen=True)
class Named:
    """What cover, template and file name say of the department, the code that is read, and what is told."""

    cover: str | None
    template: str | None
    """None where the template's mark is gone."""
    file: str
    read: str
    told: tuple[str, ...]


NAMED = [
    Named("GH", "GH", "GH", "GH", ()),
    Named("规划", "GH", "GH", "GH", ("封面的部门代码是“规划”，模板和文件名是“GH”，按“GH”读取",)),
    Named("GH", "GH", "HB", "GH", ("封面的部门代码是“GH”，文件名是“HB”，按“GH”读取",)),
    Named("HB", "GH", "HB", "HB", ("封面的部门代码是“HB”，模板是“GH”，按“HB”读取",)),
    Named("HB", "GH", "AJ", "GH", ("封面的部门代码是“HB”，模板是“GH”，按“GH”读取",)),
    Named("HB", "GH", "终稿", "GH", ("封面的部门代码是“HB”，模板是“GH”，按“GH”读取",)),
    Named("HB", None, "GH", "GH", ("封面的部门代码是“HB”，文件名是“GH”，按“GH”读取",)),
    Named("HB", None, "终稿", "HB", ("封面的部门代码是“HB”，文件名是“终稿”，按“HB”读取",)),
    Named(None, "GH", "HB", "GH", ("模板的部门代码是“GH”，文件名是“HB”，按“GH”读取",)),
    Named(None, None, "GH", "GH", ()),
]


@pytest.mark.parametrize("named", NAMED, ids=[f"{one.cover}-{one.template}-{one.file}" for one in NAMED])
def test_the_department_is_the_one_that_two_of_three_name(tmp_path: Path, named: Named) -> None:
    workbook = load_workbook(io.BytesIO(sound()))
    workbook["封面"]["B3"] = named.cover
    if named.template is None:
        drop_meta(workbook)
    workbook.save(tmp_path / f"{named.file}.xlsx")
    book = read_book(tmp_path / f"{named.file}.xlsx", read_context())
    told = [problem for problem in book.problems if problem.code == "department_differs"]
    assert (book.department, tuple(problem.found for problem in told)) == (named.read, named.told)
    assert {problem.place for problem in told} <= {"表“封面”B3"}
