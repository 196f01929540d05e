"""A compound file (OLE 复合文档), the container of .xls and .et and of workbooks with a password: names and streams.

Reads what [MS-CFB] describes, with every chain bounded; standard library alone, since the disposable reader uses it.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER, _ENTRY = 512, 128
_IN_HEADER = 109
"""Sectors of the allocation table that the header itself names."""
_LAST_SECTOR = 0xFFFFFFFA
"""Numbers from here on mean end of chain, free, and the like."""
_ROOT, _STREAM = 5, 2


class Damaged(ValueError):
    """The file breaks the rules of its own format."""


@dataclass(frozen=True)
class _Entry:
    name: str
    kind: int
    start: int
    size: int


class CompoundFile:
    """The directory of a compound file and what its streams hold; Damaged where they cannot be followed."""

    def __init__(self, content: bytes) -> None:
        if len(content) < _HEADER:
            raise Damaged("header")
        self._content = content
        self._shift, self._mini_shift = struct.unpack_from("<HH", content, 0x1E)
        if self._shift not in (9, 12) or self._mini_shift != 6:
            raise Damaged("sector size")
        self._sectors = memoryview(content)[1 << self._shift :]
        first_directory, _, self._cutoff, first_mini = struct.unpack_from("<IIII", content, 0x30)
        self._table = self._allocation_table()
        self._entries = self._directory(self._chain(first_directory, self._table))
        self._mini_table = _numbers(self._chain(first_mini, self._table)) if first_mini < _LAST_SECTOR else ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every stream and storage, in the order of the directory."""
        return tuple(entry.name for entry in self._entries)

    def stream(self, *names: str) -> bytes | None:
        """What the first of these streams holds; None where there is none."""
        for name in names:
            for entry in self._entries:
                if entry.kind == _STREAM and entry.name == name:
                    return self._read(entry)
        return None

    def _read(self, entry: _Entry) -> bytes:
        if entry.size >= self._cutoff:
            return self._chain(entry.start, self._table)[: entry.size]
        root = next((one for one in self._entries if one.kind == _ROOT), None)
        if root is None:
            raise Damaged("root")
        small = self._chain(root.start, self._table)
        return _follow(entry.start, self._mini_table, small, 1 << self._mini_shift)[: entry.size]

    def _chain(self, start: int, table: Sequence[int]) -> bytes:
        return _follow(start, table, self._sectors, 1 << self._shift)

    def _allocation_table(self) -> tuple[int, ...]:
        sectors = [n for n in struct.unpack_from(f"<{_IN_HEADER}I", self._content, 0x4C) if n < _LAST_SECTOR]
        further, count = struct.unpack_from("<II", self._content, 0x44)
        size = 1 << self._shift
        for _ in range(min(count, len(self._content) >> self._shift)):
            if further >= _LAST_SECTOR:
                break
            *more, further = _numbers(self._sector(further, size))
            sectors.extend(n for n in more if n < _LAST_SECTOR)
        if len(sectors) > len(self._content) >> self._shift:
            raise Damaged("allocation table")
        return _numbers(b"".join(self._sector(n, size) for n in sectors))

    def _sector(self, number: int, size: int) -> bytes:
        sector = self._sectors[number * size : (number + 1) * size]
        if len(sector) != size:
            raise Damaged("sector")
        return bytes(sector)

    def _directory(self, content: bytes) -> tuple[_Entry, ...]:
        found = []
        for at in range(0, len(content) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", content, at + 64)
            start, size = struct.unpack_from("<II", content, at + 116)
            if kind:
                name = content[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
                found.append(_Entry(name, kind, start, size))
        return tuple(found)


def _follow(start: int, table: Sequence[int], content: bytes | memoryview, size: int) -> bytes:
    parts: list[bytes | memoryview] = []
    number = start
    while number < _LAST_SECTOR:
        if number >= len(table) or len(parts) > len(table):
            raise Damaged("chain")
        parts.append(content[number * size : (number + 1) * size])
        number = table[number]
    return b"".join(parts)


def _numbers(content: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])
