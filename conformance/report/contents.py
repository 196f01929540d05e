"""What a stored file of the report says otherwise than one made again (内容比对): the first difference, in words.

Files whose bytes differ may still say the same, where another environment made them; what a reader sees is compared
part by part: lines of the page, pages and enclosed data of the PDF, parts of the two office formats.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from conformance.report.signature import first_revision

_TAG = re.compile(r"<[^>]*>")
_SHOWN = 40


def first_difference(name: str, stored: bytes, made: bytes) -> str:
    """Where the stored file differs in content, as a phrase; empty where it says the same."""
    compare = {"html": _lines, "pdf": _pages, "docx": _parts, "xlsx": _parts, "json": _lines}[name.rpartition(".")[2]]
    try:
        before = dict(compare(stored))
    except (ValueError, KeyError, OSError, zipfile.BadZipFile, PyPdfError):
        return "文件已经损坏，读不出来"
    return _first(before, dict(compare(made)))


def _first(stored: Mapping[str, str], made: Mapping[str, str]) -> str:
    for place in dict.fromkeys((*made, *stored)):
        old, new = stored.get(place), made.get(place)
        if old is None:
            return f"缺少{place}"
        if new is None:
            return f"多出{place}"
        if old != new:
            start = next((at for at, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), 0)
            return f"{place}中是{_excerpt(old, start)}，重新生成的是{_excerpt(new, start)}"
    return ""


def _excerpt(text: str, start: int) -> str:
    """The words around the first sign that differs, without tags."""
    seen = _TAG.sub("", text[max(0, start - 10) : start + _SHOWN])
    return f"“{seen}”"


def _lines(content: bytes) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(content.decode("utf-8").split("\n"), 1):
        yield f"第 {number} 行", line


def _pages(content: bytes) -> Iterator[tuple[str, str]]:
    reader = PdfReader(BytesIO(first_revision(content)))
    for number, page in enumerate(reader.pages, 1):
        yield f"第 {number} 页", "".join(page.extract_text().split())
    for name, versions in reader.attachments.items():
        yield f"附加文件 {name} ", "".join(one.decode("utf-8", "replace") for one in versions)


def _parts(content: bytes) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for name in sorted(archive.namelist()):
            yield f"部件 {name} ", archive.read(name).decode("utf-8", "replace")
