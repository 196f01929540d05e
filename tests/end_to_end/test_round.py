"""A whole round as a group plays it: draw, forms, judgements, an objection, rectification, comparison, re-scoring.

Two departments on the shipped rules, inspected three times: in mid-term, after rectification, and in the end.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from conformance.cli import report, round, sample, score
from conformance.cli.main import main
from conformance.cli.project import CountyProject, load_project
from tests.fair.county import Size, case_number, filled
from tests.fair.edit import LEDGER, Edit

ROOT = Path(__file__).parents[2]
LOADED_ONCE = cache(load_project)
DEPARTMENTS = ("GH", "YC")
A, B, C = (case_number("YC", number) for number in (3, 5, 9))
"""Cases of the tobacco bureau whose grant is not published: in mid-term A and B."""
CHECK = "grant-published"
FIRST = {"B4": "奉节县人民政府督查室", "D4": "督查岗", "F4": date(2018, 1, 22), "H4": "烟草专卖局办公室主任"}
SECOND = {"B4": "ZBY", "D4": "技术岗", "F4": date(2018, 1, 22), "H4": "拒签"}
THIRD = {"B4": "BB", "D4": "审改岗", "F4": date(2018, 1, 24), "H4": "烟草专卖局办公室主任"}


@dataclass(frozen=True)
class Inspection:
    """Where the round's files are, and the commands that make them."""

    folder: Path

    def run(self, *arguments: object) -> tuple[int, str]:
        """A command with its exit status and what it said."""
        said = StringIO()
        project = () if arguments[1] in ("compare", "explain") else ("--project", str(ROOT))
        with redirect_stdout(said):
            status = main([*map(str, arguments), *project])
        return status, said.getvalue()

    def hand_in(self, name: str, unpublished: tuple[str, ...]) -> Path:
        """The workbooks of one inspection; the cases given have no day of publication."""
        folder = self.folder / name / "workbooks"
        folder.mkdir(parents=True)
        for code in DEPARTMENTS:
            edit = Edit.open(filled(LOADED_ONCE(ROOT), code, Size()))
            for case in unpublished if code == "YC" else ():
                edit.put(LEDGER, case, {"公开日": None})
            edit.save(folder / f"{code}.xlsx")
        return folder

    def score(self, name: str, out: str, *more: object) -> dict[str, Any]:
        """The scorecard of the tobacco bureau."""
        target = self.folder / out
        self.run("score", self.folder / name / "workbooks", "--out", target, *more)
        record: dict[str, Any] = json.loads((target / "scorecards" / "YC.json").read_text(encoding="utf-8"))
        return record


@pytest.fixture(scope="module")
def inspection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inspection]:
    """Workbooks of three inspections, the first one scored; the project is loaded once, since that takes seconds."""
    one = Inspection(tmp_path_factory.mktemp("round"))
    with pytest.MonkeyPatch.context() as patch:
        for module in (report, round, sample, score):
            if hasattr(module, "load_project"):
                patch.setattr(module, "load_project", _load)
        one.hand_in("mid", (A, B))
        one.hand_in("follow-up", (B,))
        one.hand_in("final", (A, C))
        assert one.run("round", "pin", one.folder / "mid.yaml", "--on", "2018-01-02")[0] == 0
        one.score("mid", "mid", "--round", one.folder / "mid.yaml")
        yield one


def _load(root: Path, acceptance: Path | None = None, calendar: Path | None = None) -> CountyProject:
    return LOADED_ONCE(root, acceptance, calendar) if acceptance or calendar else LOADED_ONCE(root)


@pytest.fixture(scope="module")
def drawn(inspection: Inspection) -> Path:
    """The sample, drawn in front of both sides."""
    out = inspection.folder
    workbooks = out / "mid" / "workbooks"
    _, said = inspection.run("sample", "population", workbooks, "--out", out)
    digest = said.rsplit("：", 1)[1].strip()
    population = out / "sample" / "population.csv"
    seed = ["--seed", "417", "902", "--digest", digest]
    assert inspection.run("sample", "draw", "--population", population, *seed, "--out", out)[0] == 0
    return out / "sample" / "sample.json"


def write(source: Path, target: Path, sheet: str, cells: Mapping[str, object]) -> Path:
    """Fill in a form as a spreadsheet program does, and hand it back."""
    book = load_workbook(source)
    for address, value in cells.items():
        book[sheet][address] = value
    target.parent.mkdir(exist_ok=True)
    book.save(target)
    return target


def line(source: Path, sheet: str, said: str, cells: Mapping[str, object]) -> dict[str, object]:
    """Cells by letter in the row whose first cell reads so."""
    rows = load_workbook(source)[sheet].iter_rows(max_col=1)
    row = next(cell.row for (cell,) in rows if cell.value == said)
    return {f"{letter}{row}": value for letter, value in cells.items()}


def judged(inspection: Inspection, source: Path, name: str, head: Mapping[str, object], outcome: str) -> Path:
    """A form on which G-3.3.5 was judged."""
    said = {"F": outcome, "H": f"抽 10 卷，判为{outcome}", "I": "P-001"}
    cells = {**head, **line(source, "现场检查记录", "G-3.3.5", said)}
    return write(source, inspection.folder / "filled" / f"{name}.xlsx", "现场检查记录", cells)


def test_the_draw_is_repeated_by_twenty_lines_that_share_no_code(inspection: Inspection, drawn: Path) -> None:
    record = json.loads(drawn.read_text(encoding="utf-8"))
    population = drawn.parent / "population.csv"
    strata = ",".join(
        {"department": "部门", "item_code": "事项编码", "decision": "决定结论"}[one] for one in record["strata_by"]
    )
    arguments = [population, record["seed"], strata, record["size"], record["least_per_stratum"]]
    redraw = [sys.executable, ROOT / "tools" / "redraw.py", *arguments]
    done = subprocess.run([str(one) for one in redraw], capture_output=True, text=True, check=True)
    ours = [f"{one['department']}/{one['case_number']}" for part in record["strata"] for one in part["sample"]]
    assert done.stdout.split() == ours
    with population.open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == record["population"] == 60
    assert len((ROOT / "tools" / "redraw.py").read_text(encoding="utf-8").splitlines()) <= 25


def test_the_round_is_played_from_the_forms_to_the_closing(inspection: Inspection, drawn: Path) -> None:
    folder, mid = inspection.folder, inspection.folder / "mid"
    forms, back, judgements = folder / "forms", folder / "filled", folder / "judgements"
    with_sample = ("--sample", drawn)
    inspection.run("round", "forms", mid, *with_sample, "--department", "YC", "--out", forms)
    assert sorted(path.name for path in forms.iterdir()) == ["YC-objections.xlsx", "YC.docx", "YC.pdf", "YC.xlsx"]

    # two inspectors differ: both are shown, the clause is open, the grade may hang on it
    judged(inspection, forms / "YC.xlsx", "first", FIRST, "不符合")
    judged(inspection, forms / "YC.xlsx", "second", SECOND, "符合")
    collect = ("round", "collect", back, "--results", mid, *with_sample, "--out", judgements)
    status, said = inspection.run(*collect)
    assert status == 1
    assert "分歧 G-3.3.5，待第三人裁定" in said
    assert "奉节县人民政府督查室督查岗（2018-01-22）：不符合，抽 10 卷，判为不符合" in said
    assert "重庆市质量和标准化研究院技术岗（2018-01-22）：符合，抽 10 卷，判为符合" in said
    card = inspection.score("mid", "disputed", "--judgements", judgements)
    clause = next(one for one in card["clauses"] if one["id"] == "G-3.3.5")
    assert (clause["outcome"], clause["f"]["n"], clause["f_if_mended"]["n"]) == ("undetermined", 0, 1)
    assert {use["state"] for use in card["judgements"]} == {"disputed"}

    # a third decides, on a form with that clause alone
    ruling = judgements / "rulings" / "YC.xlsx"
    judged(inspection, ruling, "third", THIRD, "部分符合")
    # the department objects to two findings; one is answered by somebody else, one waits
    objections = forms / "YC-objections.xlsx"
    grounds = {"D": "当日已在公示栏公开，台账漏填", "E": "审批科长", "F": date(2018, 1, 25)}
    cells = {
        **line(objections, "异议", f"YY-YC-{CHECK}-{A}", grounds),
        **line(objections, "异议", f"YY-YC-{CHECK}-{B}", grounds),
    }
    answer = {"G": "成立", "I": "已看公示记录", "J": "BB", "K": "审改岗", "L": date(2018, 1, 29)}
    cells |= line(objections, "异议", f"YY-YC-{CHECK}-{A}", answer)
    write(objections, back / "objections.xlsx", "异议", cells)
    status, said = inspection.run(*collect)
    assert status == 1
    assert "分歧" not in said
    assert f"待答复 YY-YC-{CHECK}-{B}：当日已在公示栏公开，台账漏填" in said
    cells |= line(objections, "异议", f"YY-YC-{CHECK}-{B}", {**answer, "G": "不成立", "I": "公示记录中没有这一件"})
    write(objections, back / "objections.xlsx", "异议", cells)
    assert inspection.run(*collect)[0] == 0

    card = inspection.score("mid", "judged", "--judgements", judgements, "--round", folder / "mid.yaml")
    clauses = {one["id"]: one for one in card["clauses"]}
    assert clauses["G-3.3.5"]["outcome"] == "partially_conforming"
    assert [(one["key"], one["lifted"]) for one in clauses["G-3.4.5"]["checks"][0]["findings"]] == [
        (f"{CHECK}:ledger:{A}", True),
        (f"{CHECK}:ledger:{B}", False),
    ]
    assert [(one["finding"], one["state"]) for one in card["objections"]] == [
        (f"{CHECK}:ledger:{A}", "upheld"),
        (f"{CHECK}:ledger:{B}", "dismissed"),
    ]
    _rectify(inspection, folder / "judged")


def _rectify(inspection: Inspection, results: Path) -> None:
    """The list is issued; the department cannot close it, another person can."""
    issued, answered = inspection.folder / "list.xlsx", inspection.folder / "answered.xlsx"
    issue = (results, "--issued-on", "2018-02-01", "--days", "20")
    inspection.run("round", "rectify", *issue, "--out", issued)
    follow = ("round", "follow", answered, *issue, "--as-of", "2018-03-02")
    answers = {"I": "补公开", "J": "窗口受理岗", "K": date(2018, 2, 20), "L": "公示截图"}
    numbers = [
        cell.value for (cell,) in load_workbook(issued)["整改清单"].iter_rows(min_row=4, max_col=1) if cell.value
    ]
    assert "ZG-YC-G-3.4.5" in numbers
    for closing, status, word in (
        ({}, 1, "待复查"),
        ({"M": "通过", "N": "YC", "O": "办公室岗", "P": date(2018, 2, 26)}, 1, "由被查部门自己销号"),
        ({"M": "通过", "N": "DC", "O": "督查岗", "P": date(2018, 2, 26)}, 0, f"已销号 {len(numbers)} 项"),
    ):
        cells: dict[str, object] = {}
        for number in numbers:
            cells |= line(issued, "整改清单", str(number), {**answers, **closing, "N": _closer(str(number), closing)})
        write(issued, answered, "整改清单", cells)
        found, said = inspection.run(*follow)
        assert (found, word in said) == (status, True), said


def _closer(number: str, closing: Mapping[str, object]) -> object:
    """Who closes a line: the department itself where the test says so."""
    return number.split("-")[1] if closing.get("N") == "YC" else closing.get("N")


def test_the_report_shows_the_objections_and_their_answers(inspection: Inspection, drawn: Path) -> None:
    out, judgements = inspection.folder / "reported", inspection.folder / "judgements"
    workbooks = inspection.folder / "mid" / "workbooks"
    inspection.run("report", workbooks, "--judgements", judgements, "--format", "html,json", "--out", out)
    html = (out / "report" / "acceptance-report.html").read_text(encoding="utf-8")
    part = html[html.index("部门的异议和答复") :]
    for words in ("当日已在公示栏公开，台账漏填", "已看公示记录", "公示记录中没有这一件", "不成立"):
        assert words in part
    assert "已由第三人裁定" in html


def test_between_the_rounds_findings_are_mended_back_and_new(inspection: Inspection) -> None:
    folder = inspection.folder
    inspection.score("follow-up", "follow-up")
    inspection.score("final", "final")
    rounds = (folder / "mid", folder / "follow-up", folder / "final")
    status, said = inspection.run("round", "compare", *rounds, "--format", "json")
    assert status == 1
    fates = {one["key"]: one["fate"] for one in json.loads(said) if one["check"] == CHECK}
    assert fates == {
        f"{CHECK}:ledger:{A}": "back",
        f"{CHECK}:ledger:{B}": "mended",
        f"{CHECK}:ledger:{C}": "new",
    }


def test_scored_again_by_another_checklist_every_point_of_the_difference_has_its_clause(inspection: Inspection) -> None:
    folder = inspection.folder
    shipped = (ROOT / "checklists" / "acceptance.yaml").read_text(encoding="utf-8")
    other = folder / "other.yaml"
    text = shipped.replace('G-3.4.5: {weight: "4"', 'G-3.4.5: {weight: "8"').replace('weights: "138"', 'weights: "142"')
    assert text != shipped
    other.write_text(text, encoding="utf-8")
    workbooks = folder / "mid" / "workbooks"
    pinned = ("score", workbooks, "--acceptance", other, "--round", folder / "mid.yaml", "--out", folder / "refused")
    assert inspection.run(*pinned)[0] == 2
    before = inspection.score("mid", "mid")
    after = inspection.score("mid", "rescored", "--acceptance", other)
    _, said = inspection.run("round", "explain", folder / "mid", folder / "rescored", "--format", "json")
    explained = next(one for one in json.loads(said) if one["department"] == "YC")
    difference = Fraction(after["total"]["n"], after["total"]["d"]) - Fraction(
        before["total"]["n"], before["total"]["d"]
    )
    assert sum(Fraction(one["difference"]) for one in explained["clauses"]) == difference != 0
    changed = next(one for one in explained["clauses"] if one["clause"] == "G-3.4.5")
    assert changed["causes"][0] == "权重 4.00 → 8.00"
    assert all(one["causes"] for one in explained["clauses"])


def test_the_countys_figures_are_told_from_the_results_without_a_workbook(inspection: Inspection) -> None:
    mid = inspection.folder / "mid"
    totals = [
        json.loads(path.read_text(encoding="utf-8"))["total"] for path in sorted((mid / "scorecards").glob("*.json"))
    ]
    mean = sum(Fraction(one["n"], one["d"]) for one in totals) / len(totals)
    status, said = inspection.run("query", "--results", mid)
    assert status == 0
    assert f"部门平均 {float(mean):.2f} 分" in said
    asked = "select department, count(*) as n from findings where charged group by department order by department"
    status, said = inspection.run("query", asked, "--results", mid)
    assert said.splitlines() == ["department\tn", "YC\t2", "共 1 行"]
