"""The printed report is PDF/A-3b (ISO 19005-3), judged by a validator that shares nothing with what wrote it."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from pikepdf import pdfa

from conformance.report.pdf import brief_pdf, department_pdf, report_pdf
from conformance.typeset.fonts import read_font_folder
from tests.report.builders import make_county


@pytest.fixture(scope="module")
def printed() -> bytes:
    """The report of the small county."""
    return report_pdf(make_county(), read_font_folder()).pdf


def faults(content: bytes) -> list[str]:
    """What the validator finds."""
    return [one.message for one in pdfa.check(pikepdf.open(BytesIO(content)), "3b").findings]


def test_it_works(printed: bytes) -> None:
    checked = pdfa.check(pikepdf.open(BytesIO(printed)), "3b")
    assert checked.verdict == "pass"
    assert not checked.findings


def test_papers_are_archival_too() -> None:
    report, fonts = make_county(), read_font_folder()
    assert faults(department_pdf(report, report.departments[1], fonts).pdf) == []
    assert faults(brief_pdf(report, fonts).pdf) == []


def test_colours_are_told_by_an_embedded_profile_and_the_data_are_associated(printed: bytes) -> None:
    with pikepdf.open(BytesIO(printed)) as pdf:
        intent = pdf.Root.OutputIntents[0]
        assert intent.S == "/GTS_PDFA1"
        assert intent.DestOutputProfile.read_bytes()[36:40] == b"acsp"
        assert [one.AFRelationship for one in pdf.Root.AF] == ["/Data"]


def test_the_validator_sees_a_missing_profile(printed: bytes) -> None:
    changed = BytesIO()
    with pikepdf.open(BytesIO(printed)) as pdf:
        del pdf.Root.OutputIntents
        pdf.save(changed)
    assert faults(changed.getvalue()) != []
