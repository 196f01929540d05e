"""What the one door to WeasyPrint lets through."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from conformance.errors import CannotProceed
from conformance.typeset.fonts import read_font_folder
from conformance.typeset.pdf import RenderedPdf, StyleFault, render_pdf

PAGE = "@page { size: A4; margin: 25mm }"
DOT = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)


def rendered(html: str, css: str = PAGE) -> RenderedPdf:
    """The PDF of a body."""
    return render_pdf(html, [css], title="验收报告", fonts=read_font_folder())


def reader(html: str) -> PdfReader:
    """The PDF of a body, read back."""
    return PdfReader(BytesIO(rendered(html).pdf))


def test_text_title_language_and_bookmarks_reach_the_file() -> None:
    pdf = reader("<h1>一、基本情况</h1><p>奉节县</p><h2>（一）范围</h2><p>各部门</p>")
    assert [line for line in pdf.pages[0].extract_text().splitlines() if line] == [
        "一、基本情况",
        "奉节县",
        "（一）范围",
        "各部门",
    ]
    assert pdf.metadata is not None
    assert pdf.metadata.title == "验收报告"
    assert pdf.trailer["/Root"]["/Lang"] == "zh-CN"
    first, below = pdf.outline
    assert (first.title, [entry.title for entry in below]) == ("一、基本情况", ["（一）范围"])


def test_the_same_page_gives_the_same_bytes_without_a_date() -> None:
    first, second = rendered("<p>同一内容</p>"), rendered("<p>同一内容</p>")
    assert (first.pdf, first.sha256) == (second.pdf, second.sha256)
    assert b"CreationDate" not in first.pdf


def test_every_font_is_embedded_and_named_with_its_file() -> None:
    page = rendered('<p>宋体 Latin <b>黑体</b></p><p style="font-family: fang">仿宋</p>')
    assert [face.file for face in page.fonts] == [
        "FandolFang-Regular.otf",
        "LiberationSerif-Regular.ttf",
        "NotoSansCJKsc-Regular.otf",
        "NotoSerifCJKsc-Regular.otf",
    ]
    fonts = PdfReader(BytesIO(page.pdf)).pages[0]["/Resources"]["/Font"].values()
    descriptors = [font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    assert len(descriptors) == 4
    assert all("/FontFile3" in descriptor or "/FontFile2" in descriptor for descriptor in descriptors)


def test_a_character_that_no_face_holds_is_named() -> None:
    with pytest.raises(CannotProceed, match=r"没有下列字符的字形：“\ue000”（U\+E000）"):
        rendered("<p>样例\ue000</p>")


def test_a_character_that_the_first_face_lacks_comes_from_the_next() -> None:
    page = rendered('<p style="font-family: fang">镕</p><p style="font-family: fang">㛃</p>')
    assert "㛃" in PdfReader(BytesIO(page.pdf)).pages[0].extract_text()


def test_a_link_to_nowhere_is_named() -> None:
    with pytest.raises(CannotProceed, match="页内链接没有目标：“c-9”"):
        rendered('<p>见 <a href="#c-9">9</a></p>')


def test_a_table_repeats_its_head_and_breaks_no_row() -> None:
    rows = "".join(f"<tr><td>第{row}行</td><td>{'长文' * 60}</td></tr>" for row in range(40))
    pdf = reader(f"<table><thead><tr><th>序号</th><th>内容</th></tr></thead><tbody>{rows}</tbody></table>")
    texts = ["".join(page.extract_text().split()) for page in pdf.pages]
    assert len(texts) > 1
    assert [text.count("序号") for text in texts] == [1] * len(texts)
    assert sum(text.count("长文") for text in texts) == 40 * 60
    assert all(text.count("长文") % 60 == 0 for text in texts)


def test_a_picture_inside_the_page_is_drawn() -> None:
    assert len(reader(f'<p><img src="{DOT}"></p>').pages[0].images) == 1


@pytest.mark.parametrize("address", ["file:///etc/hostname", "http://example.invalid/a.png", "a.png"])
def test_nothing_outside_the_page_is_fetched(address: str) -> None:
    with pytest.raises(CannotProceed, match="只接受内嵌在页面里的图片"):
        rendered(f'<p><img src="{address}"></p>')


def test_a_file_of_the_machine_cannot_be_attached(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密", encoding="utf-8")
    with pytest.raises(CannotProceed, match=r"secret\.txt"):
        rendered(f'<p>甲</p><link rel="attachment" href="{secret.as_uri()}">')


def test_a_mistake_in_a_style_sheet_is_ours() -> None:
    with pytest.raises(StyleFault, match="colour"):
        rendered("<p>甲</p>", "p { colour: red }")
