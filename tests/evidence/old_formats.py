"""Files of other kinds than .xlsx, written byte by byte: the compound file, BIFF8 as .xls and .et hold it, and ODS."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from xml.sax.saxutils import escape, quoteattr

Cell = str | float | date | None
_SECTOR = 512
_END, _FAT = 0xFFFFFFFE, 0xFFFFFFFD
_FREE = 0xFFFFFFFF
_CUTOFF = 4096


@dataclass(frozen=True)
class Formula:
    """A cell with a formula, and what it shows."""

    result: Cell = None
    error: int = 0
    """Code of an error of BIFF; 0 where the result is none."""


@dataclass
class OldSheet:
    """A sheet as the writers below take it."""

    name: str
    rows: Sequence[Sequence[Cell | Formula]]
    hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    """From 0."""
    merges: Sequence[tuple[int, int, int, int]] = ()
    """First row, last row, first column, last column; from 0."""


def compound(streams: Mapping[str, bytes], storages: Iterable[str] = ()) -> bytes:
    """A compound file (OLE) with these streams; each is padded so that it needs no mini stream."""
    names = ["Root Entry", *streams, *storages]
    bodies = [content.ljust(_CUTOFF, b"\0") for content in streams.values()]
    directory_sectors = -(-len(names) // 4)
    starts, next_sector = [], directory_sectors
    for body in bodies:
        starts.append(next_sector)
        next_sector += -(-len(body) // _SECTOR)
    fat_sectors = 1
    while fat_sectors * _SECTOR // 4 < next_sector + fat_sectors:
        fat_sectors += 1
    table = _chain(0, directory_sectors)
    for start, body in zip(starts, bodies, strict=True):
        table += _chain(start, -(-len(body) // _SECTOR))
    table += [_FAT] * fat_sectors
    table += [_FREE] * (fat_sectors * _SECTOR // 4 - len(table))
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, fat_sectors, 0, 0, _CUTOFF, _END, 0, _END, 0, next_sector,
    )  # fmt: skip
    more = [next_sector + step for step in range(1, fat_sectors)]
    header += struct.pack(f"<{108}I", *more, *[_FREE] * (108 - len(more)))
    entries = [_entry("Root Entry", 5, _END, 0)]
    entries += [_entry(name, 2, at, len(body)) for name, at, body in zip(streams, starts, bodies, strict=True)]
    entries += [_entry(name, 1, 0, 0) for name in storages]
    directory = b"".join(entries).ljust(directory_sectors * _SECTOR, b"\0")
    content = b"".join(body.ljust(-(-len(body) // _SECTOR) * _SECTOR, b"\0") for body in bodies)
    return header + directory + content + struct.pack(f"<{len(table)}I", *table)


def _chain(start: int, count: int) -> list[int]:
    return [*range(start + 1, start + count), _END]


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le")
    child = 1 if kind == 5 else _FREE
    links = struct.pack("<III", _FREE, _FREE, child)
    return encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded) + 2, kind, 1) + links + bytes(36) + struct.pack(
        "<III", start, size, 0
    )  # fmt: skip


def xls(
    sheets: Sequence[OldSheet], *, epoch_1904: bool = False, extra: bytes = b"", storages: Iterable[str] = ()
) -> bytes:
    """An .xls (or .et) workbook; ``extra`` are further records of its globals."""
    head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0))
    head += _record(0x0042, struct.pack("<H", 1200)) + _record(0x0022, struct.pack("<H", epoch_1904)) + extra
    for number in (0, 14):  # cell formats: general, and a date
        head += _record(0x00E0, struct.pack("<HHH14x", 0, number, 0))
    tail = _record(0x000A, b"")
    bounds = [_wide(sheet.name) for sheet in sheets]
    offset = len(head) + sum(4 + 6 + 2 + len(name) for name in bounds) + len(tail)
    bodies = [_xls_sheet(sheet) for sheet in sheets]
    listed = b""
    for sheet, name, body in zip(sheets, bounds, bodies, strict=True):
        listed += _record(0x0085, struct.pack("<IBBBB", offset, sheet.hidden, 0, len(name) // 2, 1) + name)
        offset += len(body)
    return compound({"Workbook": head + listed + tail + b"".join(bodies)}, storages)


def _xls_sheet(sheet: OldSheet) -> bytes:
    width = max((len(row) for row in sheet.rows), default=0)
    out = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0))
    out += _record(0x0200, struct.pack("<IIHHH", 0, len(sheet.rows), 0, width, 0))
    for row in sorted(sheet.hidden_rows):
        out += _record(0x0208, struct.pack("<HHHHHHI", row, 0, width, 255, 0, 0, 0x20))
    for number, row in enumerate(sheet.rows):
        for column, cell in enumerate(row):
            out += _xls_cell(number, column, cell)
    if sheet.merges:
        ranges = b"".join(struct.pack("<HHHH", *merge) for merge in sheet.merges)
        out += _record(0x00E5, struct.pack("<H", len(sheet.merges)) + ranges)
    return out + _record(0x000A, b"")


def _xls_cell(row: int, column: int, cell: Cell | Formula) -> bytes:
    place = struct.pack("<HH", row, column)
    match cell:
        case None | "":
            return b""
        case Formula(error=error) if error:
            return _record(0x0006, place + struct.pack("<HBBBBHHHI", 0, 2, 0, error, 0, 0, 0xFFFF, 0, 0) + _ONE)
        case Formula(result=result) if isinstance(result, int | float):
            return _record(0x0006, place + struct.pack("<HdHI", 0, result, 0, 0) + _ONE)
        case date():
            return _record(0x0203, place + struct.pack("<Hd", 1, (cell - date(1899, 12, 30)).days))
        case str():
            text = _wide(cell)
            return _record(0x0204, place + struct.pack("<HHB", 0, len(text) // 2, 1) + text)
        case int() | float():
            return _record(0x0203, place + struct.pack("<Hd", 0, cell))
    raise ValueError(cell)


_ONE = struct.pack("<HBH", 3, 0x1E, 1)
"""The formula =1."""


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")


_NAMESPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)


def ods(sheets: Sequence[OldSheet], *, extra: str = "", parts: Mapping[str, bytes] | None = None) -> bytes:
    """An .ods workbook as LibreOffice writes it, with its trailing blank rows; ``extra`` stands in each sheet."""
    tables = "".join(_ods_table(sheet, extra) for sheet in sheets)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMESPACES} office:version="1.2">'
        '<office:automatic-styles><style:style style:name="hidden" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        package.writestr("content.xml", content)
        package.writestr("META-INF/manifest.xml", "<manifest/>")
        for name, body in (parts or {}).items():
            package.writestr(name, body)
    return target.getvalue()


def _ods_table(sheet: OldSheet, extra: str) -> str:
    style = ' table:style-name="hidden"' if sheet.hidden else ""
    out = [f"<table:table table:name={quoteattr(sheet.name)}{style}>{extra}"]
    for number, row in enumerate(sheet.rows):
        hidden = ' table:visibility="collapse"' if number in sheet.hidden_rows else ""
        cells = "".join(_ods_cell(cell) for cell in row) or "<table:table-cell/>"
        out.append(f"<table:table-row{hidden}>{cells}</table:table-row>")
    blank = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
    out.append(blank + 'table:number-columns-repeated="16384"/></table:table-row></table:table>')
    return "".join(out)


def _ods_cell(cell: Cell | Formula) -> str:
    match cell:
        case None | "":
            return "<table:table-cell/>"
        case Formula(error=error) if error:
            return (
                '<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value=""'
                ' calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>'
            )
        case Formula(result=None):
            return '<table:table-cell table:formula="of:=1+1"/>'
        case Formula(result=result):
            value = f'office:value-type="float" office:value="{result}"'
            return f'<table:table-cell table:formula="of:=1+1" {value}><text:p>{result}</text:p></table:table-cell>'
        case date():
            value = f'office:value-type="date" office:date-value="{cell.isoformat()}"'
            return f"<table:table-cell {value}><text:p>{cell.isoformat()}</text:p></table:table-cell>"
        case str():
            return f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
        case _:
            value = f'office:value-type="float" office:value="{cell}"'
            return f"<table:table-cell {value}><text:p>{cell}</text:p></table:table-cell>"
