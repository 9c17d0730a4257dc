"""Perhaps somebody you know already: who is recorded and could be meant, while a name is typed. Nothing has to be chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.components.known_words import still_looking_words
from prevent_desktop.ui.widgets import LinkButton, Notice, Text, Tone, VBox, announce, without_mnemonics
from prevent_desktop.workflows.receiving.known_already import Offer

FIRST = 5


class KnownOffers(QWidget):
    """The first five, and the rest behind a button. Signals `chosen(person id)`, `grown()` once the rest is shown."""

    chosen = Signal(str)
    grown = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.links: list[LinkButton] = []
        self.reasons: list[Text] = []
        self._family: Text | None = None
        self._offers: tuple[Offer, ...] = ()
        self._column = VBox(self, spacing=4)
        self._notice = Notice()
        self._list = VBox(spacing=4)
        self.more = LinkButton("", self._show_all)
        self.progress = Text("", "small")
        self.progress.hide()
        self._column.addWidget(self._notice)
        self._column.addLayout(self._list)
        self._column.addWidget(self.more)
        self._column.addWidget(self.progress)
        self.hide()

    @property
    def stops(self) -> list[LinkButton]:
        """Where the Tab key stops in it, in order."""
        return [*self.links, *([] if self.more.isHidden() else [self.more])]

    def show_offers(self, offers: Sequence[Offer]) -> None:
        """Offer these; none hides it. A screen reader hears how many as soon as that changes, and the focus stays."""
        if tuple(offers) == self._offers:
            return
        number, before = len(offers), len(self._offers)
        self._offers = tuple(offers)
        self._clear()
        self._add(self._offers[:FIRST])
        self.more.setText(_("More of this name ({number})").format(number=max(0, number - FIRST)))
        self.more.setVisible(number > FIRST)
        if offers:
            same = not all(offer.is_family for offer in offers)
            self._notice.say(
                _("Perhaps somebody you know already. Is it the same person?")
                if same
                else _("Perhaps you know somebody of the same family."),
                Tone.INFO,
            )
        self.setVisible(bool(offers))
        if number != before and number:
            words = ngettext(
                "{number} person is perhaps the same", "{number} people are perhaps the same", number
            )
            announce(self, words.format(number=number))

    def show_progress(self, left: int) -> None:
        """How many who are recorded were not looked at yet, until there are none."""
        self.progress.setText(still_looking_words(left))
        self.progress.setVisible(left > 0)
        self._notice.setVisible(bool(self._offers))
        self.setVisible(left > 0 or bool(self._offers))

    def _show_all(self) -> None:
        first_new = len(self.links)
        self._add(self._offers[FIRST:])
        self.more.hide()
        # The layout shows it only after this; what is hidden takes no focus.
        self.links[first_new].show()
        self.links[first_new].setFocus()
        self.grown.emit()

    def _add(self, offers: Sequence[Offer]) -> None:
        for offer in offers:
            self._begin_family(offer)
            link = LinkButton(without_mnemonics(_("Open {person}").format(person=offer.label)))
            link.setAccessibleDescription(offer.reasons)
            link.clicked.connect(lambda _checked=False, key=offer.person_id: self.chosen.emit(key))
            self._list.addWidget(link)
            self.links.append(link)
            if offer.reasons:
                reasons = Text(offer.reasons, "small")
                self.reasons.append(reasons)
                self._list.addWidget(reasons)

    def _begin_family(self, offer: Offer) -> None:
        """What stands above the first who is perhaps of the family."""
        if offer.is_family and self._family is None:
            self._family = Text(
                _("Perhaps a twin or another relative, or the same person by a short name:"), "small"
            )
            self._list.addWidget(self._family)

    def _clear(self) -> None:
        family = () if self._family is None else (self._family,)
        for part in (*self.links, *self.reasons, *family):
            part.hide()
            part.deleteLater()
        self.links, self.reasons, self._family = [], [], None
