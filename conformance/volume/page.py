"""Lay the volume out as one HTML page: cover, imprint, notes, contents, registers, then each standard with its cover.

A standard follows the layout of GB/T 1.1—2009, annex F. Only text is arranged here; sizes and faces: volume.css.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from conformance.errors import CannotProceed
from conformance.typeset.fonts import FontFolder
from conformance.volume.folder import Slot, VolumeContent, VolumeStandard

_FIRST_CHAPTER = re.compile(r'<section\b[^>]*\bclass="[^"]*\bchapter\b[^"]*"')
_OPENING = re.compile(r"<article\b[^>]*>")
_BEFORE, _AFTER = "和与及（", "、：的）"
"""Signs before and after which a long title is best cut."""


@dataclass(frozen=True)
class StatisticsRow:
    """One line of the statistics (统计表)."""

    title: str
    planned: int
    """应有数."""
    written: int
    """现有数."""

    @property
    def percentage(self) -> str:
        """现有数/应有数, with one decimal, rounded half up; a dash where nothing is planned."""
        if not self.planned:
            return "—"
        tenths = (Fraction(self.written * 1000, self.planned) + Fraction(1, 2)) // 1
        return f"{tenths // 10}.{tenths % 10}"


@dataclass(frozen=True)
class RegisterGroup:
    """The rows of one subsystem in the register of standards (明细表)."""

    title: str
    rows: tuple[tuple[int, Slot, VolumeStandard | None], ...]
    """Running number, place, and the standard that fills it."""


def volume_html(content: VolumeContent, fonts: FontFolder) -> str:
    """The body of the page."""
    environment = Environment(
        loader=PackageLoader("conformance.volume", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["chinese_date"] = chinese_date
    environment.filters["title_lines"] = title_lines
    return environment.get_template("volume.html.j2").render(
        volume=content,
        groups=register_groups(content),
        statistics=statistics(content),
        roles=fonts.roles,
        parts={standard.slug: fragment_parts(standard) for standard in content.standards},
    )


def register_groups(content: VolumeContent) -> list[RegisterGroup]:
    """All places of the system by subsystem, numbered through."""
    by_slug = {standard.slug: standard for standard in content.standards}
    groups, number = [], 0
    for subsystem in content.subsystems:
        slots = [slot for slot in content.slots if slot.subsystem == subsystem.id]
        rows = [(number + place, slot, by_slug.get(slot.document or "")) for place, slot in enumerate(slots, start=1)]
        number += len(rows)
        groups.append(RegisterGroup(subsystem.title, tuple(rows)))
    return groups


def statistics(content: VolumeContent) -> list[StatisticsRow]:
    """Planned and written standards by subsystem, with the total as last row."""
    rows = [
        StatisticsRow(group.title, len(group.rows), sum(standard is not None for _, _, standard in group.rows))
        for group in register_groups(content)
    ]
    return [*rows, StatisticsRow("合计", sum(row.planned for row in rows), sum(row.written for row in rows))]


def fragment_parts(standard: VolumeStandard) -> tuple[Markup, Markup]:
    """A fragment's inside, cut before its first chapter: front (前言、引言) and body."""
    opening = _OPENING.match(standard.fragment.html)
    first = _FIRST_CHAPTER.search(standard.fragment.html)
    if opening is None or first is None:
        raise CannotProceed(f"标准 {standard.code}《{standard.title}》没有一章正文，请检查它的片段。")
    html = standard.fragment.html
    return Markup(html[opening.end() : first.start()]), Markup(html[first.start() : -len("</article>")])


def chinese_date(day: str) -> str:
    """2017-08-03 as 2017年8月3日, without leading zeros (GB/T 15835)."""
    year, month, date = day.split("-")
    return f"{year}年{int(month)}月{int(date)}日"


def title_lines(title: str, fitting: int) -> list[str]:
    """A title in lines of at most `fitting` characters, about equally long, cut at a joint near by if any."""
    if len(title) <= fitting:
        return [title]
    even = -(-len(title) // -(-len(title) // fitting))
    joints = [
        place
        for place in range(max(1, even - 4), min(fitting, even + 4) + 1)
        if title[place : place + 1] in _BEFORE or title[place - 1] in _AFTER
    ]
    cut = min(joints, key=lambda place: (abs(place - even), place), default=even)
    return [title[:cut], *title_lines(title[cut:], fitting)]
