"""Pictures of joining the copy from another laptop, to be looked at.

Run: ``QT_QPA_PLATFORM=offscreen python -m tests.e2e.merge_pictures FOLDER [--quick] [--theme dark] [--scale 200] [--size 1024x700]``.
It copies the demo vault, works on both, and writes one PNG a screen.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from prevent_desktop.cli.demo import DEMO_PASSPHRASE
from prevent_desktop.ui.page_registry.registry import PageRegistry
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.routes import Difference, Differences, Settings
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.settings.screen import SettingsScreen
from prevent_desktop.vault.keys.key_slots import VaultKey, unlock_key
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people import people
from tests.e2e.manners import chosen_manners, manners_arguments
from tests.e2e.screen_pictures import Camera, demo_camera, unlock, wait_until


def now() -> datetime:
    return datetime.now(UTC)


def work(folder: Path, key: VaultKey, where: str) -> None:
    """Another school for each of two people."""
    with Vault.open(folder, key) as vault:
        vault.audit.append("vault.unlocked", "")
        vault.settings.set("laptop", where.upper())
        for person in vault.people.all()[:2]:
            people.change_person(vault, replace(person, school=f"{where.title()} School"), now=now())


def work_on_both(here: Path, there: Path) -> None:
    """Copy the vault at `here` to `there`, and write something else in each."""
    key = unlock_key(here, DEMO_PASSPHRASE)
    shutil.copytree(here, there)
    work(here, key, "desk")
    work(there, key, "train")


def picture_merging(camera: Camera, pages: PageRegistry, there: Path) -> None:
    """Before a copy was chosen, what is in it, what became of it, and what is to be settled."""
    pages.navigator.open(Settings(SettingsPart.MERGING))
    camera.take("merge-empty")
    settings = pages.main_view.page
    assert isinstance(settings, SettingsScreen)
    section = settings.merging
    section.look_at(there)
    wait_until(section.join.isVisible)
    camera.take("merge-looked")
    section.join.click()
    wait_until(section.to_settle.isVisible)
    camera.take("merge-joined")
    pages.navigator.open(Differences())
    camera.take("merge-list")
    chosen: list[str] = []
    pages.tasks.in_vault(lambda vault: vault.merge_conflicts.open()[0].id, chosen.append)
    wait_until(lambda: bool(chosen))
    pages.navigator.open(Difference(chosen[0]))
    camera.take("merge-conflict")
    pages.main_view.go(NavSection.MY_WORK)
    camera.take("merge-my-work")


def main() -> None:
    """Read the arguments and take the pictures."""
    chosen = manners_arguments(__doc__).parse_args()
    for manner in chosen_manners(chosen):
        with demo_camera(chosen.folder, manner) as camera, tempfile.TemporaryDirectory() as name:
            (here,) = camera.desktop.places.vaults.iterdir()
            there = Path(name) / "there"
            work_on_both(here, there)
            picture_merging(camera, unlock(camera.desktop), there)


if __name__ == "__main__":
    main()
