"""The builder that reads all pages for the fragments of the volume and writes no site."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment

from conformance.sphinxext.domain import PRINTED, clause_domain


class FragmentBuilder(Builder):
    """Reads all pages and writes none."""

    name = PRINTED

    def get_outdated_docs(self) -> list[str]:
        """No page is written, so none is out of date."""
        return []

    def write_documents(self, _: Any) -> None:
        """Leave the pages: the fragments are made of what was read."""


def register(app: Sphinx) -> None:
    """Register the builder, and have pages read again by what stands in them."""
    app.add_builder(FragmentBuilder)
    app.connect("source-read", _keep_digest)
    app.connect("env-get-outdated", _changed)


def _keep_digest(app: Sphinx, docname: str, source: list[str]) -> None:
    clause_domain(app.env).data["digests"][docname] = _digest(app.env, docname)


def _changed(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Sequence[str]:
    """The pages that are not what was read: a file put back with an old date is no newer, yet another one."""
    digests = clause_domain(env).data["digests"]
    return [docname for docname in env.found_docs - added if digests.get(docname) != _digest(env, docname)]


def _digest(env: BuildEnvironment, docname: str) -> str:
    return hashlib.sha256(Path(env.doc2path(docname)).read_bytes()).hexdigest()
