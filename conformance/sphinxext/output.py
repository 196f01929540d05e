"""What the build leaves beside the pages: clauses.json with its schema, and the fragments of the volume."""

from __future__ import annotations

import shutil
from pathlib import Path

from sphinx.application import Sphinx

from conformance.clauses.export import SCHEMA_FILE, clauses_json
from conformance.sphinxext.domain import clause_domain
from conformance.sphinxext.fragments import write_fragments


def register(app: Sphinx) -> None:
    """Write the files when the build has ended well."""
    app.connect("build-finished", _write)


def _write(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html":
        return
    out = Path(app.outdir)
    for page in clause_domain(app.env).project.pages_left_out:
        # A build that goes on from one of another day finds it there.
        (out / f"{page}.html").unlink(missing_ok=True)
    (out / "clauses.json").write_bytes(clauses_json(clause_domain(app.env).table))
    shutil.copyfile(SCHEMA_FILE, out / SCHEMA_FILE.name)
    if app.config.conformance_fragments:
        write_fragments(app.env, Path(app.config.conformance_fragments))
