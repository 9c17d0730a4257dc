"""The buttons: one primary a screen, secondary ones beside it, and links."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt, QTimer, SignalInstance
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from prevent_desktop.ui.theme.painted import Painted, tokens_property
from prevent_desktop.ui.widgets.long_words import MOST_IN_LIST, shortened

Does = Callable[..., object] | SignalInstance | None
"""What pressing a button does."""
_MOST_MEASURED = 16


class PressButton(QPushButton):
    """A button that Enter presses as Space does: Qt leaves Enter to the default button of a dialog alone.

    `does` is what happens when it is pressed. Its menu opens on its first entry, so that a screen reader says one.
    """

    _keyboard_went: tuple[QWidget | None] | None = None
    """Where Qt put the keyboard when the button that had it was switched off."""

    def __init__(self, text: str = "", does: Does = None, *, parent: QWidget | None = None) -> None:
        super().__init__(shortened(text, MOST_IN_LIST), parent)
        if does is not None:
            self.clicked.connect(does)

    def setText(self, text: str) -> None:
        super().setText(shortened(text, MOST_IN_LIST))

    def setEnabled(self, enabled: bool) -> None:
        """Off while what it does runs, it has the keyboard back afterwards, unless that was moved on meanwhile."""
        had_keyboard = self.window().focusWidget() is self  # also while a dialog that it opened is closing
        super().setEnabled(enabled)
        there = self.window().focusWidget()
        if had_keyboard and not enabled:
            self._keyboard_went = (there,)
        elif enabled and self._keyboard_went is not None:
            if there is self._keyboard_went[0]:
                self.setFocus(Qt.FocusReason.OtherFocusReason)
            self._keyboard_went = None

    def setMenu(self, menu: QMenu) -> None:
        super().setMenu(menu)
        menu.aboutToShow.connect(lambda: QTimer.singleShot(0, menu, lambda: _enter(menu)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.isAutoRepeat():
            self.click() if self.menu() is None else self.showMenu()
        else:
            super().keyPressEvent(event)


class PrimaryButton(PressButton):
    """The one main action of a screen. `&` in `text` marks its mnemonic."""

    def __init__(self, text: str, does: Does = None) -> None:
        super().__init__(text, does)
        _settle(self)


class SecondaryButton(PressButton):
    """Any other action of a screen. `&` in `text` marks its mnemonic."""

    def __init__(self, text: str, does: Does = None, *, parent: QWidget | None = None) -> None:
        super().__init__(text, does, parent=parent)
        _settle(self)


class QuietButton(PressButton):
    """An action without a frame, as in the line on top."""

    def __init__(self, text: str, does: Does = None) -> None:
        super().__init__(text, does)
        _settle(self)


class LinkButton(PressButton, Painted):
    """An underlined link that wraps like text. `colour` names the theme's colour; `name` says more to a screen reader.

    In lists of equal links ("Change") give each its own `name` ("Change date of birth").
    """

    tokens = tokens_property()

    def __init__(
        self,
        text: str,
        does: Does = None,
        *,
        name: str = "",
        colour: str = "ink",
        parent: QWidget | None = None,
    ) -> None:
        self._measured: dict[tuple[int, str, str], QRect] = {}
        super().__init__(text, does, parent=parent)
        self._ink = colour
        self.setFlat(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        if name:
            self.setAccessibleName(name)

    def say(self, text: str) -> None:
        """Show `text`, or no link at all where it is empty."""
        self.setText(text)
        self.setVisible(bool(text))

    @property
    def ink(self) -> str:
        """The theme's colour of its words."""
        return self._ink

    def take_ink(self, colour: str) -> None:
        """Another colour of the theme, as on another ground."""
        self._ink = colour
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._text_rect(width).height() + 4

    def sizeHint(self) -> QSize:
        found = self._text_rect(10_000)
        return QSize(found.width() + 4, found.height() + 4)

    def minimumSizeHint(self) -> QSize:
        longest = max(self.text().split(), key=len, default="")
        return QSize(self.fontMetrics().horizontalAdvance(longest) + 4, self.fontMetrics().height() + 4)

    def _text_rect(self, width: int) -> QRect:
        """Layouts ask for the same few widths again and again; setting the words is what takes long."""
        asked = (width, self.text(), self.font().key())
        if asked not in self._measured:
            if len(self._measured) == _MOST_MEASURED:
                self._measured.clear()
            room = QRect(0, 0, max(1, width - 2), 10_000)
            self._measured[asked] = self.fontMetrics().boundingRect(
                room, int(Qt.TextFlag.TextWordWrap), self.text()
            )
        return self._measured[asked]

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        font = self.font()
        font.setUnderline(not self.underMouse() or self.hasFocus())
        painter.setFont(font)
        painter.setPen(self.colour(self._ink if self.isEnabled() else "disabled_ink"))
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)
        painter.drawText(self.rect(), flags, self.text())


def _enter(menu: QMenu) -> None:
    offered = (action for action in menu.actions() if action.isEnabled() and not action.isSeparator())
    first = next(offered, None)
    if menu.isVisible() and menu.activeAction() is None and first is not None:
        menu.setActiveAction(first)


def _settle(button: QPushButton) -> None:
    button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    button.setAutoDefault(False)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
