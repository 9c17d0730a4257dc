"""The three steps as they stand beside the card: which is done, which is now, which comes next."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtWidgets import QFrame, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import Text, VBox, restyle


class Step(IntEnum):
    """One of the steps, in their order."""

    WHO = 1
    FILE = 2
    PASSPHRASE = 3

    @property
    def label(self) -> str:
        """What it is called."""
        return {
            Step.WHO: _("Who you are"),
            Step.FILE: _("Your organisation’s file"),
            Step.PASSPHRASE: _("Passphrase and recovery code"),
        }[self]

    @property
    def ahead(self) -> str:
        """What it asks for, before it is there."""
        return {
            Step.WHO: "",
            Step.FILE: _("You can go on without it"),
            Step.PASSPHRASE: _("Have a printer, or a pen and paper"),
        }[self]


class StepEntry(QFrame):
    """One step: its number and name, and a small line below."""

    def __init__(self, step: Step) -> None:
        super().__init__()
        self.step = step
        self.title = Text(f"{step.value}. {step.label}")
        self.detail = Text("", "tiny")
        column = VBox(self, spacing=3, margins=(12, 8, 8, 8))
        column.add(self.title, self.detail)

    def show_state(self, words: str, *, now: bool) -> None:
        """Show whether it is the present one, and a line about it."""
        self.detail.say(words)
        restyle(self, "current", now)
        restyle(self.title, "kind", "strong" if now else "text")
        self.title.setAccessibleName(f"{self.title.text()}. {words}")


class StepList(QWidget):
    """All three."""

    def __init__(self) -> None:
        super().__init__()
        self.entries = {step: StepEntry(step) for step in Step}
        self._done: dict[Step, str] = {}
        column = VBox(self, spacing=0)
        column.add(*self.entries.values())

    def show_step(self, present: Step) -> None:
        """Say of each step what it is now."""
        for step, entry in self.entries.items():
            entry.show_state(self._line(step, present), now=step is present)

    def mark_done(self, step: Step, words: str) -> None:
        """What was said in a step, once it is done."""
        self._done[step] = words

    def _line(self, step: Step, present: Step) -> str:
        if step is present:
            return _("Now")
        if step < present:
            return self._done.get(step, "")
        words = step.ahead
        return _("Next. {what}").format(what=words) if step == present + 1 else words
