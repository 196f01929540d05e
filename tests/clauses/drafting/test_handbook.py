"""The handbook's page on the drafting rules, held against the catalogue."""

from __future__ import annotations

import json
import re
from pathlib import Path

from conformance.clauses.drafting.catalogue import RULES
from conformance.clauses.drafting.page import EDITIONS
from conformance.clauses.drafting.report import drafting_hits, read_pages
from conformance.clauses.drafting.suppression import read_suppressions

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "handbook" / "drafting.md").read_text(encoding="utf-8")


def test_the_table_holds_every_rule_as_the_catalogue_does() -> None:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in re.findall(r"^\| [A-Z]\d.*$", PAGE, re.M)]
    expected = [
        [
            rule.code,
            rule.title,
            *(rule.levels[edition].label if edition in rule.levels else "—" for edition in EDITIONS),
            rule.fix.label,
            rule.wrong,
            rule.right,
            rule.basis,
        ]
        for rule in RULES
    ]
    assert rows == expected


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
