"""The certificate that this computer shows to a receiver that lets only known ones in (TLS client authentication, RFC 8446).

It comes as PKCS#12 (RFC 7292) or as a PEM pair. Its key is encrypted anew under a password of 256 random bits, which the
system's store of secrets keeps; the file lies in the spool's folder, so that packs leave while the vault is locked. It
is shown to receivers alone: to no proxy, and to no server for signing in.
"""

from __future__ import annotations

import secrets
import ssl
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    pkcs12,
)

from prevent_desktop.delivery.clock import Clock, utc_now
from prevent_desktop.delivery.connection.connection_settings import ConnectionSettings
from prevent_desktop.delivery.failure_reasons import FailureReason, refused
from prevent_desktop.errors import UsageError
from prevent_desktop.files.durable import write_atomically
from prevent_desktop.files.own import remove_file
from prevent_desktop.formatting import long_day
from prevent_desktop.translation import _, ngettext

WARN_DAYS = 30
"""So many days before its end a certificate is said to run out soon."""
LARGEST = 256 * 1024
_SECRET = "sending: certificate "  # noqa: S105 - the beginning of the name of a secret


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCertificate:
    """The public part: whose it is, by whom, and until when (UTC). `fingerprint` is hexadecimal SHA-256."""

    fingerprint: str
    name: str
    issuer: str
    expires_at: datetime

    @classmethod
    def of(cls, certificate: x509.Certificate) -> ClientCertificate:
        """What a certificate tells."""
        return cls(
            fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
            name=_common_name(certificate.subject),
            issuer=_common_name(certificate.issuer),
            expires_at=certificate.not_valid_after_utc,
        )

    def good_until(self, now: datetime) -> str:
        """A sentence about its end."""
        until = long_day(self.expires_at.date())
        if now >= self.expires_at:
            return _("It ran out on {until}. Ask your organisation for a new one.").format(until=until)
        days = (self.expires_at - now).days
        if days > WARN_DAYS:
            return _("It is good until {until}.").format(until=until)
        words = ngettext(
            "It runs out in {days} day, on {until}. Ask your organisation for a new one.",
            "It runs out in {days} days, on {until}. Ask your organisation for a new one.",
            days,
        )
        return words.format(days=days, until=until)


class ClientCertificates:
    """Keeps the one certificate, and shows it. `clock` tells whether it has run out."""

    def __init__(self, settings: ConnectionSettings, clock: Clock = utc_now) -> None:
        self._settings = settings
        self._clock = clock

    def take(self, untrusted: bytes, password: str = "", certificates_pem: bytes = b"") -> ClientCertificate:
        """Keep what the files hold, in place of what was there; `certificates_pem` belongs to a PEM key.

        Raise UsageError for files that hold no key with its certificate, a password that does not open them, and a
        certificate that has run out; SystemStoreError where the system's store of secrets is not there.
        """
        key, chain = _read(untrusted, password, certificates_pem)
        found = ClientCertificate.of(chain[0])
        if self._clock() >= found.expires_at:
            raise UsageError(
                _("This certificate has run out"), found.good_until(self._clock()), _("Choose another file.")
            )
        store, opens = self._settings.secrets(), secrets.token_hex(32)
        closed = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(opens.encode()))
        before = self._settings.choices().certificate
        store.keep(_SECRET + found.fingerprint, opens.encode())
        write_atomically(
            self._path(found.fingerprint), closed + b"".join(one.public_bytes(Encoding.PEM) for one in chain)
        )
        self._settings.choose(replace(self._settings.choices(), certificate=found.fingerprint))
        if before and before != found.fingerprint:
            self._remove(before)
        return found

    def kept(self) -> ClientCertificate | None:
        """The one that is kept; None where there is none, or where its file is gone."""
        fingerprint = self._settings.choices().certificate
        if not fingerprint:
            return None
        try:
            chain = x509.load_pem_x509_certificates(self._path(fingerprint).read_bytes())
        except (OSError, ValueError):
            return None
        return ClientCertificate.of(chain[0])

    def forget(self) -> None:
        """Take it away."""
        choices = self._settings.choices()
        self._settings.choose(replace(choices, certificate=""))
        if choices.certificate:
            self._remove(choices.certificate)

    def require(self, host: str) -> ClientCertificate:
        """The one that is kept. RefusedError where it is gone, or has run out."""
        found = self.kept()
        if found is None:
            raise refused(FailureReason.CLIENT_CERTIFICATE_LOCKED, host)
        if self._clock() >= found.expires_at:
            raise refused(
                FailureReason.CLIENT_CERTIFICATE_EXPIRED, host, until=long_day(found.expires_at.date())
            )
        return found

    def load_into(self, context: ssl.SSLContext, host: str) -> None:
        """Have `context` show it to `host`. RefusedError where it cannot be shown."""
        found = self.require(host)
        opens = self._settings.secrets().find(_SECRET + found.fingerprint)
        if opens is None:
            raise refused(FailureReason.CLIENT_CERTIFICATE_LOCKED, host)
        try:
            context.load_cert_chain(self._path(found.fingerprint), password=opens.decode())
        except (OSError, ssl.SSLError) as error:
            raise refused(FailureReason.CLIENT_CERTIFICATE_LOCKED, host) from error

    def _path(self, fingerprint: str) -> Path:
        return self._settings.folder / f"certificate-{fingerprint[:32]}.pem"

    def _remove(self, fingerprint: str) -> None:
        remove_file(self._path(fingerprint))
        self._settings.secrets().forget(_SECRET + fingerprint)


def _read(
    untrusted: bytes, password: str, certificates_pem: bytes
) -> tuple[PrivateKeyTypes, list[x509.Certificate]]:
    try:
        if b"-----BEGIN" in untrusted:
            key = load_pem_private_key(untrusted, password.encode() or None)
            chain = x509.load_pem_x509_certificates(certificates_pem or untrusted)
        else:
            key, chain = _read_pkcs12(untrusted, password)
        return key, _own_first(key, chain)
    except (ValueError, TypeError) as error:
        raise UsageError(
            _("The certificate cannot be read"),
            _("The file holds no key with its certificate, or the password is wrong."),
            _("Choose a .p12 or .pfx file, or a key and its certificate as PEM, and enter its password."),
        ) from error


def _read_pkcs12(untrusted: bytes, password: str) -> tuple[PrivateKeyTypes, list[x509.Certificate]]:
    found = pkcs12.load_pkcs12(untrusted, password.encode() or None)
    if found.key is None or found.cert is None:
        raise ValueError("no key and certificate")
    return found.key, [found.cert.certificate, *(one.certificate for one in found.additional_certs)]


def _own_first(key: PrivateKeyTypes, chain: list[x509.Certificate]) -> list[x509.Certificate]:
    """The chain with the key's own certificate first; ValueError where it is not among them."""
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    for number, one in enumerate(chain):
        if one.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) == public:
            return [one, *chain[:number], *chain[number + 1 :]]
    raise ValueError("no certificate of this key")


def _common_name(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    text = str(found[0].value) if found else name.rfc4514_string()
    return "".join(sign for sign in text[:80] if sign.isprintable())
