"""Every drafting rule against its cases: what it must report, with place and rewriting, and what it must let pass."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from conformance.clauses.drafting.catalogue import BY_CODE, RULES
from conformance.clauses.drafting.mending import mend_source
from conformance.clauses.drafting.report import Reported, drafting_hits, read_pages
from conformance.clauses.drafting.rule import Fix, Rule
from conformance.clauses.drafting.rule_page import CASES

HEAD = '---\ncode: {code}\ntitle: {title}\nrules: "{edition}"\n---\n\n'
BODY = {
    "2009": "# 范围\n\n本标准规定了窗口服务的要求。\n\n本标准适用于县行政服务中心。\n\n# 窗口要求\n\n{text}\n",
    "2020": (
        "# 范围\n\n本文件规定了窗口服务的要求。\n\n本文件适用于县行政服务中心。\n\n# 规范性引用文件\n\n"
        "本文件没有规范性引用文件。\n\n# 术语和定义\n\n本文件没有需要界定的术语和定义。\n\n# 窗口要求\n\n{text}\n"
    ),
}


def source_of(case: Any) -> str:
    """The page that a case describes: a text alone stands in a chapter of a sound standard."""
    case = {"text": case} if isinstance(case, str) else case
    edition = case.get("edition", "2009")
    head = HEAD.format(code="FJXK 999—2017", title=case.get("title", "窗口服务规范"), edition=edition)
    return head + (case["page"] if "page" in case else BODY[edition].format(text=case["text"].strip("\n")))


def hits_of(code: str, case: Any) -> list[Reported]:
    """What the rule reports on the page of a case."""
    copies = case.get("copies", 1) if isinstance(case, dict) else 1
    pages = read_pages((f"standards/provision/case-{number}.md", source_of(case)) for number in range(copies))
    return [one for one in drafting_hits(pages[0]) if one.rule.code == code]


def cases(kind: str) -> list[Any]:
    found = []
    for code in BY_CODE:
        data = yaml.safe_load((CASES / f"{code}.yaml").read_text(encoding="utf-8"))
        found += [pytest.param(code, case, id=f"{code}-{number}") for number, case in enumerate(data[kind], start=1)]
    return found


@pytest.mark.parametrize(("code", "case"), cases("fail"))
def test_a_rule_reports_what_breaks_it(code: str, case: Any) -> None:
    found = hits_of(code, case)
    source = source_of(case)
    given = case if isinstance(case, dict) else {}
    assert len(found) == given.get("count", 1), [one.diagnostic.sentence for one in found]
    if "at" in given:
        assert source[found[0].hit.start : found[0].hit.end] == given["at"]
    if "write" in given:
        assert found[0].rewriting == given["write"]
    lines = source.split("\n")
    for one in found:
        assert 1 <= one.column <= len(lines[one.line - 1]) + 1
        assert one.hit.found
        assert one.hit.expected or one.hit.mend or one.hit.replacement is not None, "says not how to mend it"


@pytest.mark.parametrize(("code", "case"), cases("pass"))
def test_a_rule_lets_good_text_pass(code: str, case: Any) -> None:
    assert [one.diagnostic.sentence for one in hits_of(code, case)] == []


@pytest.mark.parametrize("code", [rule.code for rule in RULES if rule.fix is Fix.SAFE])
def test_a_safe_fix_leaves_nothing_for_a_second_run(code: str) -> None:
    mended_some = False
    for case in yaml.safe_load((CASES / f"{code}.yaml").read_text(encoding="utf-8"))["fail"]:
        once, _ = mend_source(source_of(case), "standards/provision/case.md")
        twice, count = mend_source(once, "standards/provision/case.md")
        assert (twice, count) == (once, 0)
        mended_some |= once != source_of(case)
        left = [one for one in drafting_hits(read_pages([("case.md", once)])[0]) if one.rule.code == code]
        assert [one for one in left if one.hit.replacement is not None] == []
    assert mended_some


@pytest.mark.parametrize("rule", [one for one in RULES if one.code[0] in "VWPQN"], ids=lambda rule: rule.code)
def test_the_examples_of_a_rule_are_what_they_are_called(rule: Rule) -> None:
    edition = min(rule.levels)
    assert hits_of(rule.code, {"text": rule.wrong, "edition": edition})
    assert not hits_of(rule.code, {"text": rule.right, "edition": edition})


def test_every_rule_has_three_cases_of_each_kind_and_no_case_is_without_a_rule() -> None:
    assert sorted(path.stem for path in CASES.glob("*.yaml")) == sorted(BY_CODE)
    for path in CASES.glob("*.yaml"):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert len(data["fail"]) >= 3, path.stem
        assert len(data["pass"]) >= 3, path.stem


def test_the_catalogue_is_in_order_and_large_enough() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))
    assert len(codes) >= 60
    assert len({rule.name for rule in RULES}) == len(codes)
