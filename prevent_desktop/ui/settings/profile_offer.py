"""A profile that was chosen: who signed it, what it changes, and for the first one the words to compare by phone."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.settings.profile_view import offer_about, offer_changes, offer_heading
from prevent_desktop.ui.widgets import FlowRow, Heading, PrimaryButton, SecondaryButton, Text, TickBox, VBox
from prevent_desktop.workflows.organisation.profile.taking import OfferedProfile


class ProfileOffer(QWidget):
    """Hidden while there is nothing to offer; the keyboard comes to it as a whole. Signals `accepted()` and `left()`.

    The first profile can be accepted once somebody said that they compared the words by phone.
    """

    accepted = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # so that it is read before anything is chosen
        self.setAccessibleName(_("Profile that you chose"))
        self.heading, self.about = Heading("", 3), Text("", "small")
        self.compare = Text(
            _("Call your organisation on a number that you know, not one that came with the file. They must read you these words:")
        )  # fmt: skip
        self.words = Text("", "aloud", selectable=True)
        self.words.setAccessibleName(_("Words of the authority"))
        self.compared = TickBox(_("They told me the same words by phone"))
        self.what = Text("", "strong")
        self.changes = Text("")
        self.accept = PrimaryButton(_("&Use this profile"))
        self.leave = SecondaryButton(_("&Change nothing"), self.left)
        self.accept.clicked.connect(self.accepted)
        self.compared.toggled.connect(self.accept.setEnabled)
        column = VBox(self, spacing=10, margins=(10, 8, 10, 10))
        parts = (self.heading, self.about, self.what, self.changes, self.compare, self.words, self.compared)
        column.add(*parts, FlowRow(self.accept, self.leave))
        self.hide()

    def show_offer(self, offered: OfferedProfile) -> None:
        """Tell what would change."""
        first = offered.is_first and offered.is_news
        self.heading.setText(offer_heading(offered))
        self.about.setText(offer_about(offered))
        self.what.setText(_("What it brings") if offered.is_first else _("What changes"))
        self.what.setVisible(offered.is_news)
        self.changes.setText(offer_changes(offered))
        self.words.setText(offered.authority_words)
        for part in (self.compare, self.words, self.compared):
            part.setVisible(first)
        self.compared.set_checked(False)
        self.accept.setEnabled(not first)
        self.accept.setVisible(offered.is_news)
        self.setAccessibleDescription(
            "\n".join((offer_heading(offered), offer_about(offered), self.changes.text()))
        )
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear(self) -> None:
        """Offer nothing."""
        self.hide()
