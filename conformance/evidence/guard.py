"""Whether a file that was handed in may be opened at all: a look at the zip before anything parses it.

A stranger's file is counted while it is inflated, never unpacked; what a filled-in workbook cannot need is refused in
words. The reader that follows works in a process of its own all the same (``reading``).
"""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

_MIB = 1 << 20
FILE_LIMIT = 64 * _MIB
_ENTRIES = 500
_TOTAL, _PART = 256 * _MIB, 192 * _MIB
_PART_LIMITS = {"xl/sharedstrings.xml": 64 * _MIB, "xl/styles.xml": 4 * _MIB}
_RATIO, _RATIO_FROM = 100, _MIB
"""Real workbooks compress at most 12 : 1 (measured); small parts may be as they like."""
_CHUNK, _OVERLAP = 1 << 18, 128

_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_ACTIVE = ("xl/macrosheets/", "xl/activex/", "xl/embeddings/")
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*encoding=["'](?!utf-?8["'])""", re.I)
_FAR = re.compile(rb""" r="(?:[A-Z]{3}[0-9]+|[A-Z]{1,2}(?:[2-9][0-9]{5}|[0-9]{7}))"(?:[^>]*[^/>])?>""")
"""A cell with content beyond column ZZ or row 199,999; calamine fills the rectangle and aborts on two such."""
_FORMULA = (b"<f>", b"<f ", b"<f/", b":f>", b":f ", b":f/")
_ERROR = (b' t="e"', b" t='e'")
_HIDDEN = re.compile(rb"""\shidden=["'](?:1|true)["']""")
_TEMPLATE_ROW = re.compile(rb"""<row r="2"[^>]*?\shidden=["'](?:1|true)["']""")
"""The template hides the row of column ids itself."""

RESAVE = "请用 Excel 或者 WPS 打开原表，另存为 .xlsx 后重新提交"


class Refused(Exception):
    """The file is not taken in; carries a problem code, what was found and how to mend it."""

    def __init__(self, code: str, found: str, mend: str = RESAVE) -> None:
        super().__init__(code)
        self.code, self.found, self.mend = code, found, mend


@dataclass(frozen=True)
class SheetPart:
    """A worksheet inside the zip."""

    name: str
    part: str
    hidden: bool
    has_facts: bool
    """Whether it holds formulas, errors, hidden rows or columns, which calamine does not tell."""


@dataclass(frozen=True)
class Package:
    """What the zip holds, as far as the reader needs it."""

    sheets: tuple[SheetPart, ...]
    epoch_1904: bool
    """Whether days are counted from 1904, as old Macintosh files do."""


def open_package(content: bytes) -> Package:
    """The worksheets of a workbook; Refused where it is no workbook or must not be opened."""
    _refuse_magic(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _inspect(package)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError, OSError) as fault:
        raise Refused("file_damaged", "文件已损坏，不能完整读出") from fault
    except (expat.ExpatError, KeyError) as fault:  # KeyError: a part whose name differs in case
        raise Refused("file_damaged", "工作簿的内部目录不合规范") from fault


def _refuse_magic(content: bytes) -> None:
    head = content[:4096].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if not content:
        raise Refused("file_empty", "文件是空的，没有任何内容", "请重新保存填报表后提交")
    if len(content) > FILE_LIMIT:
        raise Refused("file_too_large", f"文件有{len(content) // _MIB} MB，超过{FILE_LIMIT // _MIB} MB", _STRIP)
    if content.startswith(_OLE) and _ENCRYPTED_STREAM in content:
        raise Refused("file_encrypted", "文件设有打开密码", "请去掉密码后重新提交")
    if content.startswith(_OLE):
        raise Refused("file_old_format", "文件是旧的 .xls 格式或者改了扩展名")
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        raise Refused("file_is_text", "文件是网页或者 XML，只是扩展名为 .xlsx")
    if not content.startswith(_ZIP) and b"\0" not in content[:4096]:
        raise Refused("file_is_text", "文件是纯文本（如 CSV），只是扩展名为 .xlsx")
    if not content.startswith(_ZIP):
        raise Refused("file_not_workbook", "文件不是 Excel 工作簿")


_STRIP = "请删除图片、附件和用不着的工作表后重新提交"


def _inspect(package: zipfile.ZipFile) -> Package:
    entries = package.infolist()
    _refuse_directory(entries)
    names = {entry.filename.lower() for entry in entries}
    _refuse_other_documents(names)
    if any("vbaproject" in name or name.startswith(_ACTIVE) for name in names):
        raise Refused(
            "file_active", "文件含有宏、控件或者嵌入的文件", "请另存为不含宏的 .xlsx，并删去嵌入的对象后重新提交"
        )
    left = _TOTAL
    facts: dict[str, bool] = {}
    for entry in entries:
        size, flagged = _stream(package, entry, left)
        left -= size
        facts[entry.filename] = flagged
    sheets, epoch_1904 = _workbook(package)
    return Package(
        tuple(SheetPart(name, part, hidden, facts.get(part, False)) for name, part, hidden in sheets), epoch_1904
    )


def _refuse_directory(entries: list[zipfile.ZipInfo]) -> None:
    """The rules on names and kinds of entries."""
    if len(entries) > _ENTRIES:
        raise Refused("file_unsafe", f"压缩包内有{len(entries)}个部件，工作簿不会有这么多")
    names = [entry.filename.lower() for entry in entries]
    if len(set(names)) != len(names):
        raise Refused("file_unsafe", "压缩包内有同名的部件，各软件读出的内容会不一样")
    for entry in entries:
        name = entry.filename
        if name.startswith("/") or ".." in name.split("/") or any(sign in name for sign in "\\:\0"):
            raise Refused("file_unsafe", "压缩包内有指向包外的路径")
        if entry.flag_bits & 1:
            raise Refused("file_encrypted", "压缩包设有密码", "请去掉密码后重新提交")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise Refused("file_unsafe", "压缩包内有指向别处的链接")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused("file_unsafe", "压缩包用了工作簿不用的压缩方法")


def _refuse_other_documents(names: set[str]) -> None:
    if any(name.startswith("word/") for name in names):
        raise Refused("file_not_workbook", "文件是 Word 文档", "请提交用模板填写的 .xlsx 工作簿")
    if "content.xml" in names:
        raise Refused("file_not_workbook", "文件是 ODS 表格")
    if not {"[content_types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        raise Refused("file_not_workbook", "文件是压缩包，但不是 Excel 工作簿", "请提交用模板填写的 .xlsx 工作簿")


def _stream(package: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> tuple[int, bool]:
    """Inflate one part without keeping it; gives its size and whether it has what calamine does not tell."""
    name = entry.filename.lower()
    limit = min(_PART_LIMITS.get(name, _PART), left)
    is_xml, is_sheet = name.endswith((".xml", ".rels", ".vml")), name.startswith("xl/worksheets/")
    size = hidden = 0
    flagged, window = False, b""
    for chunk in _chunks(package, entry):
        size += len(chunk)
        if size > limit or (size > _RATIO_FROM and size > _RATIO * max(entry.compress_size, 1)):
            raise Refused("file_bomb", "文件解压后大得不正常", _STRIP)
        if not is_xml:
            continue
        before, window = window, window[-_OVERLAP:] + chunk
        _refuse_xml(window, name, is_first=not before)
        if is_sheet:
            if _FAR.search(window):
                raise Refused(
                    "file_far_cell", "有单元格远在 ZZ 列或者第 199999 行之外", "请删除表格以外的单元格后重新提交"
                )
            flagged = flagged or any(needle in window for needle in (*_FORMULA, *_ERROR))
            seen = len(_HIDDEN.findall(window)) - len(_HIDDEN.findall(before[-_OVERLAP:]))
            hidden += seen - len(_TEMPLATE_ROW.findall(window))
    return size, flagged or hidden > 0


def _chunks(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    with package.open(entry) as part:
        while chunk := part.read(_CHUNK):
            yield chunk


def _refuse_xml(window: bytes, name: str, *, is_first: bool) -> None:
    if b"<!DOCTYPE" in window or b"<!ENTITY" in window:
        raise Refused("file_unsafe", "文件内部有 XML 实体声明，工作簿不会有")
    if is_first and (window[:2] in (b"\xff\xfe", b"\xfe\xff") or _ENCODING.match(window[:200])):
        raise Refused("file_unsafe", "文件内部的编码不是 UTF-8")
    if name.startswith("xl/externallinks/") and b"ddeLink" in window:
        raise Refused("file_active", "文件含有向其他程序取数的链接（DDE）", "请把这些链接粘贴为数值后重新提交")


def _workbook(package: zipfile.ZipFile) -> tuple[list[tuple[str, str, bool]], bool]:
    """Each sheet as (name, part, hidden) in the order of the workbook, and whether days count from 1904."""
    targets: dict[str, str] = {}
    sheets: list[tuple[str, str, bool]] = []
    epochs: list[bool] = []

    def relation(name: str, values: dict[str, str]) -> None:
        if _local(name) == "Relationship":
            target = values.get("Target", "")
            targets[values.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"

    def part(name: str, values: dict[str, str]) -> None:
        if _local(name) == "sheet":
            by_id = next((value for key, value in values.items() if key.endswith(":id")), "")
            hidden = values.get("state", "visible") != "visible"
            sheets.append((values.get("name", ""), targets.get(by_id, ""), hidden))
        elif _local(name) == "workbookPr":
            epochs.append(values.get("date1904", "0") in ("1", "true"))

    _parse(package.read("xl/_rels/workbook.xml.rels"), relation)
    _parse(package.read("xl/workbook.xml"), part)
    if not sheets:
        raise Refused("file_not_workbook", "工作簿中没有工作表")
    return sheets, any(epochs)


def _parse(content: bytes, start: Any) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(content, True)


def _local(name: str) -> str:
    return name.rpartition(":")[2]
