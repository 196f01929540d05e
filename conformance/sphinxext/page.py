"""A page of the site that is made from data (网页): its name, what its template is filled with, the template."""

from __future__ import annotations

from typing import Any

Page = tuple[str, dict[str, Any], str]
