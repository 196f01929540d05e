"""The command line as a clerk meets it: Chinese help, one clear line for what cannot be done, exit statuses."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.cli.main import COMMANDS, main
from conformance.cli.parser import translate

ROOT = Path(__file__).parents[2]
ENGLISH_SENTENCE = re.compile(r"[A-Za-z]+ [a-z]+ [a-z]+")


@pytest.mark.parametrize("name", COMMANDS)
def test_help_is_chinese_and_gives_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    text = capsys.readouterr().out
    assert ended.value.code == 0
    assert text.startswith(f"用法：conformance {name}")
    assert f"例：conformance {name}" in text
    without_example = text.partition("例：")[0].replace("conformance ", "")
    assert not ENGLISH_SENTENCE.search(without_example)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "缺少参数：命令。说明见 conformance --help\n"),
        (["score"], "缺少参数：填报表。说明见 conformance score --help\n"),
        (["lint", "--colour"], "不认识的参数：--colour。说明见 conformance --help\n"),
        (["demo", "--seed", "many"], "参数 --seed：“many”不是合用的值。说明见 conformance demo --help\n"),
    ],
)
def test_a_wrong_argument_is_refused_in_one_line(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert capsys.readouterr().err == message


@pytest.mark.parametrize(
    ("spoken", "written"), [({"LC_ALL": "POSIX"}, "utf-8"), ({"PYTHONIOENCODING": "gbk"}, "gbk")], ids=["POSIX", "GBK"]
)
def test_chinese_is_written_under_every_locale(spoken: dict[str, str], written: str, tmp_path: Path) -> None:
    book = tmp_path / "\u3400\U00020000.xlsx"  # the second sign is none of GBK
    book.write_bytes(b"%PDF-1.7")
    command = [sys.executable, "-m", "conformance.cli.main", "check", str(book), "--project", str(ROOT)]
    environment = {**os.environ, "PYTHONUTF8": "0", **spoken}
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert done.returncode == 1
    assert "文件是 PDF，不是工作簿" in done.stdout.decode(written)
    assert b"Traceback" not in done.stderr


def test_an_error_that_nobody_translated_stays_as_it_is() -> None:
    assert translate("something else") == "something else"


def test_a_file_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "不在.xlsx", "--project", str(ROOT)]) == 2
    assert capsys.readouterr().err == "没有这个文件或者目录：“不在.xlsx”，请核对路径。\n"


def test_a_folder_that_is_no_county_project_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["template", "YC", "--project", str(tmp_path)]) == 2
    assert "不是县项目目录" in capsys.readouterr().err


def test_the_shipped_county_project_has_no_fault(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "--project", str(ROOT)]) == 0, capsys.readouterr().out
    assert capsys.readouterr().out == "没有发现问题。\n"


def test_lint_answers_programs_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "--project", str(ROOT), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_a_blank_workbook_is_told_what_it_lacks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["template", "YC", "--project", str(ROOT), "--out", str(tmp_path)]) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'YC.xlsx'}\n"
    assert main(["check", str(tmp_path / "YC.xlsx"), "--project", str(ROOT)]) == 1
    text = capsys.readouterr().out
    assert "表“办件台账”：应当填写而没有数据" in text
    assert "县级核查没有运行" in text


def test_a_workbook_given_back_is_checked_like_the_one_handed_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["template", "YC", "--project", str(ROOT), "--out", str(tmp_path)]) == 0
    blank = tmp_path / "YC.xlsx"
    before = blank.read_bytes()
    capsys.readouterr()
    said = []
    for place in (blank, tmp_path / "marked" / "YC.xlsx"):
        to = place.parent / "marked"
        assert main(["check", str(place), "--project", str(ROOT), "--annotate", str(to)]) == 1
        said.append(capsys.readouterr())
    assert said[0] == said[1] and not said[0].err
    assert blank.read_bytes() == before
    once, twice = (tmp_path / "marked" / "YC.xlsx", tmp_path / "marked" / "marked" / "YC.xlsx")
    assert once.read_bytes() == twice.read_bytes() != before


def test_a_workbook_handed_in_is_not_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["template", "YC", "--project", str(ROOT), "--out", str(tmp_path)]) == 0
    place = str(tmp_path / "YC.xlsx")
    assert main(["check", place, "--project", str(ROOT), "--annotate", str(tmp_path)]) == 2
    assert "批注本会盖掉原表" in capsys.readouterr().err


def test_a_file_that_cannot_be_read_is_told_and_not_given_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "MZ.xlsx").write_bytes(b"PK")
    marked = tmp_path / "marked"
    assert main(["check", str(tmp_path / "MZ.xlsx"), "--project", str(ROOT), "--annotate", str(marked)]) == 1
    assert capsys.readouterr().err.startswith("MZ.xlsx：没有批注本，因为填报表没有采用。整个文件：")
    assert list(marked.iterdir()) == []


def test_template_names_the_codes_that_there_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["template", "XX", "--project", str(ROOT), "--out", str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith("没有代码为“XX”的机构")


def test_demo_does_not_empty_a_folder_of_something_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "letter.txt").write_text("keep me", encoding="utf-8")
    assert main(["demo", "--project", str(ROOT), "--out", str(tmp_path)]) == 2
    assert (tmp_path / "letter.txt").read_text(encoding="utf-8") == "keep me"
    assert "不敢清空" in capsys.readouterr().err


def test_a_command_that_prints_nothing_does_not_load_the_typesetter() -> None:
    loaded = "import sys, conformance.cli.main; print('weasyprint' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
