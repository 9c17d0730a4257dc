"""At a desk of several: what lies beside its packs is taken away once nobody needs it any more.

A pack that one of its vaults took in lies there for the others, and with it the marks that say who has it. Each vault that took the pack in
itself, and knows that it is in a case of somebody's, says so by a mark of its own: a row in a colleague's name tells nothing of the file. Once all present vaults of leads and deputies have said it, the
marks go, and then the sealed file. Whoever of them never was at this desk is waited for for 90 days; a vault that is of the desk, however
long it takes.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Final

from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.casework.team.roster import listed_id
from prevent_desktop.delivery.mailboxes.mailbox import untrusted_left_digest
from prevent_desktop.delivery.mailboxes.team_store import TeamStore
from prevent_desktop.errors import DeliveryError, TeamObjectError
from prevent_desktop.strict_json import read, text_of
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.receiving.desk_marks import (
    LARGEST_MARK,
    SEEN,
    MarkWish,
    holder_name,
    opened_mark,
    required,
    sealed_mark,
    seen_name,
)
from prevent_desktop.workflows.receiving.desk_places import DeskPlace, DeskReach
from prevent_desktop.workflows.receiving.pack_holders import in_cases_of_others
from prevent_desktop.workflows.receiving.shared_desk import is_shared_desk
from prevent_desktop.workflows.receiving.vault_sink import Ask
from prevent_desktop.workflows.record.whose_word import who_checked

WAITED_FOR: Final = timedelta(days=90)
_TOLD: Final = "desk-packs-told"
_MOST_AT_ONCE: Final = 50
"""So many files are looked at in one go; each costs a question or two to the store."""
_MOST_LOOKED_AT: Final = 200
"""Of so many rows it is seen whether this vault took in what they tell of: a colleague may have made up any number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tidying:
    """What this vault knows. `packs` are those in a case of somebody's, whoever says so; `own` and `others` are ids of vaults.

    `told` are the packs of which this vault has said that it has seen them, and whose file lay there still.
    """

    places: tuple[DeskPlace, ...]
    own: str
    others: tuple[str, ...]
    member: str
    packs: tuple[ReceivedPack, ...]
    told: tuple[ReceivedPack, ...]
    now: datetime


def to_tidy(vault: Vault, reach: DeskReach, *, now: datetime) -> Tidying | None:
    """What is needed for it; None where the desk is one person's."""
    if vault.is_read_only or not is_shared_desk(vault):
        return None
    found, elsewhere = required(vault), in_cases_of_others(vault)
    member = found.team.owner(found.own.id)
    assert member is not None  # noqa: S101 - a desk of several is that of members alone
    own, every, told = listed_id(found.own.id), vault.received.all(), _told(vault)
    return Tidying(
        places=reach.places(vault),
        own=own,
        others=tuple(one.id for one in found.team.sharing if one.id != own),
        member=member.id,
        packs=tuple(one for one in every if one.case_id is not None or one.id in elsewhere),
        told=tuple(one for one in every if one.id in told),
        now=now,
    )


def _told(vault: Vault) -> frozenset[str]:
    kept: frozenset[str] = read(frozenset[str], vault.settings.get(_TOLD) or "[]")
    return kept


def _taken_here(vault: Vault, packs: Iterable[ReceivedPack]) -> list[ReceivedPack]:
    """The first of these, each with another file, that this vault found to be so itself, and not by a colleague's word."""
    found: dict[str, ReceivedPack] = {}
    for pack in packs:
        if len(found) == _MOST_AT_ONCE:
            break
        if pack.sealed_digest not in found and who_checked(vault, pack) is None:
            found[pack.sealed_digest] = pack
    return list(found.values())


def _note_told(vault: Vault, received_id: str, *, lies_there: bool) -> None:
    """Remember that a mark of ours is to go once the pack's file has gone; or that it went. Of what was disposed of nothing stays."""
    before = _told(vault)
    after = before | {received_id} if lies_there else before - {received_id}
    if after != before:
        there = {one.id for one in vault.received.all()}
        with vault.transaction():
            vault.settings.set(_TOLD, text_of(sorted(after & there)))


def tidy(ask: Ask, what: Tidying) -> int:
    """Say what this vault has seen, and take away what all have; how many packs went. Slow; any thread but the vault's, which `ask` asks.

    Places that are away, and servers that let nobody take anything away, are passed over.
    """
    went, lying, away = 0, set[str](), False
    for place in what.places:
        try:
            with place.marks() as store:
                tidier = _Tidier(ask, what, place, store)
                lying |= tidier.lying
                went += sum(1 for _file in tidier.tidied())
        except (OSError, DeliveryError):
            away = True
    gone = () if away else [pack for pack in what.told if pack.sealed_digest not in lying]
    for pack in gone:
        _take_back(ask, what, pack)
    return went


def _take_back(ask: Ask, what: Tidying, pack: ReceivedPack) -> None:
    """A colleague took the pack away: what this vault said of it meanwhile goes too."""
    with suppress(OSError, DeliveryError):
        for place in what.places:
            with place.marks() as store:
                store.delete(seen_name(pack, what.own))
        ask(lambda vault: _note_told(vault, pack.id, lies_there=False))


class _Tidier:
    """In one place, once. `lying` are the SHA-256 of the sealed files that lay there."""

    def __init__(self, ask: Ask, what: Tidying, place: DeskPlace, store: TeamStore) -> None:
        self._ask, self._what, self._mailbox, self._store = ask, what, place.mailbox, store
        self._others = list(what.others)
        self._at_desk: dict[str, bool] = {}
        self._files = {untrusted_left_digest(each.name): each.name for each in place.mailbox.left()}
        self.lying = frozenset(self._files)

    def tidied(self) -> Iterator[str]:
        """The names of the files that nobody needed any more; they have gone."""
        self._tell(None)
        known = [one for one in self._what.packs if one.sealed_digest in self.lying]
        random.SystemRandom().shuffle(known)  # one that is waited for for long keeps no other from its turn
        for pack in self._ask(lambda vault: _taken_here(vault, known[:_MOST_LOOKED_AT])):
            self._tell(pack)
            if self._all_have_seen(pack):
                file = self._files[pack.sealed_digest]
                self._take_away(file, pack)
                yield file

    def _tell(self, pack: ReceivedPack | None) -> None:
        """Say that this vault has seen it, or that it is of the desk; once. It is noted first that this is to go with the pack."""
        name, what = seen_name(pack, self._what.own), self._what
        if self._store.get(name, LARGEST_MARK) is not None:
            return
        if pack is not None:
            self._ask(lambda vault: _note_told(vault, pack.id, lies_there=True))
        wish = MarkWish(pack=pack, number=SEEN, holder=what.member, in_case=pack is not None)
        mark: bytes = self._ask(lambda vault: sealed_mark(vault, wish, now=what.now))
        self._store.put(name, mark)

    def _all_have_seen(self, pack: ReceivedPack) -> bool:
        waited_for = next((one for one in self._others if not self._has_seen(pack, one)), None)
        if waited_for is None:
            return True
        self._others.remove(waited_for)  # it is asked about first from now on: it may be away for long
        self._others.insert(0, waited_for)
        return False

    def _has_seen(self, pack: ReceivedPack, vault_id: str) -> bool:
        if self._says(pack, vault_id):
            return True
        return self._what.now - pack.received_at > WAITED_FOR and not self._is_at_desk(vault_id)

    def _is_at_desk(self, vault_id: str) -> bool:
        if vault_id not in self._at_desk:
            self._at_desk[vault_id] = self._says(None, vault_id)
        return self._at_desk[vault_id]

    def _says(self, pack: ReceivedPack | None, vault_id: str) -> bool:
        """Whether a mark of that vault says it. One that cannot be read, or that somebody else put there, says nothing."""
        try:
            mark = self._store.get(seen_name(pack, vault_id), LARGEST_MARK)
        except TeamObjectError:
            return False
        said: bool = mark is not None and self._ask(lambda vault: _is_said(vault, mark, pack, vault_id))
        return said

    def _take_away(self, file: str, pack: ReceivedPack) -> None:
        """Its marks go, those that were put last first, and then its file: what was begun is gone on with.

        A vault that was at it in the same moment may say anew that it has seen it; it takes that back itself (`_take_back`).
        """
        names = []
        for number in count(1):
            name = holder_name(pack, number)
            if self._store.get(name, LARGEST_MARK) is None:
                break
            names.append(name)
        for name in (*reversed(names), *(seen_name(pack, one) for one in (*self._others, self._what.own))):
            self._store.delete(name)
        self._mailbox.drop_left(file)


def _is_said(vault: Vault, untrusted: bytes, pack: ReceivedPack | None, vault_id: str) -> bool:
    opened = opened_mark(vault, untrusted)
    if opened is None:
        return False
    mark, signer = opened
    about = ("", "") if pack is None else (pack.pack_id, pack.sealed_digest)
    return (mark.pack_id, mark.sealed_digest, mark.number, signer) == (*about, SEEN, vault_id)
