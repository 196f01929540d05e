"""Show each clause on the site: its number, a link to itself, and, folded, what it implements and what checks it."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

from conformance.clauses.clause import Clause
from conformance.sphinxext.directive import ClauseNode
from conformance.sphinxext.domain import ClauseDomain, clause_domain, is_standard


def register(app: Sphinx) -> None:
    """Dress the clauses when a page is written."""
    app.connect("doctree-resolved", _show_clauses)


def number_clause(node: ClauseNode, number: str) -> None:
    """Put the number before the clause's first words; a clause that is alone in its section bears the section's."""
    section = node.parent
    if isinstance(section, nodes.section) and section.get("number") == number:
        return
    label = nodes.inline("", number, classes=["number"])
    first = node.children[0] if node.children else None
    if isinstance(first, nodes.paragraph):
        first.insert(0, [label, nodes.Text(" ")])
    else:
        node.insert(0, nodes.paragraph("", "", label))


def _show_clauses(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    if app.builder.format != "html" or not is_standard(docname):
        return
    domain = clause_domain(app.env)
    for node in list(doctree.findall(ClauseNode)):
        clause = domain.table.clause(node["draft"].id)
        if clause is not None:
            number_clause(node, clause.number)
            _add_permalink(node, clause)
            node.append(nodes.raw("", _links(app, domain, clause, docname), format="html"))


def _add_permalink(node: ClauseNode, clause: Clause) -> None:
    link = f'<a class="headerlink" href="#{clause.id}" title="本条的链接">#</a>'
    first = next(iter(node.findall(nodes.paragraph)), node)
    first.append(nodes.raw("", link, format="html"))


def _links(app: Sphinx, domain: ClauseDomain, clause: Clause, docname: str) -> str:
    """The folded box below a clause; nothing where there is nothing to say."""
    project = domain.project
    guide, checks = project.guide.by_id, project.checks
    own = [checks[one] for one in clause.checked_by if one in checks]
    through = {check.id: check for one in clause.implements for check in project.checks_of.get(one, ())}
    uri = app.builder.get_target_uri(docname)

    def to(page: str) -> str:
        return relative_uri(uri, app.builder.get_target_uri(page))

    context = {
        "clause": clause,
        "to": to,
        "implements": [guide[one] for one in clause.implements if one in guide],
        "checks": own,
        "through": [check for name, check in sorted(through.items()) if check not in own],
        "guide": project.guide,
    }
    templates = app.builder.templates
    assert templates is not None  # every HTML builder has them
    return str(templates.render("clause_links.html", context))
