"""Hostile and odd files, each with what must come of it: refused for its reason, told at its cells, or read as meant.

Everything is made here, byte by byte where that matters. ``tools/bench/hostile.py`` measures time and memory over the
same files.
"""

from __future__ import annotations

import io
import random
import stat
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from conformance.evidence.book import Value
from conformance.evidence.guard import open_package
from conformance.evidence.reading import read_sheets
from tests.evidence.old_formats import Formula, OldSheet, compound, ods, xls
from tests.evidence.packages import (
    DATE,
    DATE_31,
    DATE_57,
    DBNUM,
    LEDGER,
    MAIN,
    RELATIONS,
    case,
    changed,
    entry,
    headings,
    ledger,
    number,
    replaced,
    row,
    shared,
    sheet,
    text,
)
from tests.evidence.test_structure import sound

_MIB = 1 << 20


@dataclass(frozen=True)
class Specimen:
    """A file and what must come of it."""

    name: str
    make: Callable[[], bytes]
    refused: str = ""
    """The one problem of a file that is not taken in."""
    told: tuple[str, ...] = ()
    """Otherwise each problem as ``code cell``, in order; the cell with its sheet where that is not the ledger."""
    values: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    """Columns of the ledger as read."""
    file: str = "GH.xlsx"


def refused(code: str, name: str, make: Callable[[], bytes], file: str = "GH.xlsx") -> Specimen:
    """A file that is not taken in."""
    return Specimen(name, make, refused=code, file=file)


def read(
    name: str, make: Callable[[], bytes], *told: str, file: str = "GH.xlsx", **values: tuple[Value, ...]
) -> Specimen:
    """A file that is read."""
    return Specimen(name, make, told=told, values=values, file=file)


def days(*numbers: int) -> tuple[date, ...]:
    """Days of March 2017."""
    return tuple(date(2017, 3, number) for number in numbers)


@cache
def noise(mebibytes: int) -> bytes:
    """XML that compresses about as well as a real workbook does, 10 : 1, and is as large as it says."""
    made = random.Random(1)
    lines = [b"<c><v>%030d</v></c>" % made.getrandbits(40) + b" " * 90 for _ in range(2000)]
    out = bytearray()
    while len(out) < mebibytes * _MIB:
        out += b"".join(made.sample(lines, 1000))
    return bytes(out[: mebibytes * _MIB])


def zip_of(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return target.getvalue()


def poked(at: Callable[[bytes], int], value: bytes) -> bytes:
    """The sound workbook with bytes overwritten."""
    content = bytearray(sound())
    place = at(bytes(content))
    content[place : place + len(value)] = value
    return bytes(content)


def directory(content: bytes) -> int:
    """Where the last entry of the directory begins."""
    return content.rindex(b"PK\x01\x02")


CONTAINERS = [
    refused("file_empty", "nothing", lambda: b""),
    refused("file_is_text", "one byte", lambda: b"P"),
    refused("file_damaged", "signature of a zip alone", lambda: b"PK\x03\x04"),
    refused("file_damaged", "first half", lambda: sound()[: len(sound()) // 2]),
    refused("file_damaged", "end cut off", lambda: sound()[:-30]),
    refused("file_damaged", "checksum wrong", lambda: poked(lambda c: directory(c) + 16, bytes(4))),
    refused("file_damaged", "size wrong", lambda: poked(lambda c: directory(c) + 24, struct.pack("<I", 9))),
    refused("file_damaged", "name differs between entry and directory", lambda: poked(lambda c: c.index(b"docProps"), b"DOCPROPS")),
    refused("file_damaged", "offset beyond the end", lambda: poked(lambda c: directory(c) + 42, b"\xf0\xff\xff\x7f")),
    refused("file_not_workbook", "text before the zip", lambda: b"hello" + sound()),
    read("bytes behind the zip", lambda: sound() + b"\0" * 20),
    refused("file_is_archive", "zip without entries", lambda: zip_of({})),
    refused("file_not_workbook", "zip of something else", lambda: zip_of({"a.txt": b"a"})),
    refused("file_not_workbook", "workbook inside a zip", lambda: zip_of({"GH.xlsx": sound()}), "GH.zip"),
    refused("file_entries", "600 parts", lambda: changed({f"xl/media/{n}.png": b"" for n in range(600)})),
    refused("file_part_repeated", "name twice in other case", lambda: entry("XL/Workbook.xml")),
    refused("file_part_repeated", "name twice", lambda: entry("xl/workbook.xml")),
    refused("file_path", "path upward", lambda: entry("xl/../../../etc/passwd")),
    refused("file_path", "absolute path", lambda: entry("/etc/cron.d/x")),
    refused("file_path", "drive", lambda: entry("C:/x")),
    refused("file_path", "backslashes", lambda: entry("xl\\media\\x.png")),
    refused("file_link", "link", lambda: entry("xl/media/1.png", b"/etc/passwd", external_attr=(stat.S_IFLNK | 0o777) << 16)),
    refused("file_compression", "LZMA", lambda: entry("xl/media/1.png", compress_type=zipfile.ZIP_LZMA)),
    refused("file_compression", "BZIP2", lambda: entry("xl/media/1.png", compress_type=zipfile.ZIP_BZIP2)),
    refused("file_encrypted", "password on a part", lambda: poked(lambda c: directory(c) + 8, b"\x01")),
    refused("file_bomb", "bomb of zeros", lambda: changed({"xl/media/1.xml": bytes(60 * _MIB)})),
    refused("file_bomb", "bomb of blank rows", lambda: changed({LEDGER: b"<worksheet>" + b"<row/>" * 6 * _MIB})),
    refused("file_bomb", "bomb in the list of sheets", lambda: changed({"xl/workbook.xml": b" " * 30 * _MIB})),
    refused("file_bomb", "large in all its parts", lambda: changed({f"xl/media/{n}.xml": noise(28) for n in range(5)})),
    read("bomb that nobody opens", lambda: changed({"xl/media/42.zip": zip_of({"0": bytes(8 * _MIB)})})),
    refused("file_shared_strings", "49 MiB of shared strings", lambda: changed({"xl/sharedStrings.xml": noise(49)})),
    refused("file_styles", "5 MiB of styles", lambda: changed({"xl/styles.xml": noise(5)})),
    refused(
        "file_styles",
        "70,000 styles",
        lambda: changed({"xl/styles.xml": b"".join(b'<xf numFmtId="%d"/>' % (n * n % 9973) for n in range(70_000))}),
    ),
]  # fmt: skip

LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
FILE_ENTITY = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def declared(declaration: str, part: str = LEDGER) -> bytes:
    """The sound workbook with a declaration before the root of a part."""
    return changed({part: lambda content: declaration.encode() + content})


def utf16(content: bytes) -> bytes:
    """The part in another encoding."""
    return ('<?xml version="1.0" encoding="UTF-16"?>' + content.decode()).encode("utf-16")


XML = [
    refused("file_entity", "billion laughs", lambda: declared(LAUGHS)),
    refused("file_entity", "entity that reads a file", lambda: declared(FILE_ENTITY)),
    refused("file_entity", "entity in the list of sheets", lambda: declared(LAUGHS, "xl/workbook.xml")),
    refused("file_entity", "entity in relations", lambda: declared(LAUGHS, "xl/_rels/workbook.xml.rels")),
    refused("file_entity", "entity in styles", lambda: declared(FILE_ENTITY, "xl/styles.xml")),
    refused("file_entity", "entity in a drawing", lambda: changed({"xl/drawings/drawing1.xml": LAUGHS.encode()})),
    refused("file_entity", "entity behind a long comment", lambda: declared("<!--" + "x" * 300_000 + "-->" + LAUGHS)),
    refused("file_encoding", "UTF-16", lambda: changed({LEDGER: utf16})),
    refused("file_encoding", "UTF-16 in the list of sheets", lambda: changed({"xl/workbook.xml": utf16})),
    refused("file_encoding", "GBK", lambda: declared('<?xml version="1.0" encoding="GBK"?>')),
    refused("file_encoding", "UTF-7", lambda: declared("<?xml version='1.0' encoding='UTF-7'?>")),
    refused("file_damaged", "no end of the sheet", lambda: changed({LEDGER: lambda c: c[: len(c) // 2]})),
    refused("file_damaged", "text that is no XML", lambda: changed({LEDGER: b"hello"})),
    refused("file_damaged", "string that is not there", lambda: ledger(case(4, '<c r="J4" t="s"><v>7</v></c>'), shared([]))),
    refused("file_damaged", "address that is none", lambda: ledger(case(4, number("4J", 1)))),
    refused("file_damaged", "sheet without its part", lambda: changed({LEDGER: None})),
    refused("file_damaged", "sheet outside the package", lambda: changed({"xl/_rels/workbook.xml.rels": replaced("/xl/worksheets/sheet9.xml", "../../../etc/passwd")})),
    refused("file_not_workbook", "no sheets", lambda: changed({"xl/workbook.xml": f'<workbook xmlns="{MAIN}"/>'.encode()})),
    refused("file_not_workbook", "no list of sheets", lambda: changed({"xl/workbook.xml": None})),
    refused("file_far_cell", "cell in a far corner", lambda: ledger(case(4) + row(1_048_576, number("ZZ1048576", 1)))),
    refused("file_far_cell", "far corner in single quotes", lambda: ledger(case(4) + "<row r='999999'><c r='B999999'><v>1</v></c></row>")),
    refused("file_far_cell", "wide and long", lambda: ledger(case(4) + row(190_000, number("AF190000", 1)))),
    refused("reader_stopped", "far corner that the guard cannot see", lambda: ledger(case(4) + '<row r="1048576"><c r ="XFD1048576"><v>1</v></c></row>')),
    refused("file_row_order", "row twice", lambda: ledger(case(4) + case(4))),
    refused("file_row_order", "rows out of order", lambda: ledger(case(5) + case(4))),
    refused("file_merges", "merged to the end", lambda: ledger(case(4) + case(50_000), tail='<mergeCells><mergeCell ref="A4:AV50000"/></mergeCells>')),
    refused("file_long_text", "40,000 characters in a cell", lambda: ledger(case(4, text("J4", "长" * 40_000)))),
    refused("file_far_cell", "row number that is none", lambda: ledger(row(99_999_999_999, number("A99999999999", 1)))),
    read("nested a thousand deep", lambda: ledger(case(4), tail="<extLst>" + "<a>" * 1000 + "</a>" * 1000 + "</extLst>"), received_on=days(1)),
    refused("reader_stopped", "count of strings that is absurd", lambda: ledger(case(4), shared(["<t>x</t>"], ' count="4000000000" uniqueCount="4000000000"'))),
]  # fmt: skip


def _abuse(cells: int) -> bytes:
    """One string of 30,000 characters in many cells."""
    rows = "".join(row(n, text(f"A{n}", f"GH-{n}"), f'<c r="D{n}" t="s"><v>0</v></c>') for n in range(4, cells + 4))
    return ledger(rows, shared([f"<t>{'长' * 30_000}</t>"]))


def _dde(inside: str) -> bytes:
    link = f'<externalLink xmlns="{MAIN}"><{inside} ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
    return changed({"xl/externalLinks/externalLink1.xml": link.encode()})


def _external_book() -> bytes:
    link = f'<externalLink xmlns="{MAIN}" xmlns:r="{RELATIONS}"><externalBook r:id="rId1"/></externalLink>'
    formula = '<c r="L4"><f>[1]Sheet1!A1</f><v>2</v></c>'
    return ledger(case(4, "", formula), {"xl/externalLinks/externalLink1.xml": link.encode()})


ACTIVE = [
    refused("file_shared_strings", "one long string in many cells", lambda: _abuse(1000)),
    refused("reader_stopped", "one long string in more cells than memory holds", lambda: _abuse(6000)),
    refused("file_macro", "macro", lambda: changed({"xl/vbaProject.bin": b"x"}), "GH.xlsm"),
    refused("file_macro", "macro under another name", lambda: changed({"customUI/vbaProject.bin": b"x"})),
    refused("file_macro", "macro sheet of Excel 4", lambda: changed({"xl/macrosheets/sheet1.xml": b"<x/>"})),
    refused("file_macro", "dialogue sheet", lambda: changed({"xl/dialogsheets/sheet1.xml": b"<x/>"})),
    refused("file_control", "ActiveX", lambda: changed({"xl/activeX/activeX1.bin": b"x"})),
    refused("file_embedded", "embedded program", lambda: changed({"xl/embeddings/oleObject1.bin": b"MZ"})),
    refused("file_embedded", "embedded workbook", lambda: changed({"xl/embeddings/Microsoft_Excel_Sheet.xlsx": sound()})),
    refused("file_dde", "DDE link", lambda: _dde("ddeLink")),
    refused("file_dde", "OLE link", lambda: _dde("oleLink")),
    refused("file_dde", "DDE in a formula", lambda: ledger(case(4, '<c r="J4"><f>cmd|\'/c calc\'!A0</f><v>1</v></c>'))),
    read("link to another workbook", _external_book, "external_link", "formula_value L4", correction_count=(2,)),
    read("query of a database", lambda: changed({"xl/connections.xml": b"<connections/>"}), "external_link"),
    read("text that looks like a formula", lambda: ledger(case(4, "", text("D4", "=cmd|'/c calc'!A0"))), acceptance_body=("=cmd|'/c calc'!A0",)),
]  # fmt: skip


@cache
def old_sheets() -> tuple[OldSheet, ...]:
    """The sheets of the sound workbook for the writers of other formats."""
    content = sound()
    raw = read_sheets(content, open_package(content, "GH.xlsx")).sheets
    cells = [[[c.date() if hasattr(c, "date") else c for c in line] for line in one.rows] for one in raw]
    return tuple(OldSheet(one.name, lines, one.hidden) for one, lines in zip(raw, cells, strict=True))  # type: ignore[arg-type]


def with_ledger(change: Callable[[OldSheet], OldSheet]) -> list[OldSheet]:
    """The sheets with another ledger."""
    return [change(one) if one.name == "办件台账" else one for one in old_sheets()]


def _odd(ledger_: OldSheet) -> OldSheet:
    """A formula, an error, a hidden row, a merged pair, rows 4 to 8."""
    rows = [list(line) for line in ledger_.rows]
    rows[3][11] = Formula(1.0)
    rows[4][11] = Formula(error=0x2A)
    rows[6][0] = rows[6][0]
    return OldSheet(ledger_.name, rows, hidden_rows={1, 7})


def _merged(ledger_: OldSheet) -> OldSheet:
    rows = [list(line) for line in ledger_.rows]
    rows[4][9] = ""
    return OldSheet(ledger_.name, rows, merges=[(3, 4, 9, 9)])


def csv_text(name: str) -> str:
    """A sheet as text."""
    rows = next(one.rows for one in old_sheets() if one.name == name)
    return "".join(",".join(f'"{"" if c is None else c}"' for c in line) + "\r\n" for line in rows)


def csv_zip(encoding: str = "utf-8", folder: str = "") -> bytes:
    """The workbook as a zip of CSV files."""
    shown = [one.name for one in old_sheets() if not one.name.startswith("_") and one.name != "填报说明"]
    return zip_of({f"{folder}{name}.csv": csv_text(name).encode(encoding) for name in shown})


def gbk_names() -> bytes:
    """As Windows packs Chinese names: in GBK, without a mark."""
    names = {f"{n:02}": f"{name}.csv".encode("gb18030") for n, name in enumerate(("封面", "办件台账"))}
    placeholders = {mark.ljust(len(name), "#"): name for mark, name in names.items()}
    parts = (csv_text(name).encode("gb18030") for name in ("封面", "办件台账"))
    content = zip_of(dict(zip(placeholders, parts, strict=True)))
    for placeholder, name in placeholders.items():
        content = content.replace(placeholder.encode(), name)
    return content


def encrypted() -> bytes:
    """A workbook with a password, as Office writes it."""
    return compound({"EncryptionInfo": b"x", "EncryptedPackage": bytes(8000)})


def looped() -> bytes:
    """A compound file whose directory leads back to itself."""
    content = bytearray(xls(old_sheets()[:1]))
    table = content.rindex(struct.pack("<I", 0xFFFFFFFD)) // 512 * 512
    struct.pack_into("<I", content, table, 0)
    return bytes(content)


CASES = days(1, 2, 3, 4, 5)
MISSING = tuple(
    f"sheet_missing {title}!"
    for title in (
        "事项清单",
        "窗口",
        "人员",
        "制度文件",
        "评价",
        "案卷",
        "申请材料",
        "流程环节",
        "审查细则",
        "服务指南",
    )
)
BLOWN = (
    '<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16000"'
    ' office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
)
FORMATS = [
    read("as .xls", lambda: xls(old_sheets()), file="GH.xls", received_on=CASES),
    read("as .et of WPS", lambda: xls(old_sheets()), file="GH.et", received_on=CASES),
    read(".xls named .xlsx", lambda: xls(old_sheets()), "file_suffix", received_on=CASES),
    read(".xlsx named .xls", sound, "file_suffix", file="GH.xls", received_on=CASES),
    read(".xlsx without a suffix", sound, "file_suffix", file="GH", received_on=CASES),
    read(".xls with odd cells", lambda: xls(with_ledger(_odd)), "formula_value L4", "error_cell L5", "rows_hidden A8", file="GH.xls", correction_count=(1, None, 3, 4, 5)),
    read(".xls with merged cells", lambda: xls(with_ledger(_merged)), "merged_cell J5", file="GH.xls"),
    refused("file_encrypted", ".xls with a password", lambda: xls(old_sheets(), extra=struct.pack("<HHHHH", 0x2F, 6, 1, 1, 1)), "GH.xls"),
    refused("file_macro", ".xls with a macro", lambda: xls(old_sheets(), storages=["_VBA_PROJECT_CUR"]), "GH.xls"),
    refused("file_embedded", ".xls with an embedded file", lambda: xls(old_sheets(), storages=["MBD0018A2F3"]), "GH.xls"),
    refused("file_dde", ".xls with DDE", lambda: xls(old_sheets(), extra=struct.pack("<HHHHB6s", 0x1AE, 11, 0, 6, 0, b"cmd\x03/c")), "GH.xls"),
    refused("file_damaged", ".xls cut off", lambda: xls(old_sheets())[:6000], "GH.xls"),
    refused("file_damaged", ".xls whose directory is a loop", looped, "GH.xls"),
    refused("file_damaged", "signature of .xls alone", lambda: compound({})[:8], "GH.xls"),
    refused("file_encrypted", "password of Office", encrypted),
    refused("file_not_workbook", ".doc", lambda: compound({"WordDocument": b"x"}), "GH.doc"),
    refused("file_not_workbook", ".wps, the documents of WPS", lambda: compound({"WordDocument": b"x", "WpsCustomData": b"x"}), "GH.wps"),
    refused("file_not_workbook", "compound file of something else", lambda: compound({"Contents": b"x"}), "GH.xls"),
    read("as .ods", lambda: ods(old_sheets()), file="GH.ods", received_on=CASES),
    read(".ods with odd cells", lambda: ods(with_ledger(_odd)), "formula_value L4", "error_cell L5", "rows_hidden A8", file="GH.ods", correction_count=(1, None, 3, 4, 5)),
    refused("file_macro", ".ods with a macro", lambda: ods(old_sheets(), parts={"Basic/Standard/x.xml": b"<x/>"}), "GH.ods"),
    refused("file_encrypted", ".ods with a password", lambda: zip_of({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"\x01", "META-INF/manifest.xml": b"<manifest:encryption-data/>"}), "GH.ods"),
    refused("file_embedded", ".ods with an object", lambda: ods(old_sheets(), extra="<table:shapes><draw:object-ole/></table:shapes>"), "GH.ods"),
    refused("file_dde", ".ods with DDE", lambda: ods(old_sheets(), extra='<office:dde-source office:dde-application="soffice"/>'), "GH.ods"),
    refused("file_far_cell", ".ods with a million repeats", lambda: ods([*old_sheets(), OldSheet("x", [])], extra=BLOWN), "GH.ods"),
    refused("file_entity", ".ods with an entity", lambda: changed({"content.xml": lambda c: LAUGHS.encode() + c}, ods(old_sheets())), "GH.ods"),
    refused("file_not_workbook", ".odt", lambda: zip_of({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}), "GH.odt"),
    read("zip of CSV files", csv_zip, "template_differs", file="GH.zip", received_on=CASES),
    read("zip of CSV files in a folder, GB 18030", lambda: csv_zip("gb18030", "GH/"), "template_differs", file="GH.zip", received_on=CASES),
    read("zip of CSV files named in GBK", gbk_names, "template_differs", *MISSING, "claims_missing 自评!", file="GH.zip", received_on=CASES),
    read("CSV in UTF-8", lambda: csv_text("办件台账").encode(), "csv_alone", file="GH-办件台账.csv", received_on=CASES),
    read("CSV in UTF-8 with its mark", lambda: csv_text("办件台账").encode("utf-8-sig"), "csv_alone", file="GH-办件台账.csv", received_on=CASES),
    read("CSV in GB 18030", lambda: csv_text("办件台账").encode("gb18030"), "csv_alone", file="GH-办件台账.csv", received_on=CASES),
    read("Unicode text of Excel", lambda: csv_text("办件台账").replace('","', '"\t"').encode("utf-16"), "csv_alone", file="GH-办件台账.csv", received_on=CASES),
    refused("csv_name", "CSV that names no table", lambda: b"a,b\n", "GH.csv"),
    refused("file_encoding", "CSV in no encoding", lambda: "表".encode() + b"\xff\xfe\xff,\xff\n", "GH-办件台账.csv"),
    refused("file_not_workbook", "bytes named .csv", lambda: b"a\0\0\0b", "GH-办件台账.csv"),
    refused("file_is_text", "CSV named .xlsx", lambda: csv_text("办件台账").encode()),
    refused("file_is_text", "CSV named .xls", lambda: csv_text("办件台账").encode("gb18030"), "GH.xls"),
    refused("file_is_html", "web page named .xls", lambda: b'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table>', "GH.xls"),
    refused("file_is_html", "table named .xls", lambda: b"\xef\xbb\xbf \r\n<table border=1><tr>", "GH.xls"),
    refused("file_is_xml", "XML spreadsheet of 2003", lambda: b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "GH.xls"),
    refused("file_is_pdf", "PDF", lambda: b"%PDF-1.4\n"),
    refused("file_not_workbook", "RTF", lambda: b"{\\rtf1 x}"),
    refused("file_not_workbook", "picture", lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    refused("file_is_archive", "RAR", lambda: b"Rar!\x1a\x07\x01\0"),
    refused("file_is_archive", "7z", lambda: b"7z\xbc\xaf\x27\x1c\0\x04"),
    refused("file_is_archive", "gzip", lambda: b"\x1f\x8b\x08\0\0"),
    refused("file_not_workbook", ".docx", lambda: zip_of({"[Content_Types].xml": b"", "word/document.xml": b""}), "GH.docx"),
    refused("file_binary_workbook", ".xlsb", lambda: zip_of({"[Content_Types].xml": b"", "xl/workbook.bin": b""}), "GH.xlsb"),
]  # fmt: skip


def prefixed(content: bytes) -> bytes:
    """The sheet with every name in a namespace with a prefix, as some exporters write it."""
    body = sheet(case(4) + case(5, '<c r="J5" t="e"><v>#N/A</v></c>')).decode()
    named = body.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?")
    return named.replace(' xmlns="', ' xmlns:x="').encode()


def strict(content: bytes) -> bytes:
    """The part in the namespaces of Strict Open XML."""
    return content.replace(MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main").replace(
        RELATIONS.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships"
    )


EXCEL_ROOT = (
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac"'
    ' xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"'
)
EXCEL_TAIL = (
    '<phoneticPr fontId="1" type="noConversion"/><dataValidations count="1"><dataValidation type="list" sqref="O4">'
    '<formula1>"受理"</formula1></dataValidation></dataValidations><pageMargins left="0.7" right="0.7" top="0.7"'
    ' bottom="0.7" header="0.3" footer="0.3"/><extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}"/></extLst>'
)
RICH = "<r><rPr><b/></rPr><t>县</t></r><r><t>规划局</t></r>"
PHONETIC = '<t>规划局</t><rPh sb="0" eb="2"><t>グイファ</t></rPh><phoneticPr fontId="1"/>'
HIDE = ' hidden="1"'
MERGES = "<mergeCells><mergeCell ref='{}'/></mergeCells>"


def string(address: str, index: int) -> str:
    """A cell with a shared string."""
    return f'<c r="{address}" t="s"><v>{index}</v></c>'


def three(**cells: str) -> str:
    """Rows 4 to 6, with what each has besides."""
    return "".join(case(n, cells.get(f"J{n}", ""), cells.get(f"L{n}", "")) for n in (4, 5, 6))


def two_tables() -> str:
    """Below the cases the headings of another table, and a row of it."""
    second = row(
        6,
        *(
            text(f"{letter}6", title)
            for letter, title in zip("ABCD", ("窗口编号", "类别", "部门", "办理事项数"), strict=True)
        ),
    )
    return case(4) + second + row(7, text("A7", "1"), text("B7", "综合"))


DAY = days(1)
LOOK = [
    read("as Excel writes", lambda: ledger(row(4, string("A4", 0), number("J4", 42795, DATE), more=' spans="1:48" x14ac:dyDescent="0.15"'), shared(["<t>GH-4</t>"]), root=EXCEL_ROOT, tail=EXCEL_TAIL), case_number=("GH-4",), received_on=DAY),
    read("rich and phonetic text", lambda: ledger(case(4, "", string("D4", 0), string("E4", 1)), shared([RICH, PHONETIC])), acceptance_body=("县规划局",), decision_body=("规划局",)),
    read("as WPS writes", lambda: ledger(case(4, number("J4", 42795, DATE_31)), root=' xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"', head='<sheetPr/><dimension ref="A1:B2"/>'), received_on=DAY),
    read("as LibreOffice writes", lambda: ledger(case(4) + row(1_048_576, '<c r="A1048576" s="1"/>', more=' hidden="false"'), top=headings(' hidden="true"')), received_on=DAY),
    read("names with a prefix", lambda: changed({LEDGER: prefixed}), "error_cell J5", received_on=(*DAY, None)),
    read("Strict Open XML", lambda: changed({LEDGER: strict, "xl/workbook.xml": strict, "xl/_rels/workbook.xml.rels": strict}), received_on=CASES),
    read("date in ISO", lambda: ledger(case(4, '<c r="J4" t="d"><v>2017-03-01</v></c>')), received_on=DAY),
    read("no addresses", lambda: ledger('<row><c t="inlineStr"><is><t>GH-4</t></is></c></row>', top=headings()), case_number=("GH-4",)),
    read("size told wrong", lambda: ledger(three(), head='<dimension ref="A1"/>'), received_on=days(1, 1, 1)),
    read("format on every column", lambda: ledger(case(4), head='<cols><col min="1" max="16384" width="9" style="1"/></cols>'), received_on=DAY),
    read("conditional formats and links", lambda: ledger(case(4), tail='<conditionalFormatting sqref="A1"><cfRule type="expression" priority="1"><formula>1</formula></cfRule></conditionalFormatting><hyperlinks><hyperlink ref="A4" location="x"/></hyperlinks>'), received_on=DAY),
    read("days from 1904", lambda: ledger(case(4, number("J4", 41333, DATE)), {"xl/workbook.xml": replaced("<workbookPr", '<workbookPr date1904="1"')}), "cover_value 封面!B6", "cover_value 封面!B7", received_on=DAY),
    read("Chinese formats of dates", lambda: ledger(case(4, number("J4", 42795, DATE_31)) + case(5, number("J5", 42795, DATE_57)) + case(6, number("J6", 42795, DBNUM))), received_on=days(1, 1, 1)),
    read("days that are none", lambda: ledger(case(4, number("J4", -1, DATE)) + case(5, number("J5", "1e300", DATE)) + case(6, number("J6", 2_958_466, DATE))), "date_form J4", "date_form J5", "date_form J6", received_on=(None, None, None)),
    read("numbers that are none", lambda: ledger(three(L4=number("L4", "NaN"), L5=number("L5", "1E400"), L6=number("L6", "-0"))), "integer_form L4", "integer_form L5", correction_count=(None, None, 0)),
    read("codes turned into numbers", lambda: ledger(case(4, "", number("C4", "5.00236001001E+17")) + case(5, "", number("C5", 12345678901234567)) + case(6, "", number("C6", 500236001001))), "code_scientific C4", "code_scientific C5", slip_number=(None, None, "500236001001")),
    read("full-width digits", lambda: ledger(case(4, text("J4", "２０１７年３月１日"), text("L4", "１"))), received_on=DAY, correction_count=(1,)),
    read("invisible signs", lambda: ledger(case(4, text("J4", "\u202a2017\u200b-03-01\u00a0"), text("C4", "XK\u00ad1\u2060"))), received_on=DAY, slip_number=("XK1",)),
    read("escaped line ends", lambda: ledger(case(4, "", text("D4", "规划局_x000D_\n窗口"))), acceptance_body=("规划局\n窗口",)),
    read("an error value", lambda: ledger(three(J5='<c r="J5" t="e"><v>#REF!</v></c>')), "error_cell J5", received_on=(*DAY, None, *DAY)),
    read("one error in many cells", lambda: ledger(three(J4="<c r='J4' t='e'><v>#N/A</v></c>", J6="<c r='J6' t='e'><v>#N/A</v></c>")), "error_cell J4", received_on=(None, *DAY, None)),
    read("formula with its result", lambda: ledger(three(L4='<c r="L4"><f>1+1</f><v>2</v></c>')), "formula_value L4", correction_count=(2, None, None)),
    read("formulas without results", lambda: ledger(three(L4='<c r="L4"><f>1+1</f></c>', L5='<c r="L5"><f>1+1</f><v/></c>')), "formula_without_value L4", correction_count=(None, None, None)),
    read("formula shared by cells", lambda: ledger(three(L4='<c r="L4"><f t="shared" ref="L4:L5" si="0">1+1</f><v>2</v></c>', L5='<c r="L5"><f t="shared" si="0"/><v>2</v></c>')), "formula_value L4", correction_count=(2, 2, None)),
    read("formula that gives an empty text", lambda: ledger(three(L4='<c r="L4" t="str"><f>""</f><v></v></c>')), "formula_value L4", correction_count=(None, None, None)),
    read("hidden row", lambda: ledger(case(4) + row(5, text("A5", "GH-5"), more=HIDE)), "rows_hidden A5", case_number=("GH-4", "GH-5")),
    read("hidden column", lambda: ledger(case(4), head='<cols><col min="10" max="10" hidden="1"/></cols>'), "columns_hidden J3", received_on=DAY),
    read("sheet that is hidden", lambda: changed({"xl/workbook.xml": replaced('sheetId="9" state="visible"', 'sheetId="9" state="veryHidden"')}), "sheet_hidden", received_on=CASES),
    read("merged down a column", lambda: ledger(case(4) + row(5, text("A5", "GH-5")) + row(6, text("A6", "GH-6")), tail=MERGES.format("J4:J6")), "merged_cell J5", received_on=(*DAY, None, None)),
    read("merged over columns", lambda: ledger(case(4), tail=MERGES.format("J4:M4")), "merged_cell K4", received_on=DAY),
    read("merged blanks", lambda: ledger(three(), tail=MERGES.format("AA4:AC6")), received_on=days(1, 1, 1)),
    read("merged below the data", lambda: ledger(case(4), tail=MERGES.format("A90:C95")), received_on=DAY),
    read("row of headings deleted", lambda: ledger(case(3) + case(4), top=headings().partition('<row r="3"')[0]), "heading_row_gone A2", received_on=days(1, 1)),
    read("another table below", lambda: ledger(two_tables()), "table_repeated A6", received_on=DAY),
    read("totals", lambda: ledger(case(4) + row(5, text("A5", "合计"), number("L5", 3))), "totals_row A5", received_on=DAY),
    read("remark", lambda: ledger(case(4) + row(6, text("A6", "注：本表数据截至年底。"))), "row_remark A6", received_on=DAY),
    read("nothing to tell", lambda: ledger(row(4, text("A4", "无"))), "table_without_rows", "row_none A4"),
    read("blank rows between", lambda: ledger(case(4) + row(5, text("A5", " \u3000 ")) + case(90)), received_on=days(1, 1)),
    read("comments and pictures", lambda: changed({"xl/comments1.xml": b"<comments/>", "xl/drawings/vmlDrawing1.vml": b"<xml/>", "xl/media/image1.png": b"\x89PNG" + bytes(99)}), received_on=CASES),
    read("a million blank rows with a format", lambda: ledger(case(4) + "".join(f'<row r="{n}" s="1" customFormat="1"/>' for n in range(5, 150_000, 1))), received_on=DAY),
]  # fmt: skip

CORPUS: Sequence[Specimen] = (*CONTAINERS, *XML, *ACTIVE, *FORMATS, *LOOK)
