"""The real program in a real tray: no window at login, one when it is wanted, and packs that leave meanwhile."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.delivery.outbox.items import State
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.workflows.places import DATA_VARIABLE, Places
from tests.e2e.driving import Xvfb, wait_until, why_no_window
from tests.e2e.tray_host import TrayHost
from tests.patience import PATIENCE
from tests.unit.delivery.receivers import PACK, Receiver

pytestmark = pytest.mark.skipif(
    bool(why_no_window()) or shutil.which("dbus-daemon") is None or shutil.which("xdotool") is None,
    reason="Xvfb, xdotool or dbus-daemon is not installed",
)


class Running:
    """The program in the tray of `host`, on the screen of `server`."""

    def __init__(self, data: Path, host: TrayHost, server: Xvfb) -> None:
        self.data = data
        self.host = host
        self.environment = {
            **os.environ,
            DATA_VARIABLE: str(data),
            "DBUS_SESSION_BUS_ADDRESS": host.address,
            "DISPLAY": server.display,
            "QT_QPA_PLATFORM": "xcb",
            "LANGUAGE": "en",
        }
        self.process = self.start("tray")

    def start(self, *more: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "prevent_desktop", *more]
        return subprocess.Popen(command, env=self.environment)

    def has_window(self) -> bool:
        command = ["xdotool", "search", "--onlyvisible", "--name", "Prevent Desktop"]
        found = subprocess.run(command, env=self.environment, capture_output=True, check=False)
        return bool(found.stdout.strip())


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    host, server = TrayHost(), Xvfb()
    made = Running(tmp_path / "data", host, server)
    try:
        host.wait_for_icon()
        yield made
    finally:
        made.process.kill()
        made.process.wait()
        server.close()
        host.close()


def queue(running: Running, endpoint: str) -> None:
    with Spool.open(Places.of(running.data).spool) as spool:
        spool.queue(PACK, b"sealed", endpoint=endpoint, receipt_certificate=Receiver.make().certificate_pem)


def state(running: Running) -> State | None:
    with Spool.open(Places.of(running.data).spool) as spool:
        item = spool.get(PACK)
    return None if item is None else item.state


def test_at_login_there_is_an_icon_and_no_window_and_packs_leave(running: Running, tmp_path: Path) -> None:
    assert not running.has_window()
    assert "Nothing waits in the outbox" in running.host.tip
    queue(running, FolderMailbox.create(tmp_path / "mailbox").endpoint)
    wait_until(lambda: state(running) is State.SENT, "the pack did not leave")
    assert not running.has_window()


def test_a_click_opens_the_window_and_another_start_finds_the_one_that_is_there(running: Running) -> None:
    other = running.start()
    assert other.wait(PATIENCE) == 0, "the second start hands over to the first"
    wait_until(running.has_window, "no window came")
    assert running.process.poll() is None


def test_what_waits_stands_in_the_menu_and_quitting_ends_it(running: Running, tmp_path: Path) -> None:
    queue(running, (tmp_path / "away").as_uri())
    words = "1 pack waits for a connection and will go while this is locked"
    wait_until(lambda: words in running.host.menu(), "the menu does not say what waits")
    running.host.choose("_Pause sending")
    wait_until(lambda: "_Go on sending" in running.host.menu(), "it was not paused")
    with Spool.open(Places.of(running.data).spool) as spool:
        assert spool.paused
    running.host.choose("_Quit: packs wait until it is opened again")
    assert running.process.wait(PATIENCE) == 0
