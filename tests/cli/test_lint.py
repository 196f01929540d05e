"""``conformance lint`` on standards: files, rewriting, formats, the list of rules."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml

from conformance.cli.main import main

ROOT = Path(__file__).parents[2]
PAGE = """\
---
code: FJXK 999—2017
title: 窗口服务规范
rules: "2009"
---

# 范围

本标准规定了窗口服务的要求。

本标准适用于县行政服务中心。

# 窗口要求

:::{clause} window-fees
窗口应当公示收费依据，不得
收取目录以外的费用。
:::

:::{clause} window-copy
变更地址需提交房产证明。
:::
"""
TOLD = """\
{file}:16:3：“应当”是法律用语，标准中的要求用“应”；请写作“窗口应公示收费依据”。[V001]
{file}:16:12：“不得”是法律用语，禁止性要求用“不应”；请写作“不应收取目录以外的费用”。[V004]
{file}:21:5：“需”不表示要求；可写作“变更地址应提交房产证明”。[V008，提示]
共 3 处问题，其中 1 处是提示。
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "window.md"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_a_file_is_judged_by_the_drafting_rules_alone(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", str(page)]) == 1
    assert capsys.readouterr().out == TOLD.format(file=page)


def test_fix_rewrites_what_is_safe_and_a_second_run_finds_nothing_more(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lint", "--fix", str(page)]) == 0
    told = capsys.readouterr()
    assert told.err == "已改写 2 处。\n"
    assert told.out.endswith("[V008，提示]\n共 1 处问题，其中 1 处是提示。\n")
    once = page.read_bytes()
    assert once.decode("utf-8") == PAGE.replace("应当", "应").replace("不得", "不应")
    assert main(["lint", "--fix", str(page)]) == 0
    assert capsys.readouterr().err == "已改写 0 处。\n"
    assert page.read_bytes() == once


def test_fix_keeps_the_line_ends_of_a_file(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page.write_bytes(PAGE.replace("\n", "\r\n").encode("utf-8"))
    assert main(["lint", "--fix", str(page)]) == 0
    wanted = PAGE.replace("应当", "应").replace("不得", "不应").replace("\n", "\r\n")
    assert page.read_bytes() == wanted.encode("utf-8")
    assert capsys.readouterr().err == "已改写 2 处。\n"


def test_what_is_kept_silent_is_listed_with_its_reason(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    allowed = PAGE.replace(":::{clause}", "% lint: allow V001, V004 — 原文照录办法第八条\n:::{clause}", 1)
    page.write_text(allowed.replace("需提交", "应提交"), encoding="utf-8")
    assert main(["lint", str(page)]) == 0
    assert capsys.readouterr().out == (
        "没有发现问题。\n"
        f"{page}:15：V001 免报，理由：原文照录办法第八条\n"
        f"{page}:15：V004 免报，理由：原文照录办法第八条\n"
    )


def test_json_holds_place_and_rewriting(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "--format", "json", str(page)]) == 1
    first, *_, last = json.loads(capsys.readouterr().out)
    assert first == {
        "place": f"{page}:16:3",
        "code": "V001",
        "found": "“应当”是法律用语，标准中的要求用“应”",
        "expected": "",
        "mend": "请写作“窗口应公示收费依据”",
        "severity": "fault",
    }
    assert last["severity"] == "note"


def test_sarif_names_each_rule_and_each_place(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "--format", "sarif", str(page)]) == 1
    log = json.loads(capsys.readouterr().out)
    assert log["version"] == "2.1.0"
    [run] = log["runs"]
    declared = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    flat = [(one["ruleId"], one["level"], one["locations"][0]["physicalLocation"]["region"]) for one in run["results"]]
    assert flat == [
        ("V001", "error", {"startLine": 16, "startColumn": 3}),
        ("V004", "warning", {"startLine": 16, "startColumn": 12}),
        ("V008", "note", {"startLine": 21, "startColumn": 5}),
    ]
    assert {code for code, _, _ in flat} <= declared


def test_a_project_is_judged_by_rules_and_cross_checks_in_the_order_of_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("standards", "checklists"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    page = tmp_path / "standards" / "provision" / "acceptance.md"
    text = page.read_text(encoding="utf-8").replace("slot: acceptance", "slot: nowhere")
    page.write_text(text.replace("应让申请人", "应当让申请人"), encoding="utf-8")
    assert main(["lint", "--project", str(tmp_path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    codes = [line.rpartition("[")[2].rstrip("]") for line in lines[:-1]]
    assert "document-unknown-slot" in codes
    assert codes.index("document-unknown-slot") < codes.index("V001")


def test_a_folder_that_is_no_county_project_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "--project", str(tmp_path)]) == 2
    assert "不是县项目目录" in capsys.readouterr().err


def test_the_rules_are_listed_and_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "--rules"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert len(listed) >= 60
    assert listed == sorted(listed)
    assert main(["lint", "--explain", "v003"]) == 0
    assert capsys.readouterr().out.startswith(
        "# V003 要求用“应”，不用“须”\n\n"
        "- 级别：2009 年版报错误，2020 年版报错误。\n"
        "- 依据：GB/T 1.1—2009 附录F，GB/T 1.1—2020 附录C（大体有把握）。\n"
    )


def test_a_rule_or_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "--explain", "X999"]) == 2
    assert capsys.readouterr().err == "没有代号为“X999”的起草规则，全部规则见 conformance lint --rules\n"
    assert main(["lint", str(tmp_path / "none.md")]) == 2
    assert "读不出文件" in capsys.readouterr().err


def test_the_hooks_run_a_command_that_there_is(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [hook["id"] for hook in hooks] == ["conformance-lint", "conformance-lint-fix"]
    for hook in hooks:
        program, *arguments = hook["entry"].split()
        assert program == "conformance"
        assert main([*arguments, str(page)]) in (0, 1)
        assert re.search(hook["files"], "standards/provision/acceptance.md")
        assert not re.search(hook["files"], "standards/glossary.md")
    assert capsys.readouterr().out
