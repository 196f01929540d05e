"""The printed report is an A4 document with bookmarks and folios."""

from __future__ import annotations

import time
from io import BytesIO

import pytest
from pypdf import PdfReader

from conformance.report.json import report_json
from conformance.report.pdf import report_pdf
from conformance.typeset.fonts import read_font_folder
from conformance.typeset.pdf import RenderedPdf
from tests.report.builders import make_county


@pytest.fixture(scope="module")
def printed() -> RenderedPdf:
    """The report of the small county, printed."""
    return report_pdf(make_county(), read_font_folder())


@pytest.fixture(scope="module")
def reader(printed: RenderedPdf) -> PdfReader:
    """The same, read back."""
    return PdfReader(BytesIO(printed.pdf))


def text_of(reader: PdfReader, page: int) -> str:
    """The text of a page without blanks."""
    return "".join(reader.pages[page].extract_text().split())


def test_it_works(printed: RenderedPdf, reader: PdfReader) -> None:
    assert printed.pages == len(reader.pages)
    first = text_of(reader, 0)
    assert first.startswith("奉节县行政许可标准化验收报告（终期）结论（建议）：不合格")
    assert reader.metadata is not None
    assert reader.metadata.title == "奉节县行政许可标准化验收报告（终期）"


def test_pages_are_a4_and_carry_their_number_between_dashes(reader: PdfReader) -> None:
    for number, page in enumerate(reader.pages, 1):
        assert sorted(round(float(side) / 72 * 25.4) for side in page.mediabox[2:]) == [210, 297]
        assert f"—{number}—" in text_of(reader, number - 1)


def test_chapters_and_departments_are_bookmarks(reader: PdfReader) -> None:
    titles = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert titles == [
        "一、任务来源和依据",
        "二、组织与方法",
        "三、结论和总体情况",
        "四、五个方面得分",
        "五、各部门情况",
        "六、待定和搁置",
        "七、否决项",
        "八、不适用和声明无数据",
        "九、人工判定与推翻",
        "十、分值按可信程度的分布",
        "十一、整改清单",
        "十二、同一问题不重复扣分",
        "十三、数据校验清单",
        "签名页",
        "附件1 评分规则",
        "附件2 核查程序目录",
        "附件3 被评单位签收表",
        "附件4 核定要点",
        "附件5 标准明细表",
        "附件6 会议签到表",
        "附件7 现场检查记录",
        "附件8 办理过程图",
    ]
    whole = list(reader.outline)
    chapter = next(n for n, one in enumerate(whole) if not isinstance(one, list) and one.title == "五、各部门情况")
    departments = whole[chapter + 1]
    assert [entry.title for entry in departments][:2] == ["（一）坏 表.xlsx", "（二）奉节县档案局"]


def test_rows_are_told_by_their_cells(reader: PdfReader) -> None:
    text = "".join(text_of(reader, page) for page in range(len(reader.pages)))
    assert "办件台账!M4、M5" in text
    assert "其余16处见acceptance-report.json" in text


def test_the_same_report_gives_the_same_bytes(printed: RenderedPdf) -> None:
    assert report_pdf(make_county(), read_font_folder()).sha256 == printed.sha256


def test_the_data_travel_within_the_file(reader: PdfReader) -> None:
    assert {name: contents[0].decode() for name, contents in reader.attachments.items()} == {
        "acceptance-report.json": report_json(make_county())
    }


def test_the_same_report_gives_the_same_bytes_whatever_the_hour(
    printed: RenderedPdf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        assert report_pdf(make_county(), read_font_folder()).pdf == printed.pdf
    finally:
        monkeypatch.undo()
        time.tzset()
