"""Joining without a slip: the newcomer's laptop gives a card of its keys, and both people compare six words by phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.lookalikes import one_to_the_eye
from prevent_desktop.casework.team.roster import Member, Role, Team
from prevent_desktop.errors import UsageError
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.fingerprint_words import words_for_team_keys
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.profile.team_making import VaultCard, vault_from_card
from prevent_desktop.workflows.team.circles.own_vault import card_text, make_own_vault
from prevent_desktop.workflows.team.circles.statements import renew_circles
from prevent_desktop.workflows.team.joining.asked_admissions import ask, may_ask
from prevent_desktop.workflows.team.joining.changing_members import may_change
from prevent_desktop.workflows.team.joining.listing import with_laptop
from prevent_desktop.workflows.team.members.authority import require, sign_team

CARD_NAME: Final = "team-card.json"
PROFILE_NAME: Final = "organisation.pdprofile"
LARGEST_CARD: Final = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCard:
    """The card of this laptop, and its six words."""

    content: bytes
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A card that came, and its six words; `members` are those without a laptop, whom it may be of, by id and name."""

    card: VaultCard
    words: tuple[str, ...]
    members: tuple[tuple[str, str], ...] = ()


def own_card(vault: Vault, device: str) -> OwnCard:
    """What this laptop tells of itself; its keys are made the first time. `device` is what colleagues call it."""
    content = card_text(make_own_vault(vault), " ".join(device.split()))
    return OwnCard(content=content, words=_words(vault_from_card(content)))


def look_at_card(vault: Vault, untrusted: bytes) -> Waiting:
    """Whose card it may be. ProfileError for another file; UsageError where that laptop is in the team, or nobody is admitted here."""
    if not may_admit(vault):
        require(vault)
    card, team = vault_from_card(untrusted), _team(vault)
    known = team.vault(card.id)
    if known is not None:
        raise UsageError(
            _("That laptop is in the team already"),
            _("It is listed as “{name}”. Nothing was changed.").format(name=known.device),
            _("Where it was removed, its owner makes new records and a new card."),
        )
    owned = {one.member for one in team.vaults if one.removed is None}
    free = tuple((one.id, one.name) for one in team.members if one.id not in owned and one.left is None)
    return Waiting(card=card, words=_words(card), members=free)


def admit(
    vault: Vault, waiting: Waiting, *, member: str = "", name: str = "", role: Role, now: datetime
) -> bytes:
    """The words are the same: let them in, as a member who is listed or as a new one; the signed profile, to be given to them.

    Empty where another laptop holds the key: it signs when it is open next (`asked_admissions`), and `signed_profile` gives the profile then.
    UsageError without a name, or where somebody of this name is in the team.
    """
    clean = " ".join(name.split())
    if not member:
        _require_new(_team(vault), clean)
    owner = _team(vault).member(member) or Member(id=new_id(), name=clean, role=role)
    if not may_change(vault):
        ask(vault, waiting.card, member=owner.id, name=owner.name, role=owner.role, now=now)
        return b""
    with vault.transaction():
        sign_team(vault, lambda team: with_laptop(team, waiting.card, owner), now=now)
        renew_circles(vault, now=now)
        vault.audit.append("team.admitted-by-words", waiting.card.id)
    return signed_profile(vault)


def signed_profile(vault: Vault) -> bytes:
    """The newest profile as it was signed, to be given to a newcomer."""
    kept = vault.profiles.newest()
    return b"" if kept is None else kept.jws.encode("ascii")


def may_admit(vault: Vault) -> bool:
    """Whether the owner of this vault lets people in, whoever signs it."""
    return may_change(vault) or may_ask(vault)


def _team(vault: Vault) -> Team:
    profile = settings.profile(vault)
    if profile is None or profile.team is None:
        raise UsageError(_("There is no team yet"), _("Nothing was changed."), _("Begin the team first."))
    return profile.team


def _require_new(team: Team, name: str) -> None:
    if not name:
        raise UsageError(
            _("Whose laptop is it?"),
            _("Without a name nobody can join."),
            _("Type their first and last name."),
        )
    if any(one_to_the_eye(one.name, name) and one.left is None for one in team.members):
        raise UsageError(
            _("{name} is in the team already").format(name=name),
            _("Nothing was changed."),
            _("If this is somebody else, add a middle name."),
        )


def _words(card: VaultCard) -> tuple[str, ...]:
    return tuple(words_for_team_keys(card).split())
