"""The result store (结果库): the scorecards of many books as Parquet, one file a chunk, to be asked without the books.

A chunk is named by the digest of all that its results rest on, written beside and renamed into place: a file that is
there is whole, and a run that was killed goes on with the chunks that are missing. Whoever computes chunks (a process,
a pool, a cluster) hands the records of a chunk to ``write``; how books were divided changes no answer, since rows are
told by department. Workbooks are never read here.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from conformance.errors import CannotProceed
from conformance.scores.county import RatedOrgan
from conformance.scores.scorecard import Reckoning
from conformance.terms import BookKind, Grade

FOLDER = "results"
"""Where ``score`` keeps the store, beside the scorecards."""
_ENDING = ".parquet"

_FIGURE = pa.struct([("n", pa.string()), ("d", pa.string())])
"""Exact, as texts: numerators outgrow 64 bits."""
_CLAUSE = pa.struct(
    [
        ("clause", pa.string()),
        ("title", pa.string()),
        ("aspect", pa.string()),
        ("outcome", pa.string()),
        ("weight", pa.float64()),
        ("points", pa.float64()),
        ("max_points", pa.float64()),
        ("judged", pa.bool_()),
        ("vetoed", pa.bool_()),
    ]
)
_CHECK = pa.struct(
    [
        ("clause", pa.string()),
        ("check_id", pa.string()),
        ("state", pa.string()),
        ("population", pa.int64()),
        ("violating", pa.int64()),
        ("charged", pa.int64()),
        ("set_aside", pa.int64()),
    ]
)
_FINDING = pa.struct(
    [
        ("clause", pa.string()),
        ("check_id", pa.string()),
        ("key", pa.string()),
        ("sheet", pa.string()),
        ("cell", pa.string()),
        ("row", pa.int64()),
        ("charged", pa.bool_()),
        ("message", pa.string()),
    ]
)
_PROBLEM = pa.struct([(name, pa.string()) for name in ("code", "severity", "sheet", "cell", "message")])
_SCHEMA = pa.schema(
    [
        ("department", pa.string()),
        ("title", pa.string()),
        ("kind", pa.string()),
        ("round", pa.string()),
        ("workbook_sha256", pa.string()),
        ("readable", pa.bool_()),
        ("grade", pa.string()),
        ("total", pa.float64()),
        ("total_if_mended", pa.float64()),
        ("total_exact", _FIGURE),
        ("total_if_mended_exact", _FIGURE),
        ("license_items", pa.int64()),
        ("clauses", pa.list_(_CLAUSE)),
        ("checks", pa.list_(_CHECK)),
        ("findings", pa.list_(_FINDING)),
        ("problems", pa.list_(_PROBLEM)),
    ]
)
PARTS = ("clauses", "checks", "findings", "problems")
"""What a department's row holds lists of; each is a table of its own in a question."""


def chunk_name(inputs: Iterable[str]) -> str:
    """The name of a chunk: a digest of the digests of workbooks, judgements and editions, in any order."""
    return hashlib.sha256("\n".join(sorted(inputs)).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class ResultStore:
    """The chunks in a folder."""

    folder: Path

    @property
    def chunks(self) -> tuple[str, ...]:
        """Names of the chunks that are whole, sorted."""
        return tuple(sorted(path.stem for path in self.folder.glob(f"*{_ENDING}")))

    def missing(self, names: Iterable[str]) -> tuple[str, ...]:
        """Those of these chunks that have still to be computed, in their order."""
        there = set(self.chunks)
        return tuple(name for name in names if name not in there)

    def write(self, name: str, records: Sequence[Mapping[str, Any]]) -> Path:
        """Write a chunk of scorecards, as ``score`` records them; the same records give the same bytes."""
        self.folder.mkdir(parents=True, exist_ok=True)
        rows = [_row(record) for record in sorted(records, key=lambda one: str(one["department"]))]
        path = self.folder / f"{name}{_ENDING}"
        beside = self.folder / f".{name}.{os.getpid()}"
        pq.write_table(pa.Table.from_pylist(rows, schema=_SCHEMA), beside, compression="zstd")
        beside.replace(path)
        return path

    def keep_only(self, names: Iterable[str]) -> None:
        """Take away the chunks of earlier runs, and what a killed run left beside."""
        kept = set(names)
        for path in sorted(self.folder.iterdir()) if self.folder.is_dir() else ():
            if path.stem not in kept and (path.suffix == _ENDING or path.name.startswith(".")):
                path.unlink()

    def dataset(self) -> Any:
        """All chunks as one Arrow data set, to be read by column; CannotProceed where there are none."""
        paths = [str(self.folder / f"{name}{_ENDING}") for name in self.chunks]
        if not paths:
            raise CannotProceed(f"“{self.folder}”里没有结果，请指定 conformance score 的结果目录。")
        try:
            return ds.dataset(paths, schema=_SCHEMA, format="parquet")
        except (OSError, pa.ArrowInvalid) as fault:
            raise CannotProceed(f"“{self.folder}”里的结果读不出来，请重新评分。") from fault

    def rated(self) -> Iterator[RatedOrgan]:
        """What the county's figures are made of, by department; exact."""
        columns = ["department", "kind", "grade", "total_exact", "total_if_mended_exact", "license_items"]
        rows = self.dataset().to_table(columns=columns).to_pylist()
        for row in sorted(rows, key=lambda one: str(one["department"])):
            total = Reckoning(_exact(row["total_exact"]), _exact(row["total_if_mended_exact"]))
            yield RatedOrgan(row["department"], BookKind(row["kind"]), Grade(row["grade"]), total, row["license_items"])


def _exact(figure: Mapping[str, str]) -> Fraction:
    return Fraction(int(figure["n"]), int(figure["d"]))


def _row(record: Mapping[str, Any]) -> dict[str, Any]:
    clauses = record["clauses"]
    return {
        "department": record["department"],
        "title": record["title"],
        "kind": record["kind"],
        "round": record["round"],
        "workbook_sha256": record["inputs"]["workbook"]["sha256"],
        "readable": record["readable"],
        "grade": record["grade"],
        "total": _number(record["total"]),
        "total_if_mended": _number(record["total_if_mended"]),
        "total_exact": _figure(record["total"]),
        "total_if_mended_exact": _figure(record["total_if_mended"]),
        "license_items": record["license_items"],
        "clauses": [_clause(clause) for clause in clauses],
        "checks": [_check(clause, check) for clause in clauses for check in clause["checks"]],
        "findings": [
            _finding(clause, check, one)
            for clause in clauses
            for check in clause["checks"]
            for one in check["findings"]
        ],
        "problems": [
            {**{name: one[name] for name in ("code", "severity", "sheet", "cell")}, "message": one["sentence"]}
            for one in record["problems"]
        ],
    }


def _figure(value: Mapping[str, Any]) -> dict[str, str]:
    return {"n": str(value["n"]), "d": str(value["d"])}


def _number(value: Mapping[str, Any]) -> float:
    return float(Fraction(value["n"], value["d"]))


def _clause(clause: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "clause": clause["id"],
        "title": clause["title"],
        "aspect": clause["aspect"],
        "outcome": clause["outcome"],
        "weight": float(Fraction(clause["weight"])),
        "points": _number(clause["points"]),
        "max_points": _number(clause["max_points"]),
        "judged": clause["judgement"] is not None,
        "vetoed": clause["vetoed"],
    }


def _check(clause: Mapping[str, Any], check: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "clause": clause["id"],
        "check_id": check["id"],
        "state": check["state"],
        "population": check["N"],
        "violating": check["V"],
        "charged": check["C"],
        "set_aside": check["U"],
    }


def _finding(clause: Mapping[str, Any], check: Mapping[str, Any], one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "clause": clause["id"],
        "check_id": check["id"],
        "key": one["key"],
        "sheet": one["sheet"],
        "cell": one["cell"],
        "row": one["row"],
        "charged": not one["charged_at"] and not one["lifted"],
        "message": one["message"],
    }
