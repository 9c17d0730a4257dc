"""What the round does for those who join: a newcomer puts a request and looks for its answer; a lead's vault answers all that came.

In three steps as all of the round: `newcomers_work` or `leads_work`, and `take_in` on the vault's thread, `exchange` beside it. Nothing is remembered
between them but what stands in the vault, so that a round that was cut short is simply done again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from prevent_desktop.casework.leaving import Leaving
from prevent_desktop.casework.profile import OrganisationProfile
from prevent_desktop.casework.team.roster import Member, Team
from prevent_desktop.delivery.mailboxes.team_store import TeamStore
from prevent_desktop.delivery.signed.team import is_signing_key
from prevent_desktop.errors import (
    InvitationError,
    PreventDesktopError,
    SigningKeyError,
    TeamObjectError,
)
from prevent_desktop.translation import _, ngettext
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.clock_watch import doubt_about_clock
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.profile.taking import CLOCKS_DIFFER
from prevent_desktop.workflows.organisation.profile.team_making import VaultCard
from prevent_desktop.workflows.team.circles.mailbox_access import address_here, mailbox_of
from prevent_desktop.workflows.team.circles.names import TeamNames
from prevent_desktop.workflows.team.circles.profile_objects import LARGEST_SEALED
from prevent_desktop.workflows.team.circles.statements import renew_circles
from prevent_desktop.workflows.team.joining import asked_admissions, inviting, joining_team
from prevent_desktop.workflows.team.joining.asked_admissions import is_hybrid
from prevent_desktop.workflows.team.joining.inviting import Invitation, State
from prevent_desktop.workflows.team.joining.join_messages import (
    LARGEST_ANSWER,
    LARGEST_REQUEST,
    JoinRequest,
    Outcome,
    Welcome,
    checked_request,
    close_answer,
    entry_of,
    unsealed_request,
)
from prevent_desktop.workflows.team.joining.listing import with_laptop
from prevent_desktop.workflows.team.members import authority

JOINING, PROFILE = "joining", "profile"
"""The keys of a newcomer's own request and answer, and of the profile that an answer names; a lead's are the ids of their slips."""
_RENEW_BEFORE: Final = timedelta(days=60)
_OUTCOMES: Final = {
    State.USED: Outcome.JOINED, State.CANCELLED: Outcome.CANCELLED, State.EXPIRED: Outcome.EXPIRED, State.REFUSED: Outcome.REFUSED,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationWork:
    """What is to be asked of the store at `address`: names to put and to get, by what they belong to."""

    address: str
    puts: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    gets: Mapping[str, tuple[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """What the store said: whether each object is there as it was put, and what was found."""

    put: Mapping[str, bool] = field(default_factory=dict)
    got: Mapping[str, bytes] = field(default_factory=dict)


def newcomers_work(vault: Vault) -> InvitationWork | None:
    """What there is to do for a vault that wants to join; None where it does not."""
    own = None if _keeps_in(vault) else joining_team.joining(vault)
    if own is None or own.trouble:
        return None
    puts = {} if own.is_put else {JOINING: (own.keys.request_name, own.request)}
    gets = {JOINING: (own.keys.answer_name, LARGEST_ANSWER)}
    if own.welcome is not None:
        name = TeamNames(own.head.team).profile(own.welcome.version)
        gets = {PROFILE: (name, LARGEST_SEALED)}
    return InvitationWork(address=address_here(vault, own.head.mailbox), puts=puts, gets=gets)


def leads_work(vault: Vault, *, now: datetime) -> InvitationWork | None:
    """What there is to do for whoever lets people in: requests to ask for, and answers to put; None where there is nothing.

    A lead whose laptop does not hold the authority asks the one that does (`asked_admissions`). While the clock of the one that
    does is in doubt, requests wait: what is signed by it, and that a slip ran out, could not be taken back.
    """
    if _keeps_in(vault) or joining_team.joining(vault) is not None:
        return None
    if authority.held(vault) is None:
        asks = asked_admissions.to_put(vault)
        return InvitationWork(address=mailbox_of(vault), puts=asks) if asks else None
    if doubt_about_clock(vault, now=now) is not None:
        return None
    renew_if_due(vault, now=now)
    _end_old(vault, now)
    slips = inviting.invitations(vault)
    puts = {one.id: (one.keys.answer_name, answer_to(vault, one)) for one in slips if one.is_to_tell}
    waiting = [one for one in slips if one.state is State.OPEN]
    gets = {one.id: (one.keys.request_name, LARGEST_REQUEST) for one in waiting} | asked_admissions.to_get(
        vault
    )
    return InvitationWork(address=mailbox_of(vault), puts=puts, gets=gets) if puts or gets else None


def _keeps_in(vault: Vault) -> bool:
    """Whether nothing of a team may leave, or come of what came."""
    return vault.is_read_only or Leaving.CHANGES in settings.kept_in(vault)


def exchange(store: TeamStore, work: InvitationWork) -> Arrived:
    """Put and get it. DeliveryError where the store cannot be reached; what is wrong with one object hinders no other."""
    put = {key: store.put(name, content) for key, (name, content) in work.puts.items()}
    got: dict[str, bytes] = {}
    for key, (name, at_most) in work.gets.items():
        try:
            found = store.get(name, at_most)
        except TeamObjectError as error:
            if error.kind == "too_large":
                found = b""  # whoever put it there is told that it is nothing
            else:
                continue  # half there: it is asked for again
        if found is not None:
            got[key] = found
    return Arrived(put=put, got=got)


def take_in(vault: Vault, arrived: Arrived, *, now: datetime) -> tuple[str, ...]:
    """Take what came, and tell in sentences what changed; nothing where nothing did."""
    if joining_team.joining(vault) is not None:
        return _take_in_as_newcomer(vault, arrived, now)
    asked_admissions.note_put(vault, arrived.put)
    let_in = asked_admissions.take(vault, arrived.got, now=now)
    told = [one for one in inviting.invitations(vault) if one.id in arrived.put]
    if told:
        inviting.keep(vault, [replace(one, told=True) for one in told], now=now)
    waiting = {one.id for one in inviting.open_invitations(vault)}
    requests = [(key, content) for key, content in arrived.got.items() if key in waiting]
    return (*let_in, *(answer_requests(vault, requests, now=now) if requests else ()))


def _take_in_as_newcomer(vault: Vault, arrived: Arrived, now: datetime) -> tuple[str, ...]:
    if JOINING in arrived.put:
        joining_team.note_put(vault, stands=arrived.put[JOINING])
    if not arrived.got:
        return ()
    try:
        left = (
            joining_team.take_answer(vault, arrived.got[JOINING], now=now)
            if JOINING in arrived.got
            else joining_team.take_profile_of_answer(vault, arrived.got[PROFILE], now=now)
        )
    except PreventDesktopError as error:
        joining_team.note_trouble(vault, str(error))
        return (str(error),)
    if left is None:
        return (_("You are in the team now."),)
    return (left.words,) if left.trouble else (_("Your lead has let you in."),)


# -- the lead's vault


@dataclass(frozen=True, slots=True)
class _Admitted:
    """A request that its code vouches for, the slip that it is from, and the certificate (PEM) that it asked for."""

    slip: Invitation
    request: JoinRequest
    certificate: str


BY_HAND: Final = ""
"""In the place of a slip's id, where a request came as a file and may be of any."""


def answer_requests(
    vault: Vault, untrusted: Sequence[tuple[str, bytes]], *, now: datetime
) -> tuple[str, ...]:
    """Let in everybody whose request counts, by one new version of the profile; set the others aside. Tells what was done.

    Each request stands beside the id of the slip under whose name it lay. A slip in whose place something else lies is
    spent: its owner cannot put a request there any more.
    """
    profile = settings.profile(vault)
    if profile is None or profile.team is None:
        return ()
    team, admitted, refused, told = profile.team, list[_Admitted](), list[Invitation](), list[str]()
    for slip_id, content in untrusted:
        try:
            one = _judge(vault, team, slip_id, content, now)
        except (InvitationError, SigningKeyError) as error:
            told.append(str(error))
            refused += [each for each in inviting.open_invitations(vault) if each.id == slip_id]
        else:
            team = _with(team, one)
            admitted.append(one)
    with vault.transaction():
        inviting.keep(vault, [one.settled(State.REFUSED, now) for one in refused], now=now)
        if admitted:
            told.append(_let_in(vault, replace(profile, team=team), admitted, now))
    return tuple(told)


def _judge(vault: Vault, team: Team, slip_id: str, untrusted: bytes, now: datetime) -> _Admitted:
    """The request, where everything about it holds. InvitationError, SigningKeyError."""
    keys = authority.require(vault).keys
    unsealed = unsealed_request(untrusted, [keys.opens_requests])
    entry = entry_of(unsealed)
    slip = _slip(vault, entry)
    if slip is None or slip_id not in {BY_HAND, entry}:
        raise _set_aside(_("It names a slip that was not made here."))
    if slip.state is not State.OPEN:
        told = _("The slip of {name} cannot be used: {state}.")
        raise _set_aside(told.format(name=slip.name, state=slip.state.label.lower()))
    request = checked_request(unsealed, slip.keys)
    if now >= slip.expires_at:
        raise _set_aside(_("The slip of {name} ran out before the request came.").format(name=slip.name))
    _require_usable(team, slip, request)
    certificate = b""
    if request.certificate_request:
        certificate = keys.certificate_for(request.certificate_request.encode("ascii", "replace"), now=now)
    return _Admitted(slip, request, certificate.decode("ascii"))


def _require_usable(team: Team, slip: Invitation, request: JoinRequest) -> None:
    """What the profile will hold of it: a vault that is not there yet, with keys of its own."""
    taken = {one.id for one in team.vaults} | {one.recipient for one in team.vaults}
    taken |= {one.signing_key.strip() for one in team.vaults}
    mine = {request.vault, request.recipient, request.signing_key.strip()}
    usable = is_signing_key(request.signing_key) and request.team == team.id
    if taken & mine or not usable or not is_hybrid(request.recipient):
        raise _set_aside(
            _("The request of {name} holds keys that another laptop has, or that cannot be used.").format(
                name=slip.name
            )
        )


def _let_in(vault: Vault, changed: OrganisationProfile, admitted: Sequence[_Admitted], now: datetime) -> str:
    least = max(one.request.profile for one in admitted) + 1
    signed = authority.sign_next(vault, changed, now=now, least=least)
    joined = [
        replace(one.slip.settled(State.USED, now, one.request.vault), certificate=one.certificate)
        for one in admitted
    ]
    renew_circles(vault, now=now)
    inviting.keep(vault, joined, now=now)
    for slip in joined:
        vault.audit.append("team.let-in", slip.member, str(signed.version))
    names = ngettext("{number} laptop joined the team.", "{number} laptops joined the team.", len(joined))
    return names.format(number=len(joined))


def _with(team: Team, one: _Admitted) -> Team:
    slip, request = one.slip, one.request
    card = VaultCard(
        id=request.vault, device=request.device, recipient=request.recipient, signing_key=request.signing_key
    )
    return with_laptop(team, card, Member(id=slip.member, name=slip.name, role=slip.role))


def answer_to(vault: Vault, slip: Invitation, *, by_hand: bool = False) -> bytes:
    """The answer to a slip of which it is known what became of it, as the newcomer gets it; `by_hand` with the profile in it."""
    outcome = _OUTCOMES[slip.state]
    if outcome is not Outcome.JOINED:
        return close_answer(outcome, slip.keys)
    record, profile = vault.profiles.newest(), settings.profile(vault)
    assert record is not None  # noqa: S101 -- a vault with an authority has one
    joined = None if profile is None or profile.team is None else profile.team.vault(slip.vault)
    assert joined is not None  # noqa: S101 -- who joined stays listed
    profile_too = record.jws if by_hand else ""
    welcome = Welcome(
        vault=slip.vault, version=record.version, profile=profile_too, certificate=slip.certificate
    )
    return close_answer(outcome, slip.keys, welcome, joined.recipient)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandAnswer:
    """Whom a request that came as a file let in, and what they bring back to their laptop."""

    name: str
    content: bytes = field(repr=False)


def answer_by_hand(vault: Vault, untrusted: bytes, *, now: datetime) -> HandAnswer:
    """Let somebody in by a request that came as a file. InvitationError where it does not count.

    The same request again gives the same person their answer again: it may have been lost on its way.
    """
    unsealed = unsealed_request(untrusted, [authority.require(vault).keys.opens_requests])
    entry = entry_of(unsealed)
    slip = _slip(vault, entry)
    known = slip is not None and slip.state is State.USED
    if slip is None or not known or checked_request(unsealed, slip.keys).vault != slip.vault:
        told = answer_requests(vault, [(BY_HAND, untrusted)], now=now)
        slip = _slip(vault, entry)
        if slip is None or slip.settled_at != now:
            raise _set_aside(" ".join(told))
    return HandAnswer(name=slip.name, content=answer_to(vault, slip, by_hand=True))


def _slip(vault: Vault, entry: str) -> Invitation | None:
    return next((one for one in inviting.invitations(vault) if one.id == entry), None)


def renew_if_due(vault: Vault, *, now: datetime) -> None:
    """Sign the profile anew before it runs out, or where a clock ahead dated it: without an IT team nobody else would think of it."""
    profile = settings.profile(vault)
    if profile is None or profile.team is None:
        return
    begun = profile.issued is None or profile.issued <= now + CLOCKS_DIFFER
    if not begun or profile.ends_at - now < _RENEW_BEFORE:
        authority.sign_team(vault, lambda team: team, now=now)


def _end_old(vault: Vault, now: datetime) -> None:
    ended = [
        one.settled(State.EXPIRED, now) for one in inviting.open_invitations(vault) if now >= one.expires_at
    ]
    if ended:
        inviting.keep(vault, ended, now=now)


def _set_aside(what_happened: str) -> InvitationError:
    return InvitationError(
        _("A request to join was set aside"),
        what_happened,
        _("Call the person on a number that you know. If it was them, make a new slip."),
    )
