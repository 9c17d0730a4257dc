"""The practitioner's own lead: who it is, and that they can be given a pack where no profile says who receives.

Without an organisation's profile nothing can be sealed to anybody. What was recorded still reaches the lead: in a file under
a password that is told by phone, or as a signed copy to read or print. So it does under a password where a profile names no lead, and
allows passwords.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from prevent_desktop.casework.organisation import NamedLead, Receiver, SealingWay
from prevent_desktop.casework.roles import Role
from prevent_desktop.errors import UsageError
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.profile import terms

OWN_LEAD: Final = "own-lead"
"""The id of the lead as a receiver; a profile or the settings may not have it as another's."""
_LEADS = ("lead", "named nurse", "manager")
"""Words of a role that make somebody one to ask."""


def lead_of(vault: Vault) -> NamedLead | None:
    """Whom to ask: the one that was named, else the first in the profile whose role says so; None for nobody."""
    named = settings.named_lead(vault)
    if named is not None:
        return named
    found = (one for one in terms.colleagues(vault) if says_lead(one.role))
    return next((NamedLead(name=one.name) for one in found), None)


def is_lead(vault: Vault) -> bool:
    """Whether the owner of the vault leads on safeguarding themselves; by the words of their role until they said."""
    chosen = settings.roles(vault)
    return Role.LEAD in chosen if chosen else says_lead(settings.author_of(vault))


def says_lead(role: str) -> bool:
    """Whether the words of a role make somebody one who leads."""
    return any(word in role.casefold() for word in _LEADS)


def possible_receivers(vault: Vault, form_ids: Iterable[str]) -> tuple[Receiver, ...]:
    """All that a pack can be made for: the receivers, and without a profile the own lead, who may have all forms."""
    found = settings.receivers(vault)
    if settings.profile(vault) is not None or is_lead(vault):
        return found
    return (_as_receiver(lead_of(vault), tuple(form_ids)), *found)


def lead_by_password(vault: Vault, form_ids: Iterable[str], concern: str) -> tuple[Receiver, ...]:
    """The own lead, where the profile names nobody who gets a `concern` inside and allows files under a password; else nobody.

    `possible_receivers` has them where there is no profile. They get no copy that anybody can read: that the profile did not allow.
    """
    if settings.profile(vault) is None or is_lead(vault) or not terms.password_packs_allowed(vault):
        return ()
    if any(is_inside(one, concern) for one in settings.receivers(vault)):
        return ()
    return (replace(_as_receiver(lead_of(vault), tuple(form_ids)), readable_copy=False),)


def everybody(vault: Vault) -> tuple[Receiver, ...]:
    """All to whom a pack may have gone: the schools of single files among them, and one's own lead."""
    found = (*possible_receivers(vault, ()), *settings.schools(vault))
    if any(one.id == OWN_LEAD for one in found):
        return found
    return (*found, replace(_as_receiver(lead_of(vault), ()), readable_copy=False))


def way_of(vault: Vault, recipient_id: str) -> SealingWay | None:
    """How a pack is closed for one of the receivers; None for one who is none any more."""
    ways = {one.id: one.way for one in everybody(vault)}
    return ways.get(recipient_id)


def phone_of(vault: Vault, recipient_id: str) -> str:
    """The number of one of the receivers; empty where it is not known."""
    return next((one.phone for one in everybody(vault) if one.id == recipient_id), "")


def is_inside(receiver: Receiver, concern: str) -> bool:
    """Whether a pack stays in the organisation: it goes to the lead, or to a desk that gets nothing but `concern`."""
    return receiver.id == OWN_LEAD or (bool(receiver.form_ids) and set(receiver.form_ids) == {concern})


def desk_of_lead(vault: Vault, concern: str) -> Receiver | None:
    """The lead's desk, where the profile names one that gets a `concern`; None where it does not, and for whoever leads themselves."""
    if is_lead(vault):
        return None
    return next((one for one in settings.receivers(vault) if is_inside(one, concern)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class GetsConcern:
    """Who gets a concern: the lead, or the deputy of an owner who leads (`own`); the lead's desk; nobody known yet where all is empty."""

    own: bool = False
    lead: NamedLead | None = None
    desk: Receiver | None = None


def gets_concern(vault: Vault, concern: str) -> GetsConcern:
    """What a page can say of it before anything is sent."""
    return GetsConcern(own=is_lead(vault), lead=lead_of(vault), desk=desk_of_lead(vault, concern))


def may_be_readable(vault: Vault, receiver: Receiver) -> bool:
    """Whether a copy that anybody can read may leave for it: the profile says so, or there is none."""
    return receiver.readable_copy or settings.profile(vault) is None


def require_readable(vault: Vault, receiver: Receiver) -> None:
    """UsageError where no readable copy may leave for it."""
    if not may_be_readable(vault, receiver):
        raise UsageError(
            _("No readable copy was saved"),
            _("Your organisation’s file does not allow one for {name}.").format(name=receiver.name),
            _("Send it sealed, or ask your organisation."),
        )


def _as_receiver(lead: NamedLead | None, form_ids: tuple[str, ...]) -> Receiver:
    return Receiver(
        id=OWN_LEAD,
        name=_("Your safeguarding lead") if lead is None else _("{name}, your lead").format(name=lead.name),
        seal_to=(),
        receipt_certificate="",
        endpoint="",
        form_ids=form_ids,
        phone="" if lead is None else lead.phone,
        wants=(),
        way=SealingWay.PASSWORD,
        readable_copy=True,
    )
