"""What comes of each hostile or odd file: refused for its reason, told at its cells, or read; never a crash."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from conformance.evidence.book import EvidenceBook, Problem
from conformance.evidence.reader import read_book
from tests.builders import read_context
from tests.evidence.corpus import CORPUS, Specimen
from tests.evidence.test_structure import sound


def told(problem: Problem) -> str:
    """A problem as the corpus writes it."""
    sheet = f"{problem.sheet}!" if problem.sheet and problem.table != "ledger" else ""
    return f"{problem.code} {sheet}{problem.cell}".strip()


def refusals() -> set[tuple[str, str]]:
    """Code and message of each line of ``refusals.md``."""
    lines = Path(__file__).with_name("refusals.md").read_text(encoding="utf-8").splitlines()
    cells = ([cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line.startswith("|"))
    return {(code, message) for code, message in cells if "_" in code}


REFUSALS = refusals()


def assert_as_expected(book: EvidenceBook, specimen: Specimen) -> None:
    assert tuple(map(told, book.problems)) == ((specimen.refused,) if specimen.refused else specimen.told)
    if specimen.refused:
        assert (book.problems[0].code, book.problems[0].sentence.removeprefix("整个文件：")) in REFUSALS
    assert book.readable == (not specimen.refused)
    for column, values in specimen.values.items():
        assert (column, book.tables["ledger"].values[column]) == (column, values)


@pytest.mark.parametrize("specimen", CORPUS, ids=[specimen.name for specimen in CORPUS])
def test_every_file_has_its_outcome(tmp_path: Path, specimen: Specimen) -> None:
    path = tmp_path / specimen.file
    path.write_bytes(specimen.make())
    assert_as_expected(read_book(path, read_context()), specimen)


def test_the_corpus_is_large_and_names_are_its_own() -> None:
    assert len(CORPUS) >= 120
    assert len({specimen.name for specimen in CORPUS}) == len(CORPUS)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "GH.xlsx").mkdir()
    os.mkfifo(tmp_path / "HB.xlsx")
    (tmp_path / "AJ.xlsx").symlink_to("/dev/zero")
    (tmp_path / "SW.xlsx").symlink_to(tmp_path / "gone.xlsx")
    (tmp_path / "loop.xlsx").symlink_to(tmp_path / "loop.xlsx")
    codes = {
        path.name: [problem.code for problem in read_book(path, read_context()).problems] for path in tmp_path.iterdir()
    }
    assert codes == {
        "GH.xlsx": ["file_not_regular"],
        "HB.xlsx": ["file_not_regular"],
        "AJ.xlsx": ["file_not_regular"],
        "SW.xlsx": ["file_missing"],
        "loop.xlsx": ["file_missing"],
    }


def test_a_link_to_a_workbook_is_read(tmp_path: Path) -> None:
    (tmp_path / "workbook").write_bytes(sound())
    (tmp_path / "GH.xlsx").symlink_to(tmp_path / "workbook")
    assert read_book(tmp_path / "GH.xlsx", read_context()).problems == ()
