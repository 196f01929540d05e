"""Certificates for tests of signing: one root, and people whose certificates it issued, as PKCS #12 files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID

PASSWORD = b"test"
FROM, TO = datetime(2017, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Issuer:
    """A root with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> bytes:
        """The root as a file that ``verify --trust`` reads."""
        return self.certificate.public_bytes(Encoding.PEM)

    def issue(self, organisation: str, person: str) -> bytes:
        """A certificate with its key, locked with PASSWORD."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _certificate(_name(organisation, person), key, self.certificate.subject, self.key, root=False)
        return pkcs12.serialize_key_and_certificates(
            person.encode(), key, certificate, [self.certificate], BestAvailableEncryption(PASSWORD)
        )


@cache
def make_issuer(title: str = "测试根证书") -> Issuer:
    """A root that nobody else knows."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("测试", title)
    return Issuer(_certificate(name, key, name, key, root=True), key)


def _name(organisation: str, person: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, person),
        ]
    )


def _certificate(
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Name,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    root: bool,
) -> x509.Certificate:
    usage = x509.KeyUsage(not root, not root, False, False, False, root, root, False, False)
    made = x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number(), FROM, TO)
    made = made.add_extension(x509.BasicConstraints(root, None), critical=True).add_extension(usage, critical=True)
    made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    made = made.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
    )
    return made.sign(issuer_key, hashes.SHA256())
