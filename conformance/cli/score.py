"""``conformance score``: workbooks and judgements to scorecards (记分卡)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.cli.batch import make_county, reckon, reckon_counties
from conformance.cli.chunk import SIZE, Chunk, workbook_file
from conformance.cli.cluster import Cluster
from conformance.cli.county import County, CountyAnswer
from conformance.cli.parser import add_calendar, add_out, add_project
from conformance.cli.pinned import PinnedProject, pin_project
from conformance.cli.progress import Remaining
from conformance.cli.project import CountyProject, load_project
from conformance.cli.result_folder import COUNTIES, hold_folder
from conformance.cli.scoring import find_workbooks, say_what_is_supposed
from conformance.cli.workers import WorkerPool
from conformance.errors import CannotProceed
from conformance.evidence.reading import stop_reader
from conformance.inspection.round import read_round
from conformance.inspection.store import FOLDER as RESULTS
from conformance.inspection.store import ResultStore

HELP = "由填报表和判定生成记分卡；给出一个目录时同时做县级核查"
_JOBS = 64
EXAMPLE = "conformance score out/workbooks/filled --judgements out/judgements --out out"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to score, by which rules, where to."""
    add_inputs(parser)
    parser.add_argument(
        "--jobs",
        type=_count,
        default=1,
        metavar="数",
        help="同时使用几个进程；结果不因此不同（缺省：1）",
    )
    parser.add_argument(
        "--cluster",
        metavar="地址",
        help="改用这个 Dask 集群，如 tcp://10.0.0.5:8786；填报表、项目、结果目录在各台机器上路径要相同（缺省：不用）",
    )
    parser.add_argument(
        "--counties",
        action="store_true",
        help="每个子目录是一个县，结果写到 counties/<县>，判定在 --judgements 的同名子目录（缺省：只有一个县）",
    )
    add_calendar(parser)
    add_project(parser)
    add_out(parser, "out")


def _count(text: str) -> int:
    """So many processes."""
    count = int(text)
    if not 1 <= count <= _JOBS:
        raise argparse.ArgumentTypeError(f"应是 1 到 {_JOBS} 的整数")
    return count


def add_inputs(parser: argparse.ArgumentParser) -> None:
    """The inputs that ``score`` and ``report`` have in common."""
    parser.add_argument("workbooks", nargs="+", type=Path, metavar="填报表", help="填报表文件，或者装填报表的目录")
    parser.add_argument(
        "--judgements", type=Path, metavar="目录", help="判定文件 <部门代码>.yaml 所在的目录（缺省：没有判定）"
    )
    parser.add_argument(
        "--acceptance", type=Path, metavar="文件", help="另一份评分规则（缺省：项目的 checklists/acceptance.yaml）"
    )
    parser.add_argument(
        "--round", type=Path, metavar="文件", help="锁定的轮次文件；依据的文件与它不符时不评分（缺省：不核对）"
    )


def open_project(arguments: argparse.Namespace, calendar: Path | None = None) -> CountyProject:
    """The county project; CannotProceed where it is not the one that the round is pinned to."""
    project = load_project(arguments.project, arguments.acceptance, calendar)
    if arguments.round is not None:
        read_round(arguments.round, arguments.project).refuse_others(project.editions)
    return project


def run(arguments: argparse.Namespace) -> int:
    """Write scorecards, problems and results; 1 where a department does not qualify."""
    project = open_project(arguments, arguments.calendar)
    say_what_is_supposed(project)
    pinned = pin_project(project, arguments.acceptance, arguments.calendar)
    with hold_folder(arguments.out), _executor(arguments) as executor:
        places = _places(arguments)
        whole = sum(len(place.workbooks) for place in places)
        size = max(1, min(SIZE, -(-whole // executor.count)))
        remaining = Remaining(whole, "份填报表", work=3 * whole)
        counties = (_county(pinned, place, size) for place in places)
        answers = sorted(reckon_counties(counties, executor, remaining), key=lambda answer: answer.name)
        remaining.end()
    if arguments.counties:
        _gather(arguments.out, [answer for answer in answers if not answer.failed])
    return _tell(answers, arguments.counties)


def _executor(arguments: argparse.Namespace) -> WorkerPool[Chunk | County, CountyAnswer | None] | Cluster[Any, Any]:
    """Whoever does the work."""
    if arguments.cluster is not None:
        return Cluster(reckon, arguments.cluster)
    return WorkerPool(reckon, arguments.jobs, finish=stop_reader)


@dataclass(frozen=True)
class _Place:
    """Where one county's workbooks are, and what belongs to them."""

    name: str
    workbooks: tuple[Path, ...]
    judgements: Path | None
    out: Path


def _places(arguments: argparse.Namespace) -> list[_Place]:
    """The one county, or each county of the folders; CannotProceed where there is none or two are alike."""
    judgements, out = arguments.judgements, arguments.out
    if not arguments.counties:
        return [_Place("", find_workbooks(arguments.workbooks), judgements, out)]
    folders: dict[str, Path] = {}
    for place in arguments.workbooks:
        for folder in sorted(place.iterdir()) if place.is_dir() else ():
            if not folder.is_dir() or folder.name.startswith("."):
                continue
            if folder.name in folders:
                raise CannotProceed(f"“{folders[folder.name]}”和“{folder}”同名，请给其中一个县的目录改名。")
            folders[folder.name] = folder
    if not folders:
        named = "、".join(map(str, arguments.workbooks))
        raise CannotProceed(f"“{named}”中没有子目录；用 --counties 时，每个县的填报表放在一个子目录里。")
    return [
        _Place(name, find_workbooks([folder]), judgements and judgements / name, out / COUNTIES / name)
        for name, folder in sorted(folders.items())
    ]


def _county(pinned: PinnedProject, place: _Place, size: int) -> County:
    workbooks = [workbook_file(path) for path in place.workbooks]
    return make_county(place.name, pinned, workbooks, place.judgements, place.out, size=size)


def _gather(out: Path, answers: Sequence[CountyAnswer]) -> None:
    """All counties' results in one file, for questions over all of them."""
    stores = [ResultStore(out / COUNTIES / answer.name / RESULTS) for answer in answers]
    ResultStore(out / RESULTS).gather(stores)


def _tell(answers: Sequence[CountyAnswer], counties: bool) -> int:
    """Print what people are told; 2 where a county could not be reckoned, 1 where somebody does not qualify."""
    for answer in answers:
        if answer.failed:
            print(answer.headline, file=sys.stderr)
            continue
        for sentence in [answer.headline] if counties else answer.sentences:
            print(sentence)
    if any(answer.failed for answer in answers):
        return 2
    return 0 if all(answer.conforming for answer in answers) else 1
