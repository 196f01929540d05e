"""What calamine does not tell of an .xls or .et: the records of BIFF8 that say so ([MS-XLS]).

Runs in the disposable reader: standard library alone.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from conformance.evidence.compound import CompoundFile, Damaged
from conformance.evidence.facts import SheetFacts

_FORMULAS = (0x0006, 0x0206, 0x0406)
_BOF, _EOF, _BOUND_SHEET, _FILE_PASS, _DATE_1904 = 0x0809, 0x000A, 0x0085, 0x002F, 0x0022
_SUP_BOOK, _ROW, _BOOL_ERR, _COL_INFO = 0x01AE, 0x0208, 0x0205, 0x007D
_BIFF8 = 0x0600
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_INTERNAL = (b"\x01\x04", b"\x01\x3a")
"""What stands in place of a name where the workbook refers to itself or to functions of an add-in."""
_DDE_SEPARATOR = "\x03"


@dataclass
class XlsFacts:
    """The facts of a whole workbook."""

    sheets: dict[str, SheetFacts] = field(default_factory=dict)
    epoch_1904: bool = False
    has_password: bool = False
    has_macro_sheet: bool = False
    has_external_links: bool = False
    has_dde: bool = False


def xls_facts(content: bytes) -> XlsFacts:
    """The facts of every sheet; Damaged where the stream breaks the rules of its format."""
    stream = CompoundFile(content).stream("Workbook", "Book")
    if stream is None:
        raise Damaged("no workbook")
    found = XlsFacts()
    offsets: list[tuple[str, int]] = []
    for kind, body in _records(stream, 0):
        match kind:
            case 0x0809 if len(body) >= 2 and struct.unpack_from("<H", body)[0] != _BIFF8:
                raise Damaged("older than Excel 97")
            case 0x002F:
                found.has_password = True
                return found  # all that follows is encrypted
            case 0x0022:
                found.epoch_1904 = body[:1] == b"\x01"
            case 0x0085:
                offset, _, sheet_kind = struct.unpack_from("<IBB", body)
                found.has_macro_sheet |= sheet_kind == 1
                offsets.append((_short_text(body[6:]), offset))
            case 0x01AE if body[2:4] not in _INTERNAL:
                found.has_external_links = True
                found.has_dde |= _DDE_SEPARATOR in body[2:].decode("latin-1")
    for name, offset in offsets:
        found.sheets[name] = _sheet(stream, offset)
    return found


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of one substream, without those of charts inside it."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + length]
        at += 4 + length
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 1:
            yield kind, body
        if depth == 0:
            return
    raise Damaged("end of stream")


def _sheet(stream: bytes, offset: int) -> SheetFacts:
    facts = SheetFacts()
    for kind, body in _records(stream, offset):
        if kind in _FORMULAS and len(body) >= 14:
            _formula(facts, body)
        elif kind == _BOOL_ERR and len(body) >= 8 and body[7]:
            row, column = struct.unpack_from("<HH", body)
            facts.errors[row + 1, column + 1] = _ERRORS.get(body[6], "#N/A")
        elif kind == _ROW and len(body) >= 16 and body[12] & 0x20:
            facts.hidden_rows.add(struct.unpack_from("<H", body)[0] + 1)
        elif kind == _COL_INFO and len(body) >= 10 and body[8] & 1:
            first, last = struct.unpack_from("<HH", body)
            facts.hidden_columns.append((first + 1, last + 1))
    return facts


def _formula(facts: SheetFacts, body: bytes) -> None:
    """Two bytes of ones at the end of the result mean that it is no number; 2 is then an error."""
    row, column = struct.unpack_from("<HH", body)
    place = (row + 1, column + 1)
    if body[12:14] == b"\xff\xff" and body[6] == 2:
        facts.errors[place] = _ERRORS.get(body[8], "#N/A")
    else:
        facts.formulas[place] = True


def _short_text(body: bytes) -> str:
    """A name: its length, whether it is UTF-16, its characters."""
    length, is_wide = body[0], body[1] & 1
    return body[2 : 2 + length * 2].decode("utf-16-le") if is_wide else body[2 : 2 + length].decode("latin-1")
