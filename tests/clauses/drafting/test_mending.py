"""``--fix`` over every case and over good standards with faults put in gives the good text, and a second run rests."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from conformance.clauses.drafting.mending import mend_source
from conformance.clauses.drafting.report import read_pages
from conformance.clauses.drafting.rule_page import CASES
from conformance.clauses.reader import document_files
from tests.clauses.drafting.test_cases import source_of

ROOT = Path(__file__).parents[3]
FILES = document_files(ROOT)
FAULTS = {
    ("words", "(?<![不可宜])应(?![该当])"): ("应当", "必须", "应该"),
    ("words", "(?<![宜可])不应"): ("不得",),
    ("plain", "(?<=[一-龥])，(?=[一-龥])"): (",", "，，"),
    ("plain", "(?<=[一-龥])；(?=[一-龥])"): (";",),
    ("plain", "。(?=[一-龥])"): ("。。",),
    ("unquoted", r"(?<=FJXK \d{3})—(?=20\d\d)"): ("-", "–"),
    ("words", "(?<!不)可(?=由|采|委|向|在|通过)"): ("可以",),
}
"""Where a good text may be spoiled (in which view, by which pattern), and what may be written there instead."""


def spoiled(source: str, seed: str) -> tuple[str, int]:
    """The page with one fault in every third place where one can be put, and how many that are."""
    chance = random.Random(seed)
    page = read_pages([("a.md", source)])[0]
    places: dict[int, tuple[int, str]] = {}
    for (view, pattern), faults in FAULTS.items():
        for passage in page.prose:
            for found in re.finditer(pattern, getattr(passage, view)):
                wrong = chance.choice(faults)
                if chance.random() < 1 / 3 and wrong != found[0]:
                    places[passage.at(found.start())] = (len(found[0]), wrong)
    for start in sorted(places, reverse=True):
        length, wrong = places[start]
        source = source[:start] + wrong + source[start + length :]
    return source, len(places)


@pytest.mark.parametrize("file", FILES)
def test_mending_a_spoiled_standard_gives_back_every_word_of_it(file: str) -> None:
    source = (ROOT / file).read_text(encoding="utf-8")
    wrong, count = spoiled(source, file)
    assert count >= 5
    once, mended = mend_source(wrong, file)
    assert once == source
    assert mended >= count - wrong.count("，，")
    assert mend_source(once, file) == (source, 0)


@pytest.mark.parametrize("path", sorted(CASES.glob("*.yaml")), ids=lambda path: path.stem)
def test_mending_a_case_twice_is_mending_it_once(path: Path) -> None:
    data: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    for case in (*data["fail"], *data["pass"]):
        once, _ = mend_source(source_of(case), "standards/provision/case.md")
        assert mend_source(once, "standards/provision/case.md") == (once, 0)
