"""Mark what the preflight found in a copy of the PDF (标注稿): a numbered box at each place, and a list in front.

The boxes are annotations, which any reader shows and which can be taken out again; the pages themselves stay as they
are. What is of the whole file stands in the list alone. The copy is not encrypted, and it is not for the press.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from fontTools.ttLib import TTFont
from jinja2 import Environment, PackageLoader, StrictUndefined
from pikepdf import Array, Dictionary, Name, Object, OutlineItem, PasswordError, Pdf, PdfError, Stream, String

from conformance.preflight.content import Box
from conformance.preflight.finding import PreflightFinding, Weight
from conformance.preflight.inspect import Preflight
from conformance.typeset.fonts import FontFolder
from conformance.typeset.pdf import render_pdf

_ROLE = "song"
_UNKNOWN = "〓"
"""Stands for a character of a foreign file that our faces do not have, as printers have it."""
_COLOURS = {Weight.FAULT: (0.85, 0.0, 0.0), Weight.NOTE: (0.0, 0.3, 0.85)}
_INSET = 14.0
"""Points from the edge of the page to a box that stands for the whole page."""
_SMALLEST = 8.0
"""Points of a box at least, so that a hairline is seen."""
_LINE = 1.0
_TAG, _SIZE = 11.0, 8.0
"""Height of the tag with the number, and size of its digits, in points."""
_DIGIT = 0.556
"""Width of a digit of Helvetica."""
_PRINTED = 4
_CSS = """@page { size: A4; margin: 20mm 18mm; @bottom-center { content: counter(page) " / " counter(pages); } }
h1 { font-size: 16pt; text-align: center; margin-bottom: 4mm; }
p { margin-bottom: 2mm; }
table { table-layout: fixed; margin-top: 3mm; text-align: left; }
.number { width: 11mm; } .pages { width: 24mm; } .rule { width: 27mm; }
.mend { width: 45mm; }
"""


def mark_pdf(source: Path, result: Preflight, out: Path, fonts: FontFolder) -> None:
    """Write the marked copy of the file; one that cannot be opened has its list alone."""
    listed = render_pdf(_list_html(source.name, result, fonts), [_CSS], title="印前检查标注稿", fonts=fonts).pdf
    with Pdf.open(io.BytesIO(listed)) as front, _opened(source) as pdf:
        tags = _Tags()
        for number, one in enumerate(result.findings, start=1):
            for page, box in _places(pdf, one):
                _annotate(pdf, page, box, number, one, tags)
        _bookmark(pdf, result.findings)
        for place, listing in enumerate(front.pages):
            pdf.pages.insert(place, listing)
        part = out.with_name(out.name + ".part")
        out.parent.mkdir(parents=True, exist_ok=True)
        pdf.save(part, deterministic_id=True)
    os.replace(part, out)


class _Tags:
    """Where the next tag of a corner has room, so that several numbers of one place stand side by side."""

    def __init__(self) -> None:
        self._taken: dict[tuple[int, int, int], float] = {}

    def room(self, page: int, x: float, y: float, width: float) -> float:
        """Left edge of a tag of that width, which is then taken."""
        corner = (page, round(x), round(y))
        left = self._taken.get(corner, x)
        self._taken[corner] = left + width + 1
        return left


def _opened(source: Path) -> Pdf:
    try:
        return Pdf.open(source)
    except (PasswordError, PdfError):
        return Pdf.new()


def _places(pdf: Pdf, finding: PreflightFinding) -> Iterator[tuple[int, Box]]:
    """Where a finding is marked: its own places, and on a page where it has none the whole page."""
    yield from finding.places
    placed = {page for page, _ in finding.places}
    for page in finding.pages:
        if page not in placed:
            x0, y0, x1, y1 = (float(edge) for edge in pdf.pages[page - 1].cropbox)
            yield page, (x0 + _INSET, y0 + _INSET, x1 - _INSET, y1 - _INSET)


def _annotate(pdf: Pdf, page: int, box: Box, number: int, finding: PreflightFinding, tags: _Tags) -> None:
    holder, tag = pdf.pages[page - 1].obj, len(str(number)) * _DIGIT * _SIZE + 4
    widened = [max(0.0, _SMALLEST - (box[side + 2] - box[side])) / 2 + _LINE for side in (0, 1)]
    x0, y0, x1, y1 = box[0] - widened[0], box[1] - widened[1], box[2] + widened[0], box[3] + widened[1]
    left = tags.room(page, x0, y1, tag)
    edges = Array([round(edge, 2) for edge in (x0 - _LINE, y0 - _LINE, max(x1, left + tag) + _LINE, y1 + _TAG)])
    red, green, blue = _COLOURS[finding.weight]
    colour = f"{red:g} {green:g} {blue:g}"
    drawn = (
        f"{colour} RG {_LINE} w {x0:.2f} {y0:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re S\n"
        f"{colour} rg {left:.2f} {y1:.2f} {tag:.2f} {_TAG - 1:.2f} re f\n"
        f"1 1 1 rg BT /F {_SIZE} Tf {left + 2:.2f} {y1 + 2.5:.2f} Td ({number}) Tj ET\n"
    )
    look = Stream(pdf, drawn.encode("ascii"))
    look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, edges
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/Helvetica-Bold"))
    look.Resources = Dictionary(Font=Dictionary(F=font))
    annotation = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Square,
        Rect=edges,
        C=Array([red, green, blue]),
        F=_PRINTED,
        T=String(f"印前检查 {number}"),
        Contents=String(f"{number}　{_label(finding)}［{finding.rule.label}］{finding.sentence}"),
        AP=Dictionary(N=pdf.make_indirect(look)),
    )
    before = holder.get("/Annots")
    kept: list[Object] = list(before) if isinstance(before, Array) else []
    holder.Annots = Array([*kept, pdf.make_indirect(annotation)])


def _label(finding: PreflightFinding) -> str:
    return "问题" if finding.weight is Weight.FAULT else "提示"


def _bookmark(pdf: Pdf, findings: Sequence[PreflightFinding]) -> None:
    """Bookmarks that lead from finding to finding, in place of those of the file, which may be what is at fault."""
    if "/Outlines" in pdf.Root:
        del pdf.Root["/Outlines"]
    with pdf.open_outline() as outline:
        for number, one in enumerate(findings, start=1):
            for page in one.pages[:1]:
                target = Array([pdf.pages[page - 1].obj, Name.Fit])
                outline.root.append(OutlineItem(f"{number}　{one.rule.label}：{one.found}", target))
    # Labels count pages from the first one, which is now the list.
    if "/PageLabels" in pdf.Root:
        del pdf.Root["/PageLabels"]


def _list_html(name: str, result: Preflight, fonts: FontFolder) -> str:
    environment = Environment(
        loader=PackageLoader("conformance.preflight"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    known = _characters(fonts)
    environment.filters["printable"] = lambda text: "".join(one if ord(one) in known else _UNKNOWN for one in text)
    return environment.get_template("marked.html.j2").render(name=name, result=result, label=_label)


def _characters(fonts: FontFolder) -> set[int]:
    """What the faces of the text can show."""
    role = next(role for role in fonts.roles if role.name == _ROLE)
    faces = [fonts.face_of(family, bold=False, italic=False) for family in role.families]
    return {code for face in faces for code in TTFont(fonts.path / face.file, lazy=True).getBestCmap()}
