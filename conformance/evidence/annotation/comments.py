"""Messages as comments at cells; what the clerk wrote there stays, ours stand on lines with a mark of their own.

A comment is two things in two parts: its words in ``comments*.xml`` and its box in ``vmlDrawing*.vml``. The latter need
not be XML, so it is changed as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from openpyxl.utils.cell import coordinate_to_tuple

from conformance.evidence.annotation.colours import SHEET_ORDER
from conformance.evidence.annotation.element import (
    Element,
    Splice,
    appended,
    as_text,
    inserted,
    parse,
    spliced,
)
from conformance.evidence.annotation.mark import Mark
from conformance.evidence.annotation.parts import Parts

_AUTHOR = "填报核查"
_LINE = re.compile(r"(?:^|\r?\n|&#10;|&#xA;)【核查·[^\n\r]*?(?=$|\r?\n|&#10;|&#xA;)")
_THREAD = "tc={"
"""Begins the author of a comment that only stands for a thread (会话批注); its words are not shown."""
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_VML_NAMESPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_SHAPE_TYPE = (
    f'<v:shapetype {_VML_NAMESPACES} id="_x0000_t202" coordsize="21600,21600" o:spt="202"'
    ' path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_NEW_VML = f'<xml {_VML_NAMESPACES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="%d"/></o:shapelayout></xml>'
_SHAPE = re.compile(r"<((?:\w+:)?)shape\b.*?</\1shape>\s*", re.DOTALL)
_ROW, _COLUMN = (re.compile(rf"<(?:\w+:)?{name}>\s*(\d+)\s*<") for name in ("Row", "Column"))
_SHAPE_ID = re.compile(r'_s(\d+)"')
_WIDE = 17
"""Han characters on a line of a box."""


@dataclass(frozen=True)
class Namespaces:
    """Of the workbook's dialect: transitional or strict."""

    main: str
    relations: str


def comment_lines(marks: Iterable[Mark]) -> dict[str, str]:
    """What to write at each cell, a line a message."""
    lines: dict[str, list[str]] = {}
    for mark in (mark for mark in marks if mark.message):
        lines.setdefault(mark.cell, []).append(f"【核查·{mark.kind.label}】{' '.join(mark.message.split())}")
    return {cell: "\n".join(dict.fromkeys(said)) for cell, said in lines.items()}


def replace_comments(parts: Parts, sheet: str, said: Mapping[str, str], spaces: Namespaces) -> None:
    """Take the comments of an earlier annotation off a sheet and put these on."""
    related = parts.related(sheet, "comments")
    if related is not None:
        _take_off(parts, sheet, related.target)
        related = parts.related(sheet, "comments")
    if not said:
        return
    if related is None:
        part = parts.new_name("xl/comments{}.xml")
        empty = f'<comments xmlns="{spaces.main}"><authors/><commentList/></comments>'
        parts.add(part, b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + empty.encode(), _COMMENTS_TYPE)
        parts.relate(sheet, f"{spaces.relations}/comments", part)
    else:
        part = related.target
    new = _write_comments(parts, part, said)
    if new:
        _add_shapes(parts, sheet, [(cell, said[cell]) for cell in new], spaces)


def _take_off(parts: Parts, sheet: str, part: str) -> None:
    content = parts.read(part)
    comments = _comments(parse(content))
    splices: list[Splice] = []
    gone = []
    for comment in comments:
        cuts = _our_lines(content, comment)
        if cuts and _is_blank(content, comment):
            gone.append(comment.attributes["ref"])
            splices.append((comment.start, comment.end, b""))
        else:
            splices.extend(cuts)
    if not splices:
        return
    parts.write(part, spliced(content, splices))
    _remove_shapes(parts, sheet, gone)
    if len(gone) == len(comments):
        parts.remove(part, of=sheet)


def _comments(root: Element) -> list[Element]:
    holder = root.child("commentList")
    return list(holder.each("comment")) if holder is not None else []


def _texts(comment: Element) -> Iterable[Element]:
    text = comment.child("text")
    for child in text.children if text is not None else ():
        if child.name == "t":
            yield child
        elif child.name == "r":
            yield from child.each("t")


def _our_lines(content: bytes, comment: Element) -> list[Splice]:
    """What to cut from the words of a comment; a run that held nothing else goes whole."""
    text = comment.child("text")
    cuts: list[Splice] = []
    for child in text.children if text is not None else ():
        run = child.child("t") if child.name == "r" else child if child.name == "t" else None
        if run is None:
            continue
        words = content[run.inside : run.close].decode()
        left = _LINE.sub("", words)
        if left != words and not left and child.name == "r":
            cuts.append((child.start, child.end, b""))
        elif left != words:
            cuts.append((run.inside, run.close, left.encode()))
    return cuts


def _is_blank(content: bytes, comment: Element) -> bool:
    """Whether nothing is left of a comment but our lines."""
    return not any(_LINE.sub("", content[text.inside : text.close].decode()).strip() for text in _texts(comment))


def _write_comments(parts: Parts, part: str, said: Mapping[str, str]) -> list[str]:
    """Add to the comments that are there and make those that are not; gives the cells that had none."""
    content = parts.read(part)
    root = parse(content)
    prefix = root.prefix
    authors, holder = root.child("authors"), root.child("commentList")
    if authors is None or holder is None:  # both are required
        return []
    names = [author.text for author in authors.each("author")]
    splices = []
    if _AUTHOR not in names:
        splices.append(appended(content, authors, f"<{prefix}author>{_AUTHOR}</{prefix}author>".encode()))
        names.append(_AUTHOR)
    there = {comment.attributes.get("ref", ""): comment for comment in holder.each("comment")}
    for cell in (cell for cell in said if cell in there):
        text = there[cell].child("text")
        if text is not None and not _is_thread(there[cell], names):
            splices.append(appended(content, text, _run(prefix, "\n" + said[cell])))
    new = sorted((cell for cell in said if cell not in there), key=coordinate_to_tuple)
    number = names.index(_AUTHOR)
    made = b"".join(
        f'<{prefix}comment ref="{cell}" authorId="{number}" shapeId="0"><{prefix}text>'.encode()
        + _run(prefix, said[cell])
        + f"</{prefix}text></{prefix}comment>".encode()
        for cell in new
    )
    if made:
        splices.append(appended(content, holder, made))
    parts.write(part, spliced(content, splices))
    return new


def _is_thread(comment: Element, authors: Sequence[str]) -> bool:
    number = int(comment.attributes.get("authorId", 0))
    return number < len(authors) and authors[number].startswith(_THREAD)


def _run(prefix: str, text: str) -> bytes:
    look = f'<{prefix}rPr><{prefix}sz val="9"/><{prefix}rFont val="宋体"/></{prefix}rPr>'
    return f'<{prefix}r>{look}<{prefix}t xml:space="preserve">{as_text(text)}</{prefix}t></{prefix}r>'.encode()


def _add_shapes(parts: Parts, sheet: str, said: Sequence[tuple[str, str]], spaces: Namespaces) -> None:
    part = _vml_part(parts, sheet, spaces)
    vml = parts.read(part).decode()
    if '"_x0000_t202"' not in vml:
        vml = _before_end(vml, _SHAPE_TYPE)
    first = max((int(number) for number in _SHAPE_ID.findall(vml)), default=_block(vml) * 1024) + 1
    shapes = "".join(_shape(number, cell, text) for number, (cell, text) in enumerate(said, first))
    parts.write(part, _before_end(vml, shapes).encode())


def _vml_part(parts: Parts, sheet: str, spaces: Namespaces) -> str:
    """The drawing with the boxes of this sheet's comments, made where there is none."""
    content = parts.read(sheet)
    root = parse(content, without=("sheetData",))
    there = root.child("legacyDrawing")
    if there is not None:
        wanted = next((value for key, value in there.attributes.items() if key.rpartition(":")[2] == "id"), "")
        found = next((one for one in parts.relations(sheet) if one.id == wanted), None)
        if found is not None and found.target in parts:
            return found.target
    part = parts.new_name("xl/drawings/vmlDrawing{}.vml")
    number = int(re.sub(r"\D", "", part))
    parts.write(part, (_NEW_VML % number).encode())
    parts.add_default("vml", _VML_TYPE)
    link = parts.relate(sheet, f"{spaces.relations}/vmlDrawing", part)
    new = f'<{root.prefix}legacyDrawing xmlns:r="{spaces.relations}" r:id="{link}"/>'.encode()
    parts.write(sheet, spliced(content, [inserted(root, SHEET_ORDER, "legacyDrawing", new)]))
    return part


def _block(vml: str) -> int:
    found = re.search(r'idmap\b[^>]*\bdata="(\d+)', vml)
    return int(found[1]) if found else 1


def _before_end(vml: str, new: str) -> str:
    head, end, tail = vml.rpartition("</xml>")
    return head + new + end + tail


def _shape(number: int, cell: str, text: str) -> str:
    row, column = coordinate_to_tuple(cell)
    lines = sum(-(-len(line) // _WIDE) for line in text.split("\n"))
    anchor = f"{column}, 12, {max(row - 2, 0)}, 8, {column + 3}, 20, {max(row - 2, 0) + max(4, lines)}, 8"
    return (
        f'<v:shape {_VML_NAMESPACES} id="_x0000_s{number}" type="#_x0000_t202" '
        f"style='position:absolute;width:210pt;height:{max(4, lines) * 13}pt;z-index:{number % 1024};visibility:hidden'"
        ' fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
        '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        "<v:textbox style='mso-direction-alt:auto'><div style='text-align:left'></div></v:textbox>"
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column></x:ClientData></v:shape>"
    )


def _remove_shapes(parts: Parts, sheet: str, cells: Iterable[str]) -> None:
    related = parts.related(sheet, "vmlDrawing")
    if related is None or related.target not in parts:
        return
    places = {(row - 1, column - 1) for row, column in map(coordinate_to_tuple, cells)}
    vml = parts.read(related.target).decode()
    left = _SHAPE.sub(lambda shape: "" if _place(shape[0]) in places else shape[0], vml)
    if _SHAPE.search(left):
        parts.write(related.target, left.encode())
        return
    content = parts.read(sheet)
    there = parse(content, without=("sheetData",)).child("legacyDrawing")
    if there is not None and places:
        parts.write(sheet, spliced(content, [(there.start, there.end, b"")]))
        parts.remove(related.target, of=sheet)


def _place(shape: str) -> tuple[int, int] | None:
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    return (int(row[1]), int(column[1])) if row and column else None
