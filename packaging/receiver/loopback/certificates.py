"""Certificates for tests: an authority, the server's, and clients', made with the openssl command."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from processes import run

_CURVE = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
PASSWORD = "loopback"  # noqa: S105 - of a test's key file


@dataclass(frozen=True)
class Pair:
    """A certificate and its key, as PEM files and together as PKCS#12 with the password `PASSWORD`."""

    certificate: Path
    key: Path
    together: Path


class Authority:
    """Signs certificates in a folder; those that are there from an earlier time stay."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
        folder.mkdir(parents=True, exist_ok=True)
        self.certificate = folder / f"{name}.pem"
        self._key = folder / f"{name}.key"
        if self.certificate.exists():
            return
        says = ("-subj", f"/CN={name}", "-addext", "keyUsage=critical,keyCertSign,cRLSign")
        _openssl("req", "-x509", *_CURVE, "-keyout", self._key, "-out", self.certificate, "-days", 30, *says)

    def server(self, *names: str) -> Pair:
        """A certificate for a server that is called by these names, such as ``DNS:localhost``."""
        return self._issue("server", f"subjectAltName={','.join(names)}", "serverAuth", days=30)

    def client(self, name: str, *, days: int = 30) -> Pair:
        """A certificate for a client."""
        return self._issue(name, "subjectAltName=DNS:client.example", "clientAuth", days=days)

    def _issue(self, name: str, alternative: str, purpose: str, *, days: int) -> Pair:
        certificate, key, request, extensions, together = (
            self._folder / f"{name}.{ending}" for ending in ("pem", "key", "csr", "ext", "p12")
        )
        if together.exists():
            return Pair(certificate, key, together)
        extensions.write_text(f"{alternative}\nextendedKeyUsage={purpose}\nbasicConstraints=CA:FALSE\n")
        by = ("-CA", self.certificate, "-CAkey", self._key, "-days", days, "-extfile", extensions)
        both = ("-in", certificate, "-inkey", key, "-passout", f"pass:{PASSWORD}")
        _openssl("req", "-new", *_CURVE, "-keyout", key, "-out", request, "-subj", f"/CN={name}")
        _openssl("x509", "-req", "-in", request, *by, "-out", certificate)
        _openssl("pkcs12", "-export", *both, "-out", together)
        return Pair(certificate, key, together)


def _openssl(*arguments: object) -> None:
    run(["openssl", *map(str, arguments)])
