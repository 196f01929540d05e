"""What is still to be verified of the items (待核): facts of certainty B, C or D, and the questions left open.

An item's certainty is that of its place in the county's list; a time limit that no text has been seen for shares it. A
fact stays listed until somebody has seen its source and set its certainty to A.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from conformance.items.item import LicensingItem
from conformance.items.words import limit_words

VERIFIED = "A"


class UnverifiedKind(StrEnum):
    """What has not been verified."""

    ITEM = "事项"
    BASIS = "设定依据"
    TIME_LIMIT = "办理时限"
    QUESTION = "疑问"


@dataclass(frozen=True)
class Unverified:
    """One fact to verify, or one question to answer."""

    item: LicensingItem
    kind: UnverifiedKind
    text: str
    certainty: str
    """B, C or D; empty for a question."""


def unverified_of(items: Iterable[LicensingItem]) -> tuple[Unverified, ...]:
    """Everything to verify, item by item in their order."""
    return tuple(found for item in items for found in _of_item(item))


def count_unverified(found: Iterable[Unverified]) -> dict[UnverifiedKind, int]:
    """How many there are of each kind, also where there is none."""
    kinds = [one.kind for one in found]
    return {kind: kinds.count(kind) for kind in UnverifiedKind}


def _of_item(item: LicensingItem) -> Iterator[Unverified]:
    if item.certainty != VERIFIED:
        place = f"{item.full_title}：名称、实施机关和行使层级"
        yield Unverified(item, UnverifiedKind.ITEM, place, item.certainty)
        limit = item.statutory_limit
        words = f"法定{limit_words(limit)}（{limit.basis}）"
        yield Unverified(item, UnverifiedKind.TIME_LIMIT, words, item.certainty)
    for basis in item.basis:
        if basis.certainty != VERIFIED:
            yield Unverified(item, UnverifiedKind.BASIS, basis.citation, basis.certainty)
    for question in item.open_questions:
        yield Unverified(item, UnverifiedKind.QUESTION, question, "")
