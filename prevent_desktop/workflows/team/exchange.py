"""What one round does in the team's mailbox: puts what waits there, asks for the heads, and fetches what is new. No vault.

It is told by an `Errand` what is wanted, and gives back what it `Brought`, none of which is judged here. What it remembers
between rounds (`Memory`) spares requests and nothing else: a round without it does the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from prevent_desktop.delivery.mailboxes.team_store import TeamStore
from prevent_desktop.errors import DeliveryError, TeamObjectError
from prevent_desktop.sealing import Identity
from prevent_desktop.workflows.team.names import CircleNames, TeamNames
from prevent_desktop.workflows.team.sealed_words import LARGEST_SEALED

MOST_SETS: Final = 400
MOST_BYTES: Final = 32 * 1024 * 1024
"""What one round fetches at most; the next one goes on from there."""
_MOST_BY_HEARSAY: Final = 64
"""Writers that a head may name which are of no vault that is known here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToPut:
    """An object that waits, or what makes it. Where other bytes stand under its name, it goes under the `other` one.

    Without such a name whatever stands there is the same thing: pieces of files are named by what is in them.
    """

    name: str
    content: bytes | Callable[[], bytes]
    other: str = ""

    @property
    def made(self) -> bytes:
        """Its bytes; a piece of a file is read and sealed now."""
        return self.content if isinstance(self.content, bytes) else self.content()


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedFile:
    """A file that a record needs and that is not here: what it has to come to, and in how many pieces it lies there."""

    kind: str
    sha256: str
    pieces: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CircleErrand:
    """What is wanted of one circle. `own` are the newest numbers of this vault, `complete` how far each writer is here.

    `writers` are those whose next number may be asked for; `lists` are signed lists of heads that are not here, by vault and day.
    """

    circle: str
    names: CircleNames
    identities: tuple[Identity, ...]
    recipient: str
    own: Mapping[str, int]
    complete: Mapping[str, int]
    writers: frozenset[str]
    lists: tuple[tuple[str, date, int], ...] = ()
    files: tuple[WantedFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What is wanted in one round. `posts` may lie there for this vault alone; `profile` is the version that counts here."""

    team: str
    address: str
    put: tuple[ToPut, ...] = ()
    circles: tuple[CircleErrand, ...] = ()
    posts: tuple[WantedPost, ...] = ()
    profile: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedSet:
    """What stands under the name of a change-set. Nothing of it is known to be true."""

    circle: str
    writer: str
    number: int
    name: str
    untrusted: bytes


@dataclass(slots=True)
class Brought:
    """What a round brought. Names are of the store; everything that came is a stranger's until it is judged.

    `put` are names whose bytes are there now, `taken` what found others under its name, with what stands there. `not_come` are
    the numbers that a head names and the store does not give, by circle and writer. `trouble` is why the round ended before
    all was asked for; `odd` are single objects that could not be read. `probed` says whether more than the heads was asked for.
    """

    put: list[str] = field(default_factory=list)
    taken: list[tuple[ToPut, bytes]] = field(default_factory=list)
    sets: list[FetchedSet] = field(default_factory=list)
    not_come: dict[tuple[str, str], int] = field(default_factory=dict)
    emptied: set[str] = field(default_factory=set)
    lists: list[tuple[str, str, date, bytes]] = field(default_factory=list)
    posts: list[tuple[WantedPost, bytes]] = field(default_factory=list)
    files: list[tuple[str, WantedFile, tuple[bytes, ...]]] = field(default_factory=list)
    profiles: list[bytes] = field(default_factory=list)
    odd: list[TeamObjectError] = field(default_factory=list)
    trouble: DeliveryError | None = None
    probed: bool = False
    more: bool = False

    @property
    def news(self) -> bool:
        """Whether anything went or came."""
        return bool(self.put or self.sets or self.posts or self.files or self.profiles)


@dataclass(slots=True)
class Memory:
    """What is known from the rounds before: heads with their tags, and names under which nothing good lay."""

    tags: dict[str, str] = field(default_factory=dict)
    heads: dict[str, HeadHint] = field(default_factory=dict)
    passed_over: set[str] = field(default_factory=set)
    put: set[str] = field(default_factory=set)


class Exchange:
    """One round over an open store. `probing` asks for what no head has told of, too."""

    def __init__(self, errand: Errand, store: TeamStore, memory: Memory, *, probing: bool) -> None:
        self._errand, self._store, self._memory = errand, store, memory
        self._bytes = 0
        self.brought = Brought(probed=probing)

    def run(self) -> Brought:
        """Do all of it, until the store fails. CutError where somebody ended it."""
        try:
            self._put()
            for circle in self._errand.circles:
                self._circle(circle)
            self._posts()
            if self.brought.probed:
                self._profile()
            for circle in self._errand.circles:
                self._files(circle)
        except DeliveryError as error:
            self.brought.trouble = error
        return self.brought

    # -- out

    def _put(self) -> None:
        for one in self._errand.put:
            if one.name in self._memory.put:
                self.brought.put.append(one.name)
                continue
            with self._oddities():
                content = one.made
                if self._store.put(one.name, content) or not one.other:
                    self._has_put(one)
                else:
                    self._found_taken(one, content)

    def _found_taken(self, one: ToPut, content: bytes) -> None:
        there = self._store.get(one.name, LARGEST_SEALED)
        if there is not None:
            self.brought.taken.append((one, there))
        if self._store.put(one.other, content):
            self._has_put(one)

    def _has_put(self, one: ToPut) -> None:
        self.brought.put.append(one.name)
        self._memory.put.add(one.name)

    # -- in

    def _circle(self, circle: CircleErrand) -> None:
        hint = self._head(circle)
        self._tell_head(circle, hint)
        for writer in sorted(_writers(circle, hint)):
            self._sets(circle, writer, hint.numbers.get(writer, 0))
        if self.brought.probed:
            self._lists(circle)

    def _head(self, circle: CircleErrand) -> HeadHint:
        """What the head says; what it said before where it has not changed, or says nothing that can be read."""
        name, before = circle.names.head(), self._memory.heads.get(circle.circle, HeadHint())
        with self._oddities():
            found = self._store.head(name, self._memory.tags.get(name, ""))
            if found is None:
                return before
            self._memory.tags[name] = found.tag
            if found == NOTHING:
                self.brought.emptied.add(circle.circle)
                before = HeadHint()
            else:
                before = open_head(found.content, circle.identities) or before
            self._memory.heads[circle.circle] = before
        return before

    def _tell_head(self, circle: CircleErrand, hint: HeadHint) -> None:
        """Say in the head how far this vault is, where it says less: others may have written over it."""
        if all(hint.numbers.get(writer, 0) >= number for writer, number in circle.own.items()):
            return
        told = HeadHint(_highest(hint.numbers, circle.own, circle.complete))
        self._store.set_head(circle.names.head(), seal_head(told, circle.recipient))
        self._memory.heads[circle.circle] = told

    def _sets(self, circle: CircleErrand, writer: str, claimed: int) -> None:
        """The next change-sets of a writer, until there is none; what is claimed and not given is noted."""
        number = circle.complete.get(writer, 0) + 1
        while number <= claimed or self.brought.probed:
            if len(self.brought.sets) >= MOST_SETS or self._bytes >= MOST_BYTES:
                self.brought.more = True
                return
            name = circle.names.change_set(writer, number)
            untrusted = self._get(name)
            if untrusted is None:
                if number <= claimed:
                    self.brought.not_come[circle.circle, writer] = claimed
                return
            self.brought.sets.append(FetchedSet(circle=circle.circle, writer=writer, number=number, name=name, untrusted=untrusted))  # fmt: skip
            number += 1

    def _lists(self, circle: CircleErrand) -> None:
        for listed, day, turn in circle.lists:
            untrusted = self._get(circle.names.heads(listed, day, turn))
            if untrusted is not None:
                self.brought.lists.append((circle.circle, listed, day, untrusted))

    def _posts(self) -> None:
        """Words for this vault alone. Who sends them cannot say so in a head that this vault may not read yet."""
        for wanted in self._errand.posts if self.brought.probed else ():
            untrusted = self._get(wanted.name)
            if untrusted is not None:
                self.brought.posts.append((wanted, untrusted))

    def _profile(self) -> None:
        """The newest profile, where one is told of; and to say which is the newest, where less is said."""
        names = TeamNames(self._errand.team)
        head = self._store.head(names.profile_head())
        told = 0 if head is None else head_version(self._errand.team, head.content)
        if told < self._errand.profile:
            self._store.set_head(names.profile_head(), profile_head(self._errand.team, self._errand.profile))
        elif told > self._errand.profile and (untrusted := self._get(names.profile(told))) is not None:
            self.brought.profiles.append(untrusted)

    def _files(self, circle: CircleErrand) -> None:
        for file in circle.files:
            if self._bytes >= MOST_BYTES:
                self.brought.more = True
                return
            pieces = list(self._pieces(circle, file))
            if len(pieces) == file.pieces:
                self.brought.files.append((circle.circle, file, tuple(pieces)))

    def _pieces(self, circle: CircleErrand, file: WantedFile) -> Iterator[bytes]:
        for piece in range(file.pieces):
            untrusted = self._get(circle.names.attachment(file.sha256, piece))
            if untrusted is None:
                return
            yield untrusted

    def _get(self, name: str) -> bytes | None:
        """What lies under a name. Where nothing good lay there before, it is asked for again only when all is."""
        if name in self._memory.passed_over and not self.brought.probed:
            return None
        self._memory.passed_over.discard(name)
        untrusted = None
        with self._oddities():
            untrusted = self._store.get(name, LARGEST_SEALED)
        if untrusted is not None:
            self._bytes += len(untrusted)
        return untrusted

    @contextmanager
    def _oddities(self) -> Iterator[None]:
        """One object that cannot be read holds up no other."""
        try:
            yield
        except TeamObjectError as error:
            self.brought.odd.append(error)


def _writers(circle: CircleErrand, hint: HeadHint) -> set[str]:
    """Whose change-sets are asked for: the writers that are known, and those of listed vaults that a head names."""
    listed = {listed_id(writer) for writer in circle.writers}
    named = [one for one in hint.numbers if one not in circle.writers and listed_id(one) in listed]
    return {*circle.writers, *sorted(named)[:_MOST_BY_HEARSAY]}


def _highest(*counts: Mapping[str, int]) -> dict[str, int]:
    """The highest number of each name."""
    found: dict[str, int] = {}
    for one in counts:
        for name, number in one.items():
            found[name] = max(number, found.get(name, 0))
    return found
