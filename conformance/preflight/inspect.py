"""Inspect a PDF, ours or a foreign one, and give everything that a printer would stumble over."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pikepdf import PasswordError, Pdf, PdfError

from conformance.preflight.content import ContentReader
from conformance.preflight.document import document_findings
from conformance.preflight.finding import PreflightFinding, Rule, Weight, gather
from conformance.preflight.pages import page_findings
from conformance.preflight.profile import Profile


@dataclass(frozen=True)
class Preflight:
    """What came out."""

    pages: int
    """0 where the file cannot be opened."""
    findings: tuple[PreflightFinding, ...]

    @property
    def faults(self) -> int:
        """How many findings the printer would send the file back for."""
        return sum(one.weight is Weight.FAULT for one in self.findings)


def inspect_pdf(path: Path, profile: Profile) -> Preflight:
    """Look at every page; a file that cannot be opened is a finding. OSError where there is no such file."""
    try:
        with Pdf.open(path) as pdf:
            return _inspect(pdf, profile)
    except PasswordError:
        found, mend = "要密码才能打开", "请导出不加密的文件"
        return Preflight(0, (PreflightFinding(Rule.ENCRYPTION, Weight.FAULT, (), found, "不加密", mend),))
    except PdfError:
        found, mend = "不是完整的 PDF 文件", "请重新导出"
        return Preflight(0, (PreflightFinding(Rule.UNREADABLE, Weight.FAULT, (), found, "能打开的 PDF", mend),))


def _inspect(pdf: Pdf, profile: Profile) -> Preflight:
    reader, findings, contents = ContentReader(), [], []
    if pdf.is_encrypted:
        mend = "请导出不加密、不限制权限的文件"
        findings.append(PreflightFinding(Rule.ENCRYPTION, Weight.FAULT, (), "文件加密", "不加密", mend))
    for number, page in enumerate(pdf.pages, start=1):
        content = reader.read(page)
        contents.append(content)
        findings.extend(page_findings(number, page, content, profile))
    findings.extend(document_findings(pdf, contents, profile))
    return Preflight(len(pdf.pages), tuple(gather(findings)))
