"""The whole flow on the sample county: exactly what was planted lights, and the report says so, figure by figure."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Iterable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pypdf import PdfReader

from conformance.checklist.table import load_tables
from conformance.cli.main import main
from tests.end_to_end.conftest import ROOT, County
from tests.independent_score import check_report
from tools.plant_defects import load_defects
from tools.sample.county import MESSY, UNREADABLE

Light = tuple[str, str, str, str]
"""Department, check, table and row key."""


def checked(places: Iterable[Path]) -> list[dict[str, Any]]:
    """What ``conformance check`` answers a program."""
    answer = io.StringIO()
    with redirect_stdout(answer):
        main(["check", *(str(place) for place in places), "--project", str(ROOT), "--format", "json"])
    books: list[dict[str, Any]] = json.loads(answer.getvalue())
    return books


def lights_of(books: Iterable[dict[str, Any]]) -> set[Light]:
    return {
        (book["department"], *finding["key"].split(":", 2))
        for book in books
        for check in book["checks"]
        for finding in check["findings"]
    }


def _report(county: County) -> dict[str, Any]:
    record: dict[str, Any] = json.loads((county.out / "report/acceptance-report.json").read_text(encoding="utf-8"))
    return record


def test_nothing_lights_in_the_clean_county(county: County) -> None:
    books = checked([county.clean])
    assert lights_of(books) == set()
    assert [book["department"] for book in books if any(check["blocked_by"] for check in book["checks"])] == []


def test_exactly_what_was_planted_lights(county: County) -> None:
    expected = {
        (light.get("department", defect.department), light["check"], light["table"], str(light["key"]))
        for defect in load_defects()
        for light in defect.lights
    }
    found = lights_of(checked([county.planted]))
    assert sorted(expected - found) == [], "planted and not found"
    assert sorted(found - expected) == [], "found and not planted"


def test_exactly_the_planted_typing_errors_are_problems(county: County) -> None:
    titles = {table.id: table.title for table in load_tables(ROOT).values()}
    expected = sorted(
        (defect.department, titles[problem["table"]]) for defect in load_defects() for problem in defect.problems
    )
    found = sorted(
        (book["department"], problem["sheet"])
        for book in checked([county.planted])
        for problem in book["problems"]
        if problem["severity"] == "fault" and book["department"] != UNREADABLE
    )
    assert found == expected


def test_the_page_of_problems_gathers_the_workbooks_without_any(county: County) -> None:
    books = json.loads((county.out / "problems.json").read_text(encoding="utf-8"))["workbooks"]
    page = (county.out / "problems.html").read_text(encoding="utf-8")
    told, clean = page.split("<h2>没有填表问题的其他填报表</h2>")
    for book in books:
        assert f'id="{book["department"]}"' in (told if book["problems"] else clean)


def test_a_messy_workbook_is_read_like_a_tidy_one(county: County) -> None:
    (book,) = checked([county.planted / f"{MESSY}.xlsx"])
    assert {problem["severity"] for problem in book["problems"]} == {"note"}
    assert lights_of([book]) == set()


def test_the_unreadable_workbook_is_in_the_report_and_hides_no_other(county: County) -> None:
    departments = {one["department"]: one for one in _report(county)["departments"]}
    assert departments[UNREADABLE]["grade"] == "unrated"
    assert departments[UNREADABLE]["problems"][0]["sentence"].startswith("整个文件：文件已损坏")
    assert [code for code, one in departments.items() if one["grade"] == "unrated"] == [UNREADABLE]
    assert len(departments) == 33
    page = (county.out / "report/acceptance-report.html").read_text(encoding="utf-8")
    assert "不含 1 个部门" in page
    assert county.status == 1, "somebody does not qualify"


def test_every_department_is_scored_again_by_another_hand(county: County) -> None:
    lines = check_report(_report(county))
    assert [(who, differs) for who, *_, differs in lines if differs] == []
    assert len(lines) == 33 + 2, "33 workbooks and the county's two means"


def test_the_data_of_the_report_follow_their_schema(county: County) -> None:
    schema = json.loads((county.out / "report/report.schema.json").read_text(encoding="utf-8"))
    assert list(Draft202012Validator(schema).iter_errors(_report(county))) == []


def test_the_printed_report_has_its_titles_and_every_font(county: County) -> None:
    document = PdfReader(county.out / "report/acceptance-report.pdf")
    text = "".join(page.extract_text() for page in document.pages)
    for title in ("行政许可标准化验收报告", "任务来源和依据", "整改清单", "数据校验清单", "签名页"):
        assert title in re.sub(r"\s", "", text)
    assert "\ufffd" not in text


def test_every_department_has_a_paper_of_four_pages_at_most(county: County) -> None:
    papers = {path.stem: len(PdfReader(path).pages) for path in (county.out / "report/departments").glob("*.pdf")}
    assert papers.keys() == {one["department"] for one in _report(county)["departments"]}
    assert {code: pages for code, pages in papers.items() if pages > 4} == {}
    assert len(PdfReader(county.out / "report/brief.pdf").pages) == 1


def test_one_workbook_alone_says_which_county_checks_did_not_run(county: County, tmp_path: Path) -> None:
    main(["score", str(county.planted / "YC.xlsx"), "--project", str(ROOT), "--out", str(tmp_path)])
    card = json.loads((tmp_path / "scorecards/YC.json").read_text(encoding="utf-8"))
    assert "item-code-unique" in card["county_checks_left_out"]


def test_the_same_inputs_give_the_same_bytes(
    county: County, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    judgements = county.clean.parents[1] / "judgements"
    arguments = ["score", str(county.planted), "--judgements", str(judgements), "--project", str(ROOT)]
    main([*arguments, "--out", str(tmp_path)])
    for path in sorted((county.out / "scorecards").iterdir()):
        assert (tmp_path / "scorecards" / path.name).read_bytes() == path.read_bytes()
    # GH fails by vetoes alone, so the rows that it must mend first are those of the vetoes.
    assert re.search(
        r"^GH +先改 \d+ 处（不能再少）即可合格，得 .*表“办件台账”第 \d+ 行（GH-2017-90001）",
        capsys.readouterr().out,
        re.M,
    )


def _fates(*results: Path) -> Counter[str]:
    """What ``conformance round compare`` answers a program, counted."""
    answer = io.StringIO()
    with redirect_stdout(answer):
        main(["round", "compare", *map(str, results), "--format", "json"])
    return Counter(one["fate"] for one in json.loads(answer.getvalue()))


def test_what_was_mended_between_rounds_is_told_apart_from_what_is_back(county: County, tmp_path: Path) -> None:
    mended = tmp_path / "mended"
    main(["score", str(county.clean), "--project", str(ROOT), "--out", str(mended)])
    planted = county.out
    found = sum(_fates(mended, planted).values())
    assert found > 50
    assert _fates(mended, planted) == {"new": found}
    assert _fates(planted, planted) == {"still": found}
    assert _fates(planted, mended, planted) == {"back": found}
    assert _fates(planted, mended) == {"mended": found}


def test_a_round_that_is_pinned_is_scored_by_its_own_editions_or_not_at_all(
    county: County, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pinned = tmp_path / "rounds" / "final.yaml"
    project = ["--project", str(ROOT)]
    assert main(["round", "pin", str(pinned), "--on", "2017-12-01", *project]) == 0
    score = ["score", str(county.clean / "YC.xlsx"), "--round", str(pinned), "--out", str(tmp_path), *project]
    assert main(score) == 0
    other = tmp_path / "acceptance.yaml"
    rules = (ROOT / "checklists/acceptance.yaml").read_text(encoding="utf-8")
    other.write_text(rules.replace('pass_mark: "80"', 'pass_mark: "70"'), encoding="utf-8")
    capsys.readouterr()
    assert main([*score, "--acceptance", str(other)]) == 2
    assert "锁定以后验收评分规则改动过" in capsys.readouterr().err
    assert main(["round", "pin", str(pinned), "--on", "2017-12-02", *project]) == 2
    assert "只能用 conformance round decide 追加决定" in capsys.readouterr().err
