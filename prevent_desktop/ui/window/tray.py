"""The icon in the system's tray: packs go on leaving with the vault locked and no window on the screen."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets.menus import add_entry
from prevent_desktop.ui.widgets.plain_words import give_tooltip
from prevent_desktop.ui.window.outbox_watch import words_while_locked, words_while_open
from prevent_desktop.workflows.sending.outbox_state import OutboxState

_SIZES = (16, 22, 24, 32, 48, 64)
_GROUND, _SIGN, _MARK = QColor("#0f2f4a"), QColor("#ffffff"), QColor("#ffbf2f")


class Tray(QObject):
    """What the icon tells, and its menu. It names nobody.

    Signals `open_wanted()`, `outbox_wanted()` when a notification is clicked, `pause_wanted(bool)` and `end_wanted()`.
    """

    open_wanted = Signal()
    outbox_wanted = Signal()
    pause_wanted = Signal(bool)
    end_wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.menu = QMenu()
        self.menu.setAccessibleName(_("Prevent Desktop"))
        self.open_entry = self._entry(_("&Open Prevent Desktop"))
        self.open_entry.triggered.connect(self.open_wanted)
        self.state_entry = self._entry(_("Nothing waits in the outbox"))
        self.state_entry.triggered.connect(self.outbox_wanted)
        self.pause_entry = self._entry(_("&Pause sending"))
        self.pause_entry.triggered.connect(self._pause)
        self.end_entry = self._entry(_("&Quit: packs wait until it is opened again"))
        self.end_entry.triggered.connect(self.end_wanted)
        self._paused = False
        self.icon = QSystemTrayIcon(tray_icon(mark=False), self)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._activated)
        self.icon.messageClicked.connect(self.outbox_wanted)
        self.tell(OutboxState(), locked=True)

    @staticmethod
    def is_there() -> bool:
        """Whether this desktop has a tray."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def show(self) -> None:
        """Show the icon."""
        self.icon.show()

    def close(self) -> None:
        """Take the icon away."""
        self.icon.hide()

    def tell(self, state: OutboxState, *, locked: bool) -> None:
        """Say what waits, and mark the icon where a person is needed or an answer has come."""
        words = words_while_locked(state) if locked else words_while_open(state)
        if state.paused:
            words = _("Sending is paused")
        words = words or _("Nothing waits in the outbox")
        self._paused = state.paused
        self.state_entry.setText(words)
        self.pause_entry.setText(_("&Go on sending") if state.paused else _("&Pause sending"))
        give_tooltip(self.icon, _("Prevent Desktop: {words}").format(words=words))
        self.icon.setIcon(tray_icon(mark=bool(state.need_you or state.answers)))

    def _entry(self, words: str) -> QAction:
        return add_entry(self.menu, words)

    def _pause(self) -> None:
        self.pause_wanted.emit(not self._paused)

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in {
            QSystemTrayIcon.ActivationReason.Trigger,
            QSystemTrayIcon.ActivationReason.DoubleClick,
        }:
            self.open_wanted.emit()


def tray_icon(*, mark: bool) -> QIcon:
    """A sealed envelope; with `mark` a point in its corner, which the words in the menu say too."""
    icon = QIcon()
    for size in _SIZES:
        icon.addPixmap(_envelope(size, mark=mark))
    return icon


def _envelope(size: int, *, mark: bool) -> QPixmap:
    picture = QPixmap(size, size)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_GROUND)
    painter.drawRoundedRect(0, 0, size, size, size / 5, size / 5)
    painter.setPen(QPen(_SIGN, max(1.0, size / 14)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    left, top, right, bottom = size // 5, size * 3 // 10, size - size // 5, size * 7 // 10
    painter.drawRect(left, top, right - left, bottom - top)
    painter.drawPolyline([QPoint(left, top), QPoint(size // 2, size * 11 // 20), QPoint(right, top)])
    if mark:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_MARK)
        radius = size // 5
        painter.drawEllipse(QPoint(size - radius - 1, radius + 1), radius, radius)
    painter.end()
    return picture
