"""The Sphinx extension: the clause directive and role, the site's pages, and the fragments of the volume.

The only place that imports Sphinx. What a clause is, its number and its keyword are decided in conformance.clauses;
here clauses are only found in the doctree and shown.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from conformance.sphinxext import directive, domain, fragment_builder, outline, output, show, site


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything with Sphinx, which calls this by its name."""
    app.add_config_value("conformance_fragments", "", "", str)
    for part in (directive, domain, outline, show, site, output, fragment_builder):
        part.register(app)
    return {"version": "1", "env_version": 1, "parallel_read_safe": False, "parallel_write_safe": True}
