"""Work beside the command gives what it would give in it, also when it fails."""

from __future__ import annotations

import os

import pytest

from conformance.cli.side_process import SideProcess
from conformance.errors import CannotProceed, Diagnostic


def test_the_result_is_that_of_the_work_done_here() -> None:
    told = tuple(Diagnostic(f"a.md:{line}", "V001", "“应当”", "", "") for line in range(20_000))
    assert SideProcess(lambda: told).result() == told
    assert SideProcess(os.getpid).result() != os.getpid()


def test_what_the_work_raises_is_raised_where_the_result_is_asked_for() -> None:
    def refuse() -> None:
        raise CannotProceed("没有这个文件夹")

    beside = SideProcess(refuse)
    with pytest.raises(CannotProceed, match="没有这个文件夹"):
        beside.result()


def test_a_killed_process_is_no_empty_result() -> None:
    beside = SideProcess(lambda: os._exit(9))
    with pytest.raises(EOFError):
        beside.result()
