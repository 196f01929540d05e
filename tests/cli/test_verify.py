"""``conformance verify``: a report that was made from these inputs agrees; whatever was changed since is named."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from openpyxl import load_workbook

from conformance.cli import score
from conformance.cli.main import main
from conformance.cli.project import load_project
from tests.builders import make_workbook

ROOT = Path(__file__).parents[2]
LOADED_ONCE = cache(load_project)
JUDGEMENT = """department: YC
round: 2017年终期
judgements:
  - {clause: G-3.3.5, outcome: conforming, reason: 原件已核, author: 督查岗, organisation: DC, on: "2017-12-20"}
"""


@dataclass(frozen=True)
class Case:
    """A report and what it was made of, to be tampered with."""

    report: Path
    workbook: Path
    judgements: Path

    def verify(self, *more: str) -> int:
        """Run the command."""
        inputs = [str(self.workbook), "--judgements", str(self.judgements), "--project", str(ROOT)]
        return main(["verify", str(self.report), *inputs, *more])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The report on one department, made once."""
    folder = tmp_path_factory.mktemp("verify")
    judgements = folder / "judgements"
    judgements.mkdir()
    (judgements / "YC.yaml").write_text(JUDGEMENT, encoding="utf-8")
    case = Case(folder / "report", make_workbook(folder / "YC.xlsx"), judgements)
    inputs = [str(case.workbook), "--judgements", str(judgements), "--project", str(ROOT)]
    main(["report", *inputs, "--out", str(folder)])
    return case


@pytest.fixture
def case(made: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    """A copy to tamper with; the county project is loaded once for all tests."""
    monkeypatch.setattr(score, "load_project", LOADED_ONCE)
    copied = Case(tmp_path / "report", tmp_path / "YC.xlsx", tmp_path / "judgements")
    shutil.copytree(made.report, copied.report)
    shutil.copytree(made.judgements, copied.judgements)
    shutil.copy(made.workbook, copied.workbook)
    return copied


def test_a_report_agrees_with_what_it_was_made_of(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    assert case.verify() == 0
    assert capsys.readouterr().out.startswith("一致：1 份填报表重新计算")


def _change_cell(case: Case) -> None:
    book = load_workbook(io.BytesIO(case.workbook.read_bytes()))
    book["窗口"]["C4"] = "改过"
    book.save(case.workbook)


def _change_judgement(case: Case) -> None:
    path = case.judgements / "YC.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("conforming", "nonconforming"), encoding="utf-8")


def _remove_judgement(case: Case) -> None:
    (case.judgements / "YC.yaml").unlink()


def _edit(name: str, old: bytes, new: bytes) -> Callable[[Case], None]:
    def change(case: Case) -> None:
        path = case.report / name
        content = path.read_bytes()
        assert old in content
        path.write_bytes(content.replace(old, new, 1))

    return change


JSON, HTML, PDF, DOCX, XLSX = (f"acceptance-report.{ending}" for ending in ("json", "html", "pdf", "docx", "xlsx"))


@pytest.mark.parametrize(
    ("tamper", "first"),
    [
        (_change_cell, "YC 的填报表不是报告所依据的那一份"),
        (_change_judgement, "YC 的判定文件不是报告所依据的那一份"),
        (_remove_judgement, "YC 的判定文件不是报告所依据的那一份"),
        (_edit(JSON, b'"grade": "unqualified"', b'"grade": "qualified"'), "YC 等级"),
        (
            _edit(HTML, "不合格".encode(), "合格".encode()),
            f"{HTML}：文件在生成以后改动过",
        ),
        (_edit(PDF, b"%PDF-1.7", b"%PDF-1.6"), f"{PDF}：文件在生成以后改动过"),
        (_edit(DOCX, b"PK", b"QK"), f"{DOCX}：文件在生成以后改动过"),
        (_edit(XLSX, b"PK", b"QK"), f"{XLSX}：文件在生成以后改动过"),
        (lambda one: (one.report / DOCX).unlink(), f"{DOCX}：报告目录中没有这个文件"),
        (lambda one: (one.report / PDF).unlink(), f"{PDF}：报告目录中没有这个文件"),
        (
            lambda one: (one.report / "SHA256SUMS").unlink(),
            f"{JSON}：摘要文件 SHA256SUMS 中没有它的摘要",
        ),
    ],
)
def test_what_was_tampered_with_is_named_first(
    case: Case, capsys: pytest.CaptureFixture[str], tamper: Callable[[Case], None], first: str
) -> None:
    tamper(case)
    assert case.verify() == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("不一致，共 ")
    assert said[1].strip().startswith(first)


def test_another_weight_is_named_as_another_edition(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = (ROOT / "checklists/acceptance.yaml").read_text(encoding="utf-8")
    other = tmp_path / "acceptance.yaml"
    other.write_text(rules.replace('pass_mark: "80"', 'pass_mark: "79"'), encoding="utf-8")
    assert case.verify("--acceptance", str(other)) == 1
    assert "  验收评分规则不是报告所依据的那一版" in capsys.readouterr().out.splitlines()[1]


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"departments": 1, "editions": {}}', b"\xff\xfe"])
def test_a_file_that_is_no_report_is_refused_in_words(
    case: Case, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    (case.report / JSON).write_bytes(content)
    assert case.verify() == 2
    assert "不是完整的报告数据" in capsys.readouterr().err


def test_only_the_formats_asked_for_are_made_and_verified(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inputs = [str(case.workbook), "--judgements", str(case.judgements), "--project", str(ROOT)]
    main(["report", *inputs, "--out", str(tmp_path / "few"), "--format", "xlsx,json"])
    assert "acceptance-report.xlsx" in capsys.readouterr().out
    few = Case(tmp_path / "few" / "report", case.workbook, case.judgements)
    assert sorted(path.name for path in few.report.iterdir()) == ["SHA256SUMS", JSON, XLSX, "report.schema.json"]
    assert few.verify() == 0


def test_papers_for_single_departments_are_made_and_verified(case: Case, tmp_path: Path) -> None:
    inputs = [str(case.workbook), "--judgements", str(case.judgements), "--project", str(ROOT)]
    main(["report", *inputs, "--out", str(tmp_path / "papers"), "--format", "json", "--departments"])
    papers = Case(tmp_path / "papers" / "report", case.workbook, case.judgements)
    assert papers.verify() == 0
    with (papers.report / "departments" / "YC.pdf").open("ab") as file:
        file.write(b" ")
    assert papers.verify() == 1


def test_a_format_that_does_not_exist_is_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["report", "out", "--format", "pdf,ofd"])
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("参数 --format：没有“ofd”这种格式，可用的是 pdf、docx、xlsx、html、json")
