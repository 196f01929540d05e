"""A time limit acts once its time is over and never once the work is done; all limits share one thread."""

from __future__ import annotations

import os
import threading
from threading import Event

import pytest

from conformance.watchdog import Watchdog, watchdog


def test_what_takes_too_long_is_acted_upon() -> None:
    over = Event()
    with Watchdog().limit(0.02, over.set):
        assert over.wait(10)


def test_what_is_done_in_time_is_left_alone() -> None:
    dog, over, other = Watchdog(), Event(), Event()
    with dog.limit(0.05, over.set):
        pass
    with dog.limit(0.1, other.set):  # when this one is over, the first would have been long ago
        assert other.wait(10)
    assert not over.is_set()


def test_a_shorter_limit_within_a_longer_one_is_on_time() -> None:
    dog, late, soon = Watchdog(), Event(), Event()
    with dog.limit(60, late.set), dog.limit(0.02, soon.set):
        assert soon.wait(10)
    assert not late.is_set()


def test_a_limit_that_begins_after_the_thread_has_gone_to_sleep_is_on_time() -> None:
    dog, first, second = Watchdog(), Event(), Event()
    with dog.limit(0.01, first.set):
        assert first.wait(10)
    with dog.limit(0.02, second.set):
        assert second.wait(10)


def test_many_limits_share_one_thread() -> None:
    dog = Watchdog()
    before = threading.active_count()
    for _ in range(50):
        with dog.limit(60, lambda: None):
            assert threading.active_count() <= before + 1


def test_a_fork_has_a_watchdog_of_its_own() -> None:
    with watchdog().limit(60, lambda: None):
        child = os.fork()
        if not child:
            over = Event()
            with watchdog().limit(0.02, over.set):
                os._exit(0 if over.wait(10) else 1)
        assert os.waitpid(child, 0)[1] == 0


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_act_that_fails_takes_no_later_limit_along() -> None:
    dog, failed, over = Watchdog(), Event(), Event()

    def fail() -> None:
        failed.set()
        raise RuntimeError

    with dog.limit(0.01, fail):
        assert failed.wait(10)
    with dog.limit(0.02, over.set):
        assert over.wait(10)
