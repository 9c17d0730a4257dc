"""A notification when a receipt or an answer comes. It names nobody: it lies on the screen while this is locked."""

from __future__ import annotations

import sys
from html import escape
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import SLOT, QObject, Signal, Slot

from prevent_desktop.translation import _
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets.plain_words import show_message
from prevent_desktop.ui.window.tray import Tray

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection

_SERVICE = "org.freedesktop.Notifications"
_PATH = "/org/freedesktop/Notifications"
_CLICKED: Any = SLOT("clicked(uint,QString)")
"""The slot by its C name. Any: the stub of QDBusConnection wants bytes, the library itself the text that SLOT gives."""
_PATIENCE = 2.0  # seconds
_NO_HINTS: dict[str, tuple[str, object]] = {}


class Notifier(QObject):
    """Shows notifications: on Linux by the desktop's own service, elsewhere by the tray. Signal `clicked_it()`.

    Where there is neither, nothing is shown: the screens tell the same. `bus` is the session's message bus, and
    `address` what jeepney calls it.
    """

    clicked_it = Signal()

    def __init__(
        self,
        tasks: Tasks,
        tray: Tray | None,
        parent: QObject | None = None,
        *,
        bus: QDBusConnection | None = None,
        address: str = "SESSION",
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._tray = tray
        self._bus = bus
        self._address = address
        self._ours: set[int] = set()
        if tray is not None:
            tray.outbox_wanted.connect(self.clicked_it)
        if bus is not None and bus.isConnected():
            bus.connect("", _PATH, _SERVICE, "ActionInvoked", self, _CLICKED)

    def show(self, words: str) -> None:
        """Show `words`."""
        if self._bus is not None and self._bus.isConnected():
            self._tasks.in_background(
                lambda: _notify(words, self._address), lambda number: self._shown(number, words)
            )
        else:
            self._by_tray(words)

    def _shown(self, number: int, words: str) -> None:
        if number:
            self._ours.add(number)
        else:
            self._by_tray(words)

    @Slot("uint", "QString")
    def clicked(self, number: int, _action: str) -> None:
        """Somebody clicked a notification; one of ours leads to the outbox."""
        if number in self._ours:
            self._ours.discard(number)
            self.clicked_it.emit()

    def _by_tray(self, words: str) -> None:
        if self._tray is not None:
            show_message(self._tray.icon, _("Prevent Desktop"), words)


def session_bus() -> QDBusConnection | None:
    """The message bus of this Linux session; None on other systems."""
    if sys.platform != "linux":
        return None
    from PySide6.QtDBus import QDBusConnection

    return QDBusConnection.sessionBus()


def _notify(words: str, address: str) -> int:
    """Show a notification; its number (Desktop Notifications Specification 1.2, "Notify"), or 0 where none was shown.

    A service that reads markup in the words is given them escaped, so that they are shown as they are.
    By jeepney, since QtDBus of PySide writes no unsigned number.
    """
    from jeepney import DBusAddress, DBusErrorResponse, new_method_call
    from jeepney.io.blocking import open_dbus_connection
    from jeepney.wrappers import unwrap_msg

    service = DBusAddress(_PATH, bus_name=_SERVICE, interface=_SERVICE)
    title = _("Prevent Desktop")
    asked = new_method_call(service, "GetCapabilities")
    try:
        with open_dbus_connection(address) as connection:
            can = unwrap_msg(connection.send_and_get_reply(asked, timeout=_PATIENCE))[0]
            text = escape(words, quote=False) if "body-markup" in can else words
            body = (title, 0, "", title, text, ["default", _("Open the outbox")], _NO_HINTS, -1)
            call = new_method_call(service, "Notify", "susssasa{sv}i", body)
            return int(unwrap_msg(connection.send_and_get_reply(call, timeout=_PATIENCE))[0])
    except (OSError, DBusErrorResponse, ValueError, TypeError, IndexError):
        return 0  # no bus, no service, or one that answers something else
