"""Keeps the team's copies up to date while the vault is open: one round after the other, and what is told about them.

Nothing runs while it is locked. On the practice vault there is no such service: nothing of it can leave.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

from PySide6.QtCore import QObject, Signal

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.ui.components.page_protocols import Flushes, Refreshes
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Form, Record
from prevent_desktop.ui.tasks import Clock, Tasks, our_fault
from prevent_desktop.ui.window.status_line import StatusLine
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.change_sets.round_state import CaseChanged, Pace, RoundResult, TeamState

if TYPE_CHECKING:
    from prevent_desktop.ui.navigation.main_view import MainView

T = TypeVar("T")


class AskVault(Protocol):
    """Work on the vault's thread that is waited for."""

    def __call__(self, work: Callable[[Vault], T], /) -> T: ...


class Rounds(Protocol):
    """What makes a round (`workflows.team.rounds.round`)."""

    def once(self, ask: AskVault, *, open_drafts: frozenset[str] = frozenset()) -> RoundResult:
        """One round. What somebody has open to write in (`open_drafts`) is not written over. Raises nothing of the store's."""

    def ask_for_all(self) -> None:
        """Let the next round ask for everything, and not for the heads alone."""

    def cut(self) -> None:
        """End what is under way, and let nothing more begin. From any thread."""

    def close(self) -> None:
        """Let go of connections, and of what the vault signs in with. On the thread of the rounds."""


class Pages(Protocol):
    """What is shown, and who leads elsewhere (`PageRegistry`)."""

    main_view: MainView
    navigator: Navigator


class TeamThread(QObject):
    """Makes rounds until `stop()`, each a little later than the one before while nobody works.

    Signals `told(RoundResult)` after each, and `failed(error)` for a fault of our own: it then waits to be woken.
    `rounds` gives what makes them, on this thread, since it imports what the network needs.
    """

    told = Signal(object)
    failed = Signal(object)

    def __init__(self, tasks: Tasks, rounds: Callable[[], Rounds], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._make = tasks, rounds
        self._rounds: Rounds | None = None
        self._stop, self._wake = threading.Event(), threading.Event()
        self._worked, self._ask_for_all = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        self.pace = Pace()
        self.open_drafts: frozenset[str] = frozenset()

    def start(self) -> None:
        """Begin with a round at once."""
        self._thread = threading.Thread(target=self._run, name="team", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Make a round now."""
        self._wake.set()
        if self._thread is not None and not self._thread.is_alive() and not self._stop.is_set():
            self.start()

    def bring_up_to_date(self) -> None:
        """The same, and ask for everything."""
        self._ask_for_all.set()
        self.wake()

    def worked(self) -> None:
        """Somebody is at work: the next rounds come soon."""
        self._worked.set()
        if self.pace.is_slow:
            self.wake()

    def stop(self, seconds: float = 0.3) -> None:
        """End. What was under way is as before or as after; the next unlock goes on."""
        self._stop.set()
        self._wake.set()
        if self._rounds is not None:
            self._rounds.cut()
        if self._thread is not None and self._thread.is_alive():
            self._thread.join(seconds)

    def _run(self) -> None:
        try:
            self._rounds = self._rounds or self._make()
            while not self._stop.is_set():
                self._wake.clear()
                self._one(self._rounds)
                self._wake.wait(self.pace.seconds)
        except PreventDesktopError as error:
            self._tell(error)
        except Exception as error:  # noqa: BLE001  # the last stop of a thread: whatever it is must be shown
            self._tell(our_fault(error))
        finally:
            if self._rounds is not None:
                self._rounds.close()

    def _one(self, rounds: Rounds) -> None:
        worked = self._worked.is_set()
        self._worked.clear()
        if self._ask_for_all.is_set():
            self._ask_for_all.clear()
            rounds.ask_for_all()
        result = rounds.once(self._tasks.ask_vault, open_drafts=self.open_drafts)
        self.pace = self.pace.after(busy=worked or result.busy)
        if not self._stop.is_set():
            self.told.emit(result)

    def _tell(self, error: PreventDesktopError) -> None:
        if not self._stop.is_set():
            self.failed.emit(error)


class TeamService(QObject):
    """Signals `told(TeamState)` after each round, for whoever shows it, and `came(changes)` where members changed cases.

    The line at the bottom says how the copies stand; a page that shows something of what came reads it again, unless
    somebody writes in it.
    """

    told = Signal(object)
    came = Signal(object)

    def __init__(
        self, tasks: Tasks, rounds: Callable[[], Rounds], status: StatusLine, pages: Pages, clock: Clock
    ) -> None:
        super().__init__(pages.main_view)
        self._status, self._clock = status, clock
        self._main_view, self._navigator = pages.main_view, pages.navigator
        self.last = TeamState()
        self.thread_ = TeamThread(tasks, rounds, self)
        self.thread_.told.connect(self._take)
        self.thread_.failed.connect(tasks.show_failure)
        self.worked = self.thread_.worked
        self.bring_up_to_date = self.thread_.bring_up_to_date
        self._main_view.moved.connect(self._note_what_is_open)

    def start(self) -> None:
        """Begin; the vault is open."""
        self._note_what_is_open()
        self.thread_.start()

    def stop(self) -> None:
        """The vault will close."""
        self.thread_.stop()

    def _note_what_is_open(self) -> None:
        """What somebody writes in is not written over; once they leave it, what came meanwhile is joined."""
        route = self._main_view.route
        now_open = frozenset({route.response_id}) if isinstance(route, Form) else frozenset[str]()
        before, self.thread_.open_drafts = self.thread_.open_drafts, now_open
        if before - now_open:
            self.thread_.wake()

    def _take(self, result: RoundResult) -> None:
        self.last = result.state
        self._status.tell(self._status.team, result.state.words(self._clock()))
        self.told.emit(result.state)
        self._tell(result.told)
        if result.came:
            self._show_what_came(result.came)
            self.came.emit(result.came)

    def _tell(self, sentences: Sequence[str]) -> None:
        """Who joined, or why they could not; a page of the team reads itself again."""
        for one in sentences:
            self._navigator.told.emit(one)
        page = cast(object, self._main_view.page)
        if sentences and isinstance(page, Refreshes) and not isinstance(page, Flushes):
            page.refresh()

    def _show_what_came(self, came: tuple[CaseChanged, ...]) -> None:
        route, page = self._main_view.route, cast(object, self._main_view.page)
        whose = getattr(route, "person_id", "") or getattr(route, "case_id", "")
        here = [one for one in came if whose and whose in {one.person_id, one.case_id}]
        if here:
            self._navigator.told.emit(here[0].words)
        if (
            isinstance(page, Refreshes)
            and not isinstance(page, Flushes)
            and (here or not isinstance(route, Record))
        ):
            page.refresh()
