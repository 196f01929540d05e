"""All formats carry the same figures: each is read back by another program than the one that wrote it."""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass, field

import pytest
from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import html as markup
from openpyxl import load_workbook
from pypdf import PdfReader

from conformance.report.docx import report_docx
from conformance.report.html import report_html
from conformance.report.json import report_json
from conformance.report.pdf import report_pdf
from conformance.report.words import minus, printed, without_county
from conformance.report.xlsx import report_xlsx
from conformance.scores.grading import shown
from conformance.scores.record import exact
from conformance.terms import BookKind, Grade, ProcessStage
from conformance.typeset.fonts import read_font_folder
from tests.report.builders import make_county

POINTS = re.compile(r"得 (\S+) 分／(\S+) 分")
UNIT = re.compile(r"^（[一二三四五六七八九十]+）")


@dataclass
class Figures:
    """What a reader of a format finds."""

    totals: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Grade, total and total if mended, by unit; the grade alone of those not rated."""
    aspects: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Points by aspect."""
    points: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """Points and full points by unit and clause, where points were lost."""
    counts: dict[tuple[str, str, str], tuple[str, ...]] = field(default_factory=dict)
    """N, V, C and U by unit, clause and title of the check."""
    moves: dict[tuple[str, str, str], tuple[str, ...]] = field(default_factory=dict)
    """Cases, median and sum of working days, and share of the days that applicants wait, by item and way."""
    mean: str = ""


REPORT = make_county()
TITLES = {without_county(part.title, REPORT.county): part.title for part in REPORT.departments}
"""Full names of the units by those that stand in lists."""


def expected() -> Figures:
    """The figures of the model."""
    found = Figures()
    for part in REPORT.departments:
        card = part.card
        rated = card.grade is not Grade.UNRATED
        both = (shown(card.total.as_it_stands), shown(card.total.if_mended)) if rated else ()
        found.totals[part.title] = (card.grade.label, *both)
        if rated:
            found.aspects[part.title] = tuple(shown(one.points.as_it_stands) for one in card.aspects if one.weights)
        for loss in part.losses:
            clause, result = loss.result.item.clause.id, loss.result
            found.points[part.title, clause] = (shown(result.points.as_it_stands), shown(result.max_points))
            for score in loss.checks:
                if score.counts is not None:
                    numbers = tuple(str(one) for one in vars(score.counts).values())
                    found.counts[part.title, clause, REPORT.basis.check(score.result.check)] = numbers
    for process in REPORT.processes:
        for move in process.moves:
            share = printed(process.share_of(move) * 100, 1) + "%" if move in process.waiting else "—"
            figures = (str(move.cases), minus(exact(move.median_days)), minus(str(move.total_days)), share)
            found.moves[process.item_code, move.source.label, move.target.label] = figures
    assert REPORT.summary.mean is not None
    found.mean = shown(REPORT.summary.mean.as_it_stands)
    return found


def of_rows(found: Figures, unit: str, rows: list[list[str]], before: str) -> None:
    """Take in a table as a reader sees it: ranking, aspects, losses or moves, known by its heading.

    ``before`` is the paragraph before the table.
    """
    heading = rows[0]
    if heading[:4] == ["单位", "等级", "总分", "更正后最高"]:
        for row in rows[1:]:
            title = TITLES[row[0].removesuffix("（行政服务中心）")]
            found.totals[title] = tuple(row[1:2] if row[1] == "未评" else row[1:4])
    elif heading[0] == "单位" and heading[-1] == "总分":
        for row in rows[1:]:
            found.aspects[TITLES[row[0]]] = tuple(one.partition("／")[0] for one in row[1:-1] if one != "不适用")
    elif heading[0] == "从→到":
        item = re.search(r"事项编码 (\d+)，", before)
        assert item is not None
        for row in rows[1:]:
            source, _, target = row[0].partition("→")
            found.moves[item[1], source, target] = tuple(row[1:])
    elif heading[:5] == ["条款和核查程序", "N", "V", "C", "U"]:
        clause = ""
        for row in rows[1:]:
            if points := POINTS.search(row[0]):
                clause = row[0].partition("（")[0]
                found.points[unit, clause] = (points[1], points[2].rstrip("，"))
            elif row[1].isdigit():
                found.counts[unit, clause, row[0]] = tuple(row[1:5])


def text_of(element) -> str:
    """Text with blanks run together."""
    return " ".join(element.text_content().split())


def of_html() -> Figures:
    found = Figures()
    page = markup.document_fromstring(report_html(REPORT))
    for table in page.iter("table"):
        sections = [one for one in table.iterancestors("section") if one.get("class") == "department"]
        unit = UNIT.sub("", text_of(sections[0].find("h3"))) if sections else ""
        before = table.getparent().getprevious()  # the box in which it scrolls
        rows = [[text_of(cell) for cell in row] for row in table.iter("tr")]
        of_rows(found, unit, rows, "" if before is None else text_of(before))
    found.mean = mean_in(text_of(page))
    return found


def of_docx() -> Figures:
    found, unit, before = Figures(), "", ""
    document = Document(io.BytesIO(report_docx(REPORT)))
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            before = block.text or before
            if block.style is not None and block.style.name == "Heading 2":
                unit = UNIT.sub("", block.text)
        elif isinstance(block, Table):
            rows = [[" ".join(cell.text.split()) for cell in row.cells] for row in block.rows]
            of_rows(found, unit, rows, before)
    found.mean = mean_in("".join(one.text for one in document.paragraphs))
    return found


def of_xlsx() -> Figures:
    """From the results stored beside the formulas; those lost points alone are compared."""
    found, wanted = Figures(), expected()
    book = load_workbook(io.BytesIO(report_xlsx(REPORT)), data_only=True)
    rows = {name: list(book[name].iter_rows(min_row=4, values_only=True)) for name in book.sheetnames}
    for row in rows["评分汇总"]:
        found.totals[row[1]] = (row[3],) if row[6] is None else (row[3], f"{row[6]:.2f}", f"{row[7]:.2f}")
    for row in rows["方面得分"]:
        if row[4]:
            found.aspects[row[1]] = (*found.aspects.get(row[1], ()), f"{row[6]:.2f}")
    for row in rows["条款得分"]:
        if (row[1], row[3]) in wanted.points:
            found.points[row[1], row[3]] = (f"{row[14]:.2f}", f"{row[13]:.2f}")
    for row in rows["核查明细"]:
        if (row[1], row[2], row[3]) in wanted.counts:
            found.counts[row[1], row[2], row[3]] = tuple(str(one) for one in row[5:9])
    for row in rows["办理过程"]:
        share = "—" if row[10] is None else f"{row[10] * 100:.1f}%"
        found.moves[row[2], row[5], row[6]] = (str(row[7]), *(minus(str(one)) for one in row[8:10]), share)
    found.mean = next(f"{row[1]:.2f}" for row in rows["结论"] if row[0] == "平均分")
    return found


def of_json() -> Figures:
    found, wanted = Figures(), expected()
    record = json.loads(report_json(REPORT))
    titles = {part.code: part.title for part in REPORT.departments}
    for one in record["departments"]:
        title, grade = titles[one["department"]], Grade(one["grade"])
        both = (one["total"]["shown"], one["total_if_mended"]["shown"]) if grade is not Grade.UNRATED else ()
        found.totals[title] = (grade.label, *both)
        for process in one["processes"]:
            waited = sum(move["working_days"] for move in process["moves"] if move["working_days"] > 0)
            for move in process["moves"]:
                way = process["item_code"], ProcessStage(move["from"]).label, ProcessStage(move["to"]).label
                days = move["working_days"]
                share = f"{days / waited * 100:.1f}%" if days > 0 else "—"
                figures = move["cases"], f"{move['median_working_days']:g}", days
                found.moves[way] = (*(minus(str(figure)) for figure in figures), share)
        if both:
            found.aspects[title] = tuple(
                aspect["points"]["shown"] for aspect in one["aspects"] if aspect["weights"] != "0"
            )
        for clause in one["clauses"]:
            if (title, clause["id"]) in wanted.points:
                found.points[title, clause["id"]] = (clause["points"]["shown"], clause["max_points"]["shown"])
            for check in clause["checks"]:
                if (title, clause["id"], check["title"]) in wanted.counts:
                    found.counts[title, clause["id"], check["title"]] = tuple(str(check[name]) for name in "NVCU")
    found.mean = record["county"]["mean"]["shown"]
    return found


def mean_in(text: str) -> str:
    """The mean as the sentence on the first page tells it."""
    found = re.search(r"个部门平均 (\d+\.\d\d) 分", text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("read", [of_html, of_docx, of_xlsx, of_json])
def test_a_format_carries_the_figures_of_the_model(read) -> None:
    assert read() == expected()


def test_the_printed_report_carries_the_figures_of_the_model() -> None:
    pages = PdfReader(io.BytesIO(report_pdf(REPORT, read_font_folder()).pdf)).pages
    text = "".join("".join(page.extract_text().split()) for page in pages)
    wanted = expected()
    for title, figures in wanted.totals.items():
        assert "".join((without_county(title, REPORT.county), *figures)).replace(" ", "") in text
    for figures in wanted.points.values():
        assert f"得{figures[0]}分／{figures[1]}分" in text
    for (_, source, target), numbers in wanted.moves.items():
        assert f"{source}→{target}{''.join(numbers)}" in text
    for (_, _, check), numbers in wanted.counts.items():
        assert f"{check}{''.join(numbers)}" in text
    assert mean_in(text.replace("平均", "平均 ").replace("分", " 分")) == wanted.mean


def test_there_is_something_to_compare() -> None:
    wanted = expected()
    kinds = {part.card.book.kind for part in REPORT.departments}
    assert kinds == {BookKind.DEPARTMENT}
    assert (len(wanted.totals), len(wanted.aspects)) == (5, 4)
    assert len(wanted.points) >= 3
    assert len(wanted.moves) == 7
    assert any("−2" in figures for figures in wanted.moves.values())
    assert len(wanted.counts) >= 4
