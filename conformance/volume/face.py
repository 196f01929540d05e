"""Embed each face once (字体合一): cut from its file to the glyphs that all chunks use together.

Glyph ids are kept, so the pages of a chunk show the same signs as before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import uharfbuzz as hb
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

_DROPPED = ("BASE", "DSIG", "GPOS", "GSUB", "JSTF", "LTSH", "PCLT", "VORG", "vhea", "vmtx")
"""Tables that a PDF has no use for."""
_SYMBOLIC = 4
_STEM = 80
_ROWS = 100
"""Rows of a block of a CMap at most (Adobe Technical Note 5014)."""
_CMAP_HEAD = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
"""
_CMAP_FOOT = b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"


def embed_face(pdf: Pdf, path: Path, glyphs: Mapping[int, str]) -> Object:
    """A composite font of the glyphs, whose text is given; its codes are the glyph ids of the file."""
    face = hb.Face(hb.Blob.from_file_path(str(path)))
    font = hb.Font(face)
    described = TTFont(path, lazy=True)
    kept = sorted(glyphs)
    tag = hashlib.sha256(f"{path.name} {kept}".encode()).digest()
    name = Name("/" + "".join(chr(65 + byte % 26) for byte in tag[:6]) + "+" + described["name"].getDebugName(6))
    scale = 1000 / face.upem
    head, line = described["head"], described["hhea"]
    is_cff = "CFF " in described
    file = Stream(pdf, _cut(face, kept))
    if is_cff:
        file.Subtype = Name.OpenType
    else:
        file.Length1 = len(file.read_bytes())
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        Flags=_SYMBOLIC,
        FontBBox=Array([round(edge * scale) for edge in (head.xMin, head.yMin, head.xMax, head.yMax)]),
        ItalicAngle=round(described["post"].italicAngle),
        Ascent=round(line.ascent * scale),
        Descent=round(line.descent * scale),
        CapHeight=round(line.ascent * scale),
        StemV=_STEM,
    )
    descriptor["/FontFile3" if is_cff else "/FontFile2"] = pdf.make_indirect(file)
    widths = Array()
    for glyph in kept:
        widths.append(glyph)
        widths.append(Array([round(font.get_glyph_h_advance(glyph) * scale)]))
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType0 if is_cff else Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        FontDescriptor=pdf.make_indirect(descriptor),
        DW=1000,
        W=widths,
    )
    if not is_cff:
        descendant.CIDToGIDMap = Name.Identity
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=name,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=pdf.make_indirect(Stream(pdf, b"".join(_cmap(glyphs)))),
        )
    )


def _cut(face: hb.Face, glyphs: list[int]) -> bytes:
    request = hb.SubsetInput()
    request.glyph_set.update(glyphs)
    request.drop_table_tag_set.update(int.from_bytes(tag.encode("ascii"), "big") for tag in _DROPPED)
    flags = hb.SubsetFlags
    request.flags = flags.RETAIN_GIDS | flags.DESUBROUTINIZE | flags.NO_HINTING | flags.NOTDEF_OUTLINE
    return bytes(hb.subset(face, request).blob.data)


def _cmap(glyphs: Mapping[int, str]) -> Iterator[bytes]:
    """The texts of the glyphs, so that words can be found and copied."""
    yield _CMAP_HEAD
    rows = [f"<{glyph:04x}> <{text.encode('utf-16-be').hex()}>\n" for glyph, text in sorted(glyphs.items()) if text]
    for start in range(0, len(rows), _ROWS):
        block = rows[start : start + _ROWS]
        yield f"{len(block)} beginbfchar\n{''.join(block)}endbfchar\n".encode()
    yield _CMAP_FOOT
