"""Chinese running text: a line break that the author's editor made is no blank in print.

Used by the reader of clauses and by the Sphinx extension alike, so that both see the same text.
"""

from __future__ import annotations

import re

_WIDE = (
    "\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uff60\uffe0-\uffe6"
    "\u2014\u2018\u2019\u201c\u201d\u2026"
)
"""Han characters, their punctuation, and the marks that Chinese shares with other scripts (— “ ” ……)."""
_BREAK = re.compile(r"[ \t]*\n[ \t]*")
_BREAK_BETWEEN_WIDE = re.compile(rf"(?<=[{_WIDE}])[ \t]*\n[ \t]*(?=[{_WIDE}])")


def unwrap(text: str) -> str:
    """The text on one line: a soft break between wide characters is removed, any other is one blank."""
    return _BREAK.sub(" ", _BREAK_BETWEEN_WIDE.sub("", text)).strip()


def wide_breaks(text: str) -> frozenset[int]:
    """The places of the line breaks of the text that stand between wide characters."""
    return frozenset(match.start() + match[0].index("\n") for match in _BREAK_BETWEEN_WIDE.finditer(text))
