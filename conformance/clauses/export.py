"""Write the clause table as clauses.json, the published form (clauses.schema.json, JSON Schema 2020-12)."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from conformance.clauses.clause import Clause
from conformance.clauses.document import Document
from conformance.clauses.table import ClauseTable

SCHEMA_FILE = Path(__file__).with_name("clauses.schema.json")
"""The published schema; it goes beside each clauses.json."""


def clauses_json(table: ClauseTable) -> bytes:
    """The table as UTF-8 JSON: documents by path, their clauses in order, names sorted, equal for equal input."""
    data = {
        "$schema": SCHEMA_FILE.name,
        "documents": [_document(document) for document in table.documents],
        "clauses": [_clause(clause) for clause in table.clauses],
    }
    return (json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def iso_date(day: date | None) -> str | None:
    """A date as JSON holds it."""
    return None if day is None else day.isoformat()


def _document(document: Document) -> dict[str, Any]:
    return {
        **vars(document),
        **{name: iso_date(getattr(document, name)) for name in ("issued_on", "effective_on", "withdrawn_on")},
        "drafted_by": list(document.drafted_by),
    }


def _clause(clause: Clause) -> dict[str, Any]:
    return {**vars(clause), "implements": list(clause.implements), "checked_by": list(clause.checked_by)}
