"""Read a page for the drafting rules: walk its blocks, also those inside lists, tables and directives."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from conformance.clauses.clause import DIRECTIVE
from conformance.clauses.drafting.page import Block, Comment, ItemList, Page, Table
from conformance.clauses.drafting.passage import Kind, Passage, Zone
from conformance.clauses.number import ClauseMark, HeadingMark, number_outline
from conformance.sources.myst import DIRECTIVE_HEAD, FENCES, make_parser, split_options
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
_CAPTIONED = ("list-table", "table", "csv-table")
_ZONES = {
    "前言": Zone.FOREWORD,
    "引言": Zone.INTRODUCTION,
    "范围": Zone.SCOPE,
    "规范性引用文件": Zone.REFERENCES,
    "参考文献": Zone.BIBLIOGRAPHY,
    "索引": Zone.INDEX,
}


def read_drafting_page(source: str, file: str) -> Page:
    """Read one page; nothing in it is a fault here."""
    tokens = _parser().parse(source)
    fields: dict[str, str] = {}
    if tokens and tokens[0].type == "front_matter":
        fields = {name: value.strip("\"'") for name, value in _FIELD.findall(tokens[0].content)}
    walk = _Walk(source)
    walk.blocks_of(tokens, 0, _Context())
    numbers = number_outline(walk.outline).numbers
    return Page(
        file=file,
        source=source,
        fields=fields,
        passages=tuple(walk.passages),
        tables=tuple(walk.tables),
        lists=tuple(ItemList(one.lead, tuple(map(tuple, one.items)), tuple(one.nested)) for one in walk.lists),
        comments=tuple(walk.comments),
        blocks=tuple(walk.blocks),
        numbers=frozenset(numbers) - {""},
    )


@cache
def _parser() -> MarkdownIt:
    """The parser of pages without its inline half, which costs most and of which nothing is used here."""
    return make_parser().disable(["inline", "text_join"])


@dataclass(frozen=True)
class _Context:
    """Where a block stands."""

    clause: str = ""
    kind: Kind | None = None
    """What its paragraphs are; None where that depends on their words."""
    table: int = -1


@dataclass
class _List:
    """A list while it is read."""

    lead: Passage | None
    items: list[list[Passage]] = field(default_factory=list)
    nested: list[bool] = field(default_factory=list)


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

    def blocks_of(self, tokens: list[Token], first: int, context: _Context) -> None:
        """Walk the blocks whose first line is this line of the source."""
        last: list[Passage | None] = [None]
        open_lists: list[_List] = []
        kinds: list[Kind | None] = [context.kind]
        cursor, column, row_line = 0, -1, -1
        for number, token in enumerate(tokens):
            kind = token.type
            if kind == "myst_line_comment" and token.map:
                self._comment(token, first + token.map[0])
            elif kind in ("bullet_list_open", "ordered_list_open"):
                if context.kind is not Kind.CELL:
                    self._open_list(open_lists, last[-1])
                else:
                    column = -1
                last.append(None)
            elif kind in ("bullet_list_close", "ordered_list_close"):
                last.pop()
                if open_lists and context.kind is not Kind.CELL:
                    open_lists.pop()
            elif kind == "list_item_open" and token.map:
                last[-1] = None
                column += token.level == 3
                if open_lists:
                    open_lists[-1].items.append([])
                    open_lists[-1].nested.append(False)
                self._block(first + token.map[0], first + token.map[1])
            elif kind == "blockquote_open":
                kinds.append(Kind.QUOTE)
            elif kind == "footnote_reference_open":
                kinds.append(Kind.FOOTNOTE)
            elif kind in ("blockquote_close", "footnote_reference_close"):
                kinds.pop()
            elif kind == "table_open" and token.map:
                if context.table < 0:
                    self._open_table(first + token.map[0], None)
                self._block(first + token.map[0], first + token.map[1])
            elif kind == "tr_open":
                cursor, column = 0, -1
            elif kind == "inline" and token.map:
                before = tokens[number - 1]
                line = first + token.map[0]
                if before.type == "heading_open":
                    last[-1] = None
                    self._heading(token, line, int(before.tag[1:]))
                elif before.type in ("th_open", "td_open"):
                    column += 1
                    passage_kind = Kind.HEAD if before.type == "th_open" else Kind.CELL
                    cursor = cursor if line == row_line else 0
                    row_line = line
                    made = self._passage(token, line, passage_kind, context, len(self.tables) - 1, column, cursor)
                    cursor = made.at(len(made.text) - 1) + 1 - self.starts[line] if made.text else cursor
                else:
                    self._block(line, first + token.map[1])
                    passage_kind = kinds[-1] or self._kind(token.content, bool(open_lists))
                    column_at = column if context.kind is Kind.CELL else -1
                    made = self._passage(token, line, passage_kind, context, context.table, column_at)
                    last[-1] = made
                    if open_lists and made.kind is Kind.ITEM:
                        open_lists[-1].items[-1].append(made)
            elif kind in FENCES and token.map:
                self._fence(token, first + token.map[0], first + token.map[1], context)
                last[-1] = None

    def _open_list(self, open_lists: list[_List], lead: Passage | None) -> None:
        if open_lists and open_lists[-1].nested:
            open_lists[-1].nested[-1] = True
        made = _List(lead)
        open_lists.append(made)
        self.lists.append(made)

    def _kind(self, content: str, in_list: bool) -> Kind:
        if _NOTE.match(content):
            return Kind.NOTE
        if _EXAMPLE.match(content):
            return Kind.EXAMPLE
        return Kind.ITEM if in_list else Kind.PARAGRAPH

    def _heading(self, token: Token, line: int, level: int) -> None:
        title = token.content.strip()
        if level == 1:
            self._enter(title)
        self.outline.append(HeadingMark(level, title))
        self._block(line, line + 1)
        self._add(Kind.HEADING, token, line, _Context(), level=level)

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

    def _fence(self, token: Token, line: int, end: int, context: _Context) -> None:
        head = DIRECTIVE_HEAD.fullmatch(token.info.strip())
        if head is None:
            return
        self._block(line, end)
        name, argument = head[1], head[2].strip()
        options, body = split_options(token.content)
        if name == DIRECTIVE:
            self.outline.append(ClauseMark())
            context = replace(context, clause=argument)
        if name in _CAPTIONED or (name == "figure"):
            title = argument if name != "figure" else ""
            caption = self._caption(title, line, name, context) if title else None
            if name in _CAPTIONED:
                self._open_table(line, caption)
        if name not in _BODIES:
            return
        kind = _BODIES[name]
        if kind is not None:
            context = replace(context, kind=kind)
        made = len(self.passages)
        tokens = _parser().parse(body)
        if name in _CAPTIONED:
            context = replace(context, table=len(self.tables) - 1)
        if name == "list-table":
            self.blocks_of(tokens, line + 1 + len(options), context)
            self._mark_heads(made, int(dict(options).get("header-rows", "0") or 0))
        else:
            self.blocks_of(tokens, line + 1 + len(options), context)

    def _caption(self, title: str, line: int, name: str, context: _Context) -> Passage:
        column = max(self.lines[line].find(title), 0)
        made = Passage(
            Kind.CAPTION, self.zone, title, ((0, self.starts[line] + column),), clause=context.clause, directive=name
        )
        self.passages.append(made)
        return made

    def _open_table(self, line: int, caption: Passage | None) -> None:
        number = ""
        if caption is not None:
            count = self.table_counts[self.annex] = self.table_counts.get(self.annex, 0) + 1
            number = f"{self.annex}.{count}" if self.annex else str(count)
        self.tables.append(Table(number, caption, self.starts[line], ()))

    def _mark_heads(self, made: int, rows: int) -> None:
        """Make heads of the cells of a table's first rows."""
        row, heads = 0, []
        for place in range(made, len(self.passages)):
            cell = self.passages[place]
            if cell.kind is not Kind.CELL:
                continue
            row += cell.column == 0
            if row > rows:
                break
            self.passages[place] = replace(cell, kind=Kind.HEAD)
            heads.append(cell.text)
        self.tables[-1] = replace(self.tables[-1], heads=tuple(heads))

    def _passage(
        self, token: Token, line: int, kind: Kind, context: _Context, table: int, column: int, cursor: int = 0
    ) -> Passage:
        made = self._add(kind, token, line, context, table=table, column=column, cursor=cursor)
        if kind is Kind.HEAD:
            self.tables[table] = replace(self.tables[table], heads=(*self.tables[table].heads, made.text))
        return made

    def _add(
        self,
        kind: Kind,
        token: Token,
        line: int,
        context: _Context,
        *,
        level: int = 0,
        table: int = -1,
        column: int = -1,
        cursor: int = 0,
    ) -> Passage:
        text, segments = self._locate(token.content, line, cursor)
        made = Passage(kind, self.zone, text, segments, level, context.clause, table, column)
        self.passages.append(made)
        return made

    def _locate(self, content: str, line: int, cursor: int) -> tuple[str, tuple[tuple[int, int], ...]]:
        """The text on one line, and where each of its lines stands."""
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
