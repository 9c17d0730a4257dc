"""The machine goes to sleep, as logind says it on a system bus: the real program locks, and the word goes on afterwards."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from jeepney import DBusAddress, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people.people import add_person
from prevent_desktop.workflows.places import Places
from tests.e2e.driving import Home, Program, skip_without
from tests.made_vaults import copied_vault

PASSPHRASE = "violet tractor lamp seventeen"


@pytest.fixture
def system_bus() -> Iterator[str]:
    """The address of a bus of our own."""
    skip_without("dbus-daemon")
    command = ["dbus-daemon", "--session", "--nofork", "--print-address=1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as daemon:
        assert daemon.stdout is not None
        yield daemon.stdout.readline().strip()
        daemon.kill()


def fall_asleep(bus: str) -> None:
    """What logind says before it lets the machine sleep; nobody else is believed."""
    name = "org.freedesktop.login1"
    with open_dbus_connection(bus) as logind:
        manager = DBusAddress("/org/freedesktop/login1", name, f"{name}.Manager")
        logind.send_and_get_reply(message_bus.RequestName(name), timeout=30)
        logind.send(new_signal(manager, "PrepareForSleep", "b", (True,)))


def make_home(folder: Path) -> Home:
    home = Home(folder)
    vault_folder = Places.of(home.data).vaults / "a1b2c3"
    key = copied_vault(vault_folder, PASSPHRASE).key
    with Vault.open(vault_folder, key) as vault:
        add_person(
            vault,
            forenames="Alex",
            surname="Brook",
            birth_date=None,
            approximate_age=14,
            now=datetime.now(UTC),
        )
    return home


def unlock(program: Program) -> None:
    program.see("Unlock Prevent Desktop")
    program.write(PASSPHRASE)
    program.press("Return")
    program.see("Blank screen")


def test_sleep_locks_and_the_half_word_goes_on_at_the_cursor(system_bus: str, tmp_path: Path) -> None:
    home = make_home(tmp_path / "laptop")
    screen = {"QT_QPA_PLATFORM": "offscreen", "DBUS_SYSTEM_BUS_ADDRESS": system_bus}
    with Program(home, screen) as program:
        unlock(program)
        program.press("Ctrl+1")
        program.push("Write a note")
        program.see("Who is it about?")
        program.write("Bro")
        program.see("Found: 1 person")
        program.press("Return")
        program.see("What was seen, heard or said")
        program.tab_to("What was seen, heard or said")
        program.write("He was with a grp")
        program.press("Left")
        left = program.focus()
        fall_asleep(system_bus)
        program.wait_for_fresh_process()
        unlock(program)
        program.look(lambda _words: program.focus() == left, "the note again, and the cursor in it")
        program.write("ou")
        assert program.focus()["value"] == "He was with a group"
        program.close()
