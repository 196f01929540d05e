"""The report as PDF (印制版), laid out as an official document (GB/T 9704—2012); wide tables lie across."""

from __future__ import annotations

from conformance.report.body import PRINTED, report_body, style
from conformance.report.model import Report
from conformance.typeset.fonts import FontFolder
from conformance.typeset.pdf import RenderedPdf, render_pdf


def report_pdf(report: Report, fonts: FontFolder) -> RenderedPdf:
    """The printed report; the same report and fonts give the same bytes."""
    return render_pdf(report_body(report, PRINTED), [style("print.css")], title=report.title, fonts=fonts)
