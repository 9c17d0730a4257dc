"""What waits in the outbox, in a few words for the status line and a number for the side bar."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.components.watch import Watch
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.workflows.sending.outbox_state import OutboxState, read_state
from prevent_desktop.workflows.sending.shared_spool import SharedSpool

LOOK_EVERY_MS = 3_000


def words_while_open(state: OutboxState) -> str:
    """The status line while the vault is open: what matters most."""
    if state.need_you:
        words = ngettext("{number} pack needs you", "{number} packs need you", state.need_you)
        return words.format(number=state.need_you)
    if state.to_send and state.paused:
        words = ngettext(
            "Sending is paused: {number} pack waits", "Sending is paused: {number} packs wait", state.to_send
        )
        return words.format(number=state.to_send)
    if state.to_send:
        words = ngettext(
            "{number} pack waits for a connection", "{number} packs wait for a connection", state.to_send
        ).format(number=state.to_send)
        return _("Offline: {what}").format(what=words) if state.offline else words
    if state.for_receipt:
        words = ngettext(
            "{number} pack waits for its receipt", "{number} packs wait for their receipts", state.for_receipt
        )
        return words.format(number=state.for_receipt)
    return ""


def words_while_locked(state: OutboxState) -> str:
    """The status line below the unlock screen; it names nobody."""
    if state.answers:
        words = ngettext(
            "{number} answer has come: unlock to read it", "{number} answers have come: unlock to read them",
            state.answers,
        )  # fmt: skip
        return words.format(number=state.answers)
    if not state.to_send:
        return ""
    if state.paused:
        words = ngettext(
            "Sending is paused: {number} pack waits", "Sending is paused: {number} packs wait", state.to_send
        )
        return words.format(number=state.to_send)
    return ngettext(
        "{number} pack waits for a connection and will go while this is locked",
        "{number} packs wait for a connection and will go while this is locked",
        state.to_send,
    ).format(number=state.to_send)


def news_in_words(before: OutboxState, after: OutboxState) -> str:
    """What came between two looks at the outbox; "" for nothing that a person waits for."""
    said = []
    receipts = after.arrived - before.arrived
    if receipts > 0:
        words = ngettext(
            "{number} pack has arrived: its receipt is here.",
            "{number} packs have arrived: their receipts are here.",
            receipts,
        )
        said.append(words.format(number=receipts))
    if after.last_came > before.last_came:
        said.append(_("An answer has come. Unlock to read it."))
    if after.need_you > before.need_you:
        said.append(_("A pack needs you."))
    return " ".join(said)


class OutboxWatch(Watch):
    """Looks every few seconds, on a worker. Signal `counted(OutboxState)` when any pack moved on."""

    counted = Signal(object)

    def __init__(self, spool: SharedSpool, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(LOOK_EVERY_MS, parent)
        self._spool = spool
        self._tasks = tasks
        self._last: OutboxState | None = None

    def look(self) -> None:
        """Look once."""
        if self._spool.is_there:
            self._tasks.in_background(
                lambda: read_state(self._spool.get()), self._tell, lambda _error: self._timer.stop()
            )

    def _tell(self, state: OutboxState) -> None:
        if state == self._last:
            return
        self._last = state
        self.counted.emit(state)
