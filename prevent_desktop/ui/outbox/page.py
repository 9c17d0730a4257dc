"""The outbox: where each sealed pack is, in words, and what to do where one needs somebody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from prevent_desktop.delivery.spool import Spool
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.outbox.details import PackDetailsCard
from prevent_desktop.ui.outbox.view import MOVING, outbox_rows, pack_details
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import (
    Card,
    Column,
    DataTable,
    EmptyState,
    Notice,
    PageHead,
    ScrollPage,
    SecondaryButton,
    Tone,
)
from prevent_desktop.ui.widgets.first_focus import FirstFocus
from prevent_desktop.workflows.outbox import Outbox, OutboxLine, read_outbox

LOOK_EVERY_MS = 1_000
"""While it is shown and a pack is on its way."""
LOOK_SELDOM_MS = 5_000
"""While it is shown and nothing moves."""


class OutboxPage(ScrollPage):
    """The room of the outbox. `spool` is asked for in a lane; `wake` tells the courier that there is something to do.

    Signals: `record_wanted(case id)`: see the record that a pack belongs to; `mistake_wanted(pack id)`: it has a mistake;
    `countersign_wanted()`: a pack was handed over to be countersigned.
    """

    record_wanted = Signal(str)
    mistake_wanted = Signal(str)
    countersign_wanted = Signal()

    def __init__(
        self,
        tasks: Tasks,
        spool: Callable[[], Spool],
        clock: Callable[[], datetime],
        wake: Callable[[], None],
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName(_("Outbox"))
        self._tasks = tasks
        self._spool = spool
        self._clock = clock
        self._wake = wake
        self._lines: dict[str, OutboxLine] = {}
        self._opened = ""
        self._reading = False
        self.send = SecondaryButton(_("&Send now"))
        self.send.clicked.connect(self._send_now)
        self.countersign = SecondaryButton(_("&Countersign a pack…"))
        self.countersign.clicked.connect(self.countersign_wanted)
        self.notice = Notice()
        self.table = _table()
        self.table.opened.connect(self.open_pack)
        self.empty = EmptyState(
            _("The outbox is empty"),
            _(
                "A pack waits here once you have signed it, also with no connection. "
                "Begin on a person's record: “Prepare a referral pack”."
            ),
        )
        self.details = PackDetailsCard()
        self.details.retry_wanted.connect(self._retry)
        self.details.record_wanted.connect(self.record_wanted)
        self.details.mistake_wanted.connect(self.mistake_wanted)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.refresh)
        self._lay_out()
        FirstFocus(self, self)

    def _lay_out(self) -> None:
        words = _(
            "Sealed packs leave by themselves when there is a connection, also while the screen is locked."
        )
        self.column.addWidget(PageHead(_("Outbox"), words, self.countersign, self.send))
        self.column.addWidget(self.notice)
        card = Card()
        card.body.addWidget(self.empty)
        card.body.addWidget(self.table)
        self.column.addWidget(card)
        self.column.addWidget(self.details)
        self.details.hide()
        self.empty.hide()

    def refresh(self) -> None:
        """Read the outbox again, unless it is being read."""
        if self._reading:
            return
        self._reading = True
        self._tasks.in_vault(
            lambda vault: read_outbox(vault, self._spool()), self.show_outbox, self._not_read
        )

    def show_outbox(self, outbox: Outbox) -> None:
        """Show what is in the outbox; what has not changed is left alone."""
        self._reading = False
        now = self._clock()
        self._lines = {line.item.pack_id: line for line in outbox.lines}
        rows = outbox_rows(outbox.lines, now)
        if rows != self.table.rows_model.rows:
            self.table.show_rows(rows)
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self.send.setEnabled(bool(rows))
        self._show_opened(now)
        moving = any(line.item.state in MOVING for line in outbox.lines)
        self._timer.setInterval(LOOK_EVERY_MS if moving else LOOK_SELDOM_MS)

    def open_pack(self, pack_id: str) -> None:
        """Show one pack in full below the table."""
        self._opened = pack_id
        self._show_opened(self._clock())
        if not self.details.isHidden():
            self.details.take_focus()
            self.ensureWidgetVisible(self.details)

    def place_within(self) -> str:
        """The pack that is shown in full."""
        return self._opened

    def return_within(self, untrusted_place: str) -> None:
        """Show it again, once the outbox has been read."""
        self._opened = untrusted_place

    def _show_opened(self, now: datetime) -> None:
        line = self._lines.get(self._opened)
        self.details.setVisible(line is not None)
        if line is not None:
            self.details.show_details(pack_details(line, now))

    def _not_read(self, error: Exception) -> None:
        self._reading = False
        self._timer.setInterval(LOOK_SELDOM_MS)
        self.notice.say(str(error), Tone.DANGER)

    def _send_now(self) -> None:
        self._tasks.in_background(lambda: self._spool().send_now(), self._sending)

    def _sending(self, waited: int) -> None:
        self._wake()
        words = ngettext("{number} pack is tried now.", "{number} packs are tried now.", waited)
        self.notice.say(words.format(number=waited) if waited else _("Looking for a connection now."))
        self.refresh()

    def _retry(self, pack_id: str) -> None:
        self._tasks.in_background(lambda: self._spool().retry(pack_id), lambda _item: self._retried())

    def _retried(self) -> None:
        self._wake()
        self.notice.say(_("The pack is tried again now."))
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start(LOOK_EVERY_MS)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()


def _table() -> DataTable:
    columns = (
        Column(title=_("Pack"), share=0),
        Column(title=_("To"), share=4),
        Column(title=_("What happens next"), share=8),
        Column(title=_("Progress"), share=5),
        Column(title=_("State"), share=0),
    )
    return DataTable(columns, name=_("Outbox"))
