"""A sound press file of four pages, and what breaks it: one fault a function, named after what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pikepdf import Array, Dictionary, Name, Object, OutlineItem, Pdf, Stream, String

from conformance.typeset.fonts import FONT_FOLDER
from conformance.volume.face import embed_face

MM = 72 / 25.4
WIDTH, HEIGHT = 210 * MM, 297 * MM
FACE = FONT_FOLDER / "LiberationSerif-Regular.ttf"
GLYPH = 36
"""Of a letter of the face."""
TEXT = b"BT /F 12 Tf 100 400 Td <00240024> Tj ET\n"
PICTURE = b"q 72 0 0 72 100 100 cm /P Do Q\n"

Break = Callable[[Pdf], None]


def sound(pages: int = 4) -> Pdf:
    """A file with nothing to find: boxes, bleed, an embedded face, black text that overprints, a picture of 300 ppi."""
    pdf = Pdf.new()
    font = embed_face(pdf, FACE, {GLYPH: "A"})
    picture = pdf.make_indirect(_picture(pdf, 300, Name.DeviceCMYK, 4))
    for _ in range(pages):
        pdf.add_blank_page(page_size=(WIDTH, HEIGHT))
        page = pdf.pages[-1].obj
        page.MediaBox = page.BleedBox = _around(3 * MM)
        page.TrimBox = _around(0)
        states = Dictionary(Over=Dictionary(OP=True, op=True, OPM=1))
        page.Resources = Dictionary(
            Font=Dictionary(F=font), XObject=Dictionary(P=picture), ExtGState=pdf.make_indirect(states)
        )
        draw(pdf, page, b"/Over gs 0 0 0 1 k 0 0 0 1 K\n" + TEXT + PICTURE)
    profile = pdf.make_indirect(Stream(pdf, b"profile"))
    pdf.Root.OutputIntents = Array([Dictionary(S=Name("/GTS_PDFX"), DestOutputProfile=profile)])
    pdf.docinfo["/Title"] = String("标准汇编")
    return pdf


def _around(margin: float) -> Array:
    return Array([-margin, -margin, WIDTH + margin, HEIGHT + margin])


def _picture(pdf: Pdf, side: int, space: Object, parts: int, bits: int = 8) -> Stream:
    picture = Stream(pdf, bytes(side * side * parts * bits // 8 + side))
    picture.Type, picture.Subtype = Name.XObject, Name.Image
    picture.Width = picture.Height = side
    picture.ColorSpace, picture.BitsPerComponent = space, bits
    return picture


def draw(pdf: Pdf, page: Object, content: bytes) -> None:
    """Replace what a page draws."""
    page.Contents = pdf.make_indirect(Stream(pdf, content))


def _draw_first(content: bytes) -> Break:
    """Draw this on the first page, after black is set to overprint."""
    return lambda pdf: draw(pdf, pdf.pages[0].obj, b"/Over gs 0 0 0 1 k 0 0 0 1 K\n" + content)


def _put_picture(side: int, space: Object, parts: int, bits: int = 8) -> Break:
    def broken(pdf: Pdf) -> None:
        pdf.pages[0].obj.Resources.XObject = Dictionary(P=_picture(pdf, side, space, parts, bits))

    return broken


def _put_state(**state: object) -> Break:
    def broken(pdf: Pdf) -> None:
        pdf.pages[0].obj.Resources.ExtGState = Dictionary(
            Over=Dictionary(OP=True, op=True, OPM=1), Odd=Dictionary(**state)
        )
        draw(pdf, pdf.pages[0].obj, b"/Over gs 0 0 0 1 k /Odd gs\n" + TEXT)

    return broken


def font_not_embedded(pdf: Pdf) -> None:
    """The first page uses Helvetica, which every viewer brings along and no press does."""
    helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    pdf.pages[0].obj.Resources.Font = Dictionary(F=helvetica)


def no_trim_box(pdf: Pdf) -> None:
    """The second page has only the box of the sheet."""
    del pdf.pages[1].obj["/TrimBox"]


def no_bleed(pdf: Pdf) -> None:
    """The sheet ends at the trim."""
    for page in pdf.pages:
        page.obj.MediaBox = page.obj.BleedBox = _around(0)


def little_bleed(pdf: Pdf) -> None:
    """Two millimetres instead of three."""
    for page in pdf.pages:
        page.obj.MediaBox = page.obj.BleedBox = _around(2 * MM)


def wrong_size(pdf: Pdf) -> None:
    """One page is of another size."""
    pdf.pages[2].obj.TrimBox = Array([0, 0, 185 * MM, 260 * MM])


def trim_outside_sheet(pdf: Pdf) -> None:
    """The trim is larger than the sheet."""
    pdf.pages[0].obj.TrimBox = _around(10 * MM)


def odd_pages(pdf: Pdf) -> None:
    """Three pages."""
    del pdf.pages[3]


def empty_right_page(pdf: Pdf) -> None:
    """The third page has nothing on it."""
    del pdf.pages[2].obj["/Contents"]


def all_empty(pdf: Pdf) -> None:
    """No page has anything on it."""
    for page in pdf.pages:
        del page.obj["/Contents"]


def dead_link(pdf: Pdf) -> None:
    """A link to a name that nobody bears."""
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), Dest=String("gone"))
    pdf.pages[1].obj.Annots = Array([link])


def dead_bookmark(pdf: Pdf) -> None:
    """A bookmark to a page that was taken out."""
    stray = pdf.make_indirect(Dictionary(Type=Name.Page))
    with pdf.open_outline() as outline:
        outline.root.append(OutlineItem("第一章", Array([stray, Name.Fit])))


def no_title(pdf: Pdf) -> None:
    """The file does not say what it is."""
    del pdf.docinfo["/Title"]


def no_output_intent(pdf: Pdf) -> None:
    """Nothing says for which press it is."""
    del pdf.Root["/OutputIntents"]


def pdfx_in_name_only(pdf: Pdf) -> None:
    """Labelled PDF/X-4, without an output intent."""
    no_output_intent(pdf)
    pdf.docinfo["/GTS_PDFXVersion"] = String("PDF/X-4")
    pdf.docinfo["/Trapped"] = Name("/False")


def trapping_unknown(pdf: Pdf) -> None:
    """Labelled PDF/X-4, without a word on trapping."""
    pdf.docinfo["/GTS_PDFXVersion"] = String("PDF/X-4")


def damaged_content(pdf: Pdf) -> None:
    """A page whose content lost a word on its way."""
    page = pdf.pages[1].obj
    page.Contents = pdf.make_indirect(Stream(pdf, b"BT /F Tf <0024> Tj ET"))


FAULTS: tuple[tuple[Break, str, str], ...] = (
    (font_not_embedded, "font", "第 1 页：字体“Helvetica”没有嵌入"),
    (no_trim_box, "boxes", "第 2 页：没有成品框"),
    (no_bleed, "bleed", "第 1—4 页：出血为 0.0 mm，应为四边不小于 3 mm"),
    (little_bleed, "bleed", "第 1—4 页：出血为 2.0 mm"),
    (wrong_size, "boxes", "第 3 页：成品尺寸 185 mm×260 mm 与其他页不同，应为210 mm×297 mm"),
    (trim_outside_sheet, "boxes", "第 1 页：成品框超出页面"),
    (odd_pages, "page-count", "全文：共 3 页，应为4 的倍数；请补空白页到 4 页"),
    (all_empty, "blank-page", "全文：没有一页有内容"),
    (dead_link, "link", "第 2 页：有链接没有目标"),
    (dead_bookmark, "bookmark", "全文：书签“第一章”没有目标"),
    (pdfx_in_name_only, "output-intent", "全文：自称 PDF/X-4，却没有输出意图"),
    (trapping_unknown, "metadata", "全文：自称 PDF/X-4，却没有写明是否已做陷印"),
    (damaged_content, "unreadable", "第 2 页：页面内容读不完整"),
    (_draw_first(b"0 0 0 rg " + TEXT), "black", "第 1 页：黑色用 RGB 表示，分色后成四色叠黑，应为单黑（K 100）"),
    (_draw_first(b"0.7 0.6 0.6 1 k " + TEXT), "black", "第 1 页：文字用四色叠黑"),
    (_draw_first(TEXT + b"1 0 0 rg 10 10 50 50 re f"), "colour", "第 1 页：有 RGB 颜色"),
    (_draw_first(TEXT + b"0 0 0 0 k 10 10 50 50 re f"), "overprint", "第 1 页：白色设为叠印"),
    (_draw_first(TEXT + b"0.1 w 10 10 m 50 50 l S"), "hairline", "第 1 页：有 0.10 pt 的细线"),
    (
        _draw_first(b"BT /F 12 Tf 6 400 Td <0024> Tj ET"),
        "text-margin",
        "第 1 页：有文字距成品线 2.1 mm，应为不小于 5 mm",
    ),
    (_draw_first(b"BT /F 12 Tf 590 400 Td <0024> Tj ET"), "text-margin", "第 1 页：有文字伸出成品线外"),
    (_draw_first(b"BT /F 12 Tf 100 400 Td <00000024> Tj ET"), "glyph", "缺字 1 处，印出来是空框"),
    (_put_picture(299, Name.DeviceRGB, 3), "colour", "第 1 页：有 RGB 图像，应为CMYK 或者灰度图像"),
    (_put_picture(72, Name.DeviceGray, 1), "image", "第 1 页：图像（72×72）按所放大小为 72 ppi，应为不低于 300 ppi"),
    (_put_picture(300, Name.DeviceGray, 1, 1), "image", "按所放大小为 300 ppi，应为不低于 600 ppi；线条图请改用矢量图"),
)
"""What breaks the file, the rule that must tell it, and words of the finding."""

NOTES: tuple[tuple[Break, str, str], ...] = (
    (empty_right_page, "blank-page", "第 3 页：右手页空白"),
    (no_title, "metadata", "全文：没有题名"),
    (no_output_intent, "output-intent", "全文：没有输出意图"),
    (_put_state(ca=0.5), "transparency", "第 1 页：有透明（不透明度 0.5）"),
    (_put_state(BM=Name.Multiply), "transparency", "第 1 页：有透明（混合模式 Multiply）"),
    (_put_state(op=False), "overprint", "第 1 页：黑色文字没有叠印"),
)


def write(path: Path, *breaks: Break) -> Path:
    """The sound file with these faults."""
    with sound() as pdf:
        for broken in breaks:
            broken(pdf)
        pdf.save(path)
    return path
