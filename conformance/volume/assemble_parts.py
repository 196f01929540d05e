"""Assemble the parts of a divided volume (分册): the same chunks, behind front matter of each part's own.

Every part has a title page, an imprint, the contents of the whole (总目录) and its own (本册目录); what else the front
matter of the volume holds stands in the first, the indexes at the end of the last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files

from conformance.volume.assemble import FRONT, INDEXES, SetVolume, Workshop, volume_style
from conformance.volume.book import Book, bind
from conformance.volume.chunk import Chunk
from conformance.volume.page import (
    FIRST_INDEX,
    FRONT_PARTS,
    ContentsGroup,
    ContentsLine,
    divided_contents_html,
    front_opening_html,
    front_part_html,
)
from conformance.volume.parts import Unit, VolumePart, by_subsystem, by_thickness
from conformance.volume.render import Style, render_chunks

_ALL, _OWN = "all-contents", "own-contents"
_CONTENTS = (_ALL, _OWN)
_NOTED = {
    "preface": "前言",
    "notes": "说明",
    "diagram": "标准体系结构图",
    "register": "标准明细表",
    "statistics": "标准统计表",
}
"""What the contents of a part call the other pieces of its front matter."""
_ROUNDS = 4
"""Times at most that the front matter is set until its pieces are as long as its contents say."""


def divide_by_subsystem(volume: SetVolume) -> tuple[VolumePart, ...]:
    """A part a subsystem, and one for the appendix."""
    return by_subsystem(_units(volume))


def divide_by_thickness(volume: SetVolume, pages: int, signature: int) -> tuple[VolumePart, ...]:
    """As few parts as there can be, each a block of at most so many pages."""
    front = volume.block().first
    contents = _even(volume.rendered[f"{FRONT}-contents"].pages + 1)
    opening = _even(volume.rendered[FRONT].pages)
    most = pages - pages % signature
    return by_thickness(_units(volume), most - front - contents, most - opening - 2 * contents)


def set_part(volume: SetVolume, part: VolumePart, parts: Sequence[VolumePart], workshop: Workshop) -> Book:
    """The block of one part; only its front matter is set, and only where the cache has it not yet."""
    body = [name for unit in part.units for name in unit.names]
    heads = dict(volume.chunks)
    names = _front(part)
    style = Style((*volume_style(workshop).css, parts_css()), workshop.fonts)
    opening = Chunk(FRONT, "扉页", front_opening_html(volume.content, part))
    lengths = dict.fromkeys(names, 1)
    for _ in range(_ROUNDS):
        pieces = [_piece(name, volume, part, parts, _starts(lengths)) for name in names]
        rendered = render_chunks([opening, *pieces], style, workshop.cache, workshop.jobs)
        found = {name: rendered[f"{FRONT}-{name}"].pages for name in names}
        if found == lengths:
            break
        lengths = found
    order = [(FRONT, None), *((one.name, None) for one in pieces), *((name, heads[name]) for name in body)]
    return bind(order, {**volume.rendered, **rendered}, body[0], opens=part.first_page)


def parts_css() -> str:
    """What a divided volume has besides the style of the volume."""
    return files("conformance.volume").joinpath("parts.css").read_text(encoding="utf-8")


def _front(part: VolumePart) -> list[str]:
    """The front matter of a part: that of the volume with both contents in the first, the contents in the others."""
    if part.number > 1:
        return list(_CONTENTS)
    return [name for one in FRONT_PARTS for name in (_CONTENTS if one == "contents" else (one,))]


def _even(pages: int) -> int:
    return pages + pages % 2


def _starts(lengths: Mapping[str, int]) -> dict[str, int]:
    """The page with which each piece of the front matter begins; each begins on the right."""
    starts, start = {}, 1
    for name, pages in lengths.items():
        starts[name] = start
        start += _even(pages)
    return starts


def _piece(
    name: str, volume: SetVolume, part: VolumePart, parts: Sequence[VolumePart], starts: Mapping[str, int]
) -> Chunk:
    """A piece of the front matter of a part."""
    if name in (_ALL, _OWN):
        whole = name == _ALL
        groups = [(one.range_label if whole else "", _groups(volume, one)) for one in (parts if whole else [part])]
        notes = {} if whole else {title: starts[key] for key, title in _NOTED.items() if key in starts}
        html = divided_contents_html("总目录" if whole else "本册目录", groups, starts[name], notes=notes)
    else:
        html = front_part_html(name, volume.content, starts, parts)
    return Chunk(f"{FRONT}-{name}", "前件", html)


def _groups(volume: SetVolume, part: VolumePart) -> list[ContentsGroup]:
    """What the part holds, section by section."""
    content = volume.content
    lines = {one.slug: ContentsLine(one.code, one.title, f"cover-{one.slug}") for one in content.standards}
    lines |= {one.slug: ContentsLine(one.code, one.title, one.slug) for one in content.guides}
    groups = []
    for section, title in part.sections.items():
        names = [name for unit in part.units if unit.section == section for name in unit.names]
        target = FIRST_INDEX if INDEXES in names else None
        groups.append(ContentsGroup(title, target, tuple(lines[name] for name in names if name in lines)))
    return groups


def _units(volume: SetVolume) -> list[Unit]:
    """The body in pieces that stay together: a title page goes with what follows it."""
    names = [name for name, _ in volume.chunks]
    body = volume.chunks[names.index(volume.body) :]
    units: list[Unit] = []
    section, waiting = "", tuple[str, ...]()
    for name, heading in body:
        section = heading or section
        if heading and name != INDEXES:
            waiting = (name,)
            continue
        held = (*waiting, name)
        pages = sum(_even(volume.rendered[one].pages) for one in held)
        units.append(Unit(held, section, bool(waiting), pages))
        waiting = ()
    return units
