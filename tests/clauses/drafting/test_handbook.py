"""The handbook's page on the drafting rules, held against the catalogue."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.clauses.drafting.catalogue import BY_CODE, RULES
from conformance.clauses.drafting.page import EDITIONS
from conformance.clauses.drafting.report import read_pages
from conformance.clauses.drafting.rule import Rule
from conformance.clauses.drafting.rule_page import cases_of, rule_page
from conformance.clauses.drafting.suppression import read_suppressions
from conformance.cli.main import main
from conformance.cli.sarif import sarif
from tools.rule_pages import FOLDER, pages

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "handbook" / "drafting.md").read_text(encoding="utf-8")
FAULTY = "standards/provision/satisfaction.md"


def test_the_pages_of_the_rules_are_those_made_of_rules_and_cases() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    assert written == pages(), "run python tools/rule_pages.py"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_page_tells_basis_levels_examples_rewriting_and_what_is_spared(rule: Rule) -> None:
    text = rule_page(rule)
    cases = cases_of(rule)
    assert f"依据：{rule.basis}。" in text
    for edition in EDITIONS:
        assert f"{edition} 年版" in text
    for case in (*cases.fail, *cases.good):
        assert f"~~~text\n{case.text.rstrip()}\n~~~" in text
    assert all(f"应写作：{case.write}\n" in text for case in cases.fail if case.write)
    assert cases.spares.endswith("。")
    assert f"% lint: allow {rule.code} — " in text or rule.code[0] in "SM"


def test_explain_and_sarif_show_the_page_of_a_rule(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "--explain", "W001"]) == 0
    page = (FOLDER / "W001.md").read_text(encoding="utf-8")
    assert capsys.readouterr().out == page
    [run] = json.loads(sarif([], dict(BY_CODE), {}))["runs"]
    [told] = [one for one in run["tool"]["driver"]["rules"] if one["id"] == "W001"]
    assert told["help"] == {"text": page, "markdown": page}


def test_the_suppressions_of_the_page_are_ones() -> None:
    shown = "\n\n文字。\n\n".join(re.findall(r"```text\n(.*?)```", PAGE, re.S)).replace("\n%", "\n\n文字。\n\n%")
    suppressions, faults = read_suppressions(read_pages([("a.md", shown)])[0])
    assert [one.code for one in suppressions] == ["V004", "R001"]
    assert faults == ()


RECIPE = json.loads(re.findall(r"```json\n(.*?)```", PAGE, re.S)[0])["tasks"][0]
MATCHER = RECIPE["problemMatcher"]


def test_the_problem_matcher_reads_every_fault_that_lint_prints(
    county: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["lint", "--project", str(county), "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    main(["lint", "--project", str(county)])
    lines = capsys.readouterr().out.splitlines()
    *printed, total = [line for line in lines if "免报，理由" not in line]
    assert total.startswith(f"共 {len(told)} 处问题")
    read = [re.fullmatch(MATCHER["pattern"]["regexp"], line) for line in printed]
    names = ("file", "line", "column", "message", "code")
    fields = [[found[MATCHER["pattern"][name]] for name in names] if found else None for found in read]
    assert fields == [expected(fault) for fault in told]
    assert {"V004", "V009", "clause-unknown-guide-clause"} <= {fault["code"] for fault in told}


def expected(fault: dict[str, str]) -> list[str | None]:
    """What an editor must learn of a fault: file, line, column where there is one, message, code."""
    file, line, *column = fault["place"].split(":")
    rest = "".join(
        (
            fault["found"],
            f"，应为{fault['expected']}" * bool(fault["expected"]),
            f"；{fault['mend']}" * bool(fault["mend"]),
        )
    )
    return [file, line, column[0] if column else None, f"{rest}。", fault["code"]]


def test_the_task_checks_again_when_a_file_is_saved(county: Path) -> None:
    tool = county / "bin" / "conformance"
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m conformance.cli.main "$@"\n', encoding="utf-8")
    tool.chmod(0o755)
    environment = {"PATH": f"{tool.parent}:/usr/bin:/bin", "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    with subprocess.Popen(
        ["sh", "-c", RECIPE["command"]], cwd=county, env=environment, stdout=subprocess.PIPE, text=True, bufsize=1,
        start_new_session=True,
    ) as task:  # fmt: skip
        try:
            assert any("[V004]" in line for line in one_check(task))
            page = county / FAULTY
            page.write_text(page.read_text(encoding="utf-8").replace("不得", "不应"), encoding="utf-8")
            again = one_check(task)
            assert [line for line in again if "[V004]" in line] == []
            assert any("[V009" in line for line in again)
        finally:
            os.killpg(task.pid, signal.SIGKILL)


def one_check(task: subprocess.Popen[str]) -> list[str]:
    """The lines of one check, between the two that the background matcher waits for."""
    assert task.stdout is not None
    lines = []
    for line in task.stdout:
        lines.append(line.rstrip("\n"))
        if re.search(MATCHER["background"]["endsPattern"], lines[-1]):
            break
    assert re.search(MATCHER["background"]["beginsPattern"], lines[0])
    return lines[1:-1]


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """The shipped county with faults of drafting and of ids in one standard."""
    for folder in ("standards", "checklists"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    page = tmp_path / FAULTY
    text = page.read_text(encoding="utf-8").replace(":implements: G-", ":implements: G-99.", 1)
    page.write_text(
        f"{text.rstrip()}\n\n# 补充\n\n- 窗口不得拒收；\n- 申请人可以委托他人，必须出具委托书。\n", encoding="utf-8"
    )
    return tmp_path


def test_every_message_and_title_of_a_rule_is_chinese() -> None:
    for rule in RULES:
        for text in (rule.title, rule.basis):
            assert re.search("[一-龥]", text), rule.code
            assert not re.search(r"[A-Za-z]+ [a-z]+ [a-z]+", text), rule.code
