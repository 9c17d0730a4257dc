"""Pictures of the three steps of the first run, to be looked at beside the designs.

Run: ``QT_QPA_PLATFORM=offscreen python -m tests.e2e.first_run_pictures FOLDER [--quick] [--theme high-contrast] [--scale 200]
[--size 1024x700]``.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from prevent_desktop.app import QT_ARGUMENTS, AppOptions, Desktop
from prevent_desktop.casework.roles import Role
from prevent_desktop.ui.routing.routes import Settings
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.vault_admin.first_run.pane import FirstRunPane
from prevent_desktop.workflows.demo.demo_organisation import PROFILE, open_demo_organisation
from tests.e2e.manners import Manner, chosen_manners, manners_arguments
from tests.e2e.screen_pictures import Camera, wait, wait_until


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


def picture_practice(app: QApplication, folder: Path, data: Path, manner: Manner) -> None:
    """My work of the practice vault, under its striped bar."""
    desktop = Desktop(app, _options(data, manner, practice=True), fresh_process=lambda: None)
    desktop.start()
    desktop.window.resize(*manner.size)
    wait_until(lambda: desktop.unlocked is not None)
    wait(900)
    Camera(desktop, folder, manner.ending).take("first-run-practice")
    desktop.window.close()


def picture_first_run(app: QApplication, folder: Path, data: Path, manner: Manner) -> None:
    """From nothing to My work, with files below `data`."""
    open_demo_organisation(data / "organisation")
    desktop = Desktop(app, _options(data / "data", manner), fresh_process=lambda: None)
    desktop.start()
    desktop.window.resize(*manner.size)
    camera = Camera(desktop, folder, manner.ending)
    picture_steps(camera, data / "organisation" / PROFILE)
    picture_my_work(camera)
    print(*camera.cut_off, sep="\n")
    desktop.window.close()


def _options(data: Path, manner: Manner, *, practice: bool = False) -> AppOptions:
    return AppOptions(data=data, appearance=manner.theme, scale=manner.scale, practice=practice)


def main() -> None:
    """Read the arguments and take the pictures."""
    chosen = manners_arguments(__doc__).parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    app = QApplication(list(QT_ARGUMENTS))
    for manner in chosen_manners(chosen):
        with tempfile.TemporaryDirectory() as name:
            data = Path(name)
            picture_first_run(app, chosen.folder, data, manner)
            picture_practice(app, chosen.folder, data / "practice", manner)


if __name__ == "__main__":
    main()
