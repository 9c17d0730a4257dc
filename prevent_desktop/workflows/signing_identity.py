"""The practitioner's signing key and the authority it is certified by, as the vault keeps them."""

from __future__ import annotations

from prevent_desktop.errors import SigningKeyError
from prevent_desktop.packs.signing import SigningKey
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault

TRUSTED = "trusted-certificates"
"""The secret that holds the PEM certificates of the authorities that this vault trusts."""

_SIGNING_KEY = "signing-key"


def keep_signing_key(vault: Vault, key: SigningKey) -> None:
    """Keep a signing key with its certificate; it never leaves the vault but by PKCS#12 under a password."""
    vault.secrets.set(_SIGNING_KEY, key.to_pem())


def signing_key_pem(vault: Vault) -> bytes:
    """The signing key with its certificate, as `SigningKey.from_pem` reads it."""
    kept = vault.secrets.get(_SIGNING_KEY)
    if kept is None:
        raise SigningKeyError(
            _("There is no signing key yet"),
            _("A pack has to be signed, and this vault holds no key with a certificate."),
            _("Import your key in settings, or ask your organisation for one."),
        )
    return kept


def trusted_certificates(vault: Vault) -> tuple[bytes, ...]:
    """The authorities that this vault trusts, each as PEM."""
    kept = vault.secrets.get(TRUSTED)
    return () if kept is None else (kept,)
