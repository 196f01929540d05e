"""The sheet in front (需要修改): what to mend, in order, with links to the cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from conformance.evidence import layout
from conformance.evidence.annotation.element import as_text, as_value
from conformance.evidence.annotation.mark import MarkKind
from conformance.evidence.annotation.styles import Styles
from conformance.evidence.drawing import lines_of

WIDTHS = (6.0, 26.0, 84.0, 10.0, 10.0)
_LETTERS = "ABCDE"
_MOST_LINES = 29


class Look(StrEnum):
    """How a line of the sheet looks."""

    TITLE = "title"
    TEXT = "text"
    """One text over all columns."""
    HEADING = "heading"
    STEP = "step"
    LINE = "line"
    """A message at a cell; the second column is the link."""


@dataclass(frozen=True)
class FrontLine:
    """A line of the sheet."""

    look: Look
    texts: tuple[str, ...]
    """A text a column; one alone stands over all columns."""
    link: tuple[str, str] | None = None
    """Sheet and cell that the second column leads to."""
    kind: MarkKind | None = None
    """Whose colour the second column has."""


def heading_row(lines: Sequence[FrontLine]) -> int:
    """The row on which the headings stand; the hidden one where there are none."""
    return next((number for number, line in enumerate(lines, 2) if line.look is Look.HEADING), 1)


def front_sheet(lines: Sequence[FrontLine], styles: Styles, namespace: str) -> bytes:
    """The worksheet; its first row is hidden and tells the reader that the sheet is no part of the submission."""
    looks = _looks(styles)
    mark = f'<row r="1" hidden="1"><c r="A1" t="inlineStr"><is><t>{layout.ANNOTATION_MARK}</t></is></c></row>'
    rows = "".join(_row(number, line, looks) for number, line in enumerate(lines, 2))
    heading = heading_row(lines)
    pane = f'<pane ySplit="{heading}" topLeftCell="A{heading + 1}" activePane="bottomLeft" state="frozen"/>'
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width:g}" customWidth="1"/>'
        for number, width in enumerate(WIDTHS, 1)
    )
    whole = [number for number, line in enumerate(lines, 2) if len(line.texts) == 1]
    merges = "".join(f'<mergeCell ref="A{number}:E{number}"/>' for number in whole)
    links = "".join(_link(number, line) for number, line in enumerate(lines, 2) if line.link is not None)
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{namespace}"><sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0">{pane}</sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols><sheetData>{mark}{rows}</sheetData>'
        + (f'<mergeCells count="{len(whole)}">{merges}</mergeCells>' if whole else "")
        + (f"<hyperlinks>{links}</hyperlinks>" if links else "")
        + '<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.8" header="0.3" footer="0.4"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;L&amp;A&amp;C第 &amp;P 页，共 &amp;N 页</oddFooter></headerFooter>"
        f'<ignoredErrors><ignoredError sqref="A2:E{len(lines) + 1}" numberStoredAsText="1"/></ignoredErrors>'
        "</worksheet>"
    ).encode()


def _looks(styles: Styles) -> Mapping[str, int]:
    """Index of each look; a message's second column has one by kind."""
    plain = styles.font('<sz val="10"/><name val="宋体"/>')
    bold = styles.font('<b/><sz val="10"/><name val="宋体"/>')
    link = styles.font('<u/><sz val="10"/><color rgb="FF0563C1"/><name val="宋体"/>')
    title = styles.font('<b/><sz val="16"/><name val="宋体"/>')
    grey, box = styles.fill("D9E2F3"), styles.border("A6A6A6")
    middle = 'vertical="center" wrapText="1"'
    left, right = f'horizontal="left" {middle}', f'horizontal="right" {middle}'
    looks = {
        "title": styles.look(title, 0, 0, left),
        "text": styles.look(plain, 0, 0, left),
        "heading": styles.look(bold, grey, box, f'horizontal="center" {middle}'),
        "step": styles.look(bold, grey, box, left),
        "step_number": styles.look(bold, grey, box, right),
        "line": styles.look(plain, 0, box, left),
    }
    for kind in MarkKind:
        looks[f"link_{kind.value}"] = styles.look(link, styles.fill(kind.colour), box, left)
        looks[f"place_{kind.value}"] = styles.look(plain, styles.fill(kind.colour), box, left)
    return looks


def _row(number: int, line: FrontLine, looks: Mapping[str, int]) -> str:
    whole = len(line.texts) == 1
    widths = (sum(WIDTHS),) if whole else WIDTHS
    count = max(lines_of(text, width - 1) for text, width in zip(line.texts, widths, strict=True))
    height = 30.0 if line.look is Look.TITLE else 15.0 * min(count, _MOST_LINES) + 3
    cells = "".join(
        f'<c r="{letter}{number}" s="{looks[_look_of(line, place)]}"{_inside(text)}'
        for place, (letter, text) in enumerate(_texts(line))
    )
    return f'<row r="{number}" ht="{height:g}" customHeight="1">{cells}</row>'


def _texts(line: FrontLine) -> Iterator[tuple[str, str]]:
    texts = (*line.texts, *[""] * (len(_LETTERS) - len(line.texts)))
    yield from zip(_LETTERS, texts, strict=True)


def _inside(text: str) -> str:
    return f' t="inlineStr"><is><t xml:space="preserve">{as_text(text)}</t></is></c>' if text else "/>"


def _look_of(line: FrontLine, place: int) -> str:
    if line.look is Look.LINE and place == 1 and line.kind is not None:
        return f"{'link' if line.link is not None else 'place'}_{line.kind.value}"
    if line.look is Look.STEP and place > 2:
        return "step_number"
    return line.look.value


def _link(number: int, line: FrontLine) -> str:
    assert line.link is not None, "asked only of lines with a link"
    sheet, cell = line.link
    quoted = sheet.replace("'", "''")
    place = as_value(f"'{quoted}'!{cell or 'A1'}")
    return f'<hyperlink ref="B{number}" location={place}/>'
