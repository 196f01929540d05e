"""``conformance coverage`` on the shipped county: every shall-clause is covered, and all forms tell the same."""

from __future__ import annotations

import io
import json
import re
from functools import cache
from pathlib import Path

import pytest
from openpyxl import load_workbook

from conformance.cli import coverage
from conformance.cli.coverage_facts import printed_pages, share
from conformance.cli.main import main
from conformance.cli.project import load_project
from conformance.typeset.fonts import read_font_folder
from conformance.typeset.pdf import render_pdf

ROOT = Path(__file__).parents[2]


LOADED_ONCE = cache(load_project)


@pytest.fixture(autouse=True)
def _load_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """All tests look at the same county project; loading it takes seconds, since each check is tried."""
    monkeypatch.setattr(coverage, "load_project", LOADED_ONCE)


def test_every_shall_clause_of_the_shipped_county_is_implemented_in_every_form(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["coverage", "--project", str(ROOT), "--out", str(tmp_path)]
    assert main([*command, "--format", "json,html,xlsx"]) == 0
    text = capsys.readouterr().out
    data = json.loads(text[: text.rindex("}") + 1])
    assert data["summary"]["gap_counts"]["coverage-not-implemented"] == 0
    assert data["summary"]["chapters"][-1]["shall_implemented"] == data["summary"]["chapters"][-1]["shall"] == 150

    ids = [row["clause"] for row in data["rows"]]
    page = (tmp_path / "coverage.html").read_text(encoding="utf-8")
    assert re.findall(r'<tr id="([GL]-[0-9.]+)"', page) == ids
    assert not re.search(r'(href|src)="', page)

    content = (tmp_path / "coverage.xlsx").read_bytes()
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["缺口", "对照", "矩阵", "核查程序", "统计", "各章"]
    rows = list(book["对照"].iter_rows(min_row=4, values_only=True))
    assert [row[0] for row in rows] == ids
    assert [bool(row[5]) for row in rows] == [bool(row["implemented_by"]) for row in data["rows"]]
    assert book["缺口"].max_row - 3 == len(data["gaps"])

    assert main([*command, "--format", "xlsx"]) == 0
    assert (tmp_path / "coverage.xlsx").read_bytes() == content


def test_the_summary_gives_the_figures_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["coverage", "--summary", "--project", str(ROOT)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "没有标准条款落实的“应”类条目：没有"
    names = [line.partition("：")[0] for line in lines]
    for name in (
        "现有标准",
        "标准条款",
        "核查程序",
        "许可事项",
        "服务指南",
        "事项待核",
        "标准字数",
        "汇编页数",
        "合计",
    ):
        assert names.count(name) == 1
    assert not any(line.startswith("G-") for line in lines)


def test_an_unknown_form_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["coverage", "--format", "html,doc"])
    assert ended.value.code == 2
    assert capsys.readouterr().err == ("参数 --format：“html,doc”不是合用的值。说明见 conformance coverage --help\n")


def test_the_pages_of_a_pdf_of_ours_are_counted(tmp_path: Path) -> None:
    body = "".join(f'<p style="break-after: page">第{number}页</p>' for number in range(7)) + "<p>末页</p>"
    path = tmp_path / "volume.pdf"
    path.write_bytes(render_pdf(body, [], title="样张", fonts=read_font_folder()).pdf)
    assert printed_pages(path) == 8
    path.write_bytes(b"not a PDF")
    assert printed_pages(path) is None


def test_a_share_is_whole_only_when_nothing_is_missing() -> None:
    assert [share(*pair) for pair in ((3, 3), (1999, 2000), (1, 3), (0, 0))] == ["100.0%", "99.9%", "33.3%", "—"]


def test_a_day_counts_what_was_in_force_and_names_what_was_to_come(capsys: pytest.CaptureFixture[str]) -> None:
    facts = {}
    for day in ("2017-08-31", "2017-09-01", "2017-10-31", "2017-11-01"):
        main(["coverage", "--project", str(ROOT), "--as-of", day, "--format", "json", "--summary"])
        summary = json.loads(capsys.readouterr().out)["summary"]
        assert summary["as_of"] == day
        facts[day] = (summary["standards"]["present"], len(summary["forthcoming"]))
    (none, first), (some, no_more), (same, later), (everything, nothing) = facts.values()
    assert (none, no_more, nothing) == (0, 0, 0)
    assert first == some == same
    assert same + later == everything
    assert main(["coverage", "--project", str(ROOT), "--as-of", "2017-08-31"]) == 1
    assert "只计 2017-08-31 有效的标准和事项。" in capsys.readouterr().out


def test_a_day_that_is_no_date_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["coverage", "--as-of", "2017年10月"])
    assert "参数 --as-of：“2017年10月”不是合用的值" in capsys.readouterr().err
