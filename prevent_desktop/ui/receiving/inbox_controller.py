"""Looks at the desk's folders, and takes in what has come: slow work beside the window, the vault at its own pace."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.errors import DeliveryError, PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.receiving.checking import CheckStoppedError
from prevent_desktop.workflows.receiving.desk import desk_of
from prevent_desktop.workflows.receiving.desk_places import DeskReach, Mailbox
from prevent_desktop.workflows.receiving.desk_tidying import Tidying, tidy, to_tidy
from prevent_desktop.workflows.receiving.intake import Place, Seen, look, take_in
from prevent_desktop.workflows.receiving.outcomes import SetAside, Settled, Waits, held_up
from prevent_desktop.workflows.receiving.pack_holders import (
    NewerMarks,
    PackToHold,
    hear_newer,
    newer_marks,
    to_hold,
)
from prevent_desktop.workflows.receiving.vault_sink import VaultSink

LOOK_EVERY_MS = 60_000
TIDY_EVERY = 60
"""Rounds."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a round of looking brought: packs that were kept, files that stand aside, and what could not be taken yet."""

    kept: tuple[ReceivedPack, ...] = ()
    aside: int = 0
    waits: tuple[Waits, ...] = ()
    stopped: bool = False


@dataclass(slots=True)
class _Going:
    """A round that is going on. `mailboxes` are the desk's, `to_hold` packs of which colleagues may tell that they have them."""

    sink: VaultSink
    mailboxes: tuple[Mailbox, ...]
    to_hold: tuple[PackToHold, ...] = ()
    tidying: Tidying | None = None
    waiting: deque[tuple[Place, Any]] = field(default_factory=deque)
    number: int = 0
    count: int = 0
    results: list[ReceivedPack | Settled] = field(default_factory=list)


class InboxController(QObject):
    """One for the whole time that the vault is open. `reach` is how the desk's storage is reached.

    Signals: `begun()`; `moved(words)`; `finished(Looked)` at the end of each round; `failed(PreventDesktopError)` in its
    place where somebody asked; `changed()` after each pack that was kept.
    """

    begun = Signal()
    moved = Signal(str)
    finished = Signal(object)
    failed = Signal(object)
    changed = Signal()

    def __init__(
        self, tasks: Tasks, clock: Clock, parent: QObject | None = None, *, reach: DeskReach | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks, self._clock = tasks, clock
        self.reach = reach or DeskReach()
        self._going: _Going | None = None
        self._asked = False
        self._begun = False
        self._again = False
        self._rounds = 0
        self._stop = threading.Event()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(partial(self.check, asked=False))

    @property
    def busy(self) -> bool:
        """Whether a round is going on."""
        return self._begun

    @property
    def watches(self) -> bool:
        """Whether it looks by itself."""
        return self._timer.isActive()

    def watch(self) -> None:
        """Look now, and again every minute."""
        self._timer.start()
        self.check(asked=False)

    def check(self, *, asked: bool = True) -> None:
        """Look for what has come. What goes wrong is told where somebody `asked`.

        While a round goes on and the folders were looked through already, whoever asks has it look through them again at
        its end: what they wait for may have come since.
        """
        if self._begun:
            self._asked = self._asked or asked
            self._again = self._again or (asked and self._going is not None)
            return
        self._begun, self._asked, self._again = True, asked, False
        self._stop.clear()
        self.begun.emit()
        self._tasks.in_vault(self._start, self._started, self._fail)

    def stop(self) -> None:
        """Stop after this moment; what was not taken lies where it came in."""
        self._stop.set()

    def _start(self, vault: Vault) -> _Going | None:
        """None where the vault is no desk, or can only be read. Raises PackError where nobody is trusted."""
        if desk_of(vault) is None or vault.is_read_only:
            return None
        sink = VaultSink.of(vault, self._tasks.ask_vault, self._clock)
        sink.get_ready()
        mailboxes = tuple(place.mailbox for place in self.reach.places(vault))
        tidying = to_tidy(vault, self.reach, now=self._clock()) if self._rounds % TIDY_EVERY == 0 else None
        self._rounds += 1
        return _Going(sink, mailboxes, to_hold(vault, self.reach), tidying)

    def _started(self, going: _Going | None) -> None:
        if going is None:
            self._end(Looked())
            return
        self._going = going
        if (tidying := going.tidying) is not None:
            self._tasks.in_background(lambda: tidy(self._tasks.ask_vault, tidying), _tidied)
        if going.to_hold:
            self._tasks.in_background(lambda: newer_marks(going.to_hold), self._hear, self._fail)
        self._look(going)

    def _hear(self, newer: NewerMarks) -> None:
        """What colleagues at the desk say of the packs that are in no case yet."""
        if newer:
            self._tasks.in_vault(partial(hear_newer, newer=newer), lambda _count: self.changed.emit())

    def _look(self, going: _Going) -> None:
        """Look through the folders; what still waits there is met again."""
        self._again = False
        going.results = [one for one in going.results if not isinstance(one, Waits)]
        self._tasks.in_background(lambda: look(going.mailboxes, going.sink), self._looked, self._fail)

    def _looked(self, seen: Seen) -> None:
        going = self._going
        if going is not None:
            going.waiting, going.number, going.count = deque(seen.came_in), 0, len(seen.came_in)
            going.results.extend(seen.away)
            self._next()

    def _next(self) -> None:
        going = self._going
        if going is None:
            return
        if self._again and not going.waiting and not self._stop.is_set():
            self._look(going)
            return
        if not going.waiting or self._stop.is_set():
            self._end(_summed_up(going, stopped=bool(going.waiting)))
            return
        (mailbox, arrival), going.number = going.waiting.popleft(), going.number + 1
        self.moved.emit(
            _("Checking file {number} of {count}…").format(number=going.number, count=going.count)
        )
        self._tasks.in_background(
            lambda: take_in(mailbox, arrival, going.sink, watch=self._watch), self._settled, self._not_taken
        )

    def _watch(self, _read: int) -> None:
        if self._stop.is_set():
            raise CheckStoppedError(
                _("Stopped"), _("The check was stopped."), _("What was not taken lies where it came in.")
            )

    def _settled(self, result: ReceivedPack | Settled) -> None:
        if self._going is not None:
            self._going.results.append(result)
            if isinstance(result, ReceivedPack | Waits):  # what waits may be kept, and not be answered yet
                self.changed.emit()
            self._next()

    def _not_taken(self, error: PreventDesktopError) -> None:
        """One file could not be taken: the others go on."""
        if not isinstance(error, CheckStoppedError):
            self._settled(held_up("", error))
        elif self._going is not None:
            self._end(_summed_up(self._going, stopped=True))

    def _fail(self, error: PreventDesktopError) -> None:
        asked = self._asked
        self._begun, self._going = False, None
        if asked:
            self.failed.emit(error)
        elif isinstance(
            error, DeliveryError
        ):  # every folder is away: nobody asked, and it is told all the same
            self.finished.emit(Looked(waits=(held_up("", error),)))
        else:
            self.finished.emit(Looked())

    def _end(self, looked: Looked) -> None:
        self._begun, self._going = False, None
        self.finished.emit(looked)


def _tidied(_count: int) -> None:
    """Nothing of it is told: what went was in a case at all of them."""


def _summed_up(going: _Going, *, stopped: bool) -> Looked:
    return Looked(
        kept=tuple(each for each in going.results if isinstance(each, ReceivedPack)),
        aside=sum(isinstance(each, SetAside) for each in going.results),
        waits=tuple(each for each in going.results if isinstance(each, Waits)),
        stopped=stopped,
    )
