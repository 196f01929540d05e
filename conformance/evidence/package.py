"""The same workbook as the same bytes.

openpyxl stamps the time into the zip and into docProps; both are taken out here.
"""

from __future__ import annotations

import io
import zipfile

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
    stamped, fixed = io.BytesIO(), io.BytesIO()
    workbook.save(stamped)
    with zipfile.ZipFile(stamped) as source, zipfile.ZipFile(fixed, "w") as target:
        for part in source.infolist():
            content = _CORE if part.filename == "docProps/core.xml" else source.read(part)
            entry = zipfile.ZipInfo(part.filename, _EPOCH)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            target.writestr(entry, content, zipfile.ZIP_DEFLATED, _LEVEL)
    return fixed.getvalue()
