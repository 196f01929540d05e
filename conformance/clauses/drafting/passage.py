"""A page as the drafting rules see it: each piece of running text (段、列项、单元、注) with its place in the source.

Reads blocks only, with the parser of :mod:`conformance.sources.myst`; what is markup inside a line is masked by
characters of equal length, so that a place in a text is a place in the source.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from conformance.clauses.keyword import QUOTED, mask_words

MASK = "□"


class Kind(StrEnum):
    """What a piece of text is on its page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    """The first or a later paragraph of a list item."""
    HEAD = "head"
    """The head of a table's column."""
    CELL = "cell"
    CAPTION = "caption"
    NOTE = "note"
    EXAMPLE = "example"
    FOOTNOTE = "footnote"
    QUOTE = "quote"


class Zone(StrEnum):
    """The element of the document (要素) that a piece of text belongs to."""

    FOREWORD = "foreword"
    INTRODUCTION = "introduction"
    SCOPE = "scope"
    REFERENCES = "references"
    TERMS = "terms"
    BODY = "body"
    NORMATIVE_ANNEX = "normative_annex"
    INFORMATIVE_ANNEX = "informative_annex"
    BIBLIOGRAPHY = "bibliography"
    INDEX = "index"


@dataclass(frozen=True)
class Hit:
    """Where a rule is broken, in offsets of the source, and what is to be done."""

    start: int
    end: int
    found: str
    expected: str = ""
    mend: str = ""
    replacement: str | None = None
    """What to write instead of the source between start and end; None where a person must word it."""


@dataclass(frozen=True)
class Passage:
    """One paragraph, heading, list item, cell, caption, note or example."""

    kind: Kind
    zone: Zone
    text: str
    """As written, with markup; a line break between wide characters is gone, any other is a blank."""
    segments: tuple[tuple[int, int], ...]
    """For each line: where it begins in the text, and where in the source."""
    level: int = 0
    """Of a heading: 1 for ``#``."""
    table: int = -1
    """The table that it belongs to, by its place among the tables of the page."""
    column: int = -1

    @property
    def start(self) -> int:
        """Where it begins in the source."""
        return self.segments[0][1]

    @cached_property
    def plain(self) -> str:
        """The text with code, addresses, roles and the targets of links masked."""
        return _MARKUP.sub(_boxes, self.text) if _HAS_MARKUP.search(self.text) else self.text

    @cached_property
    def unquoted(self) -> str:
        """The plain text with titles and quotations masked; nothing is left of a quotation block."""
        return MASK * len(self.text) if self.kind is Kind.QUOTE else QUOTED.sub(_boxes, self.plain)

    @cached_property
    def words(self) -> str:
        """The plain text in which a modal verb is one: without quotations, cited laws and compounds such as 相应."""
        return MASK * len(self.text) if self.kind is Kind.QUOTE else mask_words(self.plain)

    def at(self, offset: int) -> int:
        """The place in the source of a place in the text."""
        begin, source = self.segments[bisect_right(self.segments, (offset, 1 << 60)) - 1]
        return source + offset - begin

    def hit(
        self,
        found: re.Match[str] | tuple[int, int],
        message: str,
        *,
        expected: str = "",
        mend: str = "",
        replacement: str | None = None,
    ) -> Hit:
        """A hit on a stretch of the text; the message may hold ``{}`` for the words found."""
        start, end = found if isinstance(found, tuple) else found.span()
        words = self.text[start:end]
        last = self.at(end - 1) + 1 if end > start else self.at(start)
        return Hit(self.at(start), last, message.replace("{}", words), expected, mend, replacement)

    def whole(self, message: str, *, expected: str = "", mend: str = "", replacement: str | None = None) -> Hit:
        """A hit on all of it."""
        return self.hit((0, len(self.text)), message, expected=expected, mend=mend, replacement=replacement)


_HAS_MARKUP = re.compile(r"[`$<\[@{]|://|www\.")
_MARKUP = re.compile(
    r"\{[a-z][a-z:_-]*\}`[^`]*`|`[^`]*`|\$[^$]+\$|<[^<>一-龥]*>|\]\([^()]*\)|\[\^[^\]]*\]|"
    r"(?:https?://|www\.)[^\s一-龥，。；）”]+|[A-Za-z0-9._-]+@[A-Za-z0-9.-]+"
)


def _boxes(found: re.Match[str]) -> str:
    return MASK * len(found[0])
