"""The domain ``clause``: the drafts of every page, and the one clause table made of them when all pages are read."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.config import Config
from sphinx.domains import Domain, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.nodes import make_refnode

from conformance.clauses.document import SUBSYSTEMS, DocumentDraft
from conformance.clauses.reader import draft_document
from conformance.clauses.standing import standing_on
from conformance.clauses.system import disagreements
from conformance.clauses.table import ClauseTable, KnownIds, make_table
from conformance.errors import CannotProceed, Diagnostic, Severity
from conformance.sources.myst import CLAUSE_ROLE, front_matter_of
from conformance.sphinxext.project import SiteProject, load_site_project

PRINTED = "fragments"
"""The builder that makes the fragments of the volume alone."""

_LOG = logging.getLogger(__name__)


class ClauseDomain(Domain):
    """Holds what the pages say of clauses, and knows where each clause stands."""

    name = CLAUSE_ROLE
    label = "条款"
    object_types: ClassVar[dict[str, ObjType]] = {"clause": ObjType("条款", "ref")}
    initial_data: ClassVar[dict[str, Any]] = {"drafts": {}, "front_matter": {}, "shown": (), "digests": {}}
    data_version = 2

    project: SiteProject
    """Loaded anew for every build."""
    builder: str
    """Name of what this build makes."""
    table: ClauseTable
    """Made when all pages are read."""

    @property
    def drafts(self) -> dict[str, DocumentDraft]:
        """The pages that are standards, by docname."""
        drafts: dict[str, DocumentDraft] = self.data["drafts"]
        return drafts

    def clear_doc(self, docname: str) -> None:
        """Forget a page that is read again or is gone."""
        self.drafts.pop(docname, None)
        self.data["front_matter"].pop(docname, None)
        self.data["digests"].pop(docname, None)

    def docname_of(self, slug: str) -> str:
        """The page of a document."""
        document = self.table.document(slug)
        return document.file.removesuffix(".md") if document else ""

    def resolve_xref(
        self, env: BuildEnvironment, fromdocname: str, builder: Builder, typ: str, target: str,
        node: addnodes.pending_xref, contnode: nodes.Element,
    ) -> nodes.reference | None:  # fmt: skip
        """A link that shows the number of the clause."""
        clause = self.table.clause(target)
        if clause is None:
            return None
        text = nodes.inline("", self.table.label(target, seen_from=_slug(fromdocname)))
        return make_refnode(builder, fromdocname, self.docname_of(clause.document), target, text, clause.text[:60])

    def shown_number(self, clause: str, seen_from: str) -> str:
        """How a document refers to a clause, also to one that was not in force on the day; empty for no clause."""
        for table in (self.table, self.project.whole):
            if table is not None and table.clause(clause) is not None:
                return table.label(clause, seen_from=seen_from)
        return ""

    def resolve_any_xref(self, *_: Any, **__: Any) -> list[tuple[str, nodes.reference]]:
        """Clauses are referred to by their own role alone."""
        return []

    def get_objects(self) -> list[tuple[str, str, str, str, str, int]]:
        """Every clause, for the inventory that other projects link by."""
        return [
            (clause.id, f"{clause.document} {clause.number}", "clause", self.docname_of(clause.document), clause.id, 1)
            for clause in self.table.clauses
        ]


def clause_domain(env: BuildEnvironment) -> ClauseDomain:
    """Our domain of an environment."""
    domain = env.domains[CLAUSE_ROLE]
    assert isinstance(domain, ClauseDomain)
    return domain


def is_standard(docname: str) -> bool:
    """Whether a page is one of the county's standards."""
    parts = docname.split("/")
    return len(parts) == 3 and parts[0] == "standards" and parts[1] in SUBSYSTEMS


def register(app: Sphinx) -> None:
    """Register the domain, and make its table when all pages are read."""
    app.add_domain(ClauseDomain)
    app.add_config_value("conformance_as_of", "", "env", str)
    app.connect("config-inited", _leave_out)
    app.connect("builder-inited", _load_project)
    app.connect("source-read", _keep_front_matter)
    app.connect("env-updated", _make_table)
    app.connect("missing-reference", _show_number)


def _leave_out(app: Sphinx, config: Config) -> None:
    """Show no page of a standard that was not in force on the day; before Sphinx looks what has changed."""
    standing = load_site_project(Path(app.srcdir), _as_of(config)).standing if config.conformance_as_of else None
    if standing is not None:
        config.exclude_patterns = [*config.exclude_patterns, *(one.file for one in standing.left_out)]


def _load_project(app: Sphinx) -> None:
    domain = clause_domain(app.env)
    domain.project = load_site_project(Path(app.srcdir), _as_of(app.config))
    domain.builder = app.builder.name


def _as_of(config: Config) -> date | None:
    day = config.conformance_as_of
    try:
        return date.fromisoformat(day) if day else None
    except ValueError as fault:
        raise CannotProceed(f"“{day}”不是日期，请写成 2017-10-01 的样子。") from fault


def _keep_front_matter(app: Sphinx, docname: str, source: list[str]) -> None:
    if is_standard(docname):
        clause_domain(app.env).data["front_matter"][docname] = front_matter_of(source[0])


def _make_table(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Number all clauses and tell every fault; where anything has changed that pages share, all are written again."""
    domain = clause_domain(env)
    known = domain.project.printed_ids if app.builder.name == PRINTED else domain.project.known_ids
    domain.table, faults = _table(domain, known)
    for fault in (*faults, *disagreements(domain.project.system, domain.table)):
        tell = _LOG.warning if fault.severity is Severity.FAULT else _LOG.info
        tell("%s", fault.sentence, type="conformance", subtype=fault.code)
    shown = (domain.table.documents, domain.table.clauses, domain.project.system, domain.project.standing)
    changed = shown != domain.data["shown"]
    domain.data["shown"] = shown
    return sorted(env.found_docs) if changed else []


def _table(domain: ClauseDomain, known: KnownIds) -> tuple[ClauseTable, tuple[Diagnostic, ...]]:
    """The clauses of the pages; with a day, numbered beside the standards that were not in force, then without them."""
    standing = domain.project.standing
    if standing is None:
        return make_table(domain.drafts.values(), known)
    root = domain.project.root
    others = (draft_document((root / one.file).read_text(encoding="utf-8"), one.file) for one in standing.left_out)
    whole, faults = make_table([*domain.drafts.values(), *others], known)
    return standing_on(domain.project.system, whole, standing.day).table, faults


def _show_number(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, content: nodes.TextElement
) -> nodes.inline | None:
    """The number alone of a clause that was not in force on the day, and so has no page to lead to."""
    label = clause_domain(env).shown_number(node["reftarget"], _slug(node["refdoc"]))
    return nodes.inline("", label) if node.get("refdomain") == CLAUSE_ROLE and label else None


def _slug(docname: str) -> str:
    return docname.rpartition("/")[2]
