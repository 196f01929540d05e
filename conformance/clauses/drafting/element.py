"""Rules on terms, notes, examples, annexes and tables (术语、注、示例、附录、表)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from conformance.clauses.drafting import phrase
from conformance.clauses.drafting.page import Page, search
from conformance.clauses.drafting.passage import Hit, Kind, Passage, Zone
from conformance.clauses.drafting.rule import Fix, Level, rule

_TERMS = "GB/T 1.1—2009 6.3.2，GB/T 1.1—2020 8.7（有把握）"
_REQUIREMENT = re.compile("不?应(?!急)|必须|不得|禁止|严禁|(?<![□无毋])须(?!知)")


@rule(
    "T001",
    "definition-requirement",
    "定义不含要求",
    basis=_TERMS,
    level=Level.ERROR,
    wrong="记录：由两人签名、应保存两年的文书。",
    right="记录：由两人签名的文书。",
)
def definition_requirement(page: Page) -> Iterator[Hit]:
    """A modal verb in a definition; 应予公开的信息 and 规定应听证的 name what is defined and are none."""
    for _, definition in _entries(page):
        for found in _REQUIREMENT.finditer(definition.words):
            attribute = re.match("不?应[^，。；]{1,12}的[^，。；]", definition.words[found.start() :])
            if not attribute and not definition.words[: found.start()].endswith("规定"):
                yield definition.hit(found, "定义含有要求“{}”", mend="请移入正文，定义只说明是什么")


def _entries(page: Page) -> Iterator[tuple[Passage, Passage]]:
    """The heading and the definition of each term."""
    passages = page.of(Zone.TERMS)
    for heading, text in pairwise(passages):
        if heading.kind is Kind.HEADING and text.kind is Kind.PARAGRAPH:
            yield heading, text


@rule(
    "T002",
    "unused-term",
    "所界定的术语在正文中使用",
    basis=_TERMS,
    wrong="界定“容缺受理”而正文不用",
    right="只界定正文用到的术语",
)
def unused_term(page: Page) -> Iterator[Hit]:
    """A term that no other text of the document uses; a document on terms is there for others."""
    if "术语" in page.fields.get("title", ""):
        return
    for heading, definition in _entries(page):
        term = re.split(r"[ \u3000]", heading.text)[0]
        if not any(term in one.text for one in page.passages if one is not heading and one is not definition):
            yield heading.hit((0, len(term)), "术语“{}”在正文中没有使用", mend="请删去此术语")


@rule(
    "T003",
    "terms-lead-in",
    "术语一章以固定句引导",
    basis=_TERMS,
    level=Level.ERROR,
    fix=Fix.SAFE,
    wrong="以下名词适用。",
    right=phrase.TERMS,
)
def terms_lead_in(page: Page) -> Iterator[Hit]:
    """The sentence before the terms, one of three, or the sentence that says there are none."""
    texts = page.of(Zone.TERMS)
    if not texts:
        return
    first = texts[0]
    if first.kind is Kind.HEADING:
        start = page.source.rfind("\n", 0, first.start) + 1
        yield page.hit("术语前没有引导语", start=start, expected=f"“{phrase.TERMS}”", insert=f"{phrase.TERMS}\n\n")
    elif not phrase.leads_to_terms(first.text) and not phrase.same(first.text, phrase.NO_TERMS):
        has_terms = any(one.kind is Kind.HEADING for one in texts)
        safe = has_terms and len(first.text) < 20 and "界定" not in first.text
        yield first.whole("引导语不是固定句", expected=f"“{phrase.TERMS}”", replacement=phrase.TERMS if safe else None)


@rule(
    "N001",
    "note-requirement",
    "注和脚注不含要求",
    basis="GB/T 1.1—2009 7.2（条号不详），GB/T 1.1—2020 9.2、9.11（有把握）",
    level=Level.ERROR,
    fix=Fix.ASK,
    wrong="注：台账应保存两年。",
    right="注：台账保存两年是本县的做法。",
)
def note_requirement(page: Page) -> Iterator[Hit]:
    """A requirement in a note, which nobody has to follow."""
    for passage, found in search(_notes(page), _REQUIREMENT):
        yield passage.hit(found, "注含有要求“{}”", mend="请改为陈述，或者移入正文")


def _notes(page: Page) -> tuple[Passage, ...]:
    return tuple(one for one in page.passages if one.kind in (Kind.NOTE, Kind.FOOTNOTE))


@rule(
    "N002",
    "example-requirement",
    "示例不含要求",
    basis="GB/T 1.1—2020 9.2、9.10（有把握）",
    wrong="示例：收件后应登记。",
    right="示例：“经核，材料齐全，予以受理。”",
)
def example_requirement(page: Page) -> Iterator[Hit]:
    """A requirement in an example that is not itself a specimen of wording."""
    examples = tuple(one for one in page.passages if one.kind is Kind.EXAMPLE)
    for passage, found in search(examples, _REQUIREMENT):
        if not re.search("表述|写法|措辞", passage.text[: found.start()]):
            yield passage.hit(found, "示例含有要求“{}”", mend="请改为陈述，或者移入正文")


@rule(
    "N003",
    "note-recommendation",
    "注和脚注不作推荐和允许",
    basis="GB/T 1.1—2020 9.2（大体有把握）",
    new=Level.WARNING,
    wrong="注：宜用电子档。",
    right="注：电子档便于检索。",
)
def note_recommendation(page: Page) -> Iterator[Hit]:
    """A recommendation or a permission in a note."""
    for passage, found in search(_notes(page), _ADVICE):
        yield passage.hit(found, "注含有推荐或者允许“{}”", mend="请改为陈述，或者移入正文")


_ADVICE = re.compile("不?宜|(?<!不)可(?=由|在|用|以(?!外|前|后|上|下)|不|采|委)")


@rule(
    "N004",
    "note-mark",
    "注写作“注：”或“注1：”",
    basis="GB/T 1.1—2020 9.11（大体有把握），GB/T 1.1—2009（条号不详）",
    fix=Fix.SAFE,
    wrong="注: 地点见大厅平面图。",
    right="注：地点见大厅平面图。",
)
def note_mark(page: Page) -> Iterator[Hit]:
    """Other ways to begin a note."""
    passages = tuple(one for one in page.passages if one.kind in (Kind.NOTE, Kind.PARAGRAPH, Kind.ITEM))
    for passage, found in search(passages, _MARK, "text"):
        mark = f"注{found['number'] or ''}："
        yield passage.hit(found, "注以“{}”起头", expected=f"“{mark}”", replacement=mark)


_MARK = re.compile(r"^(?:注\s*(?P<number>\d*)\s*:\s*|注\s+：\s*|注意：|备注：|说明：|\*\*注\*\*\s*[：:]?\s*|注释：)")


@rule(
    "A001",
    "annex-kind",
    "附录按本版标明性质",
    basis="GB/T 1.1—2020 9.6（有把握），GB/T 1.1—2009（条号不详）",
    level=Level.ERROR,
    fix=Fix.SAFE,
    wrong="（2020 年版）附录 A（规范性附录）受理单",
    right="（2020 年版）附录 A（规范性）受理单",
)
def annex_kind(page: Page) -> Iterator[Hit]:
    """（规范性附录）in 2009, （规范性）in 2020."""
    suffix = "附录" if page.edition == "2009" else ""
    for _, heading in page.annexes:
        found = _ANNEX_KIND.search(heading.text)
        if found is None:
            yield heading.whole("附录标题没有标明性质", expected=f"“附录 A（规范性{suffix}）名称”的式样")
        elif found[0] != f"（{found[1]}{suffix}）":
            right = f"（{found[1]}{suffix}）"
            yield heading.hit(found, "附录的性质写作“{}”", expected=f"“{right}”", replacement=right)


_ANNEX_KIND = re.compile("[（(](规范性|资料性)(?:附录)?[）)]")


@rule(
    "A002",
    "annex-uncited",
    "附录在正文中提及",
    basis="GB/T 1.1—2009 5.2.7，GB/T 1.1—2020 9.6（有把握）",
    level=Level.ERROR,
    wrong="有附录C 而正文没有提及",
    right="受理单见附录C。",
)
def annex_uncited(page: Page) -> Iterator[Hit]:
    """An annex that no text outside it speaks of, nor of one of its tables or sections."""
    for letter, heading in page.annexes:
        cited = re.compile(rf"附录\s?{letter}(?![A-Za-z])|[、和]\s?{letter}(?![A-Za-z0-9.])|(?<![A-Za-z]){letter}\.\d")
        texts = (one for one, _ in search(page.passages, cited, "text") if one.kind is not Kind.HEADING)
        if not any(one.zone is not Zone.FOREWORD and not _inside(page, one, heading) for one in texts):
            yield heading.whole(f"正文没有提及附录 {letter}", mend=f"请在正文中写“见附录{letter}”，或者删去附录")


def _inside(page: Page, passage: Passage, heading: Passage) -> bool:
    """Whether a passage stands in the annex of this heading."""
    following = [one.start for one in page.headings if one.level == 1 and one.start > heading.start]
    return heading.start < passage.start < (following[0] if following else len(page.source) + 1)


@rule(
    "A003",
    "informative-as-normative",
    "资料性附录不作要求的依据",
    basis="GB/T 1.1—2020 9.6（大体有把握）",
    fix=Fix.ASK,
    wrong="申请表应符合附录B。（附录 B 为资料性附录）",
    right="申请表的样式参见附录B。",
)
def informative_as_normative(page: Page) -> Iterator[Hit]:
    """A requirement that rests on an informative annex, or, in 2020, stands in one."""
    informative = {letter for letter, heading in page.annexes if heading.zone is Zone.INFORMATIVE_ANNEX}
    for passage, found in search(page.normative, _BY_ANNEX):
        if found[1] in informative:
            yield passage.hit(found, "“{}”以资料性附录为依据", mend="请改为规范性附录，或者改写为“参见”")
    if page.edition == "2020":
        for passage, found in search(page.of(Zone.INFORMATIVE_ANNEX), _REQUIREMENT):
            if passage.kind in (Kind.PARAGRAPH, Kind.ITEM):
                yield passage.hit(found, "资料性附录含有要求“{}”", mend="请改为规范性附录，或者改为陈述")


_BY_ANNEX = re.compile(r"(?:应(?:当)?(?:符合|按照?)|按照?|符合)\s?附录\s?([A-Z])")


@rule(
    "F001",
    "caption",
    "表有题，不手写编号，题末无标点",
    basis="GB/T 1.1—2009 7.3、7.4，GB/T 1.1—2020 9.7、9.8（有把握）",
    level=Level.ERROR,
    wrong="表1 申请材料。",
    right="申请材料",
)
def caption(page: Page) -> Iterator[Hit]:
    """The title of a table; tables written as plain rows have none and are told."""
    for table in page.tables:
        if table.caption is None:
            yield page.hit("表没有表题", start=table.start, mend="请用 list-table 或者 table 指令写出表题")
            continue
        for found in _CAPTION_FAULT.finditer(table.caption.text):
            yield table.caption.hit(found, "表题中有“{}”", mend="编号由程序生成，题末不用标点，请删去")


_CAPTION_FAULT = re.compile(r"^[表图] ?(?:[A-Z]\.)?\d+[a-z]?\s*|[。；，、：:;,.]$")


@rule(
    "F002",
    "table-uncited",
    "表在正文中提及",
    basis="GB/T 1.1—2009 7.4.1、GB/T 1.1—2020 9.8.1（未核）",
    level=Level.HINT,
    wrong="有表2 而正文没有提及",
    right="受理处理方式见表2。",
)
def table_uncited(page: Page) -> Iterator[Hit]:
    """A numbered table that no sentence speaks of."""
    if not any(table.number for table in page.tables):
        return
    others = (one for one in page.passages.holding(("表",)) if one.kind is not Kind.CAPTION)
    text = "\n".join(one.plain.replace(" ", "") for one in others)
    spans = {(found[1], found[2]) for found in re.finditer(r"表([A-Z]?\.?\d+)[至～、和](?:表)?([A-Z]?\.?\d+)", text)}
    for table in page.tables:
        if table.caption is None or not table.number:
            continue
        named = re.search(rf"表{re.escape(table.number)}(?!\d)", text)
        if not named and not any(table.number in span or _between(table.number, *span) for span in spans):
            yield table.caption.whole(f"正文没有提及表{table.number}“{{}}”", mend=f"请在正文中写“见表{table.number}”")


def _between(number: str, first: str, last: str) -> bool:
    head = number.rpartition(".")[0]
    parts = [one.rpartition(".") for one in (first, number, last)]
    return all(part[0] == head for part in parts) and int(parts[0][2]) <= int(parts[1][2]) <= int(parts[2][2])
