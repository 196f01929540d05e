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
_GROUP = 2000
"""Departments a row group at least, where many counties are gathered: some 20 MB of them unpacked."""

_FIGURE = pa.struct([("n", pa.string()), ("d", pa.string())])
"""Exact, as texts: numerators outgrow 64 bits."""
_TEXT, _WHOLE, _REAL, _TRUTH = pa.string(), pa.int64(), pa.float64(), pa.bool_()
PARTS = {
    "clauses": {
        "clause": _TEXT, "title": _TEXT, "aspect": _TEXT, "outcome": _TEXT, "weight": _REAL, "points": _REAL,
        "max_points": _REAL, "judged": _TRUTH, "vetoed": _TRUTH,
    },
    "checks": {
        "clause": _TEXT, "check_id": _TEXT, "state": _TEXT, "population": _WHOLE, "violating": _WHOLE,
        "charged": _WHOLE, "set_aside": _WHOLE,
    },
    "findings": {
        "clause": _TEXT, "check_id": _TEXT, "key": _TEXT, "sheet": _TEXT, "cell": _TEXT, "row": _WHOLE,
        "charged": _TRUTH, "message": _TEXT,
    },
    "problems": {"code": _TEXT, "severity": _TEXT, "sheet": _TEXT, "cell": _TEXT, "message": _TEXT},
}  # fmt: skip
"""What a department's row holds lists of; each is a table of its own in a question."""
_SCHEMA = pa.schema(
    [
        ("county", _TEXT),
        ("department", _TEXT),
        ("title", _TEXT),
        ("kind", _TEXT),
        ("round", _TEXT),
        ("workbook_sha256", _TEXT),
        ("readable", _TRUTH),
        ("grade", _TEXT),
        ("total", _REAL),
        ("total_if_mended", _REAL),
        ("total_exact", _FIGURE),
        ("total_if_mended_exact", _FIGURE),
        ("license_items", _WHOLE),
        *((f"{part}.{name}", pa.list_(kind)) for part, fields in PARTS.items() for name, kind in fields.items()),
    ]
)
"""A list for each field of a part, so that a question reads no more than it names."""


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

    def write(self, name: str, records: Sequence[Mapping[str, Any]], *, county: str = "") -> Path:
        """Write a chunk of scorecards, as ``score`` records them; the same records give the same bytes."""
        rows = [
            {"county": county, **_row(record)} for record in sorted(records, key=lambda one: str(one["department"]))
        ]
        return self._write(name, [pa.Table.from_pylist(rows, schema=_SCHEMA)])

    def gather(self, stores: Sequence[ResultStore]) -> Path:
        """Put the chunks of other stores, such as those of counties, into one here, in their order; nothing else stays.

        A question over one file takes a fraction of the time that opening a thousand takes. Not more than a part of
        the rows is held in memory.
        """
        paths = [store.folder / f"{chunk}{_ENDING}" for store in stores for chunk in store.chunks]
        name = hashlib.sha256("\n".join(path.stem for path in paths).encode()).hexdigest()[:32]
        path = self.folder / f"{name}{_ENDING}"
        if self.missing([name]):
            self._write(name, _together(paths))
        self.keep_only([name])
        return path

    def _write(self, name: str, tables: Iterable[pa.Table]) -> Path:
        """Write the tables one after another, each a row group, and rename the file into place."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{name}{_ENDING}"
        beside = self.folder / f".{name}.{os.getpid()}"
        # what only helps to skip within a file makes opening dearer
        settings = {"compression": "zstd", "write_statistics": False, "store_schema": False}
        with pq.ParquetWriter(beside, _SCHEMA, **settings) as writer:
            for table in tables:
                writer.write_table(table)
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

    def rated(self) -> dict[str, tuple[RatedOrgan, ...]]:
        """What each county's figures are made of, by department; exact."""
        columns = ["county", "department", "kind", "grade", "total_exact", "total_if_mended_exact", "license_items"]
        rows = self.dataset().to_table(columns=columns).to_pylist()
        found: dict[str, list[RatedOrgan]] = {}
        for row in sorted(rows, key=lambda one: (str(one["county"]), str(one["department"]))):
            total = Reckoning(_exact(row["total_exact"]), _exact(row["total_if_mended_exact"]))
            organ = RatedOrgan(
                row["department"], BookKind(row["kind"]), Grade(row["grade"]), total, row["license_items"]
            )
            found.setdefault(row["county"], []).append(organ)
        return {county: tuple(organs) for county, organs in found.items()}


def _together(paths: Iterable[Path]) -> Iterator[pa.Table]:
    """What is in these files, so many rows at a time."""
    held: list[pa.Table] = []
    for path in paths:
        held.append(pq.read_table(path, schema=_SCHEMA))
        if sum(table.num_rows for table in held) >= _GROUP:
            yield pa.concat_tables(held).combine_chunks()
            held = []
    if held:
        yield pa.concat_tables(held).combine_chunks()


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
        **_lists("clauses", [_clause(clause) for clause in clauses]),
        **_lists("checks", [_check(clause, check) for clause in clauses for check in clause["checks"]]),
        **_lists(
            "findings",
            [
                _finding(clause, check, one)
                for clause in clauses
                for check in clause["checks"]
                for one in check["findings"]
            ],
        ),
        **_lists("problems", [{**one, "message": one["sentence"]} for one in record["problems"]]),
    }


def _lists(part: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """The rows of a part, a list for each of its fields."""
    return {f"{part}.{name}": [row[name] for row in rows] for name in PARTS[part]}


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
        # a clause that is counted at another shows the same findings and charges none
        "charged": clause["in_round"] and not clause["counted_at"] and not one["charged_at"] and not one["lifted"],
        "message": one["message"],
    }
