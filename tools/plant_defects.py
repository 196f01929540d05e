"""Plant the defects (缺陷) of tools/sample/defects.yaml in the finished workbooks of the sample county.

A second opinion on what is wrong with a workbook: it knows sheets, headings and cells alone, nothing of the package
under test. Each edit says what stands in the cell before; where that is not so, nothing is written at all.

    python tools/plant_defects.py out/workbooks/filled
"""

from __future__ import annotations

import argparse
import io
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

MANIFEST = Path(__file__).with_name("sample") / "defects.yaml"
_HEADING_ROW = 3
_CORE = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
)


class PlantingRefused(Exception):
    """The workbook is not as the manifest says, so that nothing can be planted in it."""


@dataclass(frozen=True)
class Defect:
    """One defect: where it goes, and what must light."""

    id: str
    department: str
    edits: tuple[Mapping[str, Any], ...]
    lights: tuple[Mapping[str, Any], ...]
    problems: tuple[Mapping[str, Any], ...]


def load_defects(manifest: Path = MANIFEST) -> tuple[Defect, ...]:
    """The defects that tables can show, in the order of the manifest."""
    entries = yaml.safe_load(manifest.read_text(encoding="utf-8"))["defects"]
    return tuple(
        Defect(
            id=entry["id"],
            department=entry["department"],
            edits=tuple(entry["edits"]),
            lights=tuple(entry["lights"]),
            problems=tuple(entry.get("problems", ())),
        )
        for entry in entries
    )


def plant(folder: Path, defects: Sequence[Defect]) -> None:
    """Edit the workbooks in the folder; PlantingRefused names the defect whose place or old value is not there."""
    by_department: dict[str, list[Defect]] = defaultdict(list)
    for defect in defects:
        by_department[defect.department].append(defect)
    finished = {
        folder / f"{department}.xlsx": _planted(folder / f"{department}.xlsx", own)
        for department, own in by_department.items()
    }
    for path, content in finished.items():
        path.write_bytes(content)


def _planted(path: Path, defects: Iterable[Defect]) -> bytes:
    if not path.is_file():
        raise PlantingRefused(f"{path.name}: no such workbook")
    workbook = load_workbook(path)
    for defect in defects:
        for edit in defect.edits:
            try:
                _edit(workbook, edit)
            except PlantingRefused as fault:
                raise PlantingRefused(f"{path.name}, {defect.id}: {fault}") from fault
    return _saved(workbook)


def _edit(workbook: Workbook, edit: Mapping[str, Any]) -> None:
    if edit["sheet"] not in workbook.sheetnames:
        raise PlantingRefused(f"no sheet {edit['sheet']}")
    sheet = workbook[edit["sheet"]]
    columns = {str(cell.value): number for number, cell in enumerate(sheet[_HEADING_ROW], start=1) if cell.value}
    for heading in (*edit.get("where", ()), *edit.get("set", ()), *edit.get("every", ())):
        if heading not in columns:
            raise PlantingRefused(f"sheet {sheet.title} has no column {heading}")
    if "every" in edit:
        for heading, (before, after) in edit["every"].items():
            _replace_all(sheet, columns[heading], before, after)
        return
    row = _row_where(sheet, columns, edit["where"])
    for heading, (before, after) in edit["set"].items():
        cell = sheet.cell(row, columns[heading])
        if _value(cell) != before:
            raise PlantingRefused(f"{sheet.title} {cell.coordinate} holds {_value(cell)!r}, not {before!r}")
        _set(cell, after)


def _row_where(sheet: Worksheet, columns: Mapping[str, int], where: Mapping[str, Any]) -> int:
    rows = [
        row
        for row in range(_HEADING_ROW + 1, sheet.max_row + 1)
        if all(_value(sheet.cell(row, columns[heading])) == value for heading, value in where.items())
    ]
    if len(rows) != 1:
        raise PlantingRefused(f"{sheet.title} has {len(rows)} rows with {dict(where)}")
    return rows[0]


def _replace_all(sheet: Worksheet, column: int, before: Any, after: Any) -> None:
    cells = [sheet.cell(row, column) for row in range(_HEADING_ROW + 1, sheet.max_row + 1)]
    meant = [cell for cell in cells if _value(cell) == before]
    if not meant:
        raise PlantingRefused(f"{sheet.title} holds {before!r} nowhere")
    for cell in meant:
        _set(cell, after)


def plain(value: Any) -> Any:
    """What a cell holds, a day as a date."""
    return value.date() if isinstance(value, datetime) else value


def _value(cell: Any) -> Any:
    return plain(cell.value)


def _set(cell: Any, value: Any) -> None:
    if not isinstance(cell, Cell):
        raise PlantingRefused(f"{cell.coordinate} is part of a merged cell")
    if isinstance(value, date) and not cell.is_date and cell.value is not None:
        raise PlantingRefused(f"{cell.coordinate} is not a cell for dates")
    cell.value = value


def _saved(workbook: Workbook) -> bytes:
    """The workbook without the clock that openpyxl writes into it."""
    stamped, fixed = io.BytesIO(), io.BytesIO()
    workbook.save(stamped)
    with zipfile.ZipFile(stamped) as source, zipfile.ZipFile(fixed, "w") as target:
        for part in source.infolist():
            content = _CORE if part.filename == "docProps/core.xml" else source.read(part)
            target.writestr(zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


def main() -> int:
    """Plant every defect; exit 2 where a workbook is not as the manifest says."""
    parser = argparse.ArgumentParser(description="把缺陷清单中的缺陷种到样例县的填报表里")
    parser.add_argument("folder", type=Path, help="放着 <部门代码>.xlsx 的文件夹")
    defects = load_defects()
    try:
        plant(parser.parse_args().folder, defects)
    except PlantingRefused as fault:
        print(f"没有种下任何缺陷：{fault}", file=sys.stderr)
        return 2
    print(f"已种下 {len(defects)} 处缺陷。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
