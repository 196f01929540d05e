"""The county's closing report carries the figures of the acceptance report, and asks for what no figure tells."""

from __future__ import annotations

import io
import re

import pytest
from docx import Document
from docx.document import Document as Written
from docx.oxml.ns import qn

from conformance.report.closing import HEADINGS, achievements, closing_docx
from conformance.report.gallery import aspect_means
from conformance.report.words import percent
from conformance.scores.grading import shown
from conformance.terms import Grade
from tests.report.builders import make_county

REPORT = make_county()
MADE = closing_docx(REPORT)


@pytest.fixture(scope="module")
def document() -> Written:
    """Read back."""
    return Document(io.BytesIO(MADE))


def text_of(document: Written) -> str:
    """All paragraphs outside tables."""
    return "\n".join(one.text for one in document.paragraphs)


def rows_of(document: Written, title: str) -> list[list[str]]:
    """The rows of the table that begins with this heading, without its head."""
    (table,) = [one for one in document.tables if title in (cell.text for cell in one.rows[0].cells)]
    return [[cell.text for cell in row.cells] for row in table.rows[1:]]


def test_it_works(document: Written) -> None:
    assert document.paragraphs[0].text == "奉节县行政许可标准化建设工作总结报告"
    assert closing_docx(make_county()) == MADE


def test_chapters_are_headings_and_stand_in_the_contents_field(document: Written) -> None:
    headings = [one.text for one in document.paragraphs if one.style is not None and one.style.name == "Heading 1"]
    listed = [one.text for one in document.paragraphs if one.style is not None and one.style.name == "toc 1"]
    assert headings == listed == list(HEADINGS)
    assert [one.text for one in document.element.body.iter(qn("w:instrText"))] == [' TOC \\o "1-2" \\h \\z \\u ']


def test_every_department_has_the_points_and_the_list_of_the_model(document: Written) -> None:
    wanted = []
    for part in REPORT.departments:
        rated = part.card.grade is not Grade.UNRATED
        total = part.card.total
        listed = sum(1 for one in REPORT.rectification if one.department == part.code)
        points = (shown(total.as_it_stands), shown(total.if_mended)) if rated else ("—", "—")
        wanted.append([part.title, part.card.grade.label, *points, str(listed)])
    assert rows_of(document, "整改项数") == wanted


def test_the_sentences_carry_the_figures_of_the_model(document: Written) -> None:
    facts, text, standards = REPORT.statistics, text_of(document), REPORT.basis.standards
    assert standards is not None
    assert f"收到填报表 {facts.books} 份，其中 {facts.unreadable} 份无法读取，逐行核对 {facts.rows} 行" in text
    assert f"发现不符合 {facts.findings} 行次；检查人员作出判定 {REPORT.judgements} 条。" in text
    assert f"行政许可事项 {facts.license_items} 项、办件 {facts.cases} 件" in text
    assert f"应有标准 {standards.planned} 项，已有 {len(standards.documents)} 项、{standards.clauses} 条" in text
    assert f"整改清单共 {len(REPORT.rectification)} 项" in text
    assert f"建议的结论是“{REPORT.summary.proposal}”" in text
    for one in aspect_means(REPORT):
        assert f"{one.departments} 个部门平均得分率 {percent(one.ratio)}" in text


def test_the_index_counts_what_is_handed_over(document: Written) -> None:
    rows = rows_of(document, "成果资料")
    assert [row[1:4] for row in rows] == [[one.title, one.content, one.source] for one in achievements(REPORT)]
    assert [row[0] for row in rows] == [str(number) for number in range(1, len(rows) + 1)]
    contents = {row[1]: row[2] for row in rows}
    assert contents["部门填报表"] == f"{REPORT.statistics.books} 份"
    assert contents["整改清单和整改佐证"] == f"{len(REPORT.rectification)} 项"
    assert rows_of(document, "标准编号") == [["1", "FJXK 101—2017", "行政许可标准化工作导则"]]


def test_what_no_figure_tells_is_asked_for_in_every_chapter_that_needs_it(document: Written) -> None:
    asked = [one.text for one in document.paragraphs if one.text.startswith("【")]
    assert len(asked) == 5 + len(aspect_means(REPORT))
    assert all(re.fullmatch("【请填写：[^【】]+】", one) for one in asked)


def test_room_is_left_for_the_date(document: Written) -> None:
    (date,) = [one for one in document.paragraphs if one.text.endswith("日") and one.text.startswith("\u3000")]
    assert date.text == "　　　　年　　月　　日"
    assert date.style is not None
    assert date.style.name == "Seal"
