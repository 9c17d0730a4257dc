"""Pictures of joining the copy from another laptop, to be looked at.

Run: ``QT_QPA_PLATFORM=offscreen python -m tests.e2e.merge_pictures FOLDER``. It fills a demo vault, copies it, works on
both, and writes one PNG for each screen, theme and text size, at the width that a 1024×700 window leaves to a page.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QWidget

from prevent_desktop.app import QT_ARGUMENTS
from prevent_desktop.cli.demo import DEMO_PASSPHRASE, prepare_demo_vault
from prevent_desktop.data_files import forms, resources
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.ui.home.page import HomePage
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.settings.merge_section import MergeSection
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.theme import Appearance, Theme
from prevent_desktop.ui.vault_admin.merge.conflict_page import ConflictPage
from prevent_desktop.ui.vault_admin.merge.conflicts_page import ConflictsPage
from prevent_desktop.ui.widgets import ScrollPage
from prevent_desktop.vault.keys.key_slots import VaultKey, unlock_key
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.people import people
from prevent_desktop.workflows.places import Places
from tests.e2e.screen_pictures import wait

SIZE = (1024 - 190, 700)


def now() -> datetime:
    return datetime.now(UTC)


def work(folder: Path, key: VaultKey, where: str) -> None:
    """Another school for each of two people."""
    with Vault.open(folder, key) as vault:
        vault.audit.append("vault.unlocked", "")
        vault.settings.set("laptop", where.upper())
        for person in vault.people.all()[:2]:
            people.change_person(vault, replace(person, school=f"{where.title()} School"), now=now())


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    target: Path = parser.parse_args().folder
    target.mkdir(parents=True, exist_ok=True)
    app = QApplication(list(QT_ARGUMENTS))
    theme = Theme(app, resources())
    with tempfile.TemporaryDirectory() as name:
        places = Places.of(Path(name))
        prepare_demo_vault(places)
        (here,) = places.vaults.iterdir()
        key = unlock_key(here, DEMO_PASSPHRASE)
        there = Path(name) / "there"
        shutil.copytree(here, there)
        work(here, key, "desk")
        work(there, key, "train")
        tasks = Tasks(print)
        tasks.open_vault(lambda: Vault.open(here, key))
        with Spool.open(places.spool) as spool:
            _walk(tasks, lambda: spool, there, lambda shown, page: _take(target, theme, shown, page))
        tasks.close()
    return 0


def _take(target: Path, theme: Theme, name: str, page: QWidget) -> None:
    for appearance in (Appearance.LIGHT, Appearance.DARK):
        for scale in (100, 200):
            theme.choose(appearance, scale)
            page.resize(*SIZE)
            wait(300)
            page.grab().save(str(target / f"{name}-{appearance.value}-{scale}.png"))
    theme.choose(Appearance.LIGHT, 100)


def _walk(
    tasks: Tasks, spool: Callable[[], Spool], there: Path, take: Callable[[str, QWidget], None]
) -> None:
    library, navigator = FormLibrary(forms()), Navigator()
    page, section = ScrollPage(), MergeSection(tasks, navigator)
    page.column.addWidget(section)
    page.show()
    take("1-empty", page)
    section.look_at(there)
    _until(section.join.isVisible)
    take("2-looked", page)
    section.join.click()
    _until(section.to_settle.isVisible)
    take("3-joined", page)
    conflicts = ConflictsPage(tasks, navigator, now)
    conflicts.show()
    conflicts.refresh()
    take("4-list", conflicts)
    chosen: list[str] = []
    tasks.in_vault(lambda vault: vault.merge_conflicts.open()[0].id, chosen.append)
    _until(lambda: bool(chosen))
    conflict = ConflictPage(tasks, navigator, library, now, chosen[0])
    conflict.show()
    take("5-conflict", conflict)
    home = HomePage(tasks, navigator, spool, library, now)
    home.show()
    home.refresh()
    take("6-home", home)


def _until(holds: Callable[[], bool]) -> None:
    while not holds():
        wait(50)


if __name__ == "__main__":
    raise SystemExit(main())
