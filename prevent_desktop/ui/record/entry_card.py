"""One line of a record in full, on the page itself, so that blanking the screen covers it too."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.routing.routes import Route
from prevent_desktop.ui.widgets import Card, Heading, LinkButton, SecondaryButton, Text, without_mnemonics
from prevent_desktop.ui.widgets.menus import add_entry


class EntryCard(Card):
    """To be read and copied, never changed. Hidden until `show_entry`; Escape or "Close" hides it: signal `closed()`.

    A note can go on in a form, and leads to a form in which it does: signal `chosen(Route)`.
    """

    closed = Signal()
    chosen = Signal(object)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.title = Heading("", 2)
        self.when = Text("", "muted")
        self.close_link = LinkButton(_("Close"), name=_("Close this entry"))
        self.close_link.clicked.connect(self.put_away)
        self._pairs = QVBoxLayout()
        self._pairs.setSpacing(4)
        self.body.addWidget(self.title)
        self.body.addWidget(self.when)
        self.body.addLayout(self._pairs)
        self.grow_menu = QMenu(self)
        self.grow_menu.setAccessibleName(_("Go on with this note in a form"))
        self.grow = SecondaryButton(_("&Go on in a form…"))
        self.grow.setMenu(self.grow_menu)
        self.grow.setAccessibleDescription(
            _("A form starts with the words of this note; the note stays as it is.")
        )
        self._links = QVBoxLayout()
        self.links: list[LinkButton] = []
        self.body.addLayout(self._links)
        self.body.addWidget(self.grow)
        self.offer_growth((), ())
        self.body.addWidget(self.close_link, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_entry(self, title: str, when: str, pairs: Sequence[tuple[str, str]]) -> None:
        """Show `pairs` of a label and its text, and put the keyboard there."""
        self._clear()
        self.title.setText(title)
        self.when.setText(when)
        self.setAccessibleName(title)
        self.setAccessibleDescription("\n".join(f"{label}: {text}" for label, text in pairs))
        for label, text in pairs:
            shown = Text(text, selectable=True)
            shown.setAccessibleName(f"{label}: {text}")
            self._pairs.addSpacing(8)
            self._pairs.addWidget(Text(label, "strong"))
            self._pairs.addWidget(shown)
        self.show()
        self.close_link.setFocus(Qt.FocusReason.OtherFocusReason)

    def offer_growth(self, forms: Sequence[tuple[Route, str]], grown: Sequence[tuple[Route, str]]) -> None:
        """Offer `forms` to grow into, and lead to what it has `grown` into: each a route and words."""
        self.grow_menu.clear()
        for route, title in forms:
            add_entry(self.grow_menu, without_mnemonics(title)).triggered.connect(
                partial(self.chosen.emit, route)
            )
        self.grow.setVisible(bool(forms))
        for link in self.links:
            link.hide()
            link.deleteLater()
        self.links = [LinkButton(without_mnemonics(words)) for _route, words in grown]
        for link, (route, _words) in zip(self.links, grown, strict=True):
            link.clicked.connect(partial(self.chosen.emit, route))
            self._links.addWidget(link)

    def put_away(self) -> None:
        """Hide it, with all that it showed."""
        self.hide()
        self._clear()
        self.closed.emit()

    def _clear(self) -> None:
        while (item := self._pairs.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        else:
            super().keyPressEvent(event)
