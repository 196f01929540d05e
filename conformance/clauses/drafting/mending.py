"""Apply the safe rewritings (自动改写) to the source of a page, until none is left."""

from __future__ import annotations

from conformance.clauses.drafting.reading import read_drafting_page
from conformance.clauses.drafting.report import apart, drafting_hits
from conformance.clauses.drafting.rule import Fix

_ROUNDS = 10
"""One rewriting may lay bare another; more rounds than this mean two rules at odds."""


def mend_source(source: str, file: str) -> tuple[str, int]:
    """The source with every safe rewriting applied, and how many there were."""
    count = 0
    for _ in range(_ROUNDS):
        found = drafting_hits(read_drafting_page(source, file))
        safe = [one.hit for one in found if one.rule.fix is Fix.SAFE and one.hit.replacement is not None]
        if not safe:
            break
        for hit in reversed(chosen := apart(safe)):
            source = source[: hit.start] + (hit.replacement or "") + source[hit.end :]
        count += len(chosen)
    return source, count
