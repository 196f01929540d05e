"""Measure how surely each check finds what it is for (检出率): one fault at a time in a clean county.

    python tools/bench/detection.py                    # all checks; writes checklists/detection.yaml
    python tools/bench/detection.py CHECK ...          # these alone; the others keep their figures
    python tools/bench/detection.py --share 7/40       # the seventh of forty parts, for a quick look; writes nothing

``plant_seeds``, which knows nothing of the package, plants up to five faults for each check in the finished workbooks
of the larger sample county, each in a workbook without any other; the whole county is then checked. A fault is found
where its check names its row. Any other finding is a false alarm, unless a page names it under ``implies`` or the list
of kinds says that nobody can break the one rule so without the other. Exit status 1 where less than 95 % were found
or there was a false alarm.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))  # run as a script, Python looks for modules in tools/bench alone

from conformance.checklist.detection import DETECTION_FILE, Detection, read_detection, rule_digest  # noqa: E402
from conformance.cli.project import CountyProject, load_project  # noqa: E402
from conformance.errors import Severity  # noqa: E402
from conformance.evidence.book import EvidenceBook  # noqa: E402
from conformance.evidence.reader import ReadContext, read_books  # noqa: E402
from conformance.findings.engine import kinds_of_checks, run_checks  # noqa: E402
from tools.plant_seeds import Fault, faults_of, load_kinds, open_county, planted  # noqa: E402
from tools.sample.large import make_large_county  # noqa: E402

GOAL = 0.95
SEED = 2017
_HEAD = """# 各项核查程序的检出率：由 tools/bench/detection.py 测得并写入，不手改。
# planted 是种下的缺陷数（逐一种在没有缺陷的样例县填报表里），found 是查出的，false_alarms 是误报；
# by_reader 是其中读表时就作为填表问题指出的（如主键空着、涉密的行）；rule 是所测 SQL 的摘要，
# SQL 改了，旧数字就不再显示。
"""

Light = tuple[str, str, str, str]
"""Department, check, table and row key."""


@dataclass(frozen=True)
class Trial:
    """One fault and what came of it."""

    fault: Fault
    found: bool
    by_reader: bool
    false_alarms: tuple[Light, ...]


class Bench:
    """A clean county, read once, in which one workbook of each organ at a time is replaced."""

    def __init__(self, project: CountyProject, folder: Path) -> None:
        self.project = project
        self.context = ReadContext(project.tables, project.calendar, project.past_editions)
        self.kinds = kinds_of_checks(project.checks, project.guide)
        self.clean = {book.department: book for book in read_books(sorted(folder.glob("*.xlsx")), self.context)}
        self.sheets = open_county(folder)

    def faults(self, seed: int, chosen: Iterable[str] = ()) -> tuple[Fault, ...]:
        """The faults to try, of all checks or of those chosen; the same places for each in both."""
        concerned = {check: self._concerned(check) for check in self.project.checks}
        faults = faults_of(self.sheets, load_kinds(), seed=seed, concerned=concerned)
        return tuple(fault for fault in faults if not chosen or fault.check in set(chosen))

    def alarms_of_the_clean_county(self) -> set[Light]:
        """What is found where nothing was planted."""
        return self._lights(self.clean.values())

    def try_out(self, faults: Sequence[Fault]) -> Iterator[Trial]:
        """Each fault with what came of it: rounds, in each of which every organ has one fault at most."""
        waiting = list(faults)
        while waiting:
            organs: dict[str, Fault] = {}
            for fault in waiting:
                organs.setdefault(fault.organ, fault)
            chosen = set(map(id, organs.values()))
            waiting = [fault for fault in waiting if id(fault) not in chosen]
            yield from self._round(organs)

    def _concerned(self, check: str) -> frozenset[str]:
        return frozenset(organ for organ, book in self.clean.items() if book.kind in self.kinds[check])

    def _round(self, organs: Mapping[str, Fault]) -> Iterator[Trial]:
        with tempfile.TemporaryDirectory() as folder:
            for organ, fault in organs.items():
                (Path(folder) / f"{organ}.xlsx").write_bytes(planted(self.sheets[organ], fault))
            spoilt = {book.department: book for book in read_books(sorted(Path(folder).iterdir()), self.context)}
        lights = self._lights((self.clean | spoilt).values())
        unexplained = lights - {light for fault in organs.values() for light in self._explained(fault, lights)}
        for organ, fault in organs.items():
            by_reader = _is_told(spoilt[organ], fault)
            found = by_reader or (organ, fault.check, *fault.light) in lights
            yield Trial(fault, found, by_reader, tuple(sorted(light for light in unexplained if light[0] == organ)))

    def _lights(self, books: Iterable[EvidenceBook]) -> set[Light]:
        project = self.project
        results = run_checks(
            tuple(books),
            project.checks,
            project.tables,
            project.calendar,
            county=True,
            kinds=self.kinds,
            chunk=len(self.clean),
            unclassified_limit=project.acceptance.unclassified_limit,
        )
        return {
            (finding.department, finding.check, finding.where.table, finding.where.key)
            for own in results.values()
            for result in own
            for finding in result.findings
        }

    def _explained(self, fault: Fault, lights: Iterable[Light]) -> set[Light]:
        """Findings of the check, of those that pages name with it under ``implies``, and of what goes with it."""
        implies = self.project.implies
        allowed = {fault.check, *fault.kind.breaks_too}
        allowed |= {check for check, implied in implies.items() if fault.check in implied}
        before = 0
        while len(allowed) > before:
            before = len(allowed)
            allowed |= {other for check in allowed for other in implies.get(check, ())}
        own = {light for light in lights if light[0] == fault.organ and light[1] in allowed}
        return own | {light for light in lights if light[1] == fault.check and light[3] == fault.light[1]}


def _is_told(book: EvidenceBook, fault: Fault) -> bool:
    """Whether the reader takes the book or the row for one that cannot be judged, and says so."""
    table, key = fault.light
    if not book.readable or table not in book.tables:
        return not book.readable
    rows = book.tables[table]
    own = {row for row, name in zip(rows.rows, rows.keys, strict=True) if name == key}
    told = (problem for problem in book.problems if problem.severity is Severity.FAULT and problem.table == table)
    return any(row in own for problem in told for row, _ in problem.cells)


def figures_of(trials: Iterable[Trial], project: CountyProject) -> dict[str, Detection]:
    """What was measured, by check."""
    by_check: dict[str, list[Trial]] = defaultdict(list)
    for trial in trials:
        by_check[trial.fault.check].append(trial)
    return {
        check: Detection(
            planted=len(own),
            found=sum(trial.found for trial in own),
            false_alarms=sum(len(trial.false_alarms) for trial in own),
            by_reader=sum(trial.by_reader for trial in own),
            rule=rule_digest(project.checks[check]),
        )
        for check, own in sorted(by_check.items())
    }


def write(project: Path, figures: Mapping[str, Detection]) -> None:
    """Put the figures into the file, beside those of the checks that were not tried."""
    lines = [_HEAD + f"seed: {SEED}\nchecks:\n"]
    for check, one in sorted((read_detection(project) | dict(figures)).items()):
        told = f", by_reader: {one.by_reader}" if one.by_reader else ""
        known = f"planted: {one.planted}, found: {one.found}, false_alarms: {one.false_alarms}{told}"
        lines.append(f"  {check}: {{{known}, rule: '{one.rule}'}}\n")
    (project / DETECTION_FILE).write_text("".join(lines), encoding="utf-8")


def part_of(faults: Sequence[Fault], share: str) -> list[Fault]:
    """The n-th of m parts of the faults, which together are all of them; ``n/m``, n from 1."""
    first, every = (int(number) for number in share.split("/"))
    return [fault for at, fault in enumerate(faults) if at % every == first % every]


def main() -> int:
    """Measure, print what went wrong and the sums, and write the file."""
    parser = argparse.ArgumentParser(description="测各项核查程序的检出率")
    parser.add_argument("checks", nargs="*", help="只测这些核查程序，缺省为全部")
    parser.add_argument("--share", default="", help="只测一部分，如 7/40，不写文件")
    parser.add_argument("--county", type=Path, help="已经做好的大样例县填报表文件夹，缺省现做")
    parser.add_argument("--seed", type=int, default=SEED, help=f"抽取位置的种子，默认 {SEED}；不是它的不写文件")
    arguments = parser.parse_args()
    project = load_project(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(project, arguments.county or make_large_county(ROOT, Path(folder), 2017))
    if alarms := bench.alarms_of_the_clean_county():
        print("\n".join(f"没有缺陷却有发现：{'，'.join(alarm)}" for alarm in sorted(alarms)))
        return 1
    faults = bench.faults(arguments.seed, arguments.checks)
    trials = []
    for trial in bench.try_out(part_of(faults, arguments.share) if arguments.share else faults):
        trials.append(trial)
        _tell(trial)
    _sum_up(trials)
    if not arguments.share and arguments.seed == SEED:
        write(ROOT, figures_of(trials, project))
    missed = sum(not trial.found for trial in trials)
    alarms_found = sum(len(trial.false_alarms) for trial in trials)
    return 1 if alarms_found or missed > len(trials) * (1 - GOAL) else 0


def _tell(trial: Trial) -> None:
    fault = trial.fault
    place = f"{fault.check}（做法 {fault.kind.number}，{fault.organ}，{'，'.join(fault.light)}）"
    if not trial.found:
        print(f"没有查出：{place}", flush=True)
    for light in trial.false_alarms:
        print(f"误报：{place}，却有 {'，'.join(light[1:])}", flush=True)


def _sum_up(trials: Sequence[Trial]) -> None:
    found = sum(trial.found for trial in trials)
    counts = Counter(trial.fault.check for trial in trials).values()
    share = 100 * found / len(trials) if trials else 0
    least, most = min(counts, default=0), max(counts, default=0)
    print(
        f"{len(counts)} 项核查程序，种下 {len(trials)} 处（每项 {least} 至 {most} 处），"
        f"查出 {found} 处（{share:.1f}%），误报 {sum(len(trial.false_alarms) for trial in trials)} 处。"
    )


if __name__ == "__main__":
    sys.exit(main())
