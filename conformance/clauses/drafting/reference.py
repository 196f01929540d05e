"""Rules on references (引用): to other documents, and to chapters, tables and annexes of the same one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.clauses.drafting import phrase
from conformance.clauses.drafting.page import Page, search
from conformance.clauses.drafting.passage import Hit, Kind, Passage, Zone
from conformance.clauses.drafting.rule import Fix, Level, rule

_LISTS = "GB/T 1.1—2009 6.2.3，GB/T 1.1—2020 8.6（有把握）"
_POINTERS = "GB/T 1.1—2009 8.1，GB/T 1.1—2020 9.5（有把握）"


@rule(
    "R001",
    "unlisted",
    "正文规范性引用的文件列入第2章",
    basis=_LISTS,
    level=Level.ERROR,
    wrong="标识应符合 GB/T 10001.1 的规定，而第2章未列",
    right="标识应符合 GB/T 10001.1 的规定，第2章已列",
)
def unlisted(page: Page) -> Iterator[Hit]:
    """A document that the body makes part of its requirements and the list does not name."""
    listed = _codes(page, page.of(Zone.REFERENCES))
    own = _code(page.fields.get("code", "").partition("—")[0])
    known = {*listed, *_codes(page, page.of(Zone.BIBLIOGRAPHY)), own}
    for passage, found in search(page.normative, page.code_pattern, "unquoted"):
        code = _code(found[0])
        binding = _BINDING.search(passage.text[max(found.start() - 12, 0) : found.start()])
        if (
            code not in known
            and code.partition(".")[0] not in listed
            and (binding or "的规定" in passage.text[found.end() :][:6])
        ):
            yield passage.hit(
                found, "规范性引用的 {} 没有列入第2章", mend="请列入第2章，或者改为资料性提及并列入参考文献"
            )


_BINDING = re.compile("按照?|符合|依据|执行|遵照|根据|应")


def _codes(page: Page, passages: tuple[Passage, ...]) -> set[str]:
    return {_code(found[0]) for _, found in search(passages, page.code_pattern, "plain")}


def _code(text: str) -> str:
    return text.replace(" ", "")


@rule(
    "R002",
    "uncited",
    "第2章所列文件在正文中提及",
    basis=_LISTS,
    fix=Fix.ASK,
    wrong="第2章列 GB 2894 而无处引用",
    right="第2章列 GB 2894，正文写“标志应符合 GB 2894 的规定”",
)
def uncited(page: Page) -> Iterator[Hit]:
    """A listed document that no sentence, note, table or term speaks of."""
    zones = (Zone.REFERENCES, Zone.BIBLIOGRAPHY, Zone.FOREWORD, Zone.SCOPE)
    cited = _codes(page, tuple(one for one in page.passages if one.zone not in zones))
    for passage, found in search(page.of(Zone.REFERENCES), page.code_pattern, "plain"):
        code = _code(found[0])
        part = any(other.startswith(f"{code}.") for other in cited) and "所有部分" in passage.text
        if found.start() == 0 and code not in cited and not part:
            yield passage.hit(found, "所列的 {} 在正文中没有引用", mend="请删去，或者移入参考文献")


@rule(
    "R003",
    "undated-detail",
    "引用他文件的具体章条时注年份",
    basis="GB/T 1.1—2009 8.1，GB/T 1.1—2020 9.5.4（有把握）",
    level=Level.ERROR,
    wrong="按 GB/T 24421.2 的 5.3 编制。",
    right="按 GB/T 24421.2—2009 的 5.3 编制。",
)
def undated_detail(page: Page) -> Iterator[Hit]:
    """A chapter, section, table or annex of a document whose year is not given."""
    for passage, found in search(page.prose, page.code_pattern, "unquoted"):
        detail = _DETAIL.match(passage.unquoted, found.end())
        if detail:
            yield passage.hit((found.start(), detail.end()), "引用了“{}”而没有注年份", mend="请在代号后写“—”和年份")


_DETAIL = re.compile(r"\s?[中的]?\s?(?:第 ?\d+ ?章|\d+\.\d+(?:\.\d+)*|附录 ?[A-Z]|[表图] ?\d+)")


@rule(
    "R004",
    "code-dash",
    "标准代号的年份前用一字线",
    basis="GB/T 1.1—2009 8.1，GB/T 1.1—2020 9.5.4（有把握）",
    fix=Fix.SAFE,
    wrong="GB/T 19001-2016",
    right="GB/T 19001—2016",
)
def code_dash(page: Page) -> Iterator[Hit]:
    """Anything but one long dash between number and year; ISO and IEC write a colon."""
    for passage, found in search(page.passages, page.code_pattern, "plain"):
        dash = _DASH.match(passage.plain, found.end())
        if dash and not found[0].startswith(("ISO", "IEC")):
            yield passage.hit(dash.span(1), "代号与年份之间是“{}”", expected="一字线“—”", replacement="—")


_DASH = re.compile(r"\s?([-‐‑–－―~]|—{2}|— |:|：)\s?(?:19|20)\d{2}(?!\d)")


@rule(
    "R005",
    "lead-in",
    "规范性引用文件一章以本版的固定句引导",
    basis=_LISTS,
    level=Level.ERROR,
    fix=Fix.SAFE,
    wrong="2009 年版的文件用 2020 年版的引导语",
    right=phrase.REFERENCES["2009"],
)
def lead_in(page: Page) -> Iterator[Hit]:
    """The sentence before the list; where the list begins at once, the sentence is put before it."""
    texts = page.of(Zone.REFERENCES)
    wanted = phrase.REFERENCES[page.edition]
    if not texts or phrase.same(texts[0].text, wanted) or phrase.same(texts[0].text, phrase.NO_REFERENCES):
        return
    if page.code_pattern.match(texts[0].text):
        start = texts[0].start
        if texts[0].kind is Kind.ITEM:
            start = page.source.rfind("\n", 0, start) + 1
        yield page.hit("引用文件清单前没有引导语", start=start, expected=f"“{wanted}”", insert=f"{wanted}\n\n")
    elif any(page.code_pattern.search(one.text) for one in texts[1:]):
        yield texts[0].whole("引导语不是本版的固定句", expected=f"“{wanted}”", replacement=wanted)


@rule(
    "R006",
    "self-name",
    "2009 年版自称“本标准”，2020 年版自称“本文件”",
    basis="GB/T 1.1—2020 9.5.2（有把握），GB/T 1.1—2009（条号不详）",
    old=Level.WARNING,
    new=Level.ERROR,
    fix=Fix.SAFE,
    wrong="（2020 年版）本标准规定了窗口服务的要求。",
    right="（2020 年版）本文件规定了窗口服务的要求。",
)
def self_name(page: Page) -> Iterator[Hit]:
    """本规范 or 本规程 anywhere, and in 2020 本标准 too; 本标准化 is another word."""
    pattern = _SELF_OLD if page.edition == "2009" else _SELF_NEW
    for passage, found in search(page.prose, pattern, "unquoted"):
        yield passage.hit(found, "自称“{}”", expected=f"“{page.own_name}”", replacement=page.own_name)


_SELF_OLD = re.compile("(?<!根)本(?:规范(?!化|性)|规程)")
_SELF_NEW = re.compile(
    "(?<!根)(?<!代替的)本(?:规范(?!化|性)|规程|标准(?!化|件|体系|差)|部分(?=规定|适用|界定|给出|按照?|由|代替|起草))"
)


@rule(
    "R007",
    "vague-position",
    "写出所指的编号，不用“见下表”“前款”",
    basis="GB/T 1.1—2009 8.1，GB/T 1.1—2020 9.5.3（大体有把握）",
    fix=Fix.ASK,
    wrong="申请材料见下表。",
    right="申请材料见表2。",
)
def vague_position(page: Page) -> Iterator[Hit]:
    """A pointer to what stands above or below, which moves when the page is revised."""
    for passage, found in search(page.normative, _VAGUE_POSITION):
        yield passage.hit(found, "“{}”没有写出编号", mend="请写出表、图或者条的编号")


_VAGUE_POSITION = re.compile(
    "如?下(?:表|图)所示|见(?:上|下)(?:表|图|文)|上述(?:规定|要求|条款)|(?<![年月日])前款|前条|上款(?!项)|下列(?:表|图)|如(?:上|下)所述"
)


@rule(
    "R008",
    "dead-ref",
    "所指的章条、表、附录存在",
    basis="本目录的要求",
    level=Level.ERROR,
    wrong="申请材料见表9。（只有三张表）",
    right="申请材料见表3。",
)
def dead_ref(page: Page) -> Iterator[Hit]:
    """A number that the document does not have; what follows another document's name is that one's."""
    known = page.numbers | {f"表{one.number}" for one in page.tables if one.number}
    for passage, found in search(page.prose, _POINTER, "unquoted"):
        before = passage.plain[: found.start()]
        elsewhere = re.search(r"(?:》|—\d{4}|□+)[^，。；]{0,6}$", before) or _ends_in_code(page, before)
        if not elsewhere and _target(found) not in known:
            yield passage.hit(found, "没有“{}”", mend="请核对编号，或者补上所指的内容")


_POINTER = re.compile(
    r"(?P<table>表) ?(?P<t>(?:[A-Z]\.)?\d+)(?!\d|\s?[张份个页行]|[A-Z])|附录 ?(?P<annex>[A-Z])(?![A-Za-z])|"
    r"(?:见|按照?|符合) ?(?P<section>\d{1,2}(?:\.\d{1,2}){1,4})"
    r"(?![\d.%％]|\s?(?:[万亿元米天日年月个倍级]|分|小时|工作日|平方|mm|cm|m))|"
    r"第 ?(?P<chapter>\d{1,2}) ?章"
)


def _target(found: re.Match[str]) -> str:
    if found["table"]:
        return f"表{found['t']}"
    return str(found["annex"] or found["section"] or found["chapter"])


def _ends_in_code(page: Page, before: str) -> bool:
    return any(found.end() >= len(before) - 4 for found in page.code_pattern.finditer(before))


@rule(
    "R009",
    "article-style",
    "条只写编号，不写“第……条”",
    basis=_POINTERS,
    fix=Fix.SAFE,
    wrong="按第5.2条办理。",
    right="按 5.2 办理。",
)
def article_style(page: Page) -> Iterator[Hit]:
    """第5.2条 for 5.2; the articles of laws carry no points."""
    for passage, found in search(page.prose, _ARTICLE, "unquoted"):
        number = found["number"] or found["bare"]
        yield passage.hit(found, "“{}”写了“第”“条”字样", expected=f"“{number}”", replacement=number)


_ARTICLE = re.compile(
    r"第 ?(?P<number>\d+(?:\.\d+)+) ?(?:条|款|节)(?!件|例|约)|"
    r"(?<![\d.A-Za-z—])(?P<bare>\d+(?:\.\d+)+) ?(?:条|款|节)(?!件|例|约)"
)


@rule(
    "R010",
    "law-as-reference",
    "法律、政策不作规范性引用",
    basis="GB/T 1.1—2020 9.5.4（有把握），2009 年版未核",
    fix=Fix.ASK,
    wrong="窗口应符合国家有关法律法规。",
    right="办理期限按表3。",
)
def law_as_reference(page: Page) -> Iterator[Hit]:
    """A law in the list of references, or a requirement to obey the law, which everybody has to."""
    for passage in page.of(Zone.REFERENCES):
        if _LAW_ENTRY.search(passage.text) and not page.code_pattern.search(passage.text):
            yield passage.whole("法律、政策“{}”列为规范性引用文件", mend="请移入参考文献，正文写出具体要求")
    for passage, found in search(page.normative, _OBEY, "unquoted"):
        yield passage.hit(found, "“{}”是人人都要守法的话", mend="请写出具体要求，依据放入参考文献")


_LAW_ENTRY = re.compile("(?:法|条例|办法|规定|决定|通知|意见|细则)(?:》|$|（[^）]*）$)")
_OBEY = re.compile(
    "应(?:当)?(?:符合|遵守|执行|按照)[^，。；]{0,8}(?:有关|相关|现行|国家)[^，。；]{0,8}(?:法律|法规|规章|政策)"
)
