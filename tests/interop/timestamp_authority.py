"""A timestamp authority on this computer: OpenSSL's ``ts -reply`` behind a tiny web server."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from prevent_desktop.packs.authority import usage_of_an_authority

OPENSSL = shutil.which("openssl") or ""
_CONFIG = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
certs = {folder}/root.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
"""


@dataclass(frozen=True)
class OpensslAuthority:
    """Its files, the certificate (PEM) that vouches for it, and what that one has revoked: nothing (CRL, PEM)."""

    folder: Path
    root: bytes
    revoked: bytes

    @classmethod
    def make(cls, folder: Path) -> OpensslAuthority:
        if not OPENSSL:
            pytest.skip("openssl is not installed")
        root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        root = _certificate("Example time root", root_key, "Example time root", root_key, authority=True)
        own = _certificate("Example time", key, "Example time root", root_key, authority=False)
        (folder / "root.pem").write_bytes(_pem(root))
        (folder / "tsa.pem").write_bytes(_pem(own))
        (folder / "tsa.key").write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        (folder / "serial").write_text("01\n", "ascii")
        (folder / "ts.cnf").write_text(_CONFIG.format(folder=folder), "utf-8")
        return cls(folder, _pem(root), _revoked(root, root_key))

    @property
    def own(self) -> bytes:
        """The certificate (PEM) that it stamps with."""
        return (self.folder / "tsa.pem").read_bytes()

    def reply(self, request: bytes) -> bytes:
        """The answer to a request, by OpenSSL's own clock."""
        asked, answered = self.folder / "request.tsq", self.folder / "answer.tsr"
        asked.write_bytes(request)
        subprocess.run(
            [OPENSSL, "ts", "-reply", "-config", str(self.folder / "ts.cnf"), "-section", "here",
             "-queryfile", str(asked), "-out", str(answered)],
            check=True, capture_output=True,
        )  # fmt: skip
        return answered.read_bytes()


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    authority: bool,
) -> x509.Certificate:
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
    )
    if authority:
        builder = builder.add_extension(usage_of_an_authority(), critical=True)
    else:
        stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(stamping, critical=True)
    return builder.sign(issuer_key, hashes.SHA256())


def _revoked(root: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> bytes:
    now = datetime.now(UTC)
    builder = x509.CertificateRevocationListBuilder().issuer_name(root.subject)
    dated = builder.last_update(now - timedelta(minutes=5)).next_update(now + timedelta(days=7))
    return dated.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


@contextmanager
def served(answer: bytes | OpensslAuthority, *, kind: str = "application/timestamp-reply") -> Iterator[str]:
    """The address of a server that answers each request so: the same bytes, or what the authority replies."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            body = answer if isinstance(answer, bytes) else answer.reply(asked)
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/time"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
