"""How long a question takes over the results of many counties: ``python -m tools.bench.store out/scorecards``.

The scorecards of one county, written once and copied under a thousand names, stand for a thousand counties. Prints the
size of a county's store and, for each question, seconds of the clock and of the processor.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

from conformance.inspection.question import ask
from conformance.inspection.store import ResultStore

COUNTIES = 1000
QUESTIONS = (
    "select grade, count(*) as n from departments group by grade order by grade",
    "select clause, avg(points / max_points) as share from clauses where max_points > 0 group by clause order by all",
    "select check_id, sum(violating) as rows from checks group by check_id order by all",
    "select clause, count(*) as n from findings group by clause order by all",
)


def main(scorecards: Path) -> int:
    """Simulate, ask, print."""
    records = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(scorecards.glob("*.json"))]
    with tempfile.TemporaryDirectory() as aside:
        store = ResultStore(Path(aside))
        county = store.write("county-0000", records)
        print(f"one county: {len(records)} books, {county.stat().st_size} bytes")
        for number in range(1, COUNTIES):
            shutil.copyfile(county, county.with_stem(f"county-{number:04}"))
        for question in QUESTIONS:
            clock, processor = time.perf_counter(), time.process_time()
            rows = len(ask(store, question).rows)
            seconds = time.perf_counter() - clock, time.process_time() - processor
            print(f"{seconds[0]:.2f} s ({seconds[1]:.2f} s of processor), {rows} rows: {question}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
