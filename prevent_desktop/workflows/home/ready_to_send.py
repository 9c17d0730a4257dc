"""What makes ready to send: five facts, each with where it is set. Two of them stop what goes sealed, three do not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from prevent_desktop.errors import SigningKeyError
from prevent_desktop.formatting import short_day
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows import backup_plan
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.own_lead import is_lead, lead_of
from prevent_desktop.workflows.organisation.profile import terms
from prevent_desktop.workflows.organisation.profile.standing import Validity, standing
from prevent_desktop.workflows.organisation.signing_identity import signer_certificate


class Need(StrEnum):
    """What is needed to send."""

    PROFILE = "profile"
    SIGNING_KEY = "signing-key"
    LEAD = "lead"
    LAWFUL_BASIS = "lawful-basis"
    BACKUP = "backup"

    @property
    def label(self) -> str:
        """It in words."""
        return {
            Need.PROFILE: _("Organisation’s file"),
            Need.SIGNING_KEY: _("Signing key"),
            Need.LEAD: _("Lead named"),
            Need.LAWFUL_BASIS: _("Lawful basis"),
            Need.BACKUP: _("Backup"),
        }[self]

    @property
    def stops_sending(self) -> bool:
        """Whether nothing goes sealed without it."""
        return self in {Need.PROFILE, Need.SIGNING_KEY}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyFact:
    """Whether one of them is there, and a line about it."""

    need: Need
    done: bool
    line: str = ""


def ready_to_send(vault: Vault, *, now: datetime) -> tuple[ReadyFact, ...]:
    """All five, in the order in which they are asked for."""
    return (
        _profile(vault, now),
        _signing_key(vault, now),
        _lead(vault),
        ReadyFact(need=Need.LAWFUL_BASIS, done=bool(settings.sharing_basis(vault).lawful_basis.strip())),
        _backup(vault, now),
    )


def _profile(vault: Vault, now: datetime) -> ReadyFact:
    found = standing(vault, now=now)
    if found is None:
        return ReadyFact(need=Need.PROFILE, done=False, line=_("Until then: by password, or on paper"))
    issued = found.profile.issued
    day = "" if issued is None else short_day(issued.astimezone().date())
    line = _("{organisation}, of {day}").format(organisation=found.profile.organisation, day=day)
    expired = found.validity is Validity.EXPIRED
    return ReadyFact(need=Need.PROFILE, done=not expired, line=found.title if expired else line)


def _signing_key(vault: Vault, now: datetime) -> ReadyFact:
    try:
        key = signer_certificate(vault)
        key.check_valid_at(now)
    except SigningKeyError as error:
        return ReadyFact(need=Need.SIGNING_KEY, done=False, line=error.title)
    if settings.profile(vault) is None:
        return ReadyFact(need=Need.SIGNING_KEY, done=True)
    known = _is_issued_by((key.certificate, *key.chain)[-1], terms.trust(vault))
    line = "" if known else _("Your organisation’s file does not know this key")
    return ReadyFact(need=Need.SIGNING_KEY, done=known, line=line)


def _is_issued_by(certificate: x509.Certificate, trusted: tuple[bytes, ...]) -> bool:
    for pem in trusted:
        try:
            certificate.verify_directly_issued_by(x509.load_pem_x509_certificate(pem))
        except (ValueError, TypeError, InvalidSignature):
            continue
        return True
    return False


def _lead(vault: Vault) -> ReadyFact:
    lead = lead_of(vault)
    if is_lead(vault):
        line = _("You") if lead is None else _("You; deputy {name}").format(name=lead.name)
        return ReadyFact(need=Need.LEAD, done=True, line=line)
    return ReadyFact(need=Need.LEAD, done=lead is not None, line="" if lead is None else lead.name)


def _backup(vault: Vault, now: datetime) -> ReadyFact:
    if backup_plan.is_begun(vault):
        return ReadyFact(need=Need.BACKUP, done=True)
    line = _("Your records have no backup yet") if backup_plan.reminds(vault, now) else ""
    return ReadyFact(need=Need.BACKUP, done=False, line=line)
