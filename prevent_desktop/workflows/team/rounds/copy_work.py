"""Copies of the shared cases by the team's mailbox, a part of one with each round: made for whoever asks, and taken once all of it is here.

The long work is beside the vault's thread, which is asked for a few cases at a time, so that whoever works waits for none of it. A copy that was half made
when the program ended is made anew; pieces that were put, or came, stay; and what was taken stays in the record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from prevent_desktop.delivery.failure_reasons import FailureReason
from prevent_desktop.delivery.mailboxes.team_store import TOO_LARGE
from prevent_desktop.errors import PreventDesktopError, SnapshotError
from prevent_desktop.files.durable import PART, replace_synced, sync
from prevent_desktop.files.own import cut_off, new_file
from prevent_desktop.formatting import long_day
from prevent_desktop.translation import _, ngettext
from prevent_desktop.vault.safe_files import in_our_words, make_folder, remove_file
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.change_sets import copies_asked, copies_made
from prevent_desktop.workflows.team.change_sets.ask_vault import AskVault
from prevent_desktop.workflows.team.change_sets.copies_asked import FOLDER, Came
from prevent_desktop.workflows.team.change_sets.copy_pieces import CHUNK, CopyWords, digests_in, wrong_from
from prevent_desktop.workflows.team.change_sets.heads_kept import publish_heads
from prevent_desktop.workflows.team.change_sets.snapshot_making import Begun, begin_snapshot, making
from prevent_desktop.workflows.team.change_sets.snapshots import Taken, taking
from prevent_desktop.workflows.team.circles.circle_book import main_circle
from prevent_desktop.workflows.team.circles.heads import name_of
from prevent_desktop.workflows.team.circles.statements import membership
from prevent_desktop.workflows.team.rounds.brought import Brought
from prevent_desktop.workflows.team.rounds.copies import tell_keys
from prevent_desktop.workflows.team.rounds.exchange_memory import Memory
from prevent_desktop.workflows.team.rounds.gathering import capture_all

_CASES_A_ROUND: Final = 1000
"""So many cases of a copy are made, or taken, with one round; the next one goes on."""
_CASES_AT_ONCE: Final = 50
"""So many of them are taken on the vault's thread at once."""

_NO_ROOM: Final = {FailureReason.SERVER_FULL.value, FailureReason.FOLDER_FULL.value, TOO_LARGE}
"""Troubles of a mailbox that has no room for a copy: what was put of it goes again, since everybody's changes need what is left."""


class _Making:
    """A copy that is being made: the file is whole, under its name, once all is written."""

    def __init__(self, ask: AskVault, begun: Begun, number: int, target: Path) -> None:
        self.begun, self._number, self._target = begun, number, target
        self.done = 0
        self._part = target.with_suffix(PART)
        remove_file(self._part)
        with in_our_words():
            self._file: BinaryIO = new_file(self._part)
        self._pieces = making(ask, begun, progress=self._count)

    def _count(self, done: int, _all: int) -> None:
        self.done = done

    def goes_on(self) -> bool:
        """Write some more of it; False once it is whole."""
        enough = self.done + _CASES_A_ROUND
        with in_our_words():
            for piece in self._pieces:
                self._file.write(piece)
                if self.done >= enough:
                    return True
            sync(self._file)
            self._file.close()
            replace_synced(self._part, self._target)
        return False

    def told(self) -> CopyWords:
        """What is said of it."""
        cover = self.begun.cover
        with in_our_words():
            digest, pieces = digests_in(self._target)
            return CopyWords(
                team=cover.team, circle=cover.circle, to=cover.to, number=self._number, at=cover.at,
                size=self._target.stat().st_size, digest=digest, pieces=pieces,
            )  # fmt: skip

    def close(self) -> None:
        """End, and leave nothing half made."""
        self._file.close()
        remove_file(self._part)


@dataclass(slots=True)
class _Taking:
    """A copy that is being taken, and how many cases of how many are."""

    came: Came
    parts: Iterator[Taken | None]
    count: tuple[int, int] = (0, 0)


class CopyWork:
    """What goes on with copies between rounds. `told` are sentences for a person; `goes_on` where there is more to do at once."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._making: _Making | None = None
        self._taking: _Taking | None = None
        self._tidied = False
        self._trouble = ""
        self.told: tuple[str, ...] = ()
        self.goes_on = False

    def close(self) -> None:
        """End what is half made. On the thread of the rounds."""
        if self._making is not None:
            self._making.close()
        self._making = self._taking = None

    def turn(self, ask: AskVault, brought: Brought, memory: Memory) -> None:
        """Once a round brought this: note it, and go on with what is begun."""
        self.told, self.goes_on = (), False
        try:
            if not self._tidied:
                self._tidied = ask(_tidy)
            ask(lambda vault: self._note(vault, brought, memory))
            self._make_some(ask)
            self._take_some(ask)
            self._trouble = next((one.title for one in brought.copy_troubles.values()), "")
        except PreventDesktopError as error:
            self.close()
            self._trouble = error.title

    def words(self, vault: Vault) -> tuple[str, ...]:
        """How it stands with the copy that this vault asks for, and with one that it makes; in sentences."""
        words = [copies_asked.asking_words(vault), self._trouble]
        if self._making is not None:
            made = _("A copy is being made: {done} of {all} cases.")
            words.append(made.format(done=self._making.done, all=self._making.begun.size))
        if self._taking is not None:
            taken = _("A lead’s copy is being taken: {done} of {all} cases.")
            words.append(taken.format(done=self._taking.count[0], all=self._taking.count[1]))
        return tuple(filter(None, words))

    def _note(self, vault: Vault, brought: Brought, memory: Memory) -> None:
        now = self._now()
        for to, put in brought.copies_put.items():
            copies_made.note_pieces_put(vault, to, put, now=now)
            self.goes_on |= bool(put) and to not in brought.copy_troubles
        for to, trouble in brought.copy_troubles.items():
            if trouble.kind in _NO_ROOM:
                copies_made.say_no(vault, to)
                self.told = (*self.told, _no_room())
        copies_made.note_words(vault, brought.put, [one.name for one, _there in brought.taken])
        copies_made.note_copies_gone(vault, frozenset(brought.removed), kept=memory.keeps)
        copies_asked.note_asked_gone(vault, frozenset(brought.removed), kept=memory.keeps)
        copies_made.take_asks(vault, brought.copy_asks)
        if brought.trouble is None:
            copies_made.note_asks(vault, memory.wanted, now=now)
        if brought.copy_useless:
            copies_asked.note_useless(vault, now=now)
        elif brought.copy_words is not None:
            self.goes_on |= copies_asked.take_copy_words(vault, brought.copy_words, now=now)

    # -- for others

    def _make_some(self, ask: AskVault) -> None:
        if self._making is not None:
            to = self._making.begun.cover.to
            if not ask(lambda vault: copies_made.is_still_wanted(vault, to)):
                self.close()
        one = self._making = self._making or ask(lambda vault: self._begin(ask, vault))
        if one is None:
            return
        self.goes_on = True
        if one.goes_on():
            return
        self._making, told = None, one.told()
        heads = {each.vault: each.number for each in one.begun.cover.heads}
        ask(lambda vault: self._note_made(vault, told, heads))

    def _note_made(self, vault: Vault, told: CopyWords, heads: Mapping[str, int]) -> None:
        now = self._now()
        copies_made.note_made(vault, told, heads, now=now)
        tell_keys(vault, told.circle, told.to, now=now)

    def _begin(self, ask: AskVault, vault: Vault) -> _Making | None:
        """What was written since the round before is part of it."""
        to, number = copies_made.next_to_make(vault, now=self._now())
        found = membership(vault)
        if not to or found is None:
            return None
        make_folder(vault.folder / FOLDER)
        with vault.transaction():
            capture_all(vault, self._now)
        begun = begin_snapshot(vault, main_circle(found.team.id), to, now=self._now())
        return _Making(ask, begun, number, copies_made.copy_path(vault, to))

    # -- for us

    def _take_some(self, ask: AskVault) -> None:
        one = self._taking
        if one is None:
            came = ask(copies_asked.copy_that_came)
            one = self._taking = None if came is None else self._taking_of(ask, came)
        if one is None:
            return
        taken, enough = None, one.count[0] + _CASES_A_ROUND
        try:
            for taken in one.parts:
                if taken is None and one.count[0] >= enough:
                    self.goes_on = True
                    return
        except SnapshotError as error:
            self.told = (error.title,)
        self._taking = None
        ask(lambda vault: self._note_taken(vault, taken))

    def _taking_of(self, ask: AskVault, came: Came) -> _Taking | None:
        """None where a disk spoiled what had come, which is fetched again; or where it was begun too often, and another one is asked for."""
        with in_our_words():
            wrong = wrong_from(came.path, came.told)
            if wrong is not None:
                cut_off(came.path, wrong * CHUNK)
                return None
        if not ask(copies_asked.may_begin):
            ask(lambda vault: self._note_taken(vault, None))
            return None

        def count(done: int, every: int) -> None:
            one.count = (done, every)

        parts = taking(ask, came.path, now=self._now, progress=count, at_once=_CASES_AT_ONCE, by=came.by)
        one = _Taking(came, parts)
        return one

    def _note_taken(self, vault: Vault, taken: Taken | None) -> None:
        now, found = self._now(), membership(vault)
        copies_asked.note_copy_tried(vault, is_good=taken is not None, now=now)
        if taken is not None and found is not None:
            publish_heads(vault, now=now, anew=True)
            self.told = (*self.told, *_taken_words(taken, name_of(found.team, taken.made_by)))
        self.goes_on = True


def _taken_words(taken: Taken, who: str) -> Iterator[str]:
    words = ngettext(
        "A lead’s copy came through the mailbox: {number} case. Each change in it was checked by {who} on {day}, and by its author’s own key here.",
        "A lead’s copy came through the mailbox: {number} cases. Each change in them was checked by {who} on {day}, and by its author’s own key here.",
        taken.cases,
    )
    yield words.format(number=taken.cases, who=who, day=long_day(taken.made_at.astimezone().date()))
    if taken.refused:
        words = ngettext(
            "{number} change did not hold, and was left out.",
            "{number} changes did not hold, and were left out.",
            taken.refused,
        )
        yield words.format(number=taken.refused)


def _no_room() -> str:
    return _(
        "The team’s mailbox has no room for a copy of the shared cases. What was put there of it is taken out again. Save the copy as a file instead."
    )


def _tidy(vault: Vault) -> bool:
    """Take away what was half made when the program ended, and what belongs to no copy any more."""
    folder = vault.folder / FOLDER
    known = {copies_made.copy_path(vault, to) for to in copies_made.copies(vault).made}
    for path in folder.iterdir() if folder.is_dir() else ():
        if path not in known and path != copies_asked.own_file(vault):
            remove_file(path)
    return True
