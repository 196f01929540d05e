"""The errata slip (勘误表) of a redline: on which page and line of the printed volume the wrong words stand."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from pikepdf import PasswordError, Pdf, PdfError

from conformance.clauses.edition import Edition
from conformance.clauses.errata import Erratum, errata
from conformance.clauses.redline import Redline
from conformance.cli.page import page
from conformance.errors import CannotProceed
from conformance.typeset.fonts import read_font_folder
from conformance.volume.printed_volume import PrintedVolume

NAME = "errata.pdf"
_NAMED_AT_MOST = 10


@dataclass(frozen=True)
class PlacedErratum:
    """An erratum with its place in the volume."""

    erratum: Erratum
    sort: tuple[int, int]
    page: str
    """The number that the page bears; empty where the words were not found."""
    line: str


def write_errata(redline: Redline, old: Edition, new: Edition, printed: Path, out: Path) -> None:
    """Write ``errata.pdf``, told on standard error, as the answer itself may be data.

    CannotProceed where the volume is not that of the old edition.
    """
    from conformance.typeset.pdf import render_pdf  # WeasyPrint takes half a second to import

    found = errata(redline, old, new)
    with open_volume(printed) as pdf:
        volume = PrintedVolume(pdf)
        check_places(volume, [one.anchor for one in found], printed)
        placed = sorted((_placed(one, volume) for one in found), key=lambda one: one.sort)
        title = volume.title
    body = page("errata.html.j2", title=title, rows=placed)
    css = files("conformance.cli").joinpath("errata.css").read_text(encoding="utf-8")
    rendered = render_pdf(body, [css], title="勘误表", fonts=read_font_folder())
    out.mkdir(parents=True, exist_ok=True)
    (out / NAME).write_bytes(rendered.pdf)
    _tell(placed, redline, out / NAME, rendered.pages)


def open_volume(path: Path) -> Pdf:
    """The volume as a PDF; CannotProceed where it cannot be read."""
    try:
        return Pdf.open(path)
    except (PdfError, PasswordError, OSError) as fault:
        raise CannotProceed(f"“{path}”不能作为 PDF 打开，请指屏幕版汇编 volume.pdf。") from fault


def check_places(volume: PrintedVolume, anchors: Sequence[str], path: Path) -> None:
    """Refuse a volume that does not hold what the edition holds."""
    missing = sorted({anchor for anchor in anchors if anchor not in volume.places})
    if missing:
        more = f"等 {len(missing)} 处" if len(missing) > _NAMED_AT_MOST else ""
        raise CannotProceed(
            f"“{path}”中没有{'、'.join(missing[:_NAMED_AT_MOST])}{more}，请指按旧版标准生成的屏幕版汇编 volume.pdf。"
        )


def _placed(one: Erratum, volume: PrintedVolume) -> PlacedErratum:
    lines = volume.find(one.anchor, one.text, one.start, one.end) if one.text else ()
    if not lines:
        at = volume.places[one.anchor][0]
        return PlacedErratum(one, (at, 0), "", "")
    first, last = lines[0], lines[-1]
    numbers = str(first.line.number)
    if last != first and last.page == first.page:
        numbers += f"—{last.line.number}"
    return PlacedErratum(one, (first.page, first.line.number), volume.label(first.page), numbers)


def _tell(placed: Sequence[PlacedErratum], redline: Redline, out: Path, pages: int) -> None:
    lost = sum(1 for one in placed if not one.page)
    print(f"{out}：勘误 {len(placed)} 处，{pages} 页", file=sys.stderr)
    if lost:
        print(f"其中 {lost} 处没有在汇编中找到原文，页、行空着，请对照原书填写。", file=sys.stderr)
    left_out = [one.document.code for one in redline.documents if one.old is None or one.new is None]
    if left_out:
        print(f"新增、废去的标准不列入勘误表：{'、'.join(left_out)}。", file=sys.stderr)
