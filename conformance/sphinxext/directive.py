"""The directive and the role ``clause``: what they find is kept in the doctree as a draft, and numbered later."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective, SphinxRole
from sphinx.writers.html5 import HTML5Translator

from conformance.clauses.clause import OPTIONS, ClauseDraft
from conformance.sources.myst import CLAUSE_ROLE, reference
from conformance.sources.text import unwrap


class ClauseNode(nodes.General, nodes.Element):
    """A clause in the doctree; ``draft`` is its ClauseDraft."""


class _AnyOption(dict[str, Callable[[str], Any]]):
    """Takes options that do not exist as well, so that they are told as a Diagnostic like any other fault."""

    def __missing__(self, name: str) -> Callable[[str], Any]:
        return directives.unchanged


class ClauseDirective(SphinxDirective):
    """``:::{clause} id``: one clause, with what it implements and what checks it."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[dict[str, Callable[[str], Any]] | None] = _AnyOption(
        dict.fromkeys(OPTIONS, directives.unchanged)
    )

    def run(self) -> list[nodes.Node]:
        """Parse the clause's text and draft the clause."""
        node = ClauseNode("", ids=[self.arguments[0]])
        self.set_source_info(node)
        self.state.nested_parse(self.content, self.content_offset, node)
        node["draft"] = ClauseDraft(
            self.arguments[0],
            tuple((name, value or "") for name, value in self.options.items()),
            plain_texts(node),
            self.lineno,
        )
        return [node]


class ClauseRole(SphinxRole):
    """``{clause}`id` ``: a reference that shows the clause's number."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """A reference that the domain resolves."""
        node = addnodes.pending_xref(
            self.rawtext, nodes.inline(self.rawtext, self.text), refdomain=CLAUSE_ROLE, reftype="ref",
            reftarget=self.text, refdoc=self.env.docname, refexplicit=False, refwarn=False,
        )  # fmt: skip
        self.set_source_info(node)
        return [node], []


def plain_texts(node: nodes.Element) -> tuple[str, ...]:
    """The plain texts of a doctree, as :func:`conformance.sources.myst.plain_texts` gives them of the source."""
    return tuple(text for text in (unwrap(text_of(leaf)) for leaf in _leaves(node)) if text)


def text_of(node: nodes.Element) -> str:
    """The text of a paragraph or a title, line breaks included, references as the reader writes them."""
    return "".join(_child_text(child) for child in node.children)


def _child_text(child: nodes.Node) -> str:
    if isinstance(child, addnodes.pending_xref) and child.get("refdomain") == CLAUSE_ROLE:
        return reference(child["reftarget"])
    if isinstance(child, nodes.raw):
        # MyST writes a hard break so; a <br> of the author's own has no line break after it.
        return "\n" if child.astext() == "<br />\n" else ""
    if isinstance(child, nodes.footnote_reference):
        return ""
    if isinstance(child, nodes.image):
        return str(child.get("alt", ""))
    return text_of(child) if isinstance(child, nodes.Element) else child.astext()


def _leaves(node: nodes.Element) -> Iterator[nodes.TextElement]:
    for child in node.children:
        if isinstance(child, nodes.raw | nodes.comment | nodes.footnote | nodes.system_message):
            continue
        if isinstance(child, nodes.TextElement):
            yield child
        elif isinstance(child, nodes.Element):
            yield from _leaves(child)


def register(app: Sphinx) -> None:
    """Register the node, the directive and the role."""
    app.add_node(ClauseNode, html=(_open, _close))
    app.add_directive(CLAUSE_ROLE, ClauseDirective)
    app.add_role(CLAUSE_ROLE, ClauseRole())


def _open(writer: HTML5Translator, node: ClauseNode) -> None:
    writer.body.append(writer.starttag(node, "div", CLASS="clause"))


def _close(writer: HTML5Translator, node: ClauseNode) -> None:
    writer.body.append("</div>\n")
