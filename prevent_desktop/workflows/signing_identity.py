"""The practitioner's signing key and the authority it is certified by, as the vault keeps them."""

from __future__ import annotations

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.errors import SigningKeyError
from prevent_desktop.packs.signing_keys import SigningKey, name_part
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows import settings

_FORM_AUTHORITIES = "form-authorities"
_SIGNING_KEY = "signing-key"
_PASSWORD = "signing-key-password"  # noqa: S105 -- the name of a secret; PKCS#12 wants a password, and the vault keeps both


def keep_signing_key(vault: Vault, key: SigningKey) -> None:
    """Keep a signing key with its certificate; it never leaves the vault but by PKCS#12 under a password."""
    password = new_id()
    with vault.transaction():
        vault.secrets.set(_SIGNING_KEY, key.to_pkcs12(password))
        vault.secrets.set(_PASSWORD, password.encode())


def signing_key(vault: Vault) -> SigningKey:
    """The signing key with its certificate. Raises SigningKeyError where there is none, or it has expired."""
    kept, password = vault.secrets.get(_SIGNING_KEY), vault.secrets.get(_PASSWORD)
    if kept is None or password is None:
        raise SigningKeyError(
            _("There is no signing key yet"),
            _("A pack has to be signed, and this vault holds no key with a certificate."),
            _("Import your key in settings, or ask your organisation for one."),
        )
    return SigningKey.load_pkcs12(kept, password.decode())


def trusted_certificates(vault: Vault) -> tuple[bytes, ...]:
    """The authorities that this vault trusts, each as PEM."""
    return settings.trust(vault)


def form_authorities(vault: Vault) -> tuple[bytes, ...]:
    """The authorities whose publishers may bring forms into this vault, each as PEM; at first those of the organisation.

    Where there is a profile, those that it names alone.
    """
    if vault.profiles.newest() is not None:
        return settings.form_trust(vault)
    kept = vault.secrets.get(_FORM_AUTHORITIES)
    return trusted_certificates(vault) if kept is None else (kept,)


def trust_form_authority(vault: Vault, certificate_pem: bytes) -> str:
    """Let the publishers of this authority bring forms, and no others; the SHA-256 of its certificate, hexadecimal.

    SigningKeyError where it is no certificate, UsageError where there is a profile.
    """
    settings.require_no_profile(vault)
    try:
        certificate = x509.load_pem_x509_certificate(certificate_pem)
    except ValueError as error:
        raise SigningKeyError(
            _("The authority's certificate cannot be read"),
            _("The file holds no certificate as PEM text."),
            _("Ask your organisation for the certificate of whoever publishes its forms."),
        ) from error
    fingerprint = certificate.fingerprint(SHA256()).hex()
    with vault.transaction():
        vault.secrets.set(_FORM_AUTHORITIES, certificate_pem)
        vault.audit.append("forms.trusted", fingerprint)
    return fingerprint


def form_authority_names(vault: Vault) -> tuple[tuple[str, str], ...]:
    """Name and fingerprint (SHA-256, hexadecimal) of each authority for forms."""
    found = [x509.load_pem_x509_certificate(pem) for pem in form_authorities(vault)]
    return tuple(
        (name_part(one.subject, NameOID.COMMON_NAME), one.fingerprint(SHA256()).hex()) for one in found
    )
