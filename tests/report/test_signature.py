"""Several people sign the printed report one after another; whatever is changed since is seen."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from pikepdf import pdfa
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pypdf import PdfReader

from conformance.errors import CannotProceed
from conformance.report.pdf import brief_pdf
from conformance.report.signature import Signature, first_revision, load_key, read_roots, read_signatures, sign
from conformance.typeset.fonts import read_font_folder
from tests.report.builders import make_county
from tests.report.certificates import PASSWORD, make_issuer

ISSUER = make_issuer()
ROOTS = read_roots(ISSUER.pem)


@pytest.fixture(scope="module")
def made() -> bytes:
    """A printed page that nobody has signed."""
    return brief_pdf(make_county(), read_font_folder()).pdf


@pytest.fixture(scope="module")
def signed(made: bytes) -> bytes:
    """The same, signed by two people."""
    leader = load_key(ISSUER.issue("奉节县人民政府督查室", "督查岗"), PASSWORD)
    clerk = load_key(ISSUER.issue("中共奉节县委机构编制委员会办公室", "编制岗"), PASSWORD)
    return sign(sign(made, leader, post="检查组组长"), clerk, post="检查组成员")


def told(pdf: bytes) -> list[tuple[int, str, str, bool, bool | None]]:
    """The signatures without their time."""
    return [(one.number, one.signer, one.post, one.intact, one.trusted) for one in read_signatures(pdf, ROOTS)]


def rewritten(pdf: bytes) -> bytes:
    """The file with another word put on its first page by an incremental update, as an editor would."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT /F1 9 Tf (X) Tj ET"))
    writer.mark_update(writer.root["/Pages"]["/Kids"].raw_get(0))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_it_works(signed: bytes) -> None:
    assert told(signed) == [
        (1, "奉节县人民政府督查室 督查岗", "检查组组长", True, True),
        (2, "中共奉节县委机构编制委员会办公室 编制岗", "检查组成员", True, True),
    ]


def test_signing_changes_no_byte_of_what_was_made(made: bytes, signed: bytes) -> None:
    assert signed.startswith(made)
    assert first_revision(signed) == made == first_revision(made)


def test_signing_breaks_no_rule_of_the_archival_form(signed: bytes) -> None:
    """The validator looks at no form, and a signature is a field of one; everything else it finds in order."""
    with pikepdf.open(BytesIO(signed)) as pdf:
        findings = pdfa.check(pdf, "3b").findings
    assert [one.message for one in findings] == ["interactive forms (/AcroForm) are not supported"]
    assert len(PdfReader(BytesIO(signed)).get_fields() or {}) == 2


def test_without_a_root_nothing_is_said_of_trust(signed: bytes) -> None:
    assert [one.trusted for one in read_signatures(signed)] == [None, None]


def test_another_root_is_not_trusted(signed: bytes) -> None:
    others = read_roots(make_issuer("别的根证书").pem)
    assert [(one.intact, one.trusted) for one in read_signatures(signed, others)] == [(True, False), (True, False)]


@pytest.mark.parametrize("place", [200, 2000, 20000])
def test_one_changed_byte_breaks_every_signature(made: bytes, signed: bytes, place: int) -> None:
    changed = bytearray(signed)
    changed[place] ^= 1
    assert first_revision(bytes(changed)) != made
    assert not [one for one in read_signatures(bytes(changed), ROOTS) if one.intact]


def test_a_page_changed_after_signing_is_seen(signed: bytes) -> None:
    changed = rewritten(signed)
    assert [one.intact for one in read_signatures(changed, ROOTS)] == [False, False]


def test_a_page_changed_without_signing_is_not_taken_for_the_first_revision(made: bytes) -> None:
    changed = rewritten(made)
    assert first_revision(changed) == changed != made


def test_a_page_changed_before_signing_is_not_taken_for_the_first_revision(made: bytes) -> None:
    key = load_key(ISSUER.issue("别的单位", "别的岗位"), PASSWORD)
    changed = sign(rewritten(made), key, post="冒签")
    assert first_revision(changed) == changed != made


def test_what_is_no_pdf_has_no_signatures() -> None:
    assert read_signatures(b"PK") == ()
    assert first_revision(b"PK") == b"PK"


@pytest.mark.parametrize(("content", "password"), [(ISSUER.issue("甲", "乙"), b"wrong"), (b"", b""), (b"PK", b"")])
def test_a_key_that_cannot_be_opened_is_refused_in_words(content: bytes, password: bytes) -> None:
    with pytest.raises(CannotProceed, match=r"^签名证书打不开：请核对口令"):
        load_key(content, password)


@pytest.mark.parametrize("content", [b"", b"PK", b"-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"])
def test_a_root_that_is_no_certificate_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(CannotProceed, match=r"^根证书文件不是证书"):
        read_roots(content)


def test_each_signature_tells_when(signed: bytes) -> None:
    times = [one.claimed_at for one in read_signatures(signed)]
    assert all(one is not None and one.tzinfo is not None for one in times)
    assert isinstance(read_signatures(signed)[0], Signature)
