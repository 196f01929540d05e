"""Electronic signatures on the printed report (电子签名): PAdES baseline B, each signer an incremental update.

Signing adds to the file and changes nothing of it, so the first revision stays byte for byte what ``report`` wrote, and
its digest is the digest of the report however many sign. Keys of the SM2 family (GB/T 32918) are refused: no kept
library signs a PDF with them.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from asn1crypto import pem
from asn1crypto.x509 import Certificate
from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject, PdfObject, Reference
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.diff_analysis.commons import compare_dicts
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext

from conformance.errors import CannotProceed

_ONLY_SIGNED_SINCE = (ModificationLevel.NONE, ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING)
_UNREADABLE = (PdfError, ValueError, LookupError, TypeError, AttributeError, zlib.error, RecursionError)
"""What pyHanko raises over a file that somebody has damaged."""


@dataclass(frozen=True)
class Signature:
    """One signature, as it is found."""

    number: int
    """From 1, in the order of signing."""
    signer: str
    """Common name and organisation of the certificate."""
    post: str
    """As which the signer signed."""
    claimed_at: datetime | None
    """By the clock of the machine that signed; nobody attests it."""
    intact: bool
    """Whether what was signed is still what was signed, and nothing but signatures came after."""
    trusted: bool | None
    """Whether the certificate leads to a root that was given; None where none was."""


class _Archival(IncrementalPdfFileWriter):
    """Adds to a file without calling it PDF 2.0, which PDF/A-3 does not allow."""

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        """Leave the version as it is; ISO 32000-1 has a name for signatures that are younger than it."""


def load_key(content: bytes, password: bytes) -> SimpleSigner:
    """Certificate and key from a PKCS #12 file; CannotProceed where it cannot be opened or used."""
    try:
        key: SimpleSigner = SimpleSigner.load_pkcs12_data(content, other_certs=[], passphrase=password)
        return key
    except Exception as fault:  # each library under pyHanko raises its own, for a wrong password as for SM2 keys
        raise CannotProceed(
            "签名证书打不开：请核对口令；文件应为 PKCS#12（.p12、.pfx），密钥为 RSA 或者 ECDSA。国密 SM2 证书暂不支持。"
        ) from fault


def sign(pdf: bytes, key: SimpleSigner, *, post: str) -> bytes:
    """The file with one more signature behind everything that it held; the same file and key differ by the time."""
    try:
        signed = len(PdfFileReader(BytesIO(pdf)).embedded_signatures)
        field = f"signature-{signed + 1}"
        facts = PdfSignatureMetadata(
            field_name=field, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, reason=post
        )
        signer = PdfSigner(facts, key, new_field_spec=SigFieldSpec(field))
        return bytes(signer.sign_pdf(_Archival(BytesIO(pdf))).getvalue())
    except (SigningError, PdfError) as fault:
        raise CannotProceed(f"没有签成：{fault}。请核对 PDF 是否完整、证书是否允许签名。") from fault


def first_revision(pdf: bytes) -> bytes:
    """The file as it was before anybody signed; all of it where anything but signatures was added since."""
    try:
        reader = PdfFileReader(BytesIO(pdf))
        if reader.xrefs.total_revisions == 1 or not _only_signed(reader):
            return pdf
        end = b"startxref\n%d\n%%%%EOF\n" % reader.xrefs.get_startxref_for_revision(0)
    except _UNREADABLE:
        return pdf
    before, found, _ = pdf.partition(end)
    return before + found if found else pdf


def _only_signed(reader: PdfFileReader) -> bool:
    """Whether the second revision adds a signature and changes nothing; of later ones each signature tells."""
    signatures = reader.embedded_signatures
    if not signatures or signatures[0].signed_revision != 1:
        return False
    before, after = reader.get_historical_resolver(0), reader.get_historical_resolver(1)
    added = reader.xrefs.explicit_refs_in_revision(1)
    touched = [one for one in added if reader.xrefs.get_introducing_revision(one) == 0]
    return all(_only_gains(one, before.get_object(one), after.get_object(one), reader) for one in touched)


def _only_gains(reference: Reference, old: PdfObject, new: PdfObject, reader: PdfFileReader) -> bool:
    """Whether an object is as it was, but for what an invisible signature puts into the catalog and onto a page."""
    if not isinstance(old, DictionaryObject) or not isinstance(new, DictionaryObject):
        return False
    if old.get("/Type") == new.get("/Type") == "/Metadata":  # says when the file was last written
        return True
    if reference == reader.root_ref:
        return compare_dicts(old, new, frozenset(("/AcroForm", "/Extensions")), raise_exc=False)
    if "/Producer" in old:
        return compare_dicts(old, new, frozenset(("/Producer", "/ModDate")), raise_exc=False)
    if old.get("/Type") != "/Page" or not compare_dicts(old, new, frozenset(("/Annots",)), raise_exc=False):
        return False
    kept, now = list(old.get("/Annots", ())), list(new.get("/Annots", ()))
    return now[: len(kept)] == kept and all(_is_unseen(one) for one in now[len(kept) :])


def _is_unseen(entry: PdfObject) -> bool:
    annotation = entry.get_object() if isinstance(entry, IndirectObject) else entry  # type: ignore[no-untyped-call]
    if not isinstance(annotation, DictionaryObject) or annotation.get("/FT") != "/Sig":
        return False
    return list(annotation.get("/Rect", ())) == [0, 0, 0, 0]


def read_signatures(pdf: bytes, roots: Sequence[Certificate] = ()) -> tuple[Signature, ...]:
    """Every signature in the order of signing; none where the file is no PDF any more."""
    try:
        embedded = PdfFileReader(BytesIO(pdf)).embedded_signatures
    except _UNREADABLE:
        return ()
    return tuple(_read(number, one, roots) for number, one in enumerate(embedded, 1))


def read_roots(content: bytes) -> tuple[Certificate, ...]:
    """Certificates in a PEM or DER file; CannotProceed where there is none."""
    try:
        ders = [der for _, _, der in pem.unarmor(content, multiple=True)] if pem.detect(content) else [content]
        roots = tuple(Certificate.load(der) for der in ders)
        for root in roots:
            _ = root.subject.native
    except (ValueError, TypeError) as fault:
        raise CannotProceed("根证书文件不是证书（PEM 或者 DER 格式），请向签发机构索取。") from fault
    return roots


def _read(number: int, embedded: EmbeddedPdfSignature, roots: Sequence[Certificate]) -> Signature:
    claimed = embedded.self_reported_timestamp
    context = ValidationContext(trust_roots=list(roots), moment=claimed, allow_fetching=False)
    try:
        status = validate_pdf_signature(embedded, context)
        intact = status.intact and status.valid and status.modification_level in _ONLY_SIGNED_SINCE
        trusted = status.trusted
    except (SignatureValidationError, *_UNREADABLE):
        intact, trusted = False, False
    return Signature(
        number=number,
        signer=" ".join(_names(embedded.signer_cert)),
        post=str(embedded.sig_object.get("/Reason", "")),
        claimed_at=claimed,
        intact=intact,
        trusted=trusted if roots else None,
    )


def _names(certificate: Certificate) -> Iterator[str]:
    subject = certificate.subject.native
    for part in ("organization_name", "organizational_unit_name", "common_name"):
        value = subject.get(part)
        if value:
            yield value if isinstance(value, str) else " ".join(value)
