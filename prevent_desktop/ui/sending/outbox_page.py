"""The outbox: where each sealed pack is, in words, and what to do where one needs somebody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import QRect, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent

from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.delivery.outbox.items import Rebuilt, State
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.routing.navigator import Navigator, place_of
from prevent_desktop.ui.routing.routes import CheckFile, Countersign
from prevent_desktop.ui.sending.bring_in_card import BringInCard
from prevent_desktop.ui.sending.details import PackDetailsCard
from prevent_desktop.ui.sending.mail_card import MailCard
from prevent_desktop.ui.sending.orders import OutboxOrders, is_damaged
from prevent_desktop.ui.sending.outbox_view import MOVING, outbox_rows, pack_details
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    Card,
    Column,
    DataTable,
    EmptyState,
    FlowRow,
    Notice,
    PageHead,
    PageNotice,
    PrimaryButton,
    ScrollPage,
    SecondaryButton,
    Text,
    Tone,
)
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from prevent_desktop.ui.widgets.first_focus import FirstFocus
from prevent_desktop.workflows.sending.outbox import Outbox, OutboxLine, read_outbox
from prevent_desktop.workflows.sending.shared_spool import SpoolSource
from prevent_desktop.workflows.team.change_sets.round_state import TeamState, waiting_words

LOOK_EVERY_MS = 1_000
"""While it is shown and a pack is on its way."""
LOOK_SELDOM_MS = 5_000
"""While it is shown and nothing moves."""
_NETWORK_EVERY = timedelta(seconds=10)


class OutboxPage(ScrollPage):
    """The outbox. `spool` is asked for in a lane; `wake` tells the courier that there is something to do.

    `rebuild` writes a damaged list anew, and `network` tells what the system calls the network, both on a worker.
    """

    def __init__(
        self,
        tasks: Tasks,
        navigator: Navigator,
        spool: SpoolSource,
        clock: Clock,
        wake: Callable[[], None],
        *,
        rebuild: Callable[[], Rebuilt] | None = None,
        network: Callable[[], str] = lambda: "",
    ) -> None:
        super().__init__()
        self.setAccessibleName(_("Outbox"))
        self._tasks = tasks
        self._navigator = navigator
        self._spool = spool
        self._clock = clock
        self._wake = wake
        self._rebuild = rebuild
        self._network = network
        self._network_name = ""
        self._ask_network_at = clock()
        self._lines: dict[str, OutboxLine] = {}
        self._opened = ""
        self._reading = False
        self.orders = OutboxOrders(tasks, spool, clock, wake, self)
        self.orders.done.connect(self._done)
        self.orders.undoable.connect(self._undoable)
        self.orders.failed.connect(self._not_done)
        self._make_parts()
        self.details.cancel_wanted.connect(self._ask_to_cancel)
        self.mail = MailCard(tasks, spool)
        self.mail.said.connect(self._sent_by_hand)
        self.brought = BringInCard(tasks, spool, clock)
        self.brought.brought.connect(self.refresh)
        self.brought.take_drops_on(self)
        self.brought.check_wanted.connect(partial(navigator.open, CheckFile()))
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.refresh)
        self._lay_out()
        FirstFocus(self, self)

    def _make_parts(self) -> None:
        self.send = SecondaryButton(_("&Send now"), self.orders.send_now)
        self.pause = SecondaryButton(_("&Pause sending"), self._pause_all)
        self.go_on = PrimaryButton(_("&Go on sending"), self.orders.go_on)
        self.countersign = SecondaryButton(
            _("&Countersign a pack…"), partial(self._navigator.open, Countersign())
        )
        self.notice = PageNotice()
        self.paused = Notice()
        self.team = Text("", "muted")
        self.team.hide()
        self.rebuild = SecondaryButton(_("Re&build the outbox"), self._rebuild_it)
        self.table = _table()
        self.table.opened.connect(self.open_pack)
        self.empty = EmptyState(
            _("The outbox is empty"),
            _(
                "A pack waits here once you have signed it, even with no connection. Begin on a person’s record: choose “Add”, then “Prepare a pack”."
            ),
        )
        self.details = PackDetailsCard(self._navigator, self.orders)

    def _lay_out(self) -> None:
        words = _(
            "Sealed packs leave by themselves when there is a connection, even while the screen is locked."
        )
        self.column.add(
            PageHead(_("Outbox"), words, self.countersign, self.pause, self.go_on, self.send), self.notice
        )
        self._rebuild_row = FlowRow(self.rebuild)
        self.column.add(self._rebuild_row, self.paused, self.team)
        card = Card()
        card.body.add(self.empty, self.table)
        self.column.add(card, self.details, self.mail, self.brought)
        for widget in (self.details, self.empty, self._rebuild_row, self.go_on, self.paused):
            widget.hide()

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
        self._rebuild_row.hide()
        rows = outbox_rows(outbox.lines, now, self._network_name)
        if rows != self.table.rows_model.rows:
            self.table.show_rows(rows)
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self.send.setEnabled(bool(rows) and not outbox.paused)
        self._show_paused(paused=outbox.paused)
        self._show_opened(now)
        if any(line.item.state is State.SENDING for line in outbox.lines) and now >= self._ask_network_at:
            self._ask_network_at = now + _NETWORK_EVERY
            self._tasks.in_background(self._network, self._take_network, lambda _error: None)
        moving = any(line.item.state in MOVING for line in outbox.lines)
        self._timer.setInterval(LOOK_EVERY_MS if moving else LOOK_SELDOM_MS)

    def open_pack(self, pack_id: str) -> None:
        """Show one pack in full below the table."""
        self._opened = pack_id
        self._show_opened(self._clock())
        if not self.details.isHidden():
            self.details.take_focus()
            QTimer.singleShot(0, self, self._show_details)  # once it has its place

    def _show_details(self) -> None:
        self.ensureWidgetVisible(self.details)

    def place_within(self) -> str:
        """The pack that is shown in full."""
        return self._opened

    def return_within(self, untrusted_place: str) -> None:
        """Show it again, once the outbox has been read."""
        self._opened = untrusted_place

    def show_team_state(self, state: TeamState) -> None:
        """Say what waits here besides packs: changes to shared cases go by themselves, and cannot be held one by one."""
        self.team.say(f"{waiting_words(state.waiting)}." if state.waiting else "")

    def _show_paused(self, *, paused: bool) -> None:
        had_focus = self.pause.hasFocus() or self.go_on.hasFocus()
        self.pause.setVisible(not paused)
        self.go_on.setVisible(paused)
        if had_focus:
            (self.go_on if paused else self.pause).setFocus()
        if paused and self.paused.isHidden():
            self.paused.say(
                _("Sending is paused. Packs wait here until you choose “Go on sending”."), Tone.WARNING
            )
        self.paused.setVisible(paused)

    def _take_network(self, name: str) -> None:
        self._network_name = name

    def _show_opened(self, now: datetime) -> None:
        line = self._lines.get(self._opened)
        self.mail.show_item(None if line is None else line.item)
        self.details.setVisible(line is not None)
        if line is not None:
            self.details.show_details(pack_details(line, now, self._network_name))

    def _not_read(self, error: PreventDesktopError) -> None:
        self._reading = False
        self._timer.setInterval(LOOK_SELDOM_MS)
        self._rebuild_row.setVisible(self._rebuild is not None and is_damaged(error))
        self.notice.hold(str(error), Tone.DANGER)

    def _not_done(self, error: PreventDesktopError) -> None:
        self.notice.say_failure(error)

    def _done(self, words: str) -> None:
        self.notice.say(words)
        self.refresh()

    def _pause_all(self) -> None:
        self.orders.pressed = place_of(self.pause)
        self.orders.pause_all()

    def _undoable(self, words: str, undo: Callable[[], None], place: QRect) -> None:
        self.notice.hide()
        self.refresh()
        self._navigator.offer_undo(words, undo, place=place)

    def _sent_by_hand(self, words: str) -> None:
        self._wake()
        self._done(words)

    def _ask_to_cancel(self, pack_id: str) -> None:
        details = self.details.details
        if details is None:
            return
        question = _("Cancel pack {pack}?").format(pack=short_pack_id(pack_id))
        dialog = ConfirmDialog(question, details.cancelling, _("Cancel this &pack"), parent=self)
        dialog.cancel.setText(_("&Keep sending it"))
        dialog.accepted.connect(lambda: self.orders.cancel(pack_id))
        dialog.open()

    def _rebuild_it(self) -> None:
        if self._rebuild is not None:
            self._tasks.in_background(self._rebuild, self._rebuilt, self._not_done)

    def _rebuilt(self, rebuilt: Rebuilt) -> None:
        self._wake()
        words = ngettext(
            "The outbox is rebuilt: {number} pack is on its list, and its receipt is asked for before it is sent.",
            "The outbox is rebuilt: {number} packs are on its list, and their receipts are asked for before they are sent.",
            rebuilt.packs,
        ).format(number=rebuilt.packs)
        if not rebuilt.settings_kept:
            words += " " + _(
                "What you had set about sending is lost, so sending is paused: look at “Sending” in Settings, then go on."
            )
        self._done(words)

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
    return DataTable(columns, name=_("Outbox"), known_as="outbox")
