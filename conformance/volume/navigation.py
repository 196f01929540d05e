"""What a reader on a screen moves about by: named places, bookmarks, page labels, and links that lead across chunks."""

from __future__ import annotations

from collections.abc import Sequence

from pikepdf import Array, Dictionary, Name, Object, OutlineItem, Pdf, String

from conformance.errors import CannotProceed
from conformance.volume.book import Book
from conformance.volume.chunk import Mark

_NAMED_AT_MOST = 10


def add_navigation(pdf: Pdf, book: Book) -> None:
    """Add them; CannotProceed names links whose target stands nowhere in the book."""
    pages = [page.obj for page in pdf.pages]
    places = _add_places(pdf, book, pages)
    _check_links(pages, places)
    _add_bookmarks(pdf, book, pages)
    _label_pages(pdf, book)
    pdf.Root.PageMode = Name.UseOutlines
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)


def _add_places(pdf: Pdf, book: Book, pages: Sequence[Object]) -> set[str]:
    found = {
        name: Array([pages[placed.start + place.page], Name.XYZ, place.x, place.y, 0])
        for placed in book.placed
        for name, place in placed.chunk.places.items()
    }
    names = Array()
    for name in sorted(found, key=str.encode):
        names.append(String(name))
        names.append(found[name])
    limits = Array([names[0], names[len(names) - 2]])
    pdf.Root.Names = Dictionary(Dests=pdf.make_indirect(Dictionary(Names=names, Limits=limits)))
    return set(found)


def _check_links(pages: Sequence[Object], places: set[str]) -> None:
    dead = sorted(
        {
            str(link.Dest)
            for page in pages
            for link in page.get("/Annots", Array())
            if "/Dest" in link and str(link.Dest) not in places
        }
    )
    if dead:
        more = f"等 {len(dead)} 处" if len(dead) > _NAMED_AT_MOST else ""
        raise CannotProceed(f"下列引用在汇编中没有目标：{'、'.join(dead[:_NAMED_AT_MOST])}{more}，请更正引用的编号。")


def _add_bookmarks(pdf: Pdf, book: Book, pages: Sequence[Object]) -> None:
    with pdf.open_outline() as outline:
        group = outline.root
        for placed in book.placed:
            if placed.heads is not None:
                head = _item(placed.heads, pages[placed.start], 0, float(pages[placed.start].MediaBox[3]), closed=True)
                outline.root.append(head)
                group = head.children
            group.extend(_marked(mark, placed.start, pages) for mark in placed.chunk.marks)


def _marked(mark: Mark, start: int, pages: Sequence[Object]) -> OutlineItem:
    item = _item(mark.label, pages[start + mark.page], mark.x, mark.y, closed=True)
    item.children.extend(_marked(child, start, pages) for child in mark.children)
    return item


def _item(label: str, page: Object, x: float, y: float, *, closed: bool) -> OutlineItem:
    item = OutlineItem(label, Array([page, Name.XYZ, x, y, 0]))
    item.is_closed = closed
    return item


def _label_pages(pdf: Pdf, book: Book) -> None:
    """Pages before page 1 are labelled by roman numbers, as viewers show them."""
    front, body = Dictionary(S=Name.r), Dictionary(S=Name.D)
    nums = Array([0, front, book.first, body]) if book.first else Array([0, body])
    pdf.Root.PageLabels = Dictionary(Nums=nums)
