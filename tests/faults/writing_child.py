"""What `writing_leaves_nothing` runs: a note in a vault, typed, checked and kept, in a process of its own.

``python -m tests.faults.writing_child VAULT CANARY… [--write-a-list]``
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from prevent_desktop.data_files import resources
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.ui.record.note_page import NotePage
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.theme import Appearance, Theme
from prevent_desktop.ui.writing.aids import WritingAids
from prevent_desktop.vault.creation import create_vault
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people.people import add_person
from prevent_desktop.workflows.record import writing_aids
from prevent_desktop.writing.phrases import Phrase
from tests.patience import PATIENCE


def now() -> datetime:
    """The device clock."""
    return datetime.now(UTC)


def until(holds: Callable[[], bool]) -> None:
    """Let the window run until `holds`."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it did not come to that"
        QApplication.processEvents()
        time.sleep(0.005)


def shown_failure(error: PreventDesktopError) -> None:
    """No failure is expected."""
    raise error


def prepare(vault: Vault, canaries: list[str]) -> str:
    """A case, with a name and a phrase to be looked for."""
    _person, case = add_person(
        vault, forenames=canaries[1], surname="Example", birth_date=None, approximate_age=14, now=now()
    )
    writing_aids.save_phrases(vault, (Phrase(canaries[2], canaries[3]),))
    return case.id


def write(tasks: Tasks, case_id: str, canaries: list[str]) -> None:
    """Type, look through, ask for suggestions, keep a word, undo, and keep the note as it is."""
    page = NotePage(tasks, Navigator(), case_id, now)
    page.show()
    page.activateWindow()
    page.text.setFocus()
    QApplication.processEvents()
    until(lambda: page.text.check.speller is not None)
    QTest.keyClicks(page.text, f"He said {canaries[4]} and went {canaries[5]} home with them ")
    until(lambda: page.text.check.settled and len(page.text.check.marks.spans) == 2)
    speller = page.text.check.speller
    assert speller is not None
    speller.suggestions(canaries[4])
    aids = WritingAids.near(page.text)
    assert aids is not None
    aids.add_own_word(canaries[4])
    page.text.insertPlainText(canaries[6])
    assert page.undo is not None
    page.undo.undo()
    page.flush()
    until(lambda: page.settled)
    page.close()


def main() -> None:
    """Do it all, and end in good order."""
    folder, *rest = sys.argv[1:]
    canaries = [word for word in rest if not word.startswith("--")]
    application = QApplication(["writing", "-style", "fusion"])
    Theme(application, resources()).choose(Appearance.LIGHT, 100)
    key = create_vault(Path(folder), "four example words here", cost=FLOOR_COST).key
    tasks = Tasks(shown_failure)
    tasks.open_vault(lambda: Vault.open(Path(folder), key))
    cases: list[str] = []
    tasks.in_vault(lambda vault: prepare(vault, canaries), cases.append)
    until(lambda: bool(cases))
    write(tasks, cases[0], canaries)
    if "--write-a-list" in rest:
        (Path.home() / ".hunspell_en_GB").write_text(canaries[0], encoding="utf-8")
    kept: list[tuple[str, ...]] = []
    tasks.in_vault(writing_aids.own_words, kept.append)
    until(lambda: bool(kept))
    assert kept == [(canaries[4],)]
    assert tasks.close()


if __name__ == "__main__":
    main()
