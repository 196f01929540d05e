"""The pages of the licensing items (许可事项) on the site: their list, their documents, and what is to be verified."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from conformance.items.documents import DOCUMENTS, Document
from conformance.items.item import LicensingItem
from conformance.items.unverified import count_unverified, unverified_of
from conformance.items.words import day_words, limit_words
from conformance.report.words import CERTAINTY
from conformance.sphinxext.page import Page
from conformance.sphinxext.project import SiteProject, item_page_names


@dataclass(frozen=True)
class DocumentPage:
    """Where a document of an item stands on the site."""

    page: str
    title: str
    document: Document


def item_page(item: LicensingItem) -> str:
    """The page that an item is found by: its complete guide."""
    return item_page_names(item)[0]


def item_pages(project: SiteProject) -> Iterator[Page]:
    """The list of items, each item's documents, and the list of what is to be verified."""
    views = project.views
    facts = {"views": views, "day": day_words(project.day), "limit_words": limit_words}
    yield "items", {"title": "行政许可事项", **facts}, "items.html"
    for view in views:
        pages = tuple(_pages_of(view.item))
        for one in pages:
            title = f"{view.item.full_title}：{one.title}"
            yield one.page, {"title": title, "documents": pages, "body": one.document.html(view)}, "item.html"
    found = unverified_of(view.item for view in views)
    groups = [(item, tuple(of_item)) for item, of_item in groupby(found, key=lambda one: one.item)]
    listed = {"groups": groups, "counts": count_unverified(found), "certainty": CERTAINTY}
    yield "items-unverified", {"title": "许可事项待核清单", **listed}, "items-unverified.html"


def _pages_of(item: LicensingItem) -> Iterator[DocumentPage]:
    for name, document in zip(item_page_names(item), DOCUMENTS, strict=True):
        yield DocumentPage(name, document.title, document)
