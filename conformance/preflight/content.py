"""Read what a page draws (页面内容): where text stands, in what colour and font, which pictures at what resolution.

Colours, states and fonts count where something is drawn with them, not where they are merely set.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import inf
from typing import Any

from pikepdf import (
    Array,
    ContentStreamInlineImage,
    Dictionary,
    Matrix,
    Name,
    Object,
    Page,
    Stream,
    parse_content_stream,
)

from conformance.preflight.font import FontFacts, read_font

_DEEPEST = 12
"""Forms within forms that are followed."""
_ASCENT, _DESCENT = 0.8, 0.2
"""Of a line of text, as a part of its size, where the font is not asked."""
_INVISIBLE = 3
_PLACES = 20
"""Of what is drawn alike on a page, so many places are remembered."""
Box = tuple[float, float, float, float]
"""Left, lower, right and upper edge, in points of the page."""


@dataclass(frozen=True)
class Colour:
    """A colour as it is drawn with."""

    space: str
    """Gray, RGB, CMYK, Lab, Pattern, or the name of a spot colour."""
    values: tuple[float, ...]


@dataclass(frozen=True)
class PlacedImage:
    """A picture where it stands."""

    width: int
    height: int
    ppi: float
    space: str
    bits: int
    masked: bool
    box: Box


@dataclass
class PageContent:
    """What a page draws."""

    text_colours: dict[Colour, list[Box]] = field(default_factory=dict)
    """Colours of text with some of the places where it stands; likewise below."""
    other_colours: dict[Colour, list[Box]] = field(default_factory=dict)
    images: list[PlacedImage] = field(default_factory=list)
    texts: list[Box] = field(default_factory=list)
    """Where each piece of text stands."""
    fonts: set[str] = field(default_factory=set)
    not_embedded: dict[str, list[Box]] = field(default_factory=dict)
    drawn_fonts: dict[str, list[Box]] = field(default_factory=dict)
    missing: dict[str, int] = field(default_factory=dict)
    """By font, how often a sign is shown that the font does not have."""
    missing_at: dict[str, list[Box]] = field(default_factory=dict)
    transparent: set[str] = field(default_factory=set)
    white_overprints: list[Box] = field(default_factory=list)
    black_knocks_out: list[Box] = field(default_factory=list)
    lines: dict[float, list[Box]] = field(default_factory=dict)
    """By width of the line in points."""
    marked: bool = False
    """Whether anything is drawn at all."""
    unread: str = ""
    """Why the content could not be read to its end."""


@dataclass(frozen=True)
class _State:
    ctm: Matrix
    fill: Colour = Colour("Gray", (0.0,))
    stroke: Colour = Colour("Gray", (0.0,))
    font: FontFacts | None = None
    size: float = 0.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0
    line: float = 1.0
    path: Box | None = None
    """What the path under way covers."""
    overprint: bool = False
    overprint_mode: int = 0


class ContentReader:
    """Reads pages of one file; fonts are read once."""

    def __init__(self) -> None:
        self._fonts: dict[tuple[int, int], FontFacts] = {}

    def read(self, page: Page) -> PageContent:
        """What the page draws."""
        content = PageContent()
        try:
            self._run(content, page.obj, page.obj.get("/Resources", Dictionary()), _State(Matrix()), 0)
        except Exception as fault:  # a damaged stream may fail anywhere; the page is told and the others are read
            content.unread = f"{type(fault).__name__}"
        return content

    def _run(self, content: PageContent, stream: Object, resources: Object, state: _State, depth: int) -> None:
        stack: list[_State] = []
        text, line = Matrix(), Matrix()
        if isinstance(stream, Dictionary) and not isinstance(stream, Stream) and "/Contents" not in stream:
            return
        for instruction in parse_content_stream(stream):
            if isinstance(instruction, ContentStreamInlineImage):
                self._inline_image(content, instruction, state)
                continue
            operands, operator = list(instruction.operands), str(instruction.operator)
            if operator == "q":
                stack.append(state)
            elif operator == "Q":
                state = stack.pop() if stack else state
            elif operator == "cm":
                state = replace(state, ctm=Matrix(*map(float, operands)) @ state.ctm)
            elif operator in _COLOUR_OPERATORS or operator in ("cs", "CS", "sc", "SC", "scn", "SCN"):
                state = _with_colour(state, operator, operands, resources)
            elif operator == "gs":
                state = self._with_graphics(content, state, resources, str(operands[0]))
            elif operator == "w":
                state = replace(state, line=float(operands[0]))
            elif operator == "BT":
                text = line = Matrix()
            elif operator in _TEXT_STATE:
                state = self._with_text_state(state, operator, operands, resources)
            elif operator == "Tm":
                text = line = Matrix(*map(float, operands))
            elif operator in ("Td", "TD"):
                if operator == "TD":
                    state = replace(state, leading=-float(operands[1]))
                text = line = Matrix(1, 0, 0, 1, float(operands[0]), float(operands[1])) @ line
            elif operator == "T*":
                text = line = Matrix(1, 0, 0, 1, 0, -state.leading) @ line
            elif operator in ("Tj", "TJ", "'", '"'):
                if operator in ("'", '"'):
                    text = line = Matrix(1, 0, 0, 1, 0, -state.leading) @ line
                text = _show(content, state, text, operands[-1])
            elif operator in _PATH:
                state = _with_path(state, [float(one) for one in operands], is_box=operator == "re")
            elif operator in _PAINTING:
                _paint(content, state, operator)
                state = replace(state, path=None)
            elif operator == "n":
                state = replace(state, path=None)
            elif operator == "sh":
                content.marked = True
            elif operator == "Do":
                self._draw(content, state, resources, str(operands[0]), depth)

    def _with_text_state(self, state: _State, operator: str, operands: Sequence[Any], resources: Object) -> _State:
        if operator == "Tf":
            font = resources.get("/Font", Dictionary()).get(str(operands[0]))
            facts = self._font(font) if font is not None else None
            return replace(state, font=facts, size=float(operands[1]))
        value = float(operands[0])
        if operator == "Tz":
            return replace(state, stretch=value / 100)
        if operator == "Tr":
            return replace(state, mode=int(value))
        changed: dict[str, Any] = {_TEXT_STATE[operator]: value}
        return replace(state, **changed)

    def _font(self, font: Object) -> FontFacts:
        if font.objgen == (0, 0):
            return read_font(font)
        if font.objgen not in self._fonts:
            self._fonts[font.objgen] = read_font(font)
        return self._fonts[font.objgen]

    def _with_graphics(self, content: PageContent, state: _State, resources: Object, name: str) -> _State:
        graphics = resources.get("/ExtGState", Dictionary()).get(name, Dictionary())
        for key, label in (("/ca", "不透明度"), ("/CA", "不透明度")):
            if key in graphics and float(graphics[key]) < 1:
                content.transparent.add(f"{label} {float(graphics[key]):g}")
        if "/SMask" in graphics and graphics.SMask != Name.None_:
            content.transparent.add("软蒙版")
        mode = graphics.get("/BM")
        if mode is not None and str(mode) not in ("/Normal", "/Compatible"):
            content.transparent.add(f"混合模式 {str(mode).lstrip('/')}")
        overprint = bool(graphics.get("/op", graphics.get("/OP", state.overprint)))
        return replace(state, overprint=overprint, overprint_mode=int(graphics.get("/OPM", state.overprint_mode)))

    def _draw(self, content: PageContent, state: _State, resources: Object, name: str, depth: int) -> None:
        drawing = resources.get("/XObject", Dictionary()).get(name)
        if drawing is None:
            return
        if drawing.get("/Subtype") == Name.Image:
            _place_image(content, drawing, state, resources)
        elif drawing.get("/Subtype") == Name.Form and depth < _DEEPEST:
            matrix = Matrix(*map(float, drawing.get("/Matrix", (1, 0, 0, 1, 0, 0))))
            inside = replace(state, ctm=matrix @ state.ctm)
            self._run(content, drawing, drawing.get("/Resources", resources), inside, depth + 1)

    def _inline_image(self, content: PageContent, image: ContentStreamInlineImage, state: _State) -> None:
        picture = image.iimage
        space = _space_of(picture.colorspace) if picture.colorspace else "Gray"
        _note_image(content, picture.width, picture.height, space, picture.bits_per_component, False, state)


_COLOUR_OPERATORS = {"g": "Gray", "G": "Gray", "rg": "RGB", "RG": "RGB", "k": "CMYK", "K": "CMYK"}
_TEXT_STATE = {
    "Tf": "font",
    "Tc": "spacing",
    "Tw": "word_spacing",
    "Tz": "stretch",
    "TL": "leading",
    "Ts": "rise",
    "Tr": "mode",
}
_FILLING = {"f", "F", "f*", "B", "B*", "b", "b*"}
_STROKING = {"S", "s", "B", "B*", "b", "b*"}
_PAINTING = _FILLING | _STROKING
_PATH = {"m", "l", "c", "v", "y", "re"}
_FAMILIES = {
    "/DeviceGray": "Gray",
    "/G": "Gray",
    "/CalGray": "Gray",
    "/DeviceRGB": "RGB",
    "/RGB": "RGB",
    "/CalRGB": "RGB",
    "/DeviceCMYK": "CMYK",
    "/CMYK": "CMYK",
    "/Lab": "Lab",
    "/Pattern": "Pattern",
}
_PARTS = {1: "Gray", 3: "RGB", 4: "CMYK"}


def _space_of(space: object, resources: Object | None = None) -> str:
    """Which kind of colour space it is; the name of a spot colour."""
    if isinstance(space, Array):
        family = str(space[0])
        if family == "/ICCBased":
            return _PARTS.get(int(space[1].get("/N", 0)), "?")
        if family == "/Indexed":
            return _space_of(space[1], resources)
        if family == "/Separation":
            return str(space[1]).lstrip("/")
        if family == "/DeviceN":
            return "+".join(str(name).lstrip("/") for name in space[1])
        return _FAMILIES.get(family, "?")
    name = str(space)
    if name in _FAMILIES:
        return _FAMILIES[name]
    own = resources.get("/ColorSpace", Dictionary()).get(name) if resources is not None and name[:1] == "/" else None
    return _space_of(own) if own is not None else "?"


def _with_colour(state: _State, operator: str, operands: Sequence[Any], resources: Object) -> _State:
    side = "stroke" if operator.isupper() else "fill"
    if operator in ("cs", "CS"):
        colour = Colour(_space_of(operands[0], resources), ())
    else:
        values = tuple(float(one) for one in operands if not isinstance(one, Name))
        before = state.stroke if side == "stroke" else state.fill
        colour = Colour(_COLOUR_OPERATORS.get(operator, before.space), values)
    return replace(state, stroke=colour) if side == "stroke" else replace(state, fill=colour)


def _with_path(state: _State, numbers: Sequence[float], *, is_box: bool) -> _State:
    """The path goes on to further points; those that only bend a line count too."""
    if is_box:
        x, y, width, height = numbers
        numbers = (x, y, x + width, y + height)
    points = list(zip(numbers[::2], numbers[1::2], strict=True))
    xs, ys = [x for x, _ in points], [y for _, y in points]
    box = _around(state.ctm, (min(xs), min(ys), max(xs), max(ys)))
    return replace(state, path=box if state.path is None else _together(state.path, box))


def _together(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _place(places: list[Box], box: Box) -> None:
    if len(places) < _PLACES:
        places.append(box)


def _show(content: PageContent, state: _State, text: Matrix, shown: Any) -> Matrix:
    """Note a piece of text; gives the matrix behind it."""
    font = state.font
    pieces = list(shown) if isinstance(shown, Array) else [shown]
    if font is None:
        return text
    advance, signs, missing = 0.0, 0, 0
    for piece in pieces:
        if isinstance(piece, int | float) or not hasattr(piece, "__bytes__"):
            advance -= float(piece) / 1000 * state.size * state.stretch
            continue
        for code in font.codes(bytes(piece)):
            signs += 1
            extra = state.spacing + (state.word_spacing if code == 32 and not font.composite else 0)
            advance += (font.width(code) / 1000 * state.size + extra) * state.stretch
            missing += font.is_missing(code)
    low, high = state.rise - _DESCENT * state.size, state.rise + _ASCENT * state.size
    box = _around(text @ state.ctm, (0.0, low, advance, high))
    if missing:
        content.missing[font.name] = content.missing.get(font.name, 0) + missing
        _place(content.missing_at.setdefault(font.name, []), box)
    if signs and state.mode != _INVISIBLE:
        _note_text(content, state, font, box)
    return Matrix(1, 0, 0, 1, advance, 0) @ text


def _note_text(content: PageContent, state: _State, font: FontFacts, box: Box) -> None:
    content.marked = True
    content.fonts.add(font.name)
    if font.drawn:
        _place(content.drawn_fonts.setdefault(font.name, []), box)
    elif not font.embedded:
        _place(content.not_embedded.setdefault(font.name, []), box)
    content.texts.append(box)
    _place(content.text_colours.setdefault(state.fill, []), box)
    _note_overprint(content, state, box, is_text=True)


def _paint(content: PageContent, state: _State, operator: str) -> None:
    content.marked = True
    box = state.path or (0.0, 0.0, 0.0, 0.0)
    if operator in _FILLING:
        _place(content.other_colours.setdefault(state.fill, []), box)
        _note_overprint(content, state, box, is_text=False)
    if operator in _STROKING:
        _place(content.other_colours.setdefault(state.stroke, []), box)
        scale = abs(state.ctm.a * state.ctm.d - state.ctm.b * state.ctm.c) ** 0.5
        _place(content.lines.setdefault(state.line * scale, []), box)


def _note_overprint(content: PageContent, state: _State, box: Box, *, is_text: bool) -> None:
    if state.fill.space != "CMYK":
        return
    if state.overprint and not any(state.fill.values):
        _place(content.white_overprints, box)
    if is_text and state.fill.values == (0.0, 0.0, 0.0, 1.0) and not state.overprint:
        _place(content.black_knocks_out, box)


def _place_image(content: PageContent, image: Object, state: _State, resources: Object) -> None:
    is_mask = bool(image.get("/ImageMask", False))
    space = state.fill.space if is_mask else _space_of(image.get("/ColorSpace", "/DeviceGray"), resources)
    bits = 1 if is_mask else int(image.get("/BitsPerComponent", 8))
    if "/SMask" in image:
        content.transparent.add("软蒙版")
    _note_image(content, int(image.Width), int(image.Height), space, bits, is_mask, state)


def _note_image(
    content: PageContent, width: int, height: int, space: str, bits: int, masked: bool, state: _State
) -> None:
    content.marked = True
    matrix = state.ctm
    across = (matrix.a**2 + matrix.b**2) ** 0.5
    up = (matrix.c**2 + matrix.d**2) ** 0.5
    ppi = min(width / across if across else inf, height / up if up else inf) * 72
    box = _around(matrix, (0.0, 0.0, 1.0, 1.0))
    content.images.append(PlacedImage(width, height, ppi, space, bits, masked, box))


def _around(matrix: Matrix, box: Box) -> Box:
    corners = [matrix.transform((x, y)) for x in (box[0], box[2]) for y in (box[1], box[3])]
    xs, ys = [float(x) for x, _ in corners], [float(y) for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)
