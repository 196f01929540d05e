"""Read a page for the drafting rules: walk its blocks, also those inside lists, tables and directives."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from markdown_it.token import Token

from conformance.clauses.clause import DIRECTIVE
from conformance.clauses.drafting.page import Block, Comment, ItemList, Page, Passages, Table
from conformance.clauses.drafting.passage import Kind, Passage, Zone
from conformance.clauses.number import ClauseMark, HeadingMark, number_outline
from conformance.sources.myst import FENCES, Blocks, Fence, front_matter, read_blocks
from conformance.sources.text import wide_breaks

_FIELD = re.compile(r"^([a-z_]+): *(.*?) *$", re.MULTILINE)
_NOTE = re.compile(r"注\s?\d*\s*[：:]|(?:注意|备注|说明|注释)：|\*\*注\*\*")
_EXAMPLE = re.compile(r"示例\s?\d*\s*[：:]|\*\*示例\*\*")
_BODIES = {
    DIRECTIVE: None,
    "note": Kind.NOTE,
    "example": Kind.EXAMPLE,
    "list-table": Kind.CELL,
    "table": None,
    "figure": None,
}
"""The directives whose body is running text, and what its paragraphs are."""
_CELL_LEVEL = 3
"""How deep the items of the inner lists of a list-table stand: its cells."""
_CAPTIONED = ("list-table", "table", "csv-table")
_ZONES = {
    "前言": Zone.FOREWORD,
    "引言": Zone.INTRODUCTION,
    "范围": Zone.SCOPE,
    "规范性引用文件": Zone.REFERENCES,
    "参考文献": Zone.BIBLIOGRAPHY,
    "索引": Zone.INDEX,
}


def read_drafting_page(source: str, file: str, parsed: Blocks | None = None) -> Page:
    """Read one page, whose blocks may have been parsed before; nothing in it is a fault here."""
    blocks = parsed or read_blocks(source)
    fields = {name: value.strip("\"'") for name, value in _FIELD.findall(front_matter(blocks))}
    walk = _Walk(source)
    walk.blocks_of(blocks, 0, _Context())
    numbers = number_outline(walk.outline).numbers
    return Page(
        file=file,
        source=source,
        fields=fields,
        passages=Passages(walk.passages),
        tables=tuple(walk.tables),
        lists=tuple(
            ItemList(one.lead, tuple(map(tuple, one.items)), tuple(one.nested), one.inner) for one in walk.lists
        ),
        comments=tuple(walk.comments),
        blocks=tuple(walk.blocks),
        numbers=frozenset(numbers) - {""},
    )


@dataclass(frozen=True)
class _Context:
    """Where a block stands."""

    kind: Kind | None = None
    """What its paragraphs are; None where that depends on their words."""
    table: int = -1


@dataclass
class _List:
    """A list while it is read."""

    lead: Passage | None
    inner: bool
    items: list[list[Passage]] = field(default_factory=list)
    nested: list[bool] = field(default_factory=list)


@dataclass
class _Level:
    """The page, or the body of one directive, while it is walked."""

    first: int
    """The line of the source on which it begins, from 0."""
    context: _Context
    kinds: list[Kind | None]
    """What paragraphs are in each quotation or footnote that is open, the innermost last."""
    last: list[Passage | None] = field(default_factory=lambda: [None])
    """The passage before this place, in each list that is open."""
    lists: list[_List] = field(default_factory=list)
    column: int = -1
    cursor: int = 0
    """Where in its line the last cell of a row ended."""

    @property
    def in_cells(self) -> bool:
        """Whether this is the body of a list-table, whose lists are rows and cells."""
        return self.context.kind is Kind.CELL

    def lines(self, token: Token) -> tuple[int, int]:
        """The first line of a block in the source, and the line after it."""
        begin, end = token.map or [0, 0]
        return self.first + begin, self.first + end


def _kind(content: str, *, in_list: bool) -> Kind:
    if _NOTE.match(content):
        return Kind.NOTE
    if _EXAMPLE.match(content):
        return Kind.EXAMPLE
    return Kind.ITEM if in_list else Kind.PARAGRAPH


class _Walk:
    """The state of one walk over a page."""

    def __init__(self, source: str) -> None:
        self.lines = source.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.passages: list[Passage] = []
        self.tables: list[Table] = []
        self.lists: list[_List] = []
        self.comments: list[Comment] = []
        self.blocks: list[Block] = []
        self.outline: list[HeadingMark | ClauseMark] = []
        self.zone = Zone.BODY
        self.annex = ""
        self.table_counts: dict[str, int] = {}

    def blocks_of(self, blocks: Blocks, first: int, context: _Context) -> None:
        """Walk the blocks whose first line is this line of the source."""
        level = _Level(first, context, [context.kind])
        for number, token in enumerate(blocks.tokens):
            if token.type == "inline":
                self._inline(token, blocks.tokens[number - 1], level)
            elif token.type in FENCES:
                self._fence(token, blocks.fence(token), level)
                level.last[-1] = None
            else:
                self._frame(token, level)

    def _frame(self, token: Token, level: _Level) -> None:
        """Enter or leave a list, an item, a quotation, a footnote or a table."""
        kind = token.type
        if kind in ("bullet_list_open", "ordered_list_open"):
            if level.in_cells:
                level.column = -1
            else:
                self._open_list(level)
            level.last.append(None)
        elif kind in ("bullet_list_close", "ordered_list_close"):
            level.last.pop()
            if not level.in_cells:
                level.lists.pop()
        elif kind == "list_item_open":
            level.last[-1] = None
            level.column += token.level == _CELL_LEVEL
            if level.lists:
                level.lists[-1].items.append([])
                level.lists[-1].nested.append(False)
            self._block(*level.lines(token))
        elif kind in ("blockquote_open", "footnote_reference_open"):
            level.kinds.append(Kind.QUOTE if kind == "blockquote_open" else Kind.FOOTNOTE)
        elif kind in ("blockquote_close", "footnote_reference_close"):
            level.kinds.pop()
        elif kind == "table_open":
            if level.context.table < 0:
                self._open_table(level.lines(token)[0], None)
            self._block(*level.lines(token))
        elif kind == "tr_open":
            level.cursor, level.column = 0, -1
        elif kind == "myst_line_comment":
            self._comment(token, level.lines(token)[0])

    def _inline(self, token: Token, before: Token, level: _Level) -> None:
        """Keep one piece of running text; what stands before it tells which kind it is."""
        line, end = level.lines(token)
        if before.type == "heading_open":
            level.last[-1] = None
            self._heading(token, line, int(before.tag[1:]))
        elif before.type in ("th_open", "td_open"):
            level.column += 1
            kind = Kind.HEAD if before.type == "th_open" else Kind.CELL
            table = len(self.tables) - 1
            made = self._add(kind, token, line, table=table, column=level.column, cursor=level.cursor)
            if made.text:
                level.cursor = made.at(len(made.text) - 1) + 1 - self.starts[line]
        else:
            self._block(line, end)
            written = level.kinds[-1] or _kind(token.content, in_list=bool(level.lists))
            column = level.column if level.in_cells else -1
            made = self._add(written, token, line, table=level.context.table, column=column)
            level.last[-1] = made
            if level.lists and made.kind is Kind.ITEM:
                level.lists[-1].items[-1].append(made)

    def _open_list(self, level: _Level) -> None:
        if level.lists and level.lists[-1].nested:
            level.lists[-1].nested[-1] = True
        made = _List(level.last[-1], inner=bool(level.lists))
        level.lists.append(made)
        self.lists.append(made)

    def _heading(self, token: Token, line: int, level: int) -> None:
        title = token.content.strip()
        if level == 1:
            self._enter(title)
        self.outline.append(HeadingMark(level, title))
        self._block(line, line + 1)
        self._add(Kind.HEADING, token, line, level=level)

    def _enter(self, title: str) -> None:
        plain = re.sub(r"\s", "", title)
        self.annex = ""
        if plain.startswith("附录"):
            self.annex = plain[2:3]
            self.zone = Zone.INFORMATIVE_ANNEX if "资料性" in plain else Zone.NORMATIVE_ANNEX
        elif plain.startswith(("术语和定义", "术语、定义")):
            self.zone = Zone.TERMS
        else:
            self.zone = _ZONES.get(plain, Zone.BODY)

    def _fence(self, token: Token, fence: Fence | None, level: _Level) -> None:
        """Read the title and the body of a directive; code is passed over."""
        if fence is None:
            return
        line, end = level.lines(token)
        self._block(line, end)
        name, argument = fence.name, fence.argument.strip()
        context = level.context
        if name == DIRECTIVE:
            self.outline.append(ClauseMark())
        if name in _CAPTIONED:
            self._open_table(line, self._caption(argument, line) if argument else None)
            context = replace(context, table=len(self.tables) - 1)
        if name not in _BODIES:
            return
        context = replace(context, kind=_BODIES[name] or context.kind)
        made = len(self.passages)
        self.blocks_of(fence.blocks, line + 1 + len(fence.options), context)
        if name == "list-table":
            self._mark_heads(made, int(dict(fence.options).get("header-rows", "0") or 0))

    def _caption(self, title: str, line: int) -> Passage:
        column = max(self.lines[line].find(title), 0)
        made = Passage(Kind.CAPTION, self.zone, title, ((0, self.starts[line] + column),))
        self.passages.append(made)
        return made

    def _open_table(self, line: int, caption: Passage | None) -> None:
        number = ""
        if caption is not None:
            count = self.table_counts[self.annex] = self.table_counts.get(self.annex, 0) + 1
            number = f"{self.annex}.{count}" if self.annex else str(count)
        self.tables.append(Table(number, caption, self.starts[line]))

    def _mark_heads(self, made: int, rows: int) -> None:
        """Make heads of the cells of a table's first rows."""
        row = 0
        for place in range(made, len(self.passages)):
            cell = self.passages[place]
            if cell.kind is not Kind.CELL:
                continue
            row += cell.column == 0
            if row > rows:
                break
            self.passages[place] = replace(cell, kind=Kind.HEAD)

    def _add(
        self,
        kind: Kind,
        token: Token,
        line: int,
        *,
        level: int = 0,
        table: int = -1,
        column: int = -1,
        cursor: int = 0,
    ) -> Passage:
        text, segments = self._locate(token.content, line, cursor)
        made = Passage(kind, self.zone, text, segments, level, table, column)
        self.passages.append(made)
        return made

    def _locate(self, content: str, line: int, cursor: int) -> tuple[str, tuple[tuple[int, int], ...]]:
        """The text on one line, and where each of its lines stands."""
        if "\n" not in content:
            text = content.strip()
            column = max(self.lines[line].find(text, cursor), 0)
            return text, ((0, self.starts[line] + column),)
        written = [part.strip() for part in content.split("\n")]
        breaks = wide_breaks("\n".join(written))
        text, segments, at = "", [], 0
        for number, part in enumerate(written):
            source = self.lines[line + number] if line + number < len(self.lines) else ""
            column = max(source.find(part, cursor if number == 0 else 0), 0)
            segments.append((len(text), self.starts[line + number] + column))
            at += len(part)
            text += part
            if number + 1 < len(written) and at not in breaks:
                text += " "
            at += 1
        return text, tuple(segments)

    def _comment(self, token: Token, line: int) -> None:
        for number, text in enumerate(token.content.split("\n")):
            self.comments.append(Comment(text.strip(), self.starts[line + number], line + number))

    def _block(self, line: int, end: int) -> None:
        self.blocks.append(Block(self.starts[line], self.starts[min(end, len(self.lines))]))
