"""The report as PDF (印制版), laid out as an official document (GB/T 9704—2012); wide tables lie across."""

from __future__ import annotations

from conformance.report import words
from conformance.report.body import DATA_FILE, PRINTED, brief_body, department_body, report_body, style
from conformance.report.department import DepartmentPart
from conformance.report.json import report_json
from conformance.report.letterhead import with_letterhead
from conformance.report.model import Report
from conformance.typeset.fonts import FontFolder
from conformance.typeset.pdf import Enclosure, RenderedPdf, render_pdf


def report_pdf(report: Report, fonts: FontFolder) -> RenderedPdf:
    """The printed report, with its data enclosed; the same report and fonts give the same bytes."""
    data = Enclosure(
        DATA_FILE, report_json(report).encode("utf-8"), words.ENCLOSED_DATA, report.basis.acceptance.assessed_on
    )
    body = with_letterhead(report_body(report, PRINTED), report.basis.acceptance.letterhead)
    return render_pdf(body, [style("print.css")], title=report.title, fonts=fonts, enclosed=[data], archival=True)


def department_pdf(report: Report, part: DepartmentPart, fonts: FontFolder) -> RenderedPdf:
    """The report for the head of one department (部门报告)."""
    sheets = [style("print.css"), style("alone.css")]
    title = f"{part.title}行政许可标准化验收情况"
    return render_pdf(department_body(report, part), sheets, title=title, fonts=fonts, archival=True)


def brief_pdf(report: Report, fonts: FontFolder) -> RenderedPdf:
    """The county on one page (一页简报)."""
    sheets = [style("print.css"), style("alone.css")]
    return render_pdf(brief_body(report), sheets, title=f"{report.title}简报", fonts=fonts, archival=True)
