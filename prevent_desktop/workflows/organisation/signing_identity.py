"""The practitioner's signing key and the authority it is certified by, as the vault keeps them."""

from __future__ import annotations

from datetime import datetime
from threading import Event
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.leaving import Leaving
from prevent_desktop.delivery.connection.timestamps import TimestampAuthority
from prevent_desktop.errors import SigningKeyError
from prevent_desktop.packs.purposes import Fitness, fitness, purposes_in_words
from prevent_desktop.packs.revocation import revoked_since
from prevent_desktop.packs.signing_keys import CertifiedKey, SigningKey, name_part
from prevent_desktop.packs.tokens.cards import CardKey
from prevent_desktop.packs.verification_context import Presence, VerificationContext
from prevent_desktop.strict_json import read, write
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.profile import terms

if TYPE_CHECKING:
    from prevent_desktop.packs.stamping import Stamping

_FORM_AUTHORITIES = "form-authorities"
_SIGNING_KEY = "signing-key"
_CARD = "signing-card"
_PASSWORD = "signing-key-password"  # noqa: S105 -- the name of a secret; PKCS#12 wants a password, and the vault keeps both


def keep_signing_key(vault: Vault, key: SigningKey) -> None:
    """Keep a signing key with its certificate; it never leaves the vault but by PKCS#12 under a password.

    It signs from now on, and no card does any more. Raises SigningKeyError for a certificate that is not for signing packs.
    """
    _require_for_packs(key)
    password = new_id()
    with vault.transaction():
        vault.secrets.set(_SIGNING_KEY, key.to_pkcs12(password, rounds=1))
        vault.secrets.set(_PASSWORD, password.encode())
        if card_key(vault) is not None:
            vault.secrets.set(_CARD, b"")


def keep_card_key(vault: Vault, key: CardKey) -> None:
    """Sign with the key on a card from now on: where it is and its certificate are kept, never a PIN.

    Raises SigningKeyError as `keep_signing_key`, or where the card's certificate cannot be read.
    """
    _require_for_packs(key.shown)
    with vault.transaction():
        vault.secrets.set(_CARD, write(key))


def _require_for_packs(key: CertifiedKey) -> None:
    """No receiver would believe a pack that is signed with a key for something else."""
    if fitness(key.certificate) is Fitness.OTHER_PURPOSE:
        raise SigningKeyError(
            _("This key is not for signing packs"),
            _("Its certificate was issued for: {purposes}.").format(
                purposes=purposes_in_words(key.certificate)
            ),
            _("Ask your organisation for a certificate for signing documents (1.3.6.1.5.5.7.3.36)."),
        )


def card_key(vault: Vault) -> CardKey | None:
    """The key on a card that signs, where one was chosen."""
    kept = vault.secrets.get(_CARD)
    return read(CardKey, kept, older=True) if kept else None


def key_to_sign(vault: Vault, pin: str = "", stop: Event | None = None) -> CertifiedKey:
    """What signs: the key on the card that was chosen, with its PIN, or the one in the vault. As `signing_key`.

    `stop` ends a signature for which the card takes too long. TokenError where the PIN is missing, SigningKeyError where
    the organisation's lists say that the certificate was revoked: no receiver would believe it.
    """
    card = card_key(vault)
    key = signing_key(vault) if card is None else card.key(pin, stop=stop)
    _require_not_revoked(vault, key)
    return key


def why_not_to_sign(vault: Vault) -> str:
    """Why nothing can be signed now, in words: no key, one that has run out, or one that was revoked. Empty where it can."""
    try:
        _require_not_revoked(vault, signer_certificate(vault))
    except SigningKeyError as error:
        return f"{error.title}. {error.next_step}"
    return ""


def _require_not_revoked(vault: Vault, key: CertifiedKey) -> None:
    since = revoked_since(key.certificate, terms.revocation_lists(vault))
    if since is None:
        return
    raise SigningKeyError(
        _("Your certificate was revoked"),
        _("Your organisation’s list says that it no longer counts since {day}.").format(day=since.date()),
        _("Ask your organisation for a new certificate: make a request in settings."),
    )


def signer_certificate(vault: Vault) -> CertifiedKey:
    """Whose key signs, to be shown; not to sign with. As `signing_key`."""
    card = card_key(vault)
    return signing_key(vault) if card is None else card.shown


def signing_key(vault: Vault) -> SigningKey:
    """The signing key in the vault. Raises SigningKeyError where there is none, it has expired, or it is on a card."""
    if card_key(vault) is not None:
        raise SigningKeyError(
            _("This is signed with a key in the vault"),
            _("Your key is on a card, which signs packs and countersignatures only."),
            _("Import a key file in settings to sign this."),
        )
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
    return terms.trust(vault)


def verification_context(vault: Vault, *, now: datetime) -> VerificationContext:
    """What this vault knows beside whom it trusts, to judge a pack by.

    Revoked certificates, times, its own clock, and what its receipts prove: those that came, and those that it gave.
    """
    there = (*vault.packs.presences(), *vault.received.presences())
    return VerificationContext(
        revocation_lists=terms.revocation_lists(vault),
        timestamp_roots=terms.timestamp_roots(vault),
        now=now,
        presences=tuple(Presence(digest, at) for digest, at in there),
    )


def stamping(vault: Vault) -> Stamping | None:
    """What asks for a timestamp at a signature; None where the organisation names no authority, or it is switched off."""
    url = terms.timestamp_url(vault)
    if not url or Leaving.TIMESTAMPS in settings.kept_in(vault):
        return None
    from prevent_desktop.packs.stamping import Stamping

    return Stamping(TimestampAuthority(url))


def form_authorities(vault: Vault) -> tuple[bytes, ...]:
    """The authorities whose publishers may bring forms into this vault, each as PEM; at first those of the organisation.

    Where there is a profile, those that it names alone.
    """
    if vault.profiles.newest() is not None:
        return terms.form_trust(vault)
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
            _("The authority’s certificate cannot be read"),
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
