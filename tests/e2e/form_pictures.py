"""Pictures of every section of every form, filled with example answers.

Run: ``QT_QPA_PLATFORM=offscreen python -m tests.e2e.form_pictures FOLDER [--form ID …] [--theme dark] [--scale 200]
[--size 1024x700]``. One PNG a section: ``<form>-<section>.png``, from its beginning; of a short form, the page as it stands there.
"""

from __future__ import annotations

from datetime import date

from prevent_desktop.data_files import forms
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.translation import _
from prevent_desktop.ui.forms.filling.controller import screen_of
from prevent_desktop.ui.forms.preview.examples import fill_with_examples
from prevent_desktop.ui.forms.state.form import FormState
from prevent_desktop.ui.page_registry.registry import PageRegistry
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.routes import section_route
from prevent_desktop.workflows.forms.form_library import CONCERN
from prevent_desktop.workflows.forms.one_page import is_short
from tests.e2e.manners import manner_arguments
from tests.e2e.screen_pictures import Camera, chosen_camera, unlock

TODAY = date(2026, 11, 25)


def picture_form(camera: Camera, pages: PageRegistry, form_id: str) -> None:
    """Each section of the newest version of a form, filled."""
    newest = max((path for path in (forms() / form_id).iterdir() if path.name.endswith(".json")), key=str)
    questionnaire = load_questionnaire(newest.read_bytes())
    response = Response.start(questionnaire)
    fill_with_examples(response, TODAY)
    whole = form_id == CONCERN or is_short(questionnaire)
    screen, _card = screen_of(
        form_id,
        FormState(response, whole=whole),
        about=_("AB, 14"),
        form=f"{questionnaire.title} v{questionnaire.version}",
        whole=whole,
    )
    pages.main_view.enter(screen, section_route(NavSection.PEOPLE))
    for part in range(len(screen.state.parts)):
        screen.show_part(part)
        camera.take(f"{form_id}-{part}")


def main() -> None:
    """Read the arguments and take the pictures."""
    parser = manner_arguments(__doc__)
    parser.add_argument("--form", action="append")
    chosen = parser.parse_args()
    with chosen_camera(chosen) as camera:
        pages = unlock(camera.desktop)
        for form_id in chosen.form or sorted(folder.name for folder in forms().iterdir()):
            picture_form(camera, pages, form_id)


if __name__ == "__main__":
    main()
