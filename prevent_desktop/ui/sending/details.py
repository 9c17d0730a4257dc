"""One pack of the outbox in full."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.routing.navigator import Navigator, place_of
from prevent_desktop.ui.routing.routes import Mistake, RecordOfCase, Settings
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.sending.orders import OutboxOrders
from prevent_desktop.ui.sending.outbox_view import PackDetails
from prevent_desktop.ui.widgets import Card, FlowRow, Heading, SecondaryButton, Text
from prevent_desktop.ui.widgets.boxes import take_all_out


class PackDetailsCard(Card):
    """What happened, what to do, and the facts; the buttons are those that do something at this moment.

    What is ordered goes to `orders`; signal `cancel_wanted(pack id)`: it is asked about first.
    """

    cancel_wanted = Signal(str)

    def __init__(self, navigator: Navigator, orders: OutboxOrders) -> None:
        super().__init__()
        self._navigator = navigator
        self._orders = orders
        self.details: PackDetails | None = None
        self.title = Heading("", 2)
        self.what = Text("", selectable=True)
        self.retry = self._order(_("&Try again"), orders.retry)
        self.connect_ = SecondaryButton(_("C&onnection settings"))
        self.connect_.clicked.connect(partial(navigator.open, Settings(SettingsPart.CONNECTION)))
        self.hold = self._order(_("&Hold this pack"), orders.hold)
        self.let_go = self._order(_("&Let it go on"), orders.let_go)
        self.first = self._order(_("Send it &first"), orders.first)
        self.in_turn = self._order(_("Send it &in turn"), orders.in_turn)
        self.cancel = self._order(_("Ca&ncel this pack…"), self.cancel_wanted.emit)
        self.record = SecondaryButton(_("Open the &record"), self._open_record)
        self.mistake = self._order(
            _("This pack has a &mistake…"), lambda pack_id: navigator.open(Mistake(pack_id))
        )
        self._facts = QWidget()
        self._grid = QGridLayout(self._facts)
        self._grid.setContentsMargins(0, 4, 0, 4)
        self._grid.setHorizontalSpacing(18)
        self._grid.setColumnStretch(1, 1)
        self._buttons = (
            self.connect_, self.retry, self.let_go, self.hold, self.first, self.in_turn, self.record, self.mistake, self.cancel,
        )  # fmt: skip
        self.body.add(self.title, self.what, FlowRow(*self._buttons), self._facts)

    def _order(self, words: str, act: Callable[[str], object]) -> SecondaryButton:
        button = SecondaryButton(words)
        button.clicked.connect(lambda: self._act(button, act))
        return button

    def show_details(self, details: PackDetails) -> None:
        """Show a pack; nothing is touched where nothing has changed, and the keyboard stays on a button that is there."""
        if details == self.details:
            return
        self.details = details
        self.title.setText(details.title)
        self.what.setText(details.what_happened)
        self.setAccessibleName(_("Pack {pack}: {state}").format(pack=details.pack_id, state=details.title))
        self.setAccessibleDescription(details.what_happened)
        had_focus = any(button.hasFocus() for button in self._buttons)
        for button, offered in (
            (self.connect_, details.may_connect),
            (self.retry, details.may_retry),
            (self.hold, details.may_hold),
            (self.let_go, details.may_let_go),
            (self.first, details.may_go_first),
            (self.in_turn, details.may_go_in_turn),
            (self.cancel, details.may_cancel),
            (self.record, bool(details.case_id)),
            (self.mistake, bool(details.case_id)),
        ):
            button.setVisible(offered)
        if had_focus and not any(button.hasFocus() for button in self._buttons if not button.isHidden()):
            self.take_focus()
        self._show_facts(details.facts)

    def take_focus(self) -> None:
        """Put the keyboard on what can be done."""
        offered = (button for button in self._buttons if not button.isHidden())
        next(offered, self.record).setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        take_all_out(self._grid)
        for number, (label, text) in enumerate(facts):
            shown = Text(text, selectable=True)
            shown.setAccessibleName(f"{label}: {text}")
            self._grid.addWidget(Text(label, "small"), number, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(shown, number, 1)

    def _act(self, button: SecondaryButton, act: Callable[[str], object]) -> None:
        if self.details is not None:
            self._orders.pressed = place_of(button)
            act(self.details.pack_id)

    def _open_record(self) -> None:
        if self.details is not None:
            self._navigator.open(RecordOfCase(self.details.case_id))
