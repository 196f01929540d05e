"""Measure a printed report against GB/T 9704—2012 (量版面): type area, lines, characters, faces, folios.

    python -m tools.measure_report out/report/acceptance-report.pdf

prints what the standard asks for beside what stands on the pages. Measured are the pages of text alone, where nothing
stands off the grid of lines, and the folios of all upright pages. Exit status 1 where a figure is another.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import NamedTuple

from pypdf import PageObject, PdfReader

MM = 72 / 25.4
HEAD, FOOT, BINDING, OUTER = 37, 35, 28, 26
"""Margins in millimetres; the binding is at the left of odd pages."""
LINES, CHARACTERS = 22, 28
LINE = 225 * MM / LINES
BODY_SIZE, FOLIO_SIZE = 15.75, 14
"""3号 and 4号 in points."""
_FULL_WIDTH = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef—“”]+")


class Piece(NamedTuple):
    """A piece of text where it stands, in points from the left and the top."""

    x: float
    y: float
    size: float
    font: str
    text: str


@dataclass(frozen=True)
class Measure:
    """A figure of the standard and what was found."""

    what: str
    wanted: str
    found: str
    good: bool


def pieces(page: PageObject) -> list[Piece]:
    """Every piece of text of a page."""
    found: list[Piece] = []
    height = float(page.mediabox.height)

    def visit(text: str, cm: list[float], tm: list[float], font: dict[str, str] | None, size: float) -> None:
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        if text.strip():
            name = str(font["/BaseFont"]).partition("+")[2] if font else ""
            found.append(Piece(x, height - y, size * abs(tm[3] * cm[3]) or size, name, text.strip()))

    page.extract_text(visitor_text=visit)
    return found


def lines(page: PageObject) -> dict[float, str]:
    """Text by the height of its base line, from the top."""
    rows: dict[float, str] = {}
    for piece in pieces(page):
        rows[round(piece.y, 1)] = rows.get(round(piece.y, 1), "") + piece.text
    return dict(sorted(rows.items()))


def measures(pages: Sequence[PageObject], found: Sequence[list[Piece]]) -> Iterator[Measure]:
    """Every figure, in the order of the standard; ``found`` are the pieces of each page."""
    numbered = list(zip(range(1, len(pages) + 1), found, strict=True))
    upright = [one for one, page in zip(numbered, pages, strict=True) if page.mediabox.width < page.mediabox.height]
    plain = [(number, on_page) for number, on_page in upright if _plain(on_page)]
    yield Measure("纸张", "A4", _sizes(pages), _sizes(pages) == "A4")
    yield Measure("只有正文的页", "至少 1 页", f"{len(plain)} 页", bool(plain))
    most = max((len(_base_lines(on_page)) for _, on_page in plain), default=0)
    full = [(number, on_page) for number, on_page in plain if len(_base_lines(on_page)) == most]
    yield _edges(full)
    yield Measure("每页行数", str(LINES), str(most), most == LINES)
    steps = [after - before for _, found in full for before, after in pairwise(_base_lines(found))]
    yield _close("行距（毫米）", LINE / MM, median(steps) / MM if steps else 0.0, 0.02)
    longest = max((len(text) for _, found in full for text in _solid_lines(found)), default=0)
    yield Measure("每行字数", str(CHARACTERS), str(longest), longest == CHARACTERS)
    yield _one("正文字体、字号", f"FandolFang {BODY_SIZE}", [_commonest(found) for _, found in full])
    yield from _folios(upright)


def _sizes(pages: Sequence[PageObject]) -> str:
    sizes = {tuple(sorted((round(page.mediabox.width / MM), round(page.mediabox.height / MM)))) for page in pages}
    return "A4" if sizes == {(210, 297)} else "，".join(f"{width}×{height}" for width, height in sorted(sizes))


def _plain(found: Sequence[Piece]) -> bool:
    """Whether all but the folio is set in the size of the text."""
    return bool(_body(found)) and all(abs(piece.size - BODY_SIZE) < 0.01 for piece in _body(found))


def _body(found: Sequence[Piece]) -> list[Piece]:
    return [piece for piece in found if piece.y <= (297 - FOOT) * MM]


def _base_lines(found: Sequence[Piece]) -> list[float]:
    """Heights of the lines; faces of one line may differ by a hair."""
    heights: list[float] = []
    for height in sorted(piece.y for piece in _body(found)):
        if not heights or height - heights[-1] > LINE / 2:
            heights.append(height)
    return heights


def _edges(full: Sequence[tuple[int, list[Piece]]]) -> Measure:
    """Left margins of odd and even pages."""
    lefts = {(number % 2, round(min(piece.x for piece in _body(found)) / MM, 1)) for number, found in full}
    wanted = {(1, float(BINDING)), (0, float(OUTER))}
    said = "，".join(f"{'单' if odd else '双'}页 {left:g}" for odd, left in sorted(lefts, reverse=True))
    return Measure("左边距（毫米）", f"单页 {BINDING}，双页 {OUTER}", said, bool(lefts) and lefts <= wanted)


def _solid_lines(found: Sequence[Piece]) -> Iterator[str]:
    """Lines that hold full-width signs alone."""
    rows: dict[float, str] = {}
    for piece in _body(found):
        key = next((height for height in rows if abs(height - piece.y) < LINE / 2), piece.y)
        rows[key] = rows.get(key, "") + piece.text
    yield from (text for text in rows.values() if _FULL_WIDTH.fullmatch(text))


def _commonest(found: Sequence[Piece]) -> str:
    signs: Counter[str] = Counter()
    for piece in _body(found):
        signs[f"{piece.font} {round(piece.size, 2):g}"] += len(piece.text)
    return signs.most_common(1)[0][0]


def _folios(upright: Sequence[tuple[int, list[Piece]]]) -> Iterator[Measure]:
    """Where the page numbers stand: below the type area, one character in from the outer side, between dashes."""
    below, inset, wrong = [], [], 0
    for number, found in upright:
        # pictures have coordinates of their own; no folio is set in their face
        folio = [piece for piece in found if piece.y > (297 - FOOT) * MM and piece.font != "Noto-Sans-CJK-SC"]
        if "".join(piece.text.replace(" ", "") for piece in folio) != f"—{number}—":
            wrong += 1
            continue
        below.append((min(piece.y for piece in folio) - FOLIO_SIZE) / MM - (297 - FOOT))
        if number % 2 == 0:
            inset.append((min(piece.x for piece in folio) - OUTER * MM) / FOLIO_SIZE)
    yield Measure("页码与实际页次不同的页", "0", str(wrong), not wrong)
    yield _close("页码在版心下（毫米）", 7, median(below) if below else 0.0, 1.5)
    yield _close("双页页码左空（字）", 1, median(inset) if inset else 0.0, 0.05)


def _one(what: str, wanted: str, found: Sequence[str]) -> Measure:
    """A figure that is the same on every page."""
    kinds = Counter(found)
    said = "，".join(f"{one}（{number} 页）" for one, number in kinds.most_common())
    return Measure(what, wanted, said or "没有", set(kinds) == {wanted})


def _close(what: str, wanted: float, found: float, within: float) -> Measure:
    return Measure(what, f"{wanted:.2f}", f"{found:.2f}", abs(found - wanted) <= within)


def main(arguments: list[str] | None = None) -> int:
    """Print the measures; 1 where one is not as the standard asks."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("report", type=Path)
    pages = list(PdfReader(parser.parse_args(arguments).report).pages)
    found = [pieces(page) for page in pages]
    figures = list(measures(pages, found))
    print(f"共 {len(pages)} 页")
    for one in figures:
        print(f"{'合' if one.good else '不合'}　{one.what}：应为 {one.wanted}，实测 {one.found}")
    faces: Counter[str] = Counter()
    for piece in (piece for on_page in found for piece in on_page):
        faces[piece.font] += len(piece.text)
    print("字体（字数）：" + "，".join(f"{face} {number}" for face, number in faces.most_common()))
    return 0 if all(one.good for one in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
