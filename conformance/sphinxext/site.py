"""The site around the standards: settings, templates, navigation, and the pages made from data.

The generated pages are written anew in every build: the registers of :mod:`conformance.sphinxext.registers`, the Guide,
the checks and the items, and the search.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from sphinx.application import Sphinx
from sphinx.highlighting import PygmentsBridge

from conformance.checklist.check import Check
from conformance.clauses.document import Document
from conformance.clauses.system import Subsystem
from conformance.items.documents import STYLE_SHEET
from conformance.sphinxext.domain import ClauseDomain, clause_domain
from conformance.sphinxext.items import item_page, item_pages
from conformance.sphinxext.page import Page
from conformance.sphinxext.registers import register_pages
from conformance.terms import Aspect

_FOLDER = Path(__file__).parent


def register(app: Sphinx) -> None:
    """Set up the look of the site and hook in its pages."""
    app.connect("config-inited", _settle)
    app.connect("builder-inited", _drop_search)
    app.connect("html-page-context", _add_navigation)
    app.connect("html-collect-pages", _pages)


def _settle(app: Sphinx, config: Any) -> None:
    # New lists: the default ones belong to Sphinx and would grow with every build of the process.
    config.templates_path = [*config.templates_path, str(_FOLDER / "templates")]
    config.html_static_path = [*config.html_static_path, str(_FOLDER / "static"), str(STYLE_SHEET)]


def _drop_search(app: Sphinx) -> None:
    """Sphinx cuts Chinese text into no words and so finds none; the site has its own search."""
    if app.builder.format == "html":
        app.builder.search = False  # type: ignore[attr-defined]  # every HTML builder has it


def _add_navigation(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    domain = clause_domain(app.env)
    # Added here and not in _pages: Sphinx writes out every argument of an event, seconds for all the clauses.
    context["project"] = domain.project
    context["guide"] = domain.project.guide
    context["system"] = domain.project.system
    context["domain"] = domain
    context["navigation"] = tuple(_navigation(domain))
    context["document"] = domain.table.document(page.rpartition("/")[2]) if page.startswith("standards/") else None


def _navigation(domain: ClauseDomain) -> Iterator[tuple[Subsystem, tuple[Document, ...]]]:
    for subsystem in domain.project.system.subsystems:
        yield subsystem, domain.table.documents_of(subsystem.id)


def _pages(app: Sphinx) -> Iterator[Page]:
    domain = clause_domain(app.env)
    project = domain.project
    yield "index", {"title": project.system.title}, "home.html"
    yield from register_pages(domain)
    yield "guide", {"title": "《指引》和法律条款"}, "guide.html"
    yield "checks", {"title": "核查程序", "aspects": tuple(Aspect)}, "checks.html"
    for check in project.checks.values():
        context = {"title": check.title, "check": check, "text": _check_text(project.root, check)}
        yield f"checks/{check.id}", context, "check.html"
    yield from item_pages(project)
    script = json.dumps(_search_entries(app, domain), ensure_ascii=False, separators=(",", ":"))
    yield "search", {"title": "检索", "entries": script.replace("</", "<\\/")}, "search.html"


def _check_text(root: Path, check: Check) -> str:
    """The page of a check as HTML, without its front matter and its title."""
    source = (root / check.path).read_text(encoding="utf-8").split("\n---\n", 1)[1]
    body = "\n".join(line for line in source.splitlines() if line != f"# {check.title}")
    markdown = MarkdownIt("commonmark").enable("table")
    markdown.add_render_rule("fence", _code)
    return str(markdown.render(body))


def _code(_: RendererHTML, tokens: Sequence[Token], place: int, *__: Any) -> str:
    """A block of code, coloured by its language."""
    token = tokens[place]
    return PygmentsBridge("html", "default").highlight_block(
        token.content, token.info.split()[0] if token.info else "text"
    )


def _search_entries(app: Sphinx, domain: ClauseDomain) -> list[tuple[str, str, str]]:
    """Address, heading and text of all that can be found."""
    uri = app.builder.get_target_uri
    entries = []
    for clause in domain.table.clauses:
        document = domain.table.document(clause.document)
        assert document is not None  # a clause is made with its document
        heading = f"{document.code} {document.title} {clause.number}"
        entries.append((f"{uri(domain.docname_of(clause.document))}#{clause.id}", heading, clause.text))
    for one in domain.project.guide.clauses:
        entries.append((f"{uri('guide')}#{one.id}", f"《指引》和法律条款：{one.title}", one.text))
    for check in domain.project.checks.values():
        entries.append((uri(f"checks/{check.id}"), f"核查程序：{check.title}", check.why))
    for view in domain.project.views:
        item = view.item
        heading = f"行政许可事项：{item.full_title}"
        entries.append((uri(item_page(item)), heading, f"{item.code} {item.decision_body}"))
    return entries
