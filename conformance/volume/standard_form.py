"""Give the text of a standard the forms of GB/T 1.1—2009 that its source does not spell out (附录 F 的排式).

Terms stand below their numbers, marks of notes are set apart, references keep a space of one character behind their
codes, tables with a number can go on over the page. The words stay as they are.
"""

from __future__ import annotations

import re

from conformance.typeset.continued import CLASS

_CAPTIONED = re.compile(
    r"(<table\b[^>]*>\s*<caption>(表[A-Z]?\.?\d+)\b.*?</caption>(?:(?!<tr>).)*<thead>\s*)(<tr>.*?</tr>)", re.DOTALL
)
_HEAD_CELL = re.compile(r"<th\b")
_TABLE = re.compile(r"<table>((?:(?!</table>).)*)</table>", re.DOTALL)
_SHORT = 6
"""Rows up to which a table stays on one page, its heads left out."""
_CHAPTER = re.compile(r'<section class="chapter"[^>]*>\s*<h2>(.*?)</h2>.*?(?=<section class="(?!note)|\Z)', re.DOTALL)
_TERM = re.compile(r'<h([345])>(<span class="number">[\d.]+</span>) ([^<>]*[^\x00-\x7f]) ([A-Za-z][^<>]*)</h\1>')
_REFERENCE = re.compile(r"<p>([A-Z][A-Z0-9/]* [\d.]+(?:—\d{4})?) (?=[^\x00-\x7f])")
_PART = re.compile(r"(?<=[^\x00-\x7f]) (?=第\d+部分)")
_NOTE = re.compile(r'<p class="(note|example)">((?:注|示例)(\d*))：(?=([“‘（《「『]?))')


def formed(html: str) -> str:
    """The body of a standard in these forms."""
    return continuable(_TABLE.sub(_whole, _CHAPTER.sub(_chapter, _NOTE.sub(_marked, html))))


def _whole(table: re.Match[str]) -> str:
    """A short table is not parted; it fits on any page, and room below the text is the lesser evil."""
    kind = ' class="short"' if table[1].count("<tr>") - table[1].count("<thead>") <= _SHORT else ""
    return f"<table{kind}>{table[1]}</table>"


def continuable(html: str) -> str:
    """Give each table with a number the line that stands above its heads on later pages: 表1（续）."""

    def extended(table: re.Match[str]) -> str:
        columns = len(_HEAD_CELL.findall(table[3]))
        return f'{table[1]}<tr class="{CLASS}"><th colspan="{columns}"><div>{table[2]}（续）</div></th></tr>{table[3]}'

    return _CAPTIONED.sub(extended, html)


def _chapter(chapter: re.Match[str]) -> str:
    if "术语" in chapter[1]:
        return _TERM.sub(r'<h\1 class="term-entry">\2 <span class="term">\3　\4</span></h\1>', chapter[0])
    if "规范性引用文件" in chapter[1]:
        return _PART.sub("　", _REFERENCE.sub(r"<p>\1　", chapter[0]))
    return chapter[0]


def _marked(note: re.Match[str]) -> str:
    kind = f"{note[1]} numbered" if note[3] else note[1]
    # The text that follows is another piece, in which the colon cannot be seen to give way.
    colon = '<span class="halt">：</span>' if note[4] else "："
    return f'<p class="{kind}"><span class="mark">{note[2]}{colon}</span>'
