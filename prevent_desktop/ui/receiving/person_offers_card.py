"""What a received pack says of its person otherwise than the record: each is taken or left, one by one."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from prevent_desktop.casework.person_changes import change_words
from prevent_desktop.formatting import long_day
from prevent_desktop.translation import _
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import Card, FlowRow, Notice, SecondaryButton, Text, VBox
from prevent_desktop.workflows.forms.record_offers import RecordOffer
from prevent_desktop.workflows.forms.update_record import leave_record
from prevent_desktop.workflows.receiving.person_offers import person_offers, take_offer


class OfferRow(QWidget):
    """One difference. Its buttons are the card's to listen to."""

    def __init__(self, offer: RecordOffer) -> None:
        super().__init__()
        self.take = SecondaryButton(_("Add to the record") if not offer.recorded else _("Update the record"))
        self.leave = SecondaryButton(_("Leave it"))
        for button in (self.take, self.leave):
            button.setAccessibleDescription(offer.label)
        recorded, said = (
            change_words(offer.field, text, long_day) for text in (offer.recorded, offer.answered)
        )
        column = VBox(self, spacing=3)
        column.add(
            Text(offer.label, "strong"),
            Text(_("The pack says: {value}").format(value=said)),
            Text(_("The record says: {value}").format(value=recorded) if recorded else _("Not in the record yet"), "muted"),
            FlowRow(self.take, self.leave),
        )  # fmt: skip


class PersonOffersCard(Card):
    """About the received pack with our id `received_id`, and the person with `person_id`; hidden while there is nothing to decide."""

    def __init__(self, tasks: Tasks, clock: Clock, received_id: str) -> None:
        super().__init__(_("What the pack says otherwise"))
        self._tasks, self._clock, self._id = tasks, clock, received_id
        self._person_id = ""
        self._shown: tuple[RecordOffer, ...] = ()
        self.rows: list[OfferRow] = []
        self.notice = Notice()
        self.body.add(
            Text(_("Nothing in your record was changed. You decide which is right."), "muted"), self.notice
        )
        self.hide()

    def look(self, person_id: str) -> None:
        """Read what is still to be decided."""
        self._person_id = person_id
        now, received_id = self._clock(), self._id
        self._tasks.in_vault(
            lambda vault: person_offers(vault, received_id, now=now), self._show, self.notice.say_failure
        )

    def _show(self, offers: tuple[RecordOffer, ...]) -> None:
        self.setVisible(bool(offers))
        if offers == self._shown:
            return
        had_keyboard = any(row.isAncestorOf(focus) for row in self.rows if (focus := self._focus()))
        self._shown = offers
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = [OfferRow(offer) for offer in offers]
        for row, offer in zip(self.rows, offers, strict=True):
            row.take.clicked.connect(partial(self._take, offer))
            row.leave.clicked.connect(partial(self._leave, offer))
            self.body.addWidget(row)
        if had_keyboard and self.rows:
            self.rows[0].take.setFocus()

    def _focus(self) -> QWidget | None:
        return self.window().focusWidget()

    def _take(self, offer: RecordOffer) -> None:
        now, received_id = self._clock(), self._id
        self._tasks.in_vault(
            lambda vault: take_offer(vault, received_id, offer, now=now),
            lambda _none: self.look(self._person_id),
            self.notice.say_failure,
        )

    def _leave(self, offer: RecordOffer) -> None:
        now, person_id = self._clock(), self._person_id
        self._tasks.in_vault(
            lambda vault: leave_record(vault, person_id, offer, now=now),
            lambda _none: self.look(self._person_id),
            self.notice.say_failure,
        )
