"""What a text must hold for a pattern to match in it: words that are found faster than the pattern is tried.

Read from the parsed pattern, so that a rule need not say it twice. A pattern of which nothing is known has no words
and is tried everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from re import _constants as op  # type: ignore[attr-defined] # the only way to a parsed pattern
from re import _parser  # type: ignore[attr-defined]
from typing import Any

Words = frozenset[str]


@cache
def words_of(pattern: re.Pattern[str]) -> tuple[str, ...]:
    """Words of which every text with a match of the pattern holds one, sorted; none where that cannot be told."""
    found = None if pattern.flags & re.IGNORECASE else _of_sequence(_parser.parse(pattern.pattern))
    return tuple(sorted(found or ()))


def _of_sequence(parts: Any) -> Words | None:
    """The best of what the parts ask for, all of which must be there."""
    asked = [one for one in (*_runs(parts), *map(_of_part, parts)) if one is not None]
    return max(asked, key=lambda words: (min(map(len, words)), -len(words)), default=None)


def _runs(parts: Any) -> Iterator[Words]:
    """The characters that stand one after another."""
    run = ""
    for code, value in parts:
        if code is op.LITERAL:
            run += chr(value)
        elif run:
            yield frozenset({run})
            run = ""
    if run:
        yield frozenset({run})


def _of_part(part: tuple[Any, Any]) -> Words | None:
    code, value = part
    if code is op.BRANCH:
        return _of_all(_of_sequence(branch) for branch in value[1])
    if code is op.SUBPATTERN:
        return _of_sequence(value[3])
    if code in (op.MAX_REPEAT, op.MIN_REPEAT) and value[0] > 0:
        return _of_sequence(value[2])
    if code is op.ASSERT:
        return _of_sequence(value[1])
    if code is op.IN and all(one is op.LITERAL for one, _ in value):
        return frozenset(chr(character) for _, character in value)
    return None


def _of_all(branches: Iterator[Words | None]) -> Words | None:
    """What one of the branches asks for; nothing where one of them asks for nothing."""
    found = list(branches)
    return None if None in found else frozenset().union(*(one for one in found if one is not None))
