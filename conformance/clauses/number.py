"""Number the chapters, sections, annexes and clauses of a document (章条号), as GB/T 1.1—2009, 5.2 asks.

Nobody writes a number by hand. The reader and the Sphinx extension both number through :func:`number_outline`, over the
same outline of headings and clauses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

UNNUMBERED = ("前言", "引言", "参考文献", "索引")
"""Titles of the top level that carry no number."""
_ANNEX = re.compile(r"附录 ?([A-Z])（(规范性附录|资料性附录|规范性|资料性)）(.+)")


@dataclass(frozen=True)
class HeadingMark:
    """A heading in the outline."""

    level: int
    title: str


@dataclass(frozen=True)
class ClauseMark:
    """A clause in the outline."""


class OutlineFault(StrEnum):
    """What keeps an outline from being numbered."""

    LEVEL_SKIPPED = "outline-level-skipped"
    MIXED_LEVEL = "outline-mixed-level"
    NO_CHAPTER = "outline-no-chapter"
    ANNEX_TITLE = "outline-annex-title"


@dataclass(frozen=True)
class Outline:
    """The numbers of a document, one for each mark."""

    numbers: tuple[str, ...]
    """``5``, ``5.2``, ``A``, ``A.1``, ``5.2.1``; empty for what carries none."""
    faults: tuple[tuple[int, OutlineFault], ...]
    """The mark at fault, by its place, and what is wrong."""


def number_outline(marks: Sequence[HeadingMark | ClauseMark]) -> Outline:
    """Number these marks, which stand in the order of the document.

    The n-th clause of the innermost section takes the section's number and n; the only one takes the section's own.
    """
    numbering = _Numbering(marks)
    for place, mark in enumerate(marks):
        if isinstance(mark, HeadingMark):
            numbering.enter(place, mark)
        else:
            numbering.add_clause(place)
    numbering.close_to(0)
    return Outline(tuple(numbering.numbers), tuple(sorted(numbering.faults)))


@dataclass(frozen=True)
class AnnexTitle:
    """The three parts of an annex's title."""

    letter: str
    kind: str
    """规范性附录 or 资料性附录; by the edition of 2020 规范性 or 资料性."""
    title: str


def annex_title(title: str) -> AnnexTitle | None:
    """The parts of ``附录 A（规范性附录）受理单``; None where the title is not that of an annex."""
    match = _ANNEX.fullmatch(title.strip())
    return AnnexTitle(match[1], match[2], match[3].strip()) if match else None


@dataclass
class _Section:
    """A section that is open, while its children are counted."""

    level: int
    number: str
    """Empty in a foreword and the like."""
    sections: int = 0
    clauses: list[int] = field(default_factory=list)


class _Numbering:
    """The state of one walk over an outline."""

    def __init__(self, marks: Sequence[HeadingMark | ClauseMark]) -> None:
        self.numbers = [""] * len(marks)
        self.faults: list[tuple[int, OutlineFault]] = []
        self.open: list[_Section] = [_Section(0, "")]
        self.chapters = 0

    def enter(self, place: int, mark: HeadingMark) -> None:
        self.close_to(mark.level)
        parent = self.open[-1]
        if mark.level > parent.level + 1:
            self.faults.append((place, OutlineFault.LEVEL_SKIPPED))
        if parent.clauses:
            self.faults.append((place, OutlineFault.MIXED_LEVEL))
        parent.sections += 1
        number = self._top_number(place, mark.title) if parent.level == 0 else _below(parent.number, parent.sections)
        self.numbers[place] = number
        self.open.append(_Section(mark.level, number))

    def add_clause(self, place: int) -> None:
        section = self.open[-1]
        if not section.number:
            self.faults.append((place, OutlineFault.NO_CHAPTER))
        elif section.sections:
            self.faults.append((place, OutlineFault.MIXED_LEVEL))
        section.clauses.append(place)

    def close_to(self, level: int) -> None:
        while len(self.open) > 1 and self.open[-1].level >= level:
            section = self.open.pop()
            alone = len(section.clauses) == 1
            for count, place in enumerate(section.clauses, start=1):
                self.numbers[place] = section.number if alone else _below(section.number, count)

    def _top_number(self, place: int, title: str) -> str:
        if title.replace(" ", "").replace("\u3000", "") in UNNUMBERED:
            return ""
        if title.startswith("附录"):
            annex = annex_title(title)
            if annex is None:
                self.faults.append((place, OutlineFault.ANNEX_TITLE))
            return annex.letter if annex else ""
        self.chapters += 1
        return str(self.chapters)


def _below(number: str, count: int) -> str:
    return f"{number}.{count}" if number else ""
