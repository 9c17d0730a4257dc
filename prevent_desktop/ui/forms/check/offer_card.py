"""One difference between a form and the record, as a quiet card with its choices."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.forms.check.offer_controller import OfferController
from prevent_desktop.ui.forms.check.offers import Choice
from prevent_desktop.ui.forms.check.state import in_letters
from prevent_desktop.ui.widgets import (
    Card,
    FlowRow,
    Heading,
    LinkButton,
    SecondaryButton,
    Text,
    VBox,
    announce,
)


class OfferCard(Card):
    """Shows the state `number` of `controller`, and hands it the person's choices."""

    def __init__(self, controller: OfferController, number: int) -> None:
        super().__init__()
        self._controller, self._number = controller, number
        state = controller.states[number]
        self.record_says, self.form_says = Text(state.record_says), Text(state.form_says)
        self.done, self.drafts = Text("", "success"), Text("")
        self.take = SecondaryButton(state.take_words)
        self.leave = SecondaryButton(_("Leave as it is"))
        self.undo = LinkButton(_("Undo"), name=_("Undo: {what}").format(what=state.title))
        self.bring = LinkButton(_("Update them too"))
        for button, act in (
            (self.take, controller.take),
            (self.leave, controller.leave),
            (self.undo, controller.undo),
            (self.bring, controller.bring_drafts),
        ):
            button.clicked.connect(partial(self._do, act))
        for button in (self.take, self.leave):
            button.setAccessibleDescription(f"{state.title}. {state.record_says}. {state.form_says}")
        self.body.setSpacing(5)
        for widget in (Text(state.title, "strong"), self.record_says, self.form_says, self.done, self.drafts):
            self.body.addWidget(widget)
        self.body.addSpacing(4)
        self.body.addWidget(FlowRow(self.take, self.leave, self.bring, self.undo))
        self.setAccessibleName(state.title)
        controller.changed.connect(self._changed)
        self._show()

    def _do(self, act: object) -> None:
        if callable(act):
            act(self._number)

    def _changed(self, number: int) -> None:
        if number == self._number:
            had_focus = any(button.hasFocus() for button in (self.take, self.leave, self.undo, self.bring))
            self._show()
            state = self._controller.states[number]
            if state.choice is not Choice.OPEN:
                announce(self, f"{state.done_words} {state.drafts_words}".strip())
            if had_focus:
                next_place = self.take if state.choice is Choice.OPEN else self.undo
                next_place.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        state = self._controller.states[self._number]
        is_open = state.choice is Choice.OPEN
        self.done.setText("" if is_open else state.done_words)
        self.drafts.setText(state.drafts_words)
        for widget, shown in (
            (self.done, not is_open),
            (self.drafts, bool(state.drafts)),
            (self.bring, bool(state.drafts)),
            (self.undo, not is_open),
            (self.take, is_open),
            (self.leave, is_open and not state.offer.behind),
        ):
            widget.setVisible(shown)


class OffersList(QWidget):
    """All differences of a form, under a heading."""

    def __init__(self, controller: OfferController, *, margin: int = 0) -> None:
        super().__init__()
        column = VBox(self, spacing=10, margins=(margin, 4, margin, 14))
        column.addWidget(Heading(offers_title(len(controller.states)), 2))
        self.cards = [OfferCard(controller, number) for number in range(len(controller.states))]
        for card in self.cards:
            column.addWidget(card)


def offers_title(count: int) -> str:
    """How many answers differ from the record."""
    return ngettext(
        "{number} answer differs from the record", "{number} answers differ from the record", count
    ).format(number=in_letters(count))
