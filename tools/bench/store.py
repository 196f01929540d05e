"""How long a question takes over the results of many counties: ``python -m tools.bench.store out/scorecards``.

The scorecards of one county (40 books), written a thousand times under names of their own and gathered into one file
as ``score --counties`` does it, stand for a thousand counties. Prints sizes and, for each question, seconds of the
clock and of the processor.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from conformance.inspection.question import ask
from conformance.inspection.store import ResultStore

COUNTIES, BOOKS = 1000, 40
QUESTIONS = (
    "select grade, count(*) as n from departments group by grade order by grade",
    "select county, avg(total) as mean from departments group by county order by all",
    "select clause, avg(points / max_points) as share from clauses where max_points > 0 group by clause order by all",
    "select check_id, sum(violating) as rows from checks group by check_id order by all",
    "select clause, count(*) as n from findings group by clause order by all",
    "select county, count(*) as n from findings where clause = 'G-3.2.1' group by county order by all",
)


def slowest_question(scorecards: Path, counties: int = COUNTIES) -> float:
    """Seconds of processor that the slowest question takes over so many counties with these scorecards."""
    files = sorted(scorecards.glob("*.json"))[:BOOKS]
    records = [json.loads(path.read_text(encoding="utf-8")) for path in files]
    with tempfile.TemporaryDirectory() as aside:
        first = ResultStore(Path(aside, "0000")).write("county-0000", records, county="county-0000")
        stores = [ResultStore(Path(aside, "0000")), *(_another(first, number) for number in range(1, counties))]
        gathered = ResultStore(Path(aside, "results"))
        start = time.perf_counter()
        file = gathered.gather(stores)
        seconds = time.perf_counter() - start
        print(f"{counties} counties of {len(records)} books, {first.stat().st_size} bytes each;", end=" ")
        print(f"gathered in {seconds:.1f} s, {file.stat().st_size} bytes")
        return max(_take(gathered, question) for question in QUESTIONS)


def _another(first: Path, number: int) -> ResultStore:
    """The same county under another name."""
    name = f"county-{number:04}"
    table = pq.read_table(first)
    table = table.set_column(0, "county", pa.array([name] * table.num_rows))
    folder = first.parents[1] / f"{number:04}"
    folder.mkdir()
    pq.write_table(table, folder / f"{name}.parquet", compression="zstd", write_statistics=False, store_schema=False)
    return ResultStore(folder)


def _take(store: ResultStore, question: str) -> float:
    clock, processor = time.perf_counter(), time.process_time()
    rows = len(ask(store, question).rows)
    seconds = time.perf_counter() - clock, time.process_time() - processor
    print(f"  {seconds[0]:.2f} s ({seconds[1]:.2f} s of processor), {rows} rows: {question}")
    return seconds[1]


if __name__ == "__main__":
    raise SystemExit(slowest_question(Path(sys.argv[1])) >= 2)
