"""What one round does in the team's mailbox: puts what waits there, asks for the heads, and fetches what is new. No vault.

It is told by an `Errand` what is wanted, and gives back what it `Brought`, none of which is judged here. What it remembers
between rounds (`Memory`) spares requests and nothing else: a round without it does the same.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from prevent_desktop.casework.team.roster import listed_id
from prevent_desktop.delivery.mailboxes.team_store import NOTHING, Head, TeamStore
from prevent_desktop.errors import DatabaseDamagedError, DeliveryError, RefusedError
from prevent_desktop.vault.team.tables import MOST_BY_HEARSAY
from prevent_desktop.workflows.team.change_sets.copy_pieces import AlteredError
from prevent_desktop.workflows.team.change_sets.judging import Wanted
from prevent_desktop.workflows.team.change_sets.to_put import ToPut
from prevent_desktop.workflows.team.circles.hint import Hint
from prevent_desktop.workflows.team.circles.names import TeamNames
from prevent_desktop.workflows.team.circles.profile_objects import LARGEST_SEALED as LARGEST_PROFILE
from prevent_desktop.workflows.team.circles.profile_objects import head_version, profile_head
from prevent_desktop.workflows.team.circles.sealed_words import LARGEST_SEALED
from prevent_desktop.workflows.team.rounds.brought import Brought, FetchedSet
from prevent_desktop.workflows.team.rounds.errand import CircleErrand, Errand
from prevent_desktop.workflows.team.rounds.exchange_memory import MOST_MISSED, Memory
from prevent_desktop.workflows.team.rounds.store_heads import StoreHeads

MOST_SETS: Final = 400
MOST_BYTES: Final = 32 * 1024 * 1024
"""What one round fetches at most; the next one goes on from there. Each writer has an equal share of it before anybody has more, so that
whoever writes without end keeps nobody else's changes away."""
_ASKED_AHEAD: Final = 20
"""Change-sets of one writer that are said to be missing at once: what is old is not in the store any more (`clearing`)."""


@dataclass(frozen=True, slots=True)
class _Next:
    """The change-set of a writer that is asked for next; up to `claimed` there should be more."""

    circle: CircleErrand
    writer: str
    number: int
    claimed: int


class Exchange:
    """One round over an open store. `probing` asks for what no head has told of, too."""

    def __init__(self, errand: Errand, store: TeamStore, memory: Memory, *, probing: bool) -> None:
        self._errand, self._store, self._memory = errand, store, memory
        self._bytes = 0
        self._share = MOST_SETS
        self._after_all: list[_Next] = []
        self._missed: set[str] = set()
        self._healed: set[str] = set()
        self._asks: set[str] = set()
        self.brought = Brought(probed=probing, more=errand.more)
        self._heads = StoreHeads(store, memory, errand.spares, self.brought)

    def run(self) -> Brought:
        """Do all of it, until the store fails. CutError where somebody ended it."""
        try:
            self._put()
            self._put_files()
            self._put_copies()
            self._copy()
            self._copy_asks()
            self._share = MOST_SETS // max(1, sum(len(circle.writers) for circle in self._errand.circles))
            for circle in self._errand.circles:
                self._circle(circle)
            for left in self._after_all:
                self._fetch(left, MOST_SETS)
            self._heads.put_spares()
            if self.brought.probed:
                self._probe()
            self._remove()
        except DeliveryError as error:
            self.brought.trouble = error
        return self.brought

    # -- out

    def _put(self) -> None:
        for one in self._errand.put:
            with self.brought.oddities():
                self._put_one(one)

    def _put_one(self, one: ToPut) -> bool:
        """Put it; where other bytes have its name, see what they are, and put it under its other one. Whether anything lies there."""
        there = None
        if is_put := self._store.put(one.name, one.content):
            self._lies_there(one.name)
        elif (there := self._store.get(one.name, LARGEST_SEALED)) is not None:
            self.brought.taken.append((one, there))
            self._healed.add(one.name)
        is_there = is_put or there is not None
        if is_there and one.is_by_digest and one.said is not None:
            self._memory.said.setdefault(one.circle, set()).add(one.said)
        other = None if is_put else one.by_digest()
        if other is not None and self._put_one(other):
            self._memory.put.add(one.name)
        return is_there

    def _lies_there(self, name: str) -> None:
        self.brought.put.append(name)
        self._memory.put.add(name)
        self._healed.add(name)

    def _put_files(self) -> None:
        """Whatever stands under the name of a piece is that piece: it is named by what is in the file."""
        for file in self._errand.files:
            with (
                suppress(DatabaseDamagedError),
                self.brought.oddities(),
            ):  # one that is damaged here is told by the vault's own check
                for piece in file.pieces():
                    if piece.name not in self._memory.put:
                        self._store.put(piece.name, piece.make())
                        self._memory.put.add(piece.name)
                        self._healed.add(piece.name)
                self.brought.files_put.append(file.file)

    def _put_copies(self) -> None:
        """Those for others. Where the store takes no more of one, all else goes on."""
        for copy in self._errand.copies.put:
            put = self.brought.copies_put.setdefault(copy.to, {})
            try:
                with suppress(FileNotFoundError):
                    for number, piece in copy.pieces():
                        put[number] = self._store.put(piece.name, piece.make())
                        self._healed.add(piece.name)
            except DeliveryError as error:
                self.brought.copy_troubles[copy.to] = error

    # -- in

    def _copy(self) -> None:
        """The one that is asked for: what tells of it, then its pieces."""
        wanted = self._errand.copies.wanted
        self._healed |= self._errand.copies.asked_no_more
        if wanted is None or not (wanted.told or self.brought.probed):
            return
        if wanted.told is None:
            self.brought.copy_words = self._get(wanted.name)
            self._asks |= {wanted.name} if self.brought.copy_words is None else set()
            return
        try:
            missing = wanted.fetch(self._get, lambda: self._bytes >= MOST_BYTES)
            self.brought.copy_useless = bool(missing) and self._get(wanted.name) is None
            self._asks.update(missing)
            self.brought.more |= self._bytes >= MOST_BYTES
        except AlteredError:
            self.brought.copy_useless = True

    def _copy_asks(self) -> None:
        """What was signed by those who are said to ask for a copy."""
        for by, name in self._errand.copies.asks.items():
            if self.brought.probed or name not in self._memory.asked_for:
                self._memory.asked_for.add(name)
                untrusted = self._get(name)
                self.brought.copy_asks |= {} if untrusted is None else {by: untrusted}

    def _circle(self, circle: CircleErrand) -> None:
        hint = self._heads.read(circle)
        for writer in sorted(_writers(circle, hint)):
            claimed = hint.heads.get(writer, 0)
            self._sets(circle, writer, min(claimed, circle.until.get(writer, claimed)))
        self._other_sets(circle, hint)
        self._beyond(circle)
        self._files(circle)
        self._missed.update(circle.keys_lacking)
        if hint.unread and circle.next_key:
            self._missed.add(circle.next_key)  # whoever sealed it may have made one that did not come here
        self._healed |= circle.keys_told
        self._tell(circle, hint)

    def _other_sets(self, circle: CircleErrand, hint: Hint) -> None:
        """One of two sets under a number: it lies under a name of its own, or the other one does."""
        told = {
            Wanted(writer=one.writer, number=one.number, digest=one.digest)
            for one in hint.others
            if one not in circle.forks and one not in circle.aside
        }
        for other in sorted({*circle.others, *told} - self._memory.had):
            name = circle.names.other_set(other.writer, other.number, other.digest)
            plain = circle.names.change_set(other.writer, other.number)
            if self._set(circle, name, other):
                self._memory.had.add(other)
            else:
                self._set(circle, plain, replace(other, digest=""))
                self._missed.add(name)  # what lies there may be another one

    def _beyond(self, circle: CircleErrand) -> None:
        """What may be nowhere any more is asked for with all else alone."""
        for one in circle.beyond if self.brought.probed else ():
            if self._rests(circle, one):
                continue
            name = circle.names.change_set(one.writer, one.number)
            if not self._set(circle, name, one):
                self._missed.add(name)

    def _tell(self, circle: CircleErrand, hint: Hint) -> None:
        """Say in the head how far this vault is and what it missed, where it says less: others may have written over it.

        What stands there under a key that is not here goes along: somebody may ask for something in it.
        """
        others = {*circle.forks, *self._memory.said.get(circle.circle, ())}
        known = {**circle.complete, **circle.own}
        is_behind = any(hint.heads.get(one, 0) < number for one, number in known.items())
        missed = self._missed if self.brought.probed else set[str]()
        asks = self._asks if self.brought.probed else set[str]()
        healed = set(hint.wanted) & self._healed
        left = replace(hint, wanted=tuple(one for one in hint.wanted if one not in healed))
        told = (
            left.joined(Hint(heads=known, others=tuple(others), wanted=tuple(missed)))
            .asking(asks)
            .carried_on()
        )
        says_more = not set(told.others) <= set(hint.others) or not set(told.wanted) <= set(hint.wanted)
        is_begun = self._heads.is_begun(circle)
        if not circle.recipient or not (is_behind or healed or says_more or is_begun):
            return
        self._heads.put(circle, told)
        self._missed.clear()
        self._asks.clear()

    def _sets(self, circle: CircleErrand, writer: str, claimed: int) -> None:
        """The next change-sets of a writer, up to their share; what is claimed is noted."""
        number = circle.complete.get(writer, 0) + 1
        if claimed >= number:
            self.brought.claimed[circle.circle, writer] = claimed
        left = self._fetch(_Next(circle, writer, number, claimed), self._share)
        if left is not None:
            self._after_all.append(left)

    def _fetch(self, following: _Next, at_most: int) -> _Next | None:
        """A writer's change-sets until there is none; where one more is to be had after `at_most` of them, which."""
        circle, number, claimed = following.circle, following.number, following.claimed
        enough = number + max(1, at_most)
        bytes_enough = self._bytes + MOST_BYTES * at_most // MOST_SETS
        while number <= claimed or self.brought.probed:
            if self._is_full:
                self.brought.more = True
                return None
            if number == enough or (number > following.number and self._bytes > bytes_enough):
                return replace(following, number=number)
            wanted = Wanted(writer=following.writer, number=number)
            if self._rests(circle, wanted):
                return None
            if not self._set(circle, circle.names.change_set(following.writer, number), wanted):
                ahead = range(number, min(claimed + 1, number + _ASKED_AHEAD))
                self._missed |= {circle.names.change_set(following.writer, each) for each in ahead}
                return None
            number += 1
        return None

    def _set(self, circle: CircleErrand, name: str, wanted: Wanted) -> bool:
        untrusted = self._get(name)
        if circle.is_seldom(wanted):
            self._memory.asked_seldom.add((circle.circle, wanted))
        if untrusted is not None:
            found = FetchedSet(circle=circle.circle, wanted=wanted, name=name, untrusted=untrusted)
            self.brought.sets.append(found)
        return untrusted is not None

    def _rests(self, circle: CircleErrand, wanted: Wanted) -> bool:
        """Whether nobody waits for it and it was asked for lately, or this round asks for what is new alone."""
        is_asked = self.brought.probed and (circle.circle, wanted) not in self._memory.asked_seldom
        return circle.is_seldom(wanted) and not is_asked

    def _remove(self) -> None:
        """Take away what nobody needs; a store that lets nobody do so is not asked again before the next start."""
        for name in self._errand.remove:
            try:
                with self.brought.oddities():
                    self._store.delete(name)
                    self.brought.removed.append(name)
            except RefusedError:
                self.brought.keeps = self._memory.keeps = True
                return
        self._memory.put.difference_update(self.brought.removed)

    def _probe(self) -> None:
        """What no head tells of: words for this vault alone, lists of heads, a newer profile."""
        for post in self._errand.posts:
            if (untrusted := self._get(post.name)) is not None:
                self.brought.posts.append((post, untrusted))
        for one in self._errand.lists:
            if (untrusted := self._get(one.name)) is not None:
                self.brought.lists.append((one, untrusted))
        self._profile()

    def _profile(self) -> None:
        """The newest profile, where one is told of; and to say which is the newest, where less is said."""
        team, names = self._errand.team, TeamNames(self._errand.team)
        head: Head | None = NOTHING  # one that is damaged is put right
        with self.brought.oddities():
            head = self._store.head(names.profile_head())
        told = 0 if head is None else head_version(team, head.content)
        if 0 < told < self._errand.profile or head == NOTHING:
            self._store.set_head(names.profile_head(), profile_head(team, self._errand.profile))
        elif told > self._errand.profile:
            # The next one too: where the authority changed, the newest goes on from it and not from the one that is here.
            for version in sorted({self._errand.profile + 1, told}):
                untrusted = self._get(names.profile(version), LARGEST_PROFILE)
                self.brought.profiles += [] if untrusted is None else [untrusted]

    def _files(self, circle: CircleErrand) -> None:
        missed = 0
        for wanted in self._memory.in_turn(circle.circle, circle.files):
            if self._is_full:
                self.brought.more = True
                return
            if missed == MOST_MISSED:
                self._memory.asked_in_vain(circle.circle)
                return
            if wanted.file.target in {one.file.target for one in self.brought.files}:
                continue  # it waits in several circles, and came by one of them
            found = wanted.fetch(self._get_piece)
            missed += found is None
            self.brought.files += [] if found is None else [found]

    def _get_piece(self, name: str) -> bytes | None:
        untrusted = self._get(name)
        self._missed |= {name} if untrusted is None else set()
        return untrusted

    @property
    def _is_full(self) -> bool:
        return len(self.brought.sets) >= MOST_SETS or self._bytes >= MOST_BYTES

    def _get(self, name: str, at_most: int = LARGEST_SEALED) -> bytes | None:
        """What lies under a name. Where nothing good lay there before, it is asked for again only when all is."""
        if name in self._memory.passed_over and not self.brought.probed:
            return None
        self._memory.passed_over.discard(name)
        untrusted = None
        with self.brought.oddities():
            untrusted = self._store.get(name, at_most)
        self._bytes += len(untrusted or b"")
        return untrusted


def _writers(circle: CircleErrand, hint: Hint) -> set[str]:
    """Whose change-sets are asked for: the writers that are known, and those of vaults of the circle that a head names."""
    listed = {listed_id(writer) for writer in circle.writers}
    named = [one for one in hint.heads if one not in circle.writers and listed_id(one) in listed]
    return {*circle.writers, *sorted(named)[:MOST_BY_HEARSAY]}
