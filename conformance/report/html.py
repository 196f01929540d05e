"""The report as one HTML file (网页版), complete in itself: no script, no picture, no other file."""

from __future__ import annotations

from markupsafe import Markup

from conformance.report.body import WHOLE, environment, report_body, style
from conformance.report.model import Report


def report_html(report: Report) -> str:
    """The page."""
    body = Markup(report_body(report, WHOLE))
    page = environment().get_template("report.html.j2")
    text = page.render(report=report, body=body, css=Markup(style("screen.css")))
    return f"{text.rstrip()}\n"
