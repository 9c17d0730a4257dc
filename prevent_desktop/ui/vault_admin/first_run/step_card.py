"""What the cards of the three steps have in common."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QRadioButton, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import BusyLine, Card, FlowRow, PrimaryButton, SecondaryButton, Text, Tone
from prevent_desktop.ui.widgets.choices import choose_where_none_is
from prevent_desktop.ui.widgets.notices import Notice

_READ_EMS = 36
"""Sentences are no wider than so many sizes of the text."""


class StepCard(Card):
    """Signals `done()` and `back_wanted()`. A subclass fills `body`, then calls `add_buttons`."""

    done = Signal()
    back_wanted = Signal()

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.body.setContentsMargins(28, 24, 28, 26)
        self.notice = Notice()
        self.busy = BusyLine()

    def add_buttons(self, words: str, does: Callable[[], None], *, back: bool = True) -> None:
        """The card's last row."""
        self.go_on = PrimaryButton(words, does)
        self.back = SecondaryButton(_("&Back"), self.back_wanted)
        self.body.add(self.notice, self.busy)
        self.body.addSpacing(12)
        self.body.addWidget(FlowRow(self.go_on, self.back) if back else FlowRow(self.go_on))
        if not back:
            self.back.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on a radio button or a tick, which have no use for it, goes on as it does from the last field."""
        focus = self.window().focusWidget()
        chooses = isinstance(focus, QRadioButton | QCheckBox)
        if chooses and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            choose_where_none_is(focus)
            self.go_on.click()
        else:
            super().keyPressEvent(event)

    def enter(self) -> None:
        """Put the keyboard where the card begins; a focus proxy of the card would catch Tab on its way through."""
        self.first.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def first(self) -> QWidget:
        """Where the keyboard begins."""
        return self.tab_stops[0]

    @property
    def tab_stops(self) -> list[QWidget]:
        """What Tab reaches in this card, in reading order."""
        raise NotImplementedError

    def say_wrong(self, words: str) -> None:
        """What stands in the way."""
        self.notice.say(words, Tone.DANGER)

    def wait(self, words: str) -> None:
        """Work goes on: nothing can be pressed until it is over."""
        self.notice.clear()
        self.busy.start(words)
        self._enable(enabled=False)

    def end_wait(self) -> None:
        """Work is over."""
        self.busy.stop()
        self._enable(enabled=True)

    def _enable(self, *, enabled: bool) -> None:
        for child in self.findChildren(QWidget):
            if child.parent() is self and child is not self.busy:
                child.setEnabled(enabled)


class Sentences(Text):
    """A paragraph of a card, no wider than a line that is read at a glance, at each size of text."""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.setMaximumWidth(round(_READ_EMS * self.fontInfo().pixelSize()))
