"""What every situation starts from: the shipped project, a conforming workbook, and the command that judges."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from conformance.checklist.calendar import Calendar
from conformance.checklist.check import Check, load_checks
from conformance.checklist.guide import Guide, load_guide
from conformance.cli.project import CountyProject, load_project
from tests.fair.acceptance import Rules, write_acceptance
from tests.fair.county import Size, filled
from tests.fair.edit import Edit
from tests.fair.judge import ROOT, Judged, score, shortened


@dataclass(frozen=True)
class Bench:
    """Workbooks to spoil, and the inspector who judges them."""

    folder: Path
    guide: Guide
    checks: Mapping[str, Check]
    calendar: Calendar
    book: Callable[..., bytes]
    """Department code and size to the finished workbook."""
    workbooks: dict[str, Path] = field(default_factory=dict)

    def open(self, code: str = "YC", *, cases: int = 30, second: int = 0, item: str = "") -> Edit:
        """A conforming workbook of a department, open for editing."""
        return Edit.open(self.book(code, Size(cases, second, item)))

    def add(self, edit: Edit, code: str = "YC") -> Path:
        """Hand the edited workbook in."""
        (self.folder / "workbooks").mkdir(exist_ok=True)
        self.workbooks[code] = edit.save(self.folder / "workbooks" / f"{code}.xlsx")
        return self.workbooks[code]

    def add_clean(self, code: str) -> None:
        """Hand in a workbook as it is."""
        (self.folder / "workbooks").mkdir(exist_ok=True)
        self.workbooks[code] = self.folder / "workbooks" / f"{code}.xlsx"
        self.workbooks[code].write_bytes(self.book(code, Size()))

    def judge(
        self,
        rules: Rules | None = None,
        judgements: Mapping[str, list[dict[str, Any]]] | None = None,
        *,
        report: bool = False,
    ) -> Judged:
        """Score what was handed in, ``judgements`` by department; with ``report`` the report is made too."""
        folder = self.folder / "run"
        folder.mkdir()
        acceptance = write_acceptance(folder / "acceptance.yaml", self.guide, self.checks, rules or Rules())
        if judgements is not None:
            (folder / "judgements").mkdir()
            for code, judged in judgements.items():
                text = yaml.safe_dump({"department": code, "round": "2017", "judgements": judged}, allow_unicode=True)
                (folder / "judgements" / f"{code}.yaml").write_text(text, encoding="utf-8")
        return score(
            list(self.workbooks.values()),
            acceptance,
            folder / "out",
            judgements=folder / "judgements" if judgements is not None else None,
            report=report,
        )


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> CountyProject:
    """The project as it ships, with the rules of the test."""
    acceptance = tmp_path_factory.mktemp("rules") / "acceptance.yaml"
    write_acceptance(acceptance, load_guide(ROOT), load_checks(ROOT), Rules())
    with shortened():
        return load_project(ROOT, acceptance)


@pytest.fixture(scope="session")
def book(shipped: CountyProject) -> Callable[..., bytes]:
    """Finished workbooks, each made once."""

    @cache
    def make(code: str, size: Size) -> bytes:
        return filled(shipped, code, size)

    return make


@pytest.fixture
def bench(tmp_path: Path, shipped: CountyProject, book: Callable[..., bytes]) -> Bench:
    """A desk for one situation."""
    return Bench(tmp_path, shipped.guide, shipped.checks, shipped.calendar, book)
