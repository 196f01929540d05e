"""``conformance reprint``: which signatures must be printed again (重印印张) after an amendment."""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from conformance.cli.parser import add_format, read_file
from conformance.errors import CannotProceed
from conformance.volume.reprint import Reprint, Signature, compare_blocks

HELP = "修改之后，逐页比较两次的印刷版，列出须重印的印张和可以留用的印张"
EXAMPLE = "conformance reprint printed/volume/press out/volume/press"
_TICKET = "job-ticket.json"
_STITCHED = "骑马订"
"""The binding whose signatures lie within one another, as the job ticket names it."""


@dataclass(frozen=True)
class _Book:
    """One book of a press edition."""

    part: int | None
    label: str
    block: Path
    cover: Path | None
    first_page: int | None
    """The number of the volume that its first numbered page bears; None where no ticket tells it."""
    front_pages: int


@dataclass(frozen=True)
class _Edition:
    """A press edition as it lies in a folder, or a single PDF."""

    books: tuple[_Book, ...]
    signature: int | None
    """None where no ticket tells it."""
    nested: bool


@dataclass(frozen=True)
class _Compared:
    """A book of the new edition, with what must be printed again."""

    book: _Book
    block: Reprint
    cover_changed: bool | None
    """None where there is no cover to compare."""

    @property
    def is_reprinted(self) -> bool:
        return bool(self.block.reprinted or self.cover_changed)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which two editions, and how they are bound where no ticket says so."""
    parser.add_argument("old", type=Path, metavar="上次", help="上次的印刷版目录（内有 job-ticket.json），或者书芯 PDF")
    parser.add_argument("new", type=Path, metavar="这次", help="这次的，同上")
    parser.add_argument(
        "--signature", type=int, choices=(4, 16), default=16, help="比较 PDF 文件时每帖的页数（缺省：16）"
    )
    parser.add_argument("--saddle", action="store_true", help="比较 PDF 文件时按骑马订算，各帖一帖套一帖")
    add_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """Compare; 1 where anything must be printed again."""
    old, new = _read(arguments.old, arguments.saddle), _read(arguments.new, arguments.saddle)
    size = _size(old, new, arguments.signature)
    by_part = {book.part: book for book in old.books}
    compared = [_compare(by_part.get(book.part), book, size, new.nested) for book in new.books]
    gone = [book for book in old.books if book.part not in {one.part for one in new.books}]
    if arguments.format == "json":
        print(json.dumps(_record(compared, gone, size), ensure_ascii=False, indent=1))
    else:
        for line in _lines(compared, gone, size):
            print(line)
    return 1 if any(one.is_reprinted for one in compared) else 0


def _read(place: Path, saddle: bool) -> _Edition:
    if place.is_file():
        return _Edition((_Book(None, "书芯", place, None, None, 0),), None, saddle)
    if not place.is_dir():
        raise CannotProceed(f"“{place}”既不是印刷版目录，也不是 PDF 文件，请核对路径。")
    if not (place / _TICKET).is_file():
        raise CannotProceed(f"“{place}”中没有 {_TICKET}，请指 conformance volume --press 生成的目录，或者书芯 PDF。")
    try:
        ticket = json.loads(read_file(place / _TICKET))
        books = tuple(_book(one, place) for one in ticket["books"])
        return _Edition(books, int(ticket["signature_pages"]), ticket["binding"] == _STITCHED)
    except (ValueError, KeyError, TypeError) as damaged:
        raise CannotProceed(f"“{place / _TICKET}”不完整，请重新生成印刷版，或者直接指书芯 PDF。") from damaged


def _book(entry: dict[str, Any], folder: Path) -> _Book:
    for kind in ("block", "cover"):
        path = folder / entry[kind]["file"]
        if hashlib.sha256(read_file(path)).hexdigest() != entry[kind]["sha256"]:
            raise CannotProceed(f"“{path}”与印刷委托单所列的摘要不符，不是送印的文件，请找回原来的文件。")
    return _Book(
        part=entry["part"],
        label=entry["label"],
        block=folder / entry["block"]["file"],
        cover=folder / entry["cover"]["file"],
        first_page=entry["first_page"],
        front_pages=entry["front_pages"],
    )


def _size(old: _Edition, new: _Edition, asked: int) -> int:
    """Pages of a signature; sheets that are folded otherwise cannot be used at all."""
    sizes = {one.signature for one in (old, new) if one.signature is not None}
    if len(sizes) > 1:
        raise CannotProceed(
            f"两次每帖的页数不同（{old.signature} 页和 {new.signature} 页），没有印张可以留用，须全部重印。"
        )
    if old.nested != new.nested:
        raise CannotProceed("两次只有一次是骑马订，没有印张可以留用，须全部重印。")
    return sizes.pop() if sizes else asked


def _compare(old: _Book | None, new: _Book, size: int, nested: bool) -> _Compared:
    block = compare_blocks(old.block if old else None, new.block, size, nested=nested)
    if new.cover is None:
        return _Compared(new, block, None)
    cover = compare_blocks(old.cover if old else None, new.cover, 1, nested=False)
    return _Compared(new, block, bool(cover.reprinted))


def _lines(compared: Sequence[_Compared], gone: Sequence[_Book], size: int) -> Iterator[str]:
    for one in compared:
        total, again = len(one.block.signatures), len(one.block.reprinted)
        told = f"书芯 {total} 帖（每帖 {size} 页）中，{again} 帖须重印，{total - again} 帖不变"
        cover = {True: "；封面须重印", False: "；封面不变", None: ""}[one.cover_changed]
        yield f"{one.book.label}：{told}{cover}。" if one.book.label != "书芯" else f"{told}。"
        for signature in one.block.reprinted:
            pages = ranges(signature.pages)
            yield f"  重印 第 {signature.number} 帖（书芯第 {pages} 页）：{_changed(one.book, signature)}"
        if one.block.unchanged:
            yield f"  不变 第 {ranges(signature.number for signature in one.block.unchanged)} 帖"
        if one.block.dropped:
            yield f"  作废 上次的第 {ranges(one.block.dropped)} 帖，这次已没有"
    for book in gone:
        yield f"上次的{book.label}这次已没有，作废。"
    if not any(one.is_reprinted for one in compared):
        yield "没有要重印的。"


def _changed(book: _Book, signature: Signature) -> str:
    """Which pages differ, by the numbers that they bear where they bear one of the volume."""
    if signature.changed == signature.pages:
        return "各页都有变化"
    told = f"书芯第 {ranges(signature.changed)} 页有变化"
    numbered = [number for page in signature.changed if (number := _number(book, page)) is not None]
    return f"{told}（汇编页码 {ranges(numbered)}）" if numbered else told


def _number(book: _Book, page: int) -> int | None:
    """The number of the volume that a page of the block bears."""
    if book.first_page is None or page <= book.front_pages:
        return None
    return page - book.front_pages + book.first_page - 1


def ranges(numbers: Iterable[int]) -> str:
    """1、3—5."""
    runs = groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    ends = [[number for _, number in run] for _, run in runs]
    return "、".join(str(run[0]) if len(run) == 1 else f"{run[0]}—{run[-1]}" for run in ends)


def _record(compared: Sequence[_Compared], gone: Sequence[_Book], size: int) -> dict[str, Any]:
    return {
        "signature_pages": size,
        "books": [
            {
                "part": one.book.part,
                "label": one.book.label,
                "signatures": len(one.block.signatures),
                "reprinted": [
                    {
                        "number": signature.number,
                        "pages": list(signature.pages),
                        "changed": list(signature.changed),
                        "changed_volume_pages": [_number(one.book, page) for page in signature.changed],
                    }
                    for signature in one.block.reprinted
                ],
                "unchanged": [
                    {"number": signature.number, "pages": list(signature.pages)} for signature in one.block.unchanged
                ],
                "dropped": list(one.block.dropped),
                "cover_reprinted": one.cover_changed,
            }
            for one in compared
        ],
        "dropped_parts": [book.label for book in gone],
    }
