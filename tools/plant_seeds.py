"""Plant one fault (缺陷) at a time in clean workbooks, by the kinds of tools/sample/seeds.yaml.

For each check the list says in which rows its rule can be broken, and how, so that no other rule breaks with it. A
place is drawn by SHA-256 of the seed, the kind and the organ, so that another seed tries other rows. Like
``plant_defects``, it knows sheets, headings and cells alone, nothing of the package under test; it writes into the XML
of the sheets, since a workbook that is saved for each of a thousand faults takes its time.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import yaml
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from tools.plant_defects import PlantingRefused, plain
from tools.plant_many import Cells, Manifest, load_manifest

KINDS = Path(__file__).with_name("sample") / "seeds.yaml"
PLACES = 5
"""Faults of a check at most, on different rows or of different kinds."""
_HEADING_ROW = 3
_DAY_ZERO = date(1899, 12, 30)
_CELL = re.compile(rb'<c r="([A-Z]+)\d+"([^>]*?)(?:/>|>.*?</c>)', re.DOTALL)
_ROW_TAG = re.compile(rb"(<row [^>]*?)/?>")
_STYLE = re.compile(rb' s="\d+"')
_BEFORE_SERIAL = re.compile(r"(.*?)(\d{5})")


@dataclass(frozen=True)
class Edit:
    """What to change in the rows of a sheet that fit."""

    sheet: str
    where: Mapping[str, Any]
    set: Mapping[str, Any]
    clears: bool
    """Whether the rows are emptied."""


@dataclass(frozen=True)
class Kind:
    """One way to break the rule of a check."""

    check: str
    number: int
    edit: Edit
    all: bool
    """Whether every row that fits is changed, not one."""
    add: Mapping[str, Any] | None
    """Changes to a copy of the row, written below the last; None where no row is added."""
    having: Mapping[str, Mapping[str, Any]]
    """Sheet to a row that must be there."""
    without: Mapping[str, Mapping[str, Any]]
    """Sheet to a row that must not be there."""
    also: tuple[Edit, ...]
    breaks_too: tuple[str, ...]
    """Checks whose rules nobody can keep who breaks this one so."""
    lights: Mapping[str, Any]


@dataclass(frozen=True)
class Fault:
    """One kind at one place."""

    kind: Kind
    organ: str
    row: int
    """Position among the rows of the sheet."""
    light: tuple[str, str]
    """Table and key of the row that the check must find."""

    @property
    def check(self) -> str:
        """The check that must find it."""
        return self.kind.check


@dataclass(frozen=True)
class Sheets:
    """The workbook of one organ."""

    organ: str
    parts: Mapping[str, bytes]
    """Of the package, by name."""
    part_of: Mapping[str, str]
    """Part by sheet."""
    rows: Mapping[str, Sequence[tuple[int, Cells]]]
    """By sheet: number of the row and its cells by heading."""
    columns: Mapping[str, Mapping[str, int]]
    """By sheet: number of the column by heading."""


@dataclass(frozen=True)
class Change:
    """A cell and what it holds then."""

    sheet: str
    row: int
    column: int
    value: Any
    looks_like: int
    """The row whose cell gives the format where this one has none."""


def load_kinds(path: Path = KINDS, recipes: Manifest | None = None) -> tuple[Kind, ...]:
    """The kinds by check: those of the recipes for many organs first, then those of the file."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    counts: Counter[str] = Counter()
    found = []
    for entry in (*_of_recipes(recipes or load_manifest()), *_of_file(data["kinds"])):
        counts[entry["check"]] += 1
        found.append(_kind(entry, counts[entry["check"]]))
    return tuple(sorted(found, key=lambda kind: (kind.check, kind.number)))


def open_county(folder: Path) -> dict[str, Sheets]:
    """The workbooks of a folder by organ."""
    return {path.stem: _open(path) for path in sorted(folder.glob("*.xlsx"))}


def faults_of(
    county: Mapping[str, Sheets], kinds: Iterable[Kind], *, seed: int, concerned: Mapping[str, frozenset[str]]
) -> tuple[Fault, ...]:
    """Up to PLACES faults for each check, spread over kinds, rows and the organs that it concerns; by check."""
    manifest, load = load_manifest(), Counter[str]()
    by_check: dict[str, list[Kind]] = defaultdict(list)
    for kind in kinds:
        by_check[kind.check].append(kind)
    found: list[Fault] = []
    for check, own in by_check.items():
        assessed = {organ: sheets for organ, sheets in county.items() if organ in concerned[check]}
        drawn = _drawn(assessed, own, manifest, seed=seed, load=load)
        load.update(fault.organ for fault in drawn)
        found.extend(drawn)
    return tuple(found)


def planted(sheets: Sheets, fault: Fault) -> bytes:
    """The workbook with that fault alone; PlantingRefused where nothing would change."""
    by_part: dict[str, list[Change]] = defaultdict(list)
    for change in _changes(sheets, fault):
        by_part[sheets.part_of[change.sheet]].append(change)
    if not by_part:
        raise PlantingRefused(f"{sheets.organ}.xlsx, {fault.check}: nothing would change")
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as target:
        for name, content in sheets.parts.items():
            target.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), _written(content, by_part.get(name, ())))
    return package.getvalue()


def _of_recipes(manifest: Manifest) -> Iterator[dict[str, Any]]:
    for recipe in manifest.recipes:
        light = dict(recipe.lights[0])
        check = light.pop("check")
        yield {"check": check, "sheet": recipe.sheet, "where": recipe.where, "set": recipe.set, "lights": light}


def _of_file(kinds: Mapping[str, Sequence[Mapping[str, Any]]]) -> Iterator[dict[str, Any]]:
    for check, own in kinds.items():
        for entry in own:
            yield {"check": check, **entry}


def _kind(entry: Mapping[str, Any], number: int) -> Kind:
    return Kind(
        check=entry["check"],
        number=number,
        edit=_edit(entry),
        all=entry.get("all", False),
        add=entry.get("add"),
        having=entry.get("having", {}),
        without=entry.get("without", {}),
        also=tuple(_edit(one) for one in entry.get("also", ())),
        breaks_too=tuple(entry.get("breaks_too", ())),
        lights=entry.get("lights", {}),
    )


def _edit(entry: Mapping[str, Any]) -> Edit:
    return Edit(entry["sheet"], entry.get("where", {}), entry.get("set", {}), entry.get("clear", False))


def _open(path: Path) -> Sheets:
    workbook = load_workbook(path, read_only=True)
    columns, rows, part_of = {}, {}, {}
    for at, sheet in enumerate(workbook.worksheets, start=1):
        lines = sheet.iter_rows(min_row=_HEADING_ROW, values_only=True)
        headings = [str(name or "") for name in next(lines, ())]
        part_of[sheet.title] = f"xl/worksheets/sheet{at}.xml"  # openpyxl has made the workbook
        columns[sheet.title] = {name: number for number, name in enumerate(headings, start=1) if name}
        rows[sheet.title] = [
            (number, {name: plain(value) for name, value in zip(headings, line, strict=False) if name})
            for number, line in enumerate(lines, start=_HEADING_ROW + 1)
            if any(value is not None for value in line)
        ]
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    return Sheets(path.stem, parts, part_of, rows, columns)


def _drawn(
    county: Mapping[str, Sheets], kinds: Sequence[Kind], manifest: Manifest, *, seed: int, load: Counter[str]
) -> list[Fault]:
    """Kinds in turn, each in the organ with the fewest faults so far, on a row that was not drawn before."""
    queues = [list(_places(county, kind, manifest, seed=seed, load=load)) for kind in kinds]
    found: list[Fault] = []
    while len(found) < PLACES and any(queues):
        for queue in queues:
            if queue and len(found) < PLACES:
                fault = queue.pop(0)
                found.append(fault)
                queue.sort(key=lambda one, own=fault.organ: one.organ == own)  # type: ignore[misc]
    return found


def _places(
    county: Mapping[str, Sheets], kind: Kind, manifest: Manifest, *, seed: int, load: Counter[str]
) -> Iterator[Fault]:
    """Every place where the kind can be planted: one row of each organ first, then the second ones, and so on."""
    by_rank: list[tuple[int, int, str, Fault]] = []
    for organ, sheets in county.items():
        fitting = [at for at, (_, row) in enumerate(sheets.rows.get(kind.edit.sheet, ())) if _fits(sheets, kind, row)]
        if kind.all:
            fitting = fitting[:1]
        fitting.sort(key=lambda at, organ=organ: _lot(seed, kind, organ, at))  # type: ignore[misc]
        for rank, at in enumerate(fitting[:PLACES]):
            fault = Fault(kind, organ, at, _light(kind, sheets, at, manifest))
            by_rank.append((rank, load[organ], _lot(seed, kind, organ, -1), fault))
    for _, _, _, fault in sorted(by_rank, key=lambda one: one[:3]):
        yield fault


def _lot(seed: int, kind: Kind, organ: str, at: int) -> str:
    return hashlib.sha256(f"{seed}/{kind.check}/{kind.number}/{organ}/{at}".encode()).hexdigest()


def _fits(sheets: Sheets, kind: Kind, row: Cells) -> bool:
    if not _matches(sheets, kind.edit.sheet, row, kind.edit.where):
        return False
    there = all(_find(sheets, sheet, where, row) for sheet, where in kind.having.items())
    return there and not any(_find(sheets, sheet, where, row) for sheet, where in kind.without.items())


def _find(sheets: Sheets, sheet: str, where: Mapping[str, Any], row: Cells) -> list[int]:
    """Positions of the rows of a sheet that fit, with the cells of the first row filled in."""
    wanted = {heading: _filled(value, row) for heading, value in where.items()}
    rows = sheets.rows.get(sheet, ())
    return [at for at, (_, cells) in enumerate(rows) if _matches(sheets, sheet, cells, wanted)]


def _filled(value: Any, row: Cells) -> Any:
    return value.format(**row) if isinstance(value, str) and "{" in value else value


def _matches(sheets: Sheets, sheet: str, row: Cells, where: Mapping[str, Any]) -> bool:
    return all(_holds(sheets, sheet, row, heading, wanted) for heading, wanted in where.items())


def _holds(sheets: Sheets, sheet: str, row: Cells, heading: str, wanted: Any) -> bool:
    value = row.get(heading)
    if not isinstance(wanted, Mapping):
        return bool(value == wanted)
    if "there" in wanted:
        return (value is not None) == wanted["there"]
    if "not" in wanted:
        return bool(value != wanted["not"])
    if value is None:
        return False
    if "last" in wanted:
        return _is_last(sheets, sheet, heading, str(value))
    if "matches" in wanted:
        return re.search(wanted["matches"], str(value)) is not None
    if "same" in wanted:
        return bool(value == row.get(wanted["same"]))
    return _within(value, wanted)


def _within(value: Any, wanted: Mapping[str, Any]) -> bool:
    """Between two numbers or two days; both ends belong to it."""
    low, high = wanted.get("from", value), wanted.get("to", value)
    return isinstance(value, type(low)) and isinstance(value, type(high)) and bool(low <= value <= high)


def _is_last(sheets: Sheets, sheet: str, heading: str, value: str) -> bool:
    """Whether no other cell of the column has a higher serial after the same beginning."""
    own = _BEFORE_SERIAL.fullmatch(value)
    others = (_BEFORE_SERIAL.fullmatch(str(cells.get(heading) or "")) for _, cells in sheets.rows[sheet])
    return own is not None and all(one is None or one[1] != own[1] or one[2] <= own[2] for one in others)


def _light(kind: Kind, sheets: Sheets, at: int, manifest: Manifest) -> tuple[str, str]:
    row = sheets.rows[kind.edit.sheet][at][1]
    if kind.lights.get("organ"):
        return "department", sheets.organ
    if kind.lights.get("added"):
        return manifest.tables[kind.edit.sheet], f"行{sheets.rows[kind.edit.sheet][-1][0] + 1}"
    if kind.add is not None:
        row = {**row, **{heading: _value(heading, change, row) for heading, change in kind.add.items()}}
    elif not kind.edit.clears:
        row = {**row, **{heading: _value(heading, change, row) for heading, change in kind.edit.set.items()}}
    table = kind.lights.get("table", manifest.tables[kind.edit.sheet])
    if "key" in kind.lights:
        return table, str(kind.lights["key"]).format(**row)
    return table, "/".join(str(row[heading]) for heading in manifest.keys[kind.edit.sheet])


def _changes(sheets: Sheets, fault: Fault) -> Iterator[Change]:
    kind = fault.kind
    row = sheets.rows[kind.edit.sheet][fault.row][1]
    if kind.add is not None:
        yield from _added(sheets, fault, row)
    else:
        places = _find(sheets, kind.edit.sheet, kind.edit.where, row) if kind.all else [fault.row]
        yield from _edited(sheets, kind.edit, places, row)
    for edit in kind.also:
        yield from _edited(sheets, edit, _find(sheets, edit.sheet, edit.where, row), row)


def _edited(sheets: Sheets, edit: Edit, places: Sequence[int], origin: Cells) -> Iterator[Change]:
    columns = sheets.columns[edit.sheet]
    for at in places:
        number, row = sheets.rows[edit.sheet][at]
        if edit.clears:
            yield from (Change(edit.sheet, number, column, None, number) for column in columns.values())
        for heading, change in edit.set.items():
            value = _value(heading, change, row, origin)
            if value != row.get(heading):
                yield Change(edit.sheet, number, columns[heading], value, number)


def _added(sheets: Sheets, fault: Fault, row: Cells) -> Iterator[Change]:
    sheet = fault.kind.edit.sheet
    source, below = sheets.rows[sheet][fault.row][0], sheets.rows[sheet][-1][0] + 1
    changed = {**row, **{key: _value(key, change, row) for key, change in (fault.kind.add or {}).items()}}
    for heading, column in sheets.columns[sheet].items():
        yield Change(sheet, below, column, changed[heading], source)


def _written(content: bytes, changes: Iterable[Change]) -> bytes:
    """A sheet with these cells changed."""
    by_row: dict[int, list[Change]] = defaultdict(list)
    for change in changes:
        by_row[change.row].append(change)
    for number, own in sorted(by_row.items()):
        looks = dict(_cells(_row(content, own[0].looks_like)[2]))
        start, end, old = _row(content, number)
        cells = dict(_cells(old))
        for change in own:
            letter = get_column_letter(change.column).encode()
            style = _STYLE.search(cells.get(letter) or looks.get(letter, b""))
            cells[letter] = _cell(letter, number, change.value, style[0] if style else b"")
        inside = b"".join(cells[letter] for letter in sorted(cells, key=lambda letter: (len(letter), letter)))
        tag = _ROW_TAG.match(old) or _ROW_TAG.match(b'<row r="%d">' % number)
        assert tag is not None, "a row begins with its tag"
        content = content[:start] + tag[1] + b">" + inside + b"</row>" + content[end:]
    return content


def _row(content: bytes, number: int) -> tuple[int, int, bytes]:
    """Where a row stands, or would stand at the end of the sheet, and its XML."""
    found = re.search(rb'<row r="%d"[^>]*?(?:/>|>.*?</row>)' % number, content, re.DOTALL)
    if found is None:
        end = content.index(b"</sheetData>")
        return end, end, b""
    return found.start(), found.end(), found[0]


def _cells(row: bytes) -> Iterator[tuple[bytes, bytes]]:
    return ((found[1], found[0]) for found in _CELL.finditer(row))


def _cell(letter: bytes, row: int, value: Any, style: bytes) -> bytes:
    start = b'<c r="%s%d"%s' % (letter, row, style)
    if value is None:
        return start + b"/>"
    if isinstance(value, str):
        return start + f' t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'.encode()
    number = (value - _DAY_ZERO).days if isinstance(value, date) else value
    return start + f"><v>{number}</v></c>".encode()


def _value(heading: str, change: Any, row: Cells, origin: Cells | None = None) -> Any:
    """The new value: as it is written, or made from the cell and from the row that was drawn."""
    if isinstance(change, str):
        return _filled(change, origin or row)
    if not isinstance(change, Mapping):
        return change
    old = row.get(change.get("of", heading))
    if old is None:
        return None
    if "match" in change:
        return re.sub(change["match"], str(_filled(change["with"], origin or row)), str(old))
    if "saturday" in change:
        return old + timedelta(days=5 - old.weekday() if old.weekday() < 5 else 7)
    if "days" in change:
        return _working_day(old + timedelta(days=change["days"]))
    if "serial" in change:
        return re.sub(r"\d{5}$", lambda own: f"{int(own[0]) + change['serial']:05}", old)
    return old + change["plus"]


def _working_day(day: date) -> date:
    """The day itself, or the next that is no rest day; holidays of 2017 by 国办发明电〔2016〕17号."""
    while day.weekday() > 4 or any(first <= day <= last for first, last in _HOLIDAYS):
        day += timedelta(days=1)
    return day


_HOLIDAYS = (
    (date(2017, 1, 1), date(2017, 1, 2)),
    (date(2017, 1, 27), date(2017, 2, 2)),
    (date(2017, 4, 2), date(2017, 4, 4)),
    (date(2017, 4, 29), date(2017, 5, 1)),
    (date(2017, 5, 28), date(2017, 5, 30)),
    (date(2017, 10, 1), date(2017, 10, 8)),
    (date(2017, 12, 30), date(2018, 1, 1)),
)
