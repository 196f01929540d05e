"""Rules on the name of a standard and on its foreword (名称、前言).

What the front matter must hold, and how codes and ids of clauses look, is the schema's and the clause table's to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.clauses.drafting import phrase
from conformance.clauses.drafting.page import Page
from conformance.clauses.drafting.passage import Hit, Zone
from conformance.clauses.drafting.rule import Fix, Level, rule


@rule(
    "M003",
    "title-word",
    "名称不写“标准”二字，不写“本县”“我县”",
    basis="GB/T 1.1—2009 6.2.1，GB/T 1.1—2020 6.1（大体有把握）",
    fix=Fix.ASK,
    wrong="窗口服务标准",
    right="窗口服务规范",
)
def title_word(page: Page) -> Iterator[Hit]:
    """The title in the front matter: what it is about and what kind of document, no more."""
    title = page.fields.get("title", "")
    found = _TITLE_FAULT.search(title)
    if found:
        start = page.source.find(title) + found.start()
        mend = "请改用“规范”“规程”“指南”“要求”等，删去多余的字样"
        yield Hit(start, start + len(found[0]), f"名称中有“{found[0]}”", mend=mend)


_TITLE_FAULT = re.compile("(?<!编写)标准$|[本我]县|[《》]|[。；，：]$")


@rule(
    "M004",
    "foreword-sentence",
    "前言首段写明按哪一版 GB/T 1.1 起草",
    basis="GB/T 1.1—2009 6.1.3，GB/T 1.1—2020 8.3（有把握）",
    fix=Fix.SAFE,
    wrong="（2020 年版）本标准按照GB/T 1.1—2009给出的规则起草。",
    right=phrase.DRAFTED_BY["2009"],
)
def foreword_sentence(page: Page) -> Iterator[Hit]:
    """The sentence that names the edition; a first paragraph on something else stays, with the sentence before it."""
    heading = page.heading_of(Zone.FOREWORD)
    texts = page.of(Zone.FOREWORD)
    wanted = phrase.DRAFTED_BY[page.edition]
    if heading is None or any(phrase.same(one.text, wanted) for one in texts[:1]):
        return
    message, expected = "前言首段不是本版的起草句", f"“{wanted}”"
    if texts and "GB/T 1.1" in texts[0].text and texts[0].text.rstrip("。").endswith("起草"):
        yield texts[0].whole(message, expected=expected, replacement=wanted)
    elif texts:
        yield page.hit(message, start=texts[0].start, expected=expected, insert=f"{wanted}\n\n")
    else:
        yield heading.whole("前言没有内容", expected=expected)


@rule(
    "M005",
    "patent-sentence",
    "2020 年版的前言写专利提示句",
    basis="GB/T 1.1—2020 8.3（大体有把握）",
    new=Level.WARNING,
    fix=Fix.SAFE,
    wrong="（2020 年版）前言没有提到专利",
    right=phrase.PATENT,
)
def patent_sentence(page: Page) -> Iterator[Hit]:
    """The sentence on patents, after the first paragraph of the foreword."""
    texts = page.of(Zone.FOREWORD)
    if texts and not any("专利" in one.text for one in texts):
        end = texts[0].at(len(texts[0].text) - 1) + 1
        yield page.hit("前言没有专利提示句", start=end, expected=f"“{phrase.PATENT}”", insert=f"\n\n{phrase.PATENT}")
