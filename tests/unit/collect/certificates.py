"""Certificates of an authority that exists for one test, with servers and clients that use them."""

from __future__ import annotations

import ssl
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
ENDS = datetime(2046, 1, 1, tzinfo=UTC)


class Certified:
    """A host name with a certificate of an authority that only ``trusting`` knows."""

    def __init__(self, folder: Path, name: str = "localhost", ends: datetime = ENDS) -> None:
        self._folder = folder
        folder.mkdir(exist_ok=True)
        authority = ec.generate_private_key(ec.SECP256R1())
        key = ec.generate_private_key(ec.SECP256R1())
        issuer = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Example Authority")])
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        begin = min(BEGIN, ends - timedelta(days=90))
        self._root = (
            _builder(issuer, issuer, authority.public_key(), begin, ENDS)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(authority, hashes.SHA256())
        )
        leaf = (
            _builder(subject, issuer, key.public_key(), begin, ends)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
            .sign(authority, hashes.SHA256())
        )
        (folder / "leaf.pem").write_bytes(leaf.public_bytes(serialization.Encoding.PEM))
        (folder / "key.pem").write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )

    def server(
        self,
        lowest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_2,
        highest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3,
    ) -> ssl.SSLContext:
        """What a server answers with, from one version of TLS to another."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # old versions are what is probed
            context.minimum_version, context.maximum_version = lowest, highest
        context.load_cert_chain(self._folder / "leaf.pem", self._folder / "key.pem")
        return context

    @property
    def authority(self) -> str:
        """The authority's own certificate, as PEM."""
        return self._root.public_bytes(serialization.Encoding.PEM).decode("ascii")

    def trusting(self) -> ssl.SSLContext:
        """A client that knows this authority and no other."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cadata=self.authority)
        return context


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    begin: datetime,
    ends: datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(ends)
    )
