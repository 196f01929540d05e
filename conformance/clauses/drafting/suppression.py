"""Comments that keep a rule silent at one place (行内抑制): ``% lint: allow V004 — 原文照录《办法》第八条``.

``allow`` covers the block that follows, ``off`` all down to its ``on``. Each names its rules and its reason; one that
is malformed, or that silences nothing, is a fault itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from conformance.clauses.drafting.page import Comment, Page
from conformance.clauses.drafting.passage import Hit
from conformance.clauses.drafting.rule import Level, rule

_COMMENT = re.compile(r"lint:\s*(.*)")
_ALLOW = re.compile(r"(allow|off)\s+([A-Z]\d{3}(?:\s*[,，]\s*[A-Z]\d{3})*)\s*—+\s*(\S.{3,})")
_ON = re.compile(r"on\s+([A-Z]\d{3}(?:\s*[,，]\s*[A-Z]\d{3})*)")
_CODE = re.compile(r"[A-Z]\d{3}")


@dataclass(frozen=True)
class Suppression:
    """One rule silenced in one stretch of the source."""

    code: str
    reason: str
    start: int
    end: int
    comment: Comment

    def covers(self, code: str, hit: Hit) -> bool:
        """Whether this keeps that hit of that rule silent."""
        return code == self.code and self.start <= hit.start < self.end


def read_suppressions(page: Page) -> tuple[tuple[Suppression, ...], tuple[Hit, ...]]:
    """What the page's comments silence, and the comments that are at fault."""
    found: list[Suppression] = []
    faults: list[Hit] = []
    open_ones: dict[str, Suppression] = {}
    for comment in page.comments:
        words = _COMMENT.fullmatch(comment.text)
        if words is None:
            continue
        if on := _ON.fullmatch(words[1]):
            for code in _CODE.findall(on[1]):
                begun = open_ones.pop(code, None)
                if begun is None:
                    faults.append(comment_hit(comment, f"“on {code}”之前没有“off {code}”"))
                else:
                    found.append(Suppression(code, begun.reason, begun.start, comment.start, begun.comment))
        elif allow := _ALLOW.fullmatch(words[1]):
            start, end = (comment.start, len(page.source)) if allow[1] == "off" else _next_block(page, comment)
            for code in _CODE.findall(allow[2]):
                one = Suppression(code, allow[3], start, end, comment)
                if code[0] in "SM":
                    faults.append(comment_hit(comment, f"{code} 属于结构和元数据规则，不能这样免报"))
                elif allow[1] == "off":
                    open_ones[code] = one
                else:
                    found.append(one)
        else:
            faults.append(comment_hit(comment, "免报的注释没有写明代号，或者没有写理由"))
    faults.extend(comment_hit(one.comment, f"“off {one.code}”之后没有“on {one.code}”") for one in open_ones.values())
    return tuple(found), tuple(faults)


def comment_hit(comment: Comment, message: str) -> Hit:
    """A hit on a comment."""
    end = comment.start + len(comment.text) + 2
    return Hit(comment.start, end, message, "“% lint: allow 代号 — 理由”（理由不少于 4 个字）的式样")


@rule(
    "M007",
    "allow-reason",
    "免报的注释写明代号和理由，并且确有可免之处",
    basis="本目录的要求",
    level=Level.ERROR,
    wrong="% lint: allow V004",
    right="% lint: allow V004 — 原文照录《办法》第八条",
)
def allow_reason(page: Page) -> Iterator[Hit]:
    """A comment without code, reason or end; one that silences nothing is found in ``report``, which knows all hits."""
    yield from read_suppressions(page)[1]


def _next_block(page: Page, comment: Comment) -> tuple[int, int]:
    """The largest block that begins where the first one after the comment begins."""
    following = [block for block in page.blocks if block.start > comment.start]
    start = min((block.start for block in following), default=len(page.source))
    return start, max((block.end for block in following if block.start == start), default=start)
