"""Many chunks and counties over an executor (批量评分): processes here or a cluster, the same results from either.

A task whose process is killed is done once more; of a chunk that is lost again each workbook is read alone, and one
that is lost alone twice is told as a workbook that cannot be read. A county is put together as soon as its chunks are
there, so that only few chunks lie about.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from conformance.cli.chunk import SIZE, Chunk, WorkbookFile
from conformance.cli.county import CHUNKS, County, CountyAnswer
from conformance.cli.pinned import PinnedProject
from conformance.cli.progress import Remaining
from conformance.cli.workers import Executor, Killed, completed

_TRIES = 2
_SHARE_OF_READING = 2
"""Reading and checking a workbook takes about twice as long as scoring it; only the time that is left rests on it."""


def reckon(task: Chunk | County) -> CountyAnswer | None:
    """Do one task; what executors are made with."""
    return task.reckon()


def make_county(
    name: str,
    pinned: PinnedProject,
    workbooks: Sequence[WorkbookFile],
    judgements: Path | None,
    out: Path,
    *,
    size: int = SIZE,
) -> County:
    """A county with its workbooks divided into chunks of this size."""
    chunks = [
        Chunk(pinned, out / CHUNKS, tuple(workbooks[start : start + size])) for start in range(0, len(workbooks), size)
    ]
    return County(name, pinned, tuple(chunks), judgements, out)


def reckon_counties(counties: Iterable[County], executor: Executor, remaining: Remaining) -> Iterator[CountyAnswer]:
    """What people are told of each county, as they are completed; one that fails is told and hides no other."""
    batch = _Batch(iter(counties), executor, remaining)
    for task, result in completed(executor, batch.waiting):
        if isinstance(result, Killed):
            yield from batch.lost(task)
        elif isinstance(task, Chunk):
            batch.chunk_done(task)
        else:
            assert isinstance(result, CountyAnswer)
            yield batch.county_done(task, result)
        batch.fill()


@dataclass
class _Open:
    county: County
    chunks_left: int


class _Batch:
    """Which tasks wait, and which counties are under way."""

    def __init__(self, upcoming: Iterator[County], executor: Executor, remaining: Remaining) -> None:
        self.waiting: deque[Chunk | County] = deque()
        self._upcoming, self._executor, self._remaining = upcoming, executor, remaining
        self._open: dict[Path, _Open] = {}
        self._tries: Counter[Chunk | County] = Counter()
        self.fill()

    def fill(self) -> None:
        """Take further counties, so that nobody waits for work."""
        while len(self.waiting) < self._executor.count:
            county = next(self._upcoming, None)
            if county is None:
                return
            there = [] if county.is_recorded else [chunk for chunk in county.chunks if not chunk.path.exists()]
            spared = len(county.workbooks) - sum(len(chunk.workbooks) for chunk in there)
            self._remaining.spare(_SHARE_OF_READING * spared)
            self._open[county.out] = _Open(county, len(there))
            self.waiting.extend(there or [county])

    def chunk_done(self, chunk: Chunk) -> None:
        """One less; the county is put together after its last."""
        self._remaining.advance(_SHARE_OF_READING * len(chunk.workbooks))
        opened = self._open[chunk.folder.parent]
        opened.chunks_left -= 1
        if not opened.chunks_left:
            self.waiting.appendleft(opened.county)

    def county_done(self, county: County, answer: CountyAnswer) -> CountyAnswer:
        """The answer of a county that nothing more is to be done for."""
        del self._open[county.out]
        self._remaining.advance(len(county.workbooks))
        return answer

    def lost(self, task: Chunk | County) -> Iterator[CountyAnswer]:
        """Let it be done again, or say that it cannot be done."""
        self._tries[task] += 1
        if self._tries[task] < _TRIES:
            self.waiting.appendleft(task)
        elif isinstance(task, Chunk):
            self._put_in_place(task)
        else:
            why = "汇总时进程两次被系统终止，多半是内存不够，请用较少的进程（--jobs）或者在内存较大的机器上重新运行"
            headline = f"{task.name}  {why}。".strip()
            yield self.county_done(task, CountyAnswer(task.name, task.digest, headline, (headline,), False, True))

    def _put_in_place(self, chunk: Chunk) -> None:
        """Each workbook of the chunk alone; one that was alone is not read any more."""
        if len(chunk.workbooks) > 1:
            instead = tuple(replace(chunk, workbooks=(one,)) for one in chunk.workbooks)
        else:
            instead = (replace(chunk, stopped=True),)
        opened = self._open[chunk.folder.parent]
        at = opened.county.chunks.index(chunk)
        chunks = (*opened.county.chunks[:at], *instead, *opened.county.chunks[at + 1 :])
        opened.county = replace(opened.county, chunks=chunks)
        opened.chunks_left += len(instead) - 1
        self.waiting.extendleft(reversed(instead))
