"""Who of a desk of several has a pack that is in no case yet: signed marks in a store beside the desk's packs.

A mark names a colleague, and says whether the pack is in a case of theirs by now. Marks are put once, under the numbers from 1: of two
who reach for one pack at the same moment the store gives the number to one, and the other is told. They count where they are signed
by a present vault of a lead or deputy and name the pack and the number that they are found under; anything else there is passed
over. No mark takes a pack off anybody's list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from typing import Final, TypeAlias

from prevent_desktop.casework.ownership import Someone
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.casework.team.roster import Member
from prevent_desktop.delivery.mailboxes.team_store import TeamStore
from prevent_desktop.errors import (
    DeliveryError,
    HeldByColleagueError,
    RecordError,
    TeamObjectError,
)
from prevent_desktop.strict_json import read, text_of
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.receiving.desk_marks import (
    LARGEST_MARK,
    MarkWish,
    holder_name,
    opened_mark,
    sealed_mark,
)
from prevent_desktop.workflows.receiving.desk_places import DeskPlace, DeskReach
from prevent_desktop.workflows.receiving.shared_desk import is_shared_desk
from prevent_desktop.workflows.receiving.vault_sink import Ask
from prevent_desktop.workflows.team.circles.statements import membership
from prevent_desktop.workflows.team.members.myself import colleagues, myself

_KEY: Final = "desk-pack-holders"
_MOST_READ: Final = 100
_TRIES: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who has a pack (a member of the team, by id), and whether it is in a case of theirs.

    `number` is that of the last mark that was read; one that does not count leaves the rest as it was.
    """

    number: int
    member: str = ""
    in_case: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """The same as a list shows it: by name, and whether it is whoever sits here."""

    who: Someone
    is_mine: bool
    in_case: bool
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PackToHold:
    """A pack in no case yet, and what is known of who has it. `own` is the member who sits here."""

    pack: ReceivedPack
    holder: Holder
    own: str
    places: tuple[DeskPlace, ...]

    def store(self) -> TeamStore:
        """Where its marks are: beside its receipt. Slow; needs no vault. RecordError where no place has it."""
        for place in self.places:
            with suppress(OSError, DeliveryError):
                if len(self.places) == 1 or place.mailbox.receipt(self.pack.pack_id, at_most=1) is not None:
                    return place.marks()
        raise RecordError(
            _("Your colleagues cannot be asked"),
            _("What this pack came into cannot be reached, so nobody sees who has it."),
            _("Connect the drive or the network, or ask your colleagues by phone."),
        )

    def name(self, number: int) -> str:
        """What a mark is called in the store."""
        return holder_name(self.pack, number)

    def newer(self, store: TeamStore) -> tuple[bytes, ...]:
        """The marks that lie there and are not known yet, in their order; what cannot be read is empty. DeliveryError."""
        found: list[bytes] = []
        for number in range(self.holder.number + 1, self.holder.number + 1 + _MOST_READ):
            try:
                mark = store.get(self.name(number), LARGEST_MARK)
            except TeamObjectError:
                mark = b""
            if mark is None:
                break
            found.append(mark)
        return tuple(found)


def _heard(vault: Vault) -> Mapping[str, Holder]:
    kept: Mapping[str, Holder] = read(Mapping[str, Holder], vault.settings.get(_KEY) or "{}", older=True)
    return kept


def to_hold(vault: Vault, reach: DeskReach | None = None) -> tuple[PackToHold, ...]:
    """The packs of which it is to be asked who has them; none where the desk is one person's. `reach` is how its storage is reached."""
    found = membership(vault)
    own = None if found is None else found.team.owner(found.own.id)
    if own is None or not is_shared_desk(vault):
        return ()
    known, places = _heard(vault), (reach or DeskReach()).places(vault)
    return tuple(
        PackToHold(pack=pack, holder=known.get(pack.id, Holder(number=0)), own=own.id, places=places)
        for pack in vault.received.new()
    )


def hear(vault: Vault, one: PackToHold, untrusted: Sequence[bytes]) -> Holder:
    """Let these marks count, which came after what was known; whose the pack is now."""
    holder = one.holder
    for number, sealed in zip(count(one.holder.number + 1), untrusted, strict=False):
        opened = opened_mark(vault, sealed)
        named = (one.pack.pack_id, one.pack.sealed_digest, number)
        if opened is None or (opened[0].pack_id, opened[0].sealed_digest, opened[0].number) != named:
            holder = replace(holder, number=number)
        else:
            holder = Holder(number=number, member=opened[0].holder, in_case=opened[0].in_case)
    if untrusted:
        _keep(vault, one.pack.id, holder)
    return holder


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """That the member `holder` has a pack; where `in_case`, since it is about to be put in a case here.

    `seen` is the number of the last mark that whoever asks was shown.
    """

    received_id: str
    holder: str
    in_case: bool
    seen: int


def hold(ask: Ask, wish: Wish, *, now: datetime, reach: DeskReach | None = None) -> Holder:
    """Put a mark that says so. Slow; any thread but the vault's, which `ask` asks.

    HeldByColleagueError where a colleague has the pack by a later mark than was shown. DeliveryError and OSError where the store is
    away, RecordError where the pack is in a case by now.
    """
    one: PackToHold = ask(lambda vault: _one(vault, wish.received_id, reach))
    with one.store() as store:
        for _try in range(_TRIES):
            if (held := _reach_for(ask, wish, now, store)) is not None:
                return held
    raise RecordError(
        _("Many people reach for this pack at once"),
        _("Each time somebody else was faster. Nothing was changed."),
        _("Look at the list again in a minute."),
    )


def _reach_for(ask: Ask, wish: Wish, now: datetime, store: TeamStore) -> Holder | None:
    """Once; None where somebody else put a mark under the same number."""
    one: PackToHold = ask(lambda vault: _one(vault, wish.received_id))
    came = one.newer(store)
    heard: Holder = ask(lambda vault: hear(vault, one, came))
    if heard.number > wish.seen and heard.member not in {"", one.own, wish.holder}:
        raise _held(ask(lambda vault: name_of(vault, heard.member)), heard.number)
    said = MarkWish(pack=one.pack, number=heard.number + 1, holder=wish.holder, in_case=wish.in_case)
    mark: bytes = ask(lambda vault: sealed_mark(vault, said, now=now))
    if not store.put(one.name(heard.number + 1), mark):
        return None
    held: Holder = ask(lambda vault: _note(vault, wish, mark))
    return held


def _note(vault: Vault, wish: Wish, mark: bytes) -> Holder:
    """Our own mark lies there: it counts here too, and is written down."""
    one = _one(vault, wish.received_id)
    with vault.transaction():
        vault.audit.append("pack.assigned", one.pack.pack_id, wish.holder)
        return hear(vault, one, [mark])


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderShown:
    """What a page shows: the pack, who has it as far as is known here, and who could: whoever sits here, and their colleagues."""

    pack: PackToHold
    holding: Holding | None
    own: Someone
    colleagues: tuple[Member, ...]


def who_has(vault: Vault, received_id: str, reach: DeskReach | None = None) -> HolderShown | None:
    """Who has a pack; None where it is in a case, or the desk is one person's. Reads only."""
    pack, own = (
        next((one for one in to_hold(vault, reach) if one.pack.id == received_id), None),
        myself(vault),
    )
    if pack is None or own is None:
        return None
    holding = holdings(vault).get(received_id)
    return HolderShown(pack=pack, holding=holding, own=own, colleagues=colleagues(vault))


NewerMarks: TypeAlias = Sequence[tuple[PackToHold, tuple[bytes, ...]]]


def newer_marks(packs: Sequence[PackToHold]) -> NewerMarks:
    """The marks of these packs that are not known yet; of a place that is away none. Slow; needs no vault."""
    found = []
    for one in packs:
        with suppress(OSError, RecordError, DeliveryError), one.store() as store:
            if came := one.newer(store):
                found.append((one, came))
    return found


def hear_newer(vault: Vault, newer: NewerMarks) -> int:
    """Let them count; of how many packs something was heard."""
    for one, came in newer:
        hear(vault, one, came)
    return len(newer)


def in_cases_of_others(vault: Vault) -> frozenset[str]:
    """Our ids of the packs in no case here of which this vault has heard that a colleague has them in one."""
    held = holdings(vault).items()
    return frozenset(received_id for received_id, one in held if one.in_case and not one.is_mine)


def name_of(vault: Vault, member: str) -> str:
    """The name of a member of the team, as the profile has it; empty for nobody."""
    found = membership(vault)
    one = None if found is None else found.team.member(member)
    return "" if one is None else one.name


def holdings(vault: Vault) -> dict[str, Holding]:
    """Who has the packs that are in no case, by our ids, as far as this vault has heard. Reads only."""
    found, heard = membership(vault), _heard(vault)
    if found is None or not heard:
        return {}
    new = {pack.id for pack in vault.received.new()}
    own, there = found.team.owner(found.own.id), {one.id: one.name for one in found.team.members}
    return {
        received_id: Holding(
            who=Someone(name=there[one.member], member=one.member), is_mine=own is not None and one.member == own.id,
            in_case=one.in_case, number=one.number,
        )
        for received_id, one in heard.items()
        if one.member in there and received_id in new
    }  # fmt: skip


def _one(vault: Vault, received_id: str, reach: DeskReach | None = None) -> PackToHold:
    one = next((one for one in to_hold(vault, reach) if one.pack.id == received_id), None)
    if one is None:
        raise RecordError(
            _("This pack is in a case already"),
            _("Somebody added it to a case in the meantime. Nothing was changed."),
            _("Open the case that it is in."),
        )
    return one


def _keep(vault: Vault, received_id: str, holder: Holder) -> None:
    """Keep whose it is; of packs that are in a case by now nothing is kept."""
    new = {pack.id for pack in vault.received.new()}
    kept = {one: each for one, each in {**_heard(vault), received_id: holder}.items() if one in new}
    with vault.transaction():
        vault.settings.set(_KEY, text_of(kept))


def _held(name: str, number: int) -> HeldByColleagueError:
    return HeldByColleagueError(
        _("{name} has this pack").format(name=name),
        _("They took it a moment ago, at this desk. What you do now could be done twice."),
        _("Talk to {name} first. Nothing was changed.").format(name=name),
        number=number,
    )
