"""Chapters, sections, annexes and clauses are numbered as GB/T 1.1—2009, 5.2 asks."""

import pytest

from conformance.clauses.number import ClauseMark, HeadingMark, OutlineFault, annex_title, number_outline


def marks(outline: str) -> list[HeadingMark | ClauseMark]:
    """One mark a line: ``#`` headings, ``-`` clauses."""
    lines = [line.strip() for line in outline.strip().splitlines()]
    return [ClauseMark() if line == "-" else HeadingMark(line.count("#"), line.lstrip("# ")) for line in lines if line]


def numbers(outline: str) -> list[str]:
    numbered = number_outline(marks(outline))
    assert numbered.faults == ()
    return list(numbered.numbers)


def test_it_works() -> None:
    outline = "# 前言\n# 范围\n# 受理\n## 收件\n-\n-\n## 登记\n-"
    assert numbers(outline) == ["", "1", "2", "2.1", "2.1.1", "2.1.2", "2.2", "2.2"]


@pytest.mark.parametrize(
    ("outline", "expected"),
    [
        ("# 受理\n-\n-", ["1", "1.1", "1.2"]),
        ("# 受理\n-", ["1", "1"]),
        ("# 受理\n## 收件\n-\n-\n# 审查\n-\n-", ["1", "1.1", "1.1.1", "1.1.2", "2", "2.1", "2.2"]),
        ("# 受理\n## 收件\n### 当场\n-\n-", ["1", "1.1", "1.1.1", "1.1.1.1", "1.1.1.2"]),
        ("# 引言\n## 背景\n# 范围", ["", "", "1"]),
        ("# 范围\n# 附录 A（规范性附录）受理单\n-\n-\n# 附录 B（资料性附录）样表\n## 甲\n## 乙\n-\n# 参考文献",
         ["1", "A", "A.1", "A.2", "B", "B.1", "B.2", "B.2", ""]),
        ("# 前　言\n# 范围", ["", "1"]),
    ],
)  # fmt: skip
def test_numbers_follow_the_outline(outline: str, expected: list[str]) -> None:
    assert numbers(outline) == expected


@pytest.mark.parametrize(
    ("outline", "fault"),
    [
        ("# 受理\n-\n## 收件", (2, OutlineFault.MIXED_LEVEL)),
        ("# 受理\n## 收件\n### 当场\n# 审查\n### 甲", (4, OutlineFault.LEVEL_SKIPPED)),
        ("# 前言\n-", (1, OutlineFault.NO_CHAPTER)),
        ("-", (0, OutlineFault.NO_CHAPTER)),
        ("# 附录 受理单", (0, OutlineFault.ANNEX_TITLE)),
    ],
)
def test_an_outline_that_cannot_be_numbered_is_told(outline: str, fault: tuple[int, OutlineFault]) -> None:
    assert number_outline(marks(outline)).faults == (fault,)


def test_the_title_of_an_annex_has_three_parts() -> None:
    annex = annex_title("附录 A（规范性附录）受理单")
    assert annex is not None
    assert (annex.letter, annex.kind, annex.title) == ("A", "规范性附录", "受理单")
    assert annex_title("附录 A 受理单") is None
    newer = annex_title("附录 B（资料性）样表")
    assert newer is not None
    assert (newer.letter, newer.kind, newer.title) == ("B", "资料性", "样表")
