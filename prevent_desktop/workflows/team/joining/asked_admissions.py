"""A lead lets somebody in whose laptop does not hold the organisation's key: they ask, and the laptop that holds it signs.

What binds it to one laptop is that key: a profile counts because the authority signed it, and two laptops that sign would each undo
what the other one did. So whoever may let people in compares the words, and signs with the key of their own laptop that they found
the newcomer's card right. That goes through the mailbox, sealed to each laptop that may hold the authority; the one that does
judges it when it is open next, and signs the next version of the profile.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from prevent_desktop.casework.team.roster import Member, Role, Team, listed_id
from prevent_desktop.delivery.signed.team import Words, is_signing_key, open_words
from prevent_desktop.errors import SealingError, UsageError
from prevent_desktop.sealing import parse_recipient
from prevent_desktop.strict_json import CANONICAL, JsonError, read, value_of, write
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.profile.team_making import VaultCard
from prevent_desktop.workflows.team.circles.names import TeamNames
from prevent_desktop.workflows.team.circles.numbered import NOTHING, ByAll, in_one, noted
from prevent_desktop.workflows.team.circles.sealed_words import (
    DamagedError,
    NoKeyError,
    seal_words,
    sign_as,
)
from prevent_desktop.workflows.team.circles.sealed_words import (
    open_words as open_sealed,
)
from prevent_desktop.workflows.team.circles.statements import Membership, membership, renew_circles
from prevent_desktop.workflows.team.joining.listing import with_laptop
from prevent_desktop.workflows.team.members.authority import held, sign_team

LARGEST: Final = 65_536 + 4_096
_FIXED: Final = {"kind": "team-admission", "format": 1}
_SECRET: Final = "team-admissions"  # noqa: S105 -- the name of a secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """What a lead says: that this laptop is this person's, compared by them. `to` is the laptop that it is sealed to."""

    team: str
    to: str
    at: datetime
    member: str
    name: str
    role: Role
    vault: str
    device: str
    recipient: str
    signing_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An admission that this vault asked for. `put` are the laptops for which it lies in the mailbox; `number` names it there."""

    admission: Admission
    number: int
    put: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """What this vault asked for, under numbers up to `last`; and what `came` of others, by sender."""

    last: int = 0
    asked: tuple[Asked, ...] = ()
    came: ByAll = field(default_factory=dict)

    @property
    def next_number(self) -> int:
        """None that was used before, also for what is in the team by now."""
        return max((self.last, *(one.number for one in self.asked))) + 1

    def lies_for(self, listed: str, number: int) -> _Kept:
        """What has this number lies in the mailbox for this laptop."""
        return self._changed(number, lambda one: replace(one, put=(*one.put, listed)))

    def moved_on(self, number: int) -> _Kept:
        """Something else lies under this number: what has it takes the next one."""
        last = self.next_number
        return replace(self._changed(number, lambda one: replace(one, number=last, put=())), last=last)

    def _changed(self, number: int, change: Callable[[Asked], Asked]) -> _Kept:
        return replace(self, asked=tuple(change(one) if one.number == number else one for one in self.asked))

    def heard_of(self, sender: str, number: int) -> _Kept:
        """Once something lay under this number."""
        return replace(self, came=noted(self.came, sender, number, is_good=True))


def may_ask(vault: Vault) -> bool:
    """Whether the owner of this vault may let people in, and another laptop has to sign: a lead, or whoever holds the second key."""
    found = membership(vault)
    if found is None or not found.is_present or vault.is_read_only or held(vault) is not None:
        return False
    return _may_let_in(found.team, found.own.id)


def _may_let_in(team: Team, vault_id: str) -> bool:
    owner = team.owner(vault_id)
    is_present = any(one.id == vault_id for one in team.present)
    return is_present and owner is not None and (owner.role is Role.LEAD or owner.id == team.next_lead)


def ask(vault: Vault, card: VaultCard, *, member: str, name: str, role: Role, now: datetime) -> None:
    """Have the laptop that holds the authority let them in. UsageError where this vault may not ask."""
    found = membership(vault)
    if found is None or not may_ask(vault):
        raise UsageError(
            _("You cannot let anybody in"),
            _("That is for a lead, or whoever holds the second key. Nothing was changed."),
            _("Ask a lead of your team."),
        )
    kept = _kept(vault)
    admission = Admission(
        team=found.team.id, to="", at=now.astimezone(UTC), member=member, name=name, role=role, vault=card.id,
        device=card.device, recipient=card.recipient, signing_key=card.signing_key,
    )  # fmt: skip
    number = kept.next_number
    with vault.transaction():
        made = Asked(admission=admission, number=number)
        _keep(vault, replace(kept, last=number, asked=(*kept.asked, made)))
        vault.audit.append("team.admission-asked", card.id)


def asked(vault: Vault) -> tuple[Admission, ...]:
    """Those that this vault asked for and that are not in the team yet."""
    found = membership(vault)
    if found is None:
        return ()
    return tuple(one.admission for one in _kept(vault).asked if found.team.vault(one.admission.vault) is None)


def signed(vault: Vault) -> tuple[Admission, ...]:
    """Those that this vault asked for and that are in the team by now, until `give_up`: they may not have its file yet."""
    found = membership(vault)
    if found is None:
        return ()
    return tuple(
        one.admission for one in _kept(vault).asked if found.team.vault(one.admission.vault) is not None
    )


def give_up(vault: Vault, laptops: Collection[str]) -> None:
    """Ask for these laptops no more, or they have the file. What lies in the mailbox may be signed all the same."""
    kept = _kept(vault)
    with vault.transaction():
        _keep(
            vault, replace(kept, asked=tuple(one for one in kept.asked if one.admission.vault not in laptops))
        )


# -- the round


def to_put(vault: Vault) -> dict[str, tuple[str, bytes]]:
    """What is to lie in the mailbox, by a key that `note_put` knows again: name and bytes."""
    found = membership(vault)
    if found is None or not may_ask(vault):
        return {}
    names = TeamNames(found.team.id)
    made = {}
    for one in _kept(vault).asked:
        if found.team.vault(one.admission.vault) is not None:
            continue
        for listed in found.team.present:
            if listed.id in one.put or listed.id == found.own.id or not _may_let_in(found.team, listed.id):
                continue
            words = write(replace(one.admission, to=listed.id), fixed=_FIXED, **CANONICAL)
            content = seal_words(sign_as(Words.CHECKED, words, found.own), listed.recipient)
            name = names.admission(listed.id, found.own.id, one.number)
            made[f"{_PUT}{one.number} {listed.id}"] = (name, content)
    return made


def to_get(vault: Vault) -> dict[str, tuple[str, int]]:
    """What to ask the mailbox for, where this vault holds the authority: the next ones of each who may let people in."""
    found = membership(vault)
    if found is None or held(vault) is None:
        return {}
    names, kept = TeamNames(found.team.id), _kept(vault)
    return {
        f"{_GOT}{number} {one.id}": (names.admission(found.own.id, one.id, number), LARGEST)
        for one in found.team.present
        if one.id != found.own.id and _may_let_in(found.team, one.id)
        for number in kept.came.get(one.id, NOTHING).wanted
    }


def note_put(vault: Vault, put: Mapping[str, bool]) -> None:
    """These were put; where something else lies under the name, the next number is taken. In the caller's transaction."""
    kept = before = _kept(vault)
    for key, stands in put.items():
        if key.startswith(_PUT):
            number, _space, listed = key.removeprefix(_PUT).partition(" ")
            kept = kept.lies_for(listed, int(number)) if stands else kept.moved_on(int(number))
    if kept != before:
        _keep(vault, kept)


def take(vault: Vault, got: Mapping[str, bytes], *, now: datetime) -> tuple[str, ...]:
    """Let in whoever others ask for, by one new version of the profile; what was done, and what was set aside, in sentences."""
    found = membership(vault)
    came = {key: content for key, content in got.items() if key.startswith(_GOT)}
    if found is None or not came or held(vault) is None:
        return ()
    told: list[str] = []
    team = found.team
    kept = _kept(vault)
    for key, untrusted in came.items():
        number, _space, sender = key.removeprefix(_GOT).partition(" ")
        kept = kept.heard_of(sender, int(number))
        owner = team.owner(sender)
        who = "" if owner is None else owner.name
        try:
            admission = _judged(found, team, sender, untrusted)
        except ValueError as error:
            told.append(_("What {who} asked for was set aside: {reason}").format(who=who, reason=str(error)))
            continue
        if admission is not None:
            team = _with(team, admission)
            told.append(
                _("{who} let {name} in, and this laptop signed it.").format(who=who, name=admission.name)
            )
    with vault.transaction():
        _keep(vault, kept)
        if team != found.team:
            after = team
            sign_team(vault, lambda _before: after, now=now)
            renew_circles(vault, now=now)
            vault.audit.append("team.admission-signed", "", str(len(told)))
    return tuple(told)


def _judged(found: Membership, team: Team, sender: str, untrusted: bytes) -> Admission | None:
    """What was asked for, where all of it holds; None where that laptop is in the team by now. ValueError says why not."""
    listed = team.vault(sender)
    try:
        sealed = open_sealed(Words.CHECKED, untrusted, [found.own.identity])
        if listed is None or listed_id(sealed.signer) != sender:
            raise JsonError("another signer")
        payload = open_words(Words.CHECKED, sealed.untrusted_jws, listed.signing_key)
        admission: Admission = read(Admission, payload, fixed=_FIXED)
    except (NoKeyError, DamagedError, ValueError) as error:
        raise ValueError(_("it was not signed by their laptop, or was changed on its way.")) from error
    if (admission.team, admission.to) != (team.id, found.own.id) or not _may_let_in(team, sender):
        raise ValueError(_("it is not for this laptop, or they may not let people in."))
    if team.vault(admission.vault) is not None:
        return None
    owner = team.owner(sender)
    if owner is not None and owner.role is not Role.LEAD and admission.role is Role.LEAD:
        raise ValueError(_("only a lead makes somebody a lead."))
    _require_usable(team, admission)
    return admission


def _require_usable(team: Team, admission: Admission) -> None:
    taken = {one.recipient for one in team.vaults} | {one.signing_key.strip() for one in team.vaults}
    name = admission.name
    if not name.strip() or not name.isprintable() or not is_signing_key(admission.signing_key):
        raise ValueError(_("its keys or its name cannot be used."))
    if {admission.recipient, admission.signing_key.strip()} & taken or not is_hybrid(admission.recipient):
        raise ValueError(_("it holds keys that another laptop has, or that cannot be used."))


def is_hybrid(untrusted: str) -> bool:
    """Whether it is a recipient that later computers do not open either, in the one way in which it is written."""
    try:
        found = parse_recipient(untrusted)
    except SealingError:
        return False
    return found.post_quantum and str(found) == untrusted


def _with(team: Team, admission: Admission) -> Team:
    card = VaultCard(
        id=admission.vault, device=admission.device, recipient=admission.recipient, signing_key=admission.signing_key
    )  # fmt: skip
    return with_laptop(team, card, Member(id=admission.member, name=admission.name, role=admission.role))


_PUT: Final = "admission-put "
_GOT: Final = "admission-got "


def _kept(vault: Vault) -> _Kept:
    kept = vault.secrets.get(_SECRET)
    return value_of(_Kept, in_one(kept, "heard"), older=True) if kept else _Kept()


def _keep(vault: Vault, kept: _Kept) -> None:
    vault.secrets.set(_SECRET, write(kept))
