"""Cells out of a workbook: calamine and the facts that it does not tell, both in a process of their own.

Gives raw cells by sheet; what they mean is the concern of ``value`` and ``rows``.
"""

from __future__ import annotations

import json
import os
import signal
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import Any

from conformance.evidence import reader_child
from conformance.evidence.container import COPY, NO_PASSWORD, Refused
from conformance.evidence.facts import SheetFacts
from conformance.evidence.guard import Package
from conformance.evidence.reader_process import ReaderProcess

Raw = str | float | int | bool | datetime | timedelta
"""A cell as read; ``timedelta`` stands for a time without a date."""


@dataclass(frozen=True)
class RawSheet:
    """One worksheet."""

    name: str
    hidden: bool
    rows: tuple[tuple[Raw, ...], ...]
    """From row 1 and column A; blank cells are empty texts, blanks at the end of a row are left out."""
    merges: tuple[tuple[int, int, int, int], ...]
    """First row, first column, last row, last column; from 1."""
    facts: SheetFacts

    def cell(self, row: int, column: int) -> Raw:
        """The cell, or an empty text where there is none."""
        if 1 <= row <= len(self.rows) and 1 <= column <= len(self.rows[row - 1]):
            return self.rows[row - 1][column - 1]
        return ""


@dataclass(frozen=True)
class RawBook:
    """The worksheets of a workbook in their order, and what holds for all of them."""

    sheets: tuple[RawSheet, ...]
    epoch_1904: bool
    has_external_links: bool


def read_sheets(content: bytes, package: Package, seconds: float = reader_child.SECONDS) -> RawBook:
    """Every worksheet; Refused where the reader was stopped or gave up."""
    epoch_1904, has_external_links = package.epoch_1904, package.has_external_links
    sheets: list[tuple[Any, list[list[Raw]]]] = []
    for line in _ask_reader(content, package, seconds):
        if isinstance(line, list):
            sheets[-1][1].extend(line)
        elif "fault" in line:
            raise Refused(*_FAULTS[line["fault"]])
        elif "name" in line:
            sheets.append((line, []))
        else:
            epoch_1904 |= line["epoch_1904"]
            has_external_links |= line["has_external_links"]
    return RawBook(tuple(_sheet(*one) for one in sheets), epoch_1904, has_external_links)


def start_reader() -> None:
    """Have the reader get ready while something else is done."""
    _reader().start()


def stop_reader() -> None:
    """End the reader, where the process that asks it ends without more ado."""
    _reader().stop()


def _reader() -> ReaderProcess:
    return _reader_of(os.getpid())


@cache
def _reader_of(process: int) -> ReaderProcess:
    """One for each process that reads, also for a fork, which must not talk on its parent's pipe."""
    return ReaderProcess()


def _ask_reader(content: bytes, package: Package, seconds: float) -> list[Any]:
    known = content if package.inflated is None else package.inflated
    answer = _reader().ask(known, {"form": package.form, "parts": dict(package.parts)}, seconds)
    if answer.is_late:
        raise Refused("reader_too_slow", f"读取超过{seconds:g}秒，已停止", COPY)
    if answer.ended == -signal.SIGXCPU:
        raise Refused("reader_too_slow", f"读取用了{reader_child.CPU_SECONDS}秒处理器时间还没有读完，已停止", COPY)
    if answer.ended != 0:
        raise Refused("reader_stopped", "读取时内存超限或者程序异常退出，没有读出内容", COPY)
    return [_CELLS.decode(line.decode()) if line.startswith(b"[") else json.loads(line) for line in answer.lines]


_CLEAR = "请删除表格以外的单元格后重新提交"
_FAULTS = {
    reader_child.CANNOT_READ: ("file_damaged", "工作簿的内容不完整或者不合规范，不能读出"),
    reader_child.TOO_LARGE: ("file_far_cell", "工作表的范围大得不正常", _CLEAR),
    reader_child.TOO_MUCH_TEXT: ("file_shared_strings", "单元格的文字总量大得不正常", "请删去多余的文字后重新提交"),
    reader_child.LONG_TEXT: ("file_long_text", f"有单元格的文字超过{reader_child.TEXT}个字", "请缩短后重新提交"),
    reader_child.MERGE_FLOOD: ("file_merges", "合并的单元格多得不正常", "请取消合并后重新提交"),
    reader_child.PASSWORD: ("file_encrypted", "文件设有打开密码", NO_PASSWORD),
    reader_child.MACRO: ("file_macro", "文件含有宏", "请另存为不含宏的 .xlsx 后重新提交"),
    reader_child.DDE: ("file_dde", "文件含有向其他程序取数的链接（DDE）", "请把这些链接粘贴为数值后重新提交"),
    reader_child.NO_TEXT: ("file_encoding", "文本文件的编码既不是 UTF-8 也不是 GB 18030", "请另存为 UTF-8 编码的 CSV"),
}
"""Problem code, what was found and how to mend it, for each word of the disposable reader."""


def _sheet(line: Any, rows: list[list[Raw]]) -> RawSheet:
    told = line["facts"]
    facts = SheetFacts(
        formulas={(row, column): has_value for row, column, has_value in told["formulas"]},
        errors={(row, column): error for row, column, error in told["errors"]},
        hidden_rows=set(told["hidden_rows"]),
        hidden_columns=[(first, last) for first, last in told["hidden_columns"]],
    )
    merges = tuple((top, left, end, right) for top, left, end, right in line["merges"])
    return RawSheet(line["name"], line["hidden"], tuple(map(tuple, rows)), merges, facts)


@lru_cache(4096)
def _moment(seconds: int) -> datetime | timedelta:
    if not seconds:
        return timedelta()
    return datetime.combine(date.fromordinal(seconds // reader_child.DAY), time()) + timedelta(
        seconds=seconds % reader_child.DAY
    )


_CELLS = json.JSONDecoder(object_hook=lambda moment: _moment(moment["seconds"]))
