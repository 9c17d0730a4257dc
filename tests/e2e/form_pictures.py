"""Pictures of every section of every form, filled with example answers.

Run: ``QT_QPA_PLATFORM=offscreen python -m tests.e2e.form_pictures FOLDER [--form ID …] [--theme dark] [--scale 200]
[--size 1024x700]``. One PNG a section: ``<form>-<section>.png``, from its beginning.
"""

from __future__ import annotations

import argparse
import tempfile
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QApplication

from prevent_desktop.app import QT_ARGUMENTS, AppOptions, Desktop
from prevent_desktop.cli.demo import prepare_demo_vault
from prevent_desktop.data_files import forms
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.translation import _
from prevent_desktop.ui.forms.form_screen import FormScreen
from prevent_desktop.ui.forms.form_state import FormState
from prevent_desktop.ui.forms.preview.examples import fill_with_examples
from prevent_desktop.ui.page_registry.registry import PageRegistry
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.routes import section_route
from prevent_desktop.ui.theme import Appearance
from prevent_desktop.workflows.places import Places
from tests.e2e.screen_pictures import Camera, unlock

TODAY = date(2026, 11, 25)


def picture_form(camera: Camera, pages: PageRegistry, form_id: str) -> None:
    """Each section of the newest version of a form, filled."""
    newest = max((path for path in (forms() / form_id).iterdir() if path.name.endswith(".json")), key=str)
    response = Response.start(load_questionnaire(newest.read_bytes()))
    fill_with_examples(response, TODAY)
    screen = FormScreen(FormState(response), about=_("AB, 14"), form=response.questionnaire.title)
    pages.main_view.enter(screen, section_route(NavSection.PEOPLE))
    for part in range(len(screen.state.parts)):
        screen.show_part(part)
        camera.take(f"{form_id}-{part}")


def main() -> None:
    """Read the arguments and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--form", action="append")
    parser.add_argument("--theme", type=Appearance, default=Appearance.LIGHT)
    parser.add_argument("--scale", type=int, default=100)
    parser.add_argument("--size", default="1366x768")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication(["form-pictures", *QT_ARGUMENTS])
    assert isinstance(app, QApplication)
    with tempfile.TemporaryDirectory() as data:
        prepare_demo_vault(Places.of(Path(data)))
        options = AppOptions(data=Path(data), appearance=chosen.theme, scale=chosen.scale)
        desktop = Desktop(app, options, fresh_process=lambda: None)
        desktop.start()
        desktop.window.resize(*map(int, chosen.size.split("x")))
        camera = Camera(desktop, chosen.folder, f"{chosen.size}-{chosen.scale}-{chosen.theme.value}")
        pages = unlock(desktop)
        for form_id in chosen.form or sorted(folder.name for folder in forms().iterdir()):
            picture_form(camera, pages, form_id)
        desktop.window.close()


if __name__ == "__main__":
    main()
