"""Give a department its own workbook back with colours, comments and a sheet in front; a later one replaces an earlier.

The parts that need no mark keep their bytes, those that do change only where the mark goes.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import replace
from xml.parsers import expat

from conformance.evidence import layout
from conformance.evidence.annotation.colours import replace_colours
from conformance.evidence.annotation.comments import Namespaces, comment_lines, replace_comments
from conformance.evidence.annotation.element import (
    Element,
    Splice,
    appended,
    as_value,
    attribute_set,
    inserted,
    parse,
    spliced,
)
from conformance.evidence.annotation.front import FrontLine, front_sheet, heading_row
from conformance.evidence.annotation.mark import Mark, MarkKind
from conformance.evidence.annotation.parts import Parts
from conformance.evidence.annotation.styles import Styles

COMMENTS = 2_000
"""Comments in a workbook; a spreadsheet opens slowly with more, the sheet in front lists all."""
_STRICT = "http://purl.oclc.org/ooxml/"
_TRANSITIONAL = Namespaces(
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
)
_BEFORE_NAMES = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames",
)  # fmt: skip
"""The children of a workbook that come before its names, in the order of the schema."""
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_FIRST_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*\br=[\"']A1[\"'][^>]*>(.*?)</(?:\w+:)?c>", re.DOTALL)
_SHARED = re.compile(rb"<(?:\w+:)?v>(\d+)</")


class CannotAnnotate(Exception):
    """The package is not made as it should be, though its cells could be read; a Chinese half sentence."""


def annotate(content: bytes, marks: Sequence[Mark], front: Sequence[FrontLine]) -> bytes:
    """The workbook with these marks and this sheet in front, in place of those of an earlier annotation.

    ``content`` has passed the guard. CannotAnnotate where its parts do not fit together.
    """
    try:
        return _annotate(Parts(content), marks, front)
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, KeyError, ValueError, UnicodeDecodeError) as fault:
        raise CannotAnnotate("文件的内部结构不合规范，不能在其中标注") from fault


def _annotate(parts: Parts, marks: Sequence[Mark], front: Sequence[FrontLine]) -> bytes:
    workbook = _workbook_part(parts)
    spaces = _namespaces(parse(parts.read(workbook)))
    _remove_front(parts, workbook)
    styles = Styles(parts, workbook, spaces.main, spaces.relations)
    differences = {kind: styles.difference(kind.colour) for kind in MarkKind}
    left = COMMENTS
    for name, part in _sheets(parts, workbook):
        own = [mark for mark in marks if mark.sheet == name and mark.cell]
        if b"worksheet" not in parts.read(part)[:2000]:  # a chart has no cells
            continue
        said = dict(list(comment_lines(own).items())[:left])
        left -= len(said)
        replace_comments(parts, part, said, spaces)
        replace_colours(parts, part, own, differences)
        _unselect(parts, part)
    known = {name for name, _ in _sheets(parts, workbook)}
    lines = [replace(line, link=None) if line.link and line.link[0] not in known else line for line in front]
    _add_front(parts, workbook, lines, styles, spaces)
    return parts.save()


def _workbook_part(parts: Parts) -> str:
    related = parts.related("", "officeDocument")
    return related.target if related is not None and related.target in parts else "xl/workbook.xml"


def _namespaces(root: Element) -> Namespaces:
    """The dialect of the workbook, known by the namespace of its root."""
    declared = root.attributes.get(f"xmlns:{root.prefix[:-1]}" if root.prefix else "xmlns", "")
    if declared.startswith(_STRICT):
        return Namespaces(declared, f"{_STRICT}officeDocument/relationships")
    return _TRANSITIONAL


def _sheets(parts: Parts, workbook: str) -> list[tuple[str, str]]:
    """Name and part of each sheet."""
    targets = {one.id: one.target for one in parts.relations(workbook)}
    return [
        (sheet.attributes["name"], targets[_link(sheet)])
        for sheet in _sheet_elements(parse(parts.read(workbook)))
        if targets.get(_link(sheet), "") in parts
    ]


def _sheet_elements(root: Element) -> list[Element]:
    holder = root.child("sheets")
    return list(holder.each("sheet")) if holder is not None else []


def _link(sheet: Element) -> str:
    return next((value for key, value in sheet.attributes.items() if key.endswith(":id")), "")


def _remove_front(parts: Parts, workbook: str) -> None:
    """Take out the sheets that an earlier annotation put in."""
    for _, part in _sheets(parts, workbook):
        if not _is_front(parts, workbook, part):
            continue
        content = parts.read(workbook)
        root = parse(content)
        sheets = _sheet_elements(root)
        ids = {one.id for one in parts.relations(workbook) if one.target == part}
        place = next(number for number, sheet in enumerate(sheets) if _link(sheet) in ids)
        cut = [(sheets[place].start, sheets[place].end, b""), *_renumbered(content, root, place, -1)]
        parts.write(workbook, spliced(content, cut))
        parts.remove(part, of=workbook)


def _is_front(parts: Parts, workbook: str, part: str) -> bool:
    first = _FIRST_CELL.search(parts.read(part)[:20_000])
    if first is None:
        return False
    mark = layout.ANNOTATION_MARK.encode()
    shared, number = parts.related(workbook, "sharedStrings"), _SHARED.search(first[1])
    if mark in first[1] or shared is None or number is None or mark not in parts.read(shared.target):
        return mark in first[1]
    content = parts.read(shared.target)
    texts = [one for one in parse(content).children if one.name == "si"]
    at = int(number[1])
    return at < len(texts) and mark in content[texts[at].start : texts[at].end]


def _add_front(parts: Parts, workbook: str, lines: Sequence[FrontLine], styles: Styles, spaces: Namespaces) -> None:
    part = parts.new_name("xl/worksheets/sheet{}.xml")
    parts.add(part, front_sheet(lines, styles, spaces.main), _SHEET_TYPE)
    link = parts.relate(workbook, f"{spaces.relations}/worksheet", part)
    content = parts.read(workbook)
    root = parse(content)
    holder = root.child("sheets")
    assert holder is not None, "the guard has seen sheets"
    sheets = _sheet_elements(root)
    number = max((int(one.attributes.get("sheetId", 0)) for one in sheets), default=0) + 1
    name = _free_name({one.attributes["name"] for one in sheets})
    new = (
        f'<{holder.prefix}sheet xmlns:r="{spaces.relations}" name={as_value(name)} sheetId="{number}" r:id="{link}"/>'
    ).encode()
    first = (holder.inside, holder.inside, new)
    titles = _titles(content, root, name, heading_row(lines))
    parts.write(workbook, spliced(content, [*_renumbered(content, root, 0, 1), first, titles]))


def _titles(content: bytes, root: Element, sheet: str, row: int) -> Splice:
    """The row of headings again on every page that is printed of the sheet."""
    names = root.child("definedNames")
    prefix = root.prefix
    name = (
        f'<{prefix}definedName name="_xlnm.Print_Titles" localSheetId="0">'
        f"'{sheet}'!${row}:${row}</{prefix}definedName>"
    )
    if names is not None:
        return appended(content, names, name.encode())
    return inserted(
        root, _BEFORE_NAMES, "definedNames", f"<{prefix}definedNames>{name}</{prefix}definedNames>".encode()
    )


def _free_name(taken: set[str]) -> str:
    if layout.ANNOTATION_SHEET not in taken:
        return layout.ANNOTATION_SHEET
    number = 2
    while f"{layout.ANNOTATION_SHEET}{number}" in taken:
        number += 1
    return f"{layout.ANNOTATION_SHEET}{number}"


def _renumbered(content: bytes, root: Element, place: int, step: int) -> list[Splice]:
    """What counts sheets by their place, after one came (1) or went (-1) there; the first sheet is shown."""
    splices = []
    names = root.child("definedNames")
    local = [(name, int(name.attributes.get("localSheetId", -1))) for name in (names.children if names else ())]
    gone = [name for name, number in local if step < 0 and number == place]
    if names is not None and gone and len(gone) == len(local):
        splices.append((names.start, names.end, b""))  # a list of names must not be empty
    else:
        splices.extend((name.start, name.end, b"") for name in gone)
    for name, number in local:
        if number >= place and name not in gone:
            splices.append(attribute_set(content, name, "localSheetId", str(number + step)))
    views = root.child("bookViews")
    for view in views.each("workbookView") if views is not None else ():
        splices.extend(
            attribute_set(content, view, key, "0")
            for key in ("activeTab", "firstSheet")
            if view.attributes.get(key, "0") != "0"
        )
    return splices


def _unselect(parts: Parts, part: str) -> None:
    """Only the sheet in front is chosen: two chosen sheets are typed into together."""
    content = parts.read(part)
    views = parse(content, without=("sheetData",)).child("sheetViews")
    splices = [
        attribute_set(content, view, "tabSelected", "0")
        for view in (views.each("sheetView") if views is not None else ())
        if view.attributes.get("tabSelected", "0") in ("1", "true")
    ]
    if splices:
        parts.write(part, spliced(content, splices))
