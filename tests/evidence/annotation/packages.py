"""Workbooks as Excel and WPS write them, which openpyxl would not keep: made of the blank one by changing its parts."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
VML = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
EXTENSION = (
    '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
    'uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations count="1" '
    'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:dataValidation type="list">'
    "<x14:formula1><xm:f>_lists!$A$1:$A$2</xm:f></x14:formula1><xm:sqref>Z4</xm:sqref></x14:dataValidation>"
    "</x14:dataValidations></ext></extLst>"
)
OWN_FORMAT = (
    '<conditionalFormatting sqref="A4:A9"><cfRule type="duplicateValues" priority="1"/></conditionalFormatting>'
)
DRAWING = '<xdr:wsDr xmlns:xdr="urn:drawing"><xdr:sp><a:t xmlns:a="urn:a">请盖章</a:t></xdr:sp></xdr:wsDr>'.encode()


def parts_of(content: bytes) -> dict[str, bytes]:
    """The parts of a package by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def package_of(parts: Mapping[str, bytes]) -> bytes:
    """A package of these parts; the same parts make the same bytes at any time of day."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def part_of_sheet(content: bytes, title: str) -> str:
    """The part of a sheet of a workbook made by openpyxl, whose parts are in the order of the sheets."""
    workbook = parts_of(content)["xl/workbook.xml"].decode()
    names = [piece.split('"')[0] for piece in workbook.split(' name="')[1:]]
    return f"xl/worksheets/sheet{names.index(title) + 1}.xml"


def changed(content: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The package with the text of one part changed."""
    parts = parts_of(content)
    before = parts[part].decode()
    after = change(before)
    assert after != before, f"nothing changed in {part}"
    return package_of(parts | {part: after.encode()})


def related(content: bytes, part: str, *links: tuple[str, str, str]) -> bytes:
    """The package with links (id, kind, target) from a part that has none."""
    name = f"{part.rpartition('/')[0]}/_rels/{part.rpartition('/')[2]}.rels"
    lines = "".join(f'<Relationship Id="{id_}" Type="{RELATIONS}/{kind}" Target="{to}"/>' for id_, kind, to in links)
    text = f'<Relationships xmlns="{PACKAGE}">{lines}</Relationships>'
    return package_of(parts_of(content) | {name: text.encode()})


def with_excel_traits(content: bytes, title: str) -> bytes:
    """Extension lists, a conditional format, a shape, and a clerk's comment with its box, as Excel writes them."""
    part = part_of_sheet(content, title)

    def traits(sheet: str) -> str:
        sheet = sheet.replace("</worksheet>", f"{EXTENSION}</worksheet>")
        sheet = sheet.replace("<dataValidations", f"{OWN_FORMAT}<dataValidations", 1)
        return sheet.replace(
            "<extLst>",
            f'<drawing xmlns:r="{RELATIONS}" r:id="rId1"/><legacyDrawing xmlns:r="{RELATIONS}" r:id="rId2"/><extLst>',
        )

    marked = changed(content, part, traits)
    marked = related(
        marked,
        part,
        ("rId1", "drawing", "../drawings/drawing1.xml"),
        ("rId2", "vmlDrawing", "../drawings/vmlDrawing1.vml"),
        ("rId3", "comments", "../comments1.xml"),
    )
    return package_of(
        parts_of(marked)
        | {
            "xl/drawings/drawing1.xml": DRAWING,
            "xl/drawings/vmlDrawing1.vml": clerks_box(3, 0).encode(),
            "xl/comments1.xml": clerks_comment("A4").encode(),
        }
    )


def clerks_comment(cell: str, author: str = "王五") -> str:
    """A comment in runs, as Excel writes it."""
    return (
        f'<comments xmlns="{MAIN}"><authors><author>{author}</author></authors><commentList>'
        f'<comment ref="{cell}" authorId="0" shapeId="0"><text><r><rPr><b/><sz val="9"/></rPr><t>王五:</t></r>'
        '<r><t xml:space="preserve">\n等上级文件</t></r></text></comment></commentList></comments>'
    )


def clerks_box(row: int, column: int) -> str:
    """The box of a comment; with a line break that is no XML, as Excel writes in VML."""
    return (
        f'<xml {VML}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>'
        '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
        "</v:shapetype>"
        '<v:shape id="_x0000_s1025" type="#_x0000_t202" style=\'visibility:hidden\'><v:textbox><br></v:textbox>'
        f'<x:ClientData ObjectType="Note"><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData>'
        "</v:shape></xml>"
    )


def with_prefix(content: bytes, part: str) -> bytes:
    """The same worksheet with every element in a prefixed namespace, as some programs write."""

    def prefixed(sheet: str) -> str:
        sheet = re.sub(r"<(/?)([A-Za-z])", r"<\1x:\2", sheet)
        return sheet.replace("<x:worksheet xmlns=", "<x:worksheet xmlns:x=", 1)

    return changed(content, part, prefixed)


def strict(content: bytes) -> bytes:
    """The package in the strict dialect of ISO/IEC 29500, as Excel's “Strict Open XML” writes it."""
    return _translated(content, _STRICT_NAMES)


def transitional(content: bytes) -> bytes:
    """A strict package in the dialect that openpyxl reads."""
    return _translated(content, {new: old for old, new in _STRICT_NAMES.items()})


_STRICT_NAMES = {
    MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    RELATIONS: "http://purl.oclc.org/ooxml/officeDocument/relationships",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "http://purl.oclc.org/ooxml/drawingml/main",
}


def _translated(content: bytes, names: Mapping[str, str]) -> bytes:
    parts = {}
    for part, data in parts_of(content).items():
        for old, new in names.items():
            data = data.replace(old.encode(), new.encode())
        parts[part] = data
    return package_of(parts)
