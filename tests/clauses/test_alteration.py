"""What a proof marks: every place of the new edition that the old one has not as it is."""

from __future__ import annotations

from pathlib import Path

from conformance.clauses.alteration import Alteration, alterations
from conformance.clauses.edition import read_edition
from conformance.clauses.redline import compare
from tests.sphinxext.small_county import make_project

ACCEPTANCE = "standards/provision/acceptance.md"


def marked(old: Path, new: Path) -> list[tuple[str, str]]:
    """Anchor and new words of each place."""
    before, after = read_edition(old)[0], read_edition(new)[0]
    return [(one.anchor, one.text[one.start : one.end]) for one in alterations(compare(before, after), after)]


def test_new_words_new_clauses_and_new_numbers_are_marked(tmp_path: Path) -> None:
    old, new = make_project(tmp_path / "old"), make_project(tmp_path / "new")
    page = new / ACCEPTANCE
    text = page.read_text(encoding="utf-8").replace("当场出具受理单", "在受理当日出具受理单")
    added = ":::{clause} acceptance-scope\n窗口应公布受理范围。\n:::\n\n"
    page.write_text(
        text.replace(":::{clause} acceptance-online", added + ":::{clause} acceptance-online"), encoding="utf-8"
    )
    assert marked(old, new) == [
        ("acceptance-slip", "在受理当日"),
        ("acceptance-scope", "窗口应公布受理范围。"),
        ("acceptance-online", "2.1.3"),
    ]
    # The other way round the clause is gone: what now stands under its number is marked.
    assert marked(new, old) == [
        ("acceptance-slip", "当场"),
        ("acceptance-online", "2.1.2"),
        ("acceptance-online", "2.1.2"),
    ]


def test_the_same_edition_has_no_marks(tmp_path: Path) -> None:
    old = make_project(tmp_path / "old")
    assert marked(old, old) == []


def test_a_new_standard_is_marked_as_a_whole_and_one_that_is_gone_not(tmp_path: Path) -> None:
    old, new = make_project(tmp_path / "old"), make_project(tmp_path / "new")
    (old / ACCEPTANCE).unlink()
    before, after = read_edition(old)[0], read_edition(new)[0]
    assert Alteration("cover-acceptance", "", 0, 0) in alterations(compare(before, after), after)
    assert [one for one in alterations(compare(after, before), before) if one.anchor == "cover-acceptance"] == []
