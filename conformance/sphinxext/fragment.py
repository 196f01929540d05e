"""Write the doctree of one standard as the plain HTML that conformance.volume typesets.

A footnote of the text stands where it is referred to and falls to the foot of the page; one of a table stands in its
last row, by letters that begin anew in each table (GB/T 1.1).
"""

from __future__ import annotations

from html import escape
from string import ascii_lowercase

from docutils import nodes
from sphinx import addnodes

from conformance.errors import CannotProceed
from conformance.sphinxext.directive import ClauseNode
from conformance.sphinxext.domain import ClauseDomain


class FragmentWriter:
    """Writes one standard; ``slug`` sets its ids apart from those of the others."""

    def __init__(self, slug: str, domain: ClauseDomain) -> None:
        self._slug = slug
        self._domain = domain
        self._footnotes: dict[str, nodes.footnote] = {}
        self._numbers: dict[str, int] = {}
        """Of the footnotes of the text that were referred to, by id."""
        self._of_table: list[str] | None = None
        """Within a table, the ids of the footnotes that it refers to."""
        self._used: set[str] = set()

    def write(self, whole: nodes.section) -> str:
        """The standard as one <article>, its own title left to the volume's cover."""
        # MyST gathers footnotes behind everything else, outside the standard's own section.
        self._footnotes = {name: note for note in whole.parent.findall(nodes.footnote) for name in note["ids"]}
        chapters = "".join(self._section(child, 2) for child in whole.children if isinstance(child, nodes.section))
        for name, note in self._footnotes.items():
            if name not in self._used:
                raise self._fault(note, "有脚注没有在正文中引用，请在正文中注明位置，或者删去")
        return f'<article class="standard" id="{self._slug}">\n{chapters}</article>\n'

    def _section(self, section: nodes.section, level: int) -> str:
        kind = f' class="{section["classes"][0]}"' if section["classes"] else ""
        name = f' id="{self._slug}-{section["ids"][0]}"' if section.get("number") else ""
        body = ""
        for child in section.children:
            if isinstance(child, nodes.title):
                if any(child.findall(nodes.footnote_reference)):
                    raise self._fault(child, "标题不能带脚注，请改注在正文中")
                body += f"<h{level}>{self._inline(child)}</h{level}>\n"
            elif isinstance(child, nodes.section):
                body += self._section(child, level + 1)
            else:
                body += self._block(child)
        return f"<section{kind}{name}>\n{body}</section>\n"

    def _blocks(self, parent: nodes.Element) -> str:
        return "".join(self._block(child) for child in parent.children)

    def _block(self, node: nodes.Node) -> str:
        if isinstance(node, nodes.comment | nodes.target | nodes.raw):
            return ""
        if isinstance(node, ClauseNode):
            return self._clause(node)
        if isinstance(node, nodes.paragraph):
            return self._paragraph(node)
        if isinstance(node, nodes.table):
            return self._table_of(node)
        for kind, (opening, closing) in _BLOCKS.items():
            if isinstance(node, kind):
                return f"<{opening}>{self._blocks(node)}</{closing}>\n"
        if isinstance(node, nodes.literal_block):
            return f"<pre>{escape(node.astext())}</pre>\n"
        if isinstance(node, nodes.footnote):
            return ""  # it stands where it is referred to
        raise self._refusal(node)

    def _clause(self, clause: ClauseNode) -> str:
        """The first paragraph bears the clause's id; where there is none, an empty mark does."""
        name = clause["ids"][0]
        first, *rest = clause.children
        if not isinstance(first, nodes.paragraph):
            return f'<div class="clause" id="{name}">{self._blocks(clause)}</div>\n'
        opening = f'<p class="clause" id="{name}">{self._inline(first)}</p>\n'
        return opening + "".join(self._block(child) for child in rest)

    def _paragraph(self, node: nodes.paragraph) -> str:
        text = self._inline(node)
        plain = node.astext()
        if plain.startswith("注"):
            kind = "note" if _is_marked(plain, "注") else ""
        else:
            kind = "example" if _is_marked(plain, "示例") else ""
        return f'<p class="{kind}">{text}</p>\n' if kind else f"<p>{text}</p>\n"

    def _table_of(self, table: nodes.table) -> str:
        group = next(child for child in table.children if isinstance(child, nodes.tgroup))
        widths = [column.get("colwidth", 1) for column in group.children if isinstance(column, nodes.colspec)]
        columns = "".join(f'<col style="width:{100 * width / sum(widths):.4g}%">' for width in widths)
        html = f"<colgroup>{columns}</colgroup>\n" if "colwidths-given" in table["classes"] else ""
        for child in table.children:
            if isinstance(child, nodes.title):
                html = f"<caption>{escape(child.astext(), quote=False)}</caption>\n{html}"
        self._of_table = []
        for part in group.children:
            if isinstance(part, nodes.thead | nodes.tbody):
                tag, cell = ("thead", "th") if isinstance(part, nodes.thead) else ("tbody", "td")
                rows = "".join(self._row(row, cell) for row in part.children if isinstance(row, nodes.row))
                notes = self._table_notes(len(widths)) if cell == "td" else ""
                html += f"<{tag}>\n{rows}{notes}</{tag}>\n"
        self._of_table = None
        return f"<table>\n{html}</table>\n"

    def _table_notes(self, columns: int) -> str:
        """The last row of a table: its footnotes."""
        named = [(ascii_lowercase[at], self._body(name)) for at, name in enumerate(self._of_table or ())]
        notes = "".join(f'<p class="table-note"><sup>{letter}</sup>{text}</p>' for letter, text in named)
        return f'<tr class="table-notes"><td colspan="{columns}">{notes}</td></tr>\n' if notes else ""

    def _footnote(self, name: str) -> str:
        """A footnote where it is first referred to; later its mark alone."""
        self._used.add(name)
        if self._of_table is not None:
            if name not in self._of_table:
                self._of_table.append(name)
                if len(self._of_table) > len(ascii_lowercase):
                    raise self._fault(self._footnotes[name], "一张表的脚注至多 26 条，请并入表中或者正文")
            return f"<sup>{ascii_lowercase[self._of_table.index(name)]}</sup>"
        if name in self._numbers:
            return f'<sup class="footnote-again">{self._numbers[name]})</sup>'
        self._numbers[name] = len(self._numbers) + 1
        return f'<span class="footnote">{self._body(name)}</span>'

    def _body(self, name: str) -> str:
        """The paragraphs of a footnote in one; it holds nothing else."""
        paragraphs = [child for child in self._footnotes[name].children if not isinstance(child, nodes.label)]
        if other := next((child for child in paragraphs if not isinstance(child, nodes.paragraph)), None):
            raise self._fault(other, "脚注中只能有文字，请把列项和表格移到正文")
        return "<br>".join(self._inline(child) for child in paragraphs if isinstance(child, nodes.paragraph))

    def _row(self, row: nodes.row, cell: str) -> str:
        return f"<tr>{''.join(self._entry(one, cell) for one in row.children if isinstance(one, nodes.entry))}</tr>\n"

    def _entry(self, entry: nodes.entry, cell: str) -> str:
        """A cell; one paragraph alone stands without its own element."""
        only = entry.children[0] if len(entry.children) == 1 else None
        body = self._inline(only) if isinstance(only, nodes.paragraph) else self._blocks(entry).strip()
        return f"<{cell}>{body}</{cell}>"

    def _inline(self, parent: nodes.Element) -> str:
        return "".join(self._inline_child(child) for child in parent.children)

    def _inline_child(self, node: nodes.Node) -> str:
        if isinstance(node, nodes.Text):
            return escape(node.astext(), quote=False)
        if isinstance(node, addnodes.pending_xref):
            return self._reference(node)
        if isinstance(node, nodes.raw):
            return "<br>" if node.astext() == "<br />\n" else ""
        if isinstance(node, nodes.footnote_reference):
            return self._footnote(node["refid"])
        if isinstance(node, nodes.problematic):
            raise self._fault(node, f"“{node.astext()}”引用的内容不存在，请补写或者更正引用")
        if isinstance(node, nodes.literal):
            return f"<code>{escape(node.astext(), quote=False)}</code>"
        for kind, tag in _INLINES.items():
            if isinstance(node, kind):
                return f"<{tag}>{self._inline(node)}</{tag}>"
        if isinstance(node, nodes.inline) and node["classes"]:
            return f'<span class="{node["classes"][0]}">{self._inline(node)}</span>'
        if isinstance(node, nodes.inline | nodes.reference):
            return self._inline(node)
        if isinstance(node, nodes.target):
            return ""
        raise self._refusal(node)

    def _refusal(self, node: nodes.Node) -> CannotProceed:
        """A standard holds something that the volume cannot show."""
        return self._fault(node, f"汇编不能排印这种内容（{type(node).__name__}），请改用段落、列项或者表格")

    def _fault(self, node: nodes.Node, said: str) -> CannotProceed:
        place = f"{self._slug}:{node.line}" if node.line else self._slug
        return CannotProceed(f"{place}：{said}。")

    def _reference(self, node: addnodes.pending_xref) -> str:
        """A reference to a clause leads to its place in the volume, if it stands there; any other keeps its text."""
        target = node["reftarget"]
        label = escape(self._domain.shown_number(target, self._slug)) if node["refdomain"] == "clause" else ""
        if node["refdomain"] == "clause" and not label:
            raise CannotProceed(f"{self._slug}：引用的条款“{target}”不存在，请更正编号。")
        if not label:
            return self._inline(node)
        return f'<a href="#{target}">{label}</a>' if self._domain.table.clause(target) is not None else label


_BLOCKS: dict[type[nodes.Element], tuple[str, str]] = {
    nodes.bullet_list: ('ul class="dashes"', "ul"),
    nodes.enumerated_list: ("ol", "ol"),
    nodes.list_item: ("li", "li"),
    nodes.note: ('div class="note"', "div"),
    nodes.block_quote: ("blockquote", "blockquote"),
}
_INLINES: dict[type[nodes.Element], str] = {nodes.strong: "strong", nodes.emphasis: "em"}


def _is_marked(text: str, mark: str) -> bool:
    """Whether a paragraph begins as 注： or 注1： do."""
    return text.removeprefix(mark).lstrip("0123456789").startswith("：") and text.startswith(mark)
