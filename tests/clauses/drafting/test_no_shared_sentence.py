"""No two shipped standards share a requirement sentence once their names are masked, and no paragraph is in three."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from conformance.clauses.drafting.page import Page
from conformance.clauses.drafting.report import drafting_hits, read_pages
from conformance.clauses.reader import document_files
from conformance.items.organ import read_organs

ROOT = Path(__file__).parents[3]
LEAST = 8
"""Characters that a sentence has beside names: 窗口应当场登记 alone is no borrowed text."""
ACTORS = (
    "县行政服务中心", "行政服务中心", "审批实施部门", "县级部门", "责任部门", "受理机构", "决定机构", "部门负责人",
    "中心主任", "中心", "部门", "窗口人员", "窗口", "工作人员", "人员", "乡镇", "街道", "申请人",
)  # fmt: skip
"""Who acts besides the posts that have standards of their own and the organs of the county."""


def shipped() -> tuple[Page, ...]:
    return read_pages((file, (ROOT / file).read_text(encoding="utf-8")) for file in document_files(ROOT))


def names_of(pages: tuple[Page, ...]) -> re.Pattern[str]:
    """What is masked: codes, titles and what they are about, organs, posts, the names of other actors."""
    titles = {page.fields["title"] for page in pages}
    subjects = {re.sub("(?:工作)?(?:管理)?(?:规范|规程|规则|指南|要求)$", "", title) for title in titles}
    organs = {organ.title for organ in read_organs(ROOT)[0].values()}
    words = sorted({*titles, *subjects, *organs, *ACTORS}, key=lambda word: (-len(word), word))
    return re.compile(rf"FJXK ?\d+(?:—\d+)?|[一-龥]{{2,4}}岗|{'|'.join(map(re.escape, words))}|本标准|本文件")


def requirements(page: Page, names: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """The sentences of the page that require something: masked, and as written."""
    for passage in page.normative:
        for found in re.finditer("[^。；！？]+", passage.words):
            if "应" in found[0]:
                written = passage.plain[found.start() : found.end()]
                masked = re.sub(r"\s", "", names.sub("□", written))
                if len(masked.replace("□", "")) >= LEAST:
                    yield masked, f"{page.file}：{written}"


def shared(pages: tuple[Page, ...]) -> list[list[str]]:
    names = names_of(pages)
    places: dict[str, dict[str, str]] = defaultdict(dict)
    for page in pages:
        for masked, written in requirements(page, names):
            places[masked][page.file] = written
    return [sorted(found.values()) for found in places.values() if len(found) > 1]


def test_no_two_standards_share_a_requirement_but_for_names() -> None:
    pages = shipped()
    names = names_of(pages)
    assert sum(1 for page in pages for _ in requirements(page, names)) > 1000
    assert shared(pages) == []


def test_a_sentence_taken_over_with_another_post_is_found() -> None:
    head = '---\ncode: FJXK {}—2017\ntitle: {}工作规范\nrules: "2009"\n---\n\n# 范围\n\n# 要求\n\n'
    texts = ("咨询岗应在当日 17:00 前导出咨询台账。", "档案岗应在当日 17:00 前导出咨询台账。")
    pages = read_pages(
        (f"standards/posts/{number}.md", head.format(number, name) + text + "\n")
        for number, (name, text) in enumerate(zip(("咨询岗", "档案岗"), texts, strict=True))
    )
    assert [len(found) for found in shared(pages)] == [2]


def test_lint_finds_a_paragraph_in_three_standards_of_a_project_and_not_in_two() -> None:
    paragraph = "窗口应在收到申请材料的当日登记收件日，出具材料接收清单，由申请人核对后签字，邮寄的以收到之日为收件日。"
    files = document_files(ROOT)
    sources = {file: (ROOT / file).read_text(encoding="utf-8") for file in files}
    chosen = [file for file in files if "\n# 附录" not in sources[file]][:3]
    assert len(chosen) == 3
    for count in (2, 3):
        given = sources | {file: f"{sources[file].rstrip()}\n\n# 收件\n\n{paragraph}\n" for file in chosen[:count]}
        pages = read_pages(given.items())
        found = [one.file for page in pages for one in drafting_hits(page) if one.rule.code == "S013"]
        assert found == ([] if count == 2 else chosen)
