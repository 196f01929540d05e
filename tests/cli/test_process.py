"""``conformance process`` from a workbook to maps, a page and an answer for programs."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from conformance.cli import process
from conformance.cli.main import main
from conformance.cli.project import load_project
from tests.builders import make_workbook

ROOT = Path(__file__).parents[2]
LOADED_ONCE = cache(load_project)
ITEM = "500114003000"


@pytest.fixture(autouse=True)
def _load_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """All tests look at the same county project; loading it takes seconds, since each check is tried."""
    monkeypatch.setattr(process, "load_project", lambda _: LOADED_ONCE(ROOT))


@pytest.fixture
def books(tmp_path: Path) -> Path:
    """A department with two cases, the second decided before it was accepted, and a file that is no workbook."""
    folder = tmp_path / "books"
    folder.mkdir()
    days = {"received_on": date(2017, 3, 1), "accepted_on": date(2017, 3, 2), "decided_on": date(2017, 3, 6)}
    cases = [{"case_number": "GH-1", **days}, {"case_number": "GH-2", **days, "decided_on": date(2017, 3, 1)}]
    rows = [{"item_code": ITEM, "acceptance_result": "受理", "decision_result": "准予", **case} for case in cases]
    make_workbook(folder / "GH.xlsx", rows={"ledger": rows})
    (folder / "MZ.xlsx").write_bytes(b"PK half a file")
    return folder


def test_it_works(books: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main(["process", str(books), "--project", str(ROOT), "--out", str(out)]) == 1
    assert capsys.readouterr().out == (
        f"GH   {ITEM} {ITEM}：2 件，逆序 1 件次\n"
        "     受理→决定：1 件，中位 2 个工作日，耗时最多，占 50.0%\n"
        "     逆序  第 5 行 GH-2：决定（2017-03-01）早于受理（2017-03-02）\n"
        "没有收录：MZ.xlsx 读不出来，请用 conformance check 查明\n"
        f"过程图和列表在 {out / 'index.html'}\n"
    )
    html = (out / "index.html").read_text(encoding="utf-8")
    assert (out / f"{ITEM}.svg").read_text(encoding="utf-8") in html
    assert "没有收录：MZ.xlsx 读不出来" in html
    assert "GH-2" in html


def test_a_program_gets_every_figure(books: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["process", str(books), "--project", str(ROOT), "--out", str(tmp_path / "out"), "--format", "json"])
    (item,) = json.loads(capsys.readouterr().out)
    assert item["stages"] == {"received": 2, "acceptance": 2, "decision": 2}
    assert sum(path["cases"] for path in item["paths"]) == item["cases"] == 2


def test_an_item_without_cases_is_told(books: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["process", str(books), "--item", "500114009000", "--project", str(ROOT)]
    assert main([*arguments, "--out", str(tmp_path / "out")]) == 2
    assert "没有编码为“500114009000”的办件" in capsys.readouterr().err
