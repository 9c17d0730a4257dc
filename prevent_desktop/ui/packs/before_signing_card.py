"""What is still missing before packs are signed, why the lead was not asked, and how the packs are to go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.packs.lists import CheckList
from prevent_desktop.ui.widgets import Card, Field, FlowRow, LinkButton, SecondaryButton, TickBox, VBox
from prevent_desktop.workflows.packs.prepare_pack import Choice


class WhyNotAsked(QWidget):
    """Hidden until `begin`. Signal `said(reason)` on Enter or by its button; Escape and "Cancel" close it."""

    said = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.returnPressed.connect(self._say)
        hint = _("It is in the record and in the pack.")
        self.field = Field(_("Why was your lead not asked?"), self.line, hint=hint)
        self.keep = SecondaryButton(_("&Keep this reason"), self._say)
        self.cancel = LinkButton(_("Cancel"), self.hide)
        VBox(self, spacing=8, margins=(0, 8, 0, 8)).add(self.field, FlowRow(self.keep, self.cancel))
        self.hide()

    @property
    def tab_stops(self) -> list[QWidget]:
        """What Tab reaches, in its order."""
        return [self.line, self.keep, self.cancel]

    def begin(self) -> None:
        """Show it, with the keyboard in its line."""
        self.show()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def end(self) -> None:
        """It was kept: nothing of it is left here."""
        self.line.clear()
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def _say(self) -> None:
        reason = self.line.text().strip()
        self.field.set_error("" if reason else _("Write why, in a sentence"))
        if reason:
            self.said.emit(reason)


class BeforeSigningCard(Card):
    """The checks, and three ticks. Signal `changed()` where a tick makes another pack."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__(_("Before you sign"))
        self.checks = CheckList()
        self.why_not_asked = WhyNotAsked()
        self.countersigned = TickBox(
            _("The lead countersigns it first"),
            detail=_("It is signed and kept here. It goes once the lead has signed too."),
        )
        self.along = TickBox(
            _("Send along what came in"),
            detail=_("Forms that others sent you go as theirs, with the pack that they came in."),
        )
        self.ask_first = TickBox(_("They ask you before they pass it on"))
        self.body.add(self.checks, self.why_not_asked, self.along, self.ask_first, self.countersigned)
        self.along.hide()
        self.checks.why_not_wanted.connect(self.why_not_asked.begin)
        for box in (self.along, self.ask_first):
            box.toggled.connect(lambda _on: self.changed.emit())

    @property
    def tab_stops(self) -> list[QWidget]:
        """What Tab reaches, in its order."""
        boxes = (self.along, self.ask_first, self.countersigned)
        return [*self.checks.links, *self.why_not_asked.tab_stops, *(box.button for box in boxes)]

    def offer_countersigning(self, can_wait: bool) -> None:
        """Where no pack can wait for the lead, it is not offered, and not ticked."""
        self.countersigned.setVisible(can_wait)
        if not can_wait:
            self.countersigned.set_checked(False)

    def as_ticked(self, choice: Choice) -> Choice:
        """What a receiver gets, with what came in and with the wish to be asked, as they are ticked."""
        along, ask = self.along.checked, self.ask_first.checked
        return replace(choice, with_what_came_in=along, ask_before_passing_on=ask)

    @property
    def ticked(self) -> list[bool]:
        """Which ticks are set, for `tick_again`."""
        return [box.checked for box in self._boxes]

    def tick_again(self, ticked: Sequence[object]) -> None:
        """Set them as they were."""
        for box, on in zip(self._boxes, ticked, strict=False):
            box.set_checked(bool(on))

    @property
    def _boxes(self) -> tuple[TickBox, ...]:
        return self.countersigned, self.along, self.ask_first
