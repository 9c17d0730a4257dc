"""The practitioner's own settings and the organisation's: who I am, who receives, why we may share, when to lock.

They are kept in the vault as JSON, since they name people and places of work. Once the vault has a profile of the
organisation, all that is the organisation's comes from it alone: what was typed before stays unread, and saving it raises
UsageError. What nobody can type here, such as whom to trust, is told by `profile.terms`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from prevent_desktop.casework.leaving import Leaving
from prevent_desktop.casework.organisation import (
    EscrowKey,
    NamedLead,
    Practitioner,
    Receiver,
    SharingBasis,
)
from prevent_desktop.casework.profile import OrganisationProfile
from prevent_desktop.casework.retention import RetentionRule
from prevent_desktop.casework.roles import Role, roles_of
from prevent_desktop.casework.working_days import WorkingDays
from prevent_desktop.delivery.signed.signed_words import payload_of
from prevent_desktop.errors import UsageError
from prevent_desktop.policies.in_force import in_force
from prevent_desktop.policies.schema import LONGEST_MINUTES_TO_LOCK, PROFILE_REQUIRED, SCREEN_CAPTURE
from prevent_desktop.strict_json import parse, read, text_of
from prevent_desktop.translation import _
from prevent_desktop.vault.repositories.profiles import BOUND_NAME
from prevent_desktop.vault.vault import Vault

DEFAULT_LOCK_MINUTES = 10
LOCK_MINUTES_CHOICES = (1, 2, 5, 10, 15, 30)

Kept = TypeVar("Kept")

_PRACTITIONER = "practitioner"
_RECEIVERS = "recipients"
_SCHOOLS = "schools"
_SHARING_BASIS = "sharing-basis"
_LEAD = "lead"
_LOCK_MINUTES = "lock-minutes"
_CAPTURE = "capture-allowed"
_RETENTION_RULES = "retention-rules"
_ESCROW_KEY = "escrow-key"
RECEIVING_DESK = "receiving-desk"
_WORKING_DAYS = "working-days"
_INBOX_LETTERS = "inbox-letters"
TEAM_FOLDER = "team-folder-here"
"""Where the team's folder is on this computer (a URL), where that differs from what the profile says."""
_KEPT_IN = "kept-in"
_UNSAVED = "unsaved-settings"
_PRACTICE = "practice"


def unsaved(vault: Vault) -> str:
    """What was typed into the settings and not saved, as the screen wrote it; empty for nothing."""
    return vault.settings.get(_UNSAVED) or ""


def keep_unsaved(vault: Vault, text: str) -> None:
    """Keep it, in place of what was kept."""
    with vault.transaction():
        vault.settings.set(_UNSAVED, text)


def names() -> dict[str, str]:
    """What each setting is called, by its key: those that a person chose."""
    return {
        _PRACTITIONER: _("Who I am"),
        _LEAD: _("My safeguarding lead"),
        _RECEIVERS: _("Who receives packs"),
        _SCHOOLS: _("Schools that children’s files go to"),
        _SHARING_BASIS: _("Why we may share"),
        _LOCK_MINUTES: _("When to lock"),
        _RETENTION_RULES: _("How long records are kept"),
        _ESCROW_KEY: _("The organisation’s key"),
        RECEIVING_DESK: _("The receiving desk"),
        _WORKING_DAYS: _("Working days"),
        _KEPT_IN: _("What leaves this computer"),
        BOUND_NAME: _("The organisation’s file"),
    }


def practitioner(vault: Vault) -> Practitioner | None:
    """Who the owner of this vault is; None until they said so."""
    return _kept(vault, _PRACTITIONER, Practitioner)


def author_of(vault: Vault) -> str:
    """How the owner of the vault signs what they write: their role; empty until they said who they are."""
    owner = practitioner(vault)
    return "" if owner is None else owner.role


def roles(vault: Vault) -> frozenset[Role]:
    """What the owner of the vault said their part is; none until they chose."""
    return roles_of(practitioner(vault))


def save_practitioner(vault: Vault, value: Practitioner) -> None:
    """Keep who the owner of this vault is. Whoever is no lead has name, year and form alone of the school's list."""
    with vault.transaction():
        vault.settings.set(_PRACTITIONER, text_of(value))
        if not value.is_lead:
            vault.pupils.keep_for_reporter()


def note_leads(vault: Vault) -> None:
    """The owner of this vault shares the team's cases, so they lead on safeguarding too, whatever they ticked before."""
    owner = practitioner(vault)
    if owner is not None and Role.LEAD not in roles_of(owner):
        save_practitioner(vault, replace(owner, kinds=(*owner.kinds, Role.LEAD.value)))


def is_lead(vault: Vault) -> bool:
    """Whether the owner of this vault said that they are a safeguarding lead."""
    owner = practitioner(vault)
    return owner is not None and owner.is_lead


def named_lead(vault: Vault) -> NamedLead | None:
    """The safeguarding lead whom the owner of this vault named; None until they did."""
    return _kept(vault, _LEAD, NamedLead)


def save_named_lead(vault: Vault, value: NamedLead) -> None:
    """Keep whom they named."""
    with vault.transaction():
        vault.settings.set(_LEAD, text_of(value))


def profile(vault: Vault) -> OrganisationProfile | None:
    """The organisation's profile, as it was verified when it was taken; None where there is none yet."""
    kept = vault.profiles.newest()
    return None if kept is None else vault.once_read(_profile_in, kept.jws)


def _profile_in(jws_that_was_verified: str) -> OrganisationProfile:
    return OrganisationProfile.of(parse(payload_of(jws_that_was_verified)))


def require_no_profile(vault: Vault) -> None:
    """UsageError where what is to be changed comes with the organisation's profile."""
    kept = vault.profiles.newest()
    if kept is not None:
        raise UsageError(
            _("This comes with your organisation’s file"),
            _("It comes from the file of {organisation}, so it cannot be changed here. Nothing was changed.").format(organisation=kept.organisation),
            _("Ask whoever makes the file for a new version of it."),
        )  # fmt: skip


def profile_is_missing(vault: Vault) -> bool:
    """Whether IT requires an organisation's profile and there is none: what somebody typed about receivers does not count then."""
    return bool(in_force().locked(PROFILE_REQUIRED)) and vault.profiles.newest() is None


def receivers(vault: Vault) -> tuple[Receiver, ...]:
    """The organisations that packs can be sealed to, in the order in which the organisation wants them asked."""
    if (given := profile(vault)) is not None:
        return given.routes.ordered(tuple(_here(vault, given, one) for one in given.recipients))
    if profile_is_missing(vault):
        return ()
    return _kept(vault, _RECEIVERS, tuple[Receiver, ...]) or ()


def _here(vault: Vault, given: OrganisationProfile, receiver: Receiver) -> Receiver:
    """A receiver whose packs lie in the team's folder, by the path that the folder has on this computer."""
    there, here = "" if given.team is None else f"{given.team.mailbox}/", vault.settings.get(TEAM_FOLDER)
    if not here or len(there) == 1 or not receiver.endpoint.startswith(there):
        return receiver
    return replace(receiver, endpoint=f"{here}/{receiver.endpoint.removeprefix(there)}")


def save_receivers(vault: Vault, values: tuple[Receiver, ...]) -> None:
    """Keep the receivers, in this order, and write down that they changed. UsageError where there is, or has to be, a profile."""
    require_no_profile(vault)
    in_force().require_free(PROFILE_REQUIRED)
    with vault.transaction():
        vault.settings.set(_RECEIVERS, text_of(values))


def remove_receiver(vault: Vault, recipient_id: str) -> None:
    """Take one away. UsageError where there is a profile."""
    save_receivers(vault, tuple(one for one in receivers(vault) if one.id != recipient_id))


def bring_back_receiver(vault: Vault, receiver: Receiver, at: int) -> None:
    """Keep one again that was taken away, at its place. UsageError where there is a profile."""
    others = [one for one in receivers(vault) if one.id != receiver.id]
    save_receivers(vault, (*others[:at], receiver, *others[at:]))


def schools(vault: Vault) -> tuple[Receiver, ...]:
    """The schools whose card was compared by phone, so that a child's file can be sealed to them; by name."""
    return _kept(vault, _SCHOOLS, tuple[Receiver, ...]) or ()


def save_school(vault: Vault, school: Receiver) -> None:
    """Keep a school's card, in the place of the one with its id where there is one."""
    others = [one for one in schools(vault) if one.id != school.id]
    with vault.transaction():
        vault.settings.set(_SCHOOLS, text_of(tuple(sorted((*others, school), key=lambda one: one.name))))


def known_receivers(vault: Vault) -> tuple[Receiver, ...]:
    """All to whom a pack may have gone: the receivers, then the schools of single files."""
    return (*receivers(vault), *schools(vault))


def sharing_basis(vault: Vault) -> SharingBasis:
    """The organisation's lawful basis and marking; the marking alone until it is set."""
    if (given := profile(vault)) is not None:
        return given.sharing
    return _kept(vault, _SHARING_BASIS, SharingBasis) or SharingBasis(lawful_basis="")


def practice_words(vault: Vault) -> str:
    """What stands on every page that leaves a vault of invented people; empty in a real one."""
    return _("PRACTICE: nobody in it is real") if vault.settings.get(_PRACTICE) else ""


def mark_as_practice(vault: Vault) -> None:
    """Say that nobody in this vault is real. It is never taken back."""
    if not practice_words(vault):
        with vault.transaction():
            vault.settings.set(_PRACTICE, "yes")


def page_marking(vault: Vault) -> str:
    """What stands above and below every page that is packed or printed: the organisation's marking, after that it is practice."""
    return " · ".join(filter(None, (practice_words(vault), sharing_basis(vault).marking)))


def save_sharing_basis(vault: Vault, value: SharingBasis) -> None:
    """Keep the organisation's lawful basis and marking. UsageError where there is a profile."""
    require_no_profile(vault)
    with vault.transaction():
        vault.settings.set(_SHARING_BASIS, text_of(value))


def lock_minutes(vault: Vault) -> int:
    """After how many idle minutes the app locks."""
    kept = vault.settings.get(_LOCK_MINUTES)
    counted = in_force()
    minutes = (int(kept) if kept else counted.preset(LONGEST_MINUTES_TO_LOCK)) or DEFAULT_LOCK_MINUTES
    return min(minutes, counted.locked(LONGEST_MINUTES_TO_LOCK) or minutes)


def save_lock_minutes(vault: Vault, minutes: int) -> None:
    """Keep after how many idle minutes the app locks. UsageError where IT allows no such long time."""
    if minutes > (in_force().locked(LONGEST_MINUTES_TO_LOCK) or minutes):
        in_force().require_free(LONGEST_MINUTES_TO_LOCK)
    with vault.transaction():
        vault.settings.set(_LOCK_MINUTES, str(minutes))


def capture_allowed(vault: Vault) -> bool:
    """Whether the window may be in screenshots and shared screens; not unless somebody chose so."""
    kept = vault.settings.get(_CAPTURE)
    return in_force().chosen(SCREEN_CAPTURE, None if kept is None else kept == "yes", False)


def save_capture_allowed(vault: Vault, allowed: bool) -> None:
    """Keep whether the window may be in screenshots and shared screens. UsageError where IT has set it."""
    in_force().require_free(SCREEN_CAPTURE)
    with vault.transaction():
        vault.settings.set(_CAPTURE, "yes" if allowed else "no")


def retention_rules(vault: Vault) -> tuple[RetentionRule, ...]:
    """How long the organisation keeps which records; none until it has said so, and then nothing is ever due."""
    if (given := profile(vault)) is not None:
        return given.retention
    return _kept(vault, _RETENTION_RULES, tuple[RetentionRule, ...]) or ()


def save_retention_rules(vault: Vault, values: tuple[RetentionRule, ...]) -> None:
    """Keep the organisation's rules, have every clock worked out by them, and write down that they changed.

    UsageError where there is a profile.
    """
    require_no_profile(vault)
    with vault.transaction():
        vault.settings.set(_RETENTION_RULES, text_of(values))
        vault.clocks.forget()
        vault.audit.append("retention.rules-changed", "", str(len(values)))


def escrow_key(vault: Vault) -> EscrowKey | None:
    """The organisation's key for unlocking, for the practitioner to add; None until the organisation gave one."""
    if (given := profile(vault)) is not None:
        return given.escrow
    return _kept(vault, _ESCROW_KEY, EscrowKey)


def save_escrow_key(vault: Vault, value: EscrowKey) -> None:
    """Keep the organisation's key for unlocking; it opens no vault before one is added.

    UsageError where there is a profile.
    """
    require_no_profile(vault)
    with vault.transaction():
        vault.settings.set(_ESCROW_KEY, text_of(value))


def working_days(vault: Vault) -> WorkingDays:
    """The days on which somebody is here; England's without breaks, until somebody chose. All that counts them asks this."""
    return _kept(vault, _WORKING_DAYS, WorkingDays) or WorkingDays()


def save_working_days(vault: Vault, value: WorkingDays) -> None:
    """Keep them. They are each vault's own, beside a profile too: schools of one organisation have breaks of their own."""
    with vault.transaction():
        vault.settings.set(_WORKING_DAYS, text_of(value))


def inbox_letters(vault: Vault) -> bool:
    """Whether single letters count in the list of the inbox."""
    return vault.settings.get(_INBOX_LETTERS) != "no"


def save_inbox_letters(vault: Vault, on: bool) -> None:
    """Keep whether they do."""
    with vault.transaction():
        vault.settings.set(_INBOX_LETTERS, "yes" if on else "no")


def kept_in(vault: Vault) -> frozenset[Leaving]:
    """The kinds of things that the vault sends while it is open, and that the person switched off."""
    return frozenset(_kept(vault, _KEPT_IN, tuple[Leaving, ...]) or ())


def keep_in(vault: Vault, kind: Leaving, *, kept_in: bool) -> None:
    """Let nothing of this kind leave this laptop any more, or let it leave again."""
    now = _kept(vault, _KEPT_IN, tuple[Leaving, ...]) or ()
    others = [one for one in now if one is not kind]
    with vault.transaction():
        vault.settings.set(_KEPT_IN, text_of(tuple(sorted([*others, kind] if kept_in else others))))


def _kept(vault: Vault, key: str, kind: type[Kept]) -> Kept | None:
    """What stands under `key`, also as an older version wrote it; None where nothing does."""
    kept = vault.settings.get(key)
    return None if kept is None else read(kind, kept, older=True)
