"""The handbook's page on the drafting rules, held against the catalogue."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from conformance.clauses.drafting.catalogue import BY_CODE, RULES
from conformance.clauses.drafting.page import EDITIONS
from conformance.clauses.drafting.report import drafting_hits, read_pages
from conformance.clauses.drafting.rule import Rule
from conformance.clauses.drafting.rule_page import cases_of, rule_page
from conformance.clauses.drafting.suppression import read_suppressions
from conformance.cli.main import main
from conformance.cli.sarif import sarif
from tools.rule_pages import FOLDER, pages

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "handbook" / "drafting.md").read_text(encoding="utf-8")


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


def test_the_problem_matcher_reads_what_lint_prints() -> None:
    recipe = json.loads(re.findall(r"```json\n(.*?)```", PAGE, re.S)[0])
    pattern = recipe["tasks"][0]["problemMatcher"]["pattern"]
    page = read_pages([("standards/provision/a.md", "# 范围\n\n# 窗口\n\n窗口不得拒收。\n")])[0]
    [hit] = [one for one in drafting_hits(page) if one.rule.code == "V004"]
    found = re.fullmatch(pattern["regexp"], f"{hit.diagnostic.sentence}[{hit.rule.code}]")
    assert found is not None
    names = ("file", "line", "column", "message", "code")
    assert [found[pattern[name]] for name in names] == [
        "standards/provision/a.md",
        "5",
        "3",
        "“不得”是法律用语，禁止性要求用“不应”；请写作“窗口不应拒收”。",
        "V004",
    ]


def test_every_message_and_title_of_a_rule_is_chinese() -> None:
    for rule in RULES:
        for text in (rule.title, rule.basis):
            assert re.search("[一-龥]", text), rule.code
            assert not re.search(r"[A-Za-z]+ [a-z]+ [a-z]+", text), rule.code
