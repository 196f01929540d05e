"""Make a merged PDF ready for the press (印刷版): boxes, crop marks, black ink alone, signatures, output intent.

The pages are those of the edition for the screen. A structure as PDF/X-4 (ISO 15930-7) has it is set where an ICC
profile of the printing condition is given; no free validator of PDF/X is known, so it is never said to be validated.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from conformance.errors import CannotProceed
from conformance.volume.merge import MM, Trim

PRESS_BLACK = "0 0 0 1 k"
BLEED = 3 * MM
_MARK_SPACE = 10 * MM
"""From the trim to the edge of the sheet where there are crop marks."""
_MARK_FROM, _MARK_TO = 4 * MM, 9 * MM
"""Crop marks stand off the trim, beyond the bleed."""
_MARK_WIDTH = 0.25
_OVERPRINT, _FILL_OVERPRINTS, _FILL_KNOCKS_OUT, _KNOCKOUT = "/KOver", "/KFillOver", "/KFillOut", "/KOut"
"""Names of graphics states. OP alone would set fills as well, so that no state is for strokes alone."""
_COLOUR = re.compile(rb"(?<![\w.\-])([\d.]+) ([\d.]+) ([\d.]+) (rg|RG)(?![\w.])")
_PDFX = "{http://www.npes.org/pdfx/ns/id/}"


@dataclass(frozen=True)
class Press:
    """What the printer asked for."""

    trim: Trim
    folds: tuple[float, ...] = ()
    """Where a sheet is folded, in points from the left; marked where crop marks are."""
    gutter: float = 0.0
    """How far the text moves away from the spine, in points."""
    signature: int = 1
    """The number of pages is brought to a multiple of this."""
    marks: bool = False
    profile: bytes | None = None
    """ICC profile of the printing condition."""


def make_press(pdf: Pdf, press: Press) -> None:
    """Turn the pages of a merged book into those of the press; CannotProceed names a page with a colour."""
    while len(pdf.pages) % press.signature:
        pdf.add_blank_page(page_size=(press.trim.width, press.trim.height))
    converted: set[tuple[int, int]] = set()
    marks = _mark_content(press)
    for number, page in enumerate(pdf.pages):
        _drop_navigation(page.obj)
        if "/Resources" in page.obj and "/Font" in page.obj.Resources:
            _make_black(pdf, page.obj, number + 1, converted)
        _move(pdf, page.obj, press.gutter if number % 2 == 0 else -press.gutter, marks)
        _set_boxes(page.obj, press)
    if press.profile is not None:
        _set_output_intent(pdf, press.profile)


def _drop_navigation(page: Object) -> None:
    if "/Annots" in page:
        del page["/Annots"]


def _make_black(pdf: Pdf, page: Object, number: int, converted: set[tuple[int, int]]) -> None:
    """Say greys in black ink: black overprints, white and grey knock out, as ISO 15930 lets a press rely on."""
    _add_states(pdf, page.Resources, converted)
    contents = page.Contents
    for stream in contents if isinstance(contents, Array) else [contents]:
        _convert(stream, number, converted)
    for form in _forms(page.Resources, set()):
        if "/Group" in form:
            # A group of a drawing's text, opaque throughout; its colour space would be the last RGB of the file.
            del form["/Group"]
        if "/Resources" in form:
            _add_states(pdf, form.Resources, converted)
        _convert(form, number, converted)


def _forms(resources: Object, seen: set[tuple[int, int]]) -> Iterator[Object]:
    drawings = resources.get("/XObject", Dictionary())
    for name in sorted(drawings.keys()):
        drawing = drawings[name]
        if drawing.get("/Subtype") == Name.Form and drawing.objgen not in seen:
            seen.add(drawing.objgen)
            yield drawing
            if "/Resources" in drawing:
                yield from _forms(drawing.Resources, seen)


def _add_states(pdf: Pdf, resources: Object, converted: set[tuple[int, int]]) -> None:
    """The graphics states, and no colour space that only a screen knows."""
    if resources.objgen in converted and resources.objgen != (0, 0):
        return
    converted.add(resources.objgen)
    if "/ExtGState" not in resources:
        resources.ExtGState = Dictionary()
    states = resources.ExtGState
    states[_OVERPRINT] = Dictionary(Type=Name.ExtGState, OP=True, op=True, OPM=1)
    states[_FILL_OVERPRINTS] = Dictionary(Type=Name.ExtGState, op=True, OPM=1)
    states[_FILL_KNOCKS_OUT] = Dictionary(Type=Name.ExtGState, op=False)
    states[_KNOCKOUT] = Dictionary(Type=Name.ExtGState, OP=False, op=False)
    if "/ColorSpace" in resources:
        del resources["/ColorSpace"]


def _convert(stream: Object, number: int, converted: set[tuple[int, int]]) -> None:
    if stream.objgen in converted:
        return
    converted.add(stream.objgen)
    before = stream.read_bytes()
    after = _COLOUR.sub(lambda colour: _black_of(colour, number), before)
    if after != before:
        stream.write(after)


def _black_of(colour: re.Match[bytes], number: int) -> bytes:
    red, green, blue = (Decimal(part.decode("ascii")) for part in colour.groups()[:3])
    if not red == green == blue:
        shown = colour[0].decode("ascii")
        raise CannotProceed(f"印刷版第 {number} 页有彩色（{shown}），书芯只印黑色，请把图中的颜色改为黑、白或灰。")
    ink = 1 - red
    shade = f"0 0 0 {ink.normalize():f}"
    if colour[4] == b"rg":
        return f"{_FILL_OVERPRINTS if ink == 1 else _FILL_KNOCKS_OUT} gs {shade} k".encode("ascii")
    return (f"{shade} K" if ink == 1 else f"{_KNOCKOUT} gs {shade} K").encode("ascii")


def _move(pdf: Pdf, page: Object, shift: float, marks: bytes) -> None:
    """Move the text away from the spine, with black overprinting from the start; draw the marks."""
    if "/Contents" in page:
        states = "/Resources" in page and _OVERPRINT in page.Resources.get("/ExtGState", Dictionary())
        start = f"{_OVERPRINT} gs {PRESS_BLACK} 0 0 0 1 K " if states else ""
        opening = Stream(pdf, f"q {start}1 0 0 1 {shift:.4f} 0 cm\n".encode("ascii"))
        contents = page.Contents
        inside = list(contents) if isinstance(contents, Array) else [contents]
        page.Contents = Array([pdf.make_indirect(opening), *inside, pdf.make_indirect(Stream(pdf, b"\nQ\n" + marks))])
    elif marks:
        page.Contents = pdf.make_indirect(Stream(pdf, marks))


def _mark_content(press: Press) -> bytes:
    """Crop marks at the four corners, and marks where the sheet is folded."""
    if not press.marks:
        return b""
    width, height = press.trim.width, press.trim.height
    lines = []
    for y, away in ((0.0, -1), (height, 1)):
        for x in (0.0, *press.folds, width):
            lines.append((x, y + away * _MARK_FROM, x, y + away * _MARK_TO))
    for x, away in ((0.0, -1), (width, 1)):
        for y in (0.0, height):
            lines.append((x + away * _MARK_FROM, y, x + away * _MARK_TO, y))
    drawn = "".join(f"{a:.3f} {b:.3f} m {c:.3f} {d:.3f} l S " for a, b, c, d in lines)
    return f"q 0 0 0 1 K {_MARK_WIDTH} w {drawn}Q\n".encode("ascii")


def _set_boxes(page: Object, press: Press) -> None:
    """TrimBox as ordered, BleedBox 3 mm around it, and a sheet that holds the marks."""
    page.TrimBox = _around(press.trim, 0)
    page.BleedBox = _around(press.trim, BLEED)
    page.MediaBox = _around(press.trim, _MARK_SPACE if press.marks else BLEED)
    for box in ("/CropBox", "/ArtBox"):
        if box in page:
            del page[box]


def _around(trim: Trim, margin: float) -> Array:
    edges = (-margin, -margin, trim.width + margin, trim.height + margin)
    return Array([Decimal(f"{edge:.4f}") for edge in edges])


def _set_output_intent(pdf: Pdf, profile: bytes) -> None:
    """Structure and labels of PDF/X-4; dates and title stand already. The identifier is that of what is in the file."""
    if profile[16:20] != b"CMYK" or profile[36:40] != b"acsp":
        raise CannotProceed("所给的 ICC 文件不是 CMYK 的色彩特性文件，请向印刷厂索取印刷条件的 ICC 文件。")
    stream = Stream(pdf, profile)
    stream.N = 4
    pdf.Root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name("/GTS_PDFX"),
                OutputConditionIdentifier=String("Custom"),
                Info=String(f"ICC {hashlib.sha256(profile).hexdigest()[:16]}"),
                DestOutputProfile=pdf.make_indirect(stream),
            )
        ]
    )
    pdf.docinfo["/Trapped"] = Name("/False")
    pdf.docinfo["/GTS_PDFXVersion"] = String("PDF/X-4")
    identity = hashlib.sha256(b"".join(_all_contents(pdf))).hexdigest()
    uuid = f"uuid:{identity[:8]}-{identity[8:12]}-{identity[12:16]}-{identity[16:20]}-{identity[20:32]}"
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata[f"{_PDFX}GTS_PDFXVersion"] = "PDF/X-4"
        metadata["pdf:Trapped"] = "False"
        metadata["xmpMM:DocumentID"] = uuid
        metadata["xmpMM:RenditionClass"] = "default"
        metadata["xmpMM:VersionID"] = "1"


def _all_contents(pdf: Pdf) -> Iterator[bytes]:
    for page in pdf.pages:
        contents = page.obj.get("/Contents", Array())
        for stream in contents if isinstance(contents, Array) else [contents]:
            yield stream.read_raw_bytes()
