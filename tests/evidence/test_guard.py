"""Files that must not be opened: each is refused in words, and the reader lives on."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from conformance.evidence.book import EvidenceBook
from conformance.evidence.container import Refused
from conformance.evidence.guard import FILE_LIMIT, Form, Package, open_package
from conformance.evidence.reader import read_book
from conformance.evidence.reading import read_sheets
from tests.builders import blank, make_workbook, read_context
from tests.evidence.old_formats import compound

SHEET = "xl/worksheets/sheet3.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RESAVE = "请用 Excel 或者 WPS 打开原表，另存为 .xlsx 后重新提交。"
STRIP = "请删除图片、附件和用不着的工作表后重新提交。"


def repack(change: Callable[[str, bytes], bytes] | None = None, **added: bytes) -> bytes:
    """The blank workbook with its parts changed and others added."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(blank())) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name in source.namelist():
            package.writestr(name, change(name, source.read(name)) if change else source.read(name))
        for name, content in added.items():
            package.writestr(name, content)
    return target.getvalue()


def in_sheet(old: bytes, new: bytes) -> bytes:
    """The blank workbook with bytes of one sheet replaced."""

    def change(name: str, content: bytes) -> bytes:
        if name != SHEET:
            return content
        assert old in content
        return content.replace(old, new, 1)

    return repack(change)


def entry(name: str, *, mode: int = 0o644) -> bytes:
    """The blank workbook with one more entry of this name and mode."""
    target = io.BytesIO(blank())
    with zipfile.ZipFile(target, "a") as package:
        added = zipfile.ZipInfo(name)
        added.create_system, added.external_attr = 3, mode << 16
        package.writestr(added, b"/etc/passwd")
    return target.getvalue()


def many_entries() -> bytes:
    return repack(**{f"xl/media/{number}.png": b"" for number in range(500)})


def with_password_flag() -> bytes:
    content = bytearray(blank())
    at = content.rindex(b"PK\x01\x02")
    content[at + 8] |= 1
    return bytes(content)


def with_other_compression() -> bytes:
    target = io.BytesIO(blank())
    with zipfile.ZipFile(target, "a", zipfile.ZIP_LZMA) as package:
        package.writestr("xl/media/1.png", b"x" * 100)
    return target.getvalue()


def with_wrong_checksum() -> bytes:
    content = bytearray(blank())
    at = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", content, at + 16, 0)
    return bytes(content)


def without_sheets() -> bytes:
    def change(name: str, content: bytes) -> bytes:
        if name != "xl/workbook.xml":
            return content
        return content[: content.index(b"<sheets>")] + b"<sheets/>" + content[content.index(b"</sheets>") + 9 :]

    return repack(change)


def with_other_case() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(blank())) as source, zipfile.ZipFile(target, "w") as package:
        for name in source.namelist():
            package.writestr(name.replace("workbook.xml", "Workbook.xml"), source.read(name))
    return target.getvalue()


def zip_of(*names: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name in names:
            package.writestr(name, b"")
    return target.getvalue()


EVIL = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
ENTITY = "file_entity", f"文件内部有 XML 实体声明，工作簿不会有，可能是攻击；{RESAVE}"
UNEMBED = "请删去嵌入的文件、对象和控件，另存为 .xlsx 后重新提交。"
PATHS = "file_path", f"文件内部有指向包外的路径，或者用了反斜线等不合规范的部件名；{RESAVE}"
FAR = "file_far_cell", "有单元格远在 ZZ 列或者第 199999 行之外；请删除表格以外的单元格后重新提交。"
FAR_CELL = b'<c r="ZZ1048576"><v>1</v></c></row></sheetData>'
HOSTILE: list[tuple[str, Callable[[], bytes], str, str]] = [
    (
        "nothing in it",
        lambda: b"",
        "file_empty",
        "文件是空的，没有任何内容；请重新保存填报表后提交。",
    ),
    (
        "too large",
        lambda: b"PK\x03\x04" + bytes(FILE_LIMIT),
        "file_too_large",
        f"文件超过64 MB；{STRIP}",
    ),
    (
        "password",
        lambda: compound({"EncryptionInfo": b"x" * 9, "EncryptedPackage": bytes(5000)}),
        "file_encrypted",
        "文件设有打开密码；请去掉密码后重新提交。",
    ),
    (
        "no compound file behind its signature",
        lambda: OLE + bytes(512),
        "file_damaged",
        f"工作簿的内部目录不合规范；{RESAVE}",
    ),
    (
        "CSV",
        lambda: "事项编码,名称\n".encode("gb18030"),
        "file_is_text",
        f"文件是纯文本（如 CSV），扩展名却是 .xlsx；{RESAVE}",
    ),
    (
        "HTML",
        lambda: b"\xef\xbb\xbf<html><table></table></html>",
        "file_is_html",
        f"文件是网页，只是扩展名像工作簿（有的审批平台导出的就是网页）；{RESAVE}",
    ),
    (
        "picture",
        lambda: b"\x89PNG\r\n\x1a\n" + bytes(99),
        "file_not_workbook",
        f"文件不是 Excel 工作簿；{RESAVE}",
    ),
    (
        "Word",
        lambda: zip_of("[Content_Types].xml", "word/document.xml"),
        "file_not_workbook",
        "文件是 Word 文档，不是工作簿；请提交用模板填写的 .xlsx 工作簿。",
    ),
    (
        "ODF without content",
        lambda: zip_of("mimetype", "content.xml"),
        "file_not_workbook",
        "文件是 ODF 文档，但不是表格（.ods）；请提交用模板填写的 .xlsx 工作簿。",
    ),
    (
        "any zip",
        lambda: zip_of("a.txt"),
        "file_not_workbook",
        "文件是压缩包，但不是 Excel 工作簿；请提交用模板填写的 .xlsx 工作簿。",
    ),
    (
        "no sheets",
        without_sheets,
        "file_not_workbook",
        f"工作簿中没有工作表；{RESAVE}",
    ),
    (
        "cut off",
        lambda: blank()[:-2000],
        "file_damaged",
        f"文件已损坏，不能完整读出；{RESAVE}",
    ),
    (
        "wrong checksum",
        with_wrong_checksum,
        "file_damaged",
        f"文件已损坏，不能完整读出；{RESAVE}",
    ),
    (
        "sheet not well-formed",
        lambda: in_sheet(b"</sheetData>", b"</sheetDat>"),
        "file_damaged",
        f"工作簿的内容不完整或者不合规范，不能读出；{RESAVE}",
    ),
    (
        "parts in other case",
        with_other_case,
        "file_damaged",
        f"工作簿的内部目录不合规范；{RESAVE}",
    ),
    (
        "address that is none",
        lambda: in_sheet(b'<c r="A1"', b'<c r="1A" t="e"/><c r="A1"'),
        "file_damaged",
        f"工作簿的内容不完整或者不合规范，不能读出；{RESAVE}",
    ),
    (
        "hidden column without a number",
        lambda: in_sheet(b"<cols>", b'<cols><col hidden="1"/>'),
        "file_damaged",
        f"工作簿的内容不完整或者不合规范，不能读出；{RESAVE}",
    ),
    (
        "password flag",
        with_password_flag,
        "file_encrypted",
        "文件的部件设有密码；请去掉密码后重新提交。",
    ),
    (
        "many entries",
        many_entries,
        "file_entries",
        f"文件内部有529个部件，工作簿不会有这么多；{RESAVE}",
    ),
    (
        "same name",
        lambda: entry("XL/WORKBOOK.XML"),
        "file_part_repeated",
        f"文件内部有两个同名的部件“xl/workbook.xml”，各软件读出的内容会不一样；{RESAVE}",
    ),
    (
        "path upward",
        lambda: entry("xl/../../etc/passwd"),
        *PATHS,
    ),
    (
        "absolute path",
        lambda: entry("/etc/passwd"),
        *PATHS,
    ),
    (
        "drive",
        lambda: entry("c:/x"),
        *PATHS,
    ),
    (
        "link",
        lambda: entry("xl/media/1.png", mode=stat.S_IFLNK | 0o777),
        "file_link",
        f"文件内部有指向别处的链接；{RESAVE}",
    ),
    (
        "compression",
        with_other_compression,
        "file_compression",
        f"文件用了工作簿不用的压缩方法；{RESAVE}",
    ),
    (
        "macro",
        lambda: repack(**{"xl/vbaProject.bin": b"x"}),
        "file_macro",
        "文件含有宏；请另存为不含宏的 .xlsx 后重新提交。",
    ),
    (
        "embedded file",
        lambda: repack(**{"xl/embeddings/oleObject1.bin": b"x"}),
        "file_embedded",
        f"文件含有嵌入的文件或者对象；{UNEMBED}",
    ),
    (
        "control",
        lambda: repack(**{"xl/activeX/activeX1.xml": b"<x/>"}),
        "file_control",
        f"文件含有 ActiveX 控件；{UNEMBED}",
    ),
    (
        "DDE",
        lambda: repack(**{"xl/externalLinks/externalLink1.xml": b"<ddeLink/>"}),
        "file_dde",
        "文件含有向其他程序取数的链接（DDE）；请把这些链接粘贴为数值后重新提交。",
    ),
    (
        "entity in a sheet",
        lambda: in_sheet(b"<worksheet", EVIL + b"<worksheet"),
        *ENTITY,
    ),
    (
        "entity in the workbook",
        lambda: repack(lambda name, content: EVIL + content if name == "xl/workbook.xml" else content),
        *ENTITY,
    ),
    (
        "entity behind the first chunk",
        lambda: in_sheet(b"<worksheet", b"<!--" + bytes(range(32, 127)) * 4000 + b"-->" + EVIL + b"<worksheet"),
        *ENTITY,
    ),
    (
        "other encoding",
        lambda: in_sheet(b"<worksheet", b'<?xml version="1.0" encoding="gbk"?><worksheet'),
        "file_encoding",
        f"文件内部的编码不是 UTF-8；{RESAVE}",
    ),
    (
        "far corner",
        lambda: in_sheet(b"</row></sheetData>", FAR_CELL),
        *FAR,
    ),
    (
        "one part a bomb",
        lambda: repack(**{"xl/media/1.xml": bytes(40 << 20)}),
        "file_bomb",
        f"文件解压后大得不正常，可能是压缩炸弹；{STRIP}",
    ),
    (
        "wide and long",
        lambda: in_sheet(
            b"</row></sheetData>", b'</row><row r="110000"><c r="AF110000"><v>1</v></c></row></sheetData>'
        ),
        "file_far_cell",
        "工作表的范围大得不正常；请删除表格以外的单元格后重新提交。",
    ),
]


def read(folder: Path, content: bytes) -> EvidenceBook:
    path = folder / "GH.xlsx"
    path.write_bytes(content)
    return read_book(path, read_context())


@pytest.mark.parametrize(("make", "code", "message"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE])
def test_a_file_that_must_not_be_opened(tmp_path: Path, make: Callable[[], bytes], code: str, message: str) -> None:
    book = read(tmp_path, make())
    assert [(problem.code, problem.sentence) for problem in book.problems] == [(code, f"整个文件：{message}")]
    assert (book.readable, book.department, book.file_name) == (False, "GH", "GH.xlsx")
    assert (book.tables, book.declarations, book.claims) == ({}, (), ())


def test_a_sound_workbook_passes_the_guard(tmp_path: Path) -> None:
    assert read(tmp_path, blank()).readable
    assert open_package(blank(), "GH.xlsx") == Package(Form.XLSX, {})


def test_a_blank_cell_in_the_last_row_is_harmless(tmp_path: Path) -> None:
    assert read(tmp_path, in_sheet(b"</row></sheetData>", b'<c r="A1048576" s="1"/></row></sheetData>')).readable


def test_a_missing_file_is_a_book_that_says_so(tmp_path: Path) -> None:
    book = read_book(tmp_path / "HB.xlsx", read_context())
    assert (book.readable, book.department) == (False, "HB")
    assert [problem.code for problem in book.problems] == ["file_missing"]


def test_a_workbook_that_no_template_made_is_refused(tmp_path: Path) -> None:
    workbook = Workbook()
    workbook.save(tmp_path / "GH.xlsx")
    book = read_book(tmp_path / "GH.xlsx", read_context())
    assert [problem.sentence for problem in book.problems] == [
        "整个文件：不是由模板填写的：没有模板标识，封面也没有填报类别；请把数据填入新领的模板后提交。"
    ]
    assert book.problems[0].code == "kind_unknown"


@pytest.mark.parametrize("mark", ["是", "　是 ", "Y", "机密"])
def test_a_classified_row_keeps_the_whole_file_out(tmp_path: Path, mark: str) -> None:
    rows = {"ledger": [{"case_number": "GH-1", "secret": "否"}, {"case_number": "甲乙丙", "secret": mark}]}
    book = read_book(make_workbook(tmp_path / "GH.xlsx", rows=rows), read_context())
    assert (book.readable, book.tables, book.department_title) == (False, {}, "")
    assert [problem.sentence for problem in book.problems] == [
        "整个文件：表“办件台账”H5注明涉密，本系统不接收涉密内容，文件已隔离，内容没有保留；"
        "请立即停止以非涉密渠道传递该文件，并联系县保密部门和领导小组办公室。"
    ]
    assert book.problems[0].code == "secret_content"
    assert "甲乙丙" not in repr(book)


def test_a_reader_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(Refused) as refused:
        read_sheets(blank(), open_package(blank(), "GH.xlsx"), seconds=0.001)
    assert (refused.value.code, refused.value.found) == ("reader_too_slow", "读取超过0.001秒，已停止")


def test_a_reader_that_dies_costs_its_file_alone() -> None:
    content = in_sheet(b"</row></sheetData>", FAR_CELL)
    with pytest.raises(Refused) as refused:
        read_sheets(content, Package(Form.XLSX, {}))
    assert refused.value.code == "reader_stopped"
