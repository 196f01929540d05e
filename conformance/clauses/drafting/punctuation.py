"""Rules on punctuation (标点): GB/T 15834 and what GB/T 1.1 makes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.clauses.drafting.page import Page, search
from conformance.clauses.drafting.passage import Hit, Kind, Passage
from conformance.clauses.drafting.rule import Fix, Level, rule

_BASIS = "GB/T 15834，GB/T 1.1—2020 9.4.1（大体有把握）"
_FULL = dict(zip(",;:?!.", "，；：？！。", strict=True))


@rule(
    "P001",
    "halfwidth-punct",
    "中文句子用全角标点",
    basis=_BASIS,
    fix=Fix.SAFE,
    wrong="核对原件,收取复印件。",
    right="服务时间为 9:00 至 17:00。",
)
def halfwidth_punct(page: Page) -> Iterator[Hit]:
    """A half-width mark between Han characters, or at the end of a Chinese text."""
    for passage, found in search(page.passages, _HALFWIDTH, "plain"):
        mark = _FULL[found[0].strip()]
        yield passage.hit(found, "中文句子中的标点“{}”是半角", expected=f"“{mark}”", replacement=mark)


_HALFWIDTH = re.compile(r"(?<=[一-龥”》）])[,;:?!](?: (?=[一-龥“《（]))?(?=[一-龥“《（]|$)|(?<=[一-龥])\.(?=$|[一-龥])")


@rule(
    "P002",
    "heading-punct",
    "标题末尾不用标点",
    basis=_BASIS,
    fix=Fix.SAFE,
    wrong="## 取号。",
    right="## 取号",
)
def heading_punct(page: Page) -> Iterator[Hit]:
    """A mark at the end of a heading."""
    for passage, found in search(page.headings, _HEADING_END, "plain"):
        yield passage.hit(found, "标题末尾有标点“{}”", mend="请删去标点", replacement="")


_HEADING_END = re.compile(r"(?:(?<!etc)\.|[。；，、：:;,])+$")


@rule(
    "P003",
    "halfwidth-paren",
    "中文用全角括号",
    basis=_BASIS,
    fix=Fix.SAFE,
    wrong="县行政服务中心(大厅)应公示电话。",
    right="按式(1)计算。",
)
def halfwidth_paren(page: Page) -> Iterator[Hit]:
    """Half-width brackets around Chinese after Chinese."""
    for passage, found in search(page.passages, _PAREN, "plain"):
        inner = passage.text[found.start() + 1 : found.end() - 1]
        yield passage.hit(found, "“{}”用了半角括号", expected="全角括号", replacement=f"（{inner}）")


_PAREN = re.compile(r"(?<=[一-龥])\([^()]*[一-龥][^()]*\)")


@rule(
    "P004",
    "unpaired",
    "括号、引号、书名号成对",
    basis=_BASIS,
    level=Level.ERROR,
    wrong="依据《行政许可法办理。",
    right="依据《行政许可法》办理。",
)
def unpaired(page: Page) -> Iterator[Hit]:
    """A bracket or quotation mark without its mate in the same piece of text."""
    for passage in page.passages.holding(_MARKS):
        place = _first_unpaired(passage.plain)
        if place is not None:
            yield passage.hit((place, place + 1), "“{}”不成对", mend="请补上另一半，或者删去")


_PAIRS = dict(zip("）》”」〕", "（《“「〔", strict=True))
_MARKER = re.compile(r"(?:^|[，。；：、 ])[a-z0-9一二三四五六七八九十]{1,2}$")
_MARKS = (*_PAIRS, *_PAIRS.values())
_ANY_MARK = re.compile(f"[{''.join(_MARKS)}]")


def _first_unpaired(text: str) -> int | None:
    open_marks: list[tuple[str, int]] = []
    for found in _ANY_MARK.finditer(text):
        mark = found[0]
        if mark not in _PAIRS:
            open_marks.append((mark, found.start()))
        elif open_marks and open_marks[-1][0] == _PAIRS[mark]:
            open_marks.pop()
        elif not (mark == "）" and _MARKER.search(text[: found.start()])):
            return found.start()
    return open_marks[0][1] if open_marks else None


@rule(
    "P005",
    "straight-quotes",
    "中文用弯引号",
    basis=_BASIS,
    fix=Fix.SAFE,
    wrong='窗口应公示"一次办好"事项。',
    right="窗口应公示“一次办好”事项。",
)
def straight_quotes(page: Page) -> Iterator[Hit]:
    """Straight quotation marks around Chinese."""
    for passage, found in search(page.passages, _STRAIGHT, "plain"):
        inner = passage.text[found.start() + 1 : found.end() - 1]
        yield passage.hit(found, "{} 用了直引号", expected="弯引号", replacement=f"“{inner}”")


_STRAIGHT = re.compile('"[^"]*[一-龥][^"]*"')


@rule(
    "P006",
    "repeated-punct",
    "标点不重复",
    basis=_BASIS,
    level=Level.ERROR,
    fix=Fix.SAFE,
    wrong="窗口受理岗应登记，，归档。",
    right="服务时间以公告为准……",
)
def repeated_punct(page: Page) -> Iterator[Hit]:
    """A mark twice, or two marks of which the stronger one stands for both."""
    for passage, found in search(page.passages, _REPEATED, "plain"):
        kept = next(mark for mark in "。！？；：，、" if mark in found[0])
        yield passage.hit(found, "标点“{}”重复", expected=f"“{kept}”", replacement=kept)


_REPEATED = re.compile("([，。；：、！？])\\1+|[，、；][。；，]|。[，；、]")


@rule(
    "P007",
    "no-final-stop",
    "段末用句号",
    basis=_BASIS,
    fix=Fix.SAFE,
    wrong="窗口应公示收费依据",
    right="窗口应公示收费依据。",
)
def no_final_stop(page: Page) -> Iterator[Hit]:
    """A sentence of the body that ends without a mark; a line that only names something is no sentence."""
    for passage in page.normative:
        if passage.kind is Kind.PARAGRAPH and len(passage.text) >= 8 and _ends_open(passage):
            end = len(passage.text)
            yield passage.hit((end, end), "段末没有标点", expected="句号", replacement="。")


_SENTENCE = re.compile("[，；。]|(?<![一二三四五六七八九十])、|应|宜|可")
_ENDED = re.compile(r"[。！？：；…”》|)□]$")
_TITLE = re.compile("[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）")


def _ends_open(passage: Passage) -> bool:
    text = passage.plain
    return bool(_SENTENCE.search(text)) and not _ENDED.search(text) and not _TITLE.match(text)
