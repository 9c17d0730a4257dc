"""A fresh process takes the place of a locked one; in the middle of an upgrade not before it could begin."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from prevent_desktop.confined.spawn import Child, own_environment, start_asked
from prevent_desktop.data_files import parts_there
from prevent_desktop.ui.window.giving_way import GivingWay
from prevent_desktop.vault.keys.vault_key import VaultKey
from prevent_desktop.workflows.record.writing import Writing, writing
from tests.gui.running_app import App, case_id, end_window, key_of, open_note, read_vault, vault_of
from tests.installed_program import installed_program, python_of

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


DOCTOR_MS = 120_000
"""The doctor of a busy machine takes its time."""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed_program(tmp_path_factory.mktemp("installed"))


class Installer:
    """Takes parts of an installed program away, and puts them back."""

    def __init__(self, package: Path) -> None:
        self._package = package
        self._away: list[tuple[Path, Path]] = []

    def take(self, name: str) -> None:
        part = self._package / name
        self._away.append((part, part.rename(part.with_name(f"{part.name}.away"))))

    def take_python(self) -> None:
        python = python_of(self._package)
        self._away.append((python, python.rename(python.with_name("away"))))

    def put_back(self) -> None:
        while self._away:
            part, away = self._away.pop()
            away.rename(part)


@pytest.fixture
def installer(package: Path) -> Iterator[Installer]:
    made = Installer(package)
    yield made
    made.put_back()


@pytest.fixture
def installed_app(app: App, package: Path) -> App:
    """The app, as if it ran from `package`."""
    python = package.parents[3] / "bin" / "python"

    def try_out() -> Child:
        doctor = [str(python), "-I", "-m", "prevent_desktop", "doctor", "--quiet"]
        return start_asked(doctor, own_environment())

    app.desktop.giving_way = GivingWay(app.window, lambda: parts_there(package, python), try_out)
    return app


def copies_of(key: VaultKey) -> int:
    """How many there are in this process."""
    gc.collect()
    return sum(isinstance(each, VaultKey) and each.raw == key.raw for each in gc.get_objects())


def press_lock(app: App) -> None:
    QTest.keyClick(app.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)


def test_a_whole_installation_is_given_way_to_at_once(installed_app: App) -> None:
    installed_app.open()
    press_lock(installed_app)
    installed_app.see_fresh_process()
    giving_way = installed_app.desktop.giving_way
    assert giving_way is not None
    assert giving_way.tries == 0


def test_a_lock_in_the_middle_of_an_upgrade_waits_covered_and_goes_on_once_it_is_done(
    installed_app: App, installer: Installer
) -> None:
    app, key = installed_app, key_of(vault_of(installed_app.data))
    before = copies_of(key)
    app.open()
    QTest.keyClicks(open_note(app).text, "half a wo")
    installer.take_python()
    press_lock(app)
    app.wait(lambda: "being updated" in app.window.blank.words.text())
    assert app.fresh_processes == 0
    assert app.window.blank.isVisible()
    assert copies_of(key) == before
    QTest.keyClick(app.window, Qt.Key.Key_F9)
    press_lock(app)
    assert app.window.blank.isVisible()
    kept = read_vault(app.data, lambda vault: writing(vault, Writing.NOTE, case_id(vault)))
    assert "half a wo" in str(kept)
    installer.put_back()
    app.qtbot.waitUntil(lambda: app.fresh_processes == 1)


def test_by_itself_it_goes_on_with_parts_missing_only_when_none_is(
    installed_app: App, installer: Installer
) -> None:
    installed_app.open()
    installer.take("packs/reader/child.py")
    installed_app.unlocked.idle.idle.emit()
    giving_way = installed_app.desktop.giving_way
    assert giving_way is not None
    installed_app.qtbot.waitUntil(lambda: giving_way.tries == 1)
    assert installed_app.fresh_processes == 0
    installer.put_back()
    installed_app.qtbot.waitUntil(lambda: installed_app.fresh_processes == 1)


def test_the_window_can_be_closed_meanwhile(installed_app: App, installer: Installer) -> None:
    installed_app.open()
    installer.take_python()
    press_lock(installed_app)
    end_window(installed_app.window)
    assert installed_app.fresh_processes == 0


def test_an_installation_that_never_becomes_whole_is_given_way_to_after_a_few_tries(
    app: App, package: Path, installer: Installer
) -> None:
    def always_broken() -> Child:
        return start_asked([str(python_of(package)), "-c", "raise SystemExit(1)"], own_environment())

    app.open()
    giving_way = GivingWay(
        app.window, lambda: parts_there(package), always_broken, look_every=10, most_tries=5
    )
    app.desktop.giving_way = giving_way
    installer.take("cli/main.py")
    press_lock(app)
    app.see_fresh_process()
    assert giving_way.tries == 5
