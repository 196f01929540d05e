"""What a drafting rule is: a short function over a page, with its code, its strength by edition and its examples."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from conformance.clauses.drafting.page import EDITIONS, Page
from conformance.clauses.drafting.passage import Hit


class Level(StrEnum):
    """How much a hit matters."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"

    @property
    def label(self) -> str:
        """The Chinese term."""
        return {"error": "错误", "warning": "警告", "hint": "提示"}[self.value]


class Fix(StrEnum):
    """Who mends a hit."""

    SAFE = "safe"
    """``conformance lint --fix`` may."""
    ASK = "ask"
    """A rewriting is told, and a person decides."""
    NONE = "none"

    @property
    def label(self) -> str:
        """The Chinese term."""
        return {"safe": "可自动改", "ask": "给出改法", "none": "须人改写"}[self.value]


@dataclass(frozen=True)
class Rule:
    """One rule of the catalogue."""

    code: str
    name: str
    """A slug, for programs."""
    title: str
    """What it demands, in Chinese."""
    basis: str
    """Where it comes from, in Chinese, and how certain that is."""
    levels: Mapping[str, Level]
    """By edition of GB/T 1.1; an edition that is missing does not know the rule."""
    fix: Fix
    wrong: str
    right: str
    check: Callable[[Page], Iterable[Hit]]


def rule(
    code: str,
    name: str,
    title: str,
    *,
    basis: str,
    wrong: str,
    right: str,
    level: Level | None = Level.WARNING,
    old: Level | None = None,
    new: Level | None = None,
    fix: Fix = Fix.NONE,
) -> Callable[[Callable[[Page], Iterable[Hit]]], Rule]:
    """Make a rule of the function below it; ``old`` and ``new`` are the levels where the editions differ."""
    strengths = (old, new) if old or new else (level, level)
    levels = {edition: one for edition, one in zip(EDITIONS, strengths, strict=True) if one is not None}

    def make(check: Callable[[Page], Iterable[Hit]]) -> Rule:
        return Rule(code, name, title, basis, levels, fix, wrong, right, check)

    return make
