"""A stand-in for a desktop with a tray: it takes icons over a real message bus, as KDE's and GNOME's extensions do.

StatusNotifierItem of freedesktop.org (org.kde.StatusNotifierWatcher), and the menu of an item (com.canonical.dbusmenu).
"""

from __future__ import annotations

import shutil
import subprocess
import threading
from typing import Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    Properties,
    new_error,
    new_method_call,
    new_method_return,
)
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

_WATCHER = "org.kde.StatusNotifierWatcher"
_ITEM = "org.kde.StatusNotifierItem"
_MENU = "com.canonical.dbusmenu"
_PATIENCE = 60.0


class TrayHost:
    """A bus of its own with a tray on it. `address` is for ``DBUS_SESSION_BUS_ADDRESS``."""

    def __init__(self) -> None:
        self._daemon = subprocess.Popen(
            [str(shutil.which("dbus-daemon")), "--session", "--nofork", "--print-address=1"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._daemon.stdout is not None
        self.address = self._daemon.stdout.readline().strip().partition(",guid=")[0]
        self._arrived = threading.Event()
        self._item = ("", "")
        self._line = open_dbus_connection(self.address)
        self._line.send_and_get_reply(message_bus.RequestName(_WATCHER))
        self._asking = open_dbus_connection(self.address)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def wait_for_icon(self) -> None:
        """Until a program has put its icon here."""
        assert self._arrived.wait(_PATIENCE), "no icon came into the tray"

    @property
    def tip(self) -> str:
        """What the icon says of itself."""
        return str(self._property(_ITEM, "ToolTip")[2])

    def click(self) -> None:
        """A click on the icon."""
        self._call(self._item[1], _ITEM, "Activate", "ii", (0, 0))

    def menu(self) -> dict[str, int]:
        """The words of the menu and the number of each entry."""
        path = self._property(_ITEM, "Menu")
        _revision, (_number, _options, children) = self._call(
            path, _MENU, "GetLayout", "iias", (0, -1, ["label"])
        )
        return {
            entry["label"][1]: number for _signature, (number, entry, _more) in children if "label" in entry
        }

    def choose(self, words: str) -> None:
        """Choose an entry of the menu."""
        path = self._property(_ITEM, "Menu")
        number = self.menu()[words]
        self._call(path, _MENU, "Event", "isvu", (number, "clicked", ("s", ""), 0))

    def close(self) -> None:
        """Take all down."""
        self._stop.set()
        self._thread.join()
        for line in (self._line, self._asking):
            line.close()
        self._daemon.kill()
        self._daemon.wait()
        assert self._daemon.stdout is not None
        self._daemon.stdout.close()

    def _property(self, interface: str, name: str) -> Any:
        name_on_bus, path = self._item
        address = DBusAddress(path, bus_name=name_on_bus, interface=interface)
        answer = self._asking.send_and_get_reply(Properties(address).get(name), timeout=_PATIENCE)
        return _body(answer)[0][1]

    def _call(self, path: str, interface: str, method: str, signature: str, body: tuple[object, ...]) -> Any:
        address = DBusAddress(path, bus_name=self._item[0], interface=interface)
        call = new_method_call(address, method, signature, body)
        return _body(self._asking.send_and_get_reply(call, timeout=_PATIENCE))

    def _serve(self) -> None:
        while not self._stop.is_set():
            try:
                asked = self._line.receive(timeout=0.1)
            except TimeoutError:
                continue
            if asked.header.message_type is MessageType.method_call:
                self._line.send(self._answer(asked))

    def _answer(self, asked: Message) -> Message:
        fields = asked.header.fields
        member = fields[HeaderFields.member]
        if member == "RegisterStatusNotifierItem":
            named = asked.body[0]
            path = named if named.startswith("/") else "/StatusNotifierItem"
            self._item = (fields[HeaderFields.sender], path)
            self._arrived.set()
            return new_method_return(asked)
        if member == "Get" and asked.body[1] == "IsStatusNotifierHostRegistered":
            return new_method_return(asked, "v", (("b", True),))
        if member == "Get" and asked.body[1] == "ProtocolVersion":
            return new_method_return(asked, "v", (("i", 0),))
        return new_error(asked, "org.freedesktop.DBus.Error.UnknownMethod")


def _body(answer: Message) -> Any:
    assert answer.header.message_type is MessageType.method_return, answer.body
    return answer.body
