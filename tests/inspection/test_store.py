"""The result store: whole chunks or none, the same answers however books were divided, questions that can only read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from conformance.cli import query
from conformance.cli.main import main
from conformance.errors import CannotProceed
from conformance.inspection.question import ask
from conformance.inspection.store import FOLDER, PARTS, ResultStore, chunk_name
from conformance.report.json import report_json
from conformance.scores.county import summarise_rated
from tests.report.builders import make_county

ROOT = Path(__file__).parents[2]
COUNTY = make_county()
RECORDS: Sequence[dict[str, Any]] = json.loads(report_json(COUNTY))["departments"]


def stored(folder: Path, size: int) -> ResultStore:
    """The small county, so many departments a chunk."""
    store = ResultStore(folder)
    for start in range(0, len(RECORDS), size):
        chunk = RECORDS[start : start + size]
        store.write(chunk_name(one["inputs"]["workbook"]["sha256"] + one["department"] for one in chunk), chunk)
    return store


def test_it_works(tmp_path: Path) -> None:
    answer = ask(stored(tmp_path, 2), "select department, grade from departments order by department")
    assert answer.columns == ("department", "grade")
    assert list(answer.rows) == sorted((one["department"], one["grade"]) for one in RECORDS)


@pytest.mark.parametrize("size", [1, 2, 100])
def test_how_books_are_divided_changes_no_answer(tmp_path: Path, size: int) -> None:
    store = stored(tmp_path, size)
    counted = ask(store, "select department, clause, key, charged from findings order by all").rows
    assert (
        counted
        == ask(
            stored(tmp_path / "whole", 50), "select department, clause, key, charged from findings order by all"
        ).rows
    )
    assert len(counted) == sum(
        len(check["findings"]) for one in RECORDS for clause in one["clauses"] for check in clause["checks"]
    )
    assert len(counted) > 3


@pytest.mark.parametrize("part", sorted(PARTS))
def test_a_question_for_everything_gets_every_column(tmp_path: Path, part: str) -> None:
    store = stored(tmp_path, 2)
    assert ask(store, f"select * from {part}").columns == ("county", "department", *PARTS[part])
    counted = ask(store, f"select count(*) from {part}").rows
    assert counted == ask(store, f"select COUNT( * ) from (select * from {part})").rows


def test_multiplying_is_no_asking_for_everything_and_harms_nothing(tmp_path: Path) -> None:
    store = stored(tmp_path, 2)
    rows = ask(store, "select clause, 2 * points from clauses where max_points > 0 order by all").rows
    assert rows == ask(store, "select clause, points + points from clauses where max_points > 0 order by all").rows


def test_the_countys_figures_come_out_of_the_store_to_the_last_fraction(tmp_path: Path) -> None:
    rule = COUNTY.basis.acceptance.conclusion
    assert summarise_rated(stored(tmp_path, 2).rated()[""], rule) == COUNTY.summary
    assert COUNTY.summary.mean is not None and COUNTY.summary.mean.as_it_stands.denominator > 1


def test_a_chunk_is_written_whole_and_the_same_every_time(tmp_path: Path) -> None:
    store = ResultStore(tmp_path)
    first = store.write("a", RECORDS).read_bytes()
    assert store.write("a", list(reversed(RECORDS))).read_bytes() == first
    assert [path.name for path in tmp_path.iterdir()] == ["a.parquet"]


def test_a_killed_run_goes_on_with_what_is_missing(tmp_path: Path) -> None:
    store = ResultStore(tmp_path)
    store.write("a", RECORDS[:1])
    (tmp_path / ".b.123").write_bytes(b"half a chunk")
    (tmp_path / "old.parquet").write_bytes(b"of another run")
    assert store.missing(["a", "b"]) == ("b",)
    store.write("b", RECORDS[1:])
    store.keep_only(["a", "b"])
    assert store.missing(["a", "b"]) == ()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.parquet", "b.parquet"]


def test_counties_gathered_answer_as_each_does_and_leave_nothing_else(tmp_path: Path) -> None:
    stores = []
    for county, chunk in (("甲", RECORDS[1:]), ("乙", RECORDS)):
        stores.append(ResultStore(tmp_path / county))
        stores[-1].write(f"results-{county}", chunk, county=county)
    whole = ResultStore(tmp_path / "whole")
    whole.write("earlier", RECORDS)
    path = whole.gather(stores)
    content = path.read_bytes()
    assert [one.name for one in whole.folder.iterdir()] == [path.name]
    question = "select county, department, check_id, key from findings order by all"
    each = sorted(row for store in stores for row in ask(store, question).rows)
    assert list(ask(whole, question).rows) == each and len({row[0] for row in each}) == 2
    assert whole.rated() == {"乙": stores[1].rated()["乙"], "甲": stores[0].rated()["甲"]}
    path.unlink()
    assert whole.gather(stores).read_bytes() == content


@pytest.mark.parametrize(
    "statement",
    [
        "copy departments to '{there}/stolen.csv'",
        "create table x as select 1",
        "insert into departments select * from departments",
        "select 1; select 2",
        "attach '{there}/x.db'",
        "set threads = 8",
        "drop view departments",
        "select * from read_csv('/etc/passwd')",
        "select * from '/etc/passwd'",
        "select * from read_parquet('{there}/*.parquet')",
        "install httpfs",
        "selekt",
    ],
)
def test_a_question_can_only_read_the_results(tmp_path: Path, statement: str) -> None:
    store = stored(tmp_path, 2)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(CannotProceed, match=r"查询|SELECT"):
        ask(store, statement.replace("{there}", str(tmp_path)))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_question_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    endless = "select count(*) from range(100000000000) a, range(1000000) b where a.range % 7 = b.range % 11"
    with pytest.raises(CannotProceed, match=r"超过 0\.2 秒"):
        ask(stored(tmp_path, 2), endless, seconds=0.2)


def test_the_command_answers_people_and_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stored(tmp_path / FOLDER, 2)
    results = ["--results", str(tmp_path), "--project", str(ROOT)]
    assert main(["query", "select count(*) as n from departments", *results]) == 0
    assert capsys.readouterr().out == f"n\n{len(RECORDS)}\n共 1 行\n"
    assert main(["query", "select count(*) as n from departments", *results, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == [{"n": len(RECORDS)}]
    assert main(["query", *results]) == 0
    assert "建议结论：" in capsys.readouterr().out
    assert main(["query", "--results", str(tmp_path / "nowhere"), "--project", str(ROOT)]) == 2


def test_exact_figures_are_kept_as_texts(tmp_path: Path) -> None:
    totals = {one.department: one.total.as_it_stands for one in stored(tmp_path, 3).rated()[""]}
    assert totals == {one["department"]: Fraction(one["total"]["n"], one["total"]["d"]) for one in RECORDS}
    assert query.EXAMPLE.startswith("conformance query")
