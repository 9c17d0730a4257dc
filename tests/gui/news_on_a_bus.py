"""Notifications on a real message bus, run by `test_tray.py` in a process of their own (see `on_a_bus.py`)."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from jeepney import DBusAddress, HeaderFields, MessageType, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection
from PySide6.QtDBus import QDBusConnection
from pytestqt.qtbot import QtBot

from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.window.notifications import Notifier
from tests.gui.on_a_bus import bus, bus_address

__all__ = ["bus", "bus_address"]

NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"


class Desktop:
    """A stand-in for the desktop's service of notifications."""

    def __init__(self, address: str) -> None:
        self.shown: list[tuple[object, ...]] = []
        self.capabilities = ["body", "actions"]
        self._line = open_dbus_connection(address)
        self._line.send_and_get_reply(message_bus.RequestName(NAME))
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while not self._stop.is_set():
            try:
                asked = self._line.receive(timeout=0.05)
            except TimeoutError:
                continue
            member = asked.header.fields.get(HeaderFields.member)
            if asked.header.message_type is not MessageType.method_call:
                continue
            if member == "GetCapabilities":
                self._line.send(new_method_return(asked, "as", (self.capabilities,)))
            elif member == "Notify":
                self.shown.append(asked.body)
                self._line.send(new_method_return(asked, "u", (40 + len(self.shown),)))

    def click(self, number: int) -> None:
        emitter = DBusAddress(PATH, interface=NAME)
        self._line.send(new_signal(emitter, "ActionInvoked", "us", (number, "default")))

    def close(self) -> None:
        self._stop.set()
        self._thread.join()
        self._line.close()


@pytest.fixture
def tasks() -> Iterator[Tasks]:
    failures: list[object] = []
    made = Tasks(failures.append)
    yield made
    made.close()
    assert failures == []


@pytest.fixture
def desktop(bus_address: str) -> Iterator[Desktop]:
    made = Desktop(bus_address.partition(",guid=")[0])
    yield made
    made.close()


@pytest.fixture
def notifier(bus: QDBusConnection, bus_address: str, tasks: Tasks) -> Notifier:
    return Notifier(tasks, None, bus=bus, address=bus_address.partition(",guid=")[0])


def test_the_desktop_shows_the_words_and_nothing_else(
    desktop: Desktop, notifier: Notifier, qtbot: QtBot
) -> None:
    notifier.show("1 pack has arrived: its receipt is here.")
    qtbot.waitUntil(lambda: bool(desktop.shown))
    title = "Prevent Desktop"
    words = "1 pack has arrived: its receipt is here."
    assert desktop.shown == [(title, 0, "", title, words, ["default", "Open the outbox"], {}, -1)]


def test_a_desktop_that_reads_markup_shows_the_words_as_they_are(
    desktop: Desktop, notifier: Notifier, qtbot: QtBot
) -> None:
    desktop.capabilities = ["body", "body-markup"]
    notifier.show("<img src='x'> & more")
    qtbot.waitUntil(lambda: bool(desktop.shown))
    assert desktop.shown[0][4] == "&lt;img src='x'&gt; &amp; more"


def test_a_click_on_ours_is_heard_and_on_anothers_is_not(
    desktop: Desktop, notifier: Notifier, qtbot: QtBot
) -> None:
    clicks: list[int] = []
    notifier.clicked_it.connect(lambda: clicks.append(1))
    notifier.show("An answer has come. Unlock to read it.")
    qtbot.waitUntil(lambda: notifier._ours == {41})
    desktop.click(7)
    desktop.click(41)
    qtbot.waitUntil(lambda: clicks == [1])


def test_without_a_service_nothing_is_shown_and_nothing_fails(notifier: Notifier, qtbot: QtBot) -> None:
    notifier.show("A pack needs you.")
    qtbot.wait(200)
    assert notifier._ours == set()
