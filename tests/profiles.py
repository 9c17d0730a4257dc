"""Organisation profiles for tests: an administrator with a key meant for profiles, and profiles that hold what a test wants."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from prevent_desktop.casework.organisation import Receiver
from prevent_desktop.casework.profile import OrganisationProfile
from prevent_desktop.delivery.signed.profile_signatures import PROFILE_SIGNING
from prevent_desktop.packs.authority import Authority
from prevent_desktop.packs.purposes import RECEIPT_SIGNING
from prevent_desktop.packs.signing_keys import KeyRequest
from prevent_desktop.sealing import generate_identity
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.demo.demo_organisation import private_pem
from prevent_desktop.workflows.fingerprint_words import words_for_certificate
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.profile.making import AdministratorKey, new_profile, sign_profile


@dataclass(frozen=True)
class Administrator:
    """Signs profiles under an authority of its own."""

    authority: Authority
    key: AdministratorKey

    @classmethod
    def create(cls, *, purpose: str = PROFILE_SIGNING, now: datetime | None = None) -> Administrator:
        return cls.under(Authority.create("Council authority", now=now), purpose=purpose, now=now)

    @classmethod
    def under(
        cls, authority: Authority, *, purpose: str = PROFILE_SIGNING, now: datetime | None = None
    ) -> Administrator:
        request = KeyRequest.create(name="Ada Min", organisation="Council")
        own = authority.issue(request.request_pem, purpose=purpose, now=now)
        return cls(authority, AdministratorKey(private_pem(request), own + authority.certificate_pem))

    @property
    def words(self) -> str:
        return words_for_certificate(self.authority.certificate_pem)

    @property
    def fingerprint(self) -> str:
        """Of the authority, as IT sets it."""
        return x509.load_pem_x509_certificate(self.authority.certificate_pem).fingerprint(SHA256()).hex()

    def sign(self, profile: OrganisationProfile, now: datetime | None = None) -> bytes:
        return sign_profile(profile, self.key, now=now or datetime.now(UTC)).encode()


@cache
def _keys() -> tuple[str, str]:
    receiver = str(generate_identity().recipient)
    request = KeyRequest.create(name="Receipts", organisation="Council")
    return receiver, Authority.create("Receipts").issue(request.request_pem, purpose=RECEIPT_SIGNING).decode()


def a_receiver(recipient_id: str = "front-door", **changes: Any) -> Receiver:
    key, certificate = _keys()
    whole: dict[str, Any] = {
        "id": recipient_id, "name": f"Council {recipient_id}", "seal_to": (key,), "receipt_certificate": certificate,
        "endpoint": "https://packs.example.org/", "form_ids": ("screening-tool",),
    }  # fmt: skip
    return Receiver(**{**whole, **changes})


def a_profile(**changes: Any) -> OrganisationProfile:
    """One receiver, for a year from today."""
    profile = new_profile("Council", today=datetime.now(UTC).date())
    return replace(profile, **{"recipients": (a_receiver(),), "lawful_basis": "Public task", **changes})


def change_profile(vault: Vault, **changes: Any) -> None:
    """The vault has a newer version of its profile that differs by `changes`, whoever signed it."""
    present, record = settings.profile(vault), vault.profiles.newest()
    assert present is not None
    assert record is not None
    changed = replace(present, version=present.version + 1, **changes)
    payload = json.dumps(changed.parts).encode()
    signed = "header." + base64.urlsafe_b64encode(payload).decode() + ".signature"
    digest = hashlib.sha256(payload).hexdigest()
    with vault.transaction():
        vault.profiles.add(replace(record, version=changed.version, jws=signed, digest=digest))
        vault.clocks.forget()
