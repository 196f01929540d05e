"""A county's glossary is held against the program."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from conformance.clauses.glossary import FILE, glossary_faults

ROOT = Path(__file__).parents[2]


def told(project: Path, *rows: str, without: str = "") -> list[tuple[int, str]]:
    """Line after the shipped rows and code of each fault, with these rows added and one row left out."""
    page = project / FILE
    page.parent.mkdir(parents=True)
    shutil.copyfile(ROOT / FILE, page)
    lines = page.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not without or f"| `{without}` |" not in line]
    assert len(lines) - len(kept) == bool(without)
    page.write_text("\n".join([*kept, *rows]) + "\n", encoding="utf-8")
    return [(int(one.place.rpartition(":")[2]) - len(kept), one.code) for one in glossary_faults(project)]


@pytest.mark.parametrize(
    "rows",
    [
        (),
        ("| 办事指南 | `ServiceGuide` |  |",),
        ("| 县情 | 不写标识符 |  |",),
        ("说明：`Guide` 和 `Nothing` 不在表中。",),
    ],
)
def test_a_good_glossary(tmp_path: Path, rows: tuple[str, ...]) -> None:
    without = "ServiceGuide" if "ServiceGuide" in "".join(rows) else ""
    assert told(tmp_path, *rows, without=without) == []


def test_a_county_without_one_is_no_fault(tmp_path: Path) -> None:
    assert list(glossary_faults(tmp_path)) == []


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("| 条款 | `ClauseDraft` |  |", "glossary-term-twice"),
        ("| 指引 | `GuideFault` |  |", "glossary-term-twice"),
        ("| 汇编 | `Fragment` |  |", "glossary-term-twice"),
        ("| 规定 | `Clause` |  |", "glossary-identifier-twice"),
        ("| 对照 | `Redline` |  |", "glossary-identifier-twice"),
        ("| 标准 | `Document` |  |", "glossary-identifier-twice"),
        ("| 表格 | `Spreadsheet` |  |", "glossary-identifier-unknown"),
        ("| 县情 | `Hinterland` |  |", "glossary-identifier-unknown"),
        ("| 印章 | `Stamp` |  |", "glossary-identifier-unknown"),
    ],
)
def test_a_row_at_fault_is_told_at_its_line(tmp_path: Path, row: str, code: str) -> None:
    assert told(tmp_path, row) == [(1, code)]


@pytest.mark.parametrize("name", ["Force", "Aspect", "Outcome"])
def test_an_enumeration_that_is_not_listed(tmp_path: Path, name: str) -> None:
    assert [code for _, code in told(tmp_path, without=name)] == ["glossary-term-missing"]
