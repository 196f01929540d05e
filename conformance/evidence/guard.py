"""Whether a file that was handed in may be opened at all (把关): a look at its container before anything parses it.

A stranger's file is counted while it is inflated, never unpacked; what a filled-in workbook cannot need is refused in
words. What the file is goes by its content, never by its name. The reader that follows works in a process of its own
all the same (``reading``).
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from operator import lt
from pathlib import PurePath
from typing import Any
from xml.parsers import expat

from conformance.evidence.compound import SIGNATURE, CompoundFile
from conformance.evidence.container import (
    COPY,
    NO_PASSWORD,
    OVERLAP,
    RESAVE,
    STRIP,
    Inflation,
    Refused,
    cells_alone,
    is_xml,
    packed,
    part_names,
    read_small,
    refuse_any,
    refuse_directory,
    refuse_xml,
)
from conformance.evidence.facts import part_of

FILE_LIMIT = 64 << 20
_ZIP = b"PK\x03\x04"
_STYLES = 64_000
"""Excel itself keeps no more cell formats than this."""
_FAR = re.compile(rb""" r=["'](?:[A-Z]{3}[0-9]+|[A-Z]{1,2}(?:[2-9][0-9]{5}|[0-9]{7,}))["'](?:[^>]*[^/>])?>""")
"""A cell with content beyond column ZZ or row 199,999; calamine fills the rectangle and aborts on two such."""
_MAYBE_FAR = re.compile(rb""" r=["'](?:[A-Z]{3}|[A-Z]{1,2}[0-9]{6})""")
"""A quick look: begins as one does."""
_FORMULA = re.compile(rb"f(?<=[<:]f)[>/\s]")
"""Begins with a letter, for which a search is quick."""
_DDE_FORMULA = re.compile(rb"<(?:\w+:)?f(?: [^>]*)?>[^<!]*\|[^<]*!")
"""``cmd|'/c calc'!A0``: program, topic, item."""
_ERROR = (b' t="e"', b" t='e'")
_HIDDEN = re.compile(rb"""hidden=(?<=\shidden=)["'](?:1|true)["']""")
_TEMPLATE_ROW = re.compile(rb"""<row r="2"[^>]*?\shidden=["'](?:1|true)["']""")
"""The template hides the row of column ids itself."""
_ROW = re.compile(rb"""<(?:\w+:)?row (?:[^>]*? )?r=["']([0-9]+)["']""")
_USUAL_ROW = re.compile(rb'<row r="([0-9]+)"')
_TEMPLATE = "请提交用模板填写的 .xlsx 工作簿"
_UNEMBED = "请删去嵌入的文件、对象和控件，另存为 .xlsx 后重新提交"
_UNLINK = "请把这些链接粘贴为数值后重新提交"
_MACRO = Refused("file_macro", "文件含有宏", "请另存为不含宏的 .xlsx 后重新提交")
_DDE = Refused("file_dde", "文件含有向其他程序取数的链接（DDE）", _UNLINK)
_EMBEDDED = Refused("file_embedded", "文件含有嵌入的文件或者对象", _UNEMBED)


class Form(StrEnum):
    """The kinds of files that are read."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"


_SUFFIXES = {
    Form.XLSX: (".xlsx", ".xlsm", ".xltx"),
    Form.XLS: (".xls", ".xlt", ".et", ".ett"),
    Form.ODS: (".ods", ".ots"),
    Form.CSV: (".csv", ".zip"),
}


@dataclass(frozen=True)
class Package:
    """What the container holds, as far as the reader needs it."""

    form: Form
    parts: Mapping[str, str]
    """.xlsx: of each sheet that holds formulas, errors or anything hidden, which calamine does not tell, its part.
    CSV: part of the zip to the name of the sheet; the empty part is the file itself."""
    epoch_1904: bool = False
    """Whether days are counted from 1904, as old Macintosh files do."""
    has_external_links: bool = False
    """Whether cells take their values from other files."""
    has_other_suffix: bool = False
    """Whether the name promises another kind of file."""
    inflated: bytes | None = field(default=None, compare=False, repr=False)
    """.xlsx: the very parts that were looked through, as a zip that is not compressed; None where that is too large."""


def open_package(content: bytes, name: str) -> Package:
    """What the file of this name holds; Refused where it is no workbook or must not be opened."""
    _refuse_size(content)
    try:
        package = _open(content, PurePath(name))
    # All that zipfile raises for a damaged package; NotImplementedError is its word for an unknown compression.
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, OSError) as fault:
        raise Refused("file_damaged", "文件已损坏，不能完整读出") from fault
    except (expat.ExpatError, KeyError, ValueError) as fault:
        raise Refused("file_damaged", "工作簿的内部目录不合规范") from fault
    suffix = PurePath(name).suffix.lower()
    return replace(package, has_other_suffix=suffix not in _SUFFIXES[package.form])


def _refuse_size(content: bytes) -> None:
    if not content:
        raise Refused("file_empty", "文件是空的，没有任何内容", "请重新保存填报表后提交")
    if len(content) > FILE_LIMIT:
        raise Refused("file_too_large", f"文件有{len(content) >> 20} MB，超过{FILE_LIMIT >> 20} MB", STRIP)


def _open(content: bytes, name: PurePath) -> Package:
    if content.startswith(SIGNATURE):
        return _open_compound(CompoundFile(content).names)
    if content.startswith(_ZIP):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _open_zip(package)
    _refuse_others(content)
    if name.suffix.lower() != ".csv":
        raise Refused("file_is_text", f"文件是纯文本（如 CSV），扩展名却是 {name.suffix or '空的'}")
    return Package(Form.CSV, {"": csv_sheet(name.stem)})


def csv_sheet(stem: str) -> str:
    """The sheet that a CSV file is: what its name says after the code of the department."""
    return stem.partition("-")[2] or stem


_OTHERS = (
    ((b"%pdf",), "file_is_pdf", "文件是 PDF，不是工作簿", _TEMPLATE),
    ((b"{\\rtf",), "file_not_workbook", "文件是 RTF 文档，不是工作簿", _TEMPLATE),
    (
        (b"<html", b"<!doctype", b"<table", b"<meta", b"<head"),
        "file_is_html",
        "文件是网页，只是扩展名像工作簿（有的审批平台导出的就是网页）",
        RESAVE,
    ),
    ((b"<?xml", b"<workbook"), "file_is_xml", "文件是 XML（如 XML 表格 2003），不是 .xlsx 工作簿", RESAVE),
    (
        (b"rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"pk\x05\x06", b"pk\x07\x08"),
        "file_is_archive",
        "文件是压缩包，不是工作簿",
        "请解压后提交其中的 .xlsx 工作簿",
    ),
)


def _refuse_others(content: bytes) -> None:
    """Files that are known by their first bytes, and anything else that is no text."""
    head = content[:4096].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    for marks, code, found, mend in _OTHERS:
        if head.startswith(marks):
            raise Refused(code, found, mend)
    if b"\0" in content[:4096] and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise Refused("file_not_workbook", "文件不是 Excel 工作簿")


def _open_compound(names: Sequence[str]) -> Package:
    known = {name.lower() for name in names}
    if "encryptedpackage" in known:
        raise Refused("file_encrypted", "文件设有打开密码", NO_PASSWORD)
    if "worddocument" in known:
        raise Refused("file_not_workbook", "文件是 Word 或者 WPS 文字文档（.doc、.wps），不是工作簿", _TEMPLATE)
    if not known & {"workbook", "book"}:
        raise Refused("file_not_workbook", "文件不是 Excel 或者 WPS 表格")
    if known & {"_vba_project_cur", "_vba_project", "vba", "macros"}:
        raise _MACRO
    refuse_any(sorted(known), ("mbd", "objectpool", "\x01ole10native"), _EMBEDDED)
    return Package(Form.XLS, {})


def _open_zip(package: zipfile.ZipFile) -> Package:
    refuse_directory(package)
    parts = part_names(package)
    names = list(parts)
    if "content.xml" in parts:
        return _open_ods(package, names)
    if names and all(name.endswith(("/", ".csv")) for name in names):
        return _open_csvs(package)
    if any(name.startswith("word/") for name in names):
        raise Refused("file_not_workbook", "文件是 Word 文档，不是工作簿", _TEMPLATE)
    if "xl/workbook.bin" in parts:
        raise Refused("file_binary_workbook", "文件是二进制工作簿（.xlsb）")
    if not {"[content_types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= parts.keys():
        raise Refused("file_not_workbook", "文件是压缩包，但不是 Excel 工作簿", _TEMPLATE)
    return _open_xlsx(package, parts)


def _open_csvs(package: zipfile.ZipFile) -> Package:
    inflation = Inflation(package)
    sheets = {}
    for entry in package.infolist():
        if not entry.is_dir():
            for _ in inflation.windows(entry.filename):
                pass  # counted
            sheets[entry.filename] = csv_sheet(PurePath(_zip_name(entry)).stem)
    return Package(Form.CSV, sheets)


def _zip_name(entry: zipfile.ZipInfo) -> str:
    """Windows writes Chinese names in GBK and says nothing of it."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename


def _open_ods(package: zipfile.ZipFile, names: Sequence[str]) -> Package:
    if "mimetype" in names and b"spreadsheet" not in read_small(package, "mimetype"):
        raise Refused("file_not_workbook", "文件是 ODF 文档，但不是表格（.ods）", _TEMPLATE)
    if "meta-inf/manifest.xml" in names and b"encryption-data" in read_small(package, "META-INF/manifest.xml"):
        raise Refused("file_encrypted", "文件设有打开密码", NO_PASSWORD)
    refuse_any(names, ("basic/", "scripts/"), _MACRO)
    has_external_links = False
    inflation = Inflation(package)
    for entry in package.infolist():
        for number, window in enumerate(inflation.windows(entry.filename)):
            if is_xml(entry.filename):
                refuse_xml(window, is_first=not number)
            if entry.filename == "content.xml":
                if b"<table:dde-link" in window or b"<office:dde-source" in window:
                    raise _DDE
                if b"<draw:object-ole" in window:
                    raise _EMBEDDED
                has_external_links |= b"<table:table-source" in window
    return Package(Form.ODS, {}, has_external_links=has_external_links)


def _open_xlsx(package: zipfile.ZipFile, parts: Mapping[str, str]) -> Package:
    names = list(parts)
    if any("vbaproject" in name for name in names):
        raise _MACRO
    refuse_any(names, ("xl/macrosheets/", "xl/dialogsheets/"), _MACRO)
    refuse_any(names, ("xl/activex/",), Refused("file_control", "文件含有 ActiveX 控件", _UNEMBED))
    refuse_any(names, ("xl/embeddings/",), _EMBEDDED)
    sheets, epoch_1904 = _workbook(package)
    sheet_parts = {part: name for name, part in sheets}
    inflation = Inflation(package)
    copied: dict[str, bytes] = {}
    with_facts: dict[str, str] = {}
    for lower, part in parts.items():
        scan = _Scan(lower, is_sheet=lower in sheet_parts)
        whole = inflation.whole(part)
        if whole is not None:
            scanned = scan.take_whole(whole)
            if scan.is_read:
                copied[part] = scanned
        for window in inflation.windows(part) if whole is None else ():
            scan.take(window)
        scan.finish()
        if scan.has_facts:
            with_facts[sheet_parts[lower]] = part
    if missing := set(sheet_parts) - set(names):
        raise KeyError(missing)
    links = any(name.startswith(("xl/externallinks/", "xl/connections.xml", "xl/querytables/")) for name in names)
    return Package(
        Form.XLSX, with_facts, epoch_1904, has_external_links=links, inflated=packed(copied) if copied else None
    )


class _Scan:
    """Looks through one part of an .xlsx as it is inflated."""

    def __init__(self, name: str, *, is_sheet: bool) -> None:
        self._name, self._is_sheet, self._is_xml = name, is_sheet, is_xml(name)
        self._before = b""
        self._hidden = self._styles = self._row = 0
        self._is_flagged = False

    @property
    def is_read(self) -> bool:
        """Whether the reader may ask for the part."""
        return self._is_xml or self._is_sheet

    @property
    def has_facts(self) -> bool:
        """Whether the sheet holds formulas, errors, hidden rows or columns."""
        return self._is_flagged or self._hidden > 0

    def take_whole(self, part: bytes) -> bytes:
        """The part in one, as ``take`` does it; gives what the reader is to see of it, and no other bytes."""
        if not self._is_sheet:
            self.take(part)
            return part
        refuse_xml(part, is_first=True)
        cells = cells_alone(part)
        self._take_sheet(cells)
        self._before = part
        return cells

    def take(self, window: bytes) -> None:
        """The next chunk, with the end of the one before; Refused where something stands in it that must not."""
        if self.is_read:
            refuse_xml(window, is_first=not self._before)
        if self._name.startswith("xl/externallinks/") and (b"ddeLink" in window or b"oleLink" in window):
            raise _DDE
        if self._name == "xl/styles.xml":
            self._styles += window.count(b"<xf ") - self._before[-OVERLAP:].count(b"<xf ")
            if self._styles > _STYLES:
                raise Refused("file_styles", f"文件的单元格样式多得不正常（超过{_STYLES}种）", COPY)
        if self._is_sheet:
            self._take_sheet(window)
        self._before = window

    def finish(self) -> None:
        """Refused where the part breaks off: calamine takes what there is for the whole."""
        end = b"sheet>" if self._is_sheet else b"sst>" if self._name == "xl/sharedstrings.xml" else b""
        if not self._before.rstrip().endswith(end):
            raise Refused("file_damaged", "工作表的内容在半途中断")

    def _take_sheet(self, window: bytes) -> None:
        if _MAYBE_FAR.search(window) and _FAR.search(window):
            raise Refused("file_far_cell", "有单元格远在 ZZ 列或者第 199999 行之外", _FAR_MEND)
        self._refuse_disorder(window)
        has_formula = _FORMULA.search(window) is not None
        if has_formula and _DDE_FORMULA.search(window):
            raise _DDE
        self._is_flagged |= has_formula or _ERROR[0] in window or (b"'" in window and _ERROR[1] in window)
        if b"hidden=" in window:
            seen = len(_HIDDEN.findall(window)) - len(_HIDDEN.findall(self._before[-OVERLAP:]))
            self._hidden += seen - len(_TEMPLATE_ROW.findall(window))

    def _refuse_disorder(self, window: bytes) -> None:
        """Of a row given twice or out of turn one reader takes this and another that."""
        usual = [0, *map(int, _USUAL_ROW.findall(window))]
        is_usual = len(usual) == window.count(b"row ") + 1
        if is_usual and not self._before and all(map(lt, usual, usual[1:])):
            self._row = usual[-1]
            return
        seen = len(self._before[-OVERLAP:])
        for match in (_USUAL_ROW if is_usual else _ROW).finditer(window):
            if match.end() > seen:
                row = int(match[1])
                if row <= self._row:
                    found = f"工作表的第{row}行重复出现或者次序颠倒，各软件读出的内容会不一样"
                    raise Refused("file_row_order", found)
                self._row = row


_FAR_MEND = "请删除表格以外的单元格后重新提交"


def _workbook(package: zipfile.ZipFile) -> tuple[list[tuple[str, str]], bool]:
    """Each sheet as (name, part in lower case), and whether days count from 1904."""
    targets: dict[str, str] = {}
    sheets: list[tuple[str, str]] = []
    epochs: list[bool] = []

    def relation(name: str, values: dict[str, str]) -> None:
        if _local(name) == "Relationship" and values.get("TargetMode") != "External":
            targets[values.get("Id", "")] = part_of(values.get("Target", ""))

    def part(name: str, values: dict[str, str]) -> None:
        if _local(name) == "sheet":
            by_id = next((value for key, value in values.items() if key.endswith(":id")), "")
            sheets.append((values.get("name", ""), targets.get(by_id, "").lower()))
        elif _local(name) == "workbookPr":
            epochs.append(values.get("date1904", "0") in ("1", "true"))

    _parse(read_small(package, "xl/_rels/workbook.xml.rels"), relation)
    _parse(read_small(package, "xl/workbook.xml"), part)
    if not sheets:
        raise Refused("file_not_workbook", "工作簿中没有工作表")
    return sheets, any(epochs)


def _parse(content: bytes, start: Any) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(content, True)


def _local(name: str) -> str:
    return name.rpartition(":")[2]
