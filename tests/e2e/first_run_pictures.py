"""Pictures of the three steps of the first run, to be looked at beside the designs.

Run: ``QT_QPA_PLATFORM=offscreen python -m tests.e2e.first_run_pictures FOLDER [--quick]``.
"""

from __future__ import annotations

import argparse
import itertools
import os
import tempfile
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSize
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from prevent_desktop.app import QT_ARGUMENTS, AppOptions, Desktop
from prevent_desktop.casework.roles import Role
from prevent_desktop.ui.routing.routes import Settings
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.vault_admin.first_run.pane import FirstRunPane
from prevent_desktop.workflows.demo.demo_organisation import PROFILE, open_demo_organisation
from tests.e2e.screen_pictures import SCALES, SIZES, THEMES, Camera, wait, wait_until


def picture_steps(camera: Camera, file: Path) -> None:
    """Each step: untouched, filled in, and refused."""
    pane = camera.desktop.unlock_screen.pane
    assert isinstance(pane, FirstRunPane)
    who, chosen = pane.who, pane.file
    who.go_on.click()
    camera.take("first-run-who-refused")
    QTest.keyClicks(who.name_field.control, "Ashley Moor")
    QTest.keyClicks(who.organisation_field.control, "Example School")
    who.name_field.control.setFocus()
    camera.take("first-run-who-none")
    who.role_choice.choose({Role.REPORTER, Role.TEACHER})
    camera.take("first-run-who")
    who.go_on.click()
    camera.take("first-run-file-none")
    chosen.none.setChecked(True)
    camera.take("first-run-file")
    chosen.take_file(file)
    wait(600)
    camera.take("first-run-file-chosen")
    chosen.none.setChecked(True)
    chosen.go_on.click()
    secret = pane.secret
    assert secret is not None
    QTest.keyClicks(secret.offered.typed.line, "violet tractor lamp")
    secret.kept.set_checked(True)
    camera.take("first-run-passphrase")
    secret.offered.own.click()
    wait(200)
    camera.take("first-run-own-passphrase")


def picture_my_work(camera: Camera) -> None:
    """My work with what is still needed to send, and where a row of it leads."""
    desktop = camera.desktop
    pane = desktop.unlock_screen.pane
    assert isinstance(pane, FirstRunPane)
    assert pane.secret is not None
    pane.secret.own.offered.click()
    pane.secret.offered.typed.clear()
    QTest.keyClicks(pane.secret.offered.typed.line, pane.secret.offered.words.text())
    pane.secret.go_on.click()
    wait_until(lambda: desktop.unlocked is not None)
    wait(900)
    camera.take("first-run-my-work")
    assert desktop.unlocked is not None
    desktop.unlocked.pages.navigator.open(Settings(SettingsPart.LEAD, back="ready"))
    wait(500)
    camera.take("first-run-lead")


def picture_practice(
    app: QApplication, folder: Path, data: Path, *, name: str, size: QSize, options: AppOptions
) -> None:
    """My work of the practice vault, under its striped bar."""
    desktop = Desktop(app, replace(options, data=data, practice=True), fresh_process=lambda: None)
    desktop.start()
    desktop.window.resize(size)
    wait_until(lambda: desktop.unlocked is not None)
    wait(900)
    Camera(desktop, folder, name).take("first-run-practice")
    desktop.window.close()


def main() -> None:
    """Read the arguments and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument(
        "--first", type=int, default=0, metavar="N", help="leave the first N ways of looking out"
    )
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    app = QApplication(list(QT_ARGUMENTS))
    ways = list(itertools.product(SIZES, SCALES, THEMES))[arguments.first :]
    for (width, height), scale, theme in ways[: 1 if arguments.quick else None]:
        with tempfile.TemporaryDirectory() as data:
            organisation = Path(data) / "organisation"
            open_demo_organisation(organisation)
            options = AppOptions(data=Path(data) / "data", appearance=theme, scale=scale)
            desktop = Desktop(app, options, fresh_process=lambda: None)
            desktop.start()
            desktop.window.resize(width, height)
            camera = Camera(desktop, arguments.folder, f"{width}x{height}-{scale}-{theme.value}")
            picture_steps(camera, organisation / PROFILE)
            picture_my_work(camera)
            desktop.window.close()
            picture_practice(
                app,
                arguments.folder,
                Path(data) / "practice",
                name=camera.ending,
                size=QSize(width, height),
                options=options,
            )


if __name__ == "__main__":
    main()
