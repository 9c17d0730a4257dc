"""Who may answer a pack that went to one's own lead as a file: a lead of one's own organisation, as authorities that are trusted here vouch.

Such a lead has no desk, so no certificate of theirs was kept before. They sign with the key that they sign packs with.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from cryptography.x509.oid import NameOID

from prevent_desktop.delivery.signed.answers import certificates_of, read_own, refuse_signer
from prevent_desktop.delivery.signed.signed_words import leads_to
from prevent_desktop.errors import SigningKeyError
from prevent_desktop.packs.revocation import read_lists
from prevent_desktop.packs.signing_keys import certificate_pem, name_part
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.own_lead import says_lead
from prevent_desktop.workflows.organisation.profile import terms
from prevent_desktop.workflows.organisation.signing_identity import signing_key

CLOCKS_DIFFER: Final = timedelta(days=1)
"""By so much the clocks of two computers may differ."""


@dataclass(frozen=True, slots=True)
class LeadSigner:
    """The certificate (PEM) of a lead who signed an answer, and whom it names: a person and their organisation."""

    certificate: str
    name: str


def lead_who_signed(vault: Vault, untrusted_answer: bytes, *, now: datetime) -> LeadSigner:
    """The lead who signed an answer; AnswerError where it is nobody who leads here, and says why."""
    chain = certificates_of(untrusted_answer)
    own, at = chain[0], read_own(untrusted_answer.decode("ascii", "replace")).answer.at
    name = name_part(own.subject, NameOID.COMMON_NAME)
    owner = settings.practitioner(vault)
    if at > now + CLOCKS_DIFFER or not leads_to(chain, terms.trust(vault), at):
        raise refuse_signer(_("Nobody who is trusted here vouches for whoever signed it."))
    if owner is None or name_part(own.subject, NameOID.ORGANIZATION_NAME) != owner.organisation:
        raise refuse_signer(_("It is signed by {name}, who is not of your organisation.").format(name=name))
    if _is_revoked(vault, own):
        raise refuse_signer(
            _("The certificate of {name}, who signed it, no longer counts.").format(name=name)
        )
    if _is_own(vault, own):
        raise refuse_signer(_("It is signed with your own key."))
    if name.casefold() not in _leads(vault):
        raise refuse_signer(
            _(
                "It is signed by {name}, whom neither your settings (My lead) nor your organisation’s file names as a lead."
            ).format(name=name)
        )
    return LeadSigner(certificate_pem(own).decode("ascii"), f"{name}, {owner.organisation}")


def _leads(vault: Vault) -> frozenset[str]:
    """The names of those who lead: whoever was named in the settings, and the colleagues whose role says so."""
    named = settings.named_lead(vault)
    names = [one.name for one in terms.colleagues(vault) if says_lead(one.role)]
    return frozenset(name.casefold() for name in (*names, *(() if named is None else (named.name,))))


def _is_revoked(vault: Vault, certificate: Any) -> bool:
    return any(
        known.issuer == certificate.issuer
        and known.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None
        for known in read_lists(terms.revocation_lists(vault))
    )


def _is_own(vault: Vault, certificate: Any) -> bool:
    try:
        return bool(signing_key(vault).certificate.public_key() == certificate.public_key())
    except SigningKeyError:  # there is none, or it is on a card
        return False
