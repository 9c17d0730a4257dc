"""The line at the bottom: what was saved, what was copied, the team's copies, what waits, the marking, and when it locks."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.widgets import HBox, Text
from prevent_desktop.ui.widgets.plain_words import give_tooltip

_GAP = 22
_LEAST_LETTERS, _LEAST_OF_MARKING = 6, 18
"""So many letters (as wide as an m) of what is said stay in sight, and of the marking: all of OFFICIAL-SENSITIVE."""
_LEAST_HEIGHT = 30
"""Pixels, also while nothing is said."""


class _ShortText(Text):
    """Words on one line that are cut short where there is too little room; a screen reader has them whole."""

    def __init__(self, least: int = _LEAST_LETTERS) -> None:
        super().__init__("", wrap=False)
        self._least = least

    def minimumSizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance("m") * self._least
        return QSize(min(width, self.sizeHint().width()), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        room = self.contentsRect()
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter, middle = QPainter(self), int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.style().drawItemText(
            painter, room, middle, self.palette(), self.isEnabled(), words, self.foregroundRole()
        )


class StatusLine(QFrame):
    """Six places on one line, each empty until something is said there; more lines would take the page's room."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Status"))
        self.saved, self.copied = _ShortText(), _ShortText()
        self.team, self.delivery = _ShortText(), _ShortText()
        # Never cut short: “Locks in 1…” would say another number, and “OFFICIAL-…” another marking.
        self.marking, self.locks = _ShortText(_LEAST_OF_MARKING), Text("", wrap=False)
        self._row = row = HBox(self, spacing=_GAP, margins=(16, 7, 16, 7))
        row.add(self.saved, self.copied, self.team, self.delivery)
        row.addStretch(1)
        row.add(self.marking, self.locks)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for text in (self.saved, self.copied, self.team, self.delivery, self.marking, self.locks):
            text.hide()

    def begin_with(self, *parts: QWidget) -> None:
        """Put these before all else; a link is higher than words are, and the line is to be no higher for it."""
        self._row.setContentsMargins(16, 4, 16, 4)
        for place, part in enumerate(parts):
            self._row.insertWidget(place, part)

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(0, _LEAST_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """As high as its words, whatever else wants the room: cut words say nothing."""
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    def tell(self, place: Text, words: str) -> None:
        """Say `words` in one of the places."""
        place.say(words)
        give_tooltip(place, words)
        place.updateGeometry()

    def tell_copied(self, seconds: int) -> None:
        """That text was copied, and how long it stays on the clipboard; 0: it is gone."""
        words = ngettext(
            "Copied. It is cleared from the clipboard in {number} second.",
            "Copied. It is cleared from the clipboard in {number} seconds.",
            seconds,
        )
        self.tell(self.copied, words.format(number=seconds) if seconds else "")

    def tell_step(self, words: str) -> None:
        """Which step of setting up it is; empty when it is over."""
        self.tell(self.saved, _("Nothing is sent while you set up") if words else "")
        self.tell(self.locks, words)

    def tell_saved(self, words: str) -> None:
        """What was saved, and when ("Saved 14:03:22")."""
        self.tell(self.saved, f"● {words}" if words else "")
