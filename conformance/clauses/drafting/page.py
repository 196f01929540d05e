"""A standard as one page of passages, with what the drafting rules ask of it: chapters, lists, tables, references."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import accumulate

from conformance.clauses.drafting.passage import Hit, Kind, Passage, Zone
from conformance.clauses.drafting.trigger import words_of

EDITIONS = ("2009", "2020")
"""Of GB/T 1.1."""

_TEXT_KINDS = (Kind.PARAGRAPH, Kind.ITEM, Kind.CELL)
_NORMATIVE = (Zone.BODY, Zone.NORMATIVE_ANNEX)
_LISTED = (Zone.REFERENCES, Zone.BIBLIOGRAPHY, Zone.INDEX)


@dataclass(frozen=True)
class Table:
    """A table of the page."""

    number: str
    """``1``, or ``A.1`` in an annex; empty for a table without a title, which takes no number."""
    caption: Passage | None
    start: int
    """Where it begins in the source."""


@dataclass(frozen=True)
class ItemList:
    """A list (列项) and what leads to it."""

    lead: Passage | None
    """The passage directly before it on the same level; None where there is none."""
    items: tuple[tuple[Passage, ...], ...]
    """The passages of each item, those of its inner lists left out."""
    nested: tuple[bool, ...]
    """Whether an item ends in a list of its own."""
    inner: bool
    """Whether it stands in an item of another list."""


@dataclass(frozen=True)
class Comment:
    """A comment line ``% …`` of the page."""

    text: str
    start: int
    line: int


@dataclass(frozen=True)
class Block:
    """What one suppression covers: a paragraph, an item, a table or a directive, by its place in the source."""

    start: int
    end: int


class Passages(tuple[Passage, ...]):
    """Passages that many rules look through."""

    @cached_property
    def joined(self) -> str:
        """All of them as written, each on a line."""
        return "\n".join(one.text for one in self)

    def holding(self, words: tuple[str, ...]) -> Iterator[Passage]:
        """Those in which one of these words is written, in their order."""
        if words in self._held:
            return iter(self._held[words])
        places = set()
        for word in words:
            found = self.joined.find(word)
            while found >= 0:
                place = bisect_right(self._starts, found) - 1
                places.add(place)
                found = self.joined.find(word, self._starts[place + 1])
        self._held[words] = tuple(self[place] for place in sorted(places))
        return iter(self._held[words])

    @cached_property
    def _held(self) -> dict[tuple[str, ...], tuple[Passage, ...]]:
        """What was held, by the words: several rules ask for the same."""
        return {}

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        """Where each of them begins in what is joined, and where that ends."""
        return tuple(accumulate((len(one.text) + 1 for one in self), initial=0))


@dataclass(frozen=True)
class Page:
    """A standard as written."""

    file: str
    source: str
    fields: Mapping[str, str]
    """The one-line fields of the front matter."""
    passages: Passages
    tables: tuple[Table, ...]
    lists: tuple[ItemList, ...]
    comments: tuple[Comment, ...]
    blocks: tuple[Block, ...]
    numbers: frozenset[str]
    """The numbers of its chapters, sections, clauses and annexes."""
    repeated: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Texts that stand in three pages or more, without blanks, and the files that hold them."""

    @property
    def edition(self) -> str:
        """The edition of GB/T 1.1 that it is judged by; the older one where the front matter names none."""
        edition = self.fields.get("rules", "")
        return edition if edition in EDITIONS else EDITIONS[0]

    @property
    def own_name(self) -> str:
        """What the document calls itself."""
        return "本标准" if self.edition == "2009" else "本文件"

    @cached_property
    def prose(self) -> Passages:
        """Sentences of the document's own: not headings, notes, examples, quotations, lists of documents."""
        return Passages(one for one in self.passages if one.kind in _TEXT_KINDS and one.zone not in _LISTED)

    @cached_property
    def normative(self) -> Passages:
        """Sentences of the chapters after the scope and of normative annexes (规范性正文)."""
        return Passages(one for one in self.prose if one.zone in _NORMATIVE)

    @cached_property
    def headings(self) -> Passages:
        """All headings in their order."""
        return Passages(one for one in self.passages if one.kind is Kind.HEADING)

    @cached_property
    def chapters(self) -> tuple[Passage, ...]:
        """The headings of numbered chapters."""
        unnumbered = (Zone.FOREWORD, Zone.INTRODUCTION, *_LISTED[1:], Zone.NORMATIVE_ANNEX, Zone.INFORMATIVE_ANNEX)
        return tuple(one for one in self.headings if one.level == 1 and one.zone not in unnumbered)

    @cached_property
    def annexes(self) -> tuple[tuple[str, Passage], ...]:
        """The letter and the heading of each annex."""
        return tuple((found[1], one) for one in self.headings if one.level == 1 and (found := _ANNEX.match(one.text)))

    @cached_property
    def code_pattern(self) -> re.Pattern[str]:
        """A document's code without its year: of the national kinds, or of this county's own."""
        prefix = re.match("[A-Z]+", self.fields.get("code", ""))
        return _code_pattern(prefix[0] if prefix else "")

    def of(self, zone: Zone) -> tuple[Passage, ...]:
        """The passages of one element but its chapter heading."""
        return tuple(
            one for one in self.passages if one.zone is zone and not (one.kind is Kind.HEADING and one.level == 1)
        )

    def heading_of(self, zone: Zone) -> Passage | None:
        """The heading of one element."""
        return next((one for one in self.headings if one.level == 1 and one.zone is zone), None)

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of a place in the source, both counted from 1."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def hit(
        self, message: str, *, start: int = 0, expected: str = "", mend: str = "", insert: str | None = None
    ) -> Hit:
        """A hit on a place between characters, at the first chapter where none is given."""
        return Hit(start, start, message, expected, mend, insert)

    @cached_property
    def first(self) -> int:
        """Where the text begins, after the front matter."""
        return self.passages[0].start if self.passages else 0

    @cached_property
    def _line_starts(self) -> tuple[int, ...]:
        return (0, *(found.end() for found in re.finditer("\n", self.source)))


def search(
    passages: tuple[Passage, ...], pattern: re.Pattern[str], view: str = "words"
) -> Iterator[tuple[Passage, re.Match[str]]]:
    """Each match of the pattern in these passages, seen as ``plain``, ``unquoted`` or ``words``.

    A view only masks what is written; where none of the pattern's words is written, nothing is looked at.
    """
    words = words_of(pattern)
    if words and isinstance(passages, Passages):
        looked_at: Iterable[Passage] = passages.holding(words)
    else:
        looked_at = passages
    for passage in looked_at:
        for found in pattern.finditer(getattr(passage, view)):
            yield passage, found


_ANNEX = re.compile(r"附录\s?([A-Z])")


@cache
def _code_pattern(prefix: str) -> re.Pattern[str]:
    own = f"|{prefix}" if prefix else ""
    kinds = rf"GB(?:/T|/Z)?|DB\d{{2,6}}(?:/T)?|[A-Z]{{2}}/[TZ]|Q/[A-Z0-9]+|T/[A-Z0-9]+|ISO(?:/IEC)?|IEC{own}"
    return re.compile(rf"(?<![A-Za-z0-9\-/])(?:{kinds}) ?\d+(?:\.\d+)*(?![A-Za-z0-9/])")
