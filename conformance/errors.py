"""What can go wrong, in one shape: a diagnostic for data, and one exception for a command that cannot be done.

Stands below everything. A fault in somebody's data is recorded and carried on with; only what stops a command is
raised.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class CannotProceed(Exception):
    """The command cannot be done; the message is one Chinese sentence that says what to do."""


class Severity(StrEnum):
    """How much a diagnostic matters."""

    FAULT = "fault"
    """Must be mended: the value counts as unread."""
    NOTE = "note"
    """Understood all the same, and told."""


@dataclass(frozen=True, order=True)
class Diagnostic:
    """A fault in a file: where it is, what was found, what was expected, how to mend it."""

    place: str
    """For people: ``standards/provision/x.md:12`` or ``表“办件台账”C12``."""
    code: str
    """Stable and registered, such as ``clause-duplicate-id``."""
    found: str
    expected: str
    mend: str
    severity: Severity = Severity.FAULT

    @property
    def sentence(self) -> str:
        """The whole message, one Chinese sentence."""
        expected = f"，应为{self.expected}" if self.expected else ""
        mend = f"；{self.mend}" if self.mend else ""
        return f"{self.place}：{self.found}{expected}{mend}。"
