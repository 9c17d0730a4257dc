"""A person at the keyboard who counts: screens, keys, stops of Tab, and the letters of words.

A key is every key beside the words; words are what is said in a field (names, answers, passphrases). The letters of a
file's name count as keys.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from tests.e2e.driving import Program

_MOST_TABS = 60
_LATER_PARTS = (": Month", ": Year", ": Time")
"""How the fields of a date end that are no question of their own."""


@dataclass
class Walk:
    """A person at the keyboard who counts. `screens` are the names of all that came up, in their order."""

    program: Program
    keys: int = 0
    stops: int = 0
    letters: int = 0
    screens: list[str] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        """Keys that are no words."""
        self.keys += len(keys)
        self.stops += keys.count("Tab")
        self.program.press(*keys)

    def say(self, words: str) -> None:
        """Words in a field."""
        self.letters += len(words)
        self.program.write(words)

    def name_file(self, name: str) -> None:
        """The name of a file in the dialog that asks for one; its letters are keys, since a person would point at it."""
        self.program.see_focus("File name:")
        self.look()
        self.keys += len(name)
        self.program.write(name)
        self.press("Return")

    def see(self, words: str) -> str:
        """Wait for words; whatever screen they stand on is counted once it comes up."""
        found = self.program.see(words)
        self.look()
        return found

    def look(self) -> None:
        """Note the screen that is shown. What was below a dialog is no new one when the dialog goes."""
        name = self.program.screen()
        below = [one for one in self.screens if not one.startswith("dialog:")][-1:]
        if name not in {*below, *self.screens[-1:]}:
            self.screens.append(name)

    def tab_to(self, name: str) -> None:
        """Press Tab until the control with this name has the keyboard; no key where it has it already."""
        for _press in range(_MOST_TABS):
            if name in self.program.focus()["name"]:
                return
            self.press("Tab")
        raise AssertionError(f"Tab never came to “{name}”; words: {self.program.words()}")

    def pick(self, question: str, label: str) -> None:
        """One of several radio buttons."""
        for _press in range(_MOST_TABS):
            if question in self.program.focus()["group"]:
                break
            self.press("Tab")
        for _press in range(_MOST_TABS):
            state = self.program.focus()
            if state["name"] == label:
                if not state["checked"]:
                    self.press("Space")
                return
            self.press("Down")
        raise AssertionError(f"no “{label}” under “{question}”")

    @property
    def pages(self) -> list[str]:
        """The screens, of which the sections of a form that follow each other are one."""
        names = [name.partition(". Section ")[0] for name in self.screens]
        return [name for name, _same in groupby(names)]

    def told(self) -> str:
        """The counts, and the screens by name."""
        listed = "\n".join(f"  {number}. {name}" for number, name in enumerate(self.screens, start=1))
        screens = f"{len(self.screens)} screens ({len(self.pages)} with each form as one)"
        return f"{screens}, {self.keys} keys, {self.stops} stops, {self.letters} letters of words\n{listed}"


class CountingHand:
    """What `Typist` asks of a program, done by the person whose keys `walk` counts.

    Ctrl+Enter goes from question to question that must be answered, over the sections; Tab within one.
    """

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self.focus = walk.program.focus

    def press(self, *keys: str) -> None:
        self._walk.press(*keys)

    def tab_to(self, name: str = "", group: str = "") -> dict[str, Any]:
        """To the question with exactly this name, or in this group."""

        def there(_words: object = None) -> dict[str, Any] | None:
            state = self.focus()
            return state if name in {"", state["name"]} and group in {"", state["group"]} else None

        if found := there():
            return found
        self._walk.press("Tab" if name.endswith(_LATER_PARTS) else "Ctrl+Return")
        state: dict[str, Any] = self._walk.program.look(there, f"the keyboard at “{name or group}”")
        self._walk.look()
        return state

    def push(self, name: str, group: str = "") -> None:
        """A box; no section needs to be left by its button."""
        if name != "Continue":
            self.tab_to(name, group)
            self._walk.press("Space")

    def overwrite(self, text: str) -> None:
        """Type over what stands there, where anything does."""
        if self.focus()["value"]:
            self._walk.press("Ctrl+A")
        self._walk.say(text)

    def fill(self, name: str, text: str) -> None:
        self.tab_to(name)
        self.overwrite(text)

    def arrow_to(self, name: str) -> dict[str, Any]:
        """Through a set of radio buttons."""
        for _press in range(_MOST_TABS):
            state = self.focus()
            if state["name"] == name:
                return state
            self._walk.press("Down")
        raise AssertionError(f"Down never came to “{name}”")
