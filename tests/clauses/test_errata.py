"""What a redline says as errata: the words with enough around them to be found, and nothing that is not in print."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.clauses.difference import difference
from conformance.clauses.edition import read_edition
from conformance.clauses.errata import errata, hunks
from conformance.clauses.redline import compare
from tests.sphinxext.small_county import make_project

ACCEPTANCE = "standards/provision/acceptance.md"


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("应在5个工作日内办结。", "应在3个工作日内办结。", [("应在", "5", "3", "个工作日内办结")]),
        ("甲乙丙丁，应当场办理。", "甲乙丙丁，应尽量当场办理。", [("应", "", "尽量", "当场办理")]),
        ("第一句。\n第二句。", "第一句。", [("第一句。", "\n第二句。", "", "")]),
    ],
)
def test_a_change_is_told_with_the_words_around_it(old: str, new: str, found: list[tuple[str, ...]]) -> None:
    assert [(one.before, one.removed, one.added, one.after) for one in hunks(difference(old, new))] == found


def test_a_change_knows_where_it_stands_in_both_texts() -> None:
    old, new = "应在5个工作日内受理，并在7个工作日内办结。", "应在3个工作日内受理，并在10个工作日内办结。"
    changes = list(hunks(difference(old, new)))
    assert [old[one.old_at : one.old_at + len(one.removed)] for one in changes] == ["5", "7"]
    assert [new[one.new_at : one.new_at + len(one.added)] for one in changes] == ["3", "10"]


def test_each_kind_of_change_has_its_line_and_what_is_not_printed_has_none(tmp_path: Path) -> None:
    old, new = make_project(tmp_path / "old"), make_project(tmp_path / "new")
    page = new / ACCEPTANCE
    text = page.read_text(encoding="utf-8").replace("当场出具受理单", "在受理当日出具受理单")
    text = text.replace(":implements: G-3.2.2\n", "")
    added = ":::{clause} acceptance-scope\n窗口应公布受理范围。\n:::\n\n"
    page.write_text(
        text.replace(":::{clause} acceptance-online", added + ":::{clause} acceptance-online"), encoding="utf-8"
    )
    before, after = read_edition(old)[0], read_edition(new)[0]
    lines = errata(compare(before, after), before, after)
    assert [(one.place, one.anchor, one.wrong, one.right) for one in lines] == [
        ("2.1.1", "acceptance-slip", "窗口受理岗应当场出具受理单", "窗口受理岗应在受理当日出具受理单"),
        ("2.1.2（新）", "acceptance-slip", "（其后漏排）", "窗口应公布受理范围。"),
        ("2.1.2", "acceptance-online", "条号 2.1.2", "条号 2.1.3"),
    ]
    assert lines[0].text[lines[0].start : lines[0].end] == "当场"
