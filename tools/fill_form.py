"""Have LibreOffice open a form, write into its cells as an inspector would, and save it as .xlsx.

    python tools/fill_form.py out/forms/GH.xlsx filled/GH.xlsx 现场检查记录!B4=DC 现场检查记录!F4=2018-01-22

A value that looks like a day is entered as a date, a number as a number, all else as text. Needs ``soffice`` with Calc,
which nothing else here needs: it turns the form into flat XML, where the cells are written, and that into .xlsx again,
so that what comes out has LibreOffice's traits throughout.
"""

from __future__ import annotations

import re
import sys
import tempfile
from copy import deepcopy
from pathlib import Path
from typing import Any

from lxml import etree
from openpyxl.utils.cell import coordinate_to_tuple

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))  # run as a script, Python looks for modules in tools/ alone

from tools.office import convert  # noqa: E402 - needs the path above

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile("[0-9]+([.][0-9]+)?")


def fill(source: Path, target: Path, cells: dict[tuple[str, str], str]) -> None:
    """Write the cells, given by sheet and address, into a copy of the form; SystemExit where LibreOffice fails."""
    with tempfile.TemporaryDirectory() as aside:
        room = Path(aside)
        flat = convert(source, "fods", room)
        tree = etree.parse(flat)
        for (sheet, address), value in cells.items():
            _write(_cell(tree, sheet, *coordinate_to_tuple(address)), value)
        tree.write(flat, xml_declaration=True, encoding="UTF-8")
        made = convert(flat, "xlsx", room)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(made.read_bytes())


def _cell(tree: Any, sheet: str, row: int, column: int) -> Any:
    """The element of one cell, taken out of a run of equal ones."""
    table = next(one for one in tree.iter(f"{_TABLE}table") if one.get(f"{_TABLE}name") == sheet)
    rows = list(table.iter(f"{_TABLE}table-row"))
    return _take(list(_take(rows, row, "rows")), column, "columns")


def _take(elements: list[Any], wanted: int, what: str) -> Any:
    """The n-th of these, each standing for as many as it says."""
    repeated, at = f"{_TABLE}number-{what}-repeated", 0
    for one in elements:
        count = int(one.get(repeated, "1"))
        if at + count >= wanted:
            for number, add in ((wanted - at - 1, one.addprevious), (at + count - wanted, one.addnext)):
                if number:
                    other = deepcopy(one)
                    other.set(repeated, str(number))
                    add(other)
            one.attrib.pop(repeated, None)
            return one
        at += count
    raise SystemExit(f"the form has no such {what[:-1]}: {wanted}")


def _write(cell: Any, value: str) -> None:
    for name in ("value", "date-value", "string-value", "value-type"):
        cell.attrib.pop(f"{_OFFICE}{name}", None)
    for child in list(cell):
        cell.remove(child)
    kind, attribute = "string", ""
    if _DAY.fullmatch(value):
        kind, attribute = "date", "date-value"
    elif _NUMBER.fullmatch(value):
        kind, attribute = "float", "value"
    cell.set(f"{_OFFICE}value-type", kind)
    if attribute:
        cell.set(f"{_OFFICE}{attribute}", value)
    etree.SubElement(cell, f"{_TEXT}p").text = value


def main(arguments: list[str]) -> int:
    """The form, the copy, then the cells as ``sheet!address=value``."""
    source, target, *said = arguments
    cells = {}
    for one in said:
        place, _, value = one.partition("=")
        sheet, _, address = place.partition("!")
        cells[sheet, address] = value
    fill(Path(source), Path(target), cells)
    print(target)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
