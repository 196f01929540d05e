"""The report as a document for editing (文字版, DOCX), of the same body as the page and the printed report.

Headings, contents and tables are Word's own; the layout is that of an official document (GB/T 9704—2012): A4, a type
area of 156 × 225 mm, 22 lines of 28 characters, page numbers at the outer side. Fonts are named as offices have them,
each with the name by which other machines know it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from html import escape
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from lxml import html as markup

from conformance.evidence.package import package_bytes
from conformance.report.body import PRINTED, report_body
from conformance.report.model import Report
from conformance.typeset.punctuation import mend_html

SONG, HEI, FANG, KAI, TITLE = "宋体", "黑体", "仿宋_GB2312", "楷体_GB2312", "方正小标宋简体"
FALLBACKS = {SONG: "SimSun", HEI: "SimHei", FANG: "仿宋", KAI: "楷体", TITLE: "宋体"}
LATIN = "Times New Roman"

_GRID = 580
"""Twentieths of a point from line to line: 225 mm in 22 lines."""
_TIGHT = -5
"""Twentieths of a point between characters: 28 of 16 points fill 156 mm."""
_TABLE_WIDTH = {False: 8844, True: 12756}
"""Width of the type area in twentieths of a point, upright and across."""
_WORD = re.compile(r"[!-~]+")
_BLANKS = re.compile("[ \t\n\r\f]+")
"""Those of HTML, which run together; ideographic ones leave room to write in and stay."""
_DIGIT, _PADDING, _UNBROKEN = 110, 230, 10
"""Width of a digit in a table and of what is left blank beside a text; a word of more signs may be broken."""
_NEW_PAGE = {"task", "signatures"}
"""Chapters that begin a page, beside the annexes."""
_HEADINGS = {"h1": "Title", "h2": "Heading1", "h3": "Heading2", "h4": "Heading3"}
_BLOCKS = {"header", "section", "nav", "div", "details"}
_OWN_LINE = {"working", "points", "remark"}
_PLAIN = {"note", "more", "filled", "conclusion", "warning", "verdict", "contents-title"}


_FIELD_BEGIN = (
    '<w:r><w:fldChar w:fldCharType="begin"{dirty}/></w:r><w:r><w:instrText xml:space="preserve"> {code} </w:instrText>'
    '</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
)
_FIELD_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


@dataclass(frozen=True)
class Run:
    """A piece of text, or a line break where the text is one."""

    text: str
    bold: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell of a table, or the rest of one that began in a row above."""

    runs: tuple[Run, ...]
    style: str
    columns: int
    merge: str = ""
    """``restart`` where a cell goes on below, ``continue`` below it."""


@dataclass
class Draft:
    """What is being written: blocks of XML by section, each upright or across."""

    sections: list[tuple[bool, list[str]]] = field(default_factory=lambda: [(False, [])])
    third: int = 0
    """Headings of the third level so far, since the last of the second."""

    def add(self, block: str) -> None:
        """One more paragraph or table."""
        self.sections[-1][1].append(block)

    def turn(self, across: bool) -> None:
        """Go on with a page that stands as wanted."""
        if self.sections[-1][0] != across:
            self.sections.append((across, []))


def report_docx(report: Report) -> bytes:
    """The document; the same report gives the same bytes."""
    return page_docx(report_body(report, PRINTED), report.title)


def page_docx(html: str, title: str) -> bytes:
    """A page as a document for editing; ``html`` is what stands between <body> and </body>."""
    body = markup.document_fromstring(f"<html><body>{mend_html(html)}</body></html>").body
    draft = Draft()
    for element in body:
        _block(element, draft)
    document = Document()
    _set_styles(document)
    _set_page(document)
    _fill(document, draft)
    saved = io.BytesIO()
    document.save(saved)
    return package_bytes(saved.getvalue(), title=title, parts={"word/fontTable.xml": _font_table()})


def _block(element: Any, draft: Draft) -> None:
    tag, classes = element.tag, set((element.get("class") or "").split())
    if tag == "nav":
        _contents(element, draft)
    elif tag in _HEADINGS:
        chapter = element.getparent()
        new_page = tag == "h2" and ("annex" in chapter.get("class", "") or chapter.get("id") in _NEW_PAGE)
        draft.third = draft.third + 1 if tag == "h4" else 0
        mark = (Run(f"{draft.third}. "),) if tag == "h4" else ()
        draft.add(_paragraph((*mark, *_runs(element)), _HEADINGS[tag], new_page=new_page))
    elif tag in _BLOCKS:
        across = "landscape" in classes
        if across:
            draft.turn(True)
        for child in element:
            _block(child, draft)
        if across:
            draft.turn(False)
    elif tag == "figure":
        caption = "".join(run.text for one in element.iter("figcaption") for run in _runs(one))
        draft.add(_paragraph((Run(f"（{caption or '图'}：见印制版和网页版，数字在表中）"),), "Note"))
    elif tag in ("p", "summary"):
        style = "Seal" if "seal" in classes else "Note" if classes & _PLAIN else "Normal"
        draft.add(_paragraph(_runs(element), style))
    elif tag in ("ul", "ol"):
        for number, entry in enumerate(element, 1):
            mark = (Run(f"{number}. "),) if tag == "ol" else ()
            draft.add(_paragraph((*mark, *_runs(entry)), "Normal" if "method" in classes else "Entry"))
    elif tag == "table":
        draft.add(_table(element, across=draft.sections[-1][0]))
        draft.add(_paragraph((), "TableEnd"))


def _contents(nav: Any, draft: Draft) -> None:
    """A contents field whose result is there before it is first updated."""
    draft.add(_paragraph(_runs(nav.find_class("contents-title")[0]), "ContentsTitle", new_page=True))
    entries = list(nav.iter("li"))
    for number, entry in enumerate(entries, 1):
        level = "TOC1" if "chapter-entry" in entry.get("class") else "TOC2"
        begin = _FIELD_BEGIN.format(dirty=' w:dirty="true"', code='TOC \\o "1-2" \\h \\z \\u') if number == 1 else ""
        content = f"{begin}{_xml(_runs(entry))}{_FIELD_END if number == len(entries) else ''}"
        draft.add(f'<w:p><w:pPr><w:pStyle w:val="{level}"/></w:pPr>{content}</w:p>')


def _runs(element: Any) -> tuple[Run, ...]:
    """The text of an element as it is shown: blanks run together, a break where a part stands on a line of its own."""
    pieces: list[Run] = []
    _collect(element, pieces, bold=False)
    runs: list[Run] = []
    for run in pieces:
        text = run.text if run.text == "\n" else _BLANKS.sub(" ", run.text)
        at_start = not runs or runs[-1].text.endswith((" ", "\n"))
        if text.startswith(" ") and at_start:
            text = text[1:]
        if text == "\n" and (not runs or runs[-1].text == "\n"):
            continue
        if text:
            runs.append(Run(text, run.bold))
    while runs and not runs[-1].text.strip(" \n"):
        runs.pop()
    return tuple(runs)


def _collect(element: Any, pieces: list[Run], *, bold: bool) -> None:
    pieces.append(Run(element.text or "", bold))
    for child in element:
        classes = set((child.get("class") or "").split()) if isinstance(child.tag, str) else set()
        if child.tag in ("br", "p", "li") or classes & _OWN_LINE:
            pieces.append(Run("\n"))
        if child.tag != "svg" and isinstance(child.tag, str):
            _collect(child, pieces, bold=bold or child.tag in ("b", "strong"))
        pieces.append(Run(child.tail or "", bold))


def _xml(runs: Sequence[Run]) -> str:
    return "".join(map(_run_xml, runs))


def _run_xml(run: Run) -> str:
    if run.text == "\n":
        return "<w:r><w:br/></w:r>"
    bold = "<w:rPr><w:b/></w:rPr>" if run.bold else ""
    return f'<w:r>{bold}<w:t xml:space="preserve">{escape(_legal(run.text), quote=False)}</w:t></w:r>'


def _legal(text: str) -> str:
    """Without the control characters that XML does not know."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text)


def _paragraph(runs: Sequence[Run], style: str, *, new_page: bool = False) -> str:
    page = "<w:pageBreakBefore/>" if new_page else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{page}</w:pPr>{_xml(runs)}</w:p>'


def _table(element: Any, *, across: bool) -> str:
    heads = [row for row in element.iter("tr") if row.getparent().tag == "thead"]
    rows = list(_grid(list(element.iter("tr"))))
    widths = _widths(rows, _TABLE_WIDTH[across])
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    body = "".join(_row(row, widths, head=number < len(heads)) for number, row in enumerate(rows))
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
    )


def _grid(rows: Sequence[Any]) -> Iterator[list[Cell]]:
    """The cells of each row, with one in place of each that reaches down from above."""
    reaching: dict[int, tuple[int, int]] = {}
    for row in rows:
        cells: list[Cell] = []
        elements, at = iter(row), 0
        still: dict[int, tuple[int, int]] = {}
        while True:
            if at in reaching:
                rest, columns = reaching[at]
                cells.append(Cell((), "TableText", columns, "continue"))
            else:
                element = next(elements, None)
                if element is None:
                    break
                columns, rest = int(element.get("colspan", "1")), int(element.get("rowspan", "1"))
                cells.append(Cell(_runs(element), _cell_style(element), columns, "restart" if rest > 1 else ""))
            if rest > 1:
                still[at] = (rest - 1, columns)
            at += columns
        reaching = still
        yield cells


def _cell_style(element: Any) -> str:
    classes = set((element.get("class") or "").split())
    if element.tag == "th":
        return "TableHead"
    if classes & {"center", "state"}:
        return "TableCentre"
    return "TableNumber" if "number" in classes else "TableText"


def _row(cells: Sequence[Cell], widths: Sequence[int], *, head: bool) -> str:
    at, xml = 0, ""
    for cell in cells:
        width = sum(widths[at : at + cell.columns])
        span = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
        merge = f'<w:vMerge w:val="{cell.merge}"/>' if cell.merge else ""
        xml += (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}<w:vAlign w:val="center"/></w:tcPr>'
            f"{_paragraph(cell.runs, cell.style)}</w:tc>"
        )
        at += cell.columns
    repeated = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{xml}</w:tr>"


def _widths(rows: Sequence[Sequence[Cell]], whole: int) -> list[int]:
    """Room for the longest figure of each column, and the rest by what the columns hold, a long text getting less."""
    count = max(sum(cell.columns for cell in row) for row in rows)
    needs, least = [6.0] * count, [0] * count
    for row in rows:
        at = 0
        for cell in row:
            text = "".join(run.text for run in cell.runs)
            if cell.columns == 1:
                needs[at] = max(needs[at], min(len(text.encode("gb18030")), 120) ** 0.7 * 2)
                longest = max((len(word) for word in _WORD.findall(text)), default=2)
                least[at] = max(least[at], min(longest, _UNBROKEN) * _DIGIT + _PADDING)
            at += cell.columns
    left = max(whole - sum(least), 0)
    widths = [low + int(left * need / sum(needs)) for low, need in zip(least, needs, strict=True)]
    widths[-1] += whole - sum(widths)
    return widths


def _fill(document: Any, draft: Draft) -> None:
    """Put the blocks before the closing section, and a section where the page is turned."""
    body = document.element.body
    closing = body.sectPr
    sections = [(across, blocks) for across, blocks in draft.sections if blocks]
    for number, (across, blocks) in enumerate(sections):
        for block in parse_xml(f"<w:body {nsdecls('w')}>{''.join(blocks)}</w:body>"):
            closing.addprevious(block)
        section = closing if number == len(sections) - 1 else deepcopy(closing)
        if number:
            for reference in section.findall(qn("w:footerReference")):
                section.remove(reference)
        if across:
            _turn(section)
        if section is not closing:
            end = parse_xml(f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="TableEnd"/></w:pPr></w:p>')
            end.pPr.append(section)
            closing.addprevious(end)


def _turn(section: Any) -> None:
    """A page across: the binding side comes to the top."""
    size, margins = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
    width, height = size.get(qn("w:w")), size.get(qn("w:h"))
    size.set(qn("w:w"), height)
    size.set(qn("w:h"), width)
    size.set(qn("w:orient"), "landscape")
    sides = ("top", "right", "bottom", "left")
    old = [margins.get(qn(f"w:{side}")) for side in sides]
    for side, value in zip(sides, (old[3], old[0], old[1], old[2]), strict=True):
        margins.set(qn(f"w:{side}"), value)


def _set_page(document: Any) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        Mm(37),
        Mm(35),
        Mm(28),
        Mm(26),
    )
    section.header_distance, section.footer_distance = Mm(15), Mm(23)
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)
    section._sectPr.append(parse_xml(f'<w:docGrid {nsdecls("w")} w:type="lines" w:linePitch="{_GRID}"/>'))
    document.settings.odd_and_even_pages_header_footer = True
    for footer, style in ((section.footer, "FolioRight"), (section.even_page_footer, "FolioLeft")):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]._p
        paragraph.getparent().replace(paragraph, parse_xml(_folio(style)))


def _folio(style: str) -> str:
    number = f"{_FIELD_BEGIN.format(dirty='', code='PAGE')}<w:r><w:t>1</w:t></w:r>{_FIELD_END}"
    return (
        f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">— </w:t></w:r>{number}<w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p>'
    )


@dataclass(frozen=True)
class Look:
    """How a kind of paragraph is set."""

    style: str
    """Id of the style."""
    name: str
    font: str
    size: float
    align: str = "both"
    indent: int = 0
    """Characters that the first line is indented by."""
    grid: bool = True
    """Whether its lines stand on the 22 lines of the page."""
    level: int = 0
    """Level in the contents, from 1."""
    sides: tuple[int, int] = (0, 0)
    """Characters that the paragraph is indented by, left and right."""
    bold: bool = False


_LOOKS = (
    Look("Normal", "Normal", FANG, 16, indent=2),
    Look("Title", "Title", TITLE, 22, "center"),
    Look("Heading1", "Heading 1", HEI, 16, "left", indent=2, level=1),
    Look("Heading2", "Heading 2", KAI, 16, "left", indent=2, level=2),
    Look("Heading3", "Heading 3", FANG, 16, "left", indent=2, level=3, bold=True),
    Look("Note", "Note", FANG, 16),
    Look("Seal", "Seal", FANG, 16, "right", sides=(0, 4)),
    Look("Entry", "Entry", FANG, 16, sides=(2, 0)),
    Look("ContentsTitle", "Contents Title", HEI, 16, "center"),
    Look("TOC1", "toc 1", FANG, 16, "left"),
    Look("TOC2", "toc 2", FANG, 16, "left", sides=(2, 0)),
    Look("TableHead", "Table Head", HEI, 10.5, "center", grid=False),
    Look("TableText", "Table Text", SONG, 10.5, "left", grid=False),
    Look("TableCentre", "Table Centre", SONG, 10.5, "center", grid=False),
    Look("TableNumber", "Table Number", SONG, 10.5, "right", grid=False),
    Look("TableEnd", "Table End", SONG, 5, grid=False),
    Look("FolioRight", "Folio Right", SONG, 14, "right", grid=False, sides=(0, 1)),
    Look("FolioLeft", "Folio Left", SONG, 14, "left", grid=False, sides=(1, 0)),
)


def _set_styles(document: Any) -> None:
    known = {style.name for style in document.styles}
    for look in _LOOKS:
        if look.name in known or look.name in ("Title", "Normal") or look.level:
            style = document.styles[look.name]
        else:
            style = document.styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = document.styles["Normal"]
        _set_style(style, look)


def _set_style(style: Any, look: Look) -> None:
    element = style.element
    element.set(qn("w:styleId"), look.style)
    for old in (*element.findall(qn("w:pPr")), *element.findall(qn("w:rPr"))):
        element.remove(old)
    style.font.name, style.font.size, style.font.bold = LATIN, Pt(look.size), look.bold
    style.font.color.rgb = RGBColor(0, 0, 0)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), look.font)
    tight = _TIGHT if look.size == 16 else 0
    element.rPr.append(parse_xml(f'<w:spacing {nsdecls("w")} w:val="{tight}"/>'))
    element.rPr.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="en-US" w:eastAsia="zh-CN"/>'))
    left, right = (100 * side for side in look.sides)
    keep = "<w:keepNext/><w:keepLines/>" if look.level else ""
    outline = f'<w:outlineLvl w:val="{look.level - 1}"/>' if look.level else ""
    element.rPr.addprevious(
        parse_xml(
            f'<w:pPr {nsdecls("w")}>{keep}<w:widowControl w:val="0"/><w:snapToGrid w:val="{int(look.grid)}"/>'
            '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
            f'<w:ind w:leftChars="{left}" w:left="{int(look.size * left / 5)}" w:rightChars="{right}"'
            f' w:right="{int(look.size * right / 5)}" w:firstLineChars="{100 * look.indent}"'
            f' w:firstLine="{int(look.size * look.indent * 20)}"/><w:jc w:val="{look.align}"/>{outline}</w:pPr>'
        )
    )


def _font_table() -> bytes:
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in FALLBACKS.items()
    )
    latin = f'<w:font w:name="{LATIN}"><w:charset w:val="00"/></w:font>'
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f"{head}<w:fonts {nsdecls('w')}>{fonts}{latin}</w:fonts>".encode()
