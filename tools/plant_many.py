"""Plant the same kinds of defect (缺陷) in many organs, by the recipes of tools/sample/many_defects.yaml.

A recipe says on which sheet, in which row, what to change, and what must light; here it becomes one defect for each
organ that has such a row. Like ``plant_defects``, which does the planting, it knows sheets, headings and cells alone,
nothing of the package under test.

    python tools/plant_many.py out/workbooks/filled
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.plant_defects import Defect, PlantingRefused, plain, plant

MANIFEST = Path(__file__).with_name("sample") / "many_defects.yaml"
_HEADING_ROW = 3

Cells = Mapping[str, Any]
"""A row by heading."""


@dataclass(frozen=True)
class Recipe:
    """One kind of defect, and where it goes in any workbook."""

    id: str
    sheet: str
    where: Mapping[str, Any]
    """Heading to value, to null for an empty cell, or to ``{matches: pattern}``."""
    set: Mapping[str, Any]
    lights: tuple[Mapping[str, Any], ...]
    shares: bool
    """Whether the row may hold other defects too, in other cells."""
    turn: tuple[int, int]
    """(n, m): planted in the n-th of every m organs that have such a row."""


@dataclass(frozen=True)
class Manifest:
    """The recipes, and by which cells a row of a sheet is known."""

    keys: Mapping[str, tuple[str, ...]]
    """Headings of the key by sheet."""
    tables: Mapping[str, str]
    """Table by sheet, as findings name it."""
    recipes: tuple[Recipe, ...]


def load_manifest(path: Path = MANIFEST) -> Manifest:
    """The recipes in the order of the file."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Manifest(
        keys={sheet: tuple(known["key"]) for sheet, known in data["sheets"].items()},
        tables={sheet: known["table"] for sheet, known in data["sheets"].items()},
        recipes=tuple(_recipe(entry) for entry in data["recipes"]),
    )


def defects_of(folder: Path, manifest: Manifest) -> tuple[Defect, ...]:
    """A defect for each recipe and workbook with a row that fits, by organ and then in the order of the recipes."""
    taken: dict[str, int] = defaultdict(int)
    found: list[Defect] = []
    for path in sorted(folder.glob("*.xlsx")):
        rows = _rows_by_sheet(load_workbook(path))
        used: set[tuple[str, int]] = set()
        for recipe in manifest.recipes:
            at = _first_fitting(rows.get(recipe.sheet, ()), recipe, used)
            if at is None:
                continue
            taken[recipe.id] += 1
            if taken[recipe.id] % recipe.turn[1] != recipe.turn[0] % recipe.turn[1]:
                continue
            used.add((recipe.sheet, at) if not recipe.shares else (recipe.sheet, -1))
            found.append(_defect(path.stem, rows[recipe.sheet][at], recipe, manifest))
    return tuple(found)


def _recipe(entry: Mapping[str, Any]) -> Recipe:
    first, every = entry.get("turn", (1, 1))
    return Recipe(
        id=entry["id"],
        sheet=entry["sheet"],
        where=entry.get("where", {}),
        set=entry["set"],
        lights=tuple(entry["lights"]),
        shares=entry.get("shares", False),
        turn=(first, every),
    )


def _rows_by_sheet(workbook: Workbook) -> dict[str, list[Cells]]:
    return {sheet.title: list(_rows(sheet)) for sheet in workbook.worksheets}


def _rows(sheet: Any) -> Iterator[Cells]:
    rows = sheet.iter_rows(min_row=_HEADING_ROW, values_only=True)
    headings = next(rows, ())
    for row in rows:
        cells = {str(name): plain(value) for name, value in zip(headings, row, strict=True) if name}
        if any(value is not None for value in cells.values()):
            yield cells


def _first_fitting(rows: Sequence[Cells], recipe: Recipe, used: set[tuple[str, int]]) -> int | None:
    for at, row in enumerate(rows):
        free = recipe.shares or (recipe.sheet, at) not in used
        if free and all(_fits(row.get(heading), wanted) for heading, wanted in recipe.where.items()):
            return at
    return None


def _fits(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, Mapping):
        return isinstance(value, str) and re.search(wanted["matches"], value) is not None
    return bool(value == wanted)


def _defect(organ: str, row: Cells, recipe: Recipe, manifest: Manifest) -> Defect:
    key = manifest.keys[recipe.sheet]
    changes = {heading: [row.get(heading), after] for heading, after in recipe.set.items()}
    if any(before == after for before, after in changes.values()):
        raise PlantingRefused(f"{organ}.xlsx, {recipe.id}: nothing would change in {recipe.sheet}")
    edit = {"sheet": recipe.sheet, "where": {heading: row[heading] for heading in key}, "set": changes}
    own = "/".join(str(row[heading]) for heading in key)
    lights = tuple(_light(light, organ, own, row, manifest.tables[recipe.sheet]) for light in recipe.lights)
    return Defect(f"{recipe.id}@{organ}", organ, (edit,), lights, ())


def _light(light: Mapping[str, Any], organ: str, own: str, row: Cells, table: str) -> dict[str, Any]:
    if light.get("organ"):
        return {"check": light["check"], "table": "department", "key": organ}
    key = light["key"].format(**row) if "key" in light else own
    return {"check": light["check"], "table": light.get("table", table), "key": key}


def main() -> int:
    """Plant every defect; exit 2 where a workbook is not as the recipes say."""
    parser = argparse.ArgumentParser(description="按做法清单把同类缺陷种到各单位的填报表里")
    parser.add_argument("folder", type=Path, help="放着 <单位代码>.xlsx 的文件夹")
    folder = parser.parse_args().folder
    try:
        defects = defects_of(folder, load_manifest())
        plant(folder, defects)
    except PlantingRefused as fault:
        print(f"没有种下任何缺陷：{fault}", file=sys.stderr)
        return 2
    print(f"已在 {len({defect.department for defect in defects})} 个单位种下 {len(defects)} 处缺陷。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
