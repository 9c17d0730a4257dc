"""Somebody who listens on the accessibility bus, and wants to know what is typed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from typing import Any

from prevent_desktop.ui.widgets.secret_line import BULLET
from tests.e2e.driving import Program
from tests.e2e.session_bus import ScreenReader

PASSPHRASE = "жираф тромбон клюква шестнадцать"
"""None of these letters stands anywhere in the program, so that each of them that is heard is a leak."""
PASSWORD = "password text"
"""What AT-SPI calls the role of a secret line."""
OF_THE_PROCESS = 2
"""The first two texts of the tree are the application's name and the path of its executable."""
SENTENCE = "The screen is blank. Press F9 to go back."


class Ear:
    """Somebody on the bus who wants the secret: every event, and every text that the program gives when asked."""

    def __init__(self, program: Program, reader: ScreenReader, environment: Mapping[str, str]) -> None:
        self.program, self.reader = program, reader
        self._environment = environment
        self.events = 0
        reader.ask("listen")

    def leaks(self) -> list[str]:
        """What gives a letter of the passphrase away, or anything but bullets of a secret line's text."""
        heard = self.reader.heard()
        self.events += sum(told["role"] == PASSWORD and "text-changed" in told["type"] for told in heard)
        told = [text for event in heard for text in (event["data"], event["name"])] + self.reader.held()
        letters = set(PASSPHRASE) - {" "}
        pieces = [event["data"] for event in heard if event["role"] == PASSWORD and "text-" in event["type"]]
        return [text for text in told if set(text) & letters] + [
            piece for piece in pieces if piece.strip(BULLET)
        ]

    def keys(self, *names: str) -> list[dict[str, Any]]:
        """Press these as a keyboard does; what the bus tells of it."""
        xdotool = str(shutil.which("xdotool"))
        subprocess.run(
            [xdotool, "key", "--delay", "5", *names], env=self._environment, check=True, timeout=60
        )
        for _turn in range(2):  # what the window system brought first is done first
            self.program.focus()
        return self.reader.heard()

    def type_secret(self, name: str, words: str) -> None:
        """As people type: a letter at a time, one of them wrong; taken back, pasted, made visible, undone and redone."""
        program = self.program
        program.tab_to(name)
        program.write(words[:5])
        assert self.leaks() == []
        program.press("Backspace", "Ctrl+Z", "Ctrl+Shift+Z", "Shift+Home", "Delete", "Home", "Delete")
        program.paste(words)
        assert self.leaks() == []
        program.press("Ctrl+A")
        program.write(words)
        assert self.leaks() == []
