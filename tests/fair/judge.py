"""Judge workbooks through the command line, and read what it wrote: the one place that knows the result files."""

from __future__ import annotations

import contextlib
import html
import io
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

from conformance.cli.main import main

Number = Fraction | int
"""A figure is exact; whole ones compare with integers."""
ROOT = Path(__file__).resolve().parents[2]


@cache
def _read_once(read: Callable[[Path], object], project: Path) -> object:
    return read(project)


@dataclass(frozen=True)
class Counts:
    """The whole numbers of a check."""

    N: int
    V: int
    C: int
    U: int


@dataclass(frozen=True)
class Clause:
    """One clause on a scorecard."""

    record: dict[str, Any]

    @property
    def outcome(self) -> str:
        """The outcome's identifier."""
        return str(self.record["outcome"])

    @property
    def f(self) -> Number | None:
        """The factor as things stand; None where the clause left the sum."""
        return _fraction(self.record["f"])

    @property
    def f_if_mended(self) -> Number | None:
        """The factor if every set-aside row conformed."""
        return _fraction(self.record["f_if_mended"])

    @property
    def points(self) -> Number:
        """Points within the total."""
        value = _fraction(self.record["points"])
        assert value is not None
        return value

    @property
    def max_points(self) -> Number:
        """What the clause is worth within the total."""
        value = _fraction(self.record["max_points"])
        assert value is not None
        return value

    @property
    def shown(self) -> str:
        """Points as people read them."""
        return str(self.record["points"]["shown"])


@dataclass(frozen=True)
class Verdict:
    """One department's scorecard as written."""

    record: dict[str, Any]

    def check(self, check: str) -> dict[str, Any]:
        """What a check found."""
        for clause in self.record["clauses"]:
            for one in clause["checks"]:
                if one["id"] == check:
                    return dict(one)
        raise AssertionError(f"no check {check} on the scorecard of {self.record['department']}")

    @property
    def checks(self) -> list[dict[str, Any]]:
        """Every check, once."""
        by_id = {one["id"]: one for clause in self.record["clauses"] for one in clause["checks"]}
        return [by_id[name] for name in sorted(by_id)]

    def counts(self, check: str) -> Counts:
        """Its whole numbers; none where it was not counted."""
        one = self.check(check)
        return Counts(one["N"], one["V"], one["C"], one["U"])

    def keys(self, check: str) -> list[str]:
        """Keys of the rows that the check finds in breach."""
        return [finding["row_key"] for finding in self.check(check)["findings"]]

    def messages(self, check: str) -> list[str]:
        """Sentences of its findings."""
        return [finding["message"] for finding in self.check(check)["findings"]]

    def prompted(self, check: str) -> list[str]:
        """Keys of the rows that a prompt lists."""
        return [row["row_key"] for prompt in self.record["prompts"] if prompt["id"] == check for row in prompt["rows"]]

    def clause(self, clause: str) -> Clause:
        """One clause."""
        return next(Clause(one) for one in self.record["clauses"] if one["id"] == clause)

    @property
    def clauses(self) -> list[Clause]:
        """All clauses of this kind of workbook."""
        return [Clause(one) for one in self.record["clauses"]]

    @property
    def findings(self) -> list[tuple[str, str]]:
        """Check and row key of everything found in breach."""
        return [(one["id"], finding["row_key"]) for one in self.checks for finding in one["findings"]]

    @property
    def lit(self) -> set[str]:
        """The checks with a finding."""
        return {check for check, _ in self.findings}

    @property
    def faults(self) -> list[dict[str, Any]]:
        """Problems that keep a cell from being read."""
        return [problem for problem in self.record["problems"] if problem["severity"] == "fault"]

    @property
    def notes(self) -> list[dict[str, Any]]:
        """Problems that were understood."""
        return [problem for problem in self.record["problems"] if problem["severity"] != "fault"]

    @property
    def total(self) -> Number:
        """As things stand, not rounded."""
        value = _fraction(self.record["total"])
        assert value is not None
        return value

    @property
    def total_if_mended(self) -> Number:
        """If every set-aside row conformed and every blocked check passed."""
        value = _fraction(self.record["total_if_mended"])
        assert value is not None
        return value

    @property
    def grade(self) -> str:
        """The verdict."""
        return str(self.record["grade"])

    @property
    def vetoes(self) -> list[str]:
        """Clauses that fail the whole."""
        return list(self.record["vetoes"])

    def table(self, table: str) -> dict[str, Any]:
        """How a table was found."""
        return next(one for one in self.record["tables"] if one["table"] == table)


@dataclass(frozen=True)
class Judged:
    """What ``conformance score`` left behind."""

    status: int
    printed: str
    verdicts: dict[str, Verdict]
    problems: dict[str, list[dict[str, Any]]]
    """Department to everything in problems.json."""
    acceptance: Path
    out: Path

    @property
    def one(self) -> Verdict:
        """The only department."""
        (verdict,) = self.verdicts.values()
        return verdict

    def report_text(self) -> str:
        """The words of the report's page without tags, the cells of a table apart."""
        page = (self.out / "report" / "acceptance-report.html").read_text(encoding="utf-8")
        body = page[page.index("<body") :]
        words = re.sub(r"<[^>]+>", "", re.sub(r"</t[dh]>", " ", body))
        return html.unescape(re.sub(r"\s+", " ", words))

    def report_part(self, title: str, following: str) -> str:
        """The words of one chapter, from its heading to the next; the contents name both before."""
        text = self.report_text()
        return text[text.rindex(f" {title} ") : text.rindex(f" {following} ")]


def score(
    workbooks: Sequence[Path], acceptance: Path, out: Path, *, judgements: Path | None = None, report: bool = False
) -> Judged:
    """Run ``conformance score``, or ``report`` that does the same and more, and read the scorecards."""
    arguments = [*map(str, workbooks), "--acceptance", str(acceptance), "--project", str(ROOT)]
    if judgements is not None:
        arguments += ["--judgements", str(judgements)]
    status, printed = run("report" if report else "score", *arguments, "--out", str(out))
    assert status in (0, 1), printed
    problems = json.loads((out / "problems.json").read_text(encoding="utf-8"))
    return Judged(
        status=status,
        printed=printed,
        verdicts={
            path.stem: Verdict(json.loads(path.read_text(encoding="utf-8")))
            for path in sorted((out / "scorecards").glob("*.json"))
        },
        problems={book["department"]: book["problems"] for book in problems["workbooks"]},
        acceptance=acceptance,
        out=out,
    )


def run(*arguments: str) -> tuple[int, str]:
    """Run one command in this process; its exit status and what it printed."""
    heard = io.StringIO()
    with contextlib.redirect_stdout(heard), contextlib.redirect_stderr(heard), shortened():
        status = main(list(arguments))
    return status, heard.getvalue()


@contextlib.contextmanager
def shortened() -> Iterator[None]:
    """Read items and checks, which no situation changes, once; leave out the print, which says nothing else."""
    with (
        mock.patch("conformance.cli.project.kept", lambda read, project, _: _read_once(read, project)),
        mock.patch("conformance.report.pdf.report_pdf", return_value=SimpleNamespace(pdf=b"", pages=0)),
    ):
        yield


def _fraction(figure: dict[str, Any] | None) -> Fraction | None:
    return None if figure is None else Fraction(figure["n"], figure["d"])
