"""The report as one HTML file (网页版), complete in itself: no script, no picture, no other file.

A content security policy holds it to that: the browser refuses whatever is not the style sheet of this very digest.
"""

from __future__ import annotations

import base64
import hashlib
import re

from markupsafe import Markup

from conformance.report.body import WHOLE, environment, report_body, style
from conformance.report.model import Report

_TABLE = re.compile("<table.*?</table>", re.DOTALL)


def report_html(report: Report) -> str:
    """The page."""
    body = Markup(_TABLE.sub(_boxed, report_body(report, WHOLE)))
    page = environment().get_template("report.html.j2")
    css = f"\n{style('screen.css')}\n"
    text = page.render(report=report, body=body, css=Markup(css), policy=_policy(css))
    return f"{text.rstrip()}\n"


def _boxed(table: re.Match[str]) -> str:
    """A table in a box of its own, in which it scrolls where a screen is narrow, by keys too where it has no link."""
    reached = "" if "<a " in table.group() else ' role="group" aria-label="表格" tabindex="0"'
    return f'<div class="wide"{reached}>{table.group()}</div>'


def _policy(css: str) -> str:
    """Nothing may be fetched, run or sent; the one style sheet is known by its digest."""
    digest = base64.b64encode(hashlib.sha256(css.encode("utf-8")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
