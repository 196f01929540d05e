"""Pages (网页) of the commands: one HTML file, complete in itself."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

_TEMPLATES = Environment(
    loader=PackageLoader("conformance.cli"),
    autoescape=select_autoescape(["html", "j2"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(template: str, **facts: Any) -> str:
    """A template of this package filled in; the shared style sheet is there as ``css``."""
    css = files("conformance.cli").joinpath("page.css").read_text(encoding="utf-8")
    return _TEMPLATES.get_template(template).render(css=css, **facts).rstrip() + "\n"
