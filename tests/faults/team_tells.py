"""Lies that a store tells to one member of a team, one after the other: each has to be told to them, and nothing else."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.change_sets.round_state import TeamState
from prevent_desktop.workflows.team.circles.statements import circles
from tests.faults.team_laptops import Founded, Laptop
from tests.faults.team_ledger import Rows, rows_of
from tests.faults.team_work import Desk, write_note

_WEEK = timedelta(days=7)
Note = Callable[[Vault, str, Rows], None]
"""The ledger: what stood in a circle before, and stands there now."""


@dataclass
class Telling:
    """`desk` is where somebody works on a case of a circle; `missed` are lies that somebody was not told."""

    founded: Founded
    desk: Callable[[Laptop, Vault, str], Desk]
    note: Note
    chance: random.Random
    missed: list[str]

    def every(self, writer: Laptop, lied_to: Laptop, others: list[Laptop], ahead: timedelta) -> None:
        """All of them, so long after the beginning; two histories need a third member."""
        for each in (writer, lied_to, *others):
            each.set_right()
            each.drift += ahead
        self.withheld(writer, lied_to)
        self.old_heads(writer, lied_to)
        if others:
            self.two_histories(writer, others[0], lied_to)
        self.silence(writer, others, lied_to)
        self.emptied(lied_to)
        for each in (writer, lied_to, *others):
            each.set_right()

    # -- each lie

    def withheld(self, writer: Laptop, lied_to: Laptop) -> None:
        """The newest of one is withheld; the head gives it away."""
        lied_to.lies.withheld = self._put_by(writer)
        state = self._round(lied_to)
        if not state.not_come:
            self.missed.append(f"that a change was withheld from {lied_to.name} is not told: {state}")
        lied_to.lies.end()

    def emptied(self, lied_to: Laptop) -> None:
        """Everything is deleted while a vault is open."""
        with lied_to.opened() as vault:
            rounds = lied_to.rounds(self.founded.journal, self.chance)
            lied_to.round_by(rounds, vault)
            self.founded.journal.empty()
            state = lied_to.round_by(rounds, vault).state
        if not any("Everything in the mailbox is gone" in one for one in state.doubts):
            self.missed.append(f"that the store was emptied is not told at {lied_to.name}: {state}")

    def old_heads(self, writer: Laptop, lied_to: Laptop) -> None:
        """The store goes back to an older head while a vault is open, and stays there."""
        self._round(lied_to)
        with lied_to.opened() as vault:
            name = circles(vault)[self.founded.main].names.head()
            old = (self.founded.journal.folder / "heads" / name).read_bytes()[
                :-32
            ]  # behind it is its SHA-256
            rounds = lied_to.rounds(self.founded.journal, self.chance)
            lied_to.round_by(rounds, vault)
            self._write(writer)
            states = [lied_to.round_by(rounds, vault).state]
            lied_to.lies.old_heads = {name: old}
            for _ in range(4):
                rounds.ask_for_all()
                states.append(lied_to.round_by(rounds, vault).state)
        lied_to.lies.end()
        if any("older state" in one for one in states[0].doubts):
            self.missed.append(f"an honest head is told as an old one at {lied_to.name}: {states[0]}")
        if not any("older state" in one for one in states[-1].doubts):
            self.missed.append(f"that an old head was served is not told at {lied_to.name}: {states[-1]}")

    def two_histories(self, writer: Laptop, one: Laptop, other: Laptop) -> None:
        """Two copies of a laptop write under one number; each of two members is shown one of them, and neither the other."""
        twin = replace(
            writer, name=f"{writer.name}-fork", folder=writer.folder.with_name(f"{writer.name}-fork")
        )
        shutil.rmtree(twin.folder, ignore_errors=True)
        self._round(writer)
        shutil.copytree(writer.folder, twin.folder)
        first = self._put_by(writer)
        self._round(one)
        for name in first:
            self.founded.journal.take_away(name)
        second = self._put_by(twin)
        one.lies.withheld, other.lies.withheld = second - first, first - second
        self._round(other)
        for each in (one, other, writer, twin):
            each.drift += timedelta(days=1)  # a list is signed once a day
        states = [self._round(each) for each in (other, one, other, one)]
        for each, seen in ((other, states[::2]), (one, states[1::2])):
            doubts = [doubt for state in seen for doubt in state.doubts]
            copied = f"{self._device(writer)} of "  # what the other has may have come by now
            if not any("was given other changes" in one or one.startswith(copied) for one in doubts):
                self.missed.append(f"two histories are not told at {each.name}: {seen[-1]}")
            each.lies.end()
        shutil.rmtree(twin.folder)

    def silence(self, silent: Laptop, others: list[Laptop], lied_to: Laptop) -> None:
        """For a week everything of one laptop is withheld; all others go on."""
        self._round(lied_to)
        for each in (silent, *others, lied_to):
            each.drift += _WEEK
        lied_to.lies.withheld = self._put_by(silent)
        for each in others:
            self._write(each)
        state = self._round(lied_to)
        told = [one for one in state.doubts if one.startswith("Nothing ")]
        if not any(self._device(silent) in one for one in told):
            self.missed.append(f"that {silent.name} is silent is not told at {lied_to.name}: {state}")
        listed = {each.listed for each in others} - {silent.listed}
        if any(self._device(each) in one for each in others if each.listed in listed for one in told):
            self.missed.append(f"somebody is told as silent at {lied_to.name} who wrote: {state}")
        lied_to.lies.end()
        for each in (silent, *others, lied_to):
            each.drift -= _WEEK

    # -- what they are made of

    def _device(self, laptop: Laptop) -> str:
        vault = self.founded.office.team.vault(laptop.listed)
        return "" if vault is None else vault.device

    def _round(self, laptop: Laptop) -> TeamState:
        with laptop.opened() as vault:
            return laptop.round(vault, self.founded.journal, self.chance).state

    def _put_by(self, laptop: Laptop) -> set[str]:
        """What somebody writes now, by the names of what they put."""
        before = len(self.founded.journal.put)
        self._write(laptop)
        return {name for name, _content, _who in self.founded.journal.put[before:]}

    def _write(self, laptop: Laptop) -> None:
        with laptop.opened() as vault:
            before = rows_of(vault, self.founded.main)
            write_note(self.desk(laptop, vault, self.founded.main))
            self.note(vault, self.founded.main, before)
            laptop.round(vault, self.founded.journal, self.chance)
