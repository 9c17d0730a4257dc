"""What `print_kills` runs: a chronology printed on a real CUPS printer of Qt's, over a stand-in for the print service.

``python -m tests.faults.print_child VAULT CANARY… [--named]``

It says each step in a line, and goes on once it gets one. With ``--named`` the pages wait in a file as Qt would have it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QApplication, QWidget

from prevent_desktop.casework.notes import Note, Source
from prevent_desktop.ui.components.printing import Printing
from prevent_desktop.ui.system import printers
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from prevent_desktop.vault.creation import create_vault
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people.people import add_person
from prevent_desktop.workflows.printing.parts import chronology_to_print
from tests.faults.writing_child import now, shown_failure, until

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


class SteppedRun(printers.PaperRun):
    """Stops at each step."""

    def begin(self) -> None:
        super().begin()
        step("begun")

    def draw(self, image: object) -> None:
        super().draw(image)  # type: ignore[arg-type]
        step("page")


class Named:
    """What `NamelessFiles` would be if it did nothing: Qt's file stands under its name until it is printed."""

    @contextmanager
    def taking(self) -> Iterator[None]:
        yield

    named = taking

    def close(self) -> None:
        """Nothing to let go of."""


def office(_parent: QWidget, _pages: int) -> QPrinter:
    """The printer of the stand-in."""
    printer = printers.new_printer()
    printer.setPrinterName("office")
    assert printer.outputFormat() == QPrinter.OutputFormat.NativeFormat
    return printer


def main(arguments: list[str]) -> None:
    named = "--named" in arguments
    folder, *canaries = [one for one in arguments if not one.startswith("--")]
    app = QApplication([])
    assert QPrinterInfo.availablePrinterNames() == ["office"]
    vault_folder, key, person = filled(Path(folder), canaries)
    vars(printers).update(ask_for_printer=office, PaperRun=SteppedRun, PIXELS_ACROSS=_COARSE)
    if named:
        vars(printers)["NamelessFiles"] = Named
    tasks, page = Tasks(shown_failure), QWidget()
    tasks.open_vault(lambda: Vault.open(vault_folder, key))  # type: ignore[arg-type]
    page.show()
    done: list[str] = []
    printing = Printing(tasks, page, done.append)
    printing.begin(lambda vault: chronology_to_print(vault, person, with_name=True, now=now()))
    until(lambda: bool(page.findChildren(ConfirmDialog)))
    page.findChildren(ConfirmDialog)[0].yes.click()
    until(lambda: bool(done))
    tasks.close()
    app.processEvents()
    step("done")


if __name__ == "__main__":
    main(sys.argv[1:])
