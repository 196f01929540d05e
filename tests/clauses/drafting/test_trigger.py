"""A pattern's words are in every text that it matches, so that looking for them first loses nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conformance.clauses.drafting import element, modal, punctuation, quantity, reference, structure, wording
from conformance.clauses.drafting.report import read_pages
from conformance.clauses.drafting.trigger import words_of
from conformance.clauses.reader import document_files

ROOT = Path(__file__).parents[3]
MODULES = (element, modal, punctuation, quantity, reference, structure, wording)
PATTERNS = [one for module in MODULES for one in vars(module).values() if isinstance(one, re.Pattern)]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("应当(?!场)", ("应当",)),
        ("必须|务(?:必|须)", ("务", "必须")),
        ("(?<!不)可以?", ("可",)),
        ("(?:甲|乙)?丙*", ()),
        ("[,;]x", ("x",)),
        ("[一-龥]", ()),
        ("甲|.", ()),
        ("(?i)abc", ()),
        (r"第 ?\d+(?=章|条)", ("第",)),
    ],
)
def test_words_are_those_that_a_match_cannot_do_without(pattern: str, words: tuple[str, ...]) -> None:
    assert words_of(re.compile(pattern)) == words


def test_every_match_of_a_rule_in_the_shipped_standards_holds_one_of_its_words() -> None:
    pages = read_pages((file, (ROOT / file).read_text(encoding="utf-8")) for file in document_files(ROOT))
    texts = [getattr(one, view) for page in pages for one in page.passages for view in ("plain", "words")]
    matched = 0
    for pattern in PATTERNS:
        words = words_of(pattern)
        for text in texts if words else ():
            if pattern.search(text):
                matched += 1
                assert any(word in text for word in words), (pattern.pattern, text)
    assert matched > 10_000
