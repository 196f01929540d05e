"""A batch gives the same bytes however it is divided, whoever does it, and whatever was killed on the way."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from conformance.cli import chunk as chunk_module
from conformance.cli.batch import reckon
from conformance.cli.chunk import Chunk
from conformance.cli.cluster import Cluster
from conformance.cli.county import CHUNKS, COMPLETED, County, CountyAnswer
from conformance.cli.main import main
from conformance.cli.output import scorecard_records
from conformance.cli.pinned import PinnedProject
from conformance.cli.result_folder import hold_folder
from conformance.cli.scoring import score_workbooks
from conformance.errors import CannotProceed
from conformance.evidence.book import EvidenceBook
from conformance.evidence.reader import ReadContext, read_book
from conformance.inspection.question import ask
from conformance.inspection.store import FOLDER, ResultStore
from conformance.scores.record import record_text
from tests.cli.batches import (
    CODES,
    JUDGEMENT,
    ROOT,
    divided,
    reckoned,
    reckoned_by_who_lives,
    reckoned_here,
    shipped_project,
    small_county,
    written,
)
from tools.local_cluster import local_cluster


@pytest.fixture(scope="module")
def pinned() -> PinnedProject:
    return shipped_project()


@pytest.fixture(scope="module")
def workbooks(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return small_county(tmp_path_factory.mktemp("workbooks"))


@pytest.fixture(scope="module")
def judgements(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("judgements")
    (folder / "GH.yaml").write_text(JUDGEMENT, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def expected(
    pinned: PinnedProject, workbooks: list[Path], judgements: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, bytes]:
    """What an undisturbed run with one process and one chunk writes."""
    out = tmp_path_factory.mktemp("expected")
    reckoned_here(divided(pinned, workbooks, out, 40, judgements), 1)
    return written(out)


@pytest.fixture
def county(pinned: PinnedProject, workbooks: list[Path], judgements: Path, tmp_path: Path) -> County:
    return divided(pinned, workbooks, tmp_path / "out", 2, judgements)


def test_a_batch_scores_as_a_single_run_does(
    pinned: PinnedProject, workbooks: list[Path], judgements: Path, expected: dict[str, bytes]
) -> None:
    project = pinned.load()
    records = scorecard_records(project, score_workbooks(project, workbooks, judgements))
    assert {f"scorecards/{code}.json": record_text(one).encode() for code, one in records.items()} == {
        name: content for name, content in expected.items() if name.startswith("scorecards/")
    }
    assert {*CODES, "GH-copy", "ZZ"} == set(records)
    assert "与现场不符" in expected["scorecards/GH.json"].decode()
    assert len(json.loads(expected[COMPLETED])["sentences"]) >= len(records)


@pytest.mark.parametrize(("size", "processes"), [(1, 2), (4, 3)])
def test_neither_chunks_nor_processes_change_a_byte(
    county: County, expected: dict[str, bytes], size: int, processes: int
) -> None:
    files = [file.path for file in county.workbooks]
    reckoned_here(divided(county.pinned, files, county.out, size, county.judgements), processes)
    assert written(county.out) == expected


def test_a_cluster_changes_no_byte(county: County, expected: dict[str, bytes], tmp_path: Path) -> None:
    with local_cluster(tmp_path, 2) as address, Cluster(reckon, address, workers=2) as cluster:
        assert cluster.count == 2
        answer = reckoned(county, cluster)
        assert written(county.out) == expected
        assert not answer.failed
        other = replace(county.pinned, digest="of other rules")
        with pytest.raises(CannotProceed, match="与发起评分的机器不同"):
            reckoned(divided(other, [county.workbooks[0].path], tmp_path / "other", 1), cluster)


def test_a_cluster_goes_on_without_a_worker_that_was_killed(
    county: County, expected: dict[str, bytes], tmp_path: Path
) -> None:
    work = partial(reckoned_by_who_lives, tmp_path / "killed")
    with local_cluster(tmp_path, 2) as address, Cluster(work, address, workers=2) as cluster:
        answer = reckoned(county, cluster)
        assert cluster.count == 1
    assert not answer.failed
    assert written(county.out) == expected


def killing(path: Path, times: int, workbook: str) -> None:
    """Kill this process where it comes to a workbook, so many times."""
    killed = path / "killed"
    done = killed.read_text().count("x") if killed.exists() else 0
    if workbook == "HB" and done < times:
        with killed.open("a") as file:
            file.write("x")
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("times", [1, 2, 3])
def test_what_a_killed_process_did_is_done_again(
    county: County, expected: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    def read(path: Path, context: ReadContext) -> EvidenceBook:
        killing(tmp_path, times, path.stem)
        return read_book(path, context)

    monkeypatch.setattr(chunk_module, "read_book", read)
    reckoned_here(county)
    assert written(county.out) == expected
    assert (tmp_path / "killed").read_text() == "x" * times


def test_a_workbook_that_kills_its_process_again_and_again_is_told_and_hides_no_other(
    county: County, expected: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(path: Path, context: ReadContext) -> EvidenceBook:
        killing(tmp_path, 99, path.stem)
        return read_book(path, context)

    monkeypatch.setattr(chunk_module, "read_book", read)
    answer = reckoned_here(county)
    told = [sentence for sentence in answer.sentences if sentence.startswith("HB")]
    assert told == [
        "HB   未评  整个文件：读取它的程序被终止，没有读出内容；请把填报内容复制到新领的模板中，保存后重新提交。"
    ]
    assert {name for name in written(county.out) if name.startswith("scorecards/")} == {
        name for name in expected if name.startswith("scorecards/")
    }
    monkeypatch.setattr(chunk_module, "read_book", read_book)
    reckoned_here(county)  # it was no fault of the workbook: the next run tries anew
    assert written(county.out) == expected


def test_a_county_that_cannot_be_put_together_is_told(county: County, tmp_path: Path) -> None:
    def work(task: Chunk | County) -> CountyAnswer | None:
        if isinstance(task, County):
            os.kill(os.getpid(), signal.SIGKILL)
        return task.reckon()

    answer = reckoned_here(county, work=work)
    assert answer.failed and not answer.conforming
    assert answer.headline.startswith("汇总时进程两次被系统终止")
    assert not (county.out / COMPLETED).exists()


def reads(county: County, log: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which workbooks are read when the county is reckoned."""

    def read(path: Path, context: ReadContext) -> EvidenceBook:
        with log.open("a") as file:
            file.write(f"{path.name}\n")
        return read_book(path, context)

    log.write_text("")
    monkeypatch.setattr(chunk_module, "read_book", read)
    reckoned_here(county)
    return sorted(log.read_text().split())


def test_only_what_is_missing_is_reckoned(
    county: County, expected: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "read"
    first, torn, *_ = county.chunks
    first.reckon()
    torn.reckon()
    torn.path.write_bytes(torn.path.read_bytes()[:-1])
    spared = {file.path.name for file in first.workbooks}
    everything = sorted(file.path.name for file in county.workbooks)
    assert reads(county, log, monkeypatch) == [name for name in everything if name not in spared]
    assert written(county.out) == expected
    assert reads(county, log, monkeypatch) == []
    (county.out / "scorecards" / "YC.json").unlink()
    assert reads(county, log, monkeypatch) == everything
    assert written(county.out) == expected


def test_whatever_changes_is_reckoned_anew(
    county: County, workbooks: list[Path], judgements: Path, tmp_path: Path
) -> None:
    reckoned_here(county)
    other = tmp_path / "other"
    shutil.copytree(judgements, other)
    (other / "GH.yaml").write_text(JUDGEMENT.replace("与现场不符", "与原件不符"), encoding="utf-8")
    assert county.is_recorded
    assert not replace(county, judgements=other).is_recorded
    assert not replace(county, pinned=replace(county.pinned, digest="of other rules")).is_recorded
    shutil.copytree(workbooks[0].parent, tmp_path / "changed")
    changed = sorted((tmp_path / "changed").iterdir())
    assert divided(county.pinned, changed, county.out, 2, judgements).is_recorded
    changed[0].write_bytes(b"something else")
    assert not divided(county.pinned, changed, county.out, 2, judgements).is_recorded


def test_a_workbook_that_changes_meanwhile_stops_the_run(pinned: PinnedProject, tmp_path: Path) -> None:
    path = tmp_path / "GH.xlsx"
    path.write_bytes(b"before")
    county = divided(pinned, [path], tmp_path / "out", 1)
    path.write_bytes(b"after")
    with pytest.raises(CannotProceed, match=r"GH\.xlsx”改动了"):
        reckoned_here(county)


def test_a_chunk_can_hold_no_program(county: County, tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.system, (f"touch {tmp_path / 'evil'}",)

    chunk = county.chunks[0]
    content = pickle.dumps(Evil())
    chunk.folder.mkdir(parents=True)
    chunk.path.write_bytes(hashlib.sha256(content).digest() + content)
    assert [book.file_name for book in chunk.take().books] == [file.path.name for file in chunk.workbooks]
    assert not (tmp_path / "evil").exists()


def test_two_runs_do_not_write_into_one_folder(tmp_path: Path) -> None:
    held = (
        "import sys, pathlib\nfrom conformance.cli.result_folder import hold_folder\n"
        "with hold_folder(pathlib.Path(sys.argv[1])):\n print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", held, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None and other.stdout.readline() == "held\n"
        with pytest.raises(CannotProceed, match="另一个 conformance score 正在写"), hold_folder(tmp_path):
            pass
        other.kill()
    with hold_folder(tmp_path):
        pass


def test_a_run_that_was_killed_goes_on(workbooks: list[Path], tmp_path: Path) -> None:
    undisturbed, out = tmp_path / "undisturbed", tmp_path / "out"
    score = ["score", str(workbooks[0].parent), "--project", str(ROOT), "--jobs", "2", "--out"]
    command = [sys.executable, "-m", "conformance.cli.main", *score, str(out)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as run:
        until = time.monotonic() + 60
        while not list((out / CHUNKS).glob("*.chunk")) and time.monotonic() < until:
            time.sleep(0.01)
        run.kill()
        assert run.stderr is not None and run.stderr.read() == b""  # closed: its workers died with it
    assert not (out / COMPLETED).exists()
    left = list((out / CHUNKS).glob("*.chunk"))
    assert left
    assert main([*score, str(out)]) == main([*score, str(undisturbed)])
    assert written(out) == written(undisturbed)


def test_several_counties_are_scored_at_once_and_asked_together(
    workbooks: list[Path], judgements: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, files in (("甲县", workbooks), ("乙县", workbooks[:1])):
        (tmp_path / "books" / name).mkdir(parents=True)
        for file in files:
            shutil.copy(file, tmp_path / "books" / name)
    shutil.copytree(judgements, tmp_path / "judged" / "甲县")
    out = tmp_path / "out"
    score = ["score", str(tmp_path / "books"), "--counties", "--judgements", str(tmp_path / "judged")]
    assert main([*score, "--project", str(ROOT), "--jobs", "2", "--out", str(out)]) in (0, 1)
    printed = capsys.readouterr()
    assert [line.split()[0] for line in printed.out.splitlines()] == ["乙县", "甲县"]
    assert printed.err == ""
    counted = ask(ResultStore(out / FOLDER), "select county, count(*) from departments group by county order by county")
    assert counted.rows == (("乙县", 1), ("甲县", 6))
    assert main(["query", "--results", str(out), "--project", str(ROOT)]) == 0
    assert capsys.readouterr().out == printed.out
    assert len(list((out / FOLDER).iterdir())) == 1
    first = written(out)
    assert main([*score, "--project", str(ROOT), "--out", str(out)]) in (0, 1)
    assert written(out) == first
