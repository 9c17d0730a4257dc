"""The practitioner's signing key and the authority it is certified by, as the vault keeps them."""

from __future__ import annotations

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.errors import SigningKeyError
from prevent_desktop.packs.signing_keys import SigningKey
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault

TRUSTED = "trusted-certificates"
"""The secret that holds the PEM certificates of the authorities that this vault trusts."""

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
    kept = vault.secrets.get(TRUSTED)
    return () if kept is None else (kept,)
