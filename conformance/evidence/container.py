"""The zip around a workbook (容器): its directory is judged and its parts are counted while they are inflated.

Nothing is unpacked and nothing is trusted: sizes are those met, not those declared. Rules that concern one kind of
workbook stand in ``guard``.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_MIB = 1 << 20
_ENTRIES = 500
_TOTAL, _PART = 128 * _MIB, 96 * _MIB
"""A workbook of 20,000 cases inflates to 22 MiB (measured)."""
_RATIO, _RATIO_FROM = 100, _MIB
"""Real workbooks compress at most 12 : 1 (measured); small parts may be as they like."""
_COPIED = 16 * _MIB
"""A larger workbook is inflated twice rather than held twice."""
_RULES = (b"<conditionalFormatting", b"<dataValidations")
_MORE = (b"-->", b"]]>", b"mergeCell", b"hidden=", b"|")
"""What a reader or the guard would miss, or that the rules stand in a comment."""
_SHEET_END = b"</worksheet>"
_CHUNK = 1 << 18
OVERLAP = 128
"""What a window repeats of the one before."""
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*encoding=["'](?!utf-?8["'])""", re.I)
_XML = (".xml", ".rels", ".vml")

RESAVE = "请用 Excel 或者 WPS 打开原表，另存为 .xlsx 后重新提交"
STRIP = "请删除图片、附件和用不着的工作表后重新提交"
COPY = "请把填报内容复制到新领的模板中，保存后重新提交"
NO_PASSWORD = "请去掉密码后重新提交"


class Refused(Exception):
    """The file is not taken in; carries a problem code, what was found and how to mend it."""

    def __init__(self, code: str, found: str, mend: str = RESAVE) -> None:
        super().__init__(code)
        self.code, self.found, self.mend = code, found, mend


@dataclass(frozen=True)
class Limit:
    """How large one part may be, and what is said of a larger one."""

    size: int
    code: str
    found: str
    mend: str


_LIMITS = {
    "xl/sharedstrings.xml": Limit(
        48 * _MIB, "file_shared_strings", "文件的文字总量大得不正常（超过48 MB）", "请删去多余的文字后重新提交"
    ),
    "xl/styles.xml": Limit(4 * _MIB, "file_styles", "文件的单元格样式多得不正常（超过4 MB）", COPY),
}
_BOMB = Limit(_PART, "file_bomb", "文件解压后大得不正常，可能是压缩炸弹", STRIP)


def refuse_directory(package: zipfile.ZipFile) -> None:
    """The rules on number, names and kinds of entries."""
    entries = package.infolist()
    if len(entries) > _ENTRIES:
        raise Refused("file_entries", f"文件内部有{len(entries)}个部件，工作簿不会有这么多")
    counts = Counter(entry.filename.lower() for entry in entries)
    if len(counts) != len(entries):
        name = counts.most_common(1)[0][0]
        raise Refused("file_part_repeated", f"文件内部有两个同名的部件“{name}”，各软件读出的内容会不一样")
    for entry in entries:
        _refuse_entry(entry)


def part_names(package: zipfile.ZipFile) -> dict[str, str]:
    """The parts by their name in lower case."""
    return {entry.filename.lower(): entry.filename for entry in package.infolist()}


def read_small(package: zipfile.ZipFile, name: str) -> bytes:
    """A part that says what is where; Refused where it is no small plain XML."""
    content = b"".join(Inflation(package).windows(name, limit=4 * _MIB, overlap=0))
    refuse_xml(content, is_first=True)
    return content


def refuse_xml(window: bytes, *, is_first: bool) -> None:
    """No entity may be declared, and the text must be UTF-8."""
    if b"<!DOCTYPE" in window or b"<!ENTITY" in window:
        raise Refused("file_entity", "文件内部有 XML 实体声明，工作簿不会有，可能是攻击")
    if is_first and (window[:2] in (b"\xff\xfe", b"\xfe\xff") or _ENCODING.match(window[:200])):
        raise Refused("file_encoding", "文件内部的编码不是 UTF-8")


def is_xml(name: str) -> bool:
    """Whether a part holds XML."""
    return name.lower().endswith(_XML)


class Inflation:
    """Inflates the parts of one package one after another, within what all of them may have together."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self._left = _TOTAL
        self._is_small = sum(entry.file_size for entry in package.infolist()) <= _COPIED

    def whole(self, name: str) -> bytes | None:
        """The part in one, in a workbook that is not too large to be copied; else None, and it is not counted."""
        return b"".join(self.windows(name, overlap=0)) if self._is_small else None

    def windows(self, name: str, *, limit: int = _PART, overlap: int = OVERLAP) -> Iterator[bytes]:
        """The part in chunks, each with the end of the one before; Refused where it grows beyond what is sane."""
        allowed = _LIMITS.get(name.lower(), _BOMB)
        most, entry = min(allowed.size, limit), self._package.getinfo(name)
        packed = max(entry.compress_size, 1)
        self._count(entry.file_size, packed, most, allowed, self._left)
        size, tail = 0, b""
        with self._package.open(name) as part:
            while chunk := part.read(_CHUNK):
                size += len(chunk)
                self._count(size, packed, most, allowed, self._left)
                yield tail + chunk
                tail = chunk[-overlap:] if overlap else b""
        self._left -= size

    @staticmethod
    def _count(size: int, packed: int, most: int, allowed: Limit, left: int) -> None:
        """Hold what the directory says, and then what is met, against the limits."""
        if size > left or (size > _RATIO_FROM and size > _RATIO * packed):
            raise Refused(_BOMB.code, _BOMB.found, _BOMB.mend)
        if size > most:
            raise Refused(allowed.code, allowed.found, allowed.mend)


def cells_alone(sheet: bytes) -> bytes:
    """The sheet without the rules for colours and choices below its cells, half of a template's bytes.

    The whole sheet where it is not plain that they are such.
    """
    end = sheet.rfind(b"</sheetData>")
    rules = [at for at in (sheet.find(mark, end) for mark in _RULES) if at >= 0]
    if end < 0 or not rules or not sheet.endswith(_SHEET_END):
        return sheet
    first = min(rules)
    return sheet if any(sheet.find(mark, first) >= 0 for mark in _MORE) else sheet[:first] + _SHEET_END


def packed(parts: Mapping[str, bytes]) -> bytes:
    """These parts as a zip that is not compressed."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as target:
        for name, part in parts.items():
            target.writestr(name, part)
    return content.getvalue()


def refuse_any(names: Sequence[str], marks: Sequence[str], refused: Refused) -> None:
    """Refused where a part's name, in lower case, begins with one of the marks."""
    if any(name.startswith(tuple(marks)) for name in names):
        raise refused


def _refuse_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename
    if name.startswith("/") or ".." in name.split("/") or any(sign in name for sign in "\\:\0"):
        raise Refused("file_path", "文件内部有指向包外的路径，或者用了反斜线等不合规范的部件名")
    if entry.flag_bits & 1:
        raise Refused("file_encrypted", "文件的部件设有密码", NO_PASSWORD)
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise Refused("file_link", "文件内部有指向别处的链接")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused("file_compression", "文件用了工作簿不用的压缩方法")
