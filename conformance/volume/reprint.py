"""Which signatures must be printed again (重印印张): two builds for the press, page by page.

What has not changed to the last dot can be bound from the sheets that are left of the last printing.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pikepdf import PasswordError, Pdf, PdfError

from conformance.errors import CannotProceed
from conformance.volume.printed_page import PrintedFile


@dataclass(frozen=True)
class Signature:
    """A signature of the new build, beside the one at its place in the old."""

    number: int
    """From 1."""
    pages: tuple[int, ...]
    """Of the block, from 1."""
    changed: tuple[int, ...]
    """Those that do not print what the same page printed."""

    @property
    def is_reprinted(self) -> bool:
        """Whether it must be printed again."""
        return bool(self.changed)


@dataclass(frozen=True)
class Reprint:
    """What must be printed again of one file."""

    signatures: tuple[Signature, ...]
    dropped: tuple[int, ...]
    """Numbers of signatures of the old build that the new one has no more."""

    @property
    def reprinted(self) -> tuple[Signature, ...]:
        """Signatures that must be printed again."""
        return tuple(one for one in self.signatures if one.is_reprinted)

    @property
    def unchanged(self) -> tuple[Signature, ...]:
        """Signatures that may be taken from what is left."""
        return tuple(one for one in self.signatures if not one.is_reprinted)


def compare_blocks(old: Path | None, new: Path, size: int, *, nested: bool) -> Reprint:
    """Hold two blocks against each other, in signatures of ``size`` pages; of a block without an old one all is new.

    ``nested`` signatures lie within one another, as those that are stitched through the fold (骑马订): the first holds
    the first pages and the last. CannotProceed names a file that cannot be read.
    """
    with _open(old) if old else Pdf.new() as before, _open(new) as after:
        printed, made = PrintedFile(before), PrintedFile(after)
        was, now = signature_pages(len(printed), size, nested=nested), signature_pages(len(made), size, nested=nested)
        signatures = tuple(
            Signature(number + 1, pages, _changed(printed, made, was[number] if number < len(was) else (), pages))
            for number, pages in enumerate(now)
        )
    return Reprint(signatures, tuple(range(len(now) + 1, len(was) + 1)))


def _changed(printed: PrintedFile, made: PrintedFile, was: tuple[int, ...], now: tuple[int, ...]) -> tuple[int, ...]:
    """The pages of a signature that differ from those at the same place of the sheet."""
    if len(was) != len(now):
        return now
    return tuple(
        page for before, page in zip(was, now, strict=True) if not printed.page(before - 1).is_same(made.page(page - 1))
    )


def signature_pages(pages: int, size: int, *, nested: bool) -> list[tuple[int, ...]]:
    """The pages (from 1) of each signature."""
    if not nested:
        return [tuple(range(start, min(start + size, pages + 1))) for start in range(1, pages + 1, size)]
    half = size // 2
    middle = -(-pages // size) * half
    return [
        tuple(
            page
            for page in (*range(start, start + half), *range(2 * middle - start - half + 2, 2 * middle - start + 2))
            if page <= pages
        )
        for start in range(1, middle + 1, half)
    ]


def _open(path: Path) -> Pdf:
    try:
        return Pdf.open(path)
    except PasswordError as locked:
        raise CannotProceed(f"“{path}”有密码，请另存为不加密的 PDF。") from locked
    except (PdfError, OSError) as fault:
        raise CannotProceed(f"“{path}”不能作为 PDF 打开，请检查路径和文件。") from fault
