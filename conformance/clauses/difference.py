"""The difference of two texts within the sentence (文字差异): what stays, what is struck out, what is put in.

Chinese has no blanks between words, so texts are compared by Han character, by Latin word, by number and by reference;
afterwards what stays between two changes and is too short to be read by itself is taken into the change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_TOKEN = re.compile(r"\{clause\}`[^`]*`|[A-Za-z]+|[0-9]+(?:[.．:：—-][0-9]+)*|[^\S\n]+|.", re.DOTALL)
_PUNCTUATION = re.compile(r"[，。；：、！？（）\n]")
_SHORTEST_STAY = 3
"""Tokens that must stay between two changes for these to be told apart; a mark of punctuation parts them as well."""
_LEAST_ALIKE = 0.3
"""Texts less alike than this are shown as one struck out and one put in."""


class PartKind(StrEnum):
    """What becomes of a part of a text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Part:
    """A run of text of one kind."""

    kind: PartKind
    text: str


@dataclass(frozen=True)
class _Edit:
    """Tokens that stand in both, or tokens of the old text that those of the new one replace."""

    old: tuple[str, ...]
    new: tuple[str, ...]
    same: bool


def difference(old: str, new: str) -> tuple[Part, ...]:
    """The parts of the new text with those of the old one; read without what is added, they are the old text."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < _LEAST_ALIKE:
        return tuple(_parts([_Edit(tuple(before), tuple(after), same=False)]))
    edits = [
        _Edit(tuple(before[first:last]), tuple(after[start:end]), same=tag == "equal")
        for tag, first, last, start, end in matcher.get_opcodes()
    ]
    return tuple(_parts(_gather(edits)))


def alike(old: str, new: str) -> float:
    """How alike two texts are, from 0 to 1."""
    matcher = SequenceMatcher(None, _TOKEN.findall(old), _TOKEN.findall(new), autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() > _LEAST_ALIKE else 0.0


def _gather(edits: Sequence[_Edit]) -> list[_Edit]:
    """Join changes between which too little stays."""
    gathered: list[_Edit] = []
    for place, edit in enumerate(edits):
        inside = 0 < place < len(edits) - 1
        if edit.same and not (inside and _too_short(edit)):
            gathered.append(edit)
        elif gathered and not gathered[-1].same:
            last = gathered.pop()
            gathered.append(_Edit(last.old + edit.old, last.new + edit.new, same=False))
        else:
            gathered.append(_Edit(edit.old, edit.new, same=False))
    return gathered


def _too_short(edit: _Edit) -> bool:
    return len(edit.new) < _SHORTEST_STAY and not any(map(_PUNCTUATION.match, edit.new))


def _parts(edits: Sequence[_Edit]) -> Iterator[Part]:
    for edit in edits:
        if edit.same:
            yield Part(PartKind.SAME, "".join(edit.new))
            continue
        if edit.old:
            yield Part(PartKind.REMOVED, "".join(edit.old))
        if edit.new:
            yield Part(PartKind.ADDED, "".join(edit.new))
