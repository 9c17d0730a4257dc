"""What the system's own words about the session do, heard over a real bus and in the shape that Windows sends them."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QObject, Qt
from PySide6.QtDBus import QDBusConnection
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from prevent_desktop.ui.system.linux_session import LinuxSession
from prevent_desktop.ui.system.session_watch import SessionWatch
from prevent_desktop.ui.system.windows_session import LID, WindowsSession, _Message, _Setting, wants_lock


class Heard(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.locks = 0

    def lock(self) -> None:
        self.locks += 1


def test_what_a_real_bus_says_is_heard() -> None:
    if shutil.which("dbus-daemon") is None:
        pytest.skip("dbus-daemon is not installed")
    cases = Path(__file__).with_name("on_a_bus.py")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(cases)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "13 passed" in ran.stdout


def test_a_machine_without_any_bus_is_no_fault(qtbot: QtBot) -> None:
    del qtbot
    heard = Heard()
    nowhere = QDBusConnection("there is no such bus")
    assert not LinuxSession(heard.lock, nowhere, nowhere, parent=heard).puts_sleep_off


def test_the_end_of_the_session_and_a_suspended_app_are_told(qapp: QApplication, qtbot: QtBot) -> None:
    watch = SessionWatch(qapp)
    with qtbot.waitSignal(watch.lock_wanted):
        qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationSuspended)
    with qtbot.assertNotEmitted(watch.lock_wanted):
        qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)


@pytest.mark.parametrize(
    ("message", "parameter", "locks"),
    [
        (0x0218, 0x4, True),  # the machine suspends
        (0x0218, 0x12, False),  # it wakes up
        (0x02B1, 0x7, True),  # the session is locked
        (0x02B1, 0x2, True),  # another user comes to the console
        (0x02B1, 0x8, False),  # the session is unlocked
        (0x0100, 0x7, False),  # a key
    ],
)
def test_windows_says_it_with_messages(message: int, parameter: int, locks: bool, qapp: QApplication) -> None:
    del qapp
    heard = Heard()
    session = WindowsSession(heard.lock)
    sent = _Message(None, message, parameter, None)
    session.nativeEventFilter(QByteArray(b"windows_generic_MSG"), ctypes.addressof(sent))
    session.nativeEventFilter(QByteArray(b"xcb_generic_event_t"), ctypes.addressof(sent))
    assert heard.locks == int(locks)
    assert wants_lock(message, parameter) is locks


def test_closing_the_lid_locks_on_windows_and_a_lid_that_is_closed_from_the_start_does_not(
    qapp: QApplication,
) -> None:
    del qapp
    heard = Heard()
    session = WindowsSession(heard.lock)

    def tell(value: int, which: bytes = LID.bytes_le, length: int = 4) -> None:
        setting = _Setting((ctypes.c_byte * 16).from_buffer_copy(which), length, value)
        sent = _Message(None, 0x0218, 0x8013, ctypes.addressof(setting))
        session.nativeEventFilter(QByteArray(b"windows_generic_MSG"), ctypes.addressof(sent))

    tell(0)  # what is told at the beginning: somebody works on another screen
    tell(1)
    tell(0, which=bytes(16))
    tell(0, length=1)
    assert heard.locks == 0
    tell(0)
    assert heard.locks == 1
