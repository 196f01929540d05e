"""A policy paper pasted as a standard: every 应当, 不得 and 必须 gets its rewriting, and good text is left alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conformance.clauses.drafting.mending import mend_source
from conformance.clauses.drafting.report import drafting_hits, read_pages

ROOT = Path(__file__).parents[3]
SHIPPED = sorted((ROOT / "standards").glob("[bps]*/*.md"))
POLICY = """\
（一）规范行政许可事项管理。

一是实施清单管理，行政许可事项清单必须经县政府审查，未经审查不得向社会公开。二是实施动态管理，变更要素的应当按照程序做出调整。

（二）规范受理场所。

除涉及国家秘密、商业秘密或个人隐私的外，行政许可的实施和结果应当主动公开，过程必须有记录、可追溯，不得事后补录。

对应当进驻而未进驻的事项，部门须说明理由；对申请人提出的要求，工作人员应当场答复，不得不延期的应当面说明。

《中华人民共和国行政许可法》第三十条规定，行政机关应当将许可的条件在办公场所公示。各部门应当照此办理。
"""
REWRITTEN = [
    ("必须", "行政许可事项清单应经县政府审查"),
    ("不得", "未经审查不应向社会公开"),
    ("应当", "变更要素的应按照程序做出调整"),
    ("应当", "行政许可的实施和结果应主动公开"),
    ("必须", "过程应有记录、可追溯"),
    ("不得", "不应事后补录"),
    ("应当", "对应进驻而未进驻的事项"),
    ("须", "部门应说明理由"),
    ("应当", "各部门应照此办理"),
]


def test_every_legal_word_of_a_policy_paper_gets_its_rewriting() -> None:
    page = read_pages([("policy.md", POLICY)])[0]
    found = [
        (POLICY[one.hit.start : one.hit.end], one.rewriting)
        for one in drafting_hits(page)
        if one.rule.code in ("V001", "V002", "V003", "V004")
    ]
    assert found == REWRITTEN


def test_a_mended_policy_paper_keeps_the_words_of_the_law_and_of_compounds() -> None:
    once, count = mend_source(POLICY, "policy.md")
    assert count == len(REWRITTEN)
    assert "行政机关应当将许可的条件" in once
    assert "工作人员应当场答复，不得不延期的应当面说明" in once
    assert mend_source(once, "policy.md") == (once, 0)


def test_no_rule_fires_on_the_shipped_standards() -> None:
    assert len(SHIPPED) > 40
    pages = read_pages((path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in SHIPPED)
    assert [one.diagnostic.sentence for page in pages for one in drafting_hits(page)] == []


@pytest.mark.parametrize(("verb", "legal"), [("应", "应当"), ("应", "必须"), ("应", "须"), ("不应", "不得")])
def test_legal_words_in_the_shipped_standards_would_be_mended_to_what_stands_there(verb: str, legal: str) -> None:
    words = re.compile(f"(?<!不){verb}")
    bound = 0
    for path in SHIPPED:
        source = path.read_text(encoding="utf-8")
        page = read_pages([("a.md", source)])[0]
        places = sorted(one.at(found.start()) for one in page.prose for found in words.finditer(one.words))
        legalese = source
        for place in reversed(places):
            legalese = legalese[:place] + legal + legalese[place + len(verb) :]
        assert mend_source(legalese, "a.md") == (source, len(places)), path.name
        bound += len(places)
    assert bound > 100
