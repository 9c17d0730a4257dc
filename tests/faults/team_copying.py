"""In the middle of a run a vault lacks what the mailbox gives no more, and a lead's copy comes through that mailbox, whatever is done to it.

The changes of a few days are withheld from one laptop for good. It asks, signed; a lead says yes, or has it so that none is needed. What is
put is cut, withheld, altered or lost, its lead is removed in the middle, or says no; both ends are killed. In the end all of it is there, and
nothing of a copy is left in the mailbox.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

from prevent_desktop.casework.team.roster import Role
from prevent_desktop.vault.team.moving import MOVED
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.change_sets.copies_asked import asking_words
from prevent_desktop.workflows.team.change_sets.copies_made import (
    copies,
    make_by_itself,
    say_no,
    say_yes,
    scope,
)
from prevent_desktop.workflows.team.change_sets.copies_told import asking
from prevent_desktop.workflows.team.change_sets.copy_pieces import SIZE
from prevent_desktop.workflows.team.circles.statements import circles
from tests.faults.killed_steps import killed_at
from tests.faults.seeded import all_chance_from
from tests.faults.team_forging import must
from tests.faults.team_laptops import Founded, Laptop, change_team
from tests.faults.team_ledger import SetId, sets_in

_AHEAD = timedelta(days=41)
"""On days on which nothing else is told: a list of heads is signed once a day."""
_WEEK = timedelta(days=8)
_MOST_WEEKS = 5
Write = Callable[[Laptop], None]
"""Somebody writes in the main circle, and puts it there."""
Remove = Callable[[Laptop], None]


@dataclass
class Copying:
    """The laptops that are there, by which `write` and `remove` go; `wrong` is what should not be, in words."""

    founded: Founded
    present: Callable[[], list[Laptop]]
    chance: random.Random
    write: Write
    remove: Remove
    wrong: list[str] = field(default_factory=list)

    def play(self) -> None:
        """All of it; nothing where too few are there: whoever lacks something hears of it by somebody else's list."""
        lead = self.founded.laptops["sf-1"]
        asker = self._asker(lead)
        others = [] if asker is None else [one for one in self.present() if one.listed != asker.listed]
        if asker is None or len({one.listed for one in others}) < 2:
            return
        for one in self.present():
            one.set_right()
            one.drift += _AHEAD
        maker = self._maker(lead, others)
        first = len(self.founded.journal.put)
        asker.lies.withheld = self._what_is_missed(others)
        self._ask(asker, maker)
        self._trouble(asker, maker, first)
        self._until_it_came(asker)
        self._nothing_is_left(asker, first)
        for one in self.present():
            one.set_right()

    # -- who

    def _asker(self, lead: Laptop) -> Laptop | None:
        """Somebody whose laptop was not copied: each copy would ask for itself."""
        here = self.present()
        single = [one for one in here if sum(each.listed == one.listed for each in here) == 1]
        others = [one for one in single if one.member != lead.member]
        return self.chance.choice(others) if others else None

    def _maker(self, lead: Laptop, others: list[Laptop]) -> Laptop:
        """The lead, or somebody who is a second one from now on."""
        deputies = [one for one in others if one.member != lead.member]
        if not deputies or self.chance.random() < 0.5:
            return lead
        maker = self.chance.choice(deputies)
        members = self.founded.office.team.members
        change_team(
            self.founded,
            lead,
            members=tuple(replace(one, role=Role.LEAD) if one.id == maker.member else one for one in members),
        )
        self._rounds([lead, *others], 2)
        return maker

    # -- what happens

    def _what_is_missed(self, others: list[Laptop]) -> set[str]:
        """Others write in what they share by then, all of them have it, and say so the day after; the names of these changes."""
        self._rounds(others, 2)
        before = self._held(others)
        for one in self.chance.sample(others, 2):
            self.write(one)
        self._rounds(others, 2)
        self._later(timedelta(days=1))
        self._rounds(others, 2)
        with others[0].opened() as vault:
            names = circles(vault)[self.founded.main].names
        missed = self._held(others) - before
        plain = {names.change_set(writer, number) for _circle, writer, number, _digest in missed}
        return plain | {names.other_set(writer, number, digest) for _circle, writer, number, digest in missed}

    def _held(self, laptops: list[Laptop]) -> set[SetId]:
        found: set[SetId] = set()
        for one in laptops:
            with one.opened() as vault:
                found |= self._held_in(vault)
        return found

    def _held_in(self, vault: Vault) -> set[SetId]:
        return {each.id for each in sets_in(vault) if each.id.circle == self.founded.main}

    def _ask(self, asker: Laptop, maker: Laptop) -> None:
        # A profile and lists come first; what lacks twice is asked for; then the hint says so.
        self._look(asker, 5)
        with asker.opened() as vault:
            if not asking_words(vault):
                self.wrong.append(f"{asker.name} does not ask for a copy of what the mailbox gives no more")
        by_itself = self.chance.random() < 0.3
        if by_itself:
            with maker.opened() as vault:
                make_by_itself(vault, wanted=True)
        self._look(maker, 1)
        if not self._is_told(maker, asker):  # each has a key by now that the other one has not
            self._rounds([maker, asker, maker], 1)
        with maker.opened() as vault:
            told = {one.vault_id: one for one in asking(vault)}
            if asker.listed not in told:
                self.wrong.append(f"{maker.name} is not told that {asker.name} asks for a copy")
            elif by_itself == told[asker.listed].waits:
                self.wrong.append(f"a copy by itself: {by_itself}, and {maker.name} is told: {told}")
            elif not by_itself and not told[asker.listed].is_signed:
                self.wrong.append(f"what {asker.name} asks is not seen as signed at {maker.name}")
            elif not by_itself:
                say_yes(vault, asker.listed)

    def _is_told(self, maker: Laptop, asker: Laptop) -> bool:
        with maker.opened() as vault:
            return asker.listed in {one.vault_id for one in asking(vault)}

    def _trouble(self, asker: Laptop, maker: Laptop, first: int) -> None:
        """What is done to the copy while it is put and fetched."""
        match self.chance.randrange(7):
            case 0:
                self._cut(maker)
                self._cut(asker)
            case 1:
                maker.lies.loses = 0.5
                self._look(maker, 2)
                maker.lies.end()
            case 2:
                self._look(maker, 3)
                asker.lies.withheld |= set(self._pieces(first))
                self._look(asker, 2)
                asker.lies.withheld -= set(self._pieces(first))
            case 3:
                self._look(maker, 3)
                self._alter(first)
                self._look(asker, 2)
            case 4 if maker.listed != self.founded.laptops["sf-1"].listed:
                self._look(maker, self.chance.randint(0, 3))
                self.remove(maker)
            case 5:
                self._look(maker, 2)
                with maker.opened() as vault:
                    say_no(vault, asker.listed)
                self._look(maker, 1)
            case _:
                self._killed(maker)
                self._killed(asker)

    def _cut(self, laptop: Laptop) -> None:
        for requests in self.chance.sample(range(2, 40), 3):
            laptop.lies.cut_off = requests
            self._look(laptop, 1)
        laptop.lies.cut_off = None

    def _alter(self, first: int) -> None:
        """Other bytes lie under a piece's name, whole as a store keeps them."""
        for name in self._pieces(first):
            self.founded.journal.take_away(name)
            self.founded.journal.open().put(name, self.chance.randbytes(3000))

    def _killed(self, laptop: Laptop) -> None:
        seed = self.chance.randrange(1 << 32)

        def alone() -> None:
            with all_chance_from(seed):
                self._look(laptop, 2)

        killed_at(round(900 ** self.chance.random()), alone)

    def _until_it_came(self, asker: Laptop) -> None:
        """Weeks go by, and whoever is a lead says yes."""
        for _week in range(_MOST_WEEKS):
            for one in self.chance.sample(self.present(), len(self.present())):
                self._say_yes(one, asker)
                self._look(one, 2)
            for _time in range(2):
                self._look(asker, 1)
            if not self._lacks(asker):
                break
            self._later(_WEEK)
        else:
            self.wrong.append(f"the copy that {asker.name} asked for never came: {self._lacks(asker)}")
        self._later(timedelta(days=1))
        self._rounds(self.present(), 2)

    def _say_yes(self, laptop: Laptop, asker: Laptop) -> None:
        """Also who said no before: they have thought about it."""
        with laptop.opened() as vault:
            if scope(vault) is not None and asker.listed in copies(vault).asks:
                say_yes(vault, asker.listed)

    def _lacks(self, asker: Laptop) -> list[str]:
        """What counts at the lead in the main circle and the asker has not: a copy leaves out what goes on in another circle."""
        lead = self.founded.laptops["sf-1"]
        with lead.opened() as vault:
            moved = {one for one in self._held_in(vault) if must(vault.team.find(*one)).reason == MOVED}
        return [str(one) for one in sorted(self._held([lead]) - moved - self._held([asker]))]

    def _nothing_is_left(self, asker: Laptop, first: int) -> None:
        """Of a copy whose lead was removed before it was told of nobody else knows the names."""
        told = self._told_of(first)
        lying = [name for name in told if (self.founded.journal.folder / name).exists()]
        if lying:
            self.wrong.append(f"{len(lying)} pieces of copies for {asker.name} are left in the mailbox")

    # -- what it is made of

    def _pieces(self, first: int) -> list[str]:
        """The names of pieces of copies that were put since: nothing else is so large."""
        return [name for name, content, _who in self.founded.journal.put[first:] if len(content) > SIZE]

    def _told_of(self, first: int) -> Iterator[str]:
        """Those of laptops that are there still."""
        here = {one.name for one in self.present()}
        for name, content, who in self.founded.journal.put[first:]:
            if len(content) > SIZE and who in here:
                yield name

    def _later(self, how_long: timedelta) -> None:
        for one in self.present():
            one.drift += how_long

    def _rounds(self, laptops: list[Laptop], times: int) -> None:
        for _time in range(times):
            for one in laptops:
                self._look(one, 1)

    def _look(self, laptop: Laptop, times: int) -> None:
        """So many rounds of a vault that stays open, each of which asks for everything."""
        with laptop.opened() as vault:
            rounds = laptop.rounds(self.founded.journal, self.chance)
            for _time in range(times):
                rounds.ask_for_all()
                laptop.round_by(rounds, vault)
            rounds.close()
