"""Read a page of MyST Markdown without Sphinx: its front matter, headings and directives, each with its line.

The syntax is that of myst-parser as conf.py sets it up (CommonMark, tables, footnotes, roles, colon fences), on the
same markdown-it-py; only what the engine needs of a page is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import pairwise
from typing import Any

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

_DIRECTIVE_HEAD = re.compile(r"\{([a-z][a-z0-9:_-]*)\}[ \t]*(.*)", re.DOTALL)
_OPTION = re.compile(r"[ \t]*:([^:\s]+):(?:[ \t]+(.*))?$")
_ONLY_PARAGRAPHS = re.compile(r"(?:(?:[一-龥“《（]|\d++[^.)\r\n\0])[^\r\n\0]*(?:\n+|$))*")
"""A text each of whose lines begins with a Han character or a figure, and so can begin nothing but a paragraph."""
_CELL = r"-(?: (?!\d++[.)])(?:[^\W_]|[“《（])[^\r\n\0\t]*)?"
_ONLY_CELLS = re.compile(rf"\n*(?:\* {_CELL}(?:\n  {_CELL})*+(?:\n|$))+")
"""The body of a list-table each of whose cells is one line that begins with a letter, a Han character or a figure."""
_TRIGGERS = {
    rule: re.compile(trigger)
    for rule, trigger in {
        "front_matter": r"\A-{3}",
        "code": r" {4}|\t",
        "table": r"\|",
        "fence": "```|~~~",
        "colon_fence": ":::",
        "blockquote": ">",
        "hr": r"[-*_][ \t]*(?:[\r\n]|\Z)",
        "footnote_def": r"\[\^",
        "reference": r"\[",
        "html_block": "<",
        "heading": "#",
        "lheading": r"[-=][ \t]*(?:[\r\n]|\Z)",
        "myst_line_comment": "%",
        "myst_block_break": r"\+",
        "myst_target": r"\)=",
    }.items()
}
"""What a text must hold for a rule of blocks to find anything in it; each rule costs time at every line."""
_INLINE_MARK = re.compile(r"[\\`*_\[<&{]")
"""What every markup within a line begins with."""
FENCES = ("fence", "colon_fence")


@dataclass(frozen=True)
class Blocks:
    """The blocks of a page or of the body of a directive, parsed once for all who read them."""

    tokens: tuple[Token, ...]
    """As markdown-it has them; what stands within a line is not parsed yet."""
    links: dict[str, Any]
    """What the parser keeps of definitions of links and footnotes."""
    _fences: dict[int, Fence | None] = field(default_factory=dict)

    def fence(self, token: Token) -> Fence | None:
        """What a fence of these blocks holds; None where it is code and no directive."""
        if id(token) not in self._fences:
            self._fences[id(token)] = _fence(token)
        return self._fences[id(token)]

    def text(self, token: Token) -> str:
        """The plain text of a piece of running text, its line breaks as written."""
        return inline_text(token.content, self.links)


@dataclass(frozen=True)
class Fence:
    """A directive as it stands among blocks."""

    name: str
    argument: str
    """As written, with the lines that follow it."""
    options: tuple[tuple[str, str], ...]
    body: str

    @cached_property
    def blocks(self) -> Blocks:
        """The blocks of its body."""
        return read_blocks(self.body)


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
    fence: Fence | None = field(default=None, repr=False, compare=False)
    """Where it was read from, with the blocks of its body."""

    @property
    def texts(self) -> tuple[str, ...]:
        """The plain texts of its body."""
        return texts_of(self.fence.blocks) if self.fence is not None else plain_texts(self.body)


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


def read_blocks(source: str) -> Blocks:
    """Parse the blocks of a page or of a directive's body."""
    if _ONLY_PARAGRAPHS.fullmatch(source):
        return Blocks(tuple(_paragraphs(source)), {})
    if _ONLY_CELLS.fullmatch(source):
        return Blocks(tuple(_cells(source)), {})
    links: dict[str, Any] = {}
    idle = tuple(rule for rule, trigger in _TRIGGERS.items() if not trigger.search(source))
    return Blocks(tuple(_block_parser(idle).parse(source, links)), links)


def read_page(source: str | Blocks) -> Page:
    """Read a page; whatever is no heading, directive or code is passed over."""
    blocks = read_blocks(source) if isinstance(source, str) else source
    return Page(front_matter(blocks), tuple(_page_blocks(blocks)))


def front_matter(blocks: Blocks) -> str:
    """The YAML at the head of a page, empty where there is none."""
    first = blocks.tokens[0] if blocks.tokens else None
    return first.content if first is not None and first.type == "front_matter" else ""


def plain_texts(body: str) -> tuple[str, ...]:
    """The plain text of each paragraph, list item, table cell, table title and code block of a directive's body.

    Empty ones are left out. A reference to a clause stays as :func:`reference` writes it; emphasis, links, footnote
    marks and raw HTML leave no trace but their text.
    """
    return texts_of(read_blocks(body))


def texts_of(blocks: Blocks) -> tuple[str, ...]:
    """The plain texts of a body that has been parsed, as :func:`plain_texts` gives them."""
    return tuple(text for text in map(unwrap, _texts(blocks)) if text)


@dataclass(frozen=True)
class PlacedText:
    """A text with where a reader finds it."""

    place: str
    """Title of the nearest heading, and of the table; empty for a heading itself."""
    text: str
    """Of a row of a table all its cells, parted by ``｜``, less the number of the row."""


def placed_texts(source: str, without: str) -> tuple[PlacedText, ...]:
    """The texts of a page less those in directives of the name ``without``, as :func:`plain_texts` gives them."""
    return tuple(one for one in _placed(read_blocks(source), "", without) if one.text)


def _placed(blocks: Blocks, place: str, without: str) -> Iterator[PlacedText]:
    footnotes = 0
    row: list[str] | None = None
    for number, token in enumerate(blocks.tokens):
        footnotes += {"footnote_reference_open": 1, "footnote_reference_close": -1}.get(token.type, 0)
        if footnotes:
            continue
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            yield PlacedText(place, _row_text(row, numbered=False))
            row = None
        elif token.type == "inline":
            text = unwrap(blocks.text(token))
            if row is not None:
                row.append(text)
            elif blocks.tokens[number - 1].type == "heading_open":
                place = text
                yield PlacedText("", text)
            else:
                yield PlacedText(place, text)
        elif token.type in (*FENCES, "code_block"):
            fence = blocks.fence(token) if token.type in FENCES else None
            if fence is None:
                yield PlacedText(place, token.content)
            elif fence.name != without:
                yield from _placed_fence(fence, place, without)


def _placed_fence(fence: Fence, place: str, without: str) -> Iterator[PlacedText]:
    title = unwrap(inline_text(fence.argument, {}))
    yield PlacedText(place, title)
    if fence.name == "list-table":
        yield from _list_rows(fence.blocks, f"{place}，表“{title}”" if title else place)
    else:
        yield from _placed(fence.blocks, place, without)


def _list_rows(blocks: Blocks, place: str) -> Iterator[PlacedText]:
    """The rows of a list-table: each item of the outer list is one."""
    rows: list[list[str]] = []
    for token in blocks.tokens:
        if token.type == "list_item_open" and token.level == 1:
            rows.append([])
        elif token.type == "inline" and rows:
            rows[-1].append(unwrap(blocks.text(token)))
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


@cache
def _block_parser(idle: tuple[str, ...]) -> MarkdownIt:
    """The parser without its inline half, which most texts have no need of, and without these rules of blocks."""
    return make_parser().disable(["inline", "text_join", *idle])


def _paragraphs(body: str) -> list[Token]:
    """The tokens of a body that is nothing but paragraphs, as the parser would make them; most clauses are such."""
    tokens: list[Token] = []
    for block in re.finditer(r"\S.*(?:\n\S.*)*", body):
        first = body.count("\n", 0, block.start())
        lines = [first, first + block[0].count("\n") + 1]
        tokens.append(Token("paragraph_open", "p", 1, map=lines))
        tokens.append(Token("inline", "", 0, map=lines, content=block[0].strip()))
    return tokens


def _cells(body: str) -> Iterator[Token]:
    """The tokens of a list of lists of lines, as the parser would make them; most tables are such."""
    lines = body.split("\n")
    rows = [number for number, line in enumerate(lines) if line.startswith("*")]
    last = max(number for number, line in enumerate(lines) if line) + 1
    yield Token("bullet_list_open", "ul", 1, map=[rows[0], last], level=0)
    for first, end in pairwise((*rows, last)):
        yield Token("list_item_open", "li", 1, map=[first, end], level=1)
        yield Token("bullet_list_open", "ul", 1, map=[first, end], level=2)
        for number in range(first, end):
            place = [number, number + 1]
            yield Token("list_item_open", "li", 1, map=place, level=3)
            if text := lines[number][3:].strip():
                yield Token("paragraph_open", "p", 1, map=place, level=4, hidden=True)
                yield Token("inline", "", 0, map=place, level=5, content=text)
                yield Token("paragraph_close", "p", -1, level=4, hidden=True)
            yield Token("list_item_close", "li", -1, level=3)
        yield Token("bullet_list_close", "ul", -1, level=2)
        yield Token("list_item_close", "li", -1, level=1)
    yield Token("bullet_list_close", "ul", -1, level=0)


def _page_blocks(blocks: Blocks) -> Iterator[Heading | Directive | CodeBlock]:
    for number, token in enumerate(blocks.tokens):
        line = token.map[0] + 1 if token.map else 0
        if token.type == "heading_open":
            yield Heading(int(token.tag[1:]), unwrap(blocks.text(blocks.tokens[number + 1])), line)
        elif token.type in FENCES:
            fence = blocks.fence(token)
            if fence is None:
                yield CodeBlock(token.info.strip(), token.content, line)
                continue
            yield Directive(fence.name, fence.argument.strip(), fence.options, fence.body, line, token.level > 0, fence)
            yield from _nested(fence, line)


def _nested(fence: Fence, line: int) -> Iterator[Directive]:
    """The directives inside a directive, at the line of the outer one."""
    for block in _page_blocks(fence.blocks):
        if isinstance(block, Directive):
            yield replace(block, line=line, nested=True)


def _fence(token: Token) -> Fence | None:
    head = _DIRECTIVE_HEAD.fullmatch(token.info.strip())
    if head is None:
        return None
    options, body = split_options(token.content)
    return Fence(head[1], head[2], options, body)


def split_options(content: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """Part the lines ``:name: value`` at the head of a directive from its body."""
    lines = content.splitlines()
    options: list[tuple[str, str]] = []
    while lines and (match := _OPTION.match(lines[0])):
        options.append((match[1], (match[2] or "").strip()))
        lines.pop(0)
    return tuple(options), "\n".join(lines)


def _texts(blocks: Blocks) -> Iterator[str]:
    footnotes = 0
    for token in blocks.tokens:
        footnotes += {"footnote_reference_open": 1, "footnote_reference_close": -1}.get(token.type, 0)
        if footnotes:
            continue
        if token.type == "inline":
            yield blocks.text(token)
        elif token.type == "code_block":
            yield token.content
        elif token.type in FENCES:
            fence = blocks.fence(token)
            if fence is None:
                yield token.content
            else:
                yield inline_text(fence.argument, {})
                yield from _texts(fence.blocks)


def inline_text(content: str, links: dict[str, Any]) -> str:
    """The plain text of what stands within a paragraph, a heading or a cell."""
    if not _INLINE_MARK.search(content):
        return content
    token = _parser().parseInline(content, links)[0]
    return "".join(_child_text(child) for child in token.children or ())


def _child_text(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    if token.type == "myst_role":
        return reference(token.content) if token.meta["name"] == CLAUSE_ROLE else token.content
    if token.type in ("text", "code_inline", "image"):
        return token.content
    return ""
