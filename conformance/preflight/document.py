"""Rules on the whole file (全文检查): number of pages, empty pages, bookmarks, links, metadata, output intent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pikepdf import Array, Dictionary, Name, NameTree, Object, Pdf

from conformance.preflight.content import Box, PageContent
from conformance.preflight.finding import PreflightFinding, Rule, Weight
from conformance.preflight.profile import MM, Profile

_LONG = 20
"""Pages from which a reader wants bookmarks."""
_PDFX = "{http://www.npes.org/pdfx/ns/id/}GTS_PDFXVersion"


def document_findings(pdf: Pdf, contents: Sequence[PageContent], profile: Profile) -> Iterator[PreflightFinding]:
    """Everything about the file as a whole."""
    yield from _links(pdf)
    yield from _metadata(pdf)
    if profile.press:
        yield from _count(pdf, profile)
        yield from _blanks(contents)
        yield from _sizes(pdf)
        yield from _output(pdf)
    else:
        yield from _bookmarks(pdf)


def _count(pdf: Pdf, profile: Profile) -> Iterator[PreflightFinding]:
    pages = len(pdf.pages)
    if pages % profile.signature:
        wanted = pages + -pages % profile.signature
        yield _fault(Rule.PAGE_COUNT, (), f"共 {pages} 页", f"{profile.signature} 的倍数", f"请补空白页到 {wanted} 页")


def _blanks(contents: Sequence[PageContent]) -> Iterator[PreflightFinding]:
    """Empty pages but those that end the file; two together, or one on the right, are seldom meant."""
    last = max((number for number, content in enumerate(contents, start=1) if content.marked), default=0)
    blank = [number for number, content in enumerate(contents, start=1) if not content.marked and number < last]
    doubtful = tuple(number for number in blank if number % 2 or number - 1 in blank or number + 1 in blank)
    if doubtful:
        yield _note(Rule.BLANK_PAGE, doubtful, "右手页空白，或者连续空白", "", "请确认不是缺页")
    if not last:
        yield _fault(Rule.BLANK_PAGE, (), "没有一页有内容", "", "请重新导出")


def _sizes(pdf: Pdf) -> Iterator[PreflightFinding]:
    sizes = [_size(page.trimbox) for page in pdf.pages]
    usual = Counter(sizes).most_common(1)[0][0] if sizes else (0.0, 0.0)
    for number, size in enumerate(sizes, start=1):
        if size != usual:
            yield _fault(
                Rule.BOXES,
                (number,),
                f"成品尺寸 {size[0]:g} mm×{size[1]:g} mm 与其他页不同",
                f"{usual[0]:g} mm×{usual[1]:g} mm",
                "请统一开本",
            )


def _size(box: object) -> tuple[float, float]:
    x0, y0, x1, y1 = (float(edge) for edge in box)  # type: ignore[attr-defined]  # pikepdf's boxes are arrays
    return round(abs(x1 - x0) / MM, 0), round(abs(y1 - y0) / MM, 0)


def _output(pdf: Pdf) -> Iterator[PreflightFinding]:
    intents = pdf.Root.get("/OutputIntents", Array())
    is_pdfx = any(intent.get("/S") == Name("/GTS_PDFX") for intent in intents)
    with pdf.open_metadata() as metadata:
        says = str(metadata.get(_PDFX, "")) or str(pdf.docinfo.get("/GTS_PDFXVersion", ""))
    if says and not is_pdfx:
        yield _fault(
            Rule.OUTPUT_INTENT,
            (),
            f"自称 {says}，却没有输出意图",
            "写明印刷条件的输出意图",
            "请用印刷厂的 ICC 文件重新导出",
        )
    elif not is_pdfx:
        yield _note(
            Rule.OUTPUT_INTENT, (), "没有输出意图（印刷条件）", "", "只印黑色的可以没有；彩色的请向印刷厂索取 ICC 文件"
        )
    if says and str(pdf.docinfo.get("/Trapped", "")) not in ("/True", "/False"):
        yield _fault(Rule.METADATA, (), f"自称 {says}，却没有写明是否已做陷印", "Trapped 为 True 或 False", "请补写")


def _metadata(pdf: Pdf) -> Iterator[PreflightFinding]:
    if not str(pdf.docinfo.get("/Title", "")).strip():
        yield _note(Rule.METADATA, (), "没有题名", "文件属性中有题名", "请填写文件属性")


def _bookmarks(pdf: Pdf) -> Iterator[PreflightFinding]:
    if len(pdf.pages) >= _LONG and "/Outlines" not in pdf.Root:
        yield _fault(Rule.BOOKMARK, (), f"共 {len(pdf.pages)} 页，没有书签", "有书签", "请在导出时生成书签")


def _links(pdf: Pdf) -> Iterator[PreflightFinding]:
    """Links and bookmarks within the file that lead nowhere."""
    pages = {page.obj.objgen for page in pdf.pages}
    names = _names(pdf)
    for number, page in enumerate(pdf.pages, start=1):
        for link in page.obj.get("/Annots", Array()):
            if _is_dead(link, pages, names):
                found, mend = "有链接没有目标", "请更正链接或者去掉"
                yield replace(
                    _fault(Rule.LINK, (number,), found, "每个链接都有目标", mend), places=_place(number, link)
                )
    for title, target in _outline(pdf.Root.get("/Outlines", Dictionary()).get("/First"), set()):
        if _is_dead(target, pages, names):
            yield _fault(Rule.BOOKMARK, (), f"书签“{title}”没有目标", "每条书签都有目标", "请重新生成书签")


def _place(number: int, link: Object) -> tuple[tuple[int, Box], ...]:
    """Where a link stands; none where it does not say so in four numbers."""
    try:
        x0, y0, x1, y1 = (float(edge) for edge in link.Rect)
    except (AttributeError, TypeError, ValueError):
        return ()
    return ((number, (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))),)


def _names(pdf: Pdf) -> Mapping[str, Object]:
    found: dict[str, Object] = {}
    tree = pdf.Root.get("/Names", Dictionary()).get("/Dests")
    if tree is not None:
        found |= dict(NameTree(tree).items())
    for name, target in pdf.Root.get("/Dests", Dictionary()).items():
        found[name] = target
    return found


def _is_dead(holder: Object, pages: set[tuple[int, int]], names: Mapping[str, Object]) -> bool:
    action = holder.get("/A", Dictionary())
    target = holder.get("/Dest", action.get("/D") if action.get("/S") == Name.GoTo else None)
    if target is None:
        return False
    if not isinstance(target, Array):
        named = names.get(str(target))
        if named is None:
            return True
        target = named.get("/D") if isinstance(named, Dictionary) else named
    return not (isinstance(target, Array) and len(target) and target[0].objgen in pages)


def _outline(item: Object | None, seen: set[tuple[int, int]]) -> Iterator[tuple[str, Object]]:
    """Each bookmark with its title; a list that leads back into itself is followed once."""
    while item is not None and item.objgen not in seen:
        seen.add(item.objgen)
        yield str(item.get("/Title", "")), item
        yield from _outline(item.get("/First"), seen)
        item = item.get("/Next")


def _fault(rule: Rule, pages: tuple[int, ...], found: str, expected: str, mend: str) -> PreflightFinding:
    return PreflightFinding(rule, Weight.FAULT, pages, found, expected, mend)


def _note(rule: Rule, pages: tuple[int, ...], found: str, expected: str, mend: str) -> PreflightFinding:
    return PreflightFinding(rule, Weight.NOTE, pages, found, expected, mend)
