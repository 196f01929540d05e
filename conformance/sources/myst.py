"""Read a page of MyST Markdown without Sphinx: its front matter, headings and directives, each with its line.

The syntax is that of myst-parser as conf.py sets it up (CommonMark, tables, footnotes, roles, colon fences), on the
same markdown-it-py; only what the engine needs of a page is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import make_fence_rule
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

from conformance.sources.text import unwrap

CLAUSE_ROLE = "clause"
"""The role whose target is kept in a plain text, as :func:`reference` writes it."""

DIRECTIVE_HEAD = re.compile(r"\{([a-z][a-z0-9:_-]*)\}[ \t]*(.*)", re.DOTALL)
_OPTION = re.compile(r"[ \t]*:([^:\s]+):(?:[ \t]+(.*))?$")
FENCES = ("fence", "colon_fence")


@dataclass(frozen=True)
class Heading:
    """A heading of the page."""

    level: int
    """1 for ``#``."""
    title: str
    line: int


@dataclass(frozen=True)
class Directive:
    """A directive of the page."""

    name: str
    argument: str
    options: tuple[tuple[str, str], ...]
    """Names and values in the order of the page."""
    body: str
    line: int
    nested: bool
    """Whether it stands inside a list, a quotation or another directive."""


@dataclass(frozen=True)
class CodeBlock:
    """A fenced block of code that is no directive, such as the SQL of a check."""

    info: str
    """What follows the fence: language and further words."""
    content: str
    line: int


@dataclass(frozen=True)
class Page:
    """A page of MyST."""

    front_matter: str
    """The YAML between the first two lines of dashes, empty where there is none; it begins on line 2."""
    blocks: tuple[Heading | Directive | CodeBlock, ...]


def read_page(source: str) -> Page:
    """Read a page; whatever is no heading, directive or code is passed over."""
    tokens = _parser().parse(source)
    front_matter = tokens[0].content if tokens and tokens[0].type == "front_matter" else ""
    return Page(front_matter, tuple(_blocks(tokens)))


def plain_texts(body: str) -> tuple[str, ...]:
    """The plain text of each paragraph, list item, table cell, table title and code block of a directive's body.

    Empty ones are left out. A reference to a clause stays as :func:`reference` writes it; emphasis, links, footnote
    marks and raw HTML leave no trace but their text.
    """
    return tuple(text for text in map(unwrap, _texts(_parser().parse(body))) if text)


@dataclass(frozen=True)
class PlacedText:
    """A text with where a reader finds it."""

    place: str
    """Title of the nearest heading, and of the table; empty for a heading itself."""
    text: str
    """Of a row of a table all its cells, parted by ``｜``, less the number of the row."""


def placed_texts(source: str, without: str) -> tuple[PlacedText, ...]:
    """The texts of a page less those in directives of the name ``without``, as :func:`plain_texts` gives them."""
    found = _placed(_parser().parse(source), "", without)
    return tuple(one for one in found if one.text)


def _placed(tokens: list[Token], place: str, without: str) -> Iterator[PlacedText]:
    footnotes = 0
    row: list[str] | None = None
    for number, token in enumerate(tokens):
        footnotes += {"footnote_reference_open": 1, "footnote_reference_close": -1}.get(token.type, 0)
        if footnotes:
            continue
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            yield PlacedText(place, _row_text(row, numbered=False))
            row = None
        elif token.type == "inline":
            text = unwrap(_inline_text(token))
            if row is not None:
                row.append(text)
            elif tokens[number - 1].type == "heading_open":
                place = text
                yield PlacedText("", text)
            else:
                yield PlacedText(place, text)
        elif token.type in (*FENCES, "code_block"):
            yield from _placed_fence(token, place, without)


def _placed_fence(token: Token, place: str, without: str) -> Iterator[PlacedText]:
    match = DIRECTIVE_HEAD.fullmatch(token.info.strip())
    if match is None:
        yield PlacedText(place, token.content)
    elif match[1] != without:
        title = unwrap(_inline_text(_parser().parseInline(match[2])[0]))
        yield PlacedText(place, title)
        inside = _parser().parse(split_options(token.content)[1])
        if match[1] == "list-table":
            yield from _list_rows(inside, f"{place}，表“{title}”" if title else place)
        else:
            yield from _placed(inside, place, without)


def _list_rows(tokens: list[Token], place: str) -> Iterator[PlacedText]:
    """The rows of a list-table: each item of the outer list is one."""
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "list_item_open" and token.level == 1:
            rows.append([])
        elif token.type == "inline" and rows:
            rows[-1].append(unwrap(_inline_text(token)))
    numbered = bool(rows) and rows[0][:1] == ["序号"]
    for row in rows:
        yield PlacedText(place, _row_text(row, numbered=numbered and row is not rows[0]))


def _row_text(cells: list[str], *, numbered: bool) -> str:
    return "｜".join(cells[1:] if numbered and cells[0].isdecimal() else cells)


def reference(target: str) -> str:
    """How a plain text holds a reference to a clause until the clause's number is known."""
    return f"{{{CLAUSE_ROLE}}}`{target}`"


def front_matter_of(source: str) -> str:
    """The YAML at the head of a page, empty where there is none."""
    return read_page(source[: _front_matter_end(source)]).front_matter


def _front_matter_end(source: str) -> int:
    end = source.find("\n---", 3) if source.startswith("---") else -1
    return end + len("\n---") if end >= 0 else 0


def make_parser() -> MarkdownIt:
    """A parser of our pages: CommonMark with front matter, tables, roles, footnotes and colon fences."""
    colon_fence = make_fence_rule(markers=(":",), token_type="colon_fence")
    parser = MarkdownIt("commonmark").enable("table")
    parser.use(front_matter_plugin).use(myst_block_plugin).use(myst_role_plugin)
    parser.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    ends = ["paragraph", "reference", "blockquote", "list", "footnote_def"]
    parser.block.ruler.before("fence", "colon_fence", colon_fence, {"alt": ends})
    return parser


_parser = cache(make_parser)


def _blocks(tokens: list[Token]) -> Iterator[Heading | Directive | CodeBlock]:
    for number, token in enumerate(tokens):
        line = token.map[0] + 1 if token.map else 0
        if token.type == "heading_open":
            yield Heading(int(token.tag[1:]), unwrap(_inline_text(tokens[number + 1])), line)
        elif token.type in FENCES:
            match = DIRECTIVE_HEAD.fullmatch(token.info.strip())
            if match is None:
                yield CodeBlock(token.info.strip(), token.content, line)
                continue
            options, body = split_options(token.content)
            yield Directive(match[1], match[2].strip(), options, body, line, nested=token.level > 0)
            yield from _nested(body, line)


def _nested(body: str, line: int) -> Iterator[Directive]:
    """The directives inside a directive, at the line of the outer one."""
    for block in _blocks(_parser().parse(body)):
        if isinstance(block, Directive):
            yield replace(block, line=line, nested=True)


def split_options(content: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """Part the lines ``:name: value`` at the head of a directive from its body."""
    lines = content.splitlines()
    options: list[tuple[str, str]] = []
    while lines and (match := _OPTION.match(lines[0])):
        options.append((match[1], (match[2] or "").strip()))
        lines.pop(0)
    return tuple(options), "\n".join(lines)


def _texts(tokens: list[Token]) -> Iterator[str]:
    footnotes = 0
    for token in tokens:
        footnotes += {"footnote_reference_open": 1, "footnote_reference_close": -1}.get(token.type, 0)
        if footnotes:
            continue
        if token.type == "inline":
            yield _inline_text(token)
        elif token.type in (*FENCES, "code_block"):
            yield from _fence_texts(token)


def _fence_texts(token: Token) -> Iterator[str]:
    match = DIRECTIVE_HEAD.fullmatch(token.info.strip())
    if match is None:
        yield token.content
        return
    yield _inline_text(_parser().parseInline(match[2])[0])
    _, body = split_options(token.content)
    yield from _texts(_parser().parse(body))


def _inline_text(token: Token) -> str:
    return "".join(_child_text(child) for child in _children(token))


def _children(token: Token) -> Iterable[Token]:
    return token.children or ()


def _child_text(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    if token.type == "myst_role":
        return reference(token.content) if token.meta["name"] == CLAUSE_ROLE else token.content
    if token.type in ("text", "code_inline", "image"):
        return token.content
    return ""
