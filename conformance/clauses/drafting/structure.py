"""Rules on the order and the levels of a standard (结构、层次): chapters, sections, lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.clauses.drafting import phrase
from conformance.clauses.drafting.page import Page, search
from conformance.clauses.drafting.passage import Hit, Kind, Passage, Zone
from conformance.clauses.drafting.rule import Fix, Level, rule


@rule(
    "S001",
    "scope-first",
    "第1章为“范围”",
    basis="GB/T 1.1—2009 6.2.2，GB/T 1.1—2020 8.5（有把握）",
    level=Level.ERROR,
    wrong="# 总则",
    right="# 范围",
)
def scope_first(page: Page) -> Iterator[Hit]:
    """The first numbered chapter is the scope."""
    if not page.chapters:
        yield page.hit("文件没有“范围”一章", start=page.first, mend="请以“# 范围”起头，再写各章")
    elif page.chapters[0].zone is not Zone.SCOPE:
        yield page.chapters[0].whole("第1章是“{}”", expected="“范围”")


@rule(
    "S002",
    "references-chapter",
    "第2章为“规范性引用文件”",
    basis="GB/T 1.1—2009 6.2.3，GB/T 1.1—2020 8.6（有把握）",
    level=Level.ERROR,
    fix=Fix.SAFE,
    wrong="（2020 年版）# 范围之后接 # 术语和定义",
    right="# 范围之后接 # 规范性引用文件",
)
def references_chapter(page: Page) -> Iterator[Hit]:
    """2020: there is always a second chapter with the references; 2009: where there is one it is the second."""
    heading = page.heading_of(Zone.REFERENCES)
    if heading is not None and heading not in page.chapters[1:2]:
        yield heading.whole("“{}”不是第2章", mend="请移到“范围”之后")
    elif heading is None and page.edition == "2020" and page.chapters:
        text = f"# 规范性引用文件\n\n{phrase.NO_REFERENCES}\n\n"
        yield _missing(page, 1, "规范性引用文件", text)


@rule(
    "S003",
    "terms-chapter",
    "第3章为“术语和定义”",
    basis="GB/T 1.1—2009 6.3.2（可缺），GB/T 1.1—2020 8.7（有把握）",
    level=Level.ERROR,
    fix=Fix.SAFE,
    wrong="（2020 年版）第3章“窗口要求”",
    right="第3章“术语和定义”",
)
def terms_chapter(page: Page) -> Iterator[Hit]:
    """2020: there is always a third chapter with the terms; 2009: where there is one, no core chapter precedes it."""
    heading = page.heading_of(Zone.TERMS)
    place = 2 if page.heading_of(Zone.REFERENCES) else 1
    if heading is not None and heading not in page.chapters[place : place + 1]:
        yield heading.whole("“{}”不在“范围”“规范性引用文件”之后", mend="请移到各核心章之前")
    elif heading is None and page.edition == "2020" and page.chapters:
        yield _missing(page, place, "术语和定义", f"# 术语和定义\n\n{phrase.NO_TERMS}\n\n")


def _missing(page: Page, place: int, title: str, text: str) -> Hit:
    """A chapter that is to stand before the chapter at this place."""
    following = page.chapters[place : place + 1]
    start = page.source.rfind("\n", 0, following[0].start) + 1 if following else len(page.source)
    return page.hit(
        f"没有“{title}”一章", start=start, mend="没有内容也列出此章和固定句", insert=text if following else "\n" + text
    )


@rule(
    "S004",
    "empty-chapter-sentence",
    "没有引用文件或者术语的章写固定句",
    basis="GB/T 1.1—2020 8.6、8.7（有把握）；2009 年版不设空章（大体有把握）",
    old=Level.WARNING,
    new=Level.ERROR,
    fix=Fix.ASK,
    wrong="# 规范性引用文件 下写“无。”",
    right="本文件没有规范性引用文件。",
)
def empty_chapter_sentence(page: Page) -> Iterator[Hit]:
    """A chapter with nothing to list: 2020 wants the fixed sentence and nothing else, 2009 no chapter."""
    for zone, sentence in ((Zone.REFERENCES, phrase.NO_REFERENCES), (Zone.TERMS, phrase.NO_TERMS)):
        heading = page.heading_of(zone)
        if heading is None:
            continue
        texts = page.of(zone)
        says_none = [one for one in texts if phrase.same(one.text, sentence)]
        if page.edition == "2020" and says_none and len(texts) > 1:
            yield says_none[0].whole("列有内容，又写“{}”", mend="请删去这一句")
        elif page.edition == "2020" and not says_none and not _lists_something(page, zone):
            yield (texts[0] if texts else heading).whole("没有内容的章没有写固定句", expected=f"“{sentence}”")
        elif page.edition == "2009" and not _lists_something(page, zone):
            yield heading.whole("“{}”一章没有内容", mend="请删去此章")


def _lists_something(page: Page, zone: Zone) -> bool:
    texts = page.of(zone)
    if zone is Zone.TERMS:
        return any(one.kind is Kind.HEADING or "界定的" in one.text for one in texts)
    return any(page.code_pattern.search(one.text) or "《" in one.text for one in texts)


@rule(
    "S005",
    "only-child",
    "同一层不只设一条",
    basis="GB/T 1.1—2009 5.2.4，GB/T 1.1—2020 7.3（有把握）",
    level=Level.ERROR,
    fix=Fix.ASK,
    wrong="## 公示 之下只有 ### 位置",
    right="## 公示 之下有 ### 位置 和 ### 内容",
)
def only_child(page: Page) -> Iterator[Hit]:
    """A heading alone below another; a single term is no section."""
    for heading in page.headings:
        if heading.zone is not Zone.TERMS:
            below = _children(page, heading)
            if len(below) == 1:
                yield below[0].whole("“{}”是同一层唯一的条", mend="请并入上一层，或者增为两条")


def _children(page: Page, parent: Passage) -> list[Passage]:
    following = page.headings[page.headings.index(parent) + 1 :]
    found = []
    for heading in following:
        if heading.level <= parent.level:
            break
        if heading.level == parent.level + 1:
            found.append(heading)
    return found


@rule(
    "S006",
    "hanging-paragraph",
    "标题与下一级标题之间不写段（悬置段）",
    basis="GB/T 1.1—2009 5.2（条号不详），GB/T 1.1—2020 7.4（有把握）",
    fix=Fix.ASK,
    wrong="# 窗口 一段 ## 设置",
    right="# 窗口 ## 通则 一段 ## 设置",
)
def hanging_paragraph(page: Page) -> Iterator[Hit]:
    """A paragraph that no number can point to alone, since its section's number means the sections below as well."""
    first: Passage | None = None
    level = 0
    for passage in page.passages:
        if passage.kind is Kind.HEADING:
            if first is not None and passage.level > level and passage.zone not in (Zone.TERMS, Zone.REFERENCES):
                yield first.whole("标题与下一级标题之间有悬置段", mend="请设“通则”一类的条收纳")
            first, level = None, passage.level
        elif first is None and passage.kind not in (Kind.NOTE, Kind.FOOTNOTE):
            first = passage


@rule(
    "S007",
    "hand-number",
    "章条号由程序生成，标题不手写编号",
    basis="本目录的要求",
    level=Level.ERROR,
    fix=Fix.SAFE,
    wrong="## 4.1 取号",
    right="## 24 小时自助区",
)
def hand_number(page: Page) -> Iterator[Hit]:
    """A number at the head of a heading; figures that belong to the name stay."""
    for passage, found in search(page.headings, _HAND_NUMBER, "plain"):
        yield passage.hit(found, "标题手写了编号“{}”", mend="请删去编号", replacement="")


_HAND_NUMBER = re.compile(
    r"^(?:\d{1,2}(?:\.\d+)+\s*|\d{1,2}\s+(?!小时|个|项|类|日|天|月|年|级|人|米|分钟|种|次)|"
    r"第[一二三四五六七八九十\d]+[章节条]\s*|[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|[A-Z]\.\d+\s)"
)


@rule(
    "S008",
    "list-lead-in",
    "列项前有引语",
    basis="GB/T 1.1—2009 5.2.6，GB/T 1.1—2020 7.5（有把握）",
    wrong="标题之后直接列项",
    right="受理单应载明：",
)
def list_lead_in(page: Page) -> Iterator[Hit]:
    """A list has a sentence before it that ends in a colon, or in a full stop as 2020 allows."""
    ends = "：" if page.edition == "2009" else "：。"
    for one in page.lists:
        first = next((item[0] for item in one.items if item), None)
        if first is None or first.zone in _FREE_LISTS:
            continue
        if one.lead is None:
            yield first.whole("列项前没有引语", mend="请在列项前写一句以冒号结尾的引语")
        elif one.lead.kind in (Kind.PARAGRAPH, Kind.ITEM) and one.lead.text[-1:] not in ends:
            end = len(one.lead.text)
            yield one.lead.hit((max(end - 1, 0), end), "列项的引语以“{}”结尾", expected=f"“{ends[0]}”")


_FREE_LISTS = (Zone.REFERENCES, Zone.BIBLIOGRAPHY, Zone.TERMS, Zone.INDEX, Zone.FOREWORD)


@rule(
    "S009",
    "list-end",
    "列项中间用分号，末项用句号",
    basis="GB/T 1.1—2009（条号不详），GB/T 1.1—2020 7.5（有把握）",
    fix=Fix.SAFE,
    wrong="- 身份证明，末项 - 委托书",
    right="- 身份证明；末项 - 委托书。",
)
def list_end(page: Page) -> Iterator[Hit]:
    """After a colon items end in ；and the last in 。, or ； within another list; sentences end as sentences do."""
    for one in page.lists:
        items = [item[-1] for item in one.items if item]
        led = one.lead is not None and one.lead.text.endswith("：")
        if not led or len(items) != len(one.items) or items[0].zone in _FREE_LISTS or _bare(items):
            continue
        sentences = any("。" in item.unquoted[:-1] for item in items)
        for place, item in enumerate(items):
            last = place == len(items) - 1
            ends_inner = last and one.inner and item.text.endswith("；")
            if not one.nested[place] and not ends_inner:
                yield from _end_hits(item, "。" if last or sentences else "；", strict=last or sentences)


def _bare(items: list[Passage]) -> bool:
    """Whether all items are short names without any mark."""
    return all(len(item.text) <= 4 and not re.search("[，。；、]", item.text) for item in items)


def _end_hits(item: Passage, mark: str, *, strict: bool) -> Iterator[Hit]:
    text = item.text
    if text.endswith((mark, "：", "□") if strict else (mark, "：", "□", "，")):
        return
    wrong = text[-1:] in "。；，、,;."
    start = len(text) - 1 if wrong else len(text)
    found = f"列项以“{text[-1:]}”结尾" if wrong else "列项末尾没有标点"
    yield item.hit((start, len(text)), found, expected=f"“{mark}”", replacement=mark)


@rule(
    "S010",
    "element-order",
    "前言、引言、各章、附录、参考文献、索引依次排列",
    basis="GB/T 1.1—2009 5.1，GB/T 1.1—2020 6.2（有把握）",
    level=Level.ERROR,
    wrong="参考文献在附录之前",
    right="参考文献在附录之后",
)
def element_order(page: Page) -> Iterator[Hit]:
    """The elements in the order of the standard."""
    reached = 0
    for heading in page.headings:
        if heading.level != 1:
            continue
        rank = _RANKS.get(heading.zone, 2)
        if rank < reached:
            yield heading.whole("“{}”的次序不对", expected="前言、引言、各章、附录、参考文献、索引的次序")
        reached = max(reached, rank)


_RANKS = {
    Zone.FOREWORD: 0,
    Zone.INTRODUCTION: 1,
    Zone.NORMATIVE_ANNEX: 3,
    Zone.INFORMATIVE_ANNEX: 3,
    Zone.BIBLIOGRAPHY: 4,
    Zone.INDEX: 5,
}


@rule(
    "S011",
    "requirement-in-preliminaries",
    "前言、引言、范围只作陈述，不含要求",
    basis="GB/T 1.1—2009 6.1.3、6.1.4、6.2.2，GB/T 1.1—2020 8.3 至 8.5（有把握）",
    level=Level.ERROR,
    wrong="（范围）窗口应公开服务指南。",
    right="（范围）本标准规定了公开服务指南的要求。",
)
def requirement_in_preliminaries(page: Page) -> Iterator[Hit]:
    """A requirement before the chapters that may hold one; in 2020 a recommendation as well."""
    pattern = _REQUIREMENT if page.edition == "2009" else _RECOMMENDATION
    passages = tuple(one for one in page.prose if one.zone in (Zone.FOREWORD, Zone.INTRODUCTION, Zone.SCOPE))
    for passage, found in search(passages, pattern):
        yield passage.hit(found, "此处含有要求“{}”", mend="请改为陈述，要求移入以后各章")


_REQUIREMENT = re.compile("不?应|必须|不得|禁止|严禁|(?<![□无毋])须(?!知)")
_RECOMMENDATION = re.compile(f"{_REQUIREMENT.pattern}|不?宜")


@rule(
    "S012",
    "scope-sentences",
    "范围写“规定了……”“适用于……”两句",
    basis="GB/T 1.1—2009 6.2.2，GB/T 1.1—2020 8.5（有把握）",
    fix=Fix.ASK,
    wrong="为规范窗口服务，制定本标准。",
    right="本标准规定了窗口服务的要求。本标准适用于进驻中心的窗口。",
)
def scope_sentences(page: Page) -> Iterator[Hit]:
    """The scope tells what the document does and whom it applies to."""
    heading = page.heading_of(Zone.SCOPE)
    if heading is None:
        return
    text = "".join(one.text for one in page.of(Zone.SCOPE))
    if not re.search("(?:本标准|本文件|本部分)(?:规定|确立|界定|给出|描述|提供|代替)了", text):
        yield heading.whole("范围没有写标准规定了什么", expected=f"“{page.own_name}规定了……”一句")
    if "适用于" not in text:
        yield heading.whole("范围没有写适用对象", expected=f"“{page.own_name}适用于……”一句")


@rule(
    "S013",
    "repeated-text",
    "同一段话不在三份以上标准中重复",
    basis="本目录的要求",
    wrong="三份标准抄同一段",
    right="一份标准写明，其他标准引用",
)
def repeated_text(page: Page) -> Iterator[Hit]:
    """A text of forty characters or more that stands in three pages; one place should hold it."""
    for passage in page.normative if page.repeated else ():
        files = page.repeated.get(repeatable(passage), ())
        if files:
            others = "、".join(file for file in files if file != page.file)
            yield passage.whole(f"这一段也写在 {others}", mend="请留一处，其他改为引用")


def repeatable(passage: Passage) -> str:
    """What of a passage is compared with other pages: all but blanks; nothing where it is short."""
    text = re.sub(r"\s", "", passage.text)
    return text if len(text) >= 40 else ""
