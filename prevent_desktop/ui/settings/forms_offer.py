"""What a signed file of forms would change, told before anything is added."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.formatting import short_day
from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import FlowRow, Heading, PrimaryButton, SecondaryButton, Text, VBox, announce
from prevent_desktop.workflows.forms.add_forms import FormChange, OfferedBundle, OfferedChange


class FormsOffer(QWidget):
    """Hidden while there is nothing to offer. Signals `accepted()` and `left()`."""

    accepted = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.heading = Heading("", 3)
        self.changes = Text("")
        self.accept = PrimaryButton(_("Add these &forms"), self.accepted)
        self.leave = SecondaryButton(_("Add &nothing"), self.left)
        column = VBox(self, spacing=8)
        column.add(self.heading, self.changes, FlowRow(self.accept, self.leave))
        self.hide()

    def show_offer(self, offered: OfferedBundle) -> None:
        """Tell what would change; the keyboard goes to the choice."""
        day = short_day(offered.bundle.made_at.astimezone().date())
        self.heading.setText(
            _("Signed by {publisher} on {day}").format(publisher=offered.bundle.publisher, day=day)
        )
        told = (
            "\n".join(map(_in_words, offered.changes)) if offered.is_news else _("All of it is here already.")
        )
        self.changes.setText(told)
        self.accept.setVisible(offered.is_news)
        self.show()
        announce(self, f"{self.heading.text()}. {told}")
        (self.accept if offered.is_news else self.leave).setFocus()

    def clear(self) -> None:
        """Offer nothing."""
        self.hide()


def _in_words(one: OfferedChange) -> str:
    words = {
        FormChange.NEW: _("New: {title}, version {version}"),
        FormChange.UPDATED: _("Updated: {title}, version {version} (here: {here})"),
        FormChange.THE_SAME: _("Here already: {title}, version {version}"),
        FormChange.WITHDRAWN: _("Withdrawn: {title}, up to version {version}. It is not offered any more."),
    }
    return words[one.change].format(title=one.title, version=one.version, here=one.here)
