"""Lay the volume out as HTML, part by part: cover, front matter, title pages, each standard, each guide, indexes.

A standard follows the layout of GB/T 1.1—2009, annex F. Only text is arranged here; sizes and faces: volume.css. A part
is set by itself, so a link that leaves it is written as ``volume:id``, and page numbers of other parts are given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from conformance.errors import CannotProceed
from conformance.typeset.fonts import FontFolder
from conformance.volume.folder import PrintedGuide, Slot, VolumeContent, VolumeStandard
from conformance.volume.metadata import software_names
from conformance.volume.page_number import page_number
from conformance.volume.parts import VolumePart, chinese_number
from conformance.volume.standard_form import formed

ELSEWHERE = "volume:"
"""How a link begins that leads to another part of the volume."""

_FIRST_CHAPTER = re.compile(r'<section\b[^>]*\bclass="[^"]*\bchapter\b[^"]*"')
_OPENING = re.compile(r"<article\b[^>]*>")
_UNNUMBERED = re.compile(r'<section class="(preface|introduction|bibliography)">')
_HEADED = re.compile(r'<section class="(\w+)" id="([^"]+)">\s*<h2>(.*?)</h2>', re.DOTALL)
_NUMBER = re.compile(r'<span class="number">(.*?)</span>')
_TAG = re.compile(r"<[^>]*>")
_ID = re.compile(r'\bid="([^"]+)"')
_LINK = re.compile(r'href="#([^"]+)"')
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
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


@dataclass(frozen=True)
class ContentsEntry:
    """A line of a standard's own contents (目次)."""

    kind: str
    """Of the section: preface, introduction, chapter, annex or bibliography."""
    id: str
    title: str


@dataclass(frozen=True)
class ContentsLine:
    """A standard or a guide in the contents of a divided volume."""

    code: str
    title: str
    target: str
    """Id of the place whose page is told."""


@dataclass(frozen=True)
class ContentsGroup:
    """A section in the contents of a divided volume."""

    heading: str
    target: str | None
    """Id of the section itself, where it has no entries but a page."""
    entries: tuple[ContentsLine, ...]


def cover_html(content: VolumeContent) -> str:
    """The front cover, as the screen edition has it for its first page."""
    return _page("cover", volume=content, part=None)


def cover_sheet_html(
    content: VolumeContent, title: Sequence[str], publisher: Sequence[str], size: float, part: VolumePart | None = None
) -> str:
    """Back, spine and front of the cover; ``title`` and ``publisher`` are the signs of the spine."""
    return _page("cover_sheet", volume=content, title=title, publisher=publisher, size=size, part=part)


FIRST_INDEX = "index-code"
"""Id of the place where the indexes begin."""
FRONT_PARTS = ("preface", "notes", "contents", "diagram", "register", "statistics")
"""The parts of the front matter that bear roman numbers, in their order; an opening without numbers precedes them."""


def front_opening_html(content: VolumeContent, part: VolumePart | None = None) -> str:
    """Title page, imprint and editorial board."""
    return _page("front_opening", volume=content, part=part)


def front_part_html(
    part: str,
    content: VolumeContent,
    starts: Mapping[str, int],
    parts: Sequence[VolumePart] = (),
) -> str:
    """One of FRONT_PARTS, with room for the volume's pages.

    ``starts`` gives the number of the page on which each part of the front matter begins; ``parts`` are those into
    which the volume is divided.
    """
    facts: dict[str, object] = {}
    if part == "notes":
        facts = {"parts": parts}
    elif part == "contents":
        facts = {"starts": starts}
    elif part == "register":
        facts = {"groups": register_groups(content)}
    elif part == "statistics":
        facts = {"statistics": statistics(content)}
    return _page(f"front_{part}", volume=content, start=starts[part], **facts)


def divided_contents_html(
    title: str, parts: Sequence[tuple[str, Sequence[ContentsGroup]]], start: int, *, notes: Mapping[str, int]
) -> str:
    """Contents of a divided volume (总目录) or of one of its parts (本册目录), by part and section.

    ``start`` is the number of its first page; ``notes`` gives that of what else the front matter holds, by its title.
    """
    return _page("front_divided", title=title, parts=parts, start=start, notes=notes)


def roman(number: int) -> str:
    """A number as upper case roman numerals."""
    shown = ""
    for value, letters in _ROMAN:
        shown += letters * (number // value)
        number %= value
    return shown


def indexes_html(content: VolumeContent, digits: Mapping[str, int], fonts: FontFolder) -> str:
    """The indexes by code, by sound and by clause of the Guide, and the colophon (书末版权页) after them.

    ``digits`` gives for each clause how many its page has, so that no gap opens where it is told within a text.
    """
    return _page(
        "indexes",
        volume=content,
        by_code=sorted(content.standards, key=lambda standard: standard.code),
        by_sound=standards_by_sound(content),
        digits=digits,
        roles=fonts.roles,
        software=software_names(),
    )


def standards_by_sound(content: VolumeContent) -> list[tuple[str, list[VolumeStandard]]]:
    """The standards by the pinyin of their titles, under the letter that it begins with."""
    ordered = sorted(content.standards, key=lambda standard: (standard.sound, standard.code))
    return [
        (letter, list(group)) for letter, group in groupby(ordered, key=lambda standard: standard.sound[0][:1].upper())
    ]


def part_html(number: str, title: str, note: str) -> str:
    """The title page (篇章页) of a subsystem or of the appendix."""
    return _page("part", number=number, title=title, note=note)


def standard_html(content: VolumeContent, standard: VolumeStandard) -> str:
    """A standard with its cover, contents, foreword, body and annexes."""
    front, body = fragment_parts(standard)
    return _page(
        "standard",
        volume=content,
        standard=standard,
        parts=(front, body),
        contents=own_contents(front + body),
    )


def guide_html(guide: PrintedGuide) -> str:
    """The guide and the examination rules of an item."""
    return _page("guide", guide=guide)


def own_contents(html: str) -> list[ContentsEntry]:
    """What stands in a standard's contents: every heading of the first level."""
    entries = []
    for kind, identifier, heading in _HEADED.findall(html):
        numbered = _NUMBER.sub(r"\1　", heading) if kind == "chapter" else _NUMBER.sub(r"\1", heading)
        title = numbered.replace("）</span>", "） ") if kind == "annex" else numbered
        entries.append(ContentsEntry(kind, identifier, " ".join(_TAG.sub("", title).split(" ")).replace("　 ", "　")))
    return entries


def sheet_html(template: str, **facts: object) -> str:
    """A sheet that goes beside the volume: the job ticket, the errata slip."""
    return _page(template, **facts)


def _page(template: str, **facts: object) -> str:
    html = _environment().get_template(f"{template}.html.j2").render(**facts)
    own = set(_ID.findall(html))
    return _LINK.sub(lambda link: link[0] if link[1] in own else f'href="{ELSEWHERE}{link[1]}"', html)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("conformance.volume"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["chinese_date"] = chinese_date
    environment.filters["chinese_number"] = chinese_number
    environment.filters["roman"] = roman
    environment.filters["title_lines"] = title_lines
    environment.globals["page_number"] = page_number
    return environment


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
    front, body = html[opening.end() : first.start()], html[first.start() : -len("</article>")]
    return _named(front, standard.slug), _named(formed(body), standard.slug)


def _named(html: str, slug: str) -> Markup:
    """Give foreword, introduction and bibliography an id for the contents to lead to."""
    return Markup(_UNNUMBERED.sub(rf'<section class="\1" id="{slug}-\1">', html))


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
