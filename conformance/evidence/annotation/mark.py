"""What is to be said at a cell, and how it looks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class MarkKind(StrEnum):
    """Why a cell is marked; the first of these that applies gives the colour."""

    FAULT = "fault"
    """Cannot be read as filled in (须改正)."""
    FINDING = "finding"
    """Breaks a check (问题)."""
    NOTE = "note"
    """To be looked at: a prompt, or read all the same (提请注意)."""

    @property
    def label(self) -> str:
        """The word for people."""
        return {"fault": "须改正", "finding": "问题", "note": "提示"}[self.value]

    @property
    def colour(self) -> str:
        """Red, amber or blue, pale enough to read on."""
        return {"fault": "FFC7CE", "finding": "FFE699", "note": "DDEBF7"}[self.value]


@dataclass(frozen=True)
class Mark:
    """One message at one cell."""

    sheet: str
    cell: str
    kind: MarkKind
    message: str
    """A Chinese sentence; empty where the cell is coloured only, since the message stands at another."""
