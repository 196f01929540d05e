"""A site and a volume as of a day: what was in force or to come, the statistics, the legal basis."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conformance.errors import CannotProceed
from conformance.sphinxext.build import build_site
from tests.sphinxext.small_county import Built


def built_as_of(project: Path, day: str) -> Built:
    site = project.parent / f"site-{day}"
    fragments = project.parent / f"fragments-{day}"
    build_site(project, site, fragments, day)
    return Built(project, site, fragments)


@pytest.fixture
def later(project: Path) -> Path:
    """The small county, whose standard on archives is in force two months after the other."""
    page = project / "standards" / "support" / "archive.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("effective_on: 2017-09-01", "effective_on: 2017-11-01"), encoding="utf-8")
    return project


def test_what_is_not_yet_in_force_is_listed_and_not_counted(later: Path) -> None:
    built = built_as_of(later, "2017-10-01")
    assert not (built.site / "standards/support/archive.html").exists()
    system = built.page("system.html")
    assert "<td>服务保障</td><td>2</td><td>0</td><td>0.0</td>" in system
    assert "<td>FJXK 301—2017 自 2017-11-01 起实施</td>" in system
    assert "archive" not in built.page("indexes.html")
    for page in ("index.html", "system.html", "standards/provision/acceptance.html", "coverage.html"):
        assert "2017-10-01 有效的标准和事项" in built.page(page)
    assert {one["document"] for one in json.loads(built.page("clauses.json"))["clauses"]} == {"acceptance"}


def test_a_reference_to_what_is_not_in_force_keeps_its_number_and_leads_nowhere(later: Path) -> None:
    built = built_as_of(later, "2017-10-01")
    page = built.page("standards/provision/acceptance.html")
    assert "FJXK 301—2017的第1章" in page
    assert "archive.html" not in page
    assert "FJXK 301—2017的第1章" in (built.fragments / "acceptance.html").read_text(encoding="utf-8")
    assert "#archive-copy" not in (built.fragments / "acceptance.html").read_text(encoding="utf-8")


def test_the_fragments_say_the_day_and_hold_its_standards(later: Path) -> None:
    built = built_as_of(later, "2017-10-01")
    volume = json.loads((built.fragments / "volume.json").read_text(encoding="utf-8"))
    assert volume["as_of"] == "2017-10-01"
    assert [one["slug"] for subsystem in volume["subsystems"] for one in subsystem["standards"]] == ["acceptance"]
    assert volume["statistics"]["present"] == 1
    remarks = {slot["number"]: (slot["document"], slot["remark"]) for slot in volume["slots"]}
    assert remarks["301.1"] == (None, "FJXK 301—2017 自 2017-11-01 起实施")


def test_what_is_withdrawn_is_left_out(later: Path) -> None:
    page = later / "standards" / "support" / "archive.md"
    text = page.read_text(encoding="utf-8").replace("status: 现行", "status: 废止\nwithdrawn_on: 2017-12-01")
    page.write_text(text, encoding="utf-8")
    assert "自 2017-11-01 起实施" not in built_as_of(later, "2017-12-01").page("system.html")
    assert "archive.html" in built_as_of(later, "2017-11-30").page("system.html")


def test_on_the_last_day_everything_is_as_without_a_day(later: Path) -> None:
    built = built_as_of(later, "2017-12-20")
    plain = Built(later, later.parent / "plain", later.parent / "plain-fragments")
    build_site(later, plain.site, plain.fragments)
    assert built.page("clauses.json") == plain.page("clauses.json")
    assert "有效的标准和事项" not in plain.page("system.html")


def test_items_are_those_of_the_day_with_their_legal_basis(later: Path) -> None:
    page = later / "standards" / "provision" / "acceptance.md"
    page.write_text(
        page.read_text(encoding="utf-8").replace("effective_on: 2017-09-01", "effective_on: 2016-01-01"),
        encoding="utf-8",
    )
    january, december = (built_as_of(later, day) for day in ("2017-01-05", "2017-12-15"))
    assert (january.site / "items/cz01.html").exists()
    assert not (december.site / "items/cz01.html").exists()
    assert "CZ01" not in december.page("items.html").upper()
    for name in ("jy01", "sw01"):
        bases = [
            one.page(f"items/{name}.html").partition("设定依据")[2].partition("</ul>")[0] for one in (january, december)
        ]
        assert all(bases)
        assert bases[0] != bases[1]


def test_a_day_without_any_standard_is_refused(later: Path) -> None:
    with pytest.raises(CannotProceed, match="2017-08-31 没有一项有效的标准"):
        built_as_of(later, "2017-08-31")


def test_a_day_that_is_no_date_is_refused(project: Path, tmp_path: Path) -> None:
    with pytest.raises(CannotProceed, match="“下周”不是日期，请写成 2017-10-01 的样子"):
        build_site(project, tmp_path / "site", as_of="下周")
