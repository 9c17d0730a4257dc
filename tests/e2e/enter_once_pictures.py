"""Pictures of what is typed once: details, earlier values, differences, copies, a note that grows, all forms.

Run: ``QT_QPA_PLATFORM=offscreen python -m tests.e2e.enter_once_pictures FOLDER``: at 100 % in the light theme and at
200 % in the dark one.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QApplication

from prevent_desktop.app import QT_ARGUMENTS, AppOptions, Desktop
from prevent_desktop.cli.demo import prepare_demo_vault
from prevent_desktop.ui.forms.check.check_screen import CheckScreen
from prevent_desktop.ui.page_registry.registry import PageRegistry
from prevent_desktop.ui.people.details_page import DetailsPage
from prevent_desktop.ui.record.page import RecordPage
from prevent_desktop.ui.record.view import Tab
from prevent_desktop.ui.routing.routes import Check, Details, Form, FormChoice, PreparePack, Record
from prevent_desktop.ui.theme import Appearance
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people.people import change_person
from prevent_desktop.workflows.places import Places
from tests.e2e.screen_pictures import Camera, unlock

PERSON, CASE, DRAFT = "demo-person-jt", "demo-case-jt", "demo-form-jt-1"
COPY, MODEL = "demo-form-jt-3", "demo-form-jt-2"
NOTE_CASE, NOTE, GROWN = "demo-person-km", "demo-note-km-1", "demo-form-km-2"


def picture_enter_once(camera: Camera, pages: PageRegistry) -> None:
    """The screens, one after the other."""
    pages.navigator.open(Record(PERSON))
    camera.settle()
    record = pages.main_view.page
    assert isinstance(record, RecordPage)
    record.show_tab(Tab.DETAILS)
    camera.take("record-details")
    bar = record.verticalScrollBar()
    bar.setValue(bar.maximum())
    camera.take("record-earlier-values")
    pages.navigator.open(Details(CASE))
    camera.settle()
    page = pages.main_view.page
    assert isinstance(page, DetailsPage)
    camera.take("details")
    page.lists["household"].links["change 1"].click()
    page.lists["agencies"].links["remove 0"].click()
    page.ensureWidgetVisible(page.lists["agencies"])
    camera.take("details-lists")
    camera.desktop.tasks.in_vault(_move, lambda _none: None)
    pages.navigator.open(Check(COPY))
    camera.take("check-since")
    camera.settle()
    screen = pages.main_view.page
    assert isinstance(screen, CheckScreen)
    screen._column.bring(("since", 0, 0))
    camera.take("check-changed")
    pages.navigator.open(Check(DRAFT))
    camera.settle()
    screen = pages.main_view.page
    assert isinstance(screen, CheckScreen)
    screen._column.bring(("offers", 0, 0))
    camera.take("check-offers")
    pages.navigator.open(Form(MODEL))
    camera.take("reading-model")
    pages.navigator.open(PreparePack(CASE))
    camera.settle()
    camera.take("pack-check")
    pages.navigator.open(FormChoice(CASE))
    camera.take("all-forms")
    pages.navigator.open(Record(NOTE_CASE))
    camera.settle()
    record = pages.main_view.page
    assert isinstance(record, RecordPage)
    record.chronology.table.opened.emit(f"note:{NOTE}")
    camera.take("note-grown")
    pages.navigator.open(Form(GROWN))
    camera.take("reading-grown")


def _move(vault: Vault) -> None:
    """The record says something else than the forms do."""
    from datetime import UTC, datetime

    person = vault.people.get(PERSON)
    sister = replace(person.household[1], school="Example Junior School")
    moved = replace(person, address="30 New Road, Exampleton", household=(person.household[0], sister))
    change_person(vault, moved, now=datetime.now(UTC))


def main() -> None:
    """Read the arguments and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication(["enter-once-pictures", *QT_ARGUMENTS])
    assert isinstance(app, QApplication)
    for scale, theme in ((100, Appearance.LIGHT), (200, Appearance.DARK)):
        with tempfile.TemporaryDirectory() as data:
            prepare_demo_vault(Places.of(Path(data)))
            options = AppOptions(data=Path(data), appearance=theme, scale=scale)
            desktop = Desktop(app, options, fresh_process=lambda: None)
            desktop.start()
            desktop.window.resize(1366, 768)
            picture_enter_once(Camera(desktop, folder, f"{scale}-{theme.value}"), unlock(desktop))
            desktop.window.close()


if __name__ == "__main__":
    main()
