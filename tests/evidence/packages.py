"""Workbooks written part by part: the sound workbook of ``test_structure`` with parts changed, a ledger in raw XML."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter

from tests.builders import shipped_tables
from tests.evidence.test_structure import sound

LEDGER = "xl/worksheets/sheet9.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
Change = bytes | None | Callable[[bytes], bytes]
"""A part's new content, None where it goes, or what is made of the old one."""


def changed(changes: Mapping[str, Change], base: bytes | None = None) -> bytes:
    """The sound workbook with these parts changed or added."""
    left = dict(changes)
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(base or sound())) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package,
    ):
        for name in source.namelist():
            content = _changed(left.pop(name, source.read(name)), source.read(name))
            if content is not None:
                package.writestr(name, content)
        for name, change in left.items():
            content = _changed(change, b"")
            if content is not None:
                package.writestr(name, content)
    return target.getvalue()


def _changed(change: Change, old: bytes) -> bytes | None:
    return change(old) if callable(change) else change


def replaced(old: str, new: str) -> Callable[[bytes], bytes]:
    """A change that puts one text, which must be there, in place of another."""

    def change(content: bytes) -> bytes:
        assert old.encode() in content, old
        return content.replace(old.encode(), new.encode(), 1)

    return change


def text(address: str, content: str) -> str:
    """A cell with its text in it."""
    space = ' xml:space="preserve"' if content != content.strip() else ""
    return f'<c r="{address}" t="inlineStr"><is><t{space}>{escape(content)}</t></is></c>'


def number(address: str, value: object, style: int = 0) -> str:
    """A cell with a number."""
    return f'<c r="{address}" s="{style}"><v>{value}</v></c>'


def row(number_: int, *cells: str, more: str = "") -> str:
    """A row of cells."""
    return f'<row r="{number_}"{more}>{"".join(cells)}</row>'


DATE, DATE_31, DATE_57, DBNUM = 1, 2, 3, 4
"""Cell formats of ``STYLES``: 14, two that only Chinese Excel has built in, and Chinese numerals."""
STYLES = (
    f'<?xml version="1.0" encoding="UTF-8"?><styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="170"'
    ' formatCode="[DBNum1]yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts><cellXfs count="5">'
    '<xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="31" applyNumberFormat="1"/>'
    '<xf numFmtId="57" applyNumberFormat="1"/><xf numFmtId="170" applyNumberFormat="1"/></cellXfs></styleSheet>'
).encode()


def case(row_number: int, day: str = "", *more: str) -> str:
    """A row of the ledger: 办件号 in A, 收件日 in J, then what else there is."""
    return row(row_number, text(f"A{row_number}", f"GH-{row_number}"), day or number(f"J{row_number}", 42795), *more)


@cache
def headings(hide_ids: str = ' hidden="1"') -> str:
    """Rows 1 to 3 of the ledger, as the template has them."""
    columns = shipped_tables()["ledger"].columns
    letters = [get_column_letter(n) for n in range(1, len(columns) + 1)]
    ids = (text(f"{letter}2", column.id) for letter, column in zip(letters, columns, strict=True))
    titles = (text(f"{letter}3", column.title) for letter, column in zip(letters, columns, strict=True))
    return row(1, text("A1", "办件台账")) + row(2, *ids, more=hide_ids) + row(3, *titles)


def sheet(rows: str, *, head: str = "", tail: str = "", root: str = "", top: str | None = None) -> bytes:
    """A worksheet with these rows below the headings."""
    top = headings() if top is None else top
    declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
    opened = f'{declaration}<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}"{root}>'
    return f"{opened}{head}<sheetData>{top}{rows}</sheetData>{tail}</worksheet>".encode()


def ledger(rows: str, more: Mapping[str, Change] | None = None, **around: str) -> bytes:
    """The sound workbook with this ledger."""
    return changed({LEDGER: sheet(rows, **around), "xl/styles.xml": STYLES, **(more or {})})


def shared(strings: Sequence[str], attributes: str = "") -> dict[str, Change]:
    """The part of shared strings, each given as the inside of its ``si``, and what leads to it."""
    items = "".join(f"<si>{string}</si>" for string in strings)
    relation = f'<Relationship Id="rIdS" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    return {
        "xl/sharedStrings.xml": f'<?xml version="1.0"?><sst xmlns="{MAIN}"{attributes}>{items}</sst>'.encode(),
        "xl/_rels/workbook.xml.rels": replaced("</Relationships>", relation),
    }


def entry(name: str, content: bytes = b"x", **fields: int) -> bytes:
    """The sound workbook with one more entry, its fields as given."""
    target = io.BytesIO(sound())
    with zipfile.ZipFile(target, "a") as package:
        added = zipfile.ZipInfo("placeholder")
        added.filename = added.orig_filename = name
        added.create_system = 3
        for field, value in fields.items():
            setattr(added, field, value)
        package.writestr(added, content)
    return target.getvalue()
