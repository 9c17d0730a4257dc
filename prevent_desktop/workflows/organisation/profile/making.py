"""What an administrator does: begin a profile, put receivers, colleagues and the organisation's words in, and sign it.

The file that is not signed is plain JSON, to be changed by these functions or by hand. Each function gives a new profile.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12

from prevent_desktop.casework.organisation import Colleague, Receiver
from prevent_desktop.casework.profile import OrganisationProfile
from prevent_desktop.delivery.signed.profile_signatures import (
    LARGEST,
    open_profile,
    require_signer,
    sign_words,
)
from prevent_desktop.errors import ProfileError, SigningKeyError, UsageError
from prevent_desktop.questionnaire.json_text import JsonRefusedError, read_object
from prevent_desktop.strict_json import JsonError, value_of
from prevent_desktop.translation import _
from prevent_desktop.workflows.organisation.profile.reading import profile_text, read_profile

DEFAULT_LIFE: Final = timedelta(days=365)
DESK: Final = "receiving-desk"
"""The kind of file in which a receiving desk gives its public keys away."""
COLLEAGUE: Final = "colleague"
"""The kind of file in which a practitioner's vault does so."""


@dataclass(frozen=True, slots=True)
class AdministratorKey:
    """A private key as PEM and its certificates, the signer's own first."""

    key_pem: bytes
    certificates_pem: bytes


def new_profile(organisation: str, *, today: date, expires: date | None = None) -> OrganisationProfile:
    """The first version of a profile, with nobody in it yet."""
    return OrganisationProfile(organisation=organisation, version=1, expires=expires or today + DEFAULT_LIFE)


def next_version(profile: OrganisationProfile, *, today: date) -> OrganisationProfile:
    """The same, to be changed and signed as the version after it."""
    expires = max(profile.expires, today + DEFAULT_LIFE)
    return replace(profile, version=profile.version + 1, issued=None, expires=expires)


def with_receiver(profile: OrganisationProfile, receiver: Receiver) -> OrganisationProfile:
    """With that receiver, in the place of the one with its id where there is one."""
    ids = [one.id for one in profile.recipients]
    if receiver.id in ids:
        changed = tuple(receiver if one.id == receiver.id else one for one in profile.recipients)
        return replace(profile, recipients=changed)
    return replace(profile, recipients=(*profile.recipients, receiver))


def without_receiver(profile: OrganisationProfile, recipient_id: str) -> OrganisationProfile:
    """Without that receiver, wherever its id stands. UsageError where there is none."""
    left = tuple(one for one in profile.recipients if one.id != recipient_id)
    if len(left) == len(profile.recipients):
        raise UsageError(
            _("There is no such receiver"),
            _("“{id}” is not the id of a receiver in this file.").format(id=recipient_id),
            _("“prevent-desktop profile show” lists them."),
        )
    first = tuple(one for one in profile.routes.first if one != recipient_id)
    days = {one: count for one, count in profile.answer_within_days.items() if one != recipient_id}
    return replace(
        profile, recipients=left, routes=replace(profile.routes, first=first), answer_within_days=days
    )


def with_colleague(profile: OrganisationProfile, colleague: Colleague) -> OrganisationProfile:
    """With that colleague, in the place of the one of that name where there is one."""
    others = tuple(one for one in profile.colleagues if one.name != colleague.name)
    return replace(profile, colleagues=(*others, colleague))


def receiver_from_desk(untrusted: bytes, defaults: Mapping[str, Any]) -> Receiver:
    """The receiver that a receiving desk's file tells of, with what `defaults` adds. ProfileError for another file."""
    try:
        parts = _desk(read_object(untrusted, megabytes=1))
        whole = {"form_ids": [], "receipt_certificate": "", "endpoint": "", **parts, **defaults}
        receiver: Receiver = value_of(Receiver, whole, older=True)
    except JsonRefusedError as error:
        raise no_receiver(str(error)) from error
    except (ValueError, TypeError) as error:
        raise no_receiver() from error
    return receiver


def no_receiver(what_happened: str = "") -> ProfileError:
    """The error for a receiving desk's file that nothing can be sent by."""
    return ProfileError(
        _("That receiver cannot be taken"),
        what_happened or _("The file holds something else than a desk tells."),
        _("Ask the receiver for the file that their inbox makes."),
    )


def colleague_from_card(untrusted: bytes) -> Colleague:
    """The colleague that a practitioner's file tells of. ProfileError for another file."""
    try:
        parts = read_object(untrusted, megabytes=1)
        colleague: Colleague = value_of(Colleague, parts, fixed={"kind": COLLEAGUE, "version": 1})
    except (JsonRefusedError, JsonError) as error:
        raise ProfileError(
            _("That colleague cannot be taken"),
            str(error) if isinstance(error, JsonRefusedError) else _("It is not the file of a colleague."),
            _("Ask them for the file that “Drafts for comment” saves for them."),
        ) from error
    return colleague


def _desk(parts: Mapping[str, Any]) -> dict[str, Any]:
    if parts.get("kind") != DESK or parts.get("version") != 1:
        raise JsonRefusedError(_("It is not the file of a receiving desk."))
    return {name: value for name, value in parts.items() if name not in {"kind", "version"}}


def load_key(untrusted: bytes, certificates_pem: bytes = b"", password: str = "") -> AdministratorKey:
    """The administrator's key: PKCS#12 (RFC 7292), or a PEM key with its certificates. SigningKeyError otherwise."""
    try:
        if b"-----BEGIN" in untrusted:
            return _pem_key(untrusted, certificates_pem, password)
        found = pkcs12.load_pkcs12(untrusted, password.encode() or None)
        if found.key is None or found.cert is None:
            raise ValueError("no key and certificate")  # noqa: TRY301 -- one sentence tells both
    except (ValueError, TypeError) as error:
        raise SigningKeyError(
            _("The key cannot be read"),
            _("The file holds no key with its certificate, or the password is wrong."),
            _("Give a .p12 file with its password, or a key and its certificates as PEM."),
        ) from error
    chain = [found.cert.certificate, *(one.certificate for one in found.additional_certs)]
    key = found.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return AdministratorKey(key, b"".join(one.public_bytes(Encoding.PEM) for one in chain))


def _pem_key(key_pem: bytes, certificates_pem: bytes, password: str) -> AdministratorKey:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    key = load_pem_private_key(key_pem, password.encode() or None)
    x509.load_pem_x509_certificates(certificates_pem or key_pem)
    plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return AdministratorKey(plain, certificates_pem or key_pem)


def sign_profile(profile: OrganisationProfile, key: AdministratorKey, *, now: datetime) -> str:
    """The profile as a signed file. Raises SigningKeyError, or ProfileError where no vault would take it.

    Where the profile names no authority yet, it names the last of the signer's certificates, if that is one.
    """
    whole = replace(
        profile,
        issued=now.astimezone(UTC).replace(microsecond=0),
        authority=profile.authority or _authority(key),
    )
    if not whole.authority:
        raise ProfileError(
            _("The organisation’s file cannot be signed"),
            _("It names no authority under which this organisation’s file is signed."),
            _("Name it once: “prevent-desktop profile set PROFILE --authority CERT.pem”"),
        )
    if now >= whole.ends_at:
        raise ProfileError(
            _("The organisation’s file cannot be signed"),
            _("It ended on {day}.").format(day=whole.expires),
            _("Set a new day first: “prevent-desktop profile set PROFILE --expires DAY”"),
        )
    read_profile(profile_text(whole))  # what is signed is what would be taken
    payload = json.dumps(whole.parts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    signed = sign_words(payload, key.key_pem, key.certificates_pem)
    if len(signed) > LARGEST:
        raise ProfileError(
            _("The organisation’s file cannot be signed"),
            _("It is larger than {count} kB.").format(count=LARGEST // 1024),
            _("Take out what is not needed any more, such as old lists of revoked certificates."),
        )
    require_signer(open_profile(signed), [one.encode() for one in whole.authority], now=now)
    return signed


def _authority(key: AdministratorKey) -> tuple[str, ...]:
    last = x509.load_pem_x509_certificates(key.certificates_pem)[-1]
    if last.issuer != last.subject:
        return ()
    return (last.public_bytes(Encoding.PEM).decode(),)
