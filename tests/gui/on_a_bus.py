"""Cases on a real message bus, run by `test_session_watch.py` in a process of their own.

QtDBus answers on a thread of its own. In a process that has had many windows, connecting once waited for ever for
that thread while it waited for Python; the program itself connects once, before its first window.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtDBus import (
    QDBusConnection,
    QDBusMessage,
    QDBusObjectPath,
    QDBusUnixFileDescriptor,
    QDBusVirtualObject,
)
from pytestqt.qtbot import QtBot

from prevent_desktop.ui.system.linux_session import LinuxSession

PROPERTIES = "org.freedesktop.DBus.Properties"
UPOWER = "org.freedesktop.UPower"
LOGIN = "org.freedesktop.login1"
MANAGER = "org.freedesktop.login1.Manager"
SESSION = "org.freedesktop.login1.Session"
GONE = ["IdleSinceHint"]  # what is not told along; Qt writes an empty list of Python as a list of anything
OURS, THEIRS = "/org/freedesktop/login1/session/_31", "/org/freedesktop/login1/session/_32"


@pytest.fixture
def bus_address() -> Iterator[str]:
    program = shutil.which("dbus-daemon")
    if program is None:
        pytest.skip("dbus-daemon is not installed")
    daemon = subprocess.Popen(
        [program, "--session", "--nofork", "--print-address=1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert daemon.stdout is not None
    try:
        yield daemon.stdout.readline().strip()
    finally:
        daemon.kill()
        daemon.wait()
        daemon.stdout.close()


@pytest.fixture
def bus(bus_address: str) -> Iterator[QDBusConnection]:
    yield QDBusConnection.connectToBus(bus_address, "listener")
    QDBusConnection.disconnectFromBus("listener")


@pytest.fixture
def speaker(bus_address: str) -> Iterator[QDBusConnection]:
    """The system's services in one."""
    made = QDBusConnection.connectToBus(bus_address, "speaker")
    assert all(map(made.registerService, (LOGIN, UPOWER)))
    yield made
    QDBusConnection.disconnectFromBus("speaker")


@pytest.fixture
def stranger(bus_address: str) -> Iterator[QDBusConnection]:
    """A program of another account: it may say anything on the bus, in no service's name."""
    yield QDBusConnection.connectToBus(bus_address, "stranger")
    QDBusConnection.disconnectFromBus("stranger")


class Heard(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.locks = 0

    def lock(self) -> None:
        self.locks += 1


def listening(heard: Heard, bus: QDBusConnection) -> LinuxSession:
    """A session that the bus knows of: Qt asks for the signals without waiting, so the next question waits for it."""
    session = LinuxSession(heard.lock, bus, bus, parent=heard)
    bus.interface().registeredServiceNames()
    return session


def say(speaker: QDBusConnection, path: str, interface: str, name: str, *values: object) -> None:
    message = QDBusMessage.createSignal(path, interface, name)
    message.setArguments(list(values))
    assert speaker.send(message)


@pytest.mark.parametrize(
    ("path", "interface", "name", "values"),
    [
        ("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep", (True,)),
        ("/org/freedesktop/UPower", PROPERTIES, "PropertiesChanged", (UPOWER, {"LidIsClosed": True}, GONE)),
        ("/org/freedesktop/login1", PROPERTIES, "PropertiesChanged", (MANAGER, {"LidClosed": True}, GONE)),
        ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", (True,)),
        ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", (True,)),
    ],
)
def test_sleep_and_screen_lock_are_heard_on_the_bus(
    qtbot: QtBot,
    bus: QDBusConnection,
    speaker: QDBusConnection,
    path: str,
    interface: str,
    name: str,
    values: tuple[object, ...],
) -> None:
    heard = Heard()
    listening(heard, bus)
    say(speaker, path, interface, name, *values)
    qtbot.waitUntil(lambda: heard.locks == 1)


def test_waking_up_locks_nothing(qtbot: QtBot, bus: QDBusConnection, speaker: QDBusConnection) -> None:
    heard = Heard()
    listening(heard, bus)
    manager = ("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep")
    say(speaker, *manager, False)
    say(speaker, *manager, True)
    qtbot.waitUntil(lambda: heard.locks > 0)
    assert heard.locks == 1


def test_what_another_account_says_on_the_bus_locks_nothing(
    qtbot: QtBot,
    bus: QDBusConnection,
    speaker: QDBusConnection,
    logind: FakeLogind,
    stranger: QDBusConnection,
) -> None:
    del logind
    heard = Heard()
    session = LinuxSession(heard.lock, bus, bus, parent=heard)
    qtbot.waitUntil(lambda: session.session_path == OURS)
    bus.interface().registeredServiceNames()
    said: list[tuple[str, str, str, tuple[object, ...]]] = [
        ("/org/freedesktop/login1", MANAGER, "PrepareForSleep", (True,)),
        ("/org/freedesktop/login1", PROPERTIES, "PropertiesChanged", (MANAGER, {"LidClosed": True}, GONE)),
        ("/org/freedesktop/UPower", PROPERTIES, "PropertiesChanged", (UPOWER, {"LidIsClosed": True}, GONE)),
        (OURS, SESSION, "Lock", ()),
        (OURS, PROPERTIES, "PropertiesChanged", (SESSION, {"Active": False}, GONE)),
    ]
    for path, interface, name, values in said:
        say(stranger, path, interface, name, *values)
    stranger.interface().registeredServiceNames()  # the bus has passed on what came before
    path, interface, name, values = said[0]
    say(speaker, path, interface, name, *values)
    qtbot.waitUntil(lambda: heard.locks > 0)
    assert heard.locks == 1


def test_a_service_that_begins_later_is_heard(
    qtbot: QtBot, bus: QDBusConnection, stranger: QDBusConnection
) -> None:
    heard = Heard()
    listening(heard, bus)
    assert stranger.registerService(UPOWER)
    bus.interface().registeredServiceNames()
    say(
        stranger,
        "/org/freedesktop/UPower",
        PROPERTIES,
        "PropertiesChanged",
        UPOWER,
        {"LidIsClosed": True},
        GONE,
    )
    qtbot.waitUntil(lambda: heard.locks == 1)


def test_a_machine_without_logind_is_no_fault(qtbot: QtBot, bus: QDBusConnection) -> None:
    heard = Heard()
    session = LinuxSession(heard.lock, bus, bus, parent=heard)
    qtbot.wait(700)
    assert not session.puts_sleep_off
    assert heard.locks == 0


class FakeLogind(QDBusVirtualObject):
    """Answers `Inhibit` as logind does, with one end of a pipe, and `GetSession` with the path of a session."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[list[object]] = []
        self.pipe = os.pipe()

    def introspect(self, path: str) -> str:
        del path
        return ""

    def handleMessage(self, message: QDBusMessage, connection: QDBusConnection) -> bool:  # noqa: N802  # Qt calls it so
        self.asked.append([message.member(), *message.arguments()])
        answer = message.createReply()
        given = {"Inhibit": QDBusUnixFileDescriptor(self.pipe[1]), "GetSession": QDBusObjectPath(OURS)}
        answer.setArguments([given[message.member()]])
        return connection.send(answer)


@pytest.fixture
def logind(speaker: QDBusConnection) -> FakeLogind:
    made = FakeLogind()
    assert speaker.registerVirtualObject("/org/freedesktop/login1", made)
    return made


def test_sleep_waits_for_the_lock(qtbot: QtBot, bus: QDBusConnection, logind: FakeLogind) -> None:
    heard = Heard()
    session = LinuxSession(heard.lock, bus, bus, parent=heard)
    qtbot.waitUntil(lambda: session.puts_sleep_off)
    assert ["Inhibit", "sleep", "Prevent Desktop", "Locks first", "delay"] in logind.asked


@pytest.mark.parametrize(
    ("interface", "name", "values"),
    [
        ("org.freedesktop.login1.Session", "Lock", ()),
        (PROPERTIES, "PropertiesChanged", (SESSION, {"Active": False}, GONE)),
        (PROPERTIES, "PropertiesChanged", (SESSION, {"IdleHint": True, "LockedHint": True}, GONE)),
    ],
)
def test_what_happens_to_our_own_session_locks_and_to_others_not(
    qtbot: QtBot,
    bus: QDBusConnection,
    speaker: QDBusConnection,
    logind: FakeLogind,
    interface: str,
    name: str,
    values: tuple[object, ...],
) -> None:
    del logind
    heard = Heard()
    session = LinuxSession(heard.lock, bus, bus, parent=heard)
    qtbot.waitUntil(lambda: session.session_path == OURS)
    bus.interface().registeredServiceNames()
    say(speaker, THEIRS, interface, name, *values)
    say(speaker, OURS, PROPERTIES, "PropertiesChanged", SESSION, {"Active": True, "LockedHint": False}, GONE)
    say(speaker, OURS, interface, name, *values)
    qtbot.waitUntil(lambda: heard.locks > 0)
    say(speaker, "/org/freedesktop/login1", MANAGER, "PrepareForSleep", True)
    qtbot.waitUntil(lambda: heard.locks > 1)
    assert heard.locks == 2
