"""Looks added to a workbook's styles: what is there stays, and a look that is there already is used again."""

from __future__ import annotations

from conformance.evidence.annotation.element import Element, appended, attribute_set, inserted, parse, spliced
from conformance.evidence.annotation.parts import Parts

_ORDER = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors",
    "extLst",
)  # fmt: skip
_PART, _TYPE = "xl/styles.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_FIRST = {
    "fonts": '<font><sz val="11"/><name val="宋体"/></font>',
    "fills": '<fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>',
    "borders": "<border><left/><right/><top/><bottom/><diagonal/></border>",
    "cellXfs": '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',
    "dxfs": "",
}


class Styles:
    """The styles of a workbook; each ``add`` gives the index of an element like this one."""

    def __init__(self, parts: Parts, workbook: str, namespace: str, relations: str) -> None:
        self._parts = parts
        related = parts.related(workbook, "styles")
        if related is None:  # legal, and written by some programs
            sheet = "".join(
                f'<{name} count="{inner.count(f"<{name[:-1]}>") or 1}">{inner}</{name}>'
                for name, inner in _FIRST.items()
                if inner
            )
            parts.add(_PART, f'<styleSheet xmlns="{namespace}">{sheet}</styleSheet>'.encode(), _TYPE)
            parts.relate(workbook, f"{relations}/styles", _PART)
        self._part = related.target if related is not None else _PART

    def font(self, inner: str) -> int:
        """Index of a font."""
        return self._add("fonts", f"<font>{inner}</font>")

    def fill(self, colour: str) -> int:
        """Index of a plain fill."""
        return self._add(
            "fills",
            f'<fill><patternFill patternType="solid"><fgColor rgb="FF{colour}"/><bgColor indexed="64"/>'
            "</patternFill></fill>",
        )

    def border(self, colour: str) -> int:
        """Index of a thin border all around."""
        sides = "".join(
            f'<{side} style="thin"><color rgb="FF{colour}"/></{side}>' for side in ("left", "right", "top", "bottom")
        )
        return self._add("borders", f"<border>{sides}<diagonal/></border>")

    def look(self, font: int, fill: int, border: int, alignment: str) -> int:
        """Index of a cell's look."""
        return self._add(
            "cellXfs",
            f'<xf numFmtId="0" fontId="{font}" fillId="{fill}" borderId="{border}" applyFont="1" applyFill="1"'
            f' applyBorder="1" applyAlignment="1"><alignment {alignment}/></xf>',
        )

    def difference(self, colour: str) -> int:
        """Index of a fill for a conditional format."""
        return self._add("dxfs", f'<dxf><fill><patternFill><bgColor rgb="FF{colour}"/></patternFill></fill></dxf>')

    def _add(self, group: str, new: str) -> int:
        content = self._parts.read(self._part)
        root = parse(content)
        holder = root.child(group)
        prefix = root.prefix
        new = new.replace("</", "\0").replace("<", f"<{prefix}").replace("\0", f"</{prefix}")
        if holder is None:
            first = f'<{prefix}{group} count="1">{new}</{prefix}{group}>'.encode()
            self._parts.write(self._part, spliced(content, [inserted(root, _ORDER, group, first)]))
            return 0
        wanted = parse(new.encode()).canonical
        for number, child in enumerate(holder.children):
            if child.canonical == wanted:
                return number
        self._parts.write(self._part, spliced(content, _grown(content, holder, new)))
        return len(holder.children)


def _grown(content: bytes, holder: Element, new: str) -> list[tuple[int, int, bytes]]:
    count = str(len(holder.children) + 1)
    if holder.close == holder.inside:  # an empty element is written anew
        opened = f'<{holder.prefix}{holder.name} count="1">{new}</{holder.prefix}{holder.name}>'
        return [(holder.start, holder.end, opened.encode())]
    return [attribute_set(content, holder, "count", count), appended(content, holder, new.encode())]
