"""What a page of a PDF prints (页面所印), whatever its objects are numbered and its resources are called.

A page is its boxes, its content and what the content names: graphics states, drawings, pictures, colours. Fonts stand
apart: two builds cut the same face to different glyphs, and a page is the same where the glyphs that both have are.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import uharfbuzz as hb
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, PdfError, Stream, String

_NAME = re.compile(rb"/([^\x00\t\n\f\r /%()<>\[\]{}]+)")
_ESCAPE = re.compile(r"#([0-9A-Fa-f]{2})")
_KINDS = ("/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/XObject", "/Properties", "/Font")
_NOT_PRINTED = {"/Length", "/Parent", "/Metadata", "/PieceInfo", "/LastModified", "/StructParent", "/StructParents"}
_DEEPEST = 24
"""Dictionaries within dictionaries that are followed."""


@dataclass(frozen=True)
class PrintedPage:
    """A page, to be held against another."""

    digest: bytes
    """Of everything but the fonts."""
    fonts: tuple[PrintedFont, ...]
    """In the order in which the page first names them."""

    def is_same(self, other: PrintedPage) -> bool:
        """Whether both print the same, to the last dot."""
        return (
            self.digest == other.digest
            and len(self.fonts) == len(other.fonts)
            and all(one.is_same(another) for one, another in zip(self.fonts, other.fonts, strict=True))
        )


class PrintedFile:
    """A PDF whose pages are held against those of another; each font is read once."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._fonts: dict[tuple[int, int], PrintedFont] = {}
        self._intent = _Canon(self).of(pdf.Root.get("/OutputIntents", Array()))

    def __len__(self) -> int:
        return len(self._pdf.pages)

    def page(self, number: int) -> PrintedPage:
        """A page, from 0; the printing condition of the file is part of it."""
        page = self._pdf.pages[number]
        canon = _Canon(self)
        boxes = [str([round(float(edge), 3) for edge in box]) for box in (page.mediabox, page.bleedbox, page.trimbox)]
        turn = str(_inherited(page.obj, "/Rotate") or 0)
        content = canon.content(_joined(page), _inherited(page.obj, "/Resources"), 0)
        digest = hashlib.sha256("\n".join([*boxes, turn]).encode() + self._intent + content).digest()
        return PrintedPage(digest, tuple(canon.fonts))

    def font(self, font: Object) -> PrintedFont:
        """A font of the file."""
        if font.objgen == (0, 0):
            return PrintedFont(font, self)
        if font.objgen not in self._fonts:
            self._fonts[font.objgen] = PrintedFont(font, self)
        return self._fonts[font.objgen]


class PrintedFont:
    """A font of a file; of a composite font what each of its glyphs looks like."""

    def __init__(self, font: Object, file: PrintedFile) -> None:
        self._font = font
        self._file = file
        self._known: dict[int, bool] = {}

    def is_same(self, other: PrintedFont) -> bool:
        """Whether what both hold looks the same; where it cannot be told glyph by glyph, whether all of it is equal."""
        if id(other) not in self._known:
            self._known[id(other)] = self._compare(other)
        return self._known[id(other)]

    def _compare(self, other: PrintedFont) -> bool:
        if self._name is None or other._name is None:
            return self.whole == other.whole
        if self._name != other._name:
            return False
        shared = self._widths.keys() & other._widths.keys()
        return all(self._widths[one] == other._widths[one] and self._shape(one) == other._shape(one) for one in shared)

    @cached_property
    def whole(self) -> bytes:
        """The font with everything in it."""
        return _Canon(self._file).of(self._font)

    @cached_property
    def _name(self) -> str | None:
        """Of the face, without the mark of its cut; None unless codes are glyphs of an embedded file."""
        if self._font.get("/Subtype") != Name.Type0 or self._font.get("/Encoding") != Name("/Identity-H"):
            return None
        descendant = self._font.DescendantFonts[0]
        if descendant.get("/CIDToGIDMap", Name.Identity) != Name.Identity or self._data is None:
            return None
        return str(descendant.Subtype) + str(self._font.BaseFont).rpartition("+")[2].lstrip("/")

    @cached_property
    def _data(self) -> bytes | None:
        descriptor = self._font.DescendantFonts[0].get("/FontDescriptor", Dictionary())
        file = descriptor.get("/FontFile2", descriptor.get("/FontFile3"))
        return file.read_bytes() if file is not None else None

    @cached_property
    def _widths(self) -> dict[int, float]:
        return dict(_widths(list(self._font.DescendantFonts[0].get("/W", Array()))))

    @cached_property
    def _cut(self) -> hb.Font:
        return hb.Font(hb.Face(hb.Blob(self._data)))

    def _shape(self, glyph: int) -> list[tuple[str, tuple[float, ...]]]:
        """The outline of a glyph, stroke by stroke."""
        strokes: list[tuple[str, tuple[float, ...]]] = []
        self._cut.draw_glyph(glyph, _RECORDER, strokes)
        return strokes


def _recorder() -> hb.DrawFuncs:
    functions = hb.DrawFuncs()
    functions.set_move_to_func(lambda x, y, strokes: strokes.append(("M", (x, y))))
    functions.set_line_to_func(lambda x, y, strokes: strokes.append(("L", (x, y))))
    functions.set_quadratic_to_func(lambda a, b, x, y, strokes: strokes.append(("Q", (a, b, x, y))))
    functions.set_cubic_to_func(lambda a, b, c, d, x, y, strokes: strokes.append(("C", (a, b, c, d, x, y))))
    functions.set_close_path_func(lambda strokes: strokes.append(("Z", ())))
    return functions


_RECORDER = _recorder()


def _widths(row: list[Object]) -> Iterator[tuple[int, float]]:
    """Glyph and width, from the two forms that ISO 32000 has: ``1 [500 600]`` and ``1 9 500``."""
    place = 0
    while place + 1 < len(row):
        first, second = int(row[place]), row[place + 1]
        if isinstance(second, Array):
            yield from ((first + step, float(width)) for step, width in enumerate(second))
            place += 2
        else:
            yield from ((glyph, float(row[place + 2])) for glyph in range(first, int(second) + 1))
            place += 3


class _Canon:
    """Writes objects down without the numbers and names that differ from build to build."""

    def __init__(self, file: PrintedFile) -> None:
        self._file = file
        self.fonts: list[PrintedFont] = []

    def content(self, content: bytes, resources: Object | None, depth: int) -> bytes:
        """Content in which each name of a resource is replaced by what it stands for."""
        known: dict[bytes, bytes] = {}

        def told(found: re.Match[bytes]) -> bytes:
            name = found[1]
            if name not in known:
                known[name] = self._named(name, resources, depth)
            return known[name]

        return _NAME.sub(told, content)

    def of(self, value: object, depth: int = 0) -> bytes:
        """Any object; a font within a font's own dictionaries is written in full."""
        if depth > _DEEPEST:
            return b"..."
        if isinstance(value, Stream):
            return b"stream" + self._entries(value.stream_dict, depth) + hashlib.sha256(_data(value)).digest()
        if isinstance(value, Dictionary):
            return self._entries(value, depth)
        if isinstance(value, Array):
            return b"[" + b" ".join(self.of(one, depth + 1) for one in value) + b"]"
        if isinstance(value, String):
            return b"(" + bytes(value) + b")"
        return str(value).encode()

    def _entries(self, entries: Object, depth: int) -> bytes:
        kept = sorted(set(entries.keys()) - _NOT_PRINTED)
        return b"<<" + b" ".join(key.encode() + b" " + self.of(entries[key], depth + 1) for key in kept) + b">>"

    def _named(self, name: bytes, resources: Object | None, depth: int) -> bytes:
        key = "/" + _ESCAPE.sub(lambda code: chr(int(code[1], 16)), name.decode("latin-1"))
        given = resources if resources is not None else Dictionary()
        found = [
            kind.encode() + self._resource(kind, given[kind][key], given, depth)
            for kind in _KINDS
            if kind in given and key in given[kind]
        ]
        return b"/{" + b"".join(found) + b"}" if found else b"/" + name

    def _resource(self, kind: str, value: Object, resources: Object, depth: int) -> bytes:
        if kind == "/Font":
            self.fonts.append(self._file.font(value))
            return b"%d" % len(self.fonts)
        is_drawing = isinstance(value, Stream) and value.get("/Subtype") == Name.Form
        if is_drawing and depth < _DEEPEST:
            inside = self.content(value.read_bytes(), value.get("/Resources", resources), depth + 1)
            facts = {key: value[key] for key in ("/BBox", "/Matrix", "/Group") if key in value}
            told = b" ".join(key.encode() + self.of(one, depth + 1) for key, one in facts.items())
            return hashlib.sha256(told + inside).digest()
        return hashlib.sha256(self.of(value, depth + 1)).digest()


def _joined(page: Page) -> bytes:
    contents = page.obj.get("/Contents", Array())
    streams = list(contents) if isinstance(contents, Array) else [contents]
    return b"\n".join(stream.read_bytes() for stream in streams)


def _data(stream: Stream) -> bytes:
    """The content of a stream; that of a picture which only a reader of pictures can unpack as it stands."""
    try:
        return stream.read_bytes()
    except PdfError:
        return stream.read_raw_bytes()


def _inherited(page: Object, key: str) -> Object | None:
    """An entry of a page or of what stands above it."""
    node: Object | None = page
    while node is not None:
        if key in node:
            return node[key]
        node = node.get("/Parent")
    return None
