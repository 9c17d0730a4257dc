"""A signing key that is made on this laptop, for whoever has no organisation's file yet.

An authority of its own vouches for it and is thrown away at once, so that this vault can check its own packs. It proves that
a pack is whole and always from the same hand; whose hand that is, the receiver learns by phone.
"""

from __future__ import annotations

from datetime import datetime

from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.packs.authority import Authority
from prevent_desktop.packs.signing_keys import KeyRequest
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.profile import terms
from prevent_desktop.workflows.organisation.signing_identity import keep_signing_key


def make_own_key(vault: Vault, owner: Practitioner, *, now: datetime) -> None:
    """Make it, and trust it here. UsageError where there is a profile, which says whom to trust."""
    settings.require_no_profile(vault)
    authority = Authority.create(
        _("Made on the laptop of {name}, vouched for by nobody").format(name=owner.name), now=now
    )
    request = KeyRequest.create(name=owner.name, organisation=owner.organisation, role=owner.role)
    with vault.transaction():
        vault.secrets.set(terms.TRUSTED, authority.certificate_pem)
        keep_signing_key(vault, request.with_certificate(authority.issue(request.request_pem, now=now)))
