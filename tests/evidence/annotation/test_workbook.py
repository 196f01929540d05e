"""A workbook given back: what is marked, what stays byte for byte, and that a second time replaces the first."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from conformance.evidence import layout
from conformance.evidence.annotation.front import FrontLine, Look
from conformance.evidence.annotation.mark import Mark, MarkKind
from conformance.evidence.annotation.workbook import COMMENTS, CannotAnnotate, annotate
from conformance.evidence.book import EvidenceBook
from conformance.evidence.reader import read_book
from tests.builders import make_workbook, read_context
from tests.evidence.annotation.packages import (
    DRAWING,
    EXTENSION,
    MAIN,
    RELATIONS,
    changed,
    clerks_box,
    clerks_comment,
    package_of,
    part_of_sheet,
    parts_of,
    strict,
    transitional,
    with_excel_traits,
    with_prefix,
)

LEDGER = "办件台账"
MARKS = (
    Mark(LEDGER, "J4", MarkKind.FAULT, "“收件日”写的是“三月”，请改为日期。"),
    Mark(LEDGER, "J4", MarkKind.FINDING, "收件日在受理日之后，请核对。"),
    Mark(LEDGER, "A4", MarkKind.FINDING, "办件号与另一行 <相同> & 不可。"),
    Mark(LEDGER, "K5", MarkKind.NOTE, "请看一看。"),
    Mark("窗口", "B4", MarkKind.NOTE, "请看一看。"),
)
FRONT = (
    FrontLine(Look.TITLE, ("需要修改：测试单位",)),
    FrontLine(Look.HEADING, ("序号", "位置", "怎样改", "可多得分", "改后总分")),
    FrontLine(Look.STEP, ("1", "2 处", "及时归档", "2.50", "90.00")),
    FrontLine(Look.LINE, ("", f"{LEDGER}!J4", "请改正。", "", ""), (LEDGER, "J4"), MarkKind.FAULT),
    FrontLine(Look.LINE, ("", "没有的表", "请补上。", "", ""), ("没有的表", ""), MarkKind.FAULT),
)


@pytest.fixture
def filled(tmp_path: Path) -> bytes:
    rows = {"ledger": [{"case_number": "A1", "item_code": "500236001000"}, {"case_number": "A2"}]}
    return make_workbook(tmp_path / "GH.xlsx", rows=rows).read_bytes()


def excel(filled: bytes) -> bytes:
    return with_excel_traits(filled, LEDGER)


def prefixed(filled: bytes) -> bytes:
    return with_prefix(filled, part_of_sheet(filled, LEDGER))


def plain(filled: bytes) -> bytes:
    return filled


def in_strict(filled: bytes) -> bytes:
    return strict(excel(filled))


MAKES = pytest.mark.parametrize("make", [plain, excel, prefixed, in_strict])


def read(tmp_path: Path, content: bytes) -> EvidenceBook:
    path = tmp_path / "GH.xlsx"
    path.write_bytes(content)
    return replace(read_book(path, read_context()), sha256="")


def comments(content: bytes, title: str = LEDGER) -> dict[str, str]:
    sheet = load_workbook(io.BytesIO(content))[title]
    return {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}


def ours(content: bytes, title: str = LEDGER) -> list[tuple[str, str]]:
    sheet = load_workbook(io.BytesIO(content))[title]
    return sorted(
        (str(cells.sqref), rule.formula[0])
        for cells in sheet.conditional_formatting
        for rule in cells.rules
        if rule.formula and "conformance." in rule.formula[0]
    )


@MAKES
def test_reads_back_as_the_same_submission(filled: bytes, make: Callable[[bytes], bytes], tmp_path: Path) -> None:
    content = make(filled)
    before = read(tmp_path, content)
    assert before.readable
    assert read(tmp_path, annotate(content, MARKS, FRONT)) == before


@MAKES
def test_a_second_annotation_replaces_the_first(filled: bytes, make: Callable[[bytes], bytes]) -> None:
    content = make(filled)
    once = annotate(content, MARKS, FRONT)
    assert annotate(once, MARKS, FRONT) == once
    nothing, content = transitional(annotate(once, (), FRONT)), transitional(content)
    assert not ours(nothing) and not ours(nothing, "窗口")
    assert "核查" not in str(comments(nothing)) and comments(nothing) == comments(content)


def test_no_mark_piles_up_over_ten_rounds(filled: bytes) -> None:
    content = excel(filled)
    sizes = set()
    for _ in range(10):
        content = annotate(content, MARKS[:3], FRONT)
        content = annotate(content, MARKS, FRONT)
        sizes.add(tuple((name, len(part)) for name, part in sorted(parts_of(content).items())))
    assert len(sizes) == 1


def test_messages_stand_at_their_cells_worst_colour_first(filled: bytes) -> None:
    marked = annotate(filled, MARKS, FRONT)
    assert comments(marked) == {
        "A4": "【核查·问题】办件号与另一行 <相同> & 不可。",
        "J4": "【核查·须改正】“收件日”写的是“三月”，请改为日期。\n【核查·问题】收件日在受理日之后，请核对。",
        "K5": "【核查·提示】请看一看。",
    }
    assert ours(marked) == [
        ("A4", 'LEN("conformance.finding")>0'),
        ("J4", 'LEN("conformance.fault")>0'),
        ("K5", 'LEN("conformance.note")>0'),
    ]


def test_only_the_parts_concerned_change(filled: bytes) -> None:
    content = excel(filled)
    before, after = parts_of(content), parts_of(annotate(content, MARKS, FRONT))
    sheets = {part_of_sheet(content, LEDGER), part_of_sheet(content, "窗口")}
    assert {name for name in before if after[name] != before[name]} == sheets | {
        "[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml",
        "xl/styles.xml", "xl/workbook.xml",
    }  # fmt: skip
    assert after["xl/drawings/drawing1.xml"] == DRAWING
    assert {name for name in after if name not in before} == {
        "xl/comments2.xml", "xl/drawings/vmlDrawing2.vml", "xl/worksheets/sheet22.xml",
        "xl/worksheets/_rels/sheet11.xml.rels",
    }  # fmt: skip


def test_a_strict_workbook_stays_strict(filled: bytes) -> None:
    """All that is added speaks the dialect of the file; in the other one Excel would find it broken."""
    parts = parts_of(annotate(in_strict(filled), MARKS, FRONT))
    assert [name for name, part in parts.items() if RELATIONS.encode() in part or MAIN.encode() in part] == []
    assert transitional(package_of(parts)) == package_of(parts_of(annotate(excel(filled), MARKS, FRONT)))


def test_a_marked_sheet_keeps_all_that_was_in_it(filled: bytes) -> None:
    content = excel(filled)
    part = part_of_sheet(content, LEDGER)
    before, after = parts_of(content)[part].decode(), parts_of(annotate(content, MARKS, FRONT))[part].decode()
    ours = re.compile(
        r'<conditionalFormatting(?:(?!</conditionalFormatting>).)*"conformance\.[a-z]+".*?</conditionalFormatting>'
    )
    assert len(ours.findall(after)) == 3
    # Ours come first, so the formats that were there keep their order and stand three places lower.
    lower = re.sub('priority="([0-9]+)"', lambda match: f'priority="{int(match[1]) - 3}"', ours.sub("", after))
    assert lower == before
    assert EXTENSION in after


def test_the_other_formats_give_way_once(filled: bytes) -> None:
    """Of two colours the one with the smaller priority is seen; ours must not hide behind a clerk's own."""
    part = part_of_sheet(excel(filled), LEDGER)
    once = annotate(excel(filled), MARKS, FRONT)
    assert 'type="duplicateValues" priority="4"' in parts_of(once)[part].decode()
    assert 'type="duplicateValues" priority="4"' in parts_of(annotate(once, MARKS, FRONT))[part].decode()


def test_a_clerks_comment_stays_and_ours_stands_below(filled: bytes) -> None:
    content = excel(filled)
    marked = annotate(content, MARKS, FRONT)
    assert comments(marked)["A4"] == "王五:\n等上级文件\n【核查·问题】办件号与另一行 <相同> & 不可。"
    parts = parts_of(marked)
    assert parts["xl/drawings/vmlDrawing1.vml"].decode().count("<v:shape ") == 3
    assert b"<br>" in parts["xl/drawings/vmlDrawing1.vml"]
    back = parts_of(annotate(marked, (), FRONT))
    assert comments(package_of(back)) == {"A4": "王五:\n等上级文件"}
    assert back["xl/drawings/vmlDrawing1.vml"].decode() == clerks_box(3, 0)


def test_words_that_a_clerk_adds_to_our_comment_stay(filled: bytes) -> None:
    marked = annotate(filled, MARKS, FRONT)
    answered = changed(marked, "xl/comments1.xml", lambda text: text.replace("请看一看。", "请看一看。\n已补材料"))
    assert comments(annotate(answered, (), FRONT)) == {"K5": "\n已补材料"}


def test_a_thread_is_left_alone(filled: bytes) -> None:
    """What stands in the comment of a threaded cell is not shown; the sheet in front tells it."""
    content = excel(filled)
    threaded = package_of(parts_of(content) | {"xl/comments1.xml": clerks_comment("A4", "tc={8B2C-4}").encode()})
    assert comments(annotate(threaded, MARKS, FRONT))["A4"] == "王五:\n等上级文件"


def test_the_sheet_in_front(filled: bytes) -> None:
    workbook = load_workbook(io.BytesIO(annotate(filled, MARKS, FRONT)))
    assert workbook.sheetnames[:2] == [layout.ANNOTATION_SHEET, layout.COVER_SHEET]
    assert workbook.active is not None and workbook.active.title == layout.ANNOTATION_SHEET
    assert [sheet.title for sheet in workbook if sheet.sheet_view.tabSelected] == [layout.ANNOTATION_SHEET]
    sheet = workbook[layout.ANNOTATION_SHEET]
    assert sheet.row_dimensions[1].hidden and sheet["A1"].value == layout.ANNOTATION_MARK
    assert [cell.value for cell in sheet[4]] == ["1", "2 处", "及时归档", "2.50", "90.00"]
    assert sheet["B5"].hyperlink.location == "'办件台账'!J4"
    assert sheet["B6"].hyperlink is None


def test_the_headings_are_printed_on_every_page_and_numbers_are_no_error(filled: bytes) -> None:
    marked = annotate(filled, MARKS, FRONT)
    workbook = load_workbook(io.BytesIO(marked))
    assert workbook[layout.ANNOTATION_SHEET].print_title_rows == "$3:$3"
    sheets = [part.decode() for name, part in parts_of(marked).items() if name.startswith("xl/worksheets/sheet")]
    assert [part for part in sheets if '<ignoredError sqref="A2:E6" numberStoredAsText="1"/>' in part]


def test_a_workbook_without_names_has_none_left_once_the_sheet_in_front_goes(filled: bytes) -> None:
    bare = changed(filled, "xl/workbook.xml", lambda text: re.sub("<definedNames>.*</definedNames>", "", text))
    once = annotate(bare, MARKS, FRONT)
    assert parts_of(once)["xl/workbook.xml"].count(b"<definedName ") == 1
    assert annotate(once, MARKS, FRONT) == once


def test_a_message_about_several_cells_is_told_at_the_first_and_seen_at_all(filled: bytes) -> None:
    marked = annotate(filled, (MARKS[0], Mark(LEDGER, "J5", MarkKind.FAULT, "")), FRONT)
    assert list(comments(marked)) == ["J4"]
    assert ours(marked) == [("J4:J5", 'LEN("conformance.fault")>0')]


def test_names_of_one_sheet_stay_with_their_sheet(filled: bytes) -> None:
    before = load_workbook(io.BytesIO(filled))
    after = load_workbook(io.BytesIO(annotate(annotate(filled, MARKS, FRONT), MARKS, FRONT)))
    assert before[LEDGER].print_title_rows == "$1:$3"
    assert {sheet.title: sheet.print_title_rows for sheet in before} == {
        sheet.title: sheet.print_title_rows for sheet in after if sheet.title != layout.ANNOTATION_SHEET
    }


def test_a_sheet_of_that_name_of_the_clerks_own_stays(filled: bytes) -> None:
    workbook = load_workbook(io.BytesIO(filled))
    workbook.create_sheet(layout.ANNOTATION_SHEET)["A1"] = "我的备忘"
    saved = io.BytesIO()
    workbook.save(saved)
    marked = load_workbook(io.BytesIO(annotate(annotate(saved.getvalue(), MARKS, FRONT), MARKS, FRONT)))
    assert marked.sheetnames[0] == f"{layout.ANNOTATION_SHEET}2"
    assert marked[layout.ANNOTATION_SHEET]["A1"].value == "我的备忘"


def test_the_sheet_is_not_read_wherever_it_stands_and_whatever_it_is_called(filled: bytes, tmp_path: Path) -> None:
    """A program that saves the file keeps its texts in a table of their own and sheets as the clerk puts them."""
    workbook = load_workbook(io.BytesIO(annotate(filled, MARKS, FRONT)))
    front = workbook[layout.ANNOTATION_SHEET]
    front.title = "改"
    workbook.move_sheet(front, 5)
    saved = io.BytesIO()
    workbook.save(saved)
    assert read(tmp_path, saved.getvalue()).problems == read(tmp_path, filled).problems
    again = load_workbook(io.BytesIO(annotate(saved.getvalue(), MARKS, FRONT)))
    assert "改" not in again.sheetnames and again.sheetnames[0] == layout.ANNOTATION_SHEET
    assert again[LEDGER]["K5"].comment.text == "【核查·提示】请看一看。"
    assert len(ours(annotate(saved.getvalue(), MARKS, FRONT))) == 3


def test_more_messages_than_a_spreadsheet_bears_are_coloured_all_the_same(filled: bytes) -> None:
    marks = [Mark(LEDGER, f"A{row}", MarkKind.FAULT, "坏。") for row in range(4, COMMENTS + 10)]
    marked = annotate(filled, marks, FRONT)
    assert len(comments(marked)) == COMMENTS
    assert ours(marked) == [(f"A4:A{COMMENTS + 9}", 'LEN("conformance.fault")>0')]


def test_a_workbook_without_styles(filled: bytes) -> None:
    """Legal, and written by some programs."""
    parts = parts_of(filled)
    del parts["xl/styles.xml"]
    bare = package_of(parts)
    bare = changed(bare, "[Content_Types].xml", lambda text: text.replace('/xl/styles.xml"', '/xl/none.xml"'))
    bare = changed(bare, "xl/_rels/workbook.xml.rels", lambda text: text.replace("/styles", "/none"))
    made = parts_of(annotate(bare, MARKS, FRONT))
    assert made["xl/styles.xml"].count(b"<xf ") == 13


def test_a_package_that_does_not_hold_together_is_refused_in_words(filled: bytes) -> None:
    broken = changed(filled, "xl/styles.xml", lambda text: text.replace("</fonts>", ""))
    with pytest.raises(CannotAnnotate, match="文件的内部结构不合规范"):
        annotate(broken, MARKS, FRONT)
