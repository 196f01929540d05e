"""The same workbook as the same bytes.

openpyxl stamps the time into the zip and into docProps; both are taken out here. Documents of python-docx, which are
packages of the same kind, are packed in the same way.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from html import escape

from openpyxl import Workbook

Cached = Mapping[tuple[str, str], int | float | str]
"""What a formula comes out at, by title of the sheet and address of the cell."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
_LEVEL = 6
_CORE_PART = "docProps/core.xml"
_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/">{title}<dc:creator>conformance</dc:creator></cp:coreProperties>'
)
"""Neither created nor modified: both would be the clock."""
_FORMULA = re.compile(r'<c r="([A-Z]+[0-9]+)"([^>]*)>(<f>.*?</f>)<v ?(?:/>|></v>)</c>')


def workbook_bytes(workbook: Workbook, *, title: str = "", cached: Cached | None = None) -> bytes:
    """The workbook as .xlsx; the same content gives the same bytes.

    ``cached`` gives the results of formulas, for readers that do not calculate; every formula must then have one.
    """
    stamped = io.BytesIO()
    workbook.save(stamped)
    parts = {}
    if cached is not None:
        with zipfile.ZipFile(stamped) as package:
            for number, sheet in enumerate(workbook.worksheets, 1):
                name = f"xl/worksheets/sheet{number}.xml"
                parts[name] = _with_results(package.read(name).decode("utf-8"), sheet.title, cached).encode("utf-8")
    return package_bytes(stamped.getvalue(), title=title, parts=parts)


def package_bytes(package: bytes, *, title: str = "", parts: Mapping[str, bytes] | None = None) -> bytes:
    """An office document packed without the clock; ``parts`` take the place of those of the same name."""
    named = f"<dc:title>{escape(title, quote=False)}</dc:title>" if title else ""
    replaced = {_CORE_PART: _CORE.format(title=named).encode("utf-8"), **(parts or {})}
    with zipfile.ZipFile(io.BytesIO(package)) as source:
        names = source.namelist()
        return zip_bytes((name, replaced[name] if name in replaced else source.read(name)) for name in names)


def zip_bytes(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """The parts by name as a zip without the clock in it."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(fixed, "w") as target:
        for name, content in parts:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            target.writestr(entry, content, zipfile.ZIP_DEFLATED, _LEVEL)
    return fixed.getvalue()


def _with_results(xml: str, sheet: str, cached: Cached) -> str:
    def filled(cell: re.Match[str]) -> str:
        address, attributes, formula = cell.groups()
        value = cached[sheet, address]
        if isinstance(value, str):
            return f'<c r="{address}"{attributes} t="str">{formula}<v>{escape(value, quote=False)}</v></c>'
        return f'<c r="{address}"{attributes}>{formula}<v>{value!r}</v></c>'

    return _FORMULA.sub(filled, xml)
