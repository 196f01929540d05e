"""Make the sample county: Fengjie (奉节县) in 2017, filled workbooks and the inspectors' judgements.

    python tools/sample_county.py out --seed 2017

writes out/workbooks/filled/<code>.xlsx, with the defects planted in them, and out/judgements/<code>.yaml. Everything in
it is made from standards/items, the calendar and the seed; it is sample data and says so.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))  # run as a script, Python looks for modules in tools/ alone

from conformance.checklist.guide import GuideClause  # noqa: E402 - needs the path above
from conformance.cli.project import CountyProject, load_project  # noqa: E402
from conformance.errors import CannotProceed  # noqa: E402
from conformance.evidence.template import fill_workbook  # noqa: E402
from tools.plant_defects import PlantingRefused, load_defects, plant  # noqa: E402
from tools.sample.books import make_books  # noqa: E402
from tools.sample.claims import Claims, make_claims  # noqa: E402
from tools.sample.county import FILLED_ON, MESSY, UNREADABLE, Book, load_county  # noqa: E402
from tools.sample.judgements import make_judgements  # noqa: E402
from tools.sample.spoil import messy, unreadable  # noqa: E402


@dataclass(frozen=True)
class CountySample:
    """What was made, and where it is."""

    workbooks: Path
    judgements: Path
    books: Mapping[str, Book]
    """What stands in each workbook, by code; before any defect is planted."""

    @property
    def cases(self) -> int:
        """Number of cases in all ledgers."""
        return sum(len(book.rows.get("ledger", ())) for book in self.books.values())


def make_county(project: Path, out: Path, seed: int) -> CountySample:
    """Write the clean county: one workbook messy, one unreadable, the others as a careful clerk would fill them.

    CannotProceed where the project cannot be read. The same project and seed give the same bytes.
    """
    county, assessed = load_county(project), load_project(project)
    books = make_books(county, seed)
    sample = CountySample(out / "workbooks" / "filled", out / "judgements", books)
    sample.workbooks.mkdir(parents=True, exist_ok=True)
    sample.judgements.mkdir(parents=True, exist_ok=True)
    for code, book in books.items():
        claims = make_claims(code, assessed.checklist.of(book.kind))
        content = filled(assessed.blank(code), book, claims)
        spoil = {MESSY: messy, UNREADABLE: unreadable}.get(code)
        (sample.workbooks / f"{code}.xlsx").write_bytes(spoil(content) if spoil else content)
    _write_judgements(sample, assessed, make_judgements(county, _clauses(assessed), assessed.acceptance.round))
    return sample


def filled(blank: bytes, book: Book, claims: Claims) -> bytes:
    """One workbook filled in: cover, declarations, rows and self-assessment."""
    return fill_workbook(
        blank,
        cover={
            "secret_items": 0,
            "head": "主要负责人",
            "author": "行政审批科填表岗",
            "phone": "023-56500000",
            "filled_on": FILLED_ON,
        },
        declarations=book.declarations,
        rows={table: rows for table, rows in book.rows.items() if rows},
        claims=claims,
    )


def main() -> int:
    """Make the county and plant its defects; exit 2 where it cannot be done."""
    parser = argparse.ArgumentParser(description="生成样例县（奉节县 2017）的填报表和判定，样例数据，不是真实情况")
    parser.add_argument("out", type=Path, help="写到哪个文件夹")
    parser.add_argument("--seed", type=int, default=2017, help="随机数种子，默认 2017")
    parser.add_argument("--project", type=Path, default=ROOT, help="县项目目录，默认为本项目")
    parser.add_argument("--clean", action="store_true", help="不种缺陷")
    arguments = parser.parse_args()
    defects = () if arguments.clean else load_defects()
    try:
        sample = make_county(arguments.project, arguments.out, arguments.seed)
        plant(sample.workbooks, defects)
    except (CannotProceed, PlantingRefused) as fault:
        print(fault, file=sys.stderr)
        return 2
    print(f"样例县填报表 {len(sample.books)} 份、办件 {sample.cases} 件：{sample.workbooks}")
    print(f"种下缺陷 {len(defects)} 处；{MESSY} 的表填得乱，{UNREADABLE} 的表打不开。")
    print(f"检查组判定 {len(list(sample.judgements.glob('*.yaml')))} 份：{sample.judgements}")
    return 0


def _clauses(assessed: CountyProject) -> list[GuideClause]:
    """The clauses that nobody but a person decides in this round."""
    return [item.clause for item in assessed.checklist.items if item.in_round and not item.checks]


def _write_judgements(sample: CountySample, assessed: CountyProject, files: Mapping[str, Mapping[str, Any]]) -> None:
    for code, data in files.items():
        title = assessed.organs[code].title
        text = yaml.safe_dump(dict(data), allow_unicode=True, sort_keys=False, width=120)
        (sample.judgements / f"{code}.yaml").write_text(f"# {title}：检查组判定（样例数据）\n{text}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
