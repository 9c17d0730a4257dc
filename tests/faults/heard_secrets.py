"""Somebody on the accessibility bus while a passphrase is typed, and behind the blank screen (FAULTS 45).

    python -m tests.faults heard_secrets --runs 1000

Needs Xvfb, xdotool, at-spi2-core and python3-pyatspi. One run edits the unlock line at random, with letters that stand
nowhere else; each event, each key and each text on the bus is searched for them. Another one, with the vault open, blanks
the screen and presses keys at random: nothing may be told, nothing but the sentence may be in the tree, and the page is as
it was. The controls write past the secret line, and press the same keys where the screen is not blank.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from prevent_desktop.vault.creation import create_vault
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.workflows.places import Places
from tests.e2e.driving import Home, Program, Xvfb
from tests.e2e.ear import OF_THE_PROCESS, PASSPHRASE, SENTENCE, Ear
from tests.e2e.session_bus import ScreenReader, SessionBus, why_no_screen_reader
from tests.faults.harness import Asked, ask

_EDITS = ("Backspace", "Delete", "Left", "Right", "Home", "End", "Shift+Left", "Shift+Home", "Ctrl+A", "Ctrl+Z", "Ctrl+Y")  # fmt: skip
_KEYS = ("Tab", "shift+Tab", "Return", "space", "Escape", "Down", "F1", "F6", "ctrl+1", "ctrl+2", "ctrl+3", "ctrl+5", "ctrl+f", "ctrl+n", "ctrl+shift+l", "alt+s", "x", "Menu")  # fmt: skip


def edit_once(ear: Ear, chance: random.Random) -> list[str]:
    """Edit the line that has the keyboard, a dozen times; what was heard that should not be."""
    for _step in range(12):
        if chance.random() < 0.5:
            ear.program.write(chance.choice(PASSPHRASE))
        elif chance.random() < 0.1:
            ear.program.paste(PASSPHRASE[: chance.randrange(1, 9)])
        else:
            ear.program.press(chance.choice(_EDITS))
    return ear.leaks()


def blank_once(ear: Ear, chance: random.Random) -> list[str]:
    """Blank, press eight keys, go back; what was told, shown or changed.

    Somebody touches the keyboard before: what is pressed behind the blank does not keep the program from locking.
    """
    ear.keys("Shift_L")
    before = ear.reader.held()
    ear.program.press("F9")
    ear.program.see(SENTENCE)
    ear.reader.heard()
    keys = [chance.choice(_KEYS) for _key in range(8)]
    told = [event["type"] for event in ear.keys(*keys) if event["type"] != "key"]
    shown = [text for text in ear.reader.held()[OF_THE_PROCESS:] if text not in {"Prevent Desktop", SENTENCE}]
    ear.program.press("F9")
    ear.program.see_no_more(SENTENCE)
    changed = [] if ear.reader.held() == before else [f"another page after {keys}"]
    return told + shown + changed


def _run(asked: Asked, bus: SessionBus, folder: Path) -> int:
    home = Home(folder)
    create_vault(Places.of(home.data).vaults / "a1b2c3", PASSPHRASE, cost=FLOOR_COST)
    failures: list[str] = []
    screen = {"QT_QPA_PLATFORM": "xcb", **bus.environment}
    with Program(home, screen) as program, ScreenReader(bus.environment) as reader:
        reader.ask("wait_for", name="Unlock Prevent Desktop")
        ear = Ear(program, reader, bus.environment)
        program.tab_to("Passphrase")
        for _run in range(asked.runs - asked.runs // 2):
            failures += edit_once(ear, asked.chance)
        program.write_past_the_line("ж")
        past_the_line = ear.leaks()
        program.press("Ctrl+A")
        program.write(PASSPHRASE)
        program.press("Return")
        program.see("Nothing to finish")
        for _run in range(asked.runs // 2):
            failures += blank_once(ear, asked.chance)
        before = reader.held()
        ear.keys("ctrl+2")
        program.see("Find a person")
        moved = reader.held() != before
    return asked.tell(failures, controls={"written past the line": past_the_line, "not blank": moved})


def main(arguments: Sequence[str]) -> int:
    asked = ask(arguments, __doc__, name="heard_secrets", runs=20)
    if why_no_screen_reader():
        print(f"not done here: {why_no_screen_reader()}")
        return 1
    server = Xvfb()
    try:
        with tempfile.TemporaryDirectory() as folder:
            bus = SessionBus(server.display)
            try:
                return _run(asked, bus, Path(folder))
            finally:
                bus.close()
    finally:
        server.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
