"""Compare what a finished volume says of its places with what stands there: entries, references, bookmarks, signs.

Each function gives the faults that it finds, a line each, and nothing where there is none.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from fontTools.pens.boundsPen import ControlBoundsPen
from fontTools.ttLib import TTFont

from tests.volume.read_back import Link, ReadFont, ReadPage, ReadVolume, Target

_LED = re.compile(r"(?P<words>.*[^.])\.{2,}(?P<printed>\d+|[IVXLC]+)$")
_BRACKETED = re.compile(r"(?P<words>.+)（第(?P<printed>\d+)页）；?$")
_CODE = re.compile(r"[A-Z]+\d+—\d{4}|\d{12}")
_CITED = re.compile(r"(?P<code>[A-Z]+\d+—\d{4})的(?P<number>(?:\d+|[A-Z])(?:\.\d+)*)")
_NUMBER = re.compile(r"(?:\d+|[A-Z])(?:\.\d+)*(?=\D*$)")
_HEADING = 80
"""Points that a heading takes at most; an annex has three lines."""
_LINE, _ABOVE = 24, 32
"""Points to the base line of the first line below a place, and from a place up to the top of a heading before it."""
_TOP = 800
"""From this height on a place is the top of a page."""


@dataclass(frozen=True)
class Entry:
    """A line that names a page: of contents, of a register or of an index."""

    link: Link
    words: str
    """What it calls its target; of a row of the register, the code in it."""
    printed: str
    """The page number that it gives."""


def entries(volume: ReadVolume) -> Iterator[Entry]:
    """Every link that is followed by a page number or is one."""
    for page in volume.pages:
        for link in page.links:
            if found := _LED.match(link.words) or _BRACKETED.match(link.words):
                yield Entry(link, found["words"], found["printed"])
            elif link.words.isdecimal() and page.folio is None:
                codes = [(abs(y - link.y), code[0]) for y, words in page.lines if (code := _CODE.search(words))]
                yield Entry(link, min(codes)[1], link.words)


def wrong_entries(volume: ReadVolume) -> list[str]:
    """Entries whose number is not the one at the foot of the page on which their words really stand."""
    return [
        f"第 {one.link.page + 1} 页的“{one.words}”写第 {one.printed} 页"
        for one in entries(volume)
        if one.link.name in volume.targets and not _is_right(volume, one)
    ]


def wrong_links(volume: ReadVolume) -> list[str]:
    """Links that lead nowhere, and references in the text whose target is not what they name."""
    named = {one.link for one in entries(volume)}
    links = [link for page in volume.pages for link in page.links]
    dead = [f"第 {link.page + 1} 页的“{link.words}”没有目标" for link in links if link.name not in volume.targets]
    return dead + [
        f"第 {link.page + 1} 页的“{link.words}”引到别处"
        for link in links
        if link.name in volume.targets and link not in named and not _is_cited(volume, link)
    ]


def wrong_bookmarks(volume: ReadVolume) -> list[str]:
    """Bookmarks whose words do not stand where they lead."""
    return [
        f"书签“{one.title}”" for one in volume.bookmarks if not _stands(volume, "".join(one.title.split()), one.target)
    ]


def missing_glyphs(volume: ReadVolume) -> list[str]:
    """Signs that are shown as the empty box, without a text, or without an outline in the embedded face."""
    return [f"{font.name} 的 {code} 号字形“{text}”" for font in volume.fonts for code, text in _empty(font)]


def _empty(font: ReadFont) -> Iterator[tuple[int, str]]:
    face = TTFont(io.BytesIO(font.file))
    order, glyphs = face.getGlyphOrder(), face.getGlyphSet()
    for code in sorted(font.used):
        text = font.texts.get(code, "")
        pen = ControlBoundsPen(glyphs)
        if code < len(order):
            glyphs[order[code]].draw(pen)
        if not code or not text or "\ufffd" in text or (text.strip() and pen.bounds is None):
            yield code, text


def _is_right(volume: ReadVolume, entry: Entry) -> bool:
    target = volume.targets[entry.link.name]
    shown = volume.pages[target.page]
    inside = volume.pages[entry.link.page].folio is not None and entry.link.page < volume.indexes
    # A standard's own contents give its own numbers, all else gives those of the volume; the front has only roman ones.
    number = shown.own_folio if inside or shown.folio is None else str(shown.folio)
    return entry.printed == number and _stands(volume, entry.words, target)


def _stands(volume: ReadVolume, words: str, target: Target) -> bool:
    """Whether the words stand at this place; those with a code, on the page where what bears the code begins."""
    page = volume.pages[target.page]
    if cited := _CITED.fullmatch(words):
        return cited["code"] in page.text and _is_numbered(page, target.y, cited["number"])
    if code := _CODE.search(words):
        before = next((one.text for one in reversed(volume.pages[: target.page]) if one.text), "")
        return code[0] in page.text and words.replace(code[0], "") in page.text and code[0] not in before
    if target.y >= _TOP:
        return words in page.text
    shown = page.words_at(target.y, _HEADING)
    # The three indexes have one entry together, which leads to the first of them.
    return "".join(shown).startswith(words) or any(one.endswith(words) for one in shown[:1])


def _is_cited(volume: ReadVolume, link: Link) -> bool:
    number, target = _NUMBER.search(link.words), volume.targets[link.name]
    return number is not None and _is_numbered(volume.pages[target.page], target.y, number[0])


def _is_numbered(page: ReadPage, y: float, number: str) -> bool:
    """Whether the number begins what stands at a place; a clause without its own has it in the heading above it."""
    return any(number in accumulate(page.words_at(place, depth)) for place, depth in ((y, _LINE), (y + _ABOVE, _LINE)))
