"""At a desk of several: what lies beside its packs is taken away once nobody needs it any more.

A pack that one of its vaults took in lies there for the others, and with it the marks that say who has it. Each vault that has the pack, and
knows that it is in a case of somebody's, says so by a mark of its own. Once all present vaults of leads and deputies have said it, the
marks go, and then the sealed file. Whoever of them never was at this desk is waited for for 90 days; a vault that is of the desk, however
long it takes.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
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
from prevent_desktop.workflows.receiving.desk_places import DeskPlace, DeskReach, Mailbox
from prevent_desktop.workflows.receiving.importing import Ask
from prevent_desktop.workflows.receiving.pack_holders import in_cases_of_others
from prevent_desktop.workflows.receiving.shared_desk import is_shared_desk

WAITED_FOR: Final = timedelta(days=90)
_MOST_AT_ONCE: Final = 50
"""So many files are looked at in one go; each costs a question or two to the store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tidying:
    """What this vault knows. `packs` are those in a case of somebody's, by the SHA-256 of their sealed file; `own` and `others` are ids of vaults."""

    places: tuple[DeskPlace, ...]
    own: str
    others: tuple[str, ...]
    member: str
    packs: Mapping[str, ReceivedPack]
    now: datetime


def to_tidy(vault: Vault, reach: DeskReach, *, now: datetime) -> Tidying | None:
    """What is needed for it; None where the desk is one person's."""
    if vault.is_read_only or not is_shared_desk(vault):
        return None
    found, elsewhere = required(vault), in_cases_of_others(vault)
    member = found.team.owner(found.own.id)
    assert member is not None  # noqa: S101 - a desk of several is that of members alone
    own = listed_id(found.own.id)
    return Tidying(
        places=reach.places(vault),
        own=own,
        others=tuple(one.id for one in found.team.sharing if one.id != own),
        member=member.id,
        packs={
            one.sealed_digest: one
            for one in vault.received.all()
            if one.case_id is not None or one.id in elsewhere
        },
        now=now,
    )


def tidy(ask: Ask, what: Tidying) -> int:
    """Say what this vault has seen, and take away what all have; how many packs went. Slow; any thread but the vault's, which `ask` asks.

    Places that are away, and servers that let nobody take anything away, are passed over.
    """
    went = 0
    for place in what.places:
        with suppress(OSError, DeliveryError), place.marks() as store:
            for _each in _Tidier(ask, what, place.mailbox, store).tidied():
                went += 1
    return went


class _Tidier:
    """In one place, once."""

    def __init__(self, ask: Ask, what: Tidying, mailbox: Mailbox, store: TeamStore) -> None:
        self._ask, self._what, self._mailbox, self._store = ask, what, mailbox, store
        self._others = list(what.others)
        self._at_desk: dict[str, bool] = {}

    def tidied(self) -> Iterator[str]:
        """The names of the files that nobody needed any more; they have gone."""
        self._tell(None)
        known = [
            (each.name, pack)
            for each in self._mailbox.left()
            if (pack := self._what.packs.get(untrusted_left_digest(each.name))) is not None
        ]
        random.SystemRandom().shuffle(known)  # one that is waited for for long keeps no other from its turn
        for file, pack in known[:_MOST_AT_ONCE]:
            if self._tell(pack) and not self._mailbox.has_left(file):
                self._store.delete(seen_name(pack, self._what.own))  # somebody took it away in this moment
            elif self._all_have_seen(pack):
                self._take_away(file, pack)
                yield file

    def _tell(self, pack: ReceivedPack | None) -> bool:
        """Say that this vault has seen it, or that it is of the desk; whether that was not said yet."""
        name, what = seen_name(pack, self._what.own), self._what
        if self._store.get(name, LARGEST_MARK) is not None:
            return False
        wish = MarkWish(pack=pack, number=SEEN, holder=what.member, in_case=pack is not None)
        mark: bytes = self._ask(lambda vault: sealed_mark(vault, wish, now=what.now))
        self._store.put(name, mark)
        return True

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

        What a vault that was at it in the same moment said anew goes after that; one that says it later sees that the file has gone.
        """
        names = []
        for number in count(1):
            name = holder_name(pack, number)
            if self._store.get(name, LARGEST_MARK) is None:
                break
            names.append(name)
        seen = [seen_name(pack, one) for one in (*self._others, self._what.own)]
        for name in (*reversed(names), *seen):
            self._store.delete(name)
        self._mailbox.drop_left(file)
        for name in seen:
            self._store.delete(name)


def _is_said(vault: Vault, untrusted: bytes, pack: ReceivedPack | None, vault_id: str) -> bool:
    opened = opened_mark(vault, untrusted)
    if opened is None:
        return False
    mark, signer = opened
    about = ("", "") if pack is None else (pack.pack_id, pack.sealed_digest)
    return (mark.pack_id, mark.sealed_digest, mark.number, signer) == (*about, SEEN, vault_id)
