"""Read a volume back as its reader does: each entry of contents and registers with the page it really leads to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pypdf import PdfReader

_PRINTED = re.compile(r"(?:^|[.\s])(\d+|[IVXL]+)$|（第(\d+)页）；?$")
_LINE = 25
"""Points from one line to the next at most."""


@dataclass(frozen=True)
class Entry:
    """A line that names a page."""

    page: int
    """The page (from 0) on which the line stands."""
    words: str
    printed: str
    """The page number that it gives."""
    target: int
    """The page (from 0) to which its link leads."""


@dataclass(frozen=True)
class ReadVolume:
    """A volume with the words of its pages."""

    pdf: PdfReader
    texts: tuple[str, ...]
    """Of each page, without blanks."""

    @property
    def first(self) -> int:
        """The page (from 0) that is page 1 of the volume."""
        return next(number for number, text in enumerate(self.texts) if text.endswith("—1—"))

    @property
    def indexes(self) -> int:
        """The page (from 0) on which the indexes begin."""
        return next(number for number, text in enumerate(self.texts) if text.startswith("按标准编号索引"))

    def folio(self, number: int) -> int:
        """What page of the volume a page is, by its place."""
        return number - self.first + 1


def read_volume(path: Path) -> ReadVolume:
    """Read a file."""
    pdf = PdfReader(path)
    return ReadVolume(pdf, tuple("".join(page.extract_text().split()) for page in pdf.pages))


def dead_links(volume: ReadVolume) -> list[tuple[int, str]]:
    """Links within the file that lead nowhere, with their page."""
    names = volume.pdf.named_destinations
    return [
        (number, str(link["/Dest"]))
        for number, page in enumerate(volume.pdf.pages)
        for link in (one.get_object() for one in page.get("/Annots", []))
        if "/Dest" in link and str(link["/Dest"]) not in names
    ]


def entries(volume: ReadVolume) -> Iterator[Entry]:
    """Every link that ends in a page number, where the words of the link are those that stand in its rectangles."""
    names = {
        name: volume.pdf.get_destination_page_number(place) for name, place in volume.pdf.named_destinations.items()
    }
    for number, page in enumerate(volume.pdf.pages):
        links = _links(page)
        pieces = _pieces(page) if links else []
        for target, boxes in links:
            words = "".join(text for x, y, text in pieces if any(_holds(box, x, y) for box in boxes)).strip()
            if printed := _PRINTED.search(words):
                yield Entry(number, words, printed[1] or printed[2], names[target])


def _links(page: Any) -> list[tuple[str, list[list[float]]]]:
    """Each link with its rectangles, which follow one another on the same line or the next."""
    links: list[tuple[str, list[list[float]]]] = []
    for annotation in page.get("/Annots", []):
        link = annotation.get_object()
        if "/Dest" in link:
            box = [float(edge) for edge in link["/Rect"]]
            if links and links[-1][0] == str(link["/Dest"]) and abs(links[-1][1][-1][1] - box[1]) < _LINE:
                links[-1][1].append(box)
            else:
                links.append((str(link["/Dest"]), [box]))
    return links


def wrong_entries(volume: ReadVolume) -> list[str]:
    """The entries whose number or words are not those of the page to which they lead."""
    return [f"第 {one.page + 1} 页：{one.words}" for one in entries(volume) if not _is_right(volume, one)]


def _is_right(volume: ReadVolume, entry: Entry) -> bool:
    shown = volume.texts[entry.target]
    title = "".join(re.sub(r"[.\s]*$", "", entry.words[: -len(entry.printed)]).split())
    if reference := re.fullmatch(r"(.+)的([A-Z\d.]+)（第\d+页）；?", "".join(entry.words.split())):
        stands = reference[1] in shown and reference[2] in shown
        return int(entry.printed) == volume.folio(entry.target) and stands
    if entry.page < volume.first <= entry.target or entry.page >= volume.indexes:
        # An entry of the volume's own contents, register or indexes; the register's link is the number alone.
        return int(entry.printed) == volume.folio(entry.target) and all(sign in shown for sign in title)
    stamp = f"—{volume.folio(entry.target)}—" if entry.target >= volume.first else ""
    return shown.endswith(f"{entry.printed}{stamp}") and _holds_words(title, shown)


def _holds_words(title: str, shown: str) -> bool:
    """The title's signs in their order; a heading may be spread over lines with its kind between."""
    place = 0
    for sign in title:
        place = shown.find(sign, place) + 1
        if not place:
            return False
    return True


def _pieces(page: Any) -> list[tuple[float, float, str]]:
    pieces: list[tuple[float, float, str]] = []

    def note(text: str, matrix: list[float], position: list[float], *_: object) -> None:
        if text.strip():
            x, y = position[4], position[5]
            pieces.append(
                (
                    matrix[0] * x + matrix[2] * y + matrix[4],
                    matrix[1] * x + matrix[3] * y + matrix[5],
                    text.replace("\n", ""),
                )
            )

    page.extract_text(visitor_text=note)
    return pieces


def _holds(box: list[float], x: float, y: float) -> bool:
    left, right = sorted((box[0], box[2]))
    low, high = sorted((box[1], box[3]))
    return left - 1 <= x <= right + 1 and low - 1 <= y <= high + 1
