"""Set an HTML page as PDF: the one door to WeasyPrint, for the report and for the volume.

The same page, style sheets and font folder give the same bytes: no date and no identifier of the file's own is written.
A character that no face holds, a link to nowhere and a picture from elsewhere end the rendering in words.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from html import escape
from importlib.resources import files
from typing import Any

from weasyprint import CSS, HTML, Attachment, Document
from weasyprint.css.counters import CounterStyle
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from conformance.errors import CannotProceed
from conformance.typeset import continued, justify, leading
from conformance.typeset.fetcher import PageFetcher
from conformance.typeset.fonts import Face, FontFolder
from conformance.typeset.punctuation import mend_html

LANGUAGE = "zh-CN"
PANGO_BOLD = 600
NAMED_AT_MOST = 20
"""Characters or links that a message names before it says how many there are."""

ARCHIVAL = "pdf/a-3b"
"""What WeasyPrint calls the archival form that may carry files of any kind."""

_DEAD_LINK = re.compile(r"No anchor #(\S+) for internal URI reference")
_BASE_ADDRESS = "about:blank"


class StyleFault(ValueError):
    """A style sheet or a page holds something that WeasyPrint does not understand: a programming error."""


@dataclass(frozen=True)
class Enclosure:
    """A file that is carried within a PDF (附加文件)."""

    name: str
    content: bytes
    description: str
    on: date
    """The day that stands with it, since the clock must not."""


@dataclass(frozen=True)
class RenderedPdf:
    """A finished PDF."""

    pdf: bytes
    pages: int
    fonts: tuple[Face, ...]
    """Faces embedded in it, by file name."""

    @property
    def sha256(self) -> str:
        """Digest of the file, in hexadecimal."""
        return hashlib.sha256(self.pdf).hexdigest()


def base_css() -> str:
    """The style sheet that report and volume share: roles, tables, headings that stay with their text."""
    return files(__package__).joinpath("base.css").read_text(encoding="utf-8")


def render_pdf(
    html: str,
    css: Sequence[str],
    *,
    title: str,
    fonts: FontFolder,
    enclosed: Sequence[Enclosure] = (),
    archival: bool = False,
) -> RenderedPdf:
    """Set the body of a page; `html` is what stands between <body> and </body>, `css` follows the base style sheet.

    Headings make the bookmarks; ``enclosed`` files travel within the PDF; an ``archival`` one is PDF/A-3b
    (ISO 19005-3), as archives keep it. Raises CannotProceed with a sentence for the user, StyleFault for our own
    mistakes.
    """
    with laid_out(html, css, title=title, fonts=fonts) as document:
        variant: dict[str, Any] = {"pdf_variant": ARCHIVAL, "finisher": _tidy} if archival else {}
        pdf = document.write_pdf(attachments=[_attachment(one) for one in enclosed], **variant)
    return RenderedPdf(pdf, len(document.pages), _faces(document, fonts))


@contextmanager
def laid_out(html: str, css: Sequence[str], *, title: str, fonts: FontFolder) -> Iterator[Document]:
    """The page laid out, to be written within the block; what is wrong with it is raised when the block ends."""
    justify.install()
    leading.install()
    continued.install()
    fonts.activate()
    fetcher = PageFetcher()
    head = f'<!DOCTYPE html><html lang="{LANGUAGE}"><head><title>{escape(title)}</title></head>'
    page = f"{head}<body>{mend_html(html)}</body></html>"
    configuration, counters = FontConfiguration(), CounterStyle()
    facts = {"font_config": configuration, "counter_style": counters}
    with _warnings() as messages:
        try:
            sheets = [CSS(string=sheet, url_fetcher=fetcher, **facts) for sheet in (base_css(), *css)]
            source = HTML(string=page, base_url=_BASE_ADDRESS, url_fetcher=fetcher)
            document = source.render(stylesheets=sheets, **facts)
            yield document
        except FatalURLFetchingError as refused:
            raise fetcher.refusal() from refused
    _refuse_missing_glyphs(document)
    _refuse_messages(messages)


def _tidy(_: Document, pdf: Any) -> None:
    """Take out empty resource dictionaries, which ISO 19005 does not know, and files that are named twice."""
    for one in pdf.objects:
        if isinstance(one, dict):
            for kind in ("Pattern", "Shading"):
                if one.get(kind) == {}:
                    del one[kind]
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])


def _attachment(enclosed: Enclosure) -> Attachment:
    midnight = datetime.combine(enclosed.on, time(), UTC)
    return Attachment(
        string=enclosed.content,
        name=enclosed.name,
        description=enclosed.description,
        created=midnight,
        modified=midnight,
        relationship="Data",
    )


@contextmanager
def _warnings() -> Iterator[list[str]]:
    """Collect what WeasyPrint would print to the terminal in English."""
    collector = _Collector(logging.WARNING)
    logger = logging.getLogger("weasyprint")
    before = logger.propagate
    logger.propagate = False
    logger.addHandler(collector)
    try:
        yield collector.messages
    finally:
        logger.removeHandler(collector)
        logger.propagate = before


class _Collector(logging.Handler):
    """Keeps messages instead of printing them."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


def _refuse_missing_glyphs(document: Document) -> None:
    missing = sorted({chr(code) for font in document.fonts.values() for code in font.missing})
    if missing:
        named = _few([f"“{character}”（U+{ord(character):04X}）" for character in missing])
        raise CannotProceed(f"字体目录里没有下列字符的字形：{named}，请改用其他字，或在字体目录中补充字体。")


def _refuse_messages(messages: Iterable[str]) -> None:
    """Links to nowhere are the text's fault, everything else ours."""
    dead, other = set(), set()
    for message in messages:
        if link := _DEAD_LINK.search(message):
            dead.add(link[1])
        elif ".notdef" not in message:
            other.add(message)
    if other:
        raise StyleFault("; ".join(sorted(other)))
    if dead:
        raise CannotProceed(
            f"下列页内链接没有目标：{_few([f'“{anchor}”' for anchor in sorted(dead)])}，请更正引用的编号。"
        )


def _few(names: list[str]) -> str:
    more = f"等 {len(names)} 个" if len(names) > NAMED_AT_MOST else ""
    return "、".join(names[:NAMED_AT_MOST]) + more


def face_of_font(font: Any, fonts: FontFolder) -> Face:
    """Which file of the folder a font of a document was taken from."""
    return fonts.face_of(font.family, bold=font.weight >= PANGO_BOLD, italic=bool(font.style))


def _faces(document: Document, fonts: FontFolder) -> tuple[Face, ...]:
    used = {face_of_font(font, fonts) for font in document.fonts.values()}
    return tuple(sorted(used, key=lambda face: face.file))
