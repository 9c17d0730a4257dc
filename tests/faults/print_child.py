"""What `print_kills` runs: a chronology printed by the process that prints, over the system's libcups and a print service of ours.

``python -m tests.faults.print_child VAULT CANARY… [--named]``

It says each step in a line, and goes on once it gets one. With ``--named`` the pages wait in a file as Qt would have it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from prevent_desktop.casework.notes import Note, Source
from prevent_desktop.ui.components import printing
from prevent_desktop.ui.components.printing import Printing
from prevent_desktop.ui.system.printing import process
from prevent_desktop.ui.system.printing.messages import Step, Told
from prevent_desktop.ui.system.printing.process import PrintProcess
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from prevent_desktop.vault.creation import create_vault
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people.people import add_person
from prevent_desktop.workflows.printing.parts import chronology_to_print
from tests.faults.writing_child import now, shown_failure, until
from tests.gui.printers import PaperTray

STEPS = {Step.CHOSEN, Step.WANTED, Step.HANDING_OVER, Step.DONE}
_COARSE = 620
"""Pixels across a page: what the pages look like is judged elsewhere."""


def step(words: str) -> None:
    """Tell where we are, and wait."""
    print(words, flush=True)
    sys.stdin.readline()


def filled(folder: Path, canaries: list[str]) -> tuple[Path, object, str]:
    """A vault with notes of these words; its key, and whose it is."""
    created = create_vault(folder, "four quiet words here", cost=FLOOR_COST)
    with Vault.open(folder, created.key) as vault:
        person, case = add_person(vault, forenames="Ada", surname=canaries[0], birth_date=None, now=now())
        for number, canary in enumerate(canaries[1:]):
            vault.notes.add(
                Note(
                    id=f"{number:032x}", case_id=case.id, text=f"{canary} said so. " * 40, source=Source.DIRECT,
                    source_detail="", author="Sam Field", written_at=now(),
                )
            )  # fmt: skip
    return folder, created.key, person.id


class SteppedProcess(PrintProcess):
    """Stops at each step of the process that prints, and tells which process it is."""

    def _take(self, told: Told) -> None:
        if told.step in STEPS and self._child is not None:
            step(f"{told.step} {self._child.pid}")
        super()._take(told)


def main(arguments: list[str]) -> None:
    named = "--named" in arguments
    folder, *canaries = [one for one in arguments if not one.startswith("--")]
    app = QApplication([])
    vault_folder, key, person = filled(Path(folder), canaries)
    vars(process)["command"] = PaperTray("-", named=named).command
    vars(printing).update(PrintProcess=SteppedProcess, PIXELS_ACROSS=_COARSE)
    tasks, page = Tasks(shown_failure), QWidget()
    tasks.open_vault(lambda: Vault.open(vault_folder, key))  # type: ignore[arg-type]
    page.show()
    done: list[str] = []
    printer = Printing(tasks, page, done.append)
    printer.begin(lambda vault: chronology_to_print(vault, person, with_name=True, now=now()))
    until(lambda: bool(page.findChildren(ConfirmDialog)))
    page.findChildren(ConfirmDialog)[0].yes.click()
    until(lambda: bool(done))
    tasks.close()
    app.processEvents()


if __name__ == "__main__":
    main(sys.argv[1:])
