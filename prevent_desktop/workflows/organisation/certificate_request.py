"""Get a certificate from the organisation: a key made here, a request that is sent, and the certificate that comes back.

The key never leaves the vault. While the certificate is awaited, what signed before goes on signing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Annotated

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs7

from prevent_desktop.errors import SigningKeyError, reason_of
from prevent_desktop.files.chosen import open_chosen
from prevent_desktop.files.durable import write_for_person
from prevent_desktop.files.saving import saving
from prevent_desktop.packs.signing_keys import KeyRequest, SigningKey
from prevent_desktop.strict_json import Inline, Named, Spelt, read, write
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.signing_identity import keep_signing_key

_REQUEST = "certificate-request"
_LARGEST_CERTIFICATES = 1 << 20


_PEM = Spelt(bytes.decode, str.encode)


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """A request whose certificate has not come yet: `pem` is what is sent (PKCS#10), `made_at` when it was made."""

    pem: Annotated[bytes, _PEM, Named("request")]
    made_at: datetime
    name: str


@dataclass(frozen=True, slots=True)
class _Request:
    """The same with its private key, which only the vault keeps."""

    key: Annotated[bytes, _PEM] = field(repr=False)
    awaited: Annotated[Awaited, Inline]


def begin_request(vault: Vault, *, now: datetime) -> Awaited:
    """Make a key and the request for its certificate, in the practitioner's name; one that waited before is dropped.

    Raises SigningKeyError where nobody has said who they are.
    """
    owner = settings.practitioner(vault)
    if owner is None or not owner.name:
        raise SigningKeyError(
            _("Say first who you are"),
            _("The certificate names you, your role and your organisation."),
            _("Fill in “Who I am”, then come back."),
        )
    request = KeyRequest.create(name=owner.name, organisation=owner.organisation, role=owner.role)
    key = request.private_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    waiting = Awaited(pem=request.request_pem, made_at=now, name=owner.name)
    with vault.transaction():
        vault.secrets.set(_REQUEST, write(_Request(key, waiting)))
        vault.audit.append("certificate.requested", "")
    return waiting


def awaited(vault: Vault) -> Awaited | None:
    """The request whose certificate has not come yet; None where there is none."""
    kept = _kept(vault)
    return None if kept is None else kept.awaited


def _kept(vault: Vault) -> _Request | None:
    kept = vault.secrets.get(_REQUEST)
    return read(_Request, kept) if kept else None


def save_request(vault: Vault, target: Path) -> Path:
    """Write the request to a file, to be sent to the organisation; it holds no secret. NotSavedError otherwise."""
    waiting = awaited(vault)
    if waiting is None:
        raise _none_awaited()
    with saving(target, _("The request could not be saved")):
        write_for_person(target, waiting.pem)
    return target


def take_certificate(vault: Vault, untrusted: bytes, *, now: datetime) -> SigningKey:
    """Keep the certificate that came back: from now on its key signs. Raises SigningKeyError, with the reason.

    It may come as PEM or DER, alone, with those above it, or as PKCS#7 (.p7b), as authorities send it.
    """
    kept = _kept(vault)
    if kept is None:
        raise _none_awaited()
    private_key = serialization.load_pem_private_key(kept.key, None)
    certificates = _certificates(untrusted)
    own = next((one for one in certificates if one.public_key() == private_key.public_key()), None)
    if own is None:
        raise SigningKeyError(
            _("This is not the certificate that is awaited"),
            _("It was issued for another key than the one of your request."),
            _("Ask your organisation for the certificate of your newest request, or make a new request."),
        )
    above = tuple(one for one in certificates if one != own and one.issuer != one.subject)
    key = SigningKey.of(private_key, own, above)
    key.check_valid_at(now)
    with vault.transaction():
        keep_signing_key(vault, key)
        vault.secrets.set(_REQUEST, b"")
        vault.audit.append("certificate.taken", "", key.fingerprint)
    return key


def read_certificate_file(path: Path) -> bytes:
    """What came back, from a file. Raises SigningKeyError where it cannot be read, or is far too large for that."""
    try:
        if path.stat().st_size > _LARGEST_CERTIFICATES:
            raise _no_certificate()
        with open_chosen(path) as file:
            return file.read(_LARGEST_CERTIFICATES + 1)
    except OSError as error:
        raise SigningKeyError(
            _("The certificate cannot be read"),
            _("{file}: {reason}.").format(file=path.name, reason=reason_of(error)),
            _("Copy it to another folder and try again."),
        ) from error


def drop_request(vault: Vault) -> None:
    """Await nothing any more; a certificate that still comes cannot be used then."""
    with vault.transaction():
        vault.secrets.set(_REQUEST, b"")
        vault.audit.append("certificate.request-dropped", "")


def _certificates(untrusted: bytes) -> list[x509.Certificate]:
    for reader in (
        x509.load_pem_x509_certificates,
        pkcs7.load_pem_pkcs7_certificates,
        lambda der: [x509.load_der_x509_certificate(der)],
        pkcs7.load_der_pkcs7_certificates,
    ):
        try:
            found = reader(untrusted)
        except (ValueError, x509.InvalidVersion):
            continue
        if found:
            return found
    raise _no_certificate()


def _no_certificate() -> SigningKeyError:
    return SigningKeyError(
        _("The file holds no certificate"),
        _("It can be read neither as a certificate (.cer, .crt, .pem) nor as several (.p7b)."),
        _("Ask your organisation to send the certificate as a file again."),
    )


def _none_awaited() -> SigningKeyError:
    return SigningKeyError(
        _("No certificate is awaited"),
        _("No request for a certificate was made in this vault, or its certificate came already."),
        _("Make a request first, and send it to your organisation."),
    )
