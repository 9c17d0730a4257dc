"""Kills the real form page over a real vault while somebody types, ten thousand times at random moments (FAULTS 1).

    python -m tests.faults program_kills --runs 10000 [--seed 1]

This process imports the whole program once, window and all, and forks a child for each run, so that a run costs no start
of Python. What is real in a child: Qt (offscreen), the vault opened in its own lane as an unlock opens it, with the checks
and the audit's entry, the form's screen, key strokes into a box, the autosave through the lane, and the words "Saved"
that name a save. What is not: the unlock screen (the key is given), the window's frame, side bar and outbox, and the
autosave's clock, which is set to 20 ms instead of 400 so that a short life has several saves; `window_kills` has all of
these, and is slow. Half of the kills come while the child starts and opens, half while it types.

After each kill the vault is opened again: every word after which "Saved" was told is there, in order, and nothing that
was not typed; each twenty-fifth time all of the vault is checked. The control tells a word as saved when it is typed, and
must be caught.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from prevent_desktop import app, data_files
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.ui import page_registry
from prevent_desktop.ui.forms.filling import drafts
from prevent_desktop.ui.forms.filling.controller import FormController
from prevent_desktop.ui.forms.state.draft import Draft
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.window import unlocked_window
from prevent_desktop.vault import integrity
from prevent_desktop.vault.creation import create_vault
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms import fill_form
from prevent_desktop.workflows.forms.fill_form import OpenForm
from prevent_desktop.workflows.forms.form_library import SHARING_DECISION, FormLibrary
from prevent_desktop.workflows.people import people
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.vault_admin import unlock
from tests.faults.harness import ask, memory_folder
from tests.faults.main_job_kills import live
from tests.faults.main_job_worker import Ground, Worker
from tests.patience import PATIENCE

IMPORTED = (app, unlocked_window, page_registry)
"""The whole program stands in memory before the first fork, as it does in the real one when somebody types."""
_AUTOSAVE_MS = 20
_LONGEST_START = 0.6  # seconds from the fork
_LONGEST_TYPING = 0.7  # seconds from the first key stroke
_RUNS_ON_ONE_VAULT = 100
_CHECK_EVERY = 25
_MOST_CONTROL_RUNS = 40
_WORD = re.compile(r"w(\d+)")


def prepare(folder: Path) -> Ground:
    """A vault with one case and one draft, to be copied for each series of kills."""
    places = Places(folder)
    places.vaults.mkdir(parents=True)
    ground = Ground(
        places, create_vault(places.vaults / "mine", "violet tractor lamp seventeen", cost=FLOOR_COST).key
    )
    with Vault.open(ground.vault, ground.key) as vault:
        case = people.add_person(vault, forenames="Robin", surname="Reed", birth_date=None, now=_now())[1]
        library = FormLibrary(data_files.forms())
        fill_form.start_form(vault, library, form_id=SHARING_DECISION, case_id=case.id, now=_now())
    return ground


def _now() -> datetime:
    return datetime.now(UTC)


def words_in(content: str) -> list[int]:
    """The numbers of the words that a draft holds, as they stand there."""
    return [int(number) for number in _WORD.findall(content)]


class Typing(Worker):
    """The child: opens the draft in the real form page and types word after word, until it is killed."""

    def __init__(self, ground: Ground, name: Callable[..., None], hint: Callable[[str], None]) -> None:
        self._ground = ground
        self._name = name
        self._hint = hint
        self._failed: list[PreventDesktopError] = []
        self._on_the_way: list[int] = []

    def work(self) -> None:
        vars(drafts)["WITHIN_MS"] = _AUTOSAVE_MS
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # the offscreen plugin talks
        application = QApplication(["prevent-desktop", *app.QT_ARGUMENTS])
        tasks = Tasks(self._failed.append)
        opened: list[OpenForm] = []
        library = FormLibrary(data_files.forms())
        tasks.open_vault(lambda: unlock.open_vault(self._ground.vault, self._ground.key))
        tasks.in_vault(lambda vault: _open(vault, library), opened.append)
        self._until(application, lambda: bool(opened))
        controller = FormController(tasks, opened[0], _now)
        controller.screen.drafts.draft_ready.connect(self._drafted)
        controller.saved.connect(self._told)
        controller.screen.resize(1100, 680)
        controller.screen.show()
        controller.screen.activateWindow()
        box = self._box(application)
        number = max(words_in(opened[0].filled.content), default=0)
        QTest.keyClick(box, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
        self._hint("typing")
        while True:
            number += 1
            QTest.keyClicks(box, f"w{number} ")
            self._typed(number)
            for _turn in range(10):
                application.processEvents()
                time.sleep(0.001)

    def _until(self, application: QApplication, holds: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not holds():
            assert not self._failed, self._failed
            assert time.monotonic() < end, "it did not come to that"
            application.processEvents()
            time.sleep(0.001)

    def _box(self, application: QApplication) -> QWidget:
        """Tab to the first box that takes free words."""
        self._until(application, lambda: application.focusWidget() is not None)
        for _press in range(60):
            focus = application.focusWidget()
            assert focus is not None
            if focus.inherits("QPlainTextEdit") or focus.inherits("QTextEdit"):
                return focus
            QTest.keyClick(focus, Qt.Key.Key_Tab)
        raise AssertionError("there is nothing to write in")

    def _drafted(self, draft: Draft) -> None:
        self._on_the_way.append(max(words_in(draft.content), default=0))

    def _told(self, words: str) -> None:
        if words.startswith("Saved"):
            self._name("saved", str(self._on_the_way.pop(0)))

    def _typed(self, number: int) -> None:
        """For the control."""


class NamesWhatIsTyped(Typing):
    """Broken: a word counts as saved as soon as it is typed."""

    def _typed(self, number: int) -> None:
        self._name("saved", str(number))


def _open(vault: Vault, library: FormLibrary) -> OpenForm:
    (draft,) = vault.responses.drafts()
    return fill_form.open_form(vault, library, draft.id)


@dataclass
class Series:
    """Kills of one kind of child, each going on from where the last one left the vault."""

    start: Ground
    folder: Path
    kind: type[Typing]
    chance: random.Random
    runs: int = 0
    busy: int = 0
    saves: int = 0
    known: int = 0
    ground: Ground = field(init=False)

    def kill(self) -> str:
        """One more kill: what is lost, in words; empty where nothing is."""
        if self.runs % _RUNS_ON_ONE_VAULT == 0:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.ground, self.known = self.start.copy(self.folder), 0
        while_typing = self.kind is not Typing or self.runs % 2 == 0
        aim, longest = ("typing", _LONGEST_TYPING) if while_typing else ("", _LONGEST_START)
        life = live(self.ground, self.kind, self.chance.uniform(0, longest), aim)
        named = [int(step[1]) for step in life.named]
        self.runs += 1
        self.busy += bool(named)
        self.saves += len(named)
        self.known = max([self.known, *named])
        return self._lost()

    def _lost(self) -> str:
        try:
            with unlock.open_vault(self.ground.vault, self.ground.key) as vault:
                (draft,) = vault.responses.drafts()
                words = words_in(draft.content)
                if self.runs % _CHECK_EVERY == 0:
                    integrity.check(vault)
        except PreventDesktopError as error:
            return f"kill {self.runs}: {type(error).__name__}: {error}"
        if len(words) < self.known or words != list(range(1, len(words) + 1)):
            return (
                f"kill {self.runs}: {self.known} words were told as saved, and these are there: {words[-5:]}"
            )
        return ""


def main(arguments: Sequence[str]) -> int:
    asked = ask(arguments, __doc__, name="program_kills", runs=50)
    with tempfile.TemporaryDirectory(dir=memory_folder()) as name:
        start = prepare(Path(name) / "ground")
        series = Series(start, Path(name) / "sound", Typing, asked.chance)
        lost = []
        for number in range(1, asked.runs + 1):
            if loss := series.kill():
                lost.append(loss)
            if number % 500 == 0:
                print(f"{number} kills, {len(lost)} lost something", flush=True)
        print(
            f"{series.busy} of {series.runs} kills came after a save of that life was told; {series.saves} saves were told"
        )
        broken = Series(start, Path(name) / "broken", NamesWhatIsTyped, asked.chance)
        after = next((run for run in range(1, _MOST_CONTROL_RUNS + 1) if broken.kill()), 0)
    if not series.busy:
        lost.append("no kill came after a save: nothing was tried")
    return asked.tell(lost, controls={"a word counts as saved once typed": after and f"after {after} kills"})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
