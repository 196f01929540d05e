"""Some workbooks of a county (批), read and checked by themselves, kept in a file until the whole county is reckoned.

The file is named by the digest of all that it rests on, begins with its own digest, and is renamed into place: one that
is there and whole is never made again. County checks and scores come after, when all chunks are there.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.cli.pinned import PinnedProject
from conformance.cli.scoring import check_books
from conformance.errors import CannotProceed
from conformance.evidence.book import EvidenceBook
from conformance.evidence.guard import FILE_LIMIT
from conformance.evidence.reader import ReadContext, each_department_once, read_book, stopped_book
from conformance.findings.result import CheckResult
from conformance.terms import Scope

SIZE = 40
"""Workbooks a chunk at most: fewer cost more to check, more are lost with a worker that is killed."""


@dataclass(frozen=True)
class WorkbookFile:
    """A workbook as it lay there when the run began."""

    path: Path
    sha256: str
    """Of its bytes; of none where it is not to be read anyhow."""


@dataclass(frozen=True)
class ChunkResult:
    """What came out of a chunk."""

    books: tuple[EvidenceBook, ...]
    """As read, in the order of the workbooks; two may be of one department."""
    results: Mapping[str, tuple[CheckResult, ...]]
    """Of checks of department scope, by department."""


@dataclass(frozen=True)
class Chunk:
    """A task: read these workbooks, run the checks of department scope, write what came out."""

    pinned: PinnedProject
    folder: Path
    workbooks: tuple[WorkbookFile, ...]
    stopped: bool = False
    """Whether the workbooks are not read any more, since each process that read them was killed."""

    @property
    def name(self) -> str:
        """A digest of all that the result rests on."""
        files = [f"{one.sha256} {one.path.name}" for one in self.workbooks]
        return hashlib.sha256("\n".join([self.pinned.digest, str(self.stopped), *files]).encode()).hexdigest()[:32]

    @property
    def path(self) -> Path:
        """Where the result is kept."""
        return self.folder / f"{self.name}.chunk"

    def reckon(self) -> None:
        """Make the file, where it is not there."""
        if self._stored() is None:
            self._make()

    def take(self) -> ChunkResult:
        """What is in the file; made anew where it is not there or not whole."""
        return self._stored() or self._make()

    def _make(self) -> ChunkResult:
        project = self.pinned.load()
        context = ReadContext(project.tables, project.calendar, project.past_editions)
        paths = [one.path for one in self.workbooks]
        books = [stopped_book(path) if self.stopped else read_book(path, context) for path in paths]
        self._refuse_changed(books)
        results = check_books(project, each_department_once(books), scopes=(Scope.DEPARTMENT,))
        made = ChunkResult(tuple(books), results)
        _write(self.path, made)
        return made

    def _refuse_changed(self, books: Sequence[EvidenceBook]) -> None:
        for file, book in zip(self.workbooks, books, strict=True):
            if book.sha256 != file.sha256:
                raise CannotProceed(f"评分过程中“{file.path}”改动了，请在没有人修改填报表时重新运行。")

    def _stored(self) -> ChunkResult | None:
        try:
            content = self.path.read_bytes()
        except OSError:
            return None
        digest, result = content[:32], content[32:]
        if hashlib.sha256(result).digest() != digest:
            return None
        try:
            stored = _Results(io.BytesIO(result)).load()
        except pickle.UnpicklingError:
            return None
        return stored if isinstance(stored, ChunkResult) else None


def workbook_file(path: Path) -> WorkbookFile:
    """The workbook at this path with its digest, as the reader will tell it."""
    readable = path.is_file() and path.stat().st_size <= FILE_LIMIT
    return WorkbookFile(path.resolve(), hashlib.sha256(path.read_bytes() if readable else b"").hexdigest())


def _write(path: Path, result: ChunkResult) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    content = pickle.dumps(result, pickle.HIGHEST_PROTOCOL)
    beside = path.with_name(f".{path.stem}.{os.getpid()}")
    beside.write_bytes(hashlib.sha256(content).digest() + content)
    beside.replace(path)


class _Results(pickle.Unpickler):
    """Reads results alone: a file that somebody slipped in can name no function."""

    def find_class(self, module: str, name: str) -> Any:
        """A class of ours, or a date."""
        if (module, name) == ("datetime", "date") or module.startswith("conformance."):
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a result")
