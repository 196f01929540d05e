"""A report on one department with all that it was made of, to be tampered with."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from conformance.cli.main import main
from tests.builders import make_workbook

ROOT = Path(__file__).parents[2]
JSON, HTML, PDF, DOCX, XLSX = (f"acceptance-report.{ending}" for ending in ("json", "html", "pdf", "docx", "xlsx"))
JUDGEMENT = """department: YC
round: 2017年终期
judgements:
  - {clause: G-3.3.5, outcome: conforming, reason: 原件已核, author: 督查岗, organisation: DC, on: "2017-12-20"}
"""


@dataclass(frozen=True)
class Case:
    """A report and what it was made of."""

    report: Path
    workbook: Path
    judgements: Path
    project: Path = ROOT

    def verify(self, *more: str) -> int:
        """Run the command."""
        inputs = [str(self.workbook), "--judgements", str(self.judgements), "--project", str(self.project)]
        return main(["verify", str(self.report), *inputs, *more])

    def copy_to(self, folder: Path) -> Case:
        """A copy that may be spoiled; the project stays where it is."""
        copied = Case(folder / "report", folder / "YC.xlsx", folder / "judgements")
        shutil.copytree(self.report, copied.report)
        shutil.copytree(self.judgements, copied.judgements)
        shutil.copy(self.workbook, copied.workbook)
        return copied


def make_case(folder: Path) -> Case:
    """The report on one department, in every format."""
    judgements = folder / "judgements"
    judgements.mkdir()
    (judgements / "YC.yaml").write_text(JUDGEMENT, encoding="utf-8")
    case = Case(folder / "report", make_workbook(folder / "YC.xlsx"), judgements)
    inputs = [str(case.workbook), "--judgements", str(judgements), "--project", str(ROOT)]
    main(["report", *inputs, "--out", str(folder)])
    return case
