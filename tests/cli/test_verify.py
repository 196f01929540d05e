"""``conformance verify``: a report that was made from these inputs agrees; whatever was changed since is named."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from conformance.cli import score
from conformance.cli.main import main
from conformance.cli.project import load_project
from tests.cli.reported import JSON, ROOT, XLSX, Case, make_case

LOADED_ONCE = cache(load_project)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The report on one department, made once."""
    return make_case(tmp_path_factory.mktemp("verify"))


@pytest.fixture
def case(made: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    """A copy to tamper with; the county project is loaded once for all tests."""
    monkeypatch.setattr(score, "load_project", LOADED_ONCE)
    return made.copy_to(tmp_path)


def test_a_report_agrees_with_what_it_was_made_of(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    assert case.verify() == 0
    assert capsys.readouterr().out.startswith("一致：1 份填报表重新计算")


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
