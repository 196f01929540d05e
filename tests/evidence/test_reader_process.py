"""The process that reads workbooks: kept from one to the next, and no workbook suffers from another."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from conformance.evidence import reader_child
from conformance.evidence.reader_process import ReaderProcess
from tests.evidence.packages import ledger, number

_TEXT = "编号,日期\r\n0001,2017-03-05\r\n".encode()
_AS_TEXT = {"form": "csv", "parts": {"": "办件台账"}}
_AS_XLSX: dict[str, object] = {"form": "xlsx", "parts": {}}


@pytest.fixture
def reader() -> Iterator[ReaderProcess]:
    reader = ReaderProcess()
    yield reader
    reader.stop()


def _children() -> set[int]:
    path = f"/proc/{os.getpid()}/task/{os.getpid()}/children"
    with open(path, encoding="ascii") as children:
        return {int(child) for child in children.read().split()}


def _killer() -> bytes:
    """Two cells in opposite corners: calamine fills the rectangle and aborts; the guard would have refused it."""
    return ledger(f'<row r="1">{number("A1", 1)}</row><row r="1048576">{number("XFD1048576", 1)}</row>')


def test_one_process_reads_one_workbook_after_another(reader: ReaderProcess) -> None:
    before = _children()
    first = reader.ask(_TEXT, _AS_TEXT, 30)
    started = _children() - before
    assert reader.ask(_TEXT, _AS_TEXT, 30) == first
    assert first.ended == 0 and first.lines[-1].startswith(b'[["')
    assert len(started) == 1 and _children() - before == started


def test_a_workbook_that_kills_the_process_harms_no_other(reader: ReaderProcess) -> None:
    before = reader.ask(_TEXT, _AS_TEXT, 30)
    killed = reader.ask(_killer(), _AS_XLSX, 30)
    assert killed.ended not in (0, -signal.SIGKILL) and not killed.is_late
    assert reader.ask(_TEXT, _AS_TEXT, 30) == before


def test_the_answer_does_not_depend_on_what_was_read_before(reader: ReaderProcess) -> None:
    alone = reader.ask(_killer(), _AS_XLSX, 30)
    reader.ask(_TEXT, _AS_TEXT, 30)
    assert reader.ask(_killer(), _AS_XLSX, 30) == alone


def test_a_process_that_was_killed_between_two_workbooks_is_replaced(reader: ReaderProcess) -> None:
    before = _children()
    answer = reader.ask(_TEXT, _AS_TEXT, 30)
    (process,) = _children() - before
    os.kill(process, signal.SIGKILL)
    assert reader.ask(_TEXT, _AS_TEXT, 30) == answer


def test_the_time_of_the_processor_counts_for_each_workbook(reader: ReaderProcess) -> None:
    """A limit for the whole life of the process would stop a batch half-way."""
    reader.ask(_TEXT, _AS_TEXT, 30)
    limits = []
    before = _children()
    assert reader.ask(_TEXT, _AS_TEXT, 30).ended == 0
    assert _children() == before
    for process in before:
        with open(f"/proc/{process}/limits", encoding="ascii") as told:
            limits += [line.split()[3:5] for line in told if line.startswith("Max cpu time")]
    assert any(
        int(soft) <= reader_child.CPU_SECONDS + 60 and hard == "unlimited"
        for soft, hard in limits
        if soft != "unlimited"
    )


def test_a_late_answer_is_told_and_the_next_one_is_not(reader: ReaderProcess) -> None:
    assert reader.ask(_TEXT * 200_000, _AS_TEXT, 0.01).is_late
    assert reader.ask(_TEXT, _AS_TEXT, 30).ended == 0
