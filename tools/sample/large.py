"""The larger sample county: every department, the centre and the county body, and the halls beside them, all tidy.

For tests of many defects at once; the demo keeps to the smaller one with its messy and its unreadable workbook.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from conformance.cli.project import load_project
from tools.sample.books import make_books
from tools.sample.claims import make_claims
from tools.sample.county import load_county
from tools.sample.halls import hall_books, with_halls
from tools.sample_county import filled


def make_large_county(project: Path, out: Path, seed: int) -> Path:
    """Write a clean workbook for each organ into a folder, and return it; the same seed gives the same bytes."""
    county = with_halls(load_county(project))
    assessed = replace(load_project(project), organs=county.organs)
    books = {**make_books(county, seed), **hall_books(county, seed)}
    out.mkdir(parents=True, exist_ok=True)
    for code, book in books.items():
        claims = make_claims(code, assessed.checklist.of(book.kind))
        (out / f"{code}.xlsx").write_bytes(filled(assessed.blank(code), book, claims))
    return out
