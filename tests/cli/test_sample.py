"""``conformance sample`` from workbook to protocol: publish, draw, compare."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from pypdf import PdfReader

from conformance.cli import sample
from conformance.cli.main import main
from conformance.cli.project import load_project
from tests.builders import make_workbook

ROOT = Path(__file__).parents[2]
LOADED_ONCE = cache(load_project)


@pytest.fixture(autouse=True)
def _load_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """All tests look at the same county project; loading it takes seconds, since each check is tried."""
    monkeypatch.setattr(sample, "load_project", lambda _: LOADED_ONCE(ROOT))


@pytest.fixture
def books(tmp_path: Path) -> Path:
    """A department with thirty cases, and a file that is no workbook."""
    folder = tmp_path / "books"
    folder.mkdir()
    _book(folder, 30)
    (folder / "MZ.xlsx").write_bytes(b"PK half a file")
    return folder


def _book(folder: Path, cases: int) -> None:
    rows = [
        {"case_number": f"GH-{n:03}", "decided_on": date(2017, 3, 1), "decision_result": "准予"} for n in range(cases)
    ]
    make_workbook(folder / "GH.xlsx", rows={"ledger": rows})


def _text(path: Path) -> str:
    return "".join(page.extract_text() for page in PdfReader(path).pages).replace("\n", "")


def test_publish_then_draw_then_nothing_has_changed(
    books: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    population = out / "sample" / "population.csv"
    project = ["--project", str(ROOT)]
    assert main(["sample", "population", str(books), "--out", str(out), *project]) == 0
    said = capsys.readouterr().out
    digest = said.rsplit("：", 1)[1].strip()
    assert "总体 30 件，剔除 0 行" in said
    assert "没有收录：MZ.xlsx 读不出来" in said
    commitment = _text(out / "sample" / "commitment.pdf")
    assert digest in commitment
    assert "没有收录：MZ.xlsx" in commitment

    draw = ["sample", "draw", "--population", str(population), "--seed", "417", "902", "--digest", digest]
    assert main([*draw, "--out", str(out), *project]) == 0
    record = json.loads((out / "sample" / "sample.json").read_text(encoding="utf-8"))
    drawn = [case["case_number"] for stratum in record["strata"] for case in stratum["sample"]]
    assert len(drawn) == 10
    protocol = _text(out / "sample" / "protocol.pdf")
    assert all(number in protocol for number in drawn)
    assert "python tools/redraw.py population.csv 417902 部门 10 2" in protocol
    assert "抽出的 10 件如果全部符合，有 95% 的把握说总体中不符合的不超过 6 件（20.0%）" in protocol

    assert main(["sample", "compare", "--population", str(population), str(books), *project]) == 0


def test_a_row_added_after_the_commitment_is_named(
    books: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    project = ["--project", str(ROOT)]
    main(["sample", "population", str(books), "--out", str(out), *project])
    _book(books, 31)
    capsys.readouterr()
    population = str(out / "sample" / "population.csv")
    assert main(["sample", "compare", "--population", population, str(books), *project]) == 1
    assert capsys.readouterr().out == "GH/GH-030：公布后增加\n共 1 处改动。\n"


def test_a_list_that_is_not_the_published_one_is_not_drawn_from(
    books: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    main(["sample", "population", str(books), "--out", str(out), "--project", str(ROOT)])
    population = str(out / "sample" / "population.csv")
    draw = ["sample", "draw", "--population", population, "--seed", "417", "902", "--digest", "0" * 64]
    assert main([*draw, "--out", str(out), "--project", str(ROOT)]) == 2
    assert "与公布的 " + "0" * 64 + " 不符" in capsys.readouterr().err
    assert not (out / "sample" / "sample.json").exists()
