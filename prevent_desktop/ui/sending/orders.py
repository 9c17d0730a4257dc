"""What a person has done with the packs of the outbox, and what is said then."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QRect, Signal

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.workflows.sending import orders
from prevent_desktop.workflows.sending.outbox import cancel_pack
from prevent_desktop.workflows.sending.shared_spool import SpoolSource, SpoolWork


class OutboxOrders(QObject):
    """Gives orders to the spool, on a worker.

    Signals after each: `done(words)`, or `undoable(words, undo, place)` where it can be taken back: the list is to be read again;
    `failed(error)` where one could not be done. `pressed` is where the button of the last order stood.
    """

    done = Signal(str)
    undoable = Signal(str, object, QRect)
    failed = Signal(object)

    def __init__(
        self,
        tasks: Tasks,
        spool: SpoolSource,
        clock: Clock,
        wake: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._spool = spool
        self._clock = clock
        self._wake = wake
        self.pressed = QRect()

    def send_now(self) -> None:
        """Let nobody wait any longer."""
        self._tasks.in_background(lambda: orders.send_now(self._spool()), self._tell_sending, self._fail)

    def pause_all(self) -> None:
        """Send nothing until `go_on`."""
        words = _("Sending is paused. Nothing leaves this computer until you go on, even while it is locked.")
        self._tasks.in_background(
            lambda: orders.pause(self._spool()), lambda _none: self._offer(words, self.go_on), self._fail
        )

    def go_on(self) -> None:
        """Send again."""
        self._give(orders.go_on, _("Sending goes on."))

    def retry(self, pack_id: str) -> None:
        """Try a pack again at once."""
        self._give(lambda spool: orders.retry(spool, pack_id), _("The pack is tried again now."))

    def hold(self, pack_id: str) -> None:
        """Send nothing more of a pack for now."""
        self._order(pack_id, orders.hold, _("This pack is paused. The others go on."))

    def let_go(self, pack_id: str) -> None:
        """Send a pack again that was held."""
        self._order(pack_id, orders.let_go, _("This pack goes on."))

    def first(self, pack_id: str) -> None:
        """Send a pack before all others."""
        self._order(pack_id, orders.send_first, _("This pack goes before the others."))

    def in_turn(self, pack_id: str) -> None:
        """Send a pack when its turn comes."""
        self._order(pack_id, orders.send_in_turn, _("This pack goes when its turn comes."))

    def cancel(self, pack_id: str) -> None:
        """Cancel a pack, in the outbox and in the record."""
        words = _("The pack is cancelled. It stays in the person’s record.")
        self._tasks.in_vault(
            lambda vault: cancel_pack(vault, self._spool(), pack_id, now=self._clock()),
            lambda _item: self._tell(words),
            self._fail,
        )

    def _order(self, pack_id: str, order: orders.PackOrder, words: str) -> None:
        """Give an order over one pack that can be taken back: the pack is as it was before then."""
        self._tasks.in_background(
            lambda: order(self._spool(), pack_id),
            lambda given: self._offer(words, lambda: self._take_back(given)),
            self._fail,
        )

    def _take_back(self, given: orders.Given) -> None:
        self._give(lambda spool: orders.take_back(spool, given), _("The pack is as it was before."))

    def _give(self, order: SpoolWork, words: str) -> None:
        self._tasks.in_background(lambda: order(self._spool()), lambda _result: self._tell(words), self._fail)

    def _tell_sending(self, waited: int) -> None:
        words = ngettext("{number} pack is tried now.", "{number} packs are tried now.", waited)
        self._tell(words.format(number=waited) if waited else _("Looking for a connection now."))

    def _fail(self, error: PreventDesktopError) -> None:
        self.failed.emit(error)

    def _tell(self, words: str) -> None:
        self._wake()
        self.done.emit(words)

    def _offer(self, words: str, undo: Callable[[], None]) -> None:
        self._wake()
        self.undoable.emit(words, undo, self.pressed)


def is_damaged(error: PreventDesktopError) -> bool:
    """Whether the outbox's list has to be rebuilt."""
    from prevent_desktop.errors import SpoolDamagedError

    return isinstance(error, SpoolDamagedError)
