"""Divide the volume into parts (分册), by subsystem or by thickness.

Pages are numbered through all parts, as sets of several books are (上册、下册): contents, indexes and references name
one page of the whole, and a part can be divided otherwise without any of them being set again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from conformance.errors import CannotProceed

_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True)
class Unit:
    """Chunks that stay in one part: a standard or a guide, a title page with what follows it, the indexes."""

    names: tuple[str, ...]
    section: str
    """The bookmark under which they stand."""
    opens: bool
    """Whether a part may well begin here, for a subsystem or the appendix begins."""
    pages: int
    """Empty ones included, so always even."""


@dataclass(frozen=True)
class VolumePart:
    """One part of the volume."""

    number: int
    """From 1."""
    parts: int
    """How many there are."""
    units: tuple[Unit, ...]
    titles: tuple[str, ...]
    """Of its sections, in order; that of a section which another part also holds has a number behind it."""
    first_page: int
    last_page: int
    """Of the volume, both."""

    @property
    def label(self) -> str:
        """第一分册."""
        return f"第{chinese_number(self.number)}分册"

    @property
    def range_label(self) -> str:
        """第一分册（第1页至第420页）, so that whoever has a page number knows which book to take."""
        return f"{self.label}（第{self.first_page}页至第{self.last_page}页）"

    @property
    def sections(self) -> dict[str, str]:
        """The sections in order, each with its title in this part."""
        return dict(zip(dict.fromkeys(unit.section for unit in self.units), self.titles, strict=True))


def by_subsystem(units: Sequence[Unit]) -> tuple[VolumePart, ...]:
    """A part a subsystem, one for the appendix; the indexes end the last."""
    starts = [place for place, unit in enumerate(units) if unit.opens]
    return _parts(units, starts)


def by_thickness(units: Sequence[Unit], first: int, others: int) -> tuple[VolumePart, ...]:
    """As few parts as hold all, of at most ``first`` pages the first and ``others`` the others.

    Of all such divisions the one that cuts most often where a subsystem begins, and of these the one whose thickest
    part is thinnest. A unit longer than a part may be stands alone. CannotProceed where nothing at all would fit.
    """
    if min(first, others) <= 0:
        raise CannotProceed("每册页数太少，放不下目录和前件，请把 --part-pages 改大。")
    sums = [0, *accumulate(unit.pages for unit in units)]
    # By the unit before which a part ends: cuts amid a subsystem, pages of the thickest part, starts of the parts.
    best: dict[int, tuple[int, int, tuple[int, ...]]] = {0: (0, 0, ())}
    for number in range(len(units)):
        room = others if number else first
        best = _one_more(units, sums, best, room)
        if len(units) in best:
            break
    return _parts(units, best[len(units)][2])


def _one_more(
    units: Sequence[Unit], sums: Sequence[int], best: dict[int, tuple[int, int, tuple[int, ...]]], room: int
) -> dict[int, tuple[int, int, tuple[int, ...]]]:
    """The best divisions with one part more, by where it ends."""
    found: dict[int, tuple[int, int, tuple[int, ...]]] = {}
    for start, (cuts, thickest, starts) in best.items():
        for end in range(start + 1, len(units) + 1):
            pages = sums[end] - sums[start]
            if pages > room and end > start + 1:
                break
            amid = start > 0 and not units[start].opens
            candidate = (cuts + amid, max(thickest, pages), (*starts, start))
            found[end] = min(found.get(end, candidate), candidate)
    return found


def _parts(units: Sequence[Unit], starts: Sequence[int]) -> tuple[VolumePart, ...]:
    pieces = [tuple(units[start:end]) for start, end in zip(starts, [*starts[1:], len(units)], strict=True)]
    holders: dict[str, list[int]] = defaultdict(list)
    for number, piece in enumerate(pieces):
        for section in dict.fromkeys(unit.section for unit in piece):
            holders[section].append(number)
    parts, page = [], 1
    for number, piece in enumerate(pieces):
        pages = sum(unit.pages for unit in piece)
        sections = dict.fromkeys(unit.section for unit in piece)
        titles = tuple(_title(section, holders[section], number) for section in sections)
        parts.append(VolumePart(number + 1, len(pieces), piece, titles, page, page + pages - 1))
        page += pages
    return tuple(parts)


def _title(section: str, holders: Sequence[int], number: int) -> str:
    return section if len(holders) == 1 else f"{section}（{chinese_number(holders.index(number) + 1)}）"


def chinese_number(number: int) -> str:
    """1 to 99 in Chinese numerals: 十二."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones or not tens else "")
