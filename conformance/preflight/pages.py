"""Rules on single pages (逐页检查): boxes, bleed, fonts, colours, pictures, lines, and where text stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pikepdf import Page

from conformance.preflight.content import Box, Colour, PageContent
from conformance.preflight.finding import PreflightFinding, Rule, Weight
from conformance.preflight.profile import MM, Profile

_BLACK_BELOW = 0.06
"""Of each of red, green and blue, in what is meant to be black."""
_RICH, _DARK = 0.01, 0.5
_SHORTEST_RUN = 1.0
"""Points of a piece of text that is looked at."""


def page_findings(number: int, page: Page, content: PageContent, profile: Profile) -> Iterator[PreflightFinding]:
    """Everything about one page."""
    if content.unread:
        yield _fault(Rule.UNREADABLE, number, f"页面内容读不完整（{content.unread}）", "", "请重新导出这一页")
    yield from _fonts(number, content)
    yield from _images(number, content, profile)
    yield from _texts(number, page, content, profile)
    if profile.press:
        yield from _boxes(number, page, profile)
        yield from _colours(number, content)
        yield from _inks(number, content)
        yield from _lines(number, content, profile)


def _boxes(number: int, page: Page, profile: Profile) -> Iterator[PreflightFinding]:
    if "/TrimBox" not in page.obj:
        yield _fault(
            Rule.BOXES, number, "没有成品框（TrimBox）", "与成品尺寸相同的成品框", "请在导出时写入成品框和出血框"
        )
        return
    media, trim = _edges(page.mediabox), _edges(page.trimbox)
    width, height = trim[2] - trim[0], trim[3] - trim[1]
    if profile.size is not None:
        wanted = profile.size
        if abs(width / MM - wanted[0]) > profile.tolerance or abs(height / MM - wanted[1]) > profile.tolerance:
            yield _fault(
                Rule.BOXES,
                number,
                f"成品尺寸为 {width / MM:.1f} mm×{height / MM:.1f} mm",
                f"{wanted[0]:g} mm×{wanted[1]:g} mm",
                "请按开本重新排版，不要缩放",
            )
    slack = profile.tolerance * MM
    if any(trim[side] < media[side] - slack for side in (0, 1)) or any(
        trim[side] > media[side] + slack for side in (2, 3)
    ):
        yield _fault(Rule.BOXES, number, "成品框超出页面（MediaBox）", "成品框在页面之内", "请重新设定页面框")
        return
    bleeding = _edges(page.bleedbox) if "/BleedBox" in page.obj else trim
    least = min(trim[0] - bleeding[0], trim[1] - bleeding[1], bleeding[2] - trim[2], bleeding[3] - trim[3]) / MM
    if least < profile.bleed - 0.1:
        yield _fault(
            Rule.BLEED,
            number,
            f"出血为 {max(least, 0.0):.1f} mm",
            f"四边不小于 {profile.bleed:g} mm",
            "请把底色、图片延伸到成品线外，并写入出血框",
        )


def _fonts(number: int, content: PageContent) -> Iterator[PreflightFinding]:
    for name, boxes in sorted(content.not_embedded.items()):
        yield _fault(Rule.FONT, number, f"字体“{name}”没有嵌入", "全部字体嵌入", "请在导出时选择嵌入全部字体", boxes)
    for name, boxes in sorted(content.drawn_fonts.items()):
        found, mend = f"字体“{name}”是三型字体（Type 3）", "请确认打样清晰，或改用轮廓字体"
        yield _note(Rule.FONT, number, found, "轮廓字体", mend, boxes)
    for name, times in sorted(content.missing.items()):
        found, mend = f"字体“{name}”缺字 {times} 处，印出来是空框", "请换用有这些字的字体"
        yield _fault(Rule.GLYPH, number, found, "每个字都有字形", mend, content.missing_at[name])


def _colours(number: int, content: PageContent) -> Iterator[PreflightFinding]:
    colours = content.text_colours.keys() | content.other_colours.keys()
    rgb = {colour for colour in colours if colour.space in ("RGB", "Lab")}
    black = {colour for colour in rgb if colour.space == "RGB" and max(colour.values, default=0) < _BLACK_BELOW}
    if black:
        yield _fault(
            Rule.BLACK,
            number,
            "黑色用 RGB 表示，分色后成四色叠黑",
            "单黑（K 100）",
            "请把文字和线条的黑色改为只有黑版",
            _places(content, black),
        )
    if rgb - black:
        yield _fault(
            Rule.COLOUR,
            number,
            f"有 {_named(rgb - black)} 颜色",
            "CMYK、灰度或者专色",
            "请按印刷条件转换为 CMYK",
            _places(content, rgb - black),
        )
    if rich := [box for colour, boxes in content.text_colours.items() if _is_rich(colour) for box in boxes]:
        found, mend = "文字用四色叠黑，套印稍偏就发虚", "请把文字改为只有黑版"
        yield _fault(Rule.BLACK, number, found, "单黑（K 100）", mend, rich)


def _places(content: PageContent, colours: set[Colour]) -> list[Box]:
    """Where something is drawn in one of the colours."""
    drawn = (content.text_colours, content.other_colours)
    return [box for by_colour in drawn for colour in by_colour if colour in colours for box in by_colour[colour]]


def _is_rich(colour: Colour) -> bool:
    return colour.space == "CMYK" and colour.values[3:] > (_DARK,) and max(colour.values[:3]) > _RICH


def _named(colours: set[Colour]) -> str:
    return "、".join(sorted({colour.space for colour in colours}))


def _images(number: int, content: PageContent, profile: Profile) -> Iterator[PreflightFinding]:
    for image in content.images:
        limit = profile.line_art_ppi if image.bits == 1 else profile.image_ppi
        if profile.press and image.ppi < limit - 1:
            yield _fault(
                Rule.IMAGE,
                number,
                f"图像（{image.width}×{image.height}）按所放大小为 {image.ppi:.0f} ppi",
                f"不低于 {limit} ppi",
                "请换用较大的原图或缩小图像" if image.bits > 1 else "线条图请改用矢量图，或换用较大的原图",
                [image.box],
            )
        if profile.press and image.space in ("RGB", "Lab") and not image.masked:
            found, mend = f"有 {image.space} 图像", "请按印刷条件转换为 CMYK 或灰度"
            yield _fault(Rule.COLOUR, number, found, "CMYK 或者灰度图像", mend, [image.box])


def _inks(number: int, content: PageContent) -> Iterator[PreflightFinding]:
    for kind in sorted(content.transparent):
        yield _note(Rule.TRANSPARENCY, number, f"有透明（{kind}）", "", "请告知印刷厂；要求 PDF/X-1a 的，应先拼合透明")
    if content.white_overprints:
        found, mend = "白色设为叠印，印出来会消失", "请取消白色的叠印"
        yield _fault(Rule.OVERPRINT, number, found, "白色挖空", mend, content.white_overprints)
    if content.black_knocks_out:
        found, mend = "黑色文字没有叠印", "下面有底色的，请设为叠印，以免露白"
        yield _note(Rule.OVERPRINT, number, found, "单黑文字叠印", mend, content.black_knocks_out)


def _lines(number: int, content: PageContent, profile: Profile) -> Iterator[PreflightFinding]:
    fine = {width: boxes for width, boxes in content.lines.items() if width < profile.hairline - 0.005}
    if fine:
        yield _fault(
            Rule.HAIRLINE,
            number,
            f"有 {min(fine):.2f} pt 的细线，印出来时断时续",
            f"不细于 {profile.hairline:g} pt",
            "请加粗",
            [box for _, boxes in sorted(fine.items()) for box in boxes],
        )


def _texts(number: int, page: Page, content: PageContent, profile: Profile) -> Iterator[PreflightFinding]:
    trim = _edges(page.trimbox)
    texts = [box for box in content.texts if box[2] - box[0] > _SHORTEST_RUN or box[3] - box[1] > _SHORTEST_RUN]
    if not texts:
        return
    distances = {box: _distance(box, trim) for box in texts}
    nearest = min(distances.values())
    if nearest < -profile.tolerance:
        outside = [box for box, distance in distances.items() if distance < -profile.tolerance]
        found, mend = "有文字伸出成品线外，会被裁掉", "请移到版心之内"
        yield _fault(Rule.TEXT_MARGIN, number, found, "文字都在成品线内", mend, outside)
    elif profile.press and nearest < profile.text_margin - 0.1:
        near = [box for box, distance in distances.items() if distance < profile.text_margin - 0.1]
        yield _fault(
            Rule.TEXT_MARGIN,
            number,
            f"有文字距成品线 {max(nearest, 0.0):.1f} mm",
            f"不小于 {profile.text_margin:g} mm",
            "请移到版心之内，以免裁切时伤字",
            near,
        )


def _distance(box: Box, trim: Box) -> float:
    """From a piece of text to the nearest edge of the trim, in millimetres; negative outside."""
    return min(box[0] - trim[0], box[1] - trim[1], trim[2] - box[2], trim[3] - box[3]) / MM


def _edges(box: object) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = (float(edge) for edge in box)  # type: ignore[attr-defined]  # pikepdf's boxes are arrays
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _fault(
    rule: Rule, number: int, found: str, expected: str, mend: str, boxes: Iterable[Box] = ()
) -> PreflightFinding:
    places = tuple((number, box) for box in boxes)
    return PreflightFinding(rule, Weight.FAULT, (number,), found, expected, mend, places)


def _note(rule: Rule, number: int, found: str, expected: str, mend: str, boxes: Iterable[Box] = ()) -> PreflightFinding:
    places = tuple((number, box) for box in boxes)
    return PreflightFinding(rule, Weight.NOTE, (number,), found, expected, mend, places)
