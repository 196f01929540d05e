"""A fault that the preflight found (印前检查结果), and the rules by which it looks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from conformance.preflight.content import Box


class Rule(StrEnum):
    """What is looked at; the value is the stable id of the rule."""

    UNREADABLE = "unreadable"
    ENCRYPTION = "encryption"
    BOXES = "boxes"
    BLEED = "bleed"
    FONT = "font"
    GLYPH = "glyph"
    COLOUR = "colour"
    BLACK = "black"
    IMAGE = "image"
    TRANSPARENCY = "transparency"
    OVERPRINT = "overprint"
    HAIRLINE = "hairline"
    TEXT_MARGIN = "text-margin"
    PAGE_COUNT = "page-count"
    BLANK_PAGE = "blank-page"
    BOOKMARK = "bookmark"
    LINK = "link"
    METADATA = "metadata"
    OUTPUT_INTENT = "output-intent"

    @property
    def label(self) -> str:
        """Its Chinese name."""
        return _LABELS[self]


_LABELS = {
    Rule.UNREADABLE: "文件结构",
    Rule.ENCRYPTION: "加密",
    Rule.BOXES: "页面框",
    Rule.BLEED: "出血",
    Rule.FONT: "字体",
    Rule.GLYPH: "缺字",
    Rule.COLOUR: "颜色",
    Rule.BLACK: "黑色",
    Rule.IMAGE: "图像",
    Rule.TRANSPARENCY: "透明",
    Rule.OVERPRINT: "叠印",
    Rule.HAIRLINE: "细线",
    Rule.TEXT_MARGIN: "文字位置",
    Rule.PAGE_COUNT: "页数",
    Rule.BLANK_PAGE: "空白页",
    Rule.BOOKMARK: "书签",
    Rule.LINK: "链接",
    Rule.METADATA: "元数据",
    Rule.OUTPUT_INTENT: "输出意图",
}


class Weight(StrEnum):
    """How much a finding matters."""

    FAULT = "fault"
    """The printer would send the file back."""
    NOTE = "note"
    """To be known and agreed on; the file may be as wanted."""


@dataclass(frozen=True)
class PreflightFinding:
    """One fault, with all pages that have it alike."""

    rule: Rule
    weight: Weight
    pages: tuple[int, ...]
    """From 1, ascending; none where it is of the whole file."""
    found: str
    expected: str
    mend: str
    places: tuple[tuple[int, Box], ...] = ()
    """Page and place of what was found, where it has one."""

    @property
    def page_list(self) -> str:
        """Its pages as 1—3、7; empty where it is of the whole file."""
        return page_list(self.pages)

    @property
    def sentence(self) -> str:
        """Page, what was found, what was expected, how to mend it: one Chinese sentence."""
        place = f"第 {self.page_list} 页" if self.pages else "全文"
        expected = f"，应为{self.expected}" if self.expected else ""
        return f"{place}：{self.found}{expected}；{self.mend}。"


def gather(findings: Iterable[PreflightFinding]) -> list[PreflightFinding]:
    """Findings that differ in their page alone as one; by rule, faults before notes, then by page."""
    alike: dict[tuple[Rule, Weight, str, str, str], list[PreflightFinding]] = {}
    for one in findings:
        alike.setdefault((one.rule, one.weight, one.found, one.expected, one.mend), []).append(one)
    gathered = [
        replace(
            group[0],
            pages=tuple(sorted({page for one in group for page in one.pages})),
            places=tuple(sorted({place for one in group for place in one.places})),
        )
        for group in alike.values()
    ]
    order = list(Rule)
    return sorted(gathered, key=lambda one: (one.weight != Weight.FAULT, order.index(one.rule), one.pages, one.found))


def page_list(pages: tuple[int, ...]) -> str:
    """1, 2, 3, 7 as 1—3、7."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    return "、".join(str(first) if first == last else f"{first}—{last}" for first, last in runs)
