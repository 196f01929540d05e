"""Mend what Chinese text needs before it is set: runs of full-width punctuation (标点挤压) and soft line breaks.

WeasyPrint has no text-spacing-trim, so `”（` and `）；《` leave holes: the sign that can give way is wrapped in a span
whose class asks the face for its half-width form (halt). A line break in the source between two Han characters is
printed as a blank by every renderer of HTML; it is taken out here.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

OPENING = "（《〈「『【〔〖“‘"
CLOSING = "）》〉」』】〕〗”’，。、；：！？"
SQUEEZED = re.compile(f"[{CLOSING}](?=[{OPENING}{CLOSING}])|(?<=[{OPENING}])[{OPENING}]")
"""A closing sign gives way before any sign, an opening sign after an opening one."""

SPAN = '<span class="halt">{}</span>'

_HAN = "\u2014\u2018\u2019\u201c\u201d\u2026\u2e80-\u303f\u3105-\u9fff\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff"
_SOFT_BREAK = re.compile(f"(?<=[{_HAN}])[ \\t]*\\n\\s*(?=[{_HAN}])")
_ENDS_SOFTLY = re.compile(f"(?<=[{_HAN}])[ \\t]*\\n\\s*$")
_STARTS_HAN = re.compile(f"[{_HAN}]")

VERBATIM = {"script", "style", "pre", "textarea", "title", "svg"}
"""What is passed on as it is; the lines of a drawing are set where they stand."""
INLINE = {
    "a",
    "abbr",
    "b",
    "cite",
    "code",
    "dfn",
    "em",
    "i",
    "mark",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "u",
}


def squeeze(text: str) -> str:
    """Wrap the signs of a plain text that give way; the text is not escaped."""
    return SQUEEZED.sub(lambda sign: SPAN.format(sign[0]), text)


def mend_html(html: str) -> str:
    """Squeeze punctuation and remove soft line breaks in the text of a page; tags, styles, <pre> stay as they are."""
    mender = _Mender()
    mender.feed(html)
    mender.close()
    return "".join(mender.pieces)


class _Mender(HTMLParser):
    """Copies a page token by token and mends its text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.pieces: list[str] = []
        self._verbatim = 0
        self._loose_end: int | None = None
        """Where a soft break after a Han character stands in `pieces`, as long as it is not known what follows."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._verbatim += tag in VERBATIM
        self._pass_tag(tag, self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._pass_tag(tag, self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self._verbatim -= tag in VERBATIM
        self._pass_tag(tag, f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self._verbatim:
            self.pieces.append(data)
            return
        if self._loose_end is not None and _STARTS_HAN.match(data):
            self.pieces[self._loose_end] = ""
        self._loose_end = None
        data = _SOFT_BREAK.sub("", data)
        end = _ENDS_SOFTLY.search(data)
        self.pieces.append(squeeze(data[: end.start()] if end else data))
        if end:
            self._loose_end = len(self.pieces)
            self.pieces.append(end[0])

    def handle_entityref(self, name: str) -> None:
        self._pass_other(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._pass_other(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self.pieces.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.pieces.append(f"<!{decl}>")

    def _pass_tag(self, tag: str, text: str) -> None:
        if tag not in INLINE:
            self._loose_end = None
        self.pieces.append(text)

    def _pass_other(self, text: str) -> None:
        self._loose_end = None
        self.pieces.append(text)
