"""Pictures of what is typed once: details, earlier values, differences, copies, a note that grows, all forms.

Run: ``QT_QPA_PLATFORM=offscreen python -m tests.e2e.enter_once_pictures FOLDER [--quick] [--theme dark] [--scale 200]
[--size 1024x700]``.
"""

from __future__ import annotations

from dataclasses import replace

from prevent_desktop.ui.forms.check.screen import CheckScreen
from prevent_desktop.ui.page_registry.registry import PageRegistry
from prevent_desktop.ui.people.details_page import DetailsPage
from prevent_desktop.ui.record.page import RecordPage
from prevent_desktop.ui.record.view import Tab
from prevent_desktop.ui.routing.routes import Check, Details, Form, FormChoice, PreparePack, Record
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people.people import change_person
from tests.e2e.manners import chosen_manners, manners_arguments
from tests.e2e.screen_pictures import Camera, demo_camera, unlock

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
    record.panels.chronology.table.opened.emit(f"note:{NOTE}")
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
    chosen = manners_arguments(__doc__).parse_args()
    for manner in chosen_manners(chosen):
        with demo_camera(chosen.folder, manner) as camera:
            picture_enter_once(camera, unlock(camera.desktop))


if __name__ == "__main__":
    main()
