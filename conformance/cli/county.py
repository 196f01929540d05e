"""A whole county (县) reckoned out of its chunks: county checks, scores, and every file of results.

What was written, with its digests and the sentences that people are told, stands in ``completed.json``, which is
written last: a county whose record agrees with its inputs and with its files is not reckoned again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from conformance.cli.chunk import Chunk, WorkbookFile
from conformance.cli.output import scorecard_records, write_problems
from conformance.cli.pinned import PinnedProject
from conformance.cli.project import CountyProject
from conformance.cli.scoring import Scoring, check_books, score_books
from conformance.cli.summary import all_qualified, headline, mend_sentences, summary_sentences
from conformance.evidence.book import EvidenceBook
from conformance.evidence.reader import each_department_once
from conformance.findings.result import CheckResult
from conformance.inspection.store import FOLDER as RESULTS
from conformance.inspection.store import ResultStore, chunk_name
from conformance.scores.record import write_record
from conformance.terms import Scope

COMPLETED = "completed.json"
CHUNKS = ".chunks"
"""Folder of the chunks of a county that is not completed."""


@dataclass(frozen=True)
class CountyAnswer:
    """What people are told of a county."""

    name: str
    digest: str
    headline: str
    sentences: tuple[str, ...]
    conforming: bool
    """Whether everybody qualifies, nothing being left open."""
    failed: bool = False
    """Whether it could not be reckoned; the headline says why."""


@dataclass(frozen=True)
class County:
    """A task: put the chunks of a county together and write its results."""

    name: str
    """Empty where only one is scored."""
    pinned: PinnedProject
    chunks: tuple[Chunk, ...]
    judgements: Path | None
    out: Path

    @property
    def workbooks(self) -> tuple[WorkbookFile, ...]:
        """In the order given."""
        return tuple(file for chunk in self.chunks for file in chunk.workbooks)

    @cached_property
    def digest(self) -> str:
        """Of all that the results rest on; how the workbooks are divided into chunks is no part of it."""
        stopped = {file.path for chunk in self.chunks if chunk.stopped for file in chunk.workbooks}
        files = [
            f"{number} {file.sha256} {file.path.name} {file.path in stopped}"
            for number, file in enumerate(self.workbooks)
        ]
        return chunk_name([f"county {self.name}", self.pinned.digest, *files, *_judgement_digests(self.judgements)])

    @property
    def is_recorded(self) -> bool:
        """Whether a record says that it was reckoned from the same inputs."""
        return _record(self.out).get("digest") == self.digest

    def reckon(self) -> CountyAnswer:
        """What people are told; the results are written where they are not there."""
        record = _record(self.out)
        if record.get("digest") != self.digest or not _agree(self.out, record["files"]):
            record = self._make()
        shutil.rmtree(self.out / CHUNKS, ignore_errors=True)
        told = {name: record[name] for name in ("digest", "headline", "conforming")}
        return CountyAnswer(name=self.name, sentences=tuple(record["sentences"]), **told)

    def _make(self) -> dict[str, Any]:
        project = self.pinned.load()
        scoring = score_books(project, *self._put_together(project), self.judgements)
        (self.out / COMPLETED).unlink(missing_ok=True)
        files = self._write(project, scoring)
        record: dict[str, Any] = {
            "digest": self.digest,
            "headline": headline(self.name, scoring),
            "sentences": [*summary_sentences(scoring), *mend_sentences(project, scoring)],
            "conforming": all_qualified(scoring),
            "files": {str(file.relative_to(self.out)): _sha256(file) for file in files},
        }
        beside = self.out / f".{COMPLETED}.{os.getpid()}"
        write_record(record, beside)
        beside.replace(self.out / COMPLETED)
        return record

    def _put_together(
        self, project: CountyProject
    ) -> tuple[tuple[EvidenceBook, ...], Mapping[str, tuple[CheckResult, ...]]]:
        """The county's books, and what all checks found in each."""
        taken = [chunk.take() for chunk in self.chunks]
        as_read = [book for one in taken for book in one.books]
        books = each_department_once(as_read)
        kept = {id(book) for book in books}
        own = {
            book.department: one.results[book.department]
            for one in taken
            for book in one.books
            if id(book) in kept and book.readable
        }
        of_county = check_books(project, books, scopes=(Scope.COUNTY,))
        return books, {
            department: tuple(sorted((*results, *of_county[department]), key=lambda one: one.check))
            for department, results in own.items()
        }

    def _write(self, project: CountyProject, scoring: Scoring) -> Iterator[Path]:
        """Write every file of results, and tell which they are."""
        yield from write_problems(project, scoring, self.out)
        records = scorecard_records(project, scoring)
        for department, record in records.items():
            path = self.out / "scorecards" / f"{department}.json"
            write_record(record, path)
            yield path
        store = ResultStore(self.out / RESULTS)
        yield store.write(self.digest, list(records.values()), county=self.name)
        store.keep_only([self.digest])


def _judgement_digests(folder: Path | None) -> Sequence[str]:
    files = sorted(folder.glob("*.yaml")) if folder is not None else []
    return [f"judgement {_sha256(path)} {path.name}" for path in files if path.is_file()]


def _record(out: Path) -> dict[str, Any]:
    try:
        record = json.loads((out / COMPLETED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    whole = isinstance(record, dict) and {"digest", "headline", "sentences", "conforming", "files"} <= set(record)
    return record if whole else {}


def _agree(out: Path, files: object) -> bool:
    """Whether every file that was written is there and as it was."""
    return isinstance(files, dict) and all(
        (out / name).is_file() and _sha256(out / name) == digest for name, digest in files.items()
    )


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
