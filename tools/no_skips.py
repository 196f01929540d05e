"""Let no test be skipped or be expected to fail: a run that holds one fails, and names it.

Loaded by pytest.ini_options as a plugin (-p tools.no_skips). A test that cannot run proves nothing, and a green line
over it would say that it did.
"""

from __future__ import annotations

import pytest

UNPROVEN = pytest.StashKey[list[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Start the list of tests that proved nothing."""
    config.stash[UNPROVEN] = []
    config.pluginmanager.register(_Recorder(config), "no-skips-recorder")


class _Recorder:
    """Notes each test and each module that was skipped or was marked as an expected failure."""

    def __init__(self, config: pytest.Config) -> None:
        self.unproven = config.stash[UNPROVEN]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a test; one that passes against its xfail mark is noted too."""
        if report.skipped or hasattr(report, "wasxfail"):
            self.unproven.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a module that skipped itself while it was collected."""
        if report.skipped:
            self.unproven.append(report.nodeid)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Turn a green run into a red one where a test proved nothing."""
    if session.config.stash[UNPROVEN] and exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Name them."""
    for nodeid in sorted(set(config.stash[UNPROVEN])):
        terminalreporter.write_line(f"NOT ALLOWED, skipped or expected to fail: {nodeid}", red=True)
