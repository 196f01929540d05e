"""No rule fires on good standards of other trades: each hit on these pages was read, and one without cause mended."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conformance.clauses.drafting.page import EDITIONS
from conformance.clauses.drafting.passage import Kind, Zone
from conformance.clauses.drafting.report import drafting_hits, read_pages

GOOD = sorted(Path(__file__).with_name("good").glob("*.md"))
PRINTED_PAGE = 600
"""Han characters on a page of a printed standard with headings, lists and tables."""


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_no_rule_fires_on_a_good_standard(path: Path) -> None:
    [page] = read_pages([(path.name, path.read_text(encoding="utf-8"))])
    assert [one.diagnostic.sentence for one in drafting_hits(page)] == []


def test_the_good_standards_are_ten_pages_of_every_kind_of_text() -> None:
    pages = read_pages((path.name, path.read_text(encoding="utf-8")) for path in GOOD)
    assert sum(len(re.findall("[一-龥]", page.source)) for page in pages) >= 10 * PRINTED_PAGE
    assert {page.edition for page in pages} == set(EDITIONS)
    passages = [one for page in pages for one in page.passages]
    assert {one.kind for one in passages} >= {Kind.CELL, Kind.ITEM, Kind.NOTE, Kind.EXAMPLE, Kind.CAPTION}
    assert {one.zone for one in passages} >= {Zone.NORMATIVE_ANNEX, Zone.INFORMATIVE_ANNEX, Zone.TERMS, Zone.FOREWORD}
