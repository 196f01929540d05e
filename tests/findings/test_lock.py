"""The lock around the checks' SQL (engine.md §3.3): what a statement that passed every reader still cannot do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from conformance.checklist.calendar import load_calendar
from conformance.checklist.check import Check, load_checks
from conformance.findings.database import fetch, open_database
from conformance.findings.stack import stack_books
from conformance.findings.worker import CheckFailed, Limits, run_statements
from tests.findings.books import PROJECT, TABLES, make_book

CALENDAR = load_calendar(PROJECT / "checklists/calendar")
VIEWS = stack_books([make_book("GH", {"ledger": [{"case_number": "A1"}]})], TABLES, CALENDAR)
CHECK = load_checks(PROJECT)["accepted-has-slip"]


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    return open_database(VIEWS)


@pytest.mark.parametrize(
    "attack",
    [
        "from read_csv('{file}')",
        "from '{file}'",
        "from read_text('{file}')",
        "from read_blob('{file}')",
        "from read_parquet('{file}')",
        "from glob('{folder}/*')",
        "from sniff_csv('{file}')",
        "copy ledger to '{folder}/out.csv'",
        "copy (select 1) to '.tmp/leak.csv'",
        "copy (select 1) to '/dev/stdout'",
        "export database '{folder}/ex'",
        "attach '{folder}/y.db'",
        "install httpfs",
        "load httpfs",
        "from read_csv('http://127.0.0.1/x')",
        "set memory_limit='20GB'",
        "set enable_external_access=true",
        "set temp_directory='{folder}'",
        "reset lock_configuration",
        "pragma threads=8",
        "from python_variable",
        "select getenv('HOME')",
        "delete from ledger",
        "update ledger set row = 7",
        "insert into ledger (row) values (1)",
        "with x as (delete from ledger returning *) select * from x",
        "call enable_logging()",
    ],
)
def test_an_attack_on_the_locked_database_is_refused(
    connection: duckdb.DuckDBPyConnection, attack: str, tmp_path: Path
) -> None:
    python_variable = [1]
    file = tmp_path / "x.csv"
    file.write_text("a\n1\n", encoding="utf-8")
    with pytest.raises(duckdb.Error):
        connection.execute(attack.format(file=file, folder=tmp_path)).fetchall()
    assert [path.name for path in tmp_path.iterdir()] == ["x.csv"]
    assert python_variable == [1]


def test_evidence_is_what_it_was_after_an_attack(connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(duckdb.Error):
        connection.execute("delete from ledger")
    connection.rollback()
    assert fetch(connection, "select department, row, key from ledger", seconds=5) == [("GH", 4, "A1")]


def test_a_statement_that_runs_too_long_is_interrupted_and_named() -> None:
    endless = _with("select department, row from department where (select count(*) from range(100000000) a,"
                    " range(100000) b where a.range * b.range % 7 = 3) > 0")  # fmt: skip
    with pytest.raises(CheckFailed, match="accepted-has-slip"):
        run_statements(VIEWS, [endless], Limits(seconds=0.2))


def test_a_statement_that_takes_too_much_memory_is_stopped_and_named() -> None:
    greedy = _with("select department, row from department where length(repeat('x', 2000000000)) > 0")
    with pytest.raises(CheckFailed, match="accepted-has-slip"):
        run_statements(VIEWS, [greedy], Limits(memory=512 << 20))


def test_the_first_check_that_fails_is_named_and_not_its_neighbours() -> None:
    broken = replace(_with("select department, row from ledger where slip_number > 1"), id="broken")
    with pytest.raises(CheckFailed, match="broken") as failure:
        run_statements(VIEWS, [CHECK, broken], Limits())
    assert failure.value.check == "broken"


def _with(population: str) -> Check:
    return replace(CHECK, population_sql=population, violations_sql="select department, row from population")
