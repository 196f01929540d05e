"""The same workbook as the same bytes.

openpyxl stamps the time into the zip and into docProps; both are taken out here.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

from openpyxl import Workbook

_EPOCH = (1980, 1, 1, 0, 0, 0)
_LEVEL = 6
_CORE = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    b' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>conformance</dc:creator></cp:coreProperties>'
)
"""Neither created nor modified: both would be the clock."""


def workbook_bytes(workbook: Workbook) -> bytes:
    """The workbook as .xlsx; the same content gives the same bytes."""
    stamped = io.BytesIO()
    workbook.save(stamped)
    with zipfile.ZipFile(stamped) as source:
        return zip_bytes(
            (name, _CORE if name == "docProps/core.xml" else source.read(name)) for name in source.namelist()
        )


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
