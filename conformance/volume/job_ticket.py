"""The job ticket (印刷委托单): what the printer is asked to do, as data and as one page beside the files for the press.

Whoever orders writes copies and papers; what is not written stays open on the page, to be filled in by hand.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from typing import Any

from conformance.typeset.fonts import FontFolder
from conformance.volume.assemble_press import PressOrder, PressSummary
from conformance.volume.cover_sheet import sheet_trim
from conformance.volume.folder import VolumeContent
from conformance.volume.format import Format
from conformance.volume.merge import MM
from conformance.volume.page import sheet_html
from conformance.volume.press import BLEED

JSON_NAME, PDF_NAME = "job-ticket.json", "job-ticket.pdf"
SCHEMA = "job-ticket.schema.json"
_SHEET = 16
"""Pages of A4 or 大16开 that a printed sheet (印张, half a full sheet on both sides) holds."""
_REAM = 1000
"""Printed sheets of a ream (令): 500 full sheets."""


@dataclass(frozen=True)
class Commission:
    """What whoever orders has to say."""

    copies: int | None
    paper: str
    """Name of the block's paper, such as 70 g 双胶纸; empty where it is left open."""
    cover_paper: str


@dataclass(frozen=True)
class TicketBook:
    """One book to be printed and bound."""

    made: PressSummary
    block_bytes: int
    cover_bytes: int
    cover_width: float
    """Millimetres of the trimmed cover sheet."""
    signatures: int
    sheets: float
    """Printed sheets (印张) of a copy."""
    reams: float | None
    """Paper of all copies (令), without what is spoilt."""

    @property
    def label(self) -> str:
        """第一分册, or 全一册."""
        return self.made.part.label if self.made.part else "全一册"

    @property
    def titles(self) -> tuple[str, ...]:
        """What a part holds."""
        return self.made.part.titles if self.made.part else ()


@dataclass(frozen=True)
class JobTicket:
    """The whole order."""

    content: VolumeContent
    order: PressOrder
    format: Format
    commission: Commission
    books: tuple[TicketBook, ...]

    @property
    def width(self) -> float:
        """Millimetres of a trimmed page."""
        return round(self.format.trim.width / MM, 1)

    @property
    def height(self) -> float:
        """Millimetres of a trimmed page."""
        return round(self.format.trim.height / MM, 1)

    @property
    def bleed(self) -> float:
        """Millimetres."""
        return round(BLEED / MM, 1)


def make_ticket(
    content: VolumeContent,
    order: PressOrder,
    size: Format,
    commission: Commission,
    made: Sequence[PressSummary],
    folder: Path,
) -> JobTicket:
    """The order for the files of a folder."""
    books = tuple(_book(one, order, size, commission, folder) for one in made)
    return JobTicket(content, order, size, commission, books)


def _book(made: PressSummary, order: PressOrder, size: Format, commission: Commission, folder: Path) -> TicketBook:
    sheets = Fraction(made.pages, _SHEET)
    return TicketBook(
        made=made,
        block_bytes=(folder / made.block).stat().st_size,
        cover_bytes=(folder / made.cover).stat().st_size,
        cover_width=round(sheet_trim(size.trim, made.spine).width / MM, 1),
        signatures=made.pages // order.signature,
        sheets=float(sheets),
        reams=round(float(sheets * commission.copies / _REAM), 3) if commission.copies else None,
    )


def write_ticket(ticket: JobTicket, folder: Path, fonts: FontFolder) -> None:
    """Write ``job-ticket.json`` and ``job-ticket.pdf``."""
    from conformance.typeset.pdf import render_pdf  # WeasyPrint takes half a second to import

    text = json.dumps(ticket_record(ticket), ensure_ascii=False, indent=1)
    (folder / JSON_NAME).write_text(text + "\n", encoding="utf-8")
    css = files("conformance.volume").joinpath("job_ticket.css").read_text(encoding="utf-8")
    rendered = render_pdf(sheet_html("job_ticket", ticket=ticket), [css], title="印刷委托单", fonts=fonts)
    (folder / PDF_NAME).write_bytes(rendered.pdf)


def ticket_record(ticket: JobTicket) -> dict[str, Any]:
    """The order as data, by job-ticket.schema.json."""
    content, order, commission = ticket.content, ticket.order, ticket.commission
    return {
        "$schema": SCHEMA,
        "title": content.title,
        "edition": content.edition,
        "publisher": content.publisher,
        "compiled_on": content.compiled_on,
        "copies": commission.copies,
        "trim": {"width_mm": ticket.width, "height_mm": ticket.height},
        "bleed_mm": ticket.bleed,
        "marks": order.marks,
        "binding": order.binding.label,
        "signature_pages": order.signature,
        "block_paper": {"name": commission.paper or None, "thickness_mm": order.sheet},
        "cover_paper": {"name": commission.cover_paper or None, "thickness_mm": order.cover},
        "colours": {"block": ["K"], "cover": ["K"]},
        "profile_sha256": order.profile_sha256,
        "books": [_book_record(one, ticket) for one in ticket.books],
    }


def _book_record(book: TicketBook, ticket: JobTicket) -> dict[str, Any]:
    made = book.made
    return {
        "part": made.part.number if made.part else None,
        "label": book.label,
        "titles": list(book.titles),
        "pages": made.pages,
        "front_pages": made.front,
        "first_page": made.first_page,
        "last_page": made.last_page,
        "signatures": book.signatures,
        "sheets": book.sheets,
        "reams": book.reams,
        "spine_mm": made.spine.width,
        "spine_text": made.spine.has_text,
        "block": {"file": made.block, "bytes": book.block_bytes, "sha256": made.block_sha256},
        "cover": {
            "file": made.cover,
            "bytes": book.cover_bytes,
            "sha256": made.cover_sha256,
            "width_mm": book.cover_width,
            "height_mm": ticket.height,
        },
    }
