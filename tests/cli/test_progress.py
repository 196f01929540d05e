"""What a terminal shows of a long job, as a person sees it, and that a pipe sees nothing."""

from __future__ import annotations

import io

import pytest

from conformance.cli.progress import Remaining, duration


class Terminal(io.StringIO):
    """Shows the last state of its one line."""

    def isatty(self) -> bool:
        return True

    @property
    def line(self) -> str:
        return self.getvalue().rpartition("\r\033[K")[2]


def test_it_tells_what_is_done_and_how_long_the_rest_takes() -> None:
    terminal, now = Terminal(), [0.0]
    remaining = Remaining(10, "份填报表", work=30, stream=terminal, clock=lambda: now[0])
    remaining.spare(0)
    assert terminal.getvalue() == ""
    now[0] = 5.0
    remaining.advance(3)
    assert terminal.line == "██░░░░░░░░░░░░░░░░░░ 1/10 份填报表，大约还要 45 秒"
    now[0] = 60.0
    remaining.advance(12)
    assert terminal.line == "██████████░░░░░░░░░░ 5/10 份填报表，大约还要 1 分钟"
    remaining.advance(15)
    assert terminal.line == "████████████████████ 10/10 份填报表"
    remaining.end()
    assert terminal.line == ""


def test_what_an_earlier_run_did_says_nothing_about_the_speed_of_this_one() -> None:
    terminal, now = Terminal(), [0.0]
    remaining = Remaining(10, "份填报表", work=10, stream=terminal, clock=lambda: now[0])
    remaining.spare(5)
    assert terminal.line == "██████████░░░░░░░░░░ 5/10 份填报表"
    now[0] = 10.0
    remaining.advance(1)
    assert terminal.line == "████████████░░░░░░░░ 6/10 份填报表，大约还要 40 秒"


def test_a_pipe_sees_nothing() -> None:
    pipe = io.StringIO()
    remaining = Remaining(2, "份填报表", work=2, stream=pipe)
    remaining.advance(1)
    remaining.spare(1)
    remaining.end()
    assert pipe.getvalue() == ""


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.2, "1 秒"), (59.4, "59 秒"), (90, "2 分钟"), (3600, "1 小时"), (5400, "1.5 小时")]
)
def test_a_length_of_time_is_said_as_people_do(seconds: float, said: str) -> None:
    assert duration(seconds) == said
