"""What waits in the outbox, in a few words for the status line and a number for the side bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.components.shared_spool import SharedSpool
from prevent_desktop.ui.components.watch import Watch
from prevent_desktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from prevent_desktop.delivery.outbox.items import SpoolItem

LOOK_EVERY_MS = 3_000


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxState:
    """How many packs are still to be sent, wait for their receipt, and need a person; whether there is no connection.

    `digest` changes with any pack; `answers` is how many came that no vault has taken yet; `arrived` how many packs have
    their receipt; `last_came` grows with each answer; `tells_news` whether the person wants notifications.
    """

    to_send: int = 0
    for_receipt: int = 0
    need_you: int = 0
    offline: bool = False
    digest: int = 0
    answers: int = 0
    arrived: int = 0
    last_came: int = 0
    paused: bool = False
    tells_news: bool = True

    @property
    def open(self) -> int:
        """How many packs have not arrived."""
        return self.to_send + self.for_receipt + self.need_you

    @classmethod
    def of(
        cls,
        items: Sequence[SpoolItem],
        answers: int = 0,
        last_came: int = 0,
        *,
        paused: bool = False,
        tells_news: bool = True,
    ) -> OutboxState:
        """Count `items`; `answers` wait, and `last_came` changes with each that comes."""
        from prevent_desktop.delivery.failure_reasons import FailureReason
        from prevent_desktop.delivery.outbox.items import State

        states = [item.state for item in items]
        return cls(
            to_send=sum(states.count(state) for state in (State.QUEUED, State.SENDING, State.WAITING)),
            for_receipt=states.count(State.SENT),
            need_you=states.count(State.NEEDS_YOU),
            offline=any(
                item.reason is not None and item.reason.kind == FailureReason.OFFLINE for item in items
            ),
            answers=answers,
            arrived=states.count(State.DELIVERED),
            last_came=last_came,
            paused=paused,
            tells_news=tells_news,
            digest=hash(
                (last_came, *((item.pack_id, item.state, item.offset, item.changed_at) for item in items))
            ),
        )


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
            self._tasks.in_background(self._read, self._tell, lambda _error: self._timer.stop())

    def _read(self) -> OutboxState:
        from prevent_desktop.delivery.outbox.sending_settings import tells_news

        spool = self._spool.get()
        box = spool.answer_box
        return OutboxState.of(
            spool.items(),
            box.count(),
            box.last_came(),
            paused=spool.paused,
            tells_news=tells_news(spool.settings),
        )

    def _tell(self, state: OutboxState) -> None:
        if state == self._last:
            return
        self._last = state
        self.counted.emit(state)
