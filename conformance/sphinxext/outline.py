"""Give each standard's doctree its outline: one title over the chapters, numbers of sections and tables, whole lines.

Works on the page as soon as it is parsed, before Sphinx collects titles, so that every list of contents shows them.
"""

from __future__ import annotations

from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from conformance.clauses.clause import ClauseDraft
from conformance.clauses.document import DocumentDraft, HeadingDraft, make_document
from conformance.clauses.number import annex_title
from conformance.clauses.table import outline_of
from conformance.sources.text import unwrap, wide_breaks
from conformance.sphinxext.directive import ClauseNode, text_of
from conformance.sphinxext.domain import PRINTED, clause_domain, is_standard

_KINDS = {"前言": "preface", "引言": "introduction", "参考文献": "bibliography", "索引": "index"}


class WholeLines(SphinxTransform):
    """Remove the line breaks between Han characters, which HTML would show as blanks."""

    default_priority = 20

    def apply(self) -> None:
        """Mend every paragraph, title and cell of any page."""
        for leaf in list(self.document.findall(nodes.TextElement)):
            if isinstance(leaf.parent, nodes.TextElement) or isinstance(leaf, nodes.FixedTextElement | nodes.raw):
                continue
            texts = list(leaf.findall(nodes.Text))
            breaks = wide_breaks("".join(text.astext() for text in texts))
            at = 0
            for text in texts:
                line = text.astext()
                kept = "".join(one for place, one in enumerate(line, start=at) if place not in breaks)
                at += len(line)
                if kept != line:
                    text.parent.replace(text, nodes.Text(kept))


class StandardOutline(SphinxTransform):
    """Draft the document of a page, number its sections and tables, and put them all under one title."""

    default_priority = 30

    def apply(self) -> None:
        """Rebuild the doctree of a standard; other pages stay as they are."""
        docname = self.env.docname
        if not is_standard(docname):
            return
        domain = clause_domain(self.env)
        if domain.builder != PRINTED:  # whose fragments take nothing but the text from what was read
            for source in domain.project.sources:
                self.env.note_dependency(str(source))
        front_matter = domain.data["front_matter"].get(docname, "")
        marked = [node for node in self.document.findall() if isinstance(node, nodes.section | ClauseNode)]
        draft = DocumentDraft(f"{docname}.md", front_matter, tuple(_mark(node) for node in marked))
        domain.drafts[docname] = draft
        for node, number in zip(marked, outline_of(draft).numbers, strict=True):
            if isinstance(node, nodes.section):
                _name_section(node, number)
        _number_tables(self.document)
        _wrap(self.document, draft)


def register(app: Sphinx) -> None:
    """Register both transforms."""
    app.add_transform(WholeLines)
    app.add_transform(StandardOutline)


def _mark(node: nodes.Element) -> HeadingDraft | ClauseDraft:
    if isinstance(node, ClauseNode):
        draft: ClauseDraft = node["draft"]
        nested = not isinstance(node.parent, nodes.section | nodes.document)
        return ClauseDraft(draft.id, draft.options, draft.texts, draft.line, nested)
    return HeadingDraft(_level(node), unwrap(text_of(_title(node))), node.line or 0)


def _level(node: nodes.Element) -> int:
    return sum(1 for _ in _sections_over(node)) + 1


def _sections_over(node: nodes.Element) -> Iterator[nodes.section]:
    parent = node.parent
    while parent is not None:
        if isinstance(parent, nodes.section):
            yield parent
        parent = parent.parent


def _title(section: nodes.Element) -> nodes.title:
    title = section.next_node(nodes.title)
    assert title is not None  # docutils makes no section without one
    return title


def _name_section(section: nodes.section, number: str) -> None:
    """Put the number into the title, and give the section an id and a class that last."""
    title = _title(section)
    text = unwrap(title.astext())
    annex = annex_title(text) if _level(section) == 1 else None
    if _level(section) == 1:
        section["classes"].append(
            "annex" if annex else _KINDS.get(text.replace(" ", "").replace("\u3000", ""), "chapter")
        )
    if not number:
        return
    section["number"] = number
    section["ids"] = [f"sec-{number.replace('.', '-')}"]
    if annex:
        title.children = []
        title += _inline(f"附录 {annex.letter}", "number")
        title += _inline(f"（{annex.kind}）", "kind")
        title += nodes.Text(annex.title)
    else:
        title.insert(0, [_inline(number, "number"), nodes.Text(" ")])


def _inline(text: str, name: str) -> nodes.inline:
    return nodes.inline("", text, classes=[name])


def _number_tables(document: nodes.document) -> None:
    """表1, 表2 through the text; 表A.1 in an annex (GB/T 1.1—2009, 7.4)."""
    counts: dict[str, int] = {}
    for table in document.findall(nodes.table):
        title = next((child for child in table.children if isinstance(child, nodes.title)), None)
        if title is None:
            continue
        annex = next((one["number"] for one in _sections_over(table) if "annex" in one["classes"]), "")
        counts[annex] = counts.get(annex, 0) + 1
        number = f"{annex}.{counts[annex]}" if annex else str(counts[annex])
        title.insert(0, [_inline(f"表{number}", "number"), nodes.Text("\u3000")])


def _wrap(document: nodes.document, draft: DocumentDraft) -> None:
    """Put all chapters under one section that bears the standard's title."""
    made = make_document(draft, [])
    name = made[0].title if made else draft.slug
    whole = nodes.section("", nodes.title(name, name), ids=["standard"], classes=["standard"])
    whole.extend(child for child in document.children if isinstance(child, nodes.section | ClauseNode))
    for child in list(whole.children[1:]):
        document.remove(child)
    document.append(whole)
