"""Write the folder that the volume is made of: volume.json and an HTML fragment for each standard and each item.

A fragment is the bare text, without the site's boxes and links to pages; its ids are unique in the whole volume.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.environment import BuildEnvironment

from conformance.clauses.diagram import PAGE, system_diagram
from conformance.clauses.document import Document
from conformance.clauses.export import iso_date
from conformance.items.documents import guide_html, rules_html
from conformance.items.item_on_day import ItemOnDay
from conformance.sphinxext.directive import ClauseNode
from conformance.sphinxext.domain import ClauseDomain, clause_domain
from conformance.sphinxext.fragment import FragmentWriter
from conformance.sphinxext.fragment_store import FragmentStore
from conformance.sphinxext.registers import sound_of
from conformance.sphinxext.show import number_clause

SCHEMA = 4
"""Edition of the folder's form; the volume refuses another."""


def write_fragments(env: BuildEnvironment, folder: Path, store: FragmentStore | None = None) -> None:
    """Write volume.json and a fragment for each standard into the folder, which is made where it is not there.

    What has not changed since it was put into the ``store`` is taken from there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    domain, store = clause_domain(env), store or FragmentStore()
    labels = repr(_labels(domain))
    for document in domain.table.documents:
        made_of = f"{domain.data['digests'].get(domain.docname_of(document.slug))} {labels}"
        html = store.take(document.slug, made_of, partial(_fragment, env, domain, document))
        (folder / f"{document.slug}.html").write_text(html, encoding="utf-8")
    organs = repr(sorted(domain.project.organs.items()))
    for view in _printed(domain):
        html = store.take(_slug(view), f"{view.day} {view.item!r} {organs}", partial(_guide_fragment, view))
        (folder / f"{_slug(view)}.html").write_text(html, encoding="utf-8")
    data = json.dumps(_volume(domain, store), ensure_ascii=False, indent=2) + "\n"
    (folder / "volume.json").write_text(data, encoding="utf-8")
    store.save()


def _labels(domain: ClauseDomain) -> list[tuple[str, str]]:
    """How each clause is referred to, whether it is in force or not: what standards say of one another."""
    tables = (table for table in (domain.table, domain.project.whole) if table is not None)
    return [(clause.id, table.label(clause.id, seen_from="")) for table in tables for clause in table.clauses]


def _fragment(env: BuildEnvironment, domain: ClauseDomain, document: Document) -> str:
    doctree = env.get_doctree(domain.docname_of(document.slug))
    for node in doctree.findall(ClauseNode):
        clause = domain.table.clause(node["draft"].id)
        if clause is not None:
            number_clause(node, clause.number)
    whole = next(node for node in doctree.findall(nodes.section) if "standard" in node["classes"])
    return FragmentWriter(document.slug, domain).write(whole)


def _printed(domain: ClauseDomain) -> Iterator[ItemOnDay]:
    """The items whose guides are printed: those that are still offered."""
    return (view for view in domain.project.views if view.stopped_on is None)


def _slug(view: ItemOnDay) -> str:
    return f"item-{view.item.id.lower()}"


def _guide_fragment(view: ItemOnDay) -> str:
    """The guide with its flowchart, and the examination rules after it."""
    return f'<article class="volume-guide" id="{_slug(view)}">\n{guide_html(view)}{rules_html(view)}</article>\n'


def _volume(domain: ClauseDomain, store: FragmentStore) -> dict[str, Any]:
    system, table = domain.project.system, domain.table
    by_file = {document.file: document for document in table.documents}
    return {
        "schema": SCHEMA,
        "county": system.county,
        "publisher": system.publisher,
        "title": system.title,
        "edition": system.edition,
        "compiled_on": system.compiled_on.isoformat(),
        "as_of": iso_date(domain.project.as_of),
        "subsystems": [
            {
                "id": subsystem.id,
                "title": subsystem.title,
                "standards": [_standard(document, store) for document in table.documents_of(subsystem.id)],
            }
            for subsystem in system.subsystems
        ],
        "statistics": {
            "planned": len(system.slots),
            "present": sum(1 for slot in system.slots if slot.document in by_file),
            "clauses": len(table.clauses),
        },
        "permit": system.permit,
        "board": [{"role": one.role, "members": one.members} for one in system.board],
        "preface": system.preface,
        "diagram": system_diagram(system, table, PAGE),
        "slots": list(_slots(domain, by_file)),
        "guide_clauses": list(_guide_clauses(domain)),
        "guides_as_of": domain.project.day.isoformat(),
        "guides": [
            {
                "slug": _slug(view),
                "code": view.item.code,
                "title": view.item.full_title,
                "fragment": f"{_slug(view)}.html",
            }
            for view in _printed(domain)
        ],
    }


def _guide_clauses(domain: ClauseDomain) -> Iterator[dict[str, Any]]:
    """Each clause of the Guide and the law that standards implement, with the clauses that do."""
    for one in domain.project.guide.clauses:
        clauses = domain.table.implementing(one.id)
        if clauses:
            labels = [{"id": clause.id, "label": domain.table.label(clause.id, seen_from="")} for clause in clauses]
            yield {"id": one.id, "title": one.title, "clauses": labels}


def _standard(document: Document, store: FragmentStore) -> dict[str, Any]:
    title = document.title
    sound = store.take(f"sound {document.slug}", title, lambda: " ".join(sound_of(title)))
    return {
        "slug": document.slug,
        "code": document.code,
        "title": document.title,
        "sound": sound.split(" "),
        "title_en": document.title_en,
        "issued_on": iso_date(document.issued_on),
        "effective_on": iso_date(document.effective_on),
        "status": document.status,
        "replaces": document.replaces or None,
        "proposed_by": document.proposed_by,
        "managed_by": document.managed_by,
        "drafted_by": list(document.drafted_by),
        "fragment": f"{document.slug}.html",
    }


def _slots(domain: ClauseDomain, by_file: dict[str, Document]) -> Iterator[dict[str, Any]]:
    remarks = domain.project.remarks(domain.table)
    for slot in domain.project.system.slots:
        document = by_file.get(slot.document)
        yield {
            "code": document.code if document else None,
            "number": slot.number,
            "title": document.title if document else slot.title,
            "subsystem": slot.subsystem,
            "department": domain.project.organ_title(slot.department),
            "document": document.slug if document else None,
            "remark": remarks.get(slot.id, ""),
        }
