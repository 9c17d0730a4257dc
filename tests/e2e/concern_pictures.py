"""Pictures of recording a concern: empty, with danger, called, refused, and done.

Run: ``QT_QPA_PLATFORM=offscreen python -m tests.e2e.concern_pictures FOLDER [--theme dark] [--scale 200] [--size 1024x700]``.
"""

from __future__ import annotations

from prevent_desktop.casework.organisation import NamedLead
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.items import ItemType
from prevent_desktop.ui.forms.filling.one_page import OnePageScreen
from prevent_desktop.ui.forms.rows.danger import DangerPanel
from prevent_desktop.ui.page_registry.registry import PageRegistry
from prevent_desktop.ui.routing import routes
from prevent_desktop.workflows.forms.form_library import CONCERN
from prevent_desktop.workflows.organisation import settings
from tests.e2e.manners import manner_arguments
from tests.e2e.screen_pictures import Camera, chosen_camera, unlock


def picture_concern(camera: Camera, pages: PageRegistry) -> None:
    """From an empty one to the page after it."""
    cases: list[str] = []
    pages.tasks.in_vault(
        lambda vault: settings.save_named_lead(vault, NamedLead(name="Sam Field", phone="01632 960 001"))
    )
    pages.tasks.in_vault(lambda vault: vault.cases.open_cases()[0].id, cases.append)
    camera.settle()
    pages.navigator.open(routes.NewForm(cases[0], CONCERN))
    for _round in range(3):
        camera.settle()
    screen = pages.main_view.page
    assert isinstance(screen, OnePageScreen)
    camera.take("concern-empty")
    danger = (("concern", 0), ("noticed.danger", 0))
    screen._apply(screen.state.answer(danger, (True,)))
    camera.take("concern-danger")
    screen.findChildren(DangerPanel)[0].done.click()
    camera.take("concern-called")
    screen._apply(screen.state.answer(danger, (False,)))
    screen.foot.proceed.click()
    camera.take("concern-refused")
    answers = {
        ItemType.TEXT: "Showed two pupils a video in the dinner queue.",
        ItemType.STRING: "Dinner hall",
    }
    for line in screen.state.lines:
        for path in line.asked:
            item = screen.state.response.node(path).item
            if item.type in answers and not screen.state.answers(path):
                screen._apply(screen.state.answer(path, (answers[item.type],)))
            elif item.answer_options:
                screen._apply(screen.state.answer(path, (item.answer_options[0].value,)))
            elif item.type is ItemType.DATE:
                screen._apply(screen.state.answer(path, (PartialDate(2026, 11, 20),)))
    camera.take("concern-filled")
    screen.foot.proceed.click()
    camera.take("concern-done")


def main() -> None:
    """Read the arguments and take the pictures."""
    with chosen_camera(manner_arguments(__doc__).parse_args()) as camera:
        picture_concern(camera, unlock(camera.desktop))


if __name__ == "__main__":
    main()
