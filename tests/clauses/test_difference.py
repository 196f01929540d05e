"""Texts are compared within the sentence, in runs that a person can read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.clauses.difference import Part, PartKind, difference

MARKS = {PartKind.SAME: "{}", PartKind.REMOVED: "[-{}-]", PartKind.ADDED: "[+{}+]"}


def marked(parts: tuple[Part, ...]) -> str:
    return "".join(MARKS[part.kind].format(part.text) for part in parts)


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("应在5个工作日内补正。", "应在5个工作日内补正。", "应在5个工作日内补正。"),
        # A number changes as a whole, not digit by digit.
        ("应在15个工作日内办结。", "应在20个工作日内办结。", "应在[-15-][+20+]个工作日内办结。"),
        ("依据 GB/T 1.1—2009 起草。", "依据 GB/T 1.1—2020 起草。", "依据 GB/T [-1.1—2009-][+1.1—2020+] 起草。"),
        ("窗口宜出具受理单。", "窗口应出具受理单。", "窗口[-宜-][+应+]出具受理单。"),
        ("窗口出具受理单。", "窗口应当场出具受理单。", "窗口[+应当场+]出具受理单。"),
        ("当日登记并归档。", "当日登记。", "当日登记[-并归档-]。"),
        # One character that stays between two changes is no island.
        ("由审查岗的人员核对", "由核查组的专家核对", "由[-审查岗的人员-][+核查组的专家+]核对"),
        # Punctuation parts two changes.
        ("告知甲，登记乙。", "告知丙，登记丁。", "告知[-甲-][+丙+]，登记[-乙-][+丁+]。"),
        # A reference is one token.
        ("见 {clause}`a-b`。", "见 {clause}`a-c`。", "见 [-{clause}`a-b`-][+{clause}`a-c`+]。"),
        # Too little in common to be read as one text.
        ("档案应保存三十年。", "窗口宜设导办人员，负责咨询", "[-档案应保存三十年。-][+窗口宜设导办人员，负责咨询+]"),
        ("", "新增一句。", "[+新增一句。+]"),
    ],
)
def test_the_difference_reads_well(old: str, new: str, wanted: str) -> None:
    assert marked(difference(old, new)) == wanted


@settings(max_examples=80, deadline=None)
@given(*[st.text(alphabet="应宜可在工作日12，。 a\n", max_size=30)] * 2)
def test_both_texts_can_be_read_from_the_difference(old: str, new: str) -> None:
    parts = difference(old, new)
    assert "".join(part.text for part in parts if part.kind is not PartKind.ADDED) == old
    assert "".join(part.text for part in parts if part.kind is not PartKind.REMOVED) == new
